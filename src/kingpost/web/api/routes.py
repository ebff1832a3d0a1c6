"""All routes of the API, gathered."""

from __future__ import annotations

from kingpost.web.api import approvals, flags, systems, things
from kingpost.web.api.gate import api

for subject in (systems, things, approvals, flags):
    api.add_router("", subject.router)

urls = api.urls

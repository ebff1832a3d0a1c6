"""All routes of the API, gathered."""

from __future__ import annotations

from kingpost.web.api import approvals, disagreements, flags, pairs, promises, systems, things
from kingpost.web.api.gate import api

for subject in (systems, things, promises, disagreements, approvals, flags, pairs):
    api.add_router("", subject.router)

urls = api.urls

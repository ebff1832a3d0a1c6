"""All routes of the API, gathered."""

from __future__ import annotations

from kingpost.web.api import approvals, day, disagreements, flags, pairs, promises, questions, systems, things
from kingpost.web.api.gate import api

for subject in (systems, things, promises, disagreements, approvals, flags, questions, pairs, day):
    api.add_router("", subject.router)

urls = api.urls

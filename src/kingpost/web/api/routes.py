"""All routes of the API, gathered."""

from __future__ import annotations

from kingpost.web.api import (
    approvals,
    day,
    disagreements,
    flags,
    grouping,
    misses,
    pairs,
    promises,
    questions,
    rules,
    systems,
    things,
)
from kingpost.web.api.dating import takes_or_refuses
from kingpost.web.api.gate import api

for subject in (
    systems,
    things,
    promises,
    disagreements,
    approvals,
    flags,
    grouping,
    misses,
    rules,
    questions,
    pairs,
    day,
):
    subject.router.add_decorator(takes_or_refuses, mode="operation")
    api.add_router("", subject.router)

urls = api.urls

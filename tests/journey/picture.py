"""Prints what an installation holds, as JSON: run with the installation's environment. Whoever reads it compares it with the truth.

What ``bench/held.py`` reads, and besides:
whose       record number → entity numbers of the clients it belongs to
happened    client's entity number → [moment, system, kind, remote id, what], in the order a page shows them, oldest first
flags       [entity number, rules, client's entity number, owner, title] in their order; before: those from before we started
approvals   [entity number, state, whether its places differ]
answers     [entity number, what the box says when asked whether it was approved]
suggestion  of the first flag: what it says, [name, free today] in its order, [[first step, worked, of, days]]
"""

from __future__ import annotations

import json
import sys
from typing import Any

from bench.held import held

from kingpost.commands import database
from kingpost.toolbox.sql import rows

WHO = "priya.raman@harrowlane.example"


def picture() -> dict[str, Any]:
    """Everything above. The flags are those of the person who opens the demo; the rest is the whole of it."""
    from kingpost.accounts import audiences
    from kingpost.accounts.models import User
    from kingpost.knowledge.approvals import reading as approvals

    seen_by = audiences.allowed(User.objects.get(email=WHO))
    return {
        **held(),
        "whose": [
            list(row) for row in rows("SELECT record_id, array_agg(DISTINCT client_id) FROM client_of GROUP BY 1")
        ],
        "happened": rows(
            """SELECT t.client_id, t.at, s.key, r.kind, r.remote_id, t.what FROM timeline AS t
               JOIN record AS r ON r.id = t.record_id JOIN system AS s ON s.id = r.system_id
               ORDER BY t.client_id, t.at, t.record_id, t.number"""
        ),
        "approvals": [[one.id, one.state, one.differs] for one in approvals.listed(seen_by, limit=1000)],
        "answers": [[one.id, approved(one.id, seen_by)] for one in approvals.listed(seen_by, limit=1000)],
        **flagged(seen_by),
    }


def approved(thing: int, seen_by: list[int]) -> str:
    """The verdict of the box on one thing."""
    from zoneinfo import ZoneInfo

    from kingpost.knowledge import business
    from kingpost.priorities.hours import WorkingHours
    from kingpost.questions import ask, asking
    from kingpost.questions.answering import Asked
    from kingpost.toolbox import clock

    known = business.values()
    hours = WorkingHours.of(known)
    question = asking.understood("Has it been approved?")
    assert question is not None
    return ask.ask(question, Asked(seen_by, clock.now(), hours, ZoneInfo(known["zone"])), about=thing).verdict


def flagged(seen_by: list[int]) -> dict[str, Any]:
    from kingpost.priorities import reading
    from kingpost.proposals import reading as proposals

    found = {
        name: reading.listed(seen_by, before_start=before) for name, before in (("flags", False), ("before", True))
    }
    suggestion = (
        proposals.for_flags([found["flags"][0].id], seen_by).get(found["flags"][0].id) if found["flags"] else None
    )
    return {
        name: [[one.entity, one.rules, one.client_id, one.owner, one.title] for one in flags]
        for name, flags in found.items()
    } | {
        "suggestion": suggestion
        and {
            "say": suggestion.say,
            "people": [[one.email, one.free_today, one.away] for one in suggestion.capacity],
            "steps": [[one.what, one.worked, one.of, one.days] for one in suggestion.cases.steps]
            if suggestion.cases
            else [],
        }
    }


if __name__ == "__main__":
    database.set_up_django()
    json.dump(picture(), sys.stdout, default=str)

"""Prints the briefs of an installation's meetings with clients of the coming days, as JSON: run with the installation's environment.

briefs  of each: the meeting, its moment, its client, who comes, when the client was last met, the thing each one's last word is in, and what is open: flags,
        the mails promises were made in, the sides of disagreements, approvals, invoices; all by entity number
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any

from kingpost.commands import database

WHO = "priya.raman@harrowlane.example"
AHEAD = timedelta(days=14)


def briefs() -> list[dict[str, Any]]:
    from kingpost.accounts import audiences
    from kingpost.accounts.models import User
    from kingpost.knowledge import workload
    from kingpost.reports.brief import brief
    from kingpost.toolbox import clock

    seen_by, now = audiences.allowed(User.objects.get(email=WHO)), clock.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    made = [
        brief(one.id, seen_by, now, now + timedelta(days=1), one.starts_at)
        for one in workload.meetings(seen_by, midnight, midnight + AHEAD, limit=500)
    ]
    return [
        {
            "meeting": one.meeting.id,
            "at": one.meeting.starts_at.isoformat() if one.meeting.starts_at else "",
            "client": one.meeting.client[0],
            "people": [person.email for person in one.meeting.people],
            "before": one.meeting.before[0].at.isoformat() if one.meeting.before else None,
            "said": {person.email: person.said_in for person in one.meeting.people},
            "flags": [flag.entity for flag in one.flags],
            "promises": [promise.entity for promise in one.promises],
            "disagreements": [[side.entity for side in row.sides] for row in one.disagreements],
            "approvals": [row.id for row in one.approvals],
            "invoices": [row.id for row in one.invoices],
        }
        for one in made
        if one and one.meeting.client
    ]


if __name__ == "__main__":
    database.set_up_django()
    json.dump({"briefs": briefs()}, sys.stdout)

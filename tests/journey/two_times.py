"""Prints, for an installation, how many of its things were compared as of now with the present picture, and those that differ.

Run with the installation's environment. Every fifth thing is taken: numbers are given in the order of reading, so all systems take part.
"""

from __future__ import annotations

import json
import sys

from kingpost.commands import database
from kingpost.toolbox.sql import rows

WHO = "priya.raman@harrowlane.example"
EVERY, AT_ONCE = 5, 2000


def main() -> None:
    from kingpost.accounts import audiences
    from kingpost.accounts.models import User
    from kingpost.knowledge import entities
    from kingpost.knowledge.when import When
    from kingpost.toolbox import clock

    seen_by = audiences.allowed(User.objects.get(email=WHO))
    numbers = [n for (n,) in rows("SELECT DISTINCT entity_id FROM member ORDER BY 1")][::EVERY]
    compared, differing = 0, []
    for start in range(0, len(numbers), AT_ONCE):
        some, now = numbers[start : start + AT_ONCE], clock.now()
        present = {one.id: one for one in entities.things(some, seen_by)}
        then = {one.id: one for one in entities.things(some, seen_by, When(now, now))}
        compared += len(present)
        differing += [
            str((present.get(n), then.get(n))) for n in present.keys() | then.keys() if present.get(n) != then.get(n)
        ]
    json.dump({"compared": compared, "differing": differing[:5]}, sys.stdout)


if __name__ == "__main__":
    database.set_up_django()
    main()

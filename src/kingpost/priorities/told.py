"""What a person was told lately, and why each thing came the way it did; for them alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kingpost.priorities.models_reach import Alert, Letter
from kingpost.toolbox.sql import rows

SHOWN = 40


@dataclass(frozen=True)
class ToldRow:
    """One flag as it was, or is to be, told: ``state`` of the alert, ``mail`` that of the mail it is in ("" for none), ``error`` why that failed."""

    flag: int
    title: str
    reason: str
    channel: str
    why: str
    state: str
    at: datetime
    mail: str
    kind: str
    sent_at: datetime | None
    error: str

    @property
    def words(self) -> str:
        """How it went, in two or three words."""
        if self.state == Alert.SENT:
            return {
                Letter.MORNING: "morning digest",
                Letter.EVENING: "evening digest",
                Letter.GROUP: "in one mail",
            }.get(self.kind, "a mail")
        if self.mail in (Letter.FAILED, Letter.UNSURE):
            return {Letter.FAILED: "could not be sent"}.get(self.mail, "perhaps sent")
        waits = "waits" if self.channel == "now" else "next digest"
        return {Alert.WAITING: waits, Alert.DROPPED: "not sent", Alert.HELD_BACK: "held back"}.get(
            self.state, "only the page"
        )


def lately(person: int, seen_by: Sequence[int]) -> list[ToldRow]:
    """The newest first, of flags this person may see."""
    return [ToldRow(*row) for row in rows(
        """SELECT f.id, f.title, n.reason, n.channel, n.why, n.state, n.at, coalesce(l.state, ''), coalesce(l.kind, ''), l.sent_at, coalesce(l.error, '')
           FROM alert AS n JOIN flag AS f ON f.id = n.flag_id AND f.audience_id = ANY(%s) LEFT JOIN letter AS l ON l.id = n.letter_id
           WHERE n.person_id = %s ORDER BY n.at DESC, n.score DESC, n.id LIMIT %s""",
        [list(seen_by), person, SHOWN],
    )]  # fmt: skip

"""What an answer was looked for in: the systems the reader may see, as of when, and which are behind and may hold more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from kingpost.questions import asking
from kingpost.questions.answering import joined
from kingpost.toolbox.sql import rows, sql

MAY_HOLD = {
    asking.APPROVED: ("approval", "ticket", "task", "deliverable", "agreement", "message", "comment"),
    asking.ON_TRACK: ("project", "task", "ticket", "deliverable", "invoice", "agreement"),
    asking.NEXT_STEP: ("project", "task", "ticket", "message", "approval"),
}  # fmt: skip


@dataclass(frozen=True)
class Looked:
    """The systems looked in: how many, the oldest of their moments, and by name those that are not complete."""

    systems: int
    as_of: datetime | None
    behind: tuple[str, ...]

    def says(self, at: str) -> str:
        """One sentence; ``at`` is ``as_of`` as the reader writes it."""
        if not self.systems:
            return "No connected system may hold the answer."
        many = "1 system" if self.systems == 1 else f"{self.systems} systems"
        if not self.behind:
            return f"Looked in {many}, complete{f' as of {at}' if at else ''}."
        verb = "is" if len(self.behind) == 1 else "are"
        return f"Looked in {many}{f' as of {at}' if at else ''}. {joined(self.behind[:3])} {verb} not complete and may hold more."


def where(kind: str, seen_by: Sequence[int]) -> Looked:
    """The systems that hold what this question is answered from. One query."""
    return _looked(rows(sql("looked"), {"seen_by": list(seen_by), "kinds": list(MAY_HOLD[kind])}))


def _looked(found: Collection[tuple[str, bool, datetime | None]]) -> Looked:
    moments = [at for _, _, at in found if at]
    return Looked(len(found), min(moments, default=None), tuple(title for title, whole, _ in found if not whole))

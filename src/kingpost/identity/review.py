"""The questions of identity: pairs the model is unsure of, for people to answer, with both sides and the reasons.

Reads take ``seen_by``: who asks must see both records. Answers are judgements (judge.py): rows with who and when, withdrawable, never asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import transaction

from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.identity import judge, model
from kingpost.identity.models import Judgement
from kingpost.toolbox.sql import rows, sql

AT_MOST = 200  # questions counted; more is "more than 200"
FIELDS = {
    "person": ("email", "emails", "phone", "mobile", "title", "department", "company", "birth_date", "address", "postcode", "city", "location", "start_date", "end_date"),
    "client": ("domain", "website", "email", "phone", "vat", "registration", "address", "postcode", "city", "country", "industry"),
    "project": ("code", "client", "status", "owner_name", "start_date", "due_date", "end_date", "budget"),
}  # fmt: skip
"""What is set side by side, in this order."""


@dataclass(frozen=True)
class Question:
    """Two records of two things that may be one. ``reasons`` are the levels with their weights in bits, the weightiest first; ``torn``: one of
    the two fits a third thing as well."""

    one: int
    other: int
    kind: str
    weight: float
    reasons: list[tuple[str, float]]
    entities: tuple[int, int]
    torn: bool


@dataclass(frozen=True)
class Side:
    """One record of a question: its title, its system, what it says, and the organisation it points at."""

    record: int
    entity: int
    title: str
    system: str
    fields: dict[str, Any]
    under: str
    others: int  # further records of the same thing


def questions(seen_by: Sequence[int] | None, *, kind: str = "", limit: int = 1) -> list[Question]:
    """Open questions, the likeliest first and one for each two things. ``seen_by`` None is for counting without a reader."""
    found = rows(
        sql("questions"), {"seen_by": list(seen_by) if seen_by is not None else None, "kind": kind, "limit": limit}
    )
    holds = model.current()
    made: dict[frozenset[int], Question] = {}
    for one, other, its_kind, weight, levels, a, b, torn in found:
        reasons = sorted(model.weigh(its_kind, levels, holds), key=lambda r: -abs(r[1]))
        made.setdefault(frozenset((a, b)), Question(one, other, its_kind, weight, reasons, (a, b), torn))
    return list(made.values())


def sides(question: Question, seen_by: Sequence[int]) -> list[Side]:
    """Both records of a question, as their systems have them."""
    found = {}
    for record, entity, title, system, fields, under, others in rows(
        sql("sides"), {"records": [question.one, question.other], "seen_by": list(seen_by)}
    ):
        said = msgspec.json.decode(fields)
        wanted = {name: said[name] for name in FIELDS[question.kind] if said.get(name)}
        found[record] = Side(record, entity, title, system, wanted, under or "", others)
    return [found[record] for record in (question.one, question.other) if record in found]


def may_see(one: int, other: int, seen_by: Sequence[int]) -> bool:
    """Whether a reader sees both records, and they are of one kind that is compared."""
    found = rows("SELECT kind FROM record WHERE id = ANY(%s) AND audience_id = ANY(%s)", [[one, other], list(seen_by)])
    return len(found) == 2 and found[0] == found[1] and found[0][0] in FIELDS


def answer(one: int, other: int, verdict: str, by: User) -> Judgement:
    """Same, different, or unsure: not sure yet, ask last. Raises ValueError for anything else."""
    if verdict not in (Judgement.SAME, Judgement.DIFFERENT, Judgement.UNSURE):
        raise ValueError("Say same, different or unsure.")
    with transaction.atomic():
        made = judge.judge(one, other, verdict, by, "asked")
        audit.record(by, f"said {verdict}", f"judgement:{made.pk}")
    return made


def judgement(number: int) -> Judgement | None:
    """An answer that holds."""
    return Judgement.objects.filter(pk=number, withdrawn_at=None).first()


def take_back(number: int) -> Judgement | None:
    """Withdraw an answer; the question is open again. None when that has happened already."""
    ruling = judgement(number)
    if ruling is not None:
        judge.withdraw(ruling)
    return ruling


def answered() -> int:
    """How many answers hold: what the next training has as labels."""
    return int(
        rows(
            "SELECT count(*) FROM judgement WHERE withdrawn_at IS NULL AND verdict IN ('same', 'different') AND by_id IS NOT NULL"
        )[0][0]
    )


def count_all(kind: str) -> int:
    """How many questions stand open for a kind, whoever may see them: for the benchmark."""
    return len(questions(None, kind=kind, limit=10_000_000))

"""What people say about promises: not one, delivered, corrected, or one the finder missed.

A ruling is a row anchored on the record and the words, so it holds after every sync. The newest live one counts; undoing one brings back the one
before. The promise is worked out again in the same transaction, so the next page is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.evidence import changes
from kingpost.knowledge.models import PromiseRuling
from kingpost.knowledge.promises import stage
from kingpost.knowledge.promises.sentences import LONGEST
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

DELIVERED, DISMISSED, CORRECTED, ADDED = "delivered", "dismissed", "corrected", "added"
AT_ONCE = timedelta(minutes=1)


def rule(
    by: User,
    record: int,
    words: str,
    verdict: str,
    *,
    what: str = "",
    due_on: date | None = None,
    ours: bool = True,
    said_at: datetime | None = None,
    key: str = "",
) -> PromiseRuling:
    """Say something about the promise these words make in this record; ``key`` says which, where several were added in the same words. ``what``, ``due_on`` and ``ours`` matter for corrected and added ones, ``said_at`` for
    added ones: when it was promised, without it now.

    Raises ValueError for a verdict that is none, or an addition without words.
    """
    if verdict not in (DELIVERED, DISMISSED, CORRECTED, ADDED):
        raise ValueError("A promise is delivered, dismissed, corrected or added.")
    words = " ".join(words.split())[:LONGEST]
    if not words:
        raise ValueError("Write what was promised.")
    says: dict[str, Any] = {}
    if verdict in (CORRECTED, ADDED):
        says = {"what": " ".join(what.split())[:LONGEST], "due_on": due_on.isoformat() if due_on else "", "ours": ours}
        says |= {"said_at": said_at.isoformat()} if said_at else {}
    if key and verdict != ADDED:
        says["key"] = key
    with transaction.atomic():
        made = PromiseRuling.objects.create(
            record_id=record, words=words, verdict=verdict, says=says, by=by, at=clock.now()
        )
        audit.record(by, f"promise {verdict}", f"record:{record}")
        _work_out_again([record])
    return made


def add(by: User, record: int, what: str, *, due_on: date | None, ours: bool) -> PromiseRuling:
    """A promise added by hand. The same one by the same person within a minute is that one: the form was sent twice.

    Raises ValueError for no words, or more than are kept.
    """
    words = " ".join(what.split())
    if len(words) > LONGEST:
        raise ValueError(f"What was promised is {len(words):,} letters long. Say it in {LONGEST} at most.")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        says = {"what": words, "due_on": due_on.isoformat() if due_on else "", "ours": ours}
        mine = PromiseRuling.objects.filter(by=by, record_id=record, words=words, verdict=ADDED, says=says)
        just = mine.filter(withdrawn_at=None, at__gt=clock.now() - AT_ONCE).order_by("pk").last()
        return just or rule(by, record, what, ADDED, what=what, due_on=due_on, ours=ours)


def withdraw(by: User, ids: Sequence[int]) -> list[PromiseRuling]:
    """Take rulings back. Returns those that were live. Raises LookupError when one is somebody else's."""
    with transaction.atomic():
        held = list(PromiseRuling.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        if len(held) != len(set(ids)) or any(one.by_id != by.pk for one in held):
            raise LookupError("That was said by somebody else.")
        live = [one for one in held if one.withdrawn_at is None]
        for one in live:
            one.withdrawn_at = clock.now()
            one.save(update_fields=["withdrawn_at"])
            audit.record(by, f"took back: promise {one.verdict}", f"record:{one.record_id}")
        _work_out_again({one.record_id for one in live})
    return live


def _work_out_again(records: Iterable[int]) -> None:
    entities = [
        entity for (entity,) in rows("SELECT DISTINCT entity_id FROM member WHERE record_id = ANY(%s)", [list(records)])
    ]
    changes.append(stage.work(sorted(entities)))


def anchor(entity: int, seen_by: Sequence[int]) -> int:
    """The record a promise added by hand hangs on: the client's own that the reader may see. Raises LookupError when there is none."""
    found = rows(
        """SELECT r.id FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL
           WHERE m.entity_id = %s AND r.audience_id = ANY(%s) ORDER BY r.native_key IS NULL, r.audience_id, r.key LIMIT 1""",
        [entity, list(seen_by)],
    )
    if not found:
        raise LookupError("That client is not here." if entity else "Choose the client it was promised to, or by.")
    return int(found[0][0])

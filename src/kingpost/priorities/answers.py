"""What a person says to a flag: handled, wrong client, not related, snoozed. Each is one undoable row; the flags follow at once.

An answer covers what was noticed up to then. New trouble on the same thing opens the flag again, and so does what was older than the answer but
read here only afterwards; "not related" holds for good. A snooze holds until its end, unless the thing takes a grave turn (flags.py).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kingpost.accounts import audiences, audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.priorities.flags import regroup
from kingpost.priorities.models import Answer, Flag
from kingpost.priorities.notice import take_turn
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

WORK = ("ticket", "task", "project", "invoice")  # kinds that are open and close; answers.sql knows the same
VERDICTS = (Answer.HANDLED, Answer.WRONG_CLIENT, Answer.NOT_RELATED, Answer.SNOOZED)


def answer(user: User, flag_id: int, verdict: str, *, until: datetime | None = None, event: str = "") -> Answer:
    """Answer a flag. ``snoozed`` needs ``until``, or ``event`` "reply" (until the client writes again) or "closes" (until the work it is about is done), or both.

    Raises PermissionDenied for who may not answer, LookupError for a flag this person cannot see, ValueError for what makes no sense.
    """
    _check(verdict, until, event)
    flag = _visible(user, flag_id)
    if event == Answer.CLOSES and not _open_work(flag):
        raise ValueError("There is no open work here whose end could be waited for.")
    [given] = _give(user, [flag], verdict, until, event)
    return given


def settle_before_start(user: User, flag_ids: Collection[int] | None = None) -> list[Answer]:
    """Settle the list from before we started, all of it or these: what was late then is taken as handled. Returns the answers."""
    mine = Flag.objects.filter(closed_at=None, before_start=True, audience_id__in=_may_answer(user))
    chosen = list((mine if flag_ids is None else mine.filter(pk__in=list(flag_ids))).order_by("pk"))
    return _give(user, chosen, Answer.HANDLED, None, "")


def decided(user: User, flag_id: int) -> Answer | None:
    """A decision about this flag was carried out. For proposals, which has checked the right to decide. None when it is closed already."""
    flag = Flag.objects.get(pk=flag_id)
    return next(iter(_give(user, [flag], Answer.DECIDED, None, "")), None) if flag.closed_at is None else None


def undo(user: User, answer_ids: Sequence[int]) -> list[Answer]:
    """Take answers back; their flags are there again if the cause still is. Raises as ``answer`` does."""
    allowed = _may_answer(user)
    taken = list(Answer.objects.filter(pk__in=answer_ids, flag__audience_id__in=allowed).select_related("flag"))
    if len(taken) != len(set(answer_ids)):
        raise LookupError("There is no such answer.")
    return take_back(user, taken)


def take_back(user: User, taken: Sequence[Answer]) -> list[Answer]:
    """Undo without asking again who may: for callers that have."""
    with transaction.atomic():
        take_turn()
        undone = [a for a in taken if a.undone_at is None]
        for given in undone:
            given.undone_at, given.undone_by = clock.now(), user
            audit.record(user, "took back an answer", f"flag:{given.flag_id}", verdict=given.verdict)
        Answer.objects.bulk_update(undone, ["undone_at", "undone_by"])
        _make_again([a.flag for a in undone], [record for a in undone for record in a.records])
    return undone


def _give(user: User, chosen: Sequence[Flag], verdict: str, until: datetime | None, event: str) -> list[Answer]:
    with transaction.atomic():
        take_turn()
        now = clock.now()
        given = []
        for flag in chosen:
            covered = _signals(flag)
            records = sorted({subject for subject, *_ in covered})
            rules = sorted({rule for _, rule, _ in covered})
            read = [latest for *_, latest in covered if latest <= now] if verdict != Answer.DECIDED else []
            given.append(Answer(flag=flag, verdict=verdict, records=records or [flag.anchor_id], rules=rules or flag.rules, client_id=flag.client_id,
                                until=until, event=event, by=user, at=now, covers=max(read, default=None)))  # fmt: skip
            audit.record(user, f"answered {verdict}", f"flag:{flag.pk}")
        Answer.objects.bulk_create(given)
        _make_again(chosen, [record for a in given for record in a.records])
    return given


def _signals(flag: Flag) -> list[tuple[int, str, datetime]]:
    """What the flag is made of, as (record, rule, newest moment that speaks for it): the live signals about its thing that its audience may know."""
    return [(subject, rule, latest) for subject, rule, latest in rows(
        """SELECT s.subject_id, s.rule, s.latest FROM signal AS s JOIN audience_within AS w ON w.narrow_id = %s AND w.wide_id = s.audience_id
           WHERE s.closed_at IS NULL AND s.anchor_id = %s AND s.part = %s""",
        [flag.audience_id, flag.entity_id, flag.part],
    )]  # fmt: skip


def _open_work(flag: Flag) -> bool:
    """Whether anything the flag is made of is work that is open now."""
    records = [record for record, *_ in _signals(flag)] or [flag.anchor_id]
    [(found,)] = rows("SELECT EXISTS (SELECT FROM member AS m JOIN entity AS e USING (entity_id) WHERE m.record_id = ANY(%s) AND e.open AND e.kind = ANY(%s))",
                      [records, list(WORK)])  # fmt: skip
    return bool(found)


def _make_again(chosen: Sequence[Flag], records: Sequence[int]) -> None:
    """The flags follow at once, so the page is right when it returns; the stage is told as well."""
    entities = {
        entity for (entity,) in rows("SELECT entity_id FROM member WHERE record_id = ANY(%s)", [list(records)])
    } | set(records)
    anchors = {
        anchor
        for (anchor,) in rows(
            "SELECT anchor_id FROM signal WHERE closed_at IS NULL AND entity_id = ANY(%s)", [sorted(entities)]
        )
    }
    changed = regroup({flag.entity_id for flag in chosen} | anchors, clock.now())
    changes.append({Stream.PICTURE: entities, Stream.FLAG: changed})


def _check(verdict: str, until: datetime | None, event: str) -> None:
    if verdict not in VERDICTS:
        raise ValueError(f"A flag cannot be answered with {verdict!r}.")
    if event not in ("", Answer.REPLY, Answer.CLOSES):
        raise ValueError(f"There is no waiting for {event!r}.")
    if verdict == Answer.SNOOZED and not (until or event):
        raise ValueError("Say until when to put it aside: a day, a moment, or an event to wait for.")
    if verdict != Answer.SNOOZED and (until or event):
        raise ValueError("Only a snooze waits for a moment or an event.")
    if until is not None and until <= clock.now():
        raise ValueError("That moment has passed.")


def _may_answer(user: User) -> list[int]:
    if not may(user, Act.ANSWER):
        raise PermissionDenied("Your role may not answer flags.")
    return audiences.allowed(user)


def _visible(user: User, flag_id: int) -> Flag:
    flag = Flag.objects.filter(pk=flag_id, audience_id__in=_may_answer(user)).first()
    if flag is None:
        raise LookupError("There is no such flag.")
    if flag.closed_at is not None:
        raise ValueError("This flag is closed already.")
    return flag

"""Take a decision back: what has not gone out stays here, what has is reversed by writes of its own, newest first."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kingpost.accounts import audiences, audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.priorities import answers
from kingpost.proposals import compensation, suggest
from kingpost.proposals.models import Decision, Writeback
from kingpost.toolbox import clock


def undo(user: User, decision_id: int) -> Decision:
    """Undo a decision, one's own or another's. The reversing writes wait for ``writeback.carry_out``; undoing twice does nothing.

    Raises PermissionDenied for who may not decide, LookupError for a decision this person cannot see.
    """
    if not may(user, Act.DECIDE):
        raise PermissionDenied("Your role may not undo decisions.")
    with transaction.atomic():
        suggest.take_turn()
        mine = Decision.objects.select_related("suggestion__flag", "answer").filter(
            suggestion__flag__audience_id__in=audiences.allowed(user)
        )
        decision = mine.select_for_update(of=("self",)).filter(pk=decision_id).first()
        if decision is None or decision.suggestion is None:
            raise LookupError("There is no such decision.")
        if decision.undone_at is not None:
            return decision
        decision.undone_at, decision.undone_by = clock.now(), user
        decision.save(update_fields=["undone_at", "undone_by"])
        audit.record(user, "undid a decision", f"suggestion:{decision.suggestion_id}")
        touched = reverse(decision)
        if decision.answer is not None and decision.answer.undone_at is None:
            answers.take_back(user, [decision.answer])
        changes.append({Stream.FLAG: suggest.same_thing([decision.suggestion.flag]), Stream.WRITE: touched})
    return decision


def reverse(decision: Decision) -> list[int]:
    """Withdraw what waits, compensate what arrived. One that is being sent now is compensated by its sender once it has arrived."""
    touched = []
    for one in decision.writebacks.filter(undoes=None).order_by("-pk"):
        mine = Writeback.objects.filter(pk=one.pk)
        if mine.filter(state__in=(Writeback.WAITING, Writeback.FAILED), sent_at=None).update(
            state=Writeback.UNDONE, error="", retry_at=None
        ):
            touched.append(one.pk)
            continue
        mine.filter(state=Writeback.WAITING).update(
            state=Writeback.FAILED, retry_at=None
        )  # about to be tried again: not any more
        if not mine.filter(state=Writeback.SENDING).exists():
            made = compensation.make(one)
            touched += [one.pk, *([made.pk] if made else [])]
    return touched

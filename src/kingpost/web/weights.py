"""Back to the usual weights: the model trained on one's own records no longer holds. Undone with u."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.identity import trained
from kingpost.web import undo
from kingpost.web.access import PersonRequest, needs


@needs(Act.CORRECT)
@require_POST
def weights_withdrawals(request: PersonRequest) -> HttpResponse:
    """Withdraw the model that holds."""
    ids = trained.withdraw(request.user)
    if ids:
        audit.record(request.user, "went back to the usual weights", f"identity_model:{ids[-1]}")
        undo.remember(request, "weights", ids, "The usual weights hold. All records are compared again.")
    else:
        messages.info(request, "The usual weights hold already.")
    return redirect("same_or_different")


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: the trained model holds again."""
    if not may(user, Act.CORRECT):
        raise undo.CannotUndo("The weights are no longer yours to change.")
    if not trained.restore(ids):
        return "They hold again already."
    audit.record(user, "let the trained weights hold again", f"identity_model:{ids[-1]}")
    return "The trained weights hold again."


undo.UNDOABLE["weights"] = take_back

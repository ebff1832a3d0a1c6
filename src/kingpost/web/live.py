"""What an open page asks every two seconds: has anything its reader may see on a page changed since?"""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.evidence import changes
from kingpost.web import shell
from kingpost.web.access import PersonRequest, needs


@needs(Act.READ)
@require_safe
def live(request: PersonRequest) -> HttpResponse:
    """204 while the reader's news is what it was (``?after=``); else where it stands now, and the page fetches itself again.

    What others alone may see changes nothing here, not even when it happened. One query beside those of signing in.
    """
    now_at = changes.news(shell.of(request).audiences)
    if request.GET.get("after", "") == str(now_at):
        return HttpResponse(status=204)
    return JsonResponse({"position": now_at})

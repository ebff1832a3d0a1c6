"""What an open page asks every two seconds: has anything a page shows changed since?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.evidence import changes
from kingpost.web.access import needs


@needs(Act.READ)
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """204 while nothing changed after ``?after=``; else where the log stands now, and the page fetches itself again."""
    after = request.GET.get("after", "")
    now_at = changes.latest(changes.SHOWN)
    if after.isdecimal() and now_at <= int(after):
        return HttpResponse(status=204)
    return JsonResponse({"position": now_at})

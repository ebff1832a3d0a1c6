"""For the supervisor, a load balancer, a monitor: is this process able to serve a page?"""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kingpost.toolbox.sql import rows
from kingpost.web.access import open_to_strangers


@open_to_strangers
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, 503 when it does not. Says nothing a stranger should not know."""
    try:
        rows("select 1")
    except DatabaseError:
        return JsonResponse({"status": "failing", "database": "does not answer"}, status=503)
    return JsonResponse({"status": "ok"})

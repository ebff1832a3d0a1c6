"""The way into the API: bearer tokens, the reader's audiences, and errors as RFC 9457 problem details."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from kingpost import __version__
from kingpost.accounts import api_tokens, audiences
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.knowledge import business
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.reach import Reader
from kingpost.proposals.decide import Outdated
from kingpost.toolbox import clock

ADDRESS = "/api/v1/"
PROBLEM = "application/problem+json"
NOT_KEPT = "Something you sent is too large, or holds a character that cannot be kept."
TOLD = {
    404: "There is no such address; they are all in /api/v1/openapi.json.",
    405: "This address is not asked in this way.",
    500: "Something broke here and is in the log with the time. What could not be finished was not started.",
}
"""What is said of an answer that Django gives in the place of the API, by its status."""


class Token(HttpBearer):
    """``Authorization: Bearer kp_…``; a token may read and do what its person may. A browser's own session is not enough."""

    openapi_description = "A token made on the account page."

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        user = api_tokens.user_for(token)
        if user is None or not may(user, Act.READ):
            return None
        request.user = user
        return user


api = NinjaAPI(
    title="Kingpost", version=__version__, urls_namespace="api", auth=Token(), docs_url=None, openapi_url="openapi.json",
    description="Systems and their completeness, clients, things with their evidence, timelines, flags, suggestions and decisions, search. "
    "Reads of what systems say take true_at (what held on a day) and known_at (what we had learned by then); every other read refuses them with 422.",
)  # fmt: skip


def seen_by(request: HttpRequest) -> list[int]:
    """The audience ids this request may read; asked once."""
    held: list[int] | None = getattr(request, "_seen_by", None)
    if held is None:
        held = audiences.allowed(reader(request))
        request._seen_by = held  # type: ignore[attr-defined]
    return held


def reader(request: HttpRequest) -> User:
    """Whose token this is."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def flag_reader(request: HttpRequest) -> Reader:
    """The same as ``priorities.reach`` takes them."""
    known = business.values()
    hours = WorkingHours.of(known)
    person = reader(request)
    return Reader(person.pk, person.email, seen_by(request), hours, clock.now())


def require(request: HttpRequest, act: Act) -> User:
    """The reader, if their role grants the act; 403 otherwise."""
    user = reader(request)
    if not may(user, act):
        raise PermissionDenied(f"Your role does not allow you to {act.value} here.")
    return user


def problem(request: HttpRequest, status: int, detail: str = "", **more: Any) -> HttpResponse:
    """An error as application/problem+json."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
        **more,
    }
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = PROBLEM
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="kingpost"'
    return response


class ProblemMiddleware:
    """What answers in the place of the API (no such address, another method, a fault of ours) answers as the API does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not request.path.startswith(ADDRESS) or answer.status_code < 400 or answer["Content-Type"] == PROBLEM:
            return answer
        said = problem(request, answer.status_code, TOLD.get(answer.status_code, ""))
        if "Allow" in answer:
            said["Allow"] = answer["Allow"]
        return said


def _explains(kind: type[Exception], answer: Callable[[HttpRequest, Any], HttpResponse]) -> None:
    api.add_exception_handler(kind, answer)


_explains(
    AuthenticationError,
    lambda request, _error: problem(request, 401, "Send a valid token as: Authorization: Bearer kp_…"),
)
_explains(PermissionDenied, lambda request, error: problem(request, 403, str(error) or "You may not do this."))
_explains(Http404, lambda request, _error: problem(request, 404, "There is nothing here that you may see."))
_explains(LookupError, lambda request, _error: problem(request, 404, "There is nothing here that you may see."))
_explains(Outdated, lambda request, error: problem(request, 409, str(error)))
_explains(ValueError, lambda request, error: problem(request, 422, str(error)))
_explains(DataError, lambda request, _error: problem(request, 422, NOT_KEPT))
_explains(OverflowError, lambda request, _error: problem(request, 422, NOT_KEPT))
_explains(HttpError, lambda request, error: problem(request, error.status_code, str(error)))
_explains(
    ValidationError,
    lambda request, error: problem(
        request,
        422,
        "Some of what you sent could not be understood.",
        errors=[{"where": list(map(str, e["loc"])), "said": e["msg"]} for e in error.errors],
    ),
)

"""Deny by default. Every view says what it needs; a view that says nothing is open to nobody.

    @needs(Act.READ)            people whose role grants it
    @open_to_strangers          the few pages that work without signing in

What a person may *see* on a page is another matter: that is ``shell.audiences``, which every query takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.web.addresses import PLACES

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

STRANGERS = "strangers"
API = "/api/"  # has its own gate, which also denies by default: bearer tokens, see web/api
NOT_KEPT = ("/account", "/people", "/sign-in")  # tokens, codes and links are on them: no browser stores these


class PersonRequest(HttpRequest):
    """A request of someone who has signed in: what every view behind ``needs`` receives."""

    user: User
    htmx: Any  # django_htmx.middleware.HtmxDetails; true when the browser asks for a part of a page


def needs(act: Act) -> Callable[[View], View]:
    """Mark a view with the act its reader's role must grant."""

    def mark(view: View) -> View:
        view.needs = act  # type: ignore[attr-defined]
        return view

    return mark


def open_to_strangers(view: View) -> View:
    """Mark a view that works without signing in."""
    view.needs = STRANGERS  # type: ignore[attr-defined]
    return view


class AccessMiddleware:
    """Refuses before a view runs: strangers are sent to sign in, people without the right get 403, what the database cannot hold gets 400."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code == 405 and not request.path.startswith(API):  # else a browser shows a failure of its own
            allowed = answer.headers.get("Allow", "")
            answer = render(request, "405.html", status=405)
            answer.headers["Allow"] = allowed
        # What a page says is its reader's: asked for again each time, and by no one in between kept for the next.
        answer.setdefault("Cache-Control", "no-store" if request.path.startswith(NOT_KEPT) else "private, no-cache")
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if _holds_nul(request):
            raise BadRequest
        wanted = getattr(view, "needs", None)
        if wanted == STRANGERS or request.path.startswith(API):
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if wanted is None or not may(request.user, wanted):
            raise PermissionDenied
        if any(isinstance(one, int) and one >= 10**PLACES for one in kwargs.values()):
            raise Http404
        return None


def _holds_nul(request: HttpRequest) -> bool:
    """Whether the address or the form holds the one character a text of the database cannot. What programs send the API reads for itself."""
    sent = [request.GET] if request.path.startswith(API) else [request.GET, request.POST]
    return "\0" in request.path or any("\0" in text for form in sent for _, every in form.lists() for text in every)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):  # a part of a page cannot show a sign-in form: the whole page goes there
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("account_login")})
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return redirect_to_login(way_back(request, "home"))  # what a form was sent to is no page to come back to


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where a form asked to return to, if that is a path of ours; else the page called ``otherwise``."""
    asked = request.POST.get("next", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return reverse(otherwise)

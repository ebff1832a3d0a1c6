"""What we ask of the sign-in package: nobody signs up by themselves, and addresses are stored folded."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kingpost.accounts import sign_in_links
from kingpost.accounts.models import User

BY_LINK = "by_link"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # the package ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  the package passes it
        return False

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        """Somebody is in, after the second step where they have one."""
        answer: HttpResponse = super().post_login(request, user, **how)
        if (how.get("signal_kwargs") or {}).get(BY_LINK):
            sign_in_links.came_by_link(request.session)
        return answer

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  the package passes it
        return reverse("account")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The package's own notices ("Successfully signed in as …") say what the page already shows."""

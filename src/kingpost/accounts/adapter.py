"""What we ask of the sign-in package: nobody signs up by themselves, and addresses are stored folded."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # the package ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  the package passes it
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The package's own notices ("Successfully signed in as …") say what the page already shows."""

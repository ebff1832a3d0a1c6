"""Signing in, by the sign-in package; fetching who has signed in, with what they may see, in one query a request."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from kingpost.accounts.audiences import ALLOWED
from kingpost.accounts.models import EVERYONE, User

PERSON = f"SELECT person.*, array({ALLOWED.format(user='person.id')}) AS allowed_ids FROM accounts_user AS person WHERE person.id = %s"  # noqa: S608  nothing in it comes from outside


class Backend(AuthenticationBackend):  # type: ignore[misc]  # the package ships no types
    def get_user(self, user_id: Any) -> User | None:
        """The person with ``allowed_ids``. Written out: to put such a query together takes as long as to run it, at each request."""
        user = next(iter(User.objects.raw(PERSON, [EVERYONE, user_id])), None)
        return user if user is not None and self.user_can_authenticate(user) else None

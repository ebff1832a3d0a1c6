"""Signing in, by the sign-in package; fetching who has signed in, with what they may see, in one query a request."""

from __future__ import annotations

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from kingpost.accounts.audiences import ALLOWED
from kingpost.accounts.models import EVERYONE, User
from kingpost.toolbox.sql import planned_rows


class Backend(AuthenticationBackend):  # type: ignore[misc]  # the package ships no types
    def get_user(self, user_id: Any) -> User | None:
        """The person with ``allowed_ids``. Written out: to put such a query together takes as long as to run it, at each request."""
        names = _columns()
        query = f"SELECT {', '.join(names)}, array({ALLOWED.format(user='%(user)s')}) FROM accounts_user WHERE id = %(user)s"  # noqa: S608  nothing in it comes from outside
        for *values, allowed in planned_rows(query, {"user": int(user_id), "everyone": EVERYONE}):
            user = User.from_db("default", names, values)
            user.allowed_ids = allowed  # type: ignore[attr-defined]  # read by audiences.allowed
            return user if self.user_can_authenticate(user) else None
        return None


@cache
def _columns() -> list[str]:
    return [str(field.column) for field in User._meta.concrete_fields]

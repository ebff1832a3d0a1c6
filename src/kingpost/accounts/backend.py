"""Signing in, by the sign-in package; fetching who has signed in, with what they may see, in one query a request."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models.expressions import RawSQL

from kingpost.accounts.audiences import ALLOWED
from kingpost.accounts.models import EVERYONE, User


class Backend(AuthenticationBackend):  # type: ignore[misc]  # the package ships no types
    def get_user(self, user_id: Any) -> User | None:
        ids = RawSQL(f"array({ALLOWED.format(user='accounts_user.id')})", [EVERYONE])  # noqa: S611  nothing in it comes from outside
        user = User.objects.annotate(allowed_ids=ids).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

"""Bearer tokens for the API."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from kingpost.accounts import audit, one_way
from kingpost.accounts.models import ApiToken, User
from kingpost.toolbox import clock

PREFIX = "kp_"  # so that a token in a log or a repository is recognised for what it is

USE_NOTED_EVERY = timedelta(minutes=5)  # not a write per request


def make(user: User, name: str) -> tuple[ApiToken, str]:
    """A new token and its text, which is shown now and never again."""
    secret, _ = one_way.new()
    text = PREFIX + secret
    with transaction.atomic():
        token = ApiToken.objects.create(user=user, name=name, digest=one_way.digest(text), made_at=clock.now())
        audit.record(user, "made an API token", f"token:{token.pk}")
    return token, text


def user_for(text: str) -> User | None:
    """The person a token speaks for; None when it is unknown, revoked or its person is inactive."""
    found = ApiToken.objects.filter(digest=one_way.digest(text), revoked_at=None, user__is_active=True)
    token = found.select_related("user").first()
    if token is None:
        return None
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user


def revoke(user: User, token_id: int) -> bool:
    """Switch one of this person's own tokens off; False when they have no such live token."""
    with transaction.atomic():
        live = ApiToken.objects.filter(pk=token_id, user=user, revoked_at=None)
        if not live.update(revoked_at=clock.now()):
            return False
        audit.record(user, "revoked an API token", f"token:{token_id}")
    return True

"""One-time sign-in links: for the first admin, for `make demo`, and for inviting a colleague without a mail server."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import QuerySet

from kingpost.accounts import audit, one_way
from kingpost.accounts.models import SignInLink, User
from kingpost.toolbox import clock

LIFE = timedelta(hours=1)
INVITATION_LIFE = timedelta(days=3)
CHOOSING = timedelta(minutes=15)
"""How long after signing in by a link a new password may be chosen without the old one, which may be the one that is gone."""
PATH = "/sign-in/link/{}"  # as in urls.py, which loads every page: the link is made while the web server does that

_CAME = "came_by_link"


def make(user: User, life: timedelta = LIFE) -> str:
    """A path such as ``/sign-in/link/…`` that signs this person in once, until ``life`` has passed.

    Earlier unused links of the person stop working, so that only the newest one lying around is good.
    """
    secret, digest = one_way.new()
    now = clock.now()
    with transaction.atomic():
        SignInLink.objects.filter(user=user, used_at=None).delete()
        SignInLink.objects.create(user=user, digest=digest, made_at=now, expires_at=now + life)
    return PATH.format(secret)


def look(secret: str) -> User | None:
    """Whom the link would sign in, without using it up; None when it is spent, too old or unknown."""
    link = _live(secret).select_related("user").first()
    return link.user if link and link.user.is_active else None


def use(secret: str) -> User | None:
    """Use the link up and return its person; None when it is spent, too old or unknown. Of two at once, one wins."""
    with transaction.atomic():
        link = _live(secret).select_for_update().select_related("user").first()
        if link is None or not link.user.is_active:
            return None
        link.used_at = clock.now()
        link.save(update_fields=["used_at"])
        audit.record(link.user, "signed in by link", f"user:{link.user.pk}")
    return link.user


def came_by_link(session: SessionBase) -> None:
    """Note in the session of somebody who just came in that a link brought them."""
    session[_CAME] = clock.now().timestamp()


def may_choose_password(session: SessionBase) -> bool:
    """Whether a link brought this person in so lately that nobody asks for the old password."""
    came: float = session.get(_CAME, 0.0)
    return 0 <= clock.now().timestamp() - came <= CHOOSING.total_seconds()


def password_chosen(session: SessionBase) -> None:
    """The next change asks for the old one again."""
    session.pop(_CAME, None)


def _live(secret: str) -> QuerySet[SignInLink]:
    now = clock.now()
    return SignInLink.objects.filter(digest=one_way.digest(secret), used_at=None, expires_at__gt=now)

"""Changing who is here and what their role is. Each act is audited; none can leave the business without an admin."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kingpost.accounts import audiences, audit, sign_in_links
from kingpost.accounts.models import Role, Team, User, fold_email

LONGEST_ADDRESS, LONGEST_NAME = 254, 200  # what the table holds


class NotPossible(Exception):
    """The change would break a rule; the text is for the person who asked for it."""


class AlreadyHere(NotPossible):
    """Somebody with this address is here."""


def invite(by: User | None, email: str, name: str, role: str) -> tuple[User, str]:
    """A new person and the one-time path to hand to them. Raises NotPossible for what is no address or no name, AlreadyHere when the address is taken."""
    _check(fold_email(email), name.strip())
    if User.objects.filter(email=fold_email(email)).exists():
        raise AlreadyHere(f"{fold_email(email)} is already here.")
    with transaction.atomic():
        user = User.objects.invite(email, name, role)
        audit.record(by, "invited", f"user:{user.pk}", role=role)
        return user, sign_in_links.make(user, sign_in_links.INVITATION_LIFE)


def _check(email: str, name: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise NotPossible(f"“{email}” is no e-mail address.") from None
    if len(email) > LONGEST_ADDRESS:
        raise NotPossible(f"An e-mail address has at most {LONGEST_ADDRESS} signs.")
    if not 0 < len(name) <= LONGEST_NAME:
        raise NotPossible(f"Everybody needs a name, of at most {LONGEST_NAME} signs.")


def change_role(by: User, user: User, role: str) -> None:
    """Raises NotPossible when it would leave no admin."""
    if role not in Role.values:
        raise NotPossible(f"There is no role called {role}.")
    with transaction.atomic():
        _keep_an_admin(user, still_admin=role == Role.ADMIN)
        was, user.role = user.role, role
        user.save(update_fields=["role"])
        audit.record(by, "changed a role", f"user:{user.pk}", was=was, now=role)


def set_active(by: User, user: User, active: bool) -> None:
    """Let a person in again, or out. Their sessions end with the next request; raises NotPossible for the last admin."""
    with transaction.atomic():
        _keep_an_admin(user, still_admin=active and user.role == Role.ADMIN)
        user.is_active = active
        user.save(update_fields=["is_active"])
        audit.record(by, "let in" if active else "signed out for good", f"user:{user.pk}")


def set_team(by: User, team: Team, members: list[User]) -> int:
    """Who is in a team; returns how many audience pairs changed (see ``audiences.refresh``)."""
    with transaction.atomic():
        team.members.set(members)
        audit.record(by, "changed a team", f"team:{team.pk}", people=len(members))
        return audiences.refresh()


def _keep_an_admin(user: User, *, still_admin: bool) -> None:
    if still_admin:
        return
    others = User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True).exclude(pk=user.pk)
    if user.role == Role.ADMIN and not others.exists():
        raise NotPossible(f"{user.name} is the only admin. Make someone else an admin first.")

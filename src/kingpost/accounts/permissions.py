"""Who may do what: the whole table, in one place. What is not listed is refused.

Seeing is a separate question: a role never widens what ``audiences.allowed`` gives. An admin connects a mailbox and
still cannot read it.
"""

from __future__ import annotations

from enum import StrEnum

from django.contrib.auth.models import AnonymousUser

from kingpost.accounts.models import Role, User


class Act(StrEnum):
    READ = "read"  # pages, search, API reads
    ANSWER = "answer"  # handle, snooze or set aside a flag; settle the list from before we started
    DECIDE = "decide"  # approve, change, decline or undo a suggestion: the only way anything leaves the building
    OWN = "own"  # say who sees a system of one's own, and what of it is left out
    CONNECT = "connect"  # connect, exclude from, widen or disconnect a system; switch writing on and off
    CORRECT = "correct"  # business settings: own domains, staff, clients, working hours, agreed answer times
    PEOPLE = "people"  # invite, change roles, teams and audiences


GRANTED: dict[str, frozenset[Act]] = {
    Role.ADMIN: frozenset(Act),
    Role.MEMBER: frozenset({Act.READ, Act.ANSWER, Act.DECIDE, Act.OWN}),
    Role.VIEWER: frozenset({Act.READ}),
}


def may(user: User | AnonymousUser, act: Act) -> bool:
    """Whether this person's role grants the act. A stranger or an inactive person may do nothing."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return act in GRANTED.get(user.role, frozenset())

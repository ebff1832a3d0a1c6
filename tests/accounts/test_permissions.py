from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from kingpost.accounts.models import Role, User
from kingpost.accounts.permissions import Act, may


@pytest.mark.parametrize(
    ("role", "granted"),
    [
        (Role.ADMIN, set(Act)),
        (Role.MEMBER, {Act.READ, Act.ANSWER, Act.DECIDE, Act.OWN}),
        (Role.VIEWER, {Act.READ}),
        ("a role that was removed", set()),
    ],
)
def test_each_role_may_do_exactly_this(role: str, granted: set[Act]) -> None:
    assert {act for act in Act if may(User(role=role), act)} == granted


def test_a_stranger_and_someone_who_left_may_do_nothing() -> None:
    gone = User(role=Role.ADMIN, is_active=False)
    assert not any(may(who, act) for who in (AnonymousUser(), gone) for act in Act)

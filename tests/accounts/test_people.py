from __future__ import annotations

import pytest
from tests.accounts.conftest import person

from kingpost.accounts import people
from kingpost.accounts.models import AuditEntry, Role, User

pytestmark = pytest.mark.django_db


def test_an_invited_person_has_a_link_and_no_password() -> None:
    dana = person("Dana Whitfield", Role.ADMIN)
    noor, path = people.invite(dana, " Noor@HarrowLane.example ", "Noor Haddad", Role.MEMBER)
    assert noor.email == "noor@harrowlane.example" and not noor.has_usable_password()
    assert path.startswith("/sign-in/link/")
    with pytest.raises(people.NotPossible, match="already here"):
        people.invite(dana, "noor@harrowlane.example", "Someone else", Role.ADMIN)


@pytest.mark.parametrize(
    ("email", "name"),
    [("", "Dana"), ("notanemail", "Dana"), (f"{'d' * 300}@harrowlane.example", "Dana"), ("d@harrowlane.example", " "), ("d@harrowlane.example", "D" * 201)],
)  # fmt: skip
def test_nobody_comes_in_without_an_address_and_a_name(email: str, name: str) -> None:
    with pytest.raises(people.NotPossible):
        people.invite(None, email, name, Role.ADMIN)
    assert not User.objects.filter(role=Role.ADMIN).exists()


def test_the_last_admin_cannot_leave() -> None:
    dana, priya = person("Dana Whitfield", Role.ADMIN), person("Priya Raman")
    with pytest.raises(people.NotPossible, match="only admin"):
        people.change_role(dana, dana, Role.MEMBER)
    with pytest.raises(people.NotPossible, match="only admin"):
        people.set_active(dana, dana, active=False)
    people.change_role(dana, priya, Role.ADMIN)
    people.change_role(priya, dana, Role.VIEWER)
    assert User.objects.get(pk=dana.pk).role == Role.VIEWER
    assert AuditEntry.objects.filter(act="changed a role", ref=f"user:{dana.pk}", detail__now="viewer").exists()

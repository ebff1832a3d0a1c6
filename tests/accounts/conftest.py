from __future__ import annotations

from kingpost.accounts.models import Role, User


def person(name: str, role: str = Role.MEMBER) -> User:
    """Someone of Harrow Lane Services, with the password "open sesame now"."""
    email = f"{name.split()[0].lower()}@harrowlane.example"
    return User.objects.create_user(email, "open sesame now", name=name, role=role)

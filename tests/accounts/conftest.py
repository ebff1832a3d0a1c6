from __future__ import annotations

import pytest
from django.conf import LazySettings

from kingpost.accounts.models import Role, User


@pytest.fixture(autouse=True)
def fast_passwords(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def person(name: str, role: str = Role.MEMBER) -> User:
    """Someone of Harrow Lane Services, with the password "open sesame now"."""
    email = f"{name.split()[0].lower()}@harrowlane.example"
    return User.objects.create_user(email, "open sesame now", name=name, role=role)

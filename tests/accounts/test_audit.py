from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from tests.accounts.conftest import person

from kingpost.accounts import audit
from kingpost.accounts.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_to_what() -> None:
    priya = person("Priya Raman")
    audit.record(priya, "approved", "suggestion:81", writes=2)
    entry = AuditEntry.objects.get()
    assert (entry.who, entry.act, entry.ref, entry.detail) == (priya, "approved", "suggestion:81", {"writes": 2})


@pytest.mark.parametrize("change", [lambda log: log.update(act="nothing"), lambda log: log.delete()])
def test_the_database_refuses_to_change_the_past(change: object) -> None:
    audit.record(None, "synced", "system:1")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(AuditEntry.objects.all())  # type: ignore[operator]
    assert AuditEntry.objects.get().act == "synced"

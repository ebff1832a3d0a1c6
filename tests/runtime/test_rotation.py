"""kingpost rotate-key: every stored secret moves to a new key, and the old one opens nothing any more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kingpost.accounts.models import EVERYONE, Audience
from kingpost.commands import rotate_key
from kingpost.evidence.models import System
from kingpost.toolbox import clock, secrets


@pytest.mark.django_db
def test_every_sealed_column_is_sealed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINGPOST_KEY_FILE", str(tmp_path / "key"))
    everyone, now = Audience.objects.get(pk=EVERYONE), clock.now()
    for key, password in (("imap", "harrow"), ("redmine", "lane"), ("files", "")):
        System.objects.create(
            key=key,
            title=key,
            connector=key,
            audience=everyone,
            connected_at=now,
            started_at=now,
            sealed=secrets.seal(password) if password else "",
        )
    old = (tmp_path / "key").read_text()

    secrets.add_key()
    assert rotate_key.reseal_all() == 2
    secrets.forget_old_keys()

    sealed = dict(System.objects.values_list("key", "sealed"))
    assert secrets.unseal(sealed["imap"]) == "harrow"
    assert secrets.unseal(sealed["redmine"]) == "lane"
    assert sealed["files"] == ""
    (tmp_path / "key").write_text(old)
    os.utime(tmp_path / "key", (1, 1))
    with pytest.raises(secrets.SecretError):
        secrets.unseal(sealed["imap"])


def test_the_command_leaves_one_new_key(kingpost) -> None:  # type: ignore[no-untyped-def]
    assert kingpost.run("migrate", "--quiet").returncode == 0
    before = (kingpost.home / "key").read_text()
    done = kingpost.run("rotate-key")
    assert done.returncode == 0, done.stderr
    after = (kingpost.home / "key").read_text()
    assert after != before
    assert len(after.split()) == 1

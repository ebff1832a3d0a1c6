"""kingpost rotate-key: every stored secret moves to a new key, and the old one opens nothing any more."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time

from kingpost.accounts import second_step
from kingpost.accounts.models import EVERYONE, Audience, User
from kingpost.commands import rotate_key
from kingpost.evidence.models import System
from kingpost.toolbox import clock, postgres, secrets
from kingpost.toolbox.sql import execute, rows


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


@pytest.mark.django_db
def test_every_workspace_of_the_key_file_goes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old key is forgotten afterwards, for all of them."""
    monkeypatch.setenv("KINGPOST_KEY_FILE", str(tmp_path / "key"))
    execute("CREATE SCHEMA orchard")
    execute("CREATE TABLE orchard.system (id int, sealed text)")  # of an older version: other tables are not there yet
    execute("INSERT INTO orchard.system VALUES (1, %s)", [secrets.seal("blossom")])
    execute("COMMENT ON SCHEMA orchard IS 'migrations 0123456789abcdef'")
    secrets.add_key()
    assert rotate_key.reseal_all() == 1
    secrets.forget_old_keys()
    [(sealed,)] = rows("SELECT sealed FROM orchard.system")
    assert secrets.unseal(sealed) == "blossom"
    assert rows("SELECT to_regclass('system') = to_regclass('orchard.system')") == [(False,)], "back where it was"


@pytest.mark.django_db
def test_two_step_sign_in_keeps_nothing_in_the_clear_and_goes_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINGPOST_KEY_FILE", str(tmp_path / "key"))
    key = "JBSWY3DPEHPK3PXP"
    dana = User.objects.create_user("dana@harrowlane.example", "not-a-real-password", "Dana Whitfield", "admin")
    TOTP.activate(dana, key)
    codes = RecoveryCodes.activate(dana).generate_codes()
    assert key not in str(Authenticator.objects.get(type="totp").data)

    Authenticator.objects.filter(type="totp").update(data={"secret": key})  # as it was kept before
    assert second_step.reseal_all() == 2
    secrets.add_key()
    rotate_key.reseal_all()
    secrets.forget_old_keys()

    held = Authenticator.objects.get(type="totp")
    assert key not in str(held.data)
    assert secrets.unseal(held.data["secret"]) == key
    assert TOTP(held).validate_code(format_hotp_value(hotp_value(key, next(iter(yield_hotp_counters_from_time())))))
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes() == codes


def test_the_command_leaves_one_new_key(kingpost_with_tables) -> None:  # type: ignore[no-untyped-def]
    before = (kingpost_with_tables.home / "key").read_text()
    done = kingpost_with_tables.run("rotate-key")
    assert done.returncode == 0, done.stderr
    after = (kingpost_with_tables.home / "key").read_text()
    assert after != before
    assert len(after.split()) == 1
    server = postgres.Server(kingpost_with_tables.data.resolve())
    server.start()
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT act FROM kingpost.audit_entry").fetchall() == [("changed the key",)]
    server.stop()

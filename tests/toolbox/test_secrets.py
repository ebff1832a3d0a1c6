from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kingpost.toolbox import secrets


@pytest.fixture(autouse=True)
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "a folder" / "key"
    monkeypatch.setenv("KINGPOST_KEY_FILE", str(path))
    return path


def test_what_is_sealed_opens_again_and_does_not_show(key_file: Path) -> None:
    sealed = secrets.seal("imap-pässword")
    assert "pässword" not in sealed
    assert secrets.unseal(sealed) == "imap-pässword"
    assert secrets.seal("imap-pässword") != sealed
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file.parent.stat().st_mode) == 0o700


def test_an_altered_secret_is_refused(key_file: Path) -> None:
    sealed = secrets.seal("imap-password")
    altered = sealed[:-10] + ("A" if sealed[-10] != "A" else "B") + sealed[-9:]
    with pytest.raises(secrets.SecretError, match="cannot be opened"):
        secrets.unseal(altered)


def test_another_key_does_not_open_it_and_the_error_names_the_file(key_file: Path) -> None:
    sealed = secrets.seal("imap-password")
    key_file.unlink()
    with pytest.raises(secrets.SecretError, match=str(key_file)):
        secrets.unseal(sealed)


def test_rotation_keeps_old_secrets_readable_until_the_old_key_is_forgotten(key_file: Path) -> None:
    old, before = secrets.seal("imap-password"), secrets.fingerprint()
    secrets.add_key()
    assert secrets.unseal(old) == "imap-password"
    new = secrets.reseal(old)
    secrets.forget_old_keys()
    assert secrets.unseal(new) == "imap-password"
    assert secrets.fingerprint() != before
    with pytest.raises(secrets.SecretError):
        secrets.unseal(old)


def test_signing_keys_are_not_the_sealing_keys(key_file: Path) -> None:
    assert len(secrets.signing_keys()) == 1
    assert not key_file.exists()  # asking alone makes no file
    secrets.key_file()
    assert secrets.signing_keys() == secrets.signing_keys()
    assert not set(secrets.signing_keys()) & set(key_file.read_text().split())


@pytest.mark.parametrize("text", ["", "not a key\n"])
def test_a_damaged_key_file_is_named(key_file: Path, text: str) -> None:
    secrets.key_file()
    key_file.write_text(text)
    with pytest.raises(secrets.SecretError, match=str(key_file)):
        secrets.seal("imap-password")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act for somebody else")
def test_a_key_root_turns_stays_the_services_own(key_file: Path) -> None:
    secrets.key_file()
    os.chown(key_file, 65534, 65534)
    secrets.add_key()
    secrets.forget_old_keys()
    assert (key_file.stat().st_uid, key_file.stat().st_gid) == (65534, 65534)

"""Secrets at rest: sealed with a key that lies outside the data folder and outside backups.

The key file holds one key per line, newest first. New secrets are sealed with the first; the others still open old ones
until ``kingpost rotate-key`` has sealed everything again.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from kingpost.toolbox import environment, folders


class SecretError(Exception):
    """A secret cannot be opened or the key file cannot be used; the text says which file and what to do."""


def seal(text: str) -> str:
    """``text`` encrypted and authenticated, as text that is safe to store."""
    return _ring(_keys()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What ``seal`` was given. Raises SecretError when no key in the file fits."""
    try:
        return _ring(_keys()).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SecretError(
            f"A stored secret cannot be opened with the keys in {environment.key_file()}."
            " Put back the key file it was sealed with, or enter the secret again."
        ) from None


def reseal(sealed: str) -> str:
    """The same secret under the newest key."""
    return seal(unseal(sealed))


def signing_keys() -> list[str]:
    """Keys derived for signing sessions and links, newest first: never the sealing keys themselves.

    Before there is a key file, a passing one: programs that only look at the settings (type checkers, …) make no files.
    """
    if not environment.key_file().exists():
        return [Fernet.generate_key().decode()]
    return [hmac.new(key.encode(), b"kingpost signing", hashlib.sha256).hexdigest() for key in _keys()]


def fingerprint() -> str:
    """A short name for the newest key that gives nothing away about it."""
    return hmac.new(_keys()[0].encode(), b"kingpost fingerprint", hashlib.sha256).hexdigest()[:16]


def add_key() -> None:
    """Put a new key in front. Everything sealed so far still opens."""
    _write((Fernet.generate_key().decode(), *_keys()))


def forget_old_keys() -> None:
    """Keep only the newest key. Call it once everything has been sealed again."""
    _write(_keys()[:1])


def key_file() -> Path:
    """The key file, made with its first key when there is none."""
    path = environment.key_file()
    if not path.exists():
        _write((Fernet.generate_key().decode(),))
    return path


def _keys() -> tuple[str, ...]:
    path = key_file()
    try:
        status = path.stat()
        return _parsed(path, status.st_mtime_ns, status.st_size)
    except PermissionError:
        raise SecretError(f"The key file {path} cannot be read by this user.") from None


@cache
def _parsed(path: Path, _changed: int, _size: int) -> tuple[str, ...]:
    """Cached per state of the file, so that a running server sees a rotation without a restart."""
    keys = tuple(path.read_text().split())
    if not keys:
        raise SecretError(f"The key file {path} is empty.")
    return keys


@cache
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise SecretError(f"The key file {environment.key_file()} holds something that is not a key.") from None


def _write(keys: tuple[str, ...]) -> None:
    path = environment.key_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    owner = folders.Owner(os.geteuid(), os.getegid(), "", drop=False)
    if os.geteuid() == 0 and path.exists():  # root turns the key of a service that runs as somebody else
        owner = folders.Owner(path.stat().st_uid, path.stat().st_gid, "", drop=True)
    folders.write_private(path, "\n".join(keys) + "\n", owner)

"""Replacing a file in one step, under a lock on its folder, and only if nobody else changed it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kingpost.connectors.base import Unavailable


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time in a folder; the lock disappears with the process."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Unavailable(f"Somebody else is writing in {folder}.", wait=2) from None
        yield
    finally:
        os.close(handle)


def replace(path: Path, content: bytes, before: bytes | None, check: Callable[[Path], None] | None = None) -> None:
    """Put a complete new file in the place of ``path``. Raises Unavailable when it no longer holds ``before``.

    ``check`` is given the new file before it takes the place, and raises where it must not.
    """
    temporary = path.with_name(f".{path.name}.kingpost-tmp")
    try:
        with temporary.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        if before is not None:
            about = path.stat()
            os.chmod(temporary, about.st_mode & 0o7777)
            if os.geteuid() == 0:
                os.chown(temporary, about.st_uid, about.st_gid)
            _unchanged(path, before)
            if check is not None:
                check(temporary)
                _unchanged(path, before)
        elif os.geteuid() == 0:
            os.chown(temporary, path.parent.stat().st_uid, path.parent.stat().st_gid)
        os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise Unavailable(f"{path.name} cannot be written: {error.strerror or error}.") from None
    finally:
        temporary.unlink(missing_ok=True)


def _unchanged(path: Path, before: bytes) -> None:
    if path.read_bytes() != before:
        raise Unavailable(f"{path.name} was changed by somebody else at the same moment; nothing was written.", wait=5)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

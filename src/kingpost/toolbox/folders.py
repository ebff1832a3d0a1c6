"""Private folders, and the unprivileged user who owns them when Kingpost is started by root.

PostgreSQL refuses to run as root, and the web server should not. So for root there is an owner: whoever owns the data folder
already, else a user called "kingpost", else "nobody". Everything in the data folder belongs to the owner.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

Ignore = Callable[[Any, list[str]], set[str]]  # as shutil.ignore_patterns makes it
LARGEST_LOG = 10_000_000  # bytes
OURS = {"postgres", "postgres.lock", "postgres.json", "program", "runtime.json", "only-the-example"}
"""What a data folder holds any of, as soon as it holds anything."""
SOCKET_PATH_LIMIT = 103  # bytes; 107 on Linux, 103 on macOS


class FolderError(Exception):
    """A folder cannot be used; the text says which, why, and what to do."""


@dataclass(frozen=True)
class Owner:
    """The user who owns a data folder and runs the child processes. ``drop`` is False when we are that user already."""

    uid: int
    gid: int
    name: str
    drop: bool

    def run_as(self) -> dict[str, Any]:
        """Arguments that make ``subprocess`` start a child as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.drop else {}


def owner_of(data: Path) -> Owner:
    """Who owns ``data``, or should once it exists."""
    if os.geteuid() != 0:
        return Owner(os.geteuid(), os.getegid(), user_name(os.geteuid()), drop=False)
    if data.exists() and data.stat().st_uid != 0:
        status = data.stat()
        return Owner(status.st_uid, status.st_gid, user_name(status.st_uid), drop=True)
    for name in ("kingpost", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(entry.pw_uid, entry.pw_gid, name, drop=True)
    raise FolderError(
        "There is no user called “kingpost” or “nobody” to run PostgreSQL as. Create one, or do not run as root."
    )


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def reachable(path: Path, owner: Owner) -> bool:
    """Whether ``owner`` may enter every folder on the way to ``path`` and read ``path`` itself."""
    real = path.resolve()
    return all(_allowed(parent, owner, 1) for parent in real.parents) and _allowed(
        real, owner, 5 if real.is_dir() else 4
    )


def _allowed(path: Path, owner: Owner, wanted: int) -> bool:
    status = path.stat()
    shift = 6 if status.st_uid == owner.uid else 3 if status.st_gid == owner.gid else 0
    return (status.st_mode >> shift) & wanted == wanted


def private(path: Path, owner: Owner) -> Path:
    """Make ``path`` a folder only its owner can enter. Raises FolderError when it is somebody else's or not a folder."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode):
        raise FolderError(f"{path} is not a folder.")
    if status.st_uid not in (owner.uid, os.geteuid()):
        raise FolderError(f"{path} belongs to {user_name(status.st_uid)}, not to {owner.name}.")
    if status.st_uid != owner.uid:
        os.chown(path, owner.uid, owner.gid)
    if stat.S_IMODE(status.st_mode) != 0o700:
        path.chmod(0o700)
    return path


def data_folder(asked: Path) -> Path:
    """Make the data folder and return where it really is.

    Raises FolderError for a folder that cannot be one or holds other things.

    When root asks for one below a folder its owner cannot enter (``/root/…``), it is made below /var/lib and ``asked`` becomes
    a link to it: widening the rights on somebody's home folder is not ours to do.
    """
    if asked.is_symlink() or asked.exists():
        data = asked.resolve()
    else:
        data = asked.absolute()
        if os.geteuid() == 0 and not _way_open(data):
            data = Path(f"/var/lib/kingpost-{_digest(data)}")
            asked.parent.mkdir(parents=True, exist_ok=True)
            asked.symlink_to(data)
    owner = owner_of(data)
    _expect_ours(data, owner)
    private(data, owner)
    if owner.drop and not reachable(data, owner):
        raise FolderError(
            f"{owner.name} cannot enter {data}, because a folder above it is closed. Move it, for example to /var/lib/kingpost."
        )
    return data


def _expect_ours(data: Path, owner: Owner) -> None:
    """Give nobody's files away or lock anybody out of them: what is to become the data folder holds nothing else, or is one by now."""
    if not data.is_dir():
        return
    status = data.stat()
    if status.st_uid not in (owner.uid, os.geteuid()):
        return  # refused as somebody else's
    if status.st_uid == owner.uid and stat.S_IMODE(status.st_mode) == 0o700:
        return  # nothing about it changes
    held = {entry.name for entry in data.iterdir()} - {"lost+found"}
    if held and held.isdisjoint(OURS):
        raise FolderError(
            f"{data} holds other things, such as {min(held)}, so it was not touched. Set KINGPOST_DATA_DIR to a folder of its own, empty or not there yet."
        )


def _way_open(path: Path) -> bool:
    existing = next(parent for parent in path.parents if parent.exists())
    return reachable(existing, owner_of(path))


def runtime_folder(data: Path) -> Path:
    """A private folder for what lives only as long as the processes: sockets, and for root a copy of the key file.

    It is ``<data>/run``, or what that links to: a folder under /run or /tmp when the path would be too long for a socket, and for
    root, whose copy of the key must not lie in the data folder.
    """
    owner = owner_of(data)
    inside = data / "run"
    if inside.is_symlink() and (target := _still_ours(inside.readlink(), owner)):
        return target
    if inside.is_dir() and not inside.is_symlink():
        return private(inside, owner)
    if not owner.drop and os.geteuid() != 0 and _fits(inside):
        return private(inside, owner)
    return _link(inside, _elsewhere(data, owner))


def _still_ours(target: Path, owner: Owner) -> Path | None:
    """The folder, made again when a restart of the machine has removed it; None when that is not possible."""
    try:
        return private(target, owner)
    except (FolderError, PermissionError):
        return None


def _elsewhere(data: Path, owner: Owner) -> Path:
    name = f"kingpost-{_digest(data)}"
    bases = [Path("/run"), Path(tempfile.gettempdir()), Path("/tmp")]  # noqa: S108  the folder in it is private and checked to be ours
    for base in bases:
        if _fits(base / name) and os.access(base, os.W_OK | os.X_OK):
            return private(base / name, owner)
    raise FolderError(f"No folder for sockets: none of {', '.join(map(str, bases))} can be written to.")


def _link(link: Path, target: Path) -> Path:
    unfinished = link.with_name(f".{link.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    unfinished.symlink_to(target)
    unfinished.replace(link)
    return target


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= SOCKET_PATH_LIMIT


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def mirror(source: Path, target: Path, ignore: Ignore | None = None) -> Path:
    """Make ``target`` hold the same files as ``source``: by hard links where the disk allows it, else by copying."""
    if target.exists():
        return target
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(source, unfinished, symlinks=True, copy_function=_link_or_copy, ignore=ignore)
    unfinished.rename(target)
    return target


def _link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def write_private(path: Path, text: str, owner: Owner) -> None:
    """Replace ``path`` in one step with a file only ``owner`` can read."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        if owner.drop:
            os.fchown(handle, owner.uid, owner.gid)
        file.write(text)
        file.flush()
        os.fsync(handle)
    unfinished.replace(path)


def open_log(path: Path, owner: Owner) -> IO[bytes]:
    """Open the log another program appends to, as ``owner``'s file; a large one is moved aside first."""
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".old.log"))
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600), "ab")
    if owner.drop:
        os.fchown(file.fileno(), owner.uid, owner.gid)
    return file

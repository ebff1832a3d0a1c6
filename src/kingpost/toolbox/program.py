"""How to start another Python of this program as an unprivileged user, and what people type to start it.

When root has installed Kingpost (or Python) below a folder only root can enter, that user cannot even read the program. The closed parts
are then mirrored into ``<data>/program`` by hard links, which cost neither time nor space; nobody's home folder is opened up.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kingpost.toolbox import folders

LEFT_OUT = shutil.ignore_patterns(
    "test", "tests", "idlelib", "*.a", "include", "ensurepip", "site-packages", "*.unfinished"
)
ONLY_CACHES = shutil.ignore_patterns(".*")


def typed(words: str) -> str:
    """What somebody types in this folder to run ``kingpost words``: with the path where the shell does not know the name."""
    own = Path(sys.executable).with_name("kingpost")
    known = shutil.which("kingpost")
    if not own.exists() or (known and os.path.realpath(known) == os.path.realpath(own)):
        return f"kingpost {words}"
    here = Path.cwd()
    return f"{shlex.quote(str(own.relative_to(here) if own.is_relative_to(here) else own))} {words}"


@dataclass(frozen=True)
class Program:
    """The interpreter to start, and what must be in its environment."""

    python: str
    variables: Mapping[str, str]

    def command(self, *arguments: str) -> list[str]:
        return [self.python, "-m", "kingpost.cli", *arguments]


def for_owner(owner: folders.Owner, data: Path) -> Program:
    """The program as ``owner`` can run it."""
    base = Path(sys.base_prefix)
    parts = [
        Path(entry) for entry in sys.path if entry and Path(entry).is_dir() and not Path(entry).is_relative_to(base)
    ]
    if not owner.drop or all(folders.reachable(part, owner) for part in [Path(sys.executable), base, *parts]):
        return Program(sys.executable, {})
    home = folders.private(data / "program", owner)
    variables = {
        "PYTHONPATH": os.pathsep.join(str(_readable(part, home, owner)) for part in parts),
        "PYTHONNOUSERSITE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    real = Path(sys.executable).resolve()
    if folders.reachable(real, owner):
        return Program(str(real), variables)
    mirrored = _mirrored(base, home / f"python-{_fingerprint(base)}", LEFT_OUT)
    variables |= {"PYTHONHOME": str(mirrored), "LD_LIBRARY_PATH": str(mirrored / "lib")}
    return Program(str(mirrored / "bin" / name), variables)


def _readable(part: Path, home: Path, owner: folders.Owner) -> Path:
    if folders.reachable(part, owner):
        return part
    return _mirrored(part, home / f"{part.name}-{_fingerprint(part)}", ONLY_CACHES)


def _mirrored(source: Path, target: Path, ignore: folders.Ignore) -> Path:
    """The mirror of ``source``, older mirrors of the same part removed."""
    if not target.exists():
        stem = target.name.rpartition("-")[0]
        for old in target.parent.glob(f"{stem}-*"):
            shutil.rmtree(old, ignore_errors=True)
        folders.mirror(source, target, ignore)
    return target


def _fingerprint(part: Path) -> str:
    """Changes when something was installed, upgraded or edited in ``part``."""
    seen = hashlib.sha256(os.fsencode(part))
    depth = 1 if part.name == "site-packages" or part == Path(sys.base_prefix) else 9
    for folder, names, files in os.walk(part):
        names[:] = sorted(set(names) - {"__pycache__"}) if len(Path(folder).relative_to(part).parts) < depth else []
        for file in sorted(files):
            status = os.stat(os.path.join(folder, file), follow_symlinks=False)
            seen.update(f"{file}{status.st_mtime_ns}{status.st_size}".encode())
        seen.update(" ".join(names).encode())
    return seen.hexdigest()[:12]

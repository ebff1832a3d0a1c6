"""Installing: the README's commands in a fresh copy, for whoever runs them, and the unit for systemd."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest
from tests.runtime.conftest import PATIENCE, free_port

from kingpost.toolbox import process

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "kingpost.service"
SHELL = ("sh", "dirname", "cat", "cksum", "sed", "rm", "make")  # what a bare Unix has
PASSED_ON = ("PIP_", "SSL_", "HTTP", "http", "no_proxy", "NO_PROXY")
NOBODY = pwd.getpwnam("nobody")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files an installation begins with, below a path with spaces."""
    made = tmp_path / "a folder with spaces"
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock", "deploy/install"):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, made / name)
    return made


def bare(folder: Path, python: str) -> dict[str, str]:
    """An environment with a bare Unix and this python3 alone."""
    folder.mkdir()
    for name in SHELL:
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    script = folder / "python3"
    script.write_text(f"#!/bin/sh\n{python}\n")
    script.chmod(0o755)
    return {"PATH": str(folder)}


def make(folder: Path, target: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", target], cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def test_without_the_venv_module_the_package_is_named(copy: Path, tmp_path: Path) -> None:
    without = f'case "$*" in *ensurepip*) exit 1;; esac; exec "{sys.executable}" "$@"'
    done = make(copy, "demo", bare(tmp_path / "bin", without))
    assert done.returncode != 0
    assert "apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr and not (copy / ".venv").exists()


def test_an_old_python_is_not_taken_and_it_says_which_is_needed(copy: Path, tmp_path: Path) -> None:
    done = make(copy, "demo", bare(tmp_path / "bin", "exit 1"))
    assert done.returncode != 0
    assert "Python 3.11 or later" in done.stderr and "apt install python3 python3-venv" in done.stderr


def test_what_is_installed_is_not_installed_again_until_the_lock_or_the_folder_changes(
    copy: Path, tmp_path: Path
) -> None:
    environment = bare(tmp_path / "bin", "exit 1")  # whoever installs now says that there is no Python
    (copy / ".venv" / "bin").mkdir(parents=True)
    (copy / ".venv" / "bin" / "python").symlink_to(sys.executable)
    lock = subprocess.run(
        ["cksum"], stdin=(copy / "requirements.lock").open(), capture_output=True, text=True, check=True
    )
    (copy / ".venv" / ".installed").write_text(f"requirements.lock {lock.stdout.strip()} {copy}\n")
    install = ["sh", "deploy/install", "requirements.lock"]

    def again(at: Path) -> int:
        return subprocess.run(install, cwd=at, env=environment, capture_output=True, check=False).returncode

    assert again(copy) == 0
    moved = copy.rename(copy.with_name("moved"))
    assert again(moved) != 0, "scripts name the folder they were installed in"
    moved.rename(copy)
    with (copy / "requirements.lock").open("a") as held:
        held.write("# another\n")
    assert again(copy) != 0
    dev = subprocess.run(["cksum"], stdin=(copy / "requirements-dev.lock").open(), capture_output=True, text=True, check=True)  # fmt: skip
    (copy / ".venv" / ".installed").write_text(f"requirements-dev.lock {dev.stdout.strip()} {copy}\n")
    assert again(copy) == 0, "the development lock holds everything that one does"
    shutil.copy2(ROOT / "requirements-spark.lock", copy)
    install[2] = "requirements-spark.lock"
    assert again(copy) != 0, "the development lock does not hold Spark"


# --- systemd ---


def settings() -> dict[str, list[str]]:
    """The unit's settings by name."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", UNIT.read_text(), re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def test_the_units_folders_user_and_command_fit_together() -> None:
    unit = settings()
    variables = dict(each.split("=", 1) for each in unit["Environment"])
    [user], [command] = unit["User"], unit["ExecStart"]
    assert variables["KINGPOST_DATA_DIR"] == f"/var/lib/{unit['StateDirectory'][0]}", (
        "systemd makes it, and it is the user's"
    )
    key = Path(variables["KINGPOST_KEY_FILE"]).parent
    assert unit["ExecStartPre"][0].startswith("+/") and f"-o {user} -g {user} -m 700 {key}" in unit["ExecStartPre"][0]
    assert str(key) in unit["ReadWritePaths"][0].split(), "everything else is read-only"
    said = "".join(line for line in UNIT.read_text().splitlines(keepends=True) if line.startswith("#"))
    assert f"useradd --system --home-dir {variables['KINGPOST_DATA_DIR']} {user}" in said
    assert all(f"{name}={variables[name]}" in said for name in ("KINGPOST_DATA_DIR", "KINGPOST_KEY_FILE"))
    assert command.split() == ["/opt/kingpost/.venv/bin/kingpost", "up"] and "installed in /opt/kingpost" in said
    assert (unit["KillMode"], unit["After"]) == (["mixed"], ["network-online.target"])


def test_systemd_finds_nothing_to_say_about_the_unit(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("not run: systemd is not installed")
    here = tmp_path / UNIT.name
    here.write_text(UNIT.read_text().replace("/opt/kingpost/.venv/bin/kingpost", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", str(here)], capture_output=True, text=True, check=False)
    if "Failed to" in done.stderr and "bus" in done.stderr:
        pytest.skip(f"not run: {done.stderr.strip()}")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_command_the_unit_starts_works_from_anywhere_and_through_a_link(copy: Path) -> None:
    script = re.search(r"<<'END'\n(.*?)END\n", (copy / "deploy" / "install").read_text(), re.DOTALL)
    assert script
    command = copy / "kingpost"
    command.write_text(script[1])
    command.chmod(0o755)
    (copy / "python").symlink_to(sys.executable)
    linked = copy.parent / "linked"
    linked.symlink_to(command)
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *(p for p in sys.path if "site-packages" in p)])
    }
    done = subprocess.run(
        [linked, "up", "--help"], cwd="/", env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "Usage: kingpost up" in done.stdout, done.stderr


# --- as a newcomer ---


@pytest.fixture
def clone() -> Iterator[Path]:
    """The project's own files, as an ordinary user has them; their home is beside it."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if os.geteuid() != 0 or listed.returncode:
        pytest.skip(
            "not run: only root can become somebody else, and only a git checkout says which files are the project's"
        )
    base = Path(tempfile.mkdtemp(prefix="kingpost-newcomer-", dir="/tmp"))
    made = base / "king post"
    try:
        for name in listed.stdout.decode().rstrip("\0").split("\0"):
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, made / name)
        (base / "home").mkdir()
        base.chmod(0o755)
        subprocess.run(["chown", "-R", f"{NOBODY.pw_uid}:{NOBODY.pw_gid}", str(base)], check=True)
        yield made
    finally:
        shutil.rmtree(base, ignore_errors=True)


def begin(clone: Path, port: int) -> subprocess.Popen[str]:
    """``make demo``, as nobody, in a terminal of its own."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
    own = {"HOME": str(clone.parent / "home"), "PATH": "/usr/local/bin:/usr/bin:/bin", "KINGPOST_ADDRESS": f"127.0.0.1:{port}"}  # fmt: skip
    with (clone.parent / "said.txt").open("a") as log:
        return subprocess.Popen(["make", "demo"], cwd=clone, env=kept | own, user=NOBODY.pw_uid, group=NOBODY.pw_gid, extra_groups=[],
                                start_new_session=True, stdout=log, stderr=log, text=True)  # fmt: skip


@pytest.mark.systems
@pytest.mark.timeout(1500)
def test_make_demo_as_an_ordinary_user_twice_in_a_row(clone: Path) -> None:
    port = free_port()
    for links, seconds in ((1, 1200), (2, 120)):
        demo = begin(clone, port)
        try:
            assert process.wait_until(lambda: said(clone).count("Ctrl-C stops everything") == links or demo.poll() is not None, seconds, 0.5), said(clone)[-3000:]  # noqa: B023  # fmt: skip
            if demo.poll() is not None and "No matching distribution" in said(clone):
                pytest.skip("not run: the package index does not answer an ordinary user here")
            assert demo.poll() is None, said(clone)[-3000:]
            with urlopen(re.findall(r"http://\S+/sign-in/\S+", said(clone))[-1]) as page:
                assert page.status == 200
            os.killpg(demo.pid, signal.SIGINT)  # as a terminal sends Ctrl-C
            demo.wait(PATIENCE)
            assert process.wait_until(lambda: not left(clone), PATIENCE, 0.2), left(clone)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(demo.pid, signal.SIGKILL)
    assert "Traceback" not in said(clone), said(clone)[said(clone).index("Traceback") - 300 :][:6000]
    assert said(clone).count("Installing into .venv") == 1


def said(clone: Path) -> str:
    return (clone.parent / "said.txt").read_text()


def left(clone: Path) -> list[str]:
    """Command lines of processes still running out of the copy."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (folder / "cmdline").read_bytes()
            if os.fsencode(clone) in command:
                found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found

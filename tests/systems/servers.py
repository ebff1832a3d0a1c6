"""A real Dovecot and a real Radicale for one test run: on loopback, with data of their own, gone afterwards.

An installed Dovecot's configuration and mail are never touched.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PASSWORD = "depot-reader-7"

DOVECOT = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
auth_verbose = yes
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = 50
first_valid_uid = 1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Drafts {{
    special_use = \\Drafts
    auto = create
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = create
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = create
  }}
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={folder}/mail/%u
}}
"""

RADICALE = """\
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
[storage]
filesystem_folder = {folder}/collections
[logging]
level = warning
"""


class Mailboxes(NamedTuple):
    """A running Dovecot: any user name has an empty mailbox behind PASSWORD."""

    port: int
    folder: Path


class Calendars(NamedTuple):
    """A running Radicale with the user "noor" behind PASSWORD."""

    url: str
    folder: Path


def why_no_dovecot() -> str:
    """Why a real Dovecot cannot run here, or an empty string when it can."""
    if not _dovecot():
        return "Dovecot is not installed (make test-systems installs it)"
    if os.geteuid() == 0 and not _users_exist("dovecot", "dovenull", "nobody"):
        return "Dovecot's own users are missing on this machine"
    return ""


def why_no_radicale() -> str:
    """Why a real Radicale cannot run here, or an empty string when it can."""
    return "" if importlib.util.find_spec("radicale") else "Radicale is not installed (it is in requirements-dev.lock)"


@contextmanager
def dovecot() -> Iterator[Mailboxes]:
    """Start Dovecot; stop it and remove its data at the end."""
    with _folder("kingpost-dovecot-") as folder:
        port = free_port()
        (folder / "mail").mkdir()
        owner = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(folder / "mail", owner)
        (folder / "dovecot.conf").write_text(
            DOVECOT.format(**_accounts(owner), folder=folder, port=port, password=PASSWORD)
        )
        with _running([_dovecot(), "-F", "-c", str(folder / "dovecot.conf")], folder / "dovecot.log", port):
            yield Mailboxes(port, folder)


@contextmanager
def radicale() -> Iterator[Calendars]:
    """Start Radicale; stop it and remove its data at the end."""
    with _folder("kingpost-radicale-") as folder:
        port = free_port()
        (folder / "users").write_text(f"noor:{PASSWORD}\n")
        (folder / "config").write_text(RADICALE.format(folder=folder, port=port))
        command = [sys.executable, "-m", "radicale", "--config", str(folder / "config")]
        with _running(command, folder / "radicale.log", port):
            yield Calendars(f"http://127.0.0.1:{port}/", folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _dovecot() -> str:
    return shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin") or ""


def _users_exist(*names: str) -> bool:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return known.issuperset(names)


def _accounts(owner: str) -> dict[str, object]:
    """As root Dovecot uses its package's users; otherwise everything runs as the one who runs the tests."""
    entry = pwd.getpwnam(owner)
    if os.geteuid() == 0:
        return {
            "internal": "dovecot",
            "group": "dovecot",
            "login": "dovenull",
            "owner": entry.pw_uid,
            "owner_group": entry.pw_gid,
        }
    group = subprocess.run(["id", "-gn"], capture_output=True, text=True, check=True).stdout.strip()
    return {"internal": owner, "group": group, "login": owner, "owner": entry.pw_uid, "owner_group": entry.pw_gid}


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    path.chmod(0o755)  # the server's unprivileged processes pass through
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _running(command: list[str], log: Path, port: int) -> Iterator[None]:
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
    try:
        _wait(lambda: _answers(port), process, log)
        yield
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The server did not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)

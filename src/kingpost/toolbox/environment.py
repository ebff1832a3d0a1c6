"""The environment variables Kingpost reads, all of them, and where they lead.

``VARIABLES`` drives ``kingpost doctor`` and the test that keeps the settings page of the documentation complete.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs


@dataclass(frozen=True)
class Variable:
    """One setting. ``default`` is said in words where it depends on the machine."""

    name: str
    default: str
    about: str


VARIABLES = (
    Variable(
        "KINGPOST_DATA_DIR",
        "~/.local/share/kingpost; on macOS ~/Library/Application Support/kingpost; as root /var/lib/kingpost",
        "The one folder that holds everything, and nothing else.",
    ),
    Variable(
        "KINGPOST_KEY_FILE",
        "~/.config/kingpost/key",
        "The file with the keys that seal secrets. Not in the data folder, not in backups.",
    ),
    Variable(
        "KINGPOST_DATABASE_URL",
        "our own PostgreSQL in the data folder",
        "Another PostgreSQL 18, as postgresql://user:password@host/name.",
    ),
    Variable(
        "KINGPOST_WORKSPACE", "kingpost", "The schema that holds this business. The example company is in “example”."
    ),
    Variable("KINGPOST_ADDRESS", "127.0.0.1:8321", "Where the web server listens."),
    Variable(
        "KINGPOST_PUBLIC_URL",
        "http:// and the address",
        "The address people type, when a proxy stands in front or other machines reach it.",
    ),
    Variable(
        "KINGPOST_PROXIES",
        "1 when KINGPOST_PUBLIC_URL begins with https://, otherwise 0",
        "How many proxies in front add to `X-Forwarded-For`, which tells whose failed sign-ins are counted together. 0 where none does.",
    ),
    Variable("KINGPOST_MAIL_SERVER", "no mail is sent", "The server Kingpost hands its mails to, as host:port."),
    Variable(
        "KINGPOST_MAIL_FROM", "none; needed with a server", "Whom they come from: Kingpost <kingpost@company.example>."
    ),
    Variable("KINGPOST_MAIL_USER", "no signing in", "The name to sign in to the mail server with."),
    Variable("KINGPOST_MAIL_PASSWORD", "no password", "The password to sign in with."),
    Variable(
        "KINGPOST_MAIL_SECURITY",
        "starttls",
        "“starttls”, “tls” from the first byte, or “none”: with a password only to the same machine.",
    ),
    Variable(
        "KINGPOST_MODEL_URL",
        "no model is asked",
        "A chat completions endpoint that points at promises the rules missed, as https://models.company.example/v1. See below.",
    ),
    Variable("KINGPOST_MODEL_NAME", "default", "The model's name at that endpoint."),
    Variable("KINGPOST_MODEL_KEY", "no signing in", "The key to sign in to that endpoint with."),
    Variable("KINGPOST_MODEL_A_DAY", "100", "How many messages a day it is asked about."),
    Variable("KINGPOST_LOG", "console", "“console” for people, “json” for log collectors."),
    Variable(
        "KINGPOST_SPARK_MASTER",
        "every core of this machine",
        "The Spark cluster for `kingpost train --on spark`, as spark://host:7077.",
    ),
    Variable("KINGPOST_NOW", "the machine's clock", "A moment the clock starts from, for replays; time still runs."),
)


class SettingError(Exception):
    """A variable holds something unusable; the text names it and says what is expected."""


def read(name: str, default: str = "") -> str:
    """The value of one of VARIABLES, or ``default`` when it is unset or empty."""
    if name not in {variable.name for variable in VARIABLES}:
        raise KeyError(f"{name} is not in VARIABLES.")
    return os.environ.get(name, "").strip() or default


def data_dir() -> Path:
    """Where the data folder is asked to be. ``folders.data_folder`` makes it and may answer with another path."""
    if asked := read("KINGPOST_DATA_DIR"):
        return Path(asked).expanduser().absolute()
    return (
        Path("/var/lib/kingpost")
        if os.geteuid() == 0
        else Path(platformdirs.user_data_dir("kingpost", appauthor=False))
    )


def key_file() -> Path:
    """Where the sealing keys are."""
    if asked := read("KINGPOST_KEY_FILE"):
        return Path(asked).expanduser().absolute()
    home = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(home).expanduser() / "kingpost" / "key"


def workspace() -> str:
    """The schema name. Raises SettingError unless it is a plain lower-case name."""
    name = read("KINGPOST_WORKSPACE", "kingpost")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name) or name in ("extensions", "public") or name.startswith("pg_"):
        raise SettingError(
            f"KINGPOST_WORKSPACE={name!r}: use lower-case letters, digits and _, for example “harrow_lane”."
        )
    return name


def address() -> tuple[str, int]:
    """Host and port the web server listens on. Raises SettingError when the port is not a number."""
    host, _, port = read("KINGPOST_ADDRESS", "127.0.0.1:8321").rpartition(":")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise SettingError("KINGPOST_ADDRESS must be host:port, for example 127.0.0.1:8321.")
    return host.strip("[]") or "127.0.0.1", int(port)


def public_url() -> str:
    """The address people type, "" when none is set. Raises SettingError for one that is no web address."""
    url = read("KINGPOST_PUBLIC_URL").rstrip("/")
    try:
        parts = urlsplit(url)
        usable = not url or (parts.scheme in ("http", "https") and bool(parts.hostname))
    except ValueError:
        usable = False
    if not usable:
        raise SettingError(f"KINGPOST_PUBLIC_URL={url!r} must begin with https:// or http:// and a name, for example https://kingpost.company.example.")  # fmt: skip
    return url


def url_here(host: str, port: int) -> str:
    """Where somebody on this machine reaches a server that listens on ``host``."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound
    return f"http://{joined(near, port)}"


def joined(host: str, port: int) -> str:
    """Host and port as they are written: an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def shut_to_others() -> bool:
    """Whether the server listens to other machines and answers none of them, for want of the address they use."""
    return address()[0] in ("0.0.0.0", "::") and not public_url()  # noqa: S104  compared, not bound


def proxies() -> int:
    """How many proxies in front say where a request comes from. We speak no TLS, so an https address has one. Raises SettingError unless it is 0 to 9."""
    asked = read("KINGPOST_PROXIES", str(int(public_url().startswith("https://"))))
    if not re.fullmatch("[0-9]", asked):
        raise SettingError("KINGPOST_PROXIES must be the number of proxies in front, for example 1.")
    return int(asked)

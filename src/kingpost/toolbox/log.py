"""Logs: one line per happening, with named values. Never a secret, never a payload.

``KINGPOST_LOG=json`` writes one JSON object per line for log collectors; otherwise the lines are for people.

    log = logging.getLogger(__name__)
    log.info("page stored", extra={"system": 3, "objects": 500})
"""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

from kingpost.toolbox import environment

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
HIDDEN_WORDS = ("password", "secret", "token", "authorization", "cookie", "api_key", "payload", "raw", "body")
LONGEST = 300  # characters of one value; a longer one is cut, because it is likely to be content
_SIGN_IN = re.compile(r"(/sign-in/link/)[^\s?'\">]+")  # the link still works when the request that named it failed
_QUERY = re.compile(r"\?[^\s=?]+=\S*")  # what somebody searched for


def configure(*, quiet: bool = False) -> None:
    """Send everything to standard error in the chosen form; when ``quiet``, only what went wrong. Safe to call again."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if environment.read("KINGPOST_LOG") == "json" else Console())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.ERROR if quiet else logging.INFO)
    for noisy in (
        "httpx",
        "httpcore",
        "niquests",
        "urllib3",
        "caldav",
        "imapclient",
        "procrastinate.blueprints",
        "psycopg.pool",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": _moment(record),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": _without_secrets(record, record.getMessage()),
            **named(record),
        }
        if record.exc_info:
            line["error"] = _without_secrets(record, self.formatException(record.exc_info))
        return json.dumps(line, default=str, ensure_ascii=False)


class Console(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        values = "".join(f"  {name}={value}" for name, value in named(record).items())
        level = "" if record.levelno == logging.INFO else f"{record.levelname.lower()}: "
        text = f"{_moment(record)[11:19]}  {level}{record.getMessage()}{values}"
        return _without_secrets(record, f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text)


def named(record: logging.LogRecord) -> dict[str, Any]:
    """The values given as ``extra``, those that look like secrets or content hidden, long ones cut."""
    held = {name: value for name, value in vars(record).items() if name not in STANDARD}
    if hasattr(held.get("request"), "path"):  # Django gives the whole request, whose text holds what was asked
        held["request"] = f"{held['request'].method} {held['request'].path}"
    texts = {name: _without_secrets(record, value) for name, value in held.items() if isinstance(value, str)}
    return {name: _safe(name, value) for name, value in {**held, **texts}.items()}


def _without_secrets(record: logging.LogRecord, said: str) -> str:
    """A text without the secret of a sign-in link; in what Django says of a request also without the query."""
    text = _SIGN_IN.sub(r"\1…", said)
    return _QUERY.sub("?…", text) if record.name.startswith("django") else text


def _safe(name: str, value: Any) -> Any:
    if any(word in name.lower() for word in HIDDEN_WORDS):
        return "(hidden)"
    text = str(value)
    return value if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def _moment(record: logging.LogRecord) -> str:
    """Log lines carry the machine's time, also while the clock is moved: they are compared with other programs' logs."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

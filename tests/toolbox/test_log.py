from __future__ import annotations

import json
import logging
from typing import Any

from kingpost.toolbox import log


def line(**extra: Any) -> dict[str, Any]:
    record = logging.makeLogRecord(
        {"name": "kingpost.evidence.sync", "levelno": logging.INFO, "levelname": "INFO", "msg": "page stored", **extra}
    )
    parsed: dict[str, Any] = json.loads(log.JsonLines().format(record))
    return parsed


def test_a_line_is_one_json_object_with_its_named_values() -> None:
    said = line(system="imap", objects=500)
    assert said["said"] == "page stored"
    assert said["from"] == "kingpost.evidence.sync"
    assert said["level"] == "info"
    assert said["objects"] == 500
    assert said["at"].endswith("+00:00")


def test_secrets_and_content_do_not_reach_the_log() -> None:
    said = line(password="hunter2", api_token="t0ken", raw=b"From: marcus@aldgatefreight.example", subject="x" * 1000)
    text = json.dumps(said)
    assert "hunter2" not in text
    assert "t0ken" not in text
    assert "aldgatefreight" not in text
    assert len(said["subject"]) < 400


def test_people_get_a_short_line() -> None:
    record = logging.makeLogRecord(
        {
            "name": "x",
            "levelno": logging.WARNING,
            "levelname": "WARNING",
            "msg": "worker ended",
            "why": "Killed by SIGKILL.",
        }
    )
    assert log.Console().format(record).endswith("warning: worker ended  why=Killed by SIGKILL.")

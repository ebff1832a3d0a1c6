from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.test import Client

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


@pytest.mark.parametrize("form", [log.JsonLines(), log.Console()])
def test_a_refused_sign_in_does_not_write_its_link_to_the_log(
    caplog: pytest.LogCaptureFixture, form: logging.Formatter
) -> None:
    """The link still works afterwards, so whoever reads the log could use it."""
    address = "/sign-in/link/6iKiQv-secret_x"
    assert Client(enforce_csrf_checks=True).post(f"{address}?then=password").status_code == 403
    assert Client().get(address, HTTP_HOST="elsewhere.example").status_code == 400
    text = "\n".join(form.format(record) for record in caplog.records)
    assert "CSRF" in text and "elsewhere.example" in text and "POST /sign-in/link/…" in text
    assert "6iKiQv" not in text and "then=" not in text


@pytest.mark.parametrize("form", [log.JsonLines(), log.Console()])
def test_what_somebody_searched_for_is_not_in_the_log(
    caplog: pytest.LogCaptureFixture, form: logging.Formatter
) -> None:
    Client().get("/nowhere?q=Jane+Roe's+diagnosis&kind=zzz")
    Client(enforce_csrf_checks=True).post(
        "/search", secure=True, HTTP_REFERER="https://elsewhere.example/search?q=Jane+Roe's+diagnosis"
    )
    text = "\n".join(form.format(record) for record in caplog.records)
    assert "/nowhere" in text and "elsewhere.example" in text
    assert "Jane" not in text and "diagnosis" not in text

"""Whatever goes wrong in the API is told as problem details (RFC 9457): its own refusals, and what nobody thought of."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.web import day
from tests.web.routes import ROUTES

from kingpost.accounts import api_tokens
from kingpost.accounts.models import User
from kingpost.knowledge import clients
from kingpost.proposals import decide
from kingpost.proposals.models import Decision, Suggestion
from kingpost.web.api import paging

Ask = Callable[..., HttpResponse]


@pytest.fixture
def ask(cast: dict[str, User]) -> Ask:
    """Call the API as Priya, as a program does: an error is an answer."""
    token = api_tokens.make(cast["priya"], "test")[1]
    client = Client(raise_request_exception=False)

    def call(method: str, path: str, body: Any = None) -> HttpResponse:
        sent = body if isinstance(body, str) else json.dumps(body or {})
        headers = {"Authorization": f"Bearer {token}"}
        return client.generic(method, f"/api/v1{path}", sent, content_type="application/json", headers=headers)

    return call


def told(answer: HttpResponse) -> tuple[int, str]:
    """Status and detail, when the answer is problem details."""
    assert answer["Content-Type"] == "application/problem+json", answer.content[:200]
    said = answer.json()
    assert said["status"] == answer.status_code and said["instance"].startswith("/api/v1/") and said["title"]
    return answer.status_code, str(said["detail"])


def test_a_decision_that_comes_too_late_is_a_conflict(ask: Ask, cast: dict[str, User]) -> None:
    number = Suggestion.objects.get(superseded_at=None).pk
    decide.decide(cast["priya"], number, Decision.DECLINE)
    late = told(ask("POST", f"/suggestions/{number}/decisions", {"verdict": "approve"}))
    assert late == (409, "Somebody has decided about this already.")


def test_a_snooze_names_the_zone_of_its_end(ask: Ask, cast: dict[str, User]) -> None:
    address = f"/flags/{ROUTES['flag'].args(cast)[0]}/answers"
    assert told(ask("POST", address, {"verdict": "snoozed", "until": "2030-01-01T09:00:00"}))[0] == 422
    assert ask("POST", address, {"verdict": "snoozed", "until": "2030-01-01T09:00:00Z"}).status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"/clients?cursor={paging.cursor(10**30)}", 422),
        ("GET", f"/clients?cursor={paging.cursor(-1)}", 422),
        ("GET", f"/promises?cursor={paging.cursor(10**17)}", 200),  # behind the last: nothing
        ("GET", "/flags/99999999999999999999", 404),
        ("GET", "/nothing/like/this", 404),
        ("DELETE", "/clients", 405),
    ],
)
def test_what_nobody_should_send_is_refused_and_breaks_nothing(ask: Ask, method: str, path: str, status: int) -> None:
    answer = ask(method, path)
    assert answer.status_code == status
    if status != 200:
        told(answer)
    if status == 405:
        assert answer["Allow"] == "GET"


def test_a_character_that_cannot_be_kept_is_refused(ask: Ask, cast: dict[str, User]) -> None:
    body = '{"verdict": "corrected", "what": "Send\\u0000it"}'
    assert told(ask("POST", f"/promises/{ROUTES['promise'].args(cast)[0]}/rulings", body))[0] == 422


def test_what_breaks_here_is_told_and_logged(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_args: Any, **_named: Any) -> None:
        raise RuntimeError(day.ALDGATE)

    monkeypatch.setattr(clients, "listed", breaks)
    status, detail = told(ask("GET", "/clients"))
    assert (status, day.ALDGATE in detail, "log" in detail) == (500, False, True)
    assert day.ALDGATE in caplog.text

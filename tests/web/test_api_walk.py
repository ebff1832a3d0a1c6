"""Walks every route of the API as every role and as a stranger: nothing answers a stranger, a viewer changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from tests import builders
from tests.web import day
from tests.web.routes import ROUTES, STRANGER

from kingpost.accounts import api_tokens
from kingpost.accounts.models import User
from kingpost.web.api.routes import api

WHO = {"admin": "dana", "member": "priya", "viewer": "callum"}
OPEN = {"GET /openapi.json"}  # what the API is, and nothing it holds

SENT: dict[str, dict[str, Any]] = {
    "POST /disagreements/{number}/rulings": {"choice": "both"},
    "POST /flags/{number}/answers": {"verdict": "handled"},
    "POST /suggestions/{number}/decisions": {"verdict": "decline"},
    "POST /pairs/{one}/{other}/answers": {"verdict": "same"},
    "POST /pairs/answers": {"one": 0, "other": 0, "verdict": "same"},
    "POST /promises/{key}/rulings": {"verdict": "delivered"},
    "POST /flags/{number}/joins": {"into": 0},
    "POST /flags/{number}/splits": {"reason": 0},
    "POST /misses/{number}/answers": {},
    "POST /rule-numbers": {"key": "none.such", "value": 2},
}
"""What a program would send. A route that takes something and is not here fails below until it is."""

ADMINS = {"POST /rule-numbers", "DELETE /rule-numbers/{number}", "DELETE /learned-weights/{number}",
          "DELETE /rule-numbers/{number}/withdrawal", "DELETE /learned-weights/{number}/withdrawal"}  # fmt: skip
"""What only an admin may do, as on the pages."""

ASKED = {"/search": "?q=portal", "/questions": "?q=who+owns+the+portal"}


def routes() -> Iterator[tuple[str, str]]:
    for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items():
        for method in methods:
            yield method.upper(), path


def about(path: str, cast: dict[str, User]) -> dict[str, Any]:
    """Real numbers for the places in a path, by what stands before them."""
    by_page = {"/flags": "flag", "/suggestions": "decisions", "/disagreements": "disagreement", "/promises": "promise", "/meetings": "brief", "/decisions": "reversals"}  # fmt: skip
    page = next((name for start, name in by_page.items() if path.startswith(start)), "")
    number = ROUTES[page].args(cast)[0] if page else builders.entity(day.ALDGATE)
    return {"number": number, "key": number if "promises" in path else "desk", "field": "owner_name", "one": 0, "other": 0, "kind": "task"}  # fmt: skip


def ask(method: str, path: str, token: str, cast: dict[str, User]) -> HttpResponse:
    """One call; whatever it changed is taken back."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with transaction.atomic():
        address = "/api/v1" + path.format(**about(path, cast)) + ASKED.get(path, "")
        body = json.dumps(SENT.get(f"{method} {path}", {}))
        answer = Client().generic(method, address, body, content_type="application/json", headers=headers)
        transaction.set_rollback(True)
    return answer


def problem(method: str, path: str, who: str, status: int) -> str:
    """What is wrong with this answer; "" when it is as it should be."""
    if who == STRANGER:
        return "" if status == 401 else f"is not asked for a token ({status})"
    if method == "GET":
        return "" if status in (200, 404) else f"may not read ({status})"
    if who == "viewer" or (who == "member" and f"{method} {path}" in ADMINS):
        return "" if status == 403 else f"is not refused ({status})"
    return "" if status not in (401, 403, 422, 500) else f"is not let in ({status})"


def test_every_route_refuses_whom_it_should(cast: dict[str, User]) -> None:
    tokens = {who: api_tokens.make(cast[name], "walk")[1] for who, name in WHO.items()} | {STRANGER: ""}
    wrong = []
    for method, path in routes():
        if f"{method} {path}" in OPEN:
            continue
        for who, token in tokens.items():
            if what := problem(method, path, who, ask(method, path, token, cast).status_code):
                wrong.append(f"{method} {path}: {who} {what}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("gone", ["inactive", "a role there is none of"])
def test_a_token_is_worth_no_more_than_its_person(cast: dict[str, User], gone: str) -> None:
    token = api_tokens.make(cast["priya"], "walk")[1]
    changed = {"is_active": False} if gone == "inactive" else {"role": "nobody"}
    User.objects.filter(pk=cast["priya"].pk).update(**changed)
    reads = [path for method, path in routes() if method == "GET"]
    assert {ask("GET", path, token, cast).status_code for path in reads} == {401}


def test_every_read_takes_both_times_or_refuses_them(cast: dict[str, User]) -> None:
    """No read answers with the present when it is asked about an earlier day."""
    token = api_tokens.make(cast["dana"], "walk")[1]
    spec = api.get_openapi_schema(path_prefix="")["paths"]
    taking, wrong = set(), []
    for path, methods in spec.items():
        if "get" not in methods:
            continue
        named = {one["name"] for one in methods["get"].get("parameters", ())} & {"true_at", "known_at"}
        if named:
            taking.add(path)
        for name in ("true_at", "known_at"):
            sent = ASKED.get(path, "?")
            address = (
                "/api/v1" + path.format(**about(path, cast)) + f"{sent}{'&' if len(sent) > 1 else ''}{name}=2020-01-01"
            )
            answer = Client().get(address, headers={"Authorization": f"Bearer {token}"})
            refused = answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"
            if len(named) != (0 if refused else 2) or (refused and name not in answer.json()["detail"]):
                wrong.append(f"{path} {name}: {answer.status_code}")
    assert wrong == []
    assert {
        "/promises",
        "/promises/{key}",
        "/disagreements",
        "/disagreements/{number}",
        "/approvals",
        "/clients",
        "/things/{number}",
    } <= taking


FAR = 99_999_999_999_999_999_999  # further than the database counts


def numbers(schema: dict[str, Any]) -> bool:
    """Whether a field of a call is a whole number, or may be one."""
    return schema.get("type") == "integer" or any(numbers(one) for one in schema.get("anyOf", ()))


def asked_far(method: str, path: str, cast: dict[str, User]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every way to call a route with one number that is too far: in its address, asked, or sent."""
    spec = api.get_openapi_schema(path_prefix="")
    call, places = spec["paths"][path][method.lower()], about(path, cast)
    body, question = SENT.get(f"{method} {path}", {}), ASKED.get(path, "?")
    for one in call.get("parameters", ()):
        if one["in"] == "path" and numbers(one["schema"]):
            yield path.format(**places | {one["name"]: FAR}) + ASKED.get(path, ""), body
        elif one["in"] == "query" and numbers(one["schema"]):
            yield f"{path.format(**places)}{question}&{one['name']}={FAR}", body
    sent = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    fields = spec["components"]["schemas"][sent["$ref"].rsplit("/", 1)[-1]]["properties"] if "$ref" in sent else {}
    for name, schema in fields.items():
        if numbers(schema):
            yield path.format(**places), body | {name: FAR}


def test_a_number_further_than_the_database_counts_is_refused_wherever_it_is_sent(cast: dict[str, User]) -> None:
    headers = {"Authorization": f"Bearer {api_tokens.make(cast['dana'], 'walk')[1]}"}
    client, wrong, calls = Client(raise_request_exception=False), [], 0
    for method, path in routes():
        for address, body in asked_far(method, path, cast):
            calls += 1
            with transaction.atomic():
                answer = client.generic(
                    method, "/api/v1" + address, json.dumps(body), content_type="application/json", headers=headers
                )
                transaction.set_rollback(True)
            told = answer.status_code in (404, 409, 422) and answer["Content-Type"] == "application/problem+json"
            if not told and answer.status_code >= 300:  # what finds nothing, or did not need the number, is an answer
                wrong.append(f"{method} {address} {body}: {answer.status_code}")
    assert calls > 30
    assert not wrong, "\n".join(wrong)

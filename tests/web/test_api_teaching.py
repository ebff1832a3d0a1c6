"""What Kingpost learns and is taught, over the API: what we missed, numbers and weights of rules, flags grouped by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests import builders as b
from tests.web import day

from kingpost.accounts import api_tokens, audiences
from kingpost.accounts.models import EVERYONE, User
from kingpost.knowledge.models import Promise
from kingpost.priorities import reading
from kingpost.priorities.models import LearnedWeight, Miss, Night
from kingpost.toolbox import clock

Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def call(cast: dict[str, User]) -> Call:
    """Call the API as one of the cast; returns (status, body)."""
    tokens = {name: api_tokens.make(user, "test")[1] for name, user in cast.items()}

    def ask(method: str, path: str, body: dict[str, Any] | None = None, who: str = "dana") -> tuple[int, Any]:
        more = {"data": body or {}, "content_type": "application/json"} if method != "get" else {}
        answer = getattr(Client(), method)(f"/api/v1{path}", headers={"Authorization": f"Bearer {tokens[who]}"}, **more)
        return answer.status_code, answer.json() if answer.content else None

    return ask


def rule(call: Call, name: str) -> dict[str, Any]:
    return next(one for one in call("get", "/rules")[1]["results"] if one["name"] == name)


def holding(call: Call, reason: int) -> int:
    """The open flag this reason is of."""
    flags = [one["id"] for one in call("get", "/flags")[1]["results"]]
    return next(n for n in flags if reason in [one["id"] for one in call("get", f"/flags/{n}")[1]["reasons"]])


def test_a_number_is_set_for_all_or_one_client_and_taken_back(call: Call) -> None:
    before = rule(call, "promise_due")
    number = before["numbers"][0]
    assert number["value"] == number["usual"] and before["set"] == [] and str(int(number["usual"])) in before["says"]
    status, made = call("post", "/rule-numbers", {"key": number["key"], "value": number["usual"] + 1})
    after = rule(call, "promise_due")
    assert (status, after["numbers"][0]["value"]) == (201, number["usual"] + 1)
    assert [(one["id"], one["by"], one["client_id"]) for one in after["set"]] == [(made["id"], "Dana Whitfield", None)]
    assert call("post", "/rule-numbers", {"key": number["key"], "value": -5})[0] == 422
    assert call("post", "/rule-numbers", {"key": number["key"], "value": 9}, who="priya")[0] == 403
    assert call("delete", f"/rule-numbers/{made['id']}", who="priya")[0] == 403
    assert call("delete", f"/rule-numbers/{made['id']}")[0] == 204
    assert rule(call, "promise_due") == before
    assert call("delete", f"/rule-numbers/{made['id']}")[0] == 404, "it does not hold any more"
    assert call("delete", f"/rule-numbers/{made['id']}/withdrawal", who="priya")[0] == 403
    assert call("delete", f"/rule-numbers/{made['id']}/withdrawal")[0] == 204
    assert rule(call, "promise_due") == after
    assert call("delete", f"/rule-numbers/{made['id']}/withdrawal")[0] == 404, "it holds already"


def test_a_learned_weight_says_what_taught_it_and_is_taken_back(call: Call) -> None:
    now = clock.now()
    made = LearnedWeight.objects.create(
        rule="unowned", key="", factor=1.1, first=10, times=12, since=now - timedelta(days=30), learned_on=now.date(), at=now
    )  # fmt: skip
    [weight] = rule(call, "unowned")["weights"]
    assert (weight["id"], weight["factor"], weight["first"], weight["times"]) == (made.pk, 1.1, 10, 12)
    assert call("delete", f"/learned-weights/{made.pk}", who="noor")[0] == 403
    assert call("delete", f"/learned-weights/{made.pk}")[0] == 204
    assert rule(call, "unowned")["weights"] == []
    assert call("delete", f"/learned-weights/{made.pk}/withdrawal", who="noor")[0] == 403
    assert call("delete", f"/learned-weights/{made.pk}/withdrawal")[0] == 204
    assert rule(call, "unowned")["weights"] == [weight]
    assert call("delete", f"/learned-weights/{made.pk}/withdrawal")[0] == 404, "it holds already"


def test_a_miss_is_seen_by_its_own_and_may_not_have_mattered(call: Call, cast: dict[str, User]) -> None:
    now = clock.now()
    private = audiences.private(cast["priya"]).pk
    for audience, cause in ((EVERYONE, "client_waiting"), (private, "escalation")):
        Night.objects.get_or_create(day=now.date(), audience_id=audience, defaults={"held": 40, "at": now})
        Miss.objects.create(record_id=b.entity(day.ALDGATE), cause=cause, audiences=[audience], day=now.date(), came_at=now, way="rule", why="in order", showed="They asked again.",
                            showed_at=now, evidence=[], found_on=now.date())  # fmt: skip
    status, body = call("get", "/misses", who="noor")
    [week] = body["results"]
    [miss] = week["results"]
    assert (status, week["misses"], miss["showed"], miss["did_not_matter"]) == (200, 1, "They asked again.", "")
    assert 0 < week["low"] < 1 / 40 < week["high"] < 1
    assert call("get", "/misses", who="priya")[1]["results"][0]["misses"] == 2
    status, given = call("post", f"/misses/{miss['id']}/answers", who="noor")
    assert (status, call("get", "/misses", who="noor")[1]["results"][0]["misses"]) == (201, 0)
    hidden = Miss.objects.get(cause="escalation").pk
    assert call("post", f"/misses/{hidden}/answers", who="noor")[0] == 404
    assert call("delete", f"/misses/{hidden}/answers/{given['id']}", who="noor")[0] == 404
    assert call("delete", f"/misses/{miss['id']}/answers/{given['id']}", who="noor")[0] == 204
    assert call("get", "/misses", who="noor")[1]["results"][0]["misses"] == 1


def test_flags_are_joined_split_and_grouped_as_before(call: Call, cast: dict[str, User]) -> None:
    seen_by = audiences.allowed(cast["dana"])
    one, other = reading.listed(seen_by)[:2]
    before = [flag.id for flag in reading.listed(seen_by)]
    status, made = call("post", f"/flags/{one.id}/joins", {"into": other.id})
    assert (status, made["verdict"]) == (201, "join")
    reasons = call("get", f"/flags/{other.id}")[1]["reasons"]
    assert made["id"] in {reason["grouping_id"] for reason in reasons}
    assert one.id not in [flag.id for flag in reading.listed(seen_by)]
    assert call("delete", f"/flags/{other.id}/groupings/{made['id']}", who="callum")[0] == 403
    assert call("delete", f"/flags/{other.id}/groupings/{made['id']}")[0] == 204
    assert [flag.id for flag in reading.listed(seen_by)] == before
    assert call("delete", f"/flags/{other.id}/groupings/{made['id']}")[0] == 404
    again = call("post", f"/flags/{one.id}/joins", {"into": other.id})[1]["id"]
    reason = next(r for r in call("get", f"/flags/{other.id}")[1]["reasons"] if r["grouping_id"] == again)
    status, made = call("post", f"/flags/{other.id}/splits", {"reason": reason["id"]})
    assert (status, made["verdict"]) == (201, "split")
    moved = holding(call, reason["id"])
    assert moved != other.id and call("post", f"/flags/{other.id}/splits", {"reason": 0})[0] == 404
    assert call("delete", f"/flags/{moved}/groupings/{made['id']}")[0] == 204
    assert holding(call, reason["id"]) == other.id


def test_a_correction_of_a_promise_leaves_what_it_does_not_name(call: Call, cast: dict[str, User]) -> None:
    key = str(Promise.objects.get(what="Send the training plan").key)
    before = call("get", f"/promises/{key}")[1]
    assert before["due"] and before["ours"] is True
    status, made = call("post", f"/promises/{key}/rulings", {"verdict": "corrected", "what": "Send the plan"})
    assert (status, made["promise"]["what"]) == (200, "Send the plan")
    assert (made["promise"]["due"], made["promise"]["ours"]) == (before["due"], True)
    assert call("post", f"/promises/{key}/rulings", {"verdict": "corrected", "due_on": "soon"})[0] == 422
    _, theirs = call("post", f"/promises/{key}/rulings", {"verdict": "corrected", "ours": False})
    assert (theirs["promise"]["due"], theirs["promise"]["ours"]) == (before["due"], False)
    assert theirs["promise"]["what"] == "Send the plan", "what was corrected before stays"
    call("post", f"/promises/{key}/rulings", {"verdict": "corrected", "due_on": "2031-03-01"})
    _, none = call("post", f"/promises/{key}/rulings", {"verdict": "corrected", "due_on": None})
    assert (none["promise"]["due"], none["promise"]["ours"]) == (None, False)

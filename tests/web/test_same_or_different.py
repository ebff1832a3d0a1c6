"""Same or different? Both sides and the reasons; one key an answer; undo; who may see and who may answer."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests import builders as b

from kingpost import flow
from kingpost.accounts import api_tokens, audiences
from kingpost.accounts.models import AuditEntry
from kingpost.identity import review
from kingpost.identity.model import DEFAULT
from kingpost.identity.models import Judgement
from kingpost.toolbox.sql import rows
from kingpost.web.same_or_different import ASPECTS, reason

pytestmark = pytest.mark.django_db
PAGE, ANSWERS = reverse("same_or_different"), reverse("same_or_different_answers")


def unsure(finance_audience: int = 1) -> dict[str, str]:
    """Two clients whose names are alike, in two systems."""
    b.tell(b.system("crm"), b.client("Brightwater Dental Ltd", "brightwater.example", city="Leeds"))
    b.tell(b.system("finance", audience=finance_audience), b.client("Bright Water Dental", phone="020 7946 0018"))
    [(one, other)] = rows("SELECT one, other FROM pair WHERE verdict = 'unsure'")
    return {"one": str(one), "other": str(other)}


def clients() -> int:
    return len({e for (e,) in rows("SELECT entity_id FROM entity WHERE kind = 'client'")})


@pytest.fixture
def priya(client):
    b.everyone()
    client.force_login(b.user("priya@harrowlane.example"))
    return client


def test_both_sides_and_what_speaks_for_and_against_are_shown(priya):
    unsure()
    page = priya.get(PAGE).content.decode()
    for words in (
        "The same client, or two? One question open.",
        "Brightwater Dental Ltd",
        "Bright Water Dental",
        "Leeds",
        "020 7946 0018",
        "Name: written apart",
        "speaks strongly for",
    ):
        assert words in page
    assert (
        page.count('aria-keyshortcuts="s"')
        == page.count('aria-keyshortcuts="d"')
        == page.count('aria-keyshortcuts="n"')
        == 1
    )


def test_the_same_joins_them_and_undo_takes_them_apart_and_asks_again(priya):
    pair = unsure()
    assert "The same." in priya.post(ANSWERS, pair | {"verdict": "same"}, follow=True).content.decode()
    flow.settle()
    assert clients() == 1 and "Nothing to ask." in priya.get(PAGE).content.decode()
    assert "asked again" in priya.post(reverse("undo"), follow=True).content.decode()
    flow.settle()
    assert clients() == 2 and "One question open" in priya.get(PAGE).content.decode()


def test_different_is_never_asked_again_whatever_else_the_two_say(priya):
    pair = unsure()
    priya.post(ANSWERS, pair | {"verdict": "different"})
    b.tell(b.system("finance"), b.client("Bright Water Dental", phone="020 7946 0018", city="Leeds"))
    b.tell(b.system("desk"), b.client("Bright Water Dental", city="Leeds"))
    assert clients() >= 2
    one, other = (rows("SELECT entity_id FROM member WHERE record_id = %s", [pair[n]]) for n in ("one", "other"))
    assert one != other
    assert {frozenset(q.entities) for q in review.questions(None, limit=9)}.isdisjoint(
        {frozenset((one[0][0], other[0][0]))}
    )


def test_not_sure_comes_back_last(priya):
    pair = unsure()
    b.tell(b.system("crm"), b.client("Larkfield Media"))
    b.tell(b.system("finance"), b.client("Lark Field Media"))
    first = review.questions(None, limit=9)
    priya.post(ANSWERS, {"one": first[0].one, "other": first[0].other, "verdict": "unsure"})
    assert [(q.one, q.other) for q in review.questions(None, limit=9)] == [(q.one, q.other) for q in reversed(first)]
    assert review.answered() == 0 and len(first) == 2 and pair


def test_a_pair_is_asked_only_of_who_sees_both(priya):
    pair = unsure(audiences.private(b.user("ines@harrowlane.example")).pk)
    assert "Nothing to ask." in priya.get(PAGE).content.decode()
    assert priya.post(ANSWERS, pair | {"verdict": "same"}).status_code == 404 and not Judgement.objects.exists()


def test_a_viewer_sees_the_question_and_no_buttons(client):
    pair = unsure()
    client.force_login(b.user("callum@harrowlane.example", role="viewer"))
    assert 'aria-keyshortcuts="s"' not in client.get(PAGE).content.decode()
    assert client.post(ANSWERS, pair | {"verdict": "same"}).status_code == 403


def test_the_api_lists_answers_and_takes_back(client):
    pair = unsure()
    token = api_tokens.make(b.user("priya@harrowlane.example"), "script")[1]
    asking = {"headers": {"Authorization": f"Bearer {token}"}, "content_type": "application/json"}
    [found] = client.get("/api/v1/pairs?kind=client", **asking).json()["results"]
    assert {s["title"] for s in found["sides"]} == {"Brightwater Dental Ltd", "Bright Water Dental"} and found[
        "comparisons"
    ][0]["level"]
    made = client.post(f"/api/v1/pairs/{pair['one']}/{pair['other']}/answers", {"verdict": "different"}, **asking)
    assert made.status_code == 201 and client.get("/api/v1/pairs", **asking).json()["results"] == []
    assert client.delete(f"/api/v1/judgements/{made.json()['id']}", **asking).status_code == 204
    assert len(client.get("/api/v1/pairs", **asking).json()["results"]) == 1


def test_every_comparison_has_words():
    for kind in DEFAULT.values():
        for level, weight in kind.weights.items():
            assert level.partition(":")[0] in ASPECTS and reason(level, weight).says


def test_something_a_state_gives_that_differs_ends_the_question(priya):
    unsure()
    b.tell(b.system("finance"), b.client("Bright Water Dental", "bwd.example"))
    assert review.questions(None, limit=9) == []


def test_each_answer_and_its_undo_is_in_the_audit_log_once(priya):
    pair = unsure()
    priya.post(ANSWERS, pair | {"verdict": "same"})
    priya.post(reverse("undo"))
    made = Judgement.objects.get()
    assert [(one.act, one.ref) for one in AuditEntry.objects.order_by("id")] == [
        ("said same", f"judgement:{made.pk}"),
        ("took back same or different", f"judgement:{made.pk}"),
    ]


def test_an_answer_over_the_api_is_in_the_audit_log(client):
    pair = unsure()
    by = b.user("priya@harrowlane.example")
    asking = {"headers": {"Authorization": f"Bearer {api_tokens.make(by, 'script')[1]}"}}
    path = f"/api/v1/pairs/{pair['one']}/{pair['other']}/answers"
    client.post(path, {"verdict": "different"}, content_type="application/json", **asking)
    assert AuditEntry.objects.filter(who=by, act="said different").count() == 1

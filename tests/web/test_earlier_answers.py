"""Earlier answers: who said what of which two, each taken back in any order, also over the API."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests import builders as b

from kingpost import flow
from kingpost.accounts import api_tokens, audiences
from kingpost.accounts.models import AuditEntry
from kingpost.identity import judge
from kingpost.identity.models import Judgement
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db
PAGE = reverse("earlier_answers")


def three(audience: int = 1) -> list[int]:
    """Three clients of different names, in two systems."""
    b.tell(b.system("crm"), b.client("Aldgate Freight"), b.client("Pell & Sons"))
    b.tell(b.system("finance", audience=audience), b.client("Brightwater Dental"))
    return [b.entity(name) for name in ("Aldgate Freight", "Pell & Sons", "Brightwater Dental")]


@pytest.fixture
def priya(client):
    b.everyone()
    client.force_login(b.user("priya@harrowlane.example", "Priya Raman"))
    return client


def test_each_answer_is_listed_and_taken_back_in_any_order(priya):
    a, p, w = three()
    by = b.user("priya@harrowlane.example", "Priya Raman")
    first, second = judge.judge(a, p, "different", by, "asked"), judge.judge(p, w, "same", by, "merged by hand")
    flow.settle()
    page = priya.get(PAGE).content.decode()
    assert page.index("Brightwater Dental") < page.index("Aldgate Freight")
    assert "Priya Raman" in page and "merged by hand" in page and page.count("Take back") == 2
    said = priya.post(reverse("judgement_withdrawals", args=[first.pk]), follow=True).content.decode()
    assert "Taken back" in said and "Aldgate Freight" not in said
    priya.post(reverse("judgement_withdrawals", args=[second.pk]))
    flow.settle()
    assert b.entity("Brightwater Dental") == w and "Nobody has answered yet" in priya.get(PAGE).content.decode()
    assert priya.post(reverse("judgement_withdrawals", args=[second.pk])).status_code == 404


def test_an_answer_is_for_who_sees_both(priya):
    a, _, w = three(audiences.private(b.user("ines@harrowlane.example")).pk)
    ruling = judge.judge(a, w, "different", b.user("ines@harrowlane.example"), "asked")
    assert "Aldgate Freight" not in priya.get(PAGE).content.decode()
    assert priya.post(reverse("judgement_withdrawals", args=[ruling.pk])).status_code == 404
    assert Judgement.objects.filter(withdrawn_at=None).exists()


def test_older_ones_are_a_page_further_and_the_api_lists_them_too(priya, client):
    a, p, w = three()
    by = b.user("priya@harrowlane.example")
    judge.judge(a, p, "different", by, "asked")
    last = judge.judge(p, w, "different", by, "asked")
    assert "Pell &amp; Sons" in priya.get(PAGE, {"before": last.pk}).content.decode()
    asking = {"headers": {"Authorization": f"Bearer {api_tokens.make(by, 'script')[1]}"}}
    [newest, older] = client.get("/api/v1/judgements", **asking).json()["results"]
    assert newest["id"] == last.pk and {r["title"] for r in newest["records"]} == {"Pell & Sons", "Brightwater Dental"}
    assert client.get(f"/api/v1/judgements?before={last.pk}", **asking).json()["results"] == [older]


def test_a_split_is_taken_back_whole_over_the_api_too_and_the_log_says_so(client):
    for key in ("crm", "desk", "finance"):
        b.tell(b.system(key), b.client("Brightwater Dental", "brightwater.example"))
    number, odd = b.entity("Brightwater Dental"), max(i for (i,) in rows("SELECT record_id FROM member"))
    by = b.user("priya@harrowlane.example", "Priya Raman")
    made = judge.split(number, odd, by)
    flow.settle()
    asking = {"headers": {"Authorization": f"Bearer {api_tokens.make(by, 'script')[1]}"}}
    assert len(made) == 2 and client.delete(f"/api/v1/judgements/{made[0].pk}", **asking).status_code == 204
    assert not Judgement.objects.filter(withdrawn_at=None).exists()
    assert AuditEntry.objects.get(who=by, act="took back same or different").ref == f"judgement:{made[0].pk}"


def test_a_split_is_one_answer_and_taken_back_as_one(priya):
    crm, desk, finance = (b.system(key) for key in ("crm", "desk", "finance"))
    for at in (crm, desk, finance):
        b.tell(at, b.client("Brightwater Dental", "brightwater.example"))
    number, odd = b.entity("Brightwater Dental"), max(i for (i,) in rows("SELECT record_id FROM member"))
    judge.split(number, odd, b.user("priya@harrowlane.example"))
    flow.settle()
    page = priya.get(PAGE).content.decode()
    assert page.count("Take back") == 1 and "and 1 more" in page
    [answer] = {int(n) for n in re.findall(r"answers/(\d+)/withdrawal", page)}
    priya.post(reverse("judgement_withdrawals", args=[answer]))
    flow.settle()
    assert b.entity("Brightwater Dental") == number and not Judgement.objects.filter(withdrawn_at=None).exists()

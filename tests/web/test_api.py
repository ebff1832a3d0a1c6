"""The API: what the pages show, for programs; tokens, audiences, problem details, cursors."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from tests import builders as b

from kingpost.accounts import api_tokens, audiences
from kingpost.connectors.base import Ref
from kingpost.toolbox import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client):
    """Call the API as a person; returns (status, body)."""

    def ask(path, email="priya@harrowlane.example", method="get", body=None, token=None):
        text = token or api_tokens.make(b.user(email), "test")[1]
        more = {"data": body, "content_type": "application/json"} if body is not None else {}
        response = getattr(client, method)(f"/api/v1{path}", headers={"Authorization": f"Bearer {text}"}, **more)
        return response.status_code, (response.json() if response.content else None), response

    return ask


@pytest.fixture
def aldgate():
    b.own_domains("harrowlane.example")
    marcus = b.person("Marcus Osei", "marcus@aldgatefreight.example")
    marcus.refs = [Ref("employer", "client", "a")]
    b.tell(b.system("crm", "CRM"), b.client("Aldgate Freight", "aldgatefreight.example", remote_id="a", owner_name="Priya Raman"), marcus,
           b.ticket("4471", "Portal access failing", b.moment("2026-03-01 09:00"), client_id="a", requester="marcus@aldgatefreight.example"))  # fmt: skip
    return b.entity("Aldgate Freight")


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer kp_wrong"}, {"Authorization": "Basic abc"}])
def test_a_stranger_gets_a_problem_and_nothing_else(client, aldgate, header):
    response = client.get("/api/v1/clients", headers=header)
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")
    assert response["WWW-Authenticate"].startswith("Bearer") and "Aldgate" not in response.content.decode()


def test_a_browser_session_alone_is_not_enough(client, aldgate):
    client.force_login(b.user("priya@harrowlane.example"))
    assert client.get("/api/v1/clients").status_code == 401


def test_a_flag_says_what_came_up_since_it_opened(call):
    def escalated(**more):
        return b.ticket("4471", "Portal access failing", b.moment("2026-03-01 09:00"), escalated=True, **more)

    desk = b.system("desk", "Desk", started_at=b.moment("2026-02-01 09:00"))
    b.tell(desk, escalated())
    [flag] = call("/flags")[1]["results"]
    assert (flag["raised_at"], flag["news"]) == (None, "")
    b.tell(desk, escalated(reopened=2))
    whole = call(f"/flags/{flag['id']}")[1]
    assert whole["raised_at"] > whole["opened_at"] == flag["opened_at"]
    assert whole["news"] == "Ticket 4471 was reopened twice."


def test_clients_and_one_client_with_its_facts_and_records(call, aldgate):
    status, body, _ = call("/clients")
    assert status == 200 and [(c["name"], c["owner"], c["open_work"]) for c in body["results"]] == [
        ("Aldgate Freight", "Priya Raman", 1)
    ]
    _, thing, _ = call(f"/things/{aldgate}?remote_data=true")
    assert (
        thing["kind"] == "Account"
        and {"field": "domain", "value": "aldgatefreight.example", "rule": "It is the only one that says so."}
        in thing["facts"]
    )
    [record] = thing["records"]
    assert (record["system"], record["remote_id"]) == ("CRM", "a") and record["remote_data"][0][
        "title"
    ] == "Aldgate Freight"


def test_evidence_names_the_system(call, aldgate):
    _, body, _ = call(f"/things/{aldgate}/evidence/owner_name")
    assert [(s["system"], s["value"], s["we_go_by_it"]) for s in body["results"]] == [
        ("CRM", "Priya Raman", True)
    ] and body["disagreement"] is False


def test_a_timeline_page_by_page_gives_every_line_once_also_at_one_moment(call, aldgate):
    same = [
        b.mail(
            f"{n}@x", "marcus@aldgatefreight.example", "p@harrowlane.example", f"Mail {n}", b.moment("2026-03-02 08:00")
        )
        for n in range(5)
    ]
    b.tell(b.system("mail"), *same)
    seen, cursor = [], ""
    for _ in range(10):
        _, body, _ = call(f"/things/{aldgate}/timeline?limit=2{'&cursor=' + cursor if cursor else ''}")
        seen += [line["text"] for line in body["results"]]
        cursor = body["next"]
        if not cursor:
            break
    assert sorted(seen) == sorted(
        [*(f"wrote “Mail {n}”" for n in range(5)), "opened ticket 4471: Portal access failing"]
    )


def test_search_finds_by_words_and_kind(call, aldgate):
    _, body, _ = call(f"/search?q={quote('portal acc')}&kind=Ticket")
    assert [(f["kind"], f["title"], f["client"]) for f in body["results"]] == [
        ("Ticket", "Portal access failing", "Aldgate Freight")
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/things/999999", 404),
        ("/search?q=x&kind=Nonsense", 422),
        ("/clients?limit=0", 422),
        ("/clients?cursor=!!", 422),
        ("/flags/77", 404),
    ],
)
def test_errors_are_problem_details(call, aldgate, path, status):
    got, body, response = call(path)
    assert got == status
    assert (
        response["Content-Type"] == "application/problem+json"
        and body["status"] == status
        and body["title"]
        and body["instance"].startswith("/api/v1/")
    )


def test_what_is_for_others_is_absent(call, aldgate):
    noor = b.user("noor@harrowlane.example")
    b.tell(b.system("noors", "Noor's mailbox", audience=audiences.private(noor).pk),
           b.mail("9@x", "marcus@aldgatefreight.example", "noor@harrowlane.example", "Between us", b.moment("2026-03-03 08:00")))  # fmt: skip
    for path in ("/systems", f"/things/{aldgate}/timeline", "/search?q=between"):
        _, mine, _ = call(path, "noor@harrowlane.example")
        _, others, _ = call(path, "priya@harrowlane.example")
        assert (
            ("Between us" in str(mine) or "Noor" in str(mine))
            and "Between us" not in str(others)
            and "Noor" not in str(others)
        )


def test_flags_that_are_mine_are_those_of_today_with_the_reason(call, aldgate):
    admin = "dana@harrowlane.example"
    b.user(admin, role="admin")
    b.user("priya@harrowlane.example")
    at = clock.now() - timedelta(hours=1)
    b.tell(
        b.system("desk"),
        b.staff("Priya Raman", "priya@harrowlane.example", remote_id="p"),
        *(
            b.ticket(n, f"Ticket {n}", at, owner=owner, escalated=True)
            for n, owner in (("1", "p"), ("2", ""), ("3", ""))
        ),
    )
    _, mine, _ = call("/flags?mine=true&limit=1", admin)
    assert (mine["count"], len(mine["results"])) == (2, 1)
    _, rest, _ = call(f"/flags?mine=true&limit=1&cursor={quote(mine['next'])}", admin)
    titles = {flag["title"]: flag["reaches_you"] for flag in (*mine["results"], *rest["results"])}
    assert titles == {"Ticket 2": "Nobody owns it.", "Ticket 3": "Nobody owns it."} and rest["next"] is None
    assert call("/flags", admin)[1]["count"] == 3


def test_a_viewer_may_read_but_not_answer_or_decide(call, aldgate):
    b.user("viewer@harrowlane.example", role="viewer")
    assert call("/flags", "viewer@harrowlane.example")[0] == 200
    assert call("/flags/1/answers", "viewer@harrowlane.example", "post", {"verdict": "handled"})[0] == 403
    assert call("/suggestions/1/decisions", "viewer@harrowlane.example", "post", {"verdict": "approve"})[0] == 403


def test_a_revoked_token_is_dead(call, aldgate):
    user = b.user("priya@harrowlane.example")
    token, text = api_tokens.make(user, "old")
    api_tokens.revoke(user, token.pk)
    assert call("/clients", token=text)[0] == 401


def test_the_description_is_openapi_3_1_and_its_page_needs_nothing_from_elsewhere(call, client, aldgate):
    _, schema, _ = call("/openapi.json")
    assert schema["openapi"].startswith("3.1") and "/api/v1/things/{number}/evidence/{field}" in schema["paths"]
    client.force_login(b.user("priya@harrowlane.example"))
    page = client.get("/api").content.decode()
    assert "GET /api/v1/clients" in page and "cdn" not in page and "https://" not in page


def test_an_answer_as_of_an_earlier_day(call, aldgate):
    number = b.entity("Portal access failing", "ticket")
    closed = b.ticket(
        "4471",
        "Portal access failing",
        b.moment("2026-03-01 09:00"),
        client_id="a",
        status="closed",
        resolved_at="2026-03-05T09:00:00+00:00",
    )
    closed.at = b.moment("2026-03-05 09:00")
    b.tell(b.system("crm"), closed)
    assert call(f"/things/{number}")[1]["open"] is False
    assert call(f"/things/{number}?true_at=2026-03-03")[1]["open"] is True
    assert call(f"/things/{number}?true_at=2026-02-03")[0] == 404
    assert call(f"/things/{number}?known_at=2026-03-03")[0] == 404, "nothing had been read by then"
    said = call(f"/things/{number}/evidence/status?true_at=2026-03-03")[1]["results"]
    assert [one["value"] for one in said] == ["open"]
    assert [
        line["what"] for line in call(f"/things/{aldgate}/timeline?true_at=2026-03-01T10:00:00Z")[1]["results"]
    ] == ["opened"]
    assert call(f"/things/{aldgate}/timeline?true_at=2026-02-01")[1]["results"] == []
    assert [c["open_work"] for c in call("/clients?true_at=2026-03-03")[1]["results"]] == [1]
    status, problem, _ = call(f"/things/{number}?true_at=someday")
    assert status == 422 and "someday" in problem["detail"]


def test_a_question_is_answered_with_its_sources(call, aldgate):
    status, body, _ = call(f"/questions?q={quote('Who has ticket 4471?')}")
    assert (status, body["question"], body["verdict"], body["about"]["number"]) == (200, "next_step", "nobody", "4471")
    assert body["says"].startswith("Nobody: “Portal access failing” is open and CRM names no owner.")
    assert [(one["system"], one["says"]) for one in body["sources"]] == [("CRM", "Portal access failing: no owner")]
    assert call("/questions?q=aldgate")[0] == 422, "a search is no question"
    assert call(f"/questions?q={quote('Has the secret plan been approved?')}")[1]["verdict"] == "not_known"

"""A system that misbehaves: each fault is one clear error, and what was kept before stays usable.

Redmine stands for every connector that speaks HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.connectors.builders.redmine import KEY, FakeRedmine, serving
from tests.http_server import Reply, Request, Server, as_json

from kingpost.connectors import registry
from kingpost.connectors.base import ConnectorError, Malformed, Page, Refused, Unavailable
from kingpost.connectors.protocols.redmine import Rest
from kingpost.connectors.systems.redmine import Redmine
from kingpost.connectors.web import Web


@pytest.fixture
def house() -> FakeRedmine:
    return FakeRedmine()


@pytest.fixture
def server(house: FakeRedmine) -> Iterator[Server]:
    with serving(house) as running:
        yield running


@pytest.fixture
def redmine(server: Server) -> Iterator[Redmine]:
    connector = Redmine({"url": server.url, "key": KEY})
    yield connector
    connector.close()


def on(path: str, reply: Reply) -> Callable[[Request], Reply | None]:
    """Spoil the requests below ``path``."""
    return lambda request: reply if request.path.startswith(path) else None


def pages_until_error(redmine: Redmine, cursor: Any = None) -> tuple[list[Page], ConnectorError | None]:
    pages: list[Page] = []
    try:
        pages += redmine.read(cursor)  # += keeps what came before an error
    except ConnectorError as error:
        return pages, error
    return pages, None


def held(pages: list[Page]) -> set[tuple[str, str]]:
    return {(item.kind, item.remote_id) for page in pages for item in page.items}


FAULTS = [
    pytest.param(Reply(401), Refused, False, id="401"),
    pytest.param(Reply(403), Refused, False, id="403"),
    pytest.param(Reply(429, headers={"Retry-After": "30"}), Unavailable, True, id="429"),
    pytest.param(Reply(500), Unavailable, True, id="500"),
    pytest.param(Reply(502, b"<html>Bad gateway"), Unavailable, True, id="502"),
    pytest.param(Reply(503), Unavailable, True, id="503"),
    pytest.param(Reply(200, b'{"issues": [{"id": 1}]}', half=True), Unavailable, True, id="half"),
    pytest.param(Reply(200, b"<html>Sign in</html>"), Malformed, False, id="a page instead of JSON"),
    pytest.param(Reply(200, b'{"issues": [{"id": 1'), Malformed, False, id="JSON cut off"),
    pytest.param(as_json({"issues": None}), Malformed, False, id="no list"),
    pytest.param(as_json([1, 2]), Malformed, False, id="another shape"),
    pytest.param(as_json({"issues": [{"subject": "x"}]}), Malformed, False, id="no ids"),
    pytest.param(Reply(200, b"\xff\xfe\x00"), Malformed, False, id="garbage"),
    pytest.param(Reply(302, headers={"Location": "http://169.254.169.254/latest"}), Refused, False, id="led astray"),
]


@pytest.mark.parametrize(("reply", "error", "again"), FAULTS)
def test_a_spoiled_list_is_one_clear_error(
    house: FakeRedmine, redmine: Redmine, reply: Reply, error: type[ConnectorError], again: bool
) -> None:
    house.spoil = on("/issues.json", reply)
    with pytest.raises(error) as caught:
        list(redmine.read(None))
    assert caught.value.retry is again
    assert str(caught.value).endswith((".", ").")), "the text is a sentence"
    assert KEY not in str(caught.value)


def test_the_systems_own_wish_to_wait_reaches_the_runner(house: FakeRedmine, redmine: Redmine) -> None:
    house.spoil = on("/issues.json", Reply(429, headers={"Retry-After": "30"}))
    with pytest.raises(Unavailable) as caught:
        redmine.count("issue")
    assert caught.value.wait == 30


def test_silence_is_worth_another_try(house: FakeRedmine, server: Server) -> None:
    house.spoil = on("/", Reply(200, b"{}", delay=1))
    web = Web(server.url, {}, read_seconds=0.1)
    with pytest.raises(Unavailable, match="did not answer in time"):
        web.get("issues.json")
    web.close()


def test_after_a_break_nothing_is_lost(house: FakeRedmine, redmine: Redmine) -> None:
    whole = held(list(redmine.read(None)))
    kept: list[Page] = []
    cursor = None
    for breaks_at in range(3, 40, 5):  # the connection breaks again and again, each time a little later
        asked = 0

        def breaking(_: Request, breaks_at: int = breaks_at) -> Reply | None:
            nonlocal asked
            asked += 1
            return Reply(200, b"{}  ", half=True) if asked > breaks_at else None

        house.spoil = breaking
        pages, error = pages_until_error(redmine, cursor)
        assert error is None or isinstance(error, Unavailable)
        kept += pages
        cursor = pages[-1].cursor if pages else cursor
    house.spoil = lambda _: None
    kept += redmine.read(cursor)
    assert held(kept) == whole


def test_one_broken_issue_does_not_stop_the_rest(house: FakeRedmine, redmine: Redmine) -> None:
    house.spoil = on("/issues/6", Reply(500))
    pages = list(redmine.read(None))
    assert [(u.kind, u.remote_id) for page in pages for u in page.unreadable] == [("issue", "6")]
    assert ("issue", "1") in held(pages)
    assert ("issue", "6") not in held(pages)


def test_many_broken_issues_in_a_row_are_a_broken_server(house: FakeRedmine, redmine: Redmine) -> None:
    house.spoil = on("/issues/", Reply(500))
    with pytest.raises(Unavailable):
        list(redmine.read(None))


@pytest.mark.parametrize("what", ["issues", "time_entries", "projects", "users"])
def test_the_same_page_for_ever_ends(house: FakeRedmine, redmine: Redmine, what: str) -> None:
    house.page_size = 1
    first = house.answer(
        Request("GET", f"/{what}.json", {"limit": "1", "status": "1"}, {"x-redmine-api-key": KEY}, b"")
    )
    house.spoil = lambda request: first if request.path == f"/{what}.json" and "limit" in request.query else None
    with pytest.raises(Malformed, match="the same page"):
        list(redmine.read(None))


def test_a_list_that_shrinks_to_nothing_deletes_nothing_by_itself(house: FakeRedmine, redmine: Redmine) -> None:
    cursor = list(redmine.read(None))[-1].cursor
    house.spoil = on("/issues.json", as_json({"issues": [], "total_count": 0}))
    pages = list(redmine.read(cursor))
    assert not [gone for page in pages for gone in page.gone]
    assert pages[-1].cursor == cursor, "the mark does not move on a list that says nothing"
    assert list(redmine.ids("issue") or ()) == [], "the runner sees the shrinking and asks a person"


@pytest.mark.parametrize("name", list(registry.connectors()))
def test_a_connector_says_what_is_wrong_with_empty_settings(name: str) -> None:
    cls = registry.connector(name)
    with pytest.raises(ConnectorError):
        cls({setting.name: setting.default for setting in cls.settings}).check()


def test_an_answer_that_is_no_redmine_is_named(house: FakeRedmine, server: Server) -> None:
    house.spoil = on("/users/current", as_json({"hello": "world"}))
    rest = Rest(server.url, KEY)
    with pytest.raises(Malformed, match="not like a Redmine"):
        rest.me()
    rest.web.close()

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator

import pytest
from tests.http_server import Reply, Request, Server, as_json

from kingpost.toolbox.http import (
    Http,
    HttpError,
    HttpMalformed,
    HttpMissing,
    HttpRefused,
    HttpRejected,
    HttpUnavailable,
)

Open = Callable[..., Http]


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server(lambda request: as_json({"path": request.path, "query": request.query}))
    yield running
    running.close()


@pytest.fixture
def connect(server: Server) -> Iterator[Open]:
    opened: list[Http] = []

    def connect(path: str = "", **settings: object) -> Http:
        opened.append(Http(server.url + path, {"X-Key": "s3cret"}, **settings))  # type: ignore[arg-type]
        return opened[-1]

    yield connect
    for http in opened:
        http.close()


def test_paths_are_below_the_configured_address(connect: Open) -> None:
    said = connect("/redmine/").get_json("issues.json", {"limit": 1, "sort": "id:desc"})
    assert said == {"path": "/redmine/issues.json", "query": {"limit": "1", "sort": "id:desc"}}


def test_a_body_travels_as_json(server: Server, connect: Open) -> None:
    connect().request("POST", "issues.json", json={"issue": {"subject": "Dock"}})
    assert server.asked[0].json() == {"issue": {"subject": "Dock"}}
    assert server.asked[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, HttpRefused),
        (403, HttpRefused),
        (404, HttpMissing),
        (410, HttpMissing),
        (422, HttpRejected),
        (408, HttpUnavailable),
        (429, HttpUnavailable),
        (500, HttpUnavailable),
        (503, HttpUnavailable),
    ],
)
def test_each_status_is_one_kind_of_error(server: Server, connect: Open, status: int, error: type[HttpError]) -> None:
    server.answer = lambda _: Reply(status, b'{"errors":["no"]}')
    with pytest.raises(error) as caught:
        connect().get_json("x", {"token": "s3cret"})
    assert caught.value.status == status
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Mon, 05 Jan 2026 08:02:00 GMT", "Date": "Mon, 05 Jan 2026 08:00:00 GMT"}, 120.0),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_the_servers_wish_to_wait_is_kept(
    connect: Open, server: Server, headers: dict[str, str], wait: float | None
) -> None:
    server.answer = lambda _: Reply(429, b"", headers)
    with pytest.raises(HttpUnavailable) as caught:
        connect().get_json("x")
    assert caught.value.wait == wait


def test_half_an_answer_is_no_answer(server: Server, connect: Open) -> None:
    server.answer = lambda _: Reply(200, b'{"issues": [1, 2, 3]}', half=True)
    with pytest.raises(HttpUnavailable, match="broke off"):
        connect().get_json("x")


def test_silence_ends_in_time(server: Server, connect: Open) -> None:
    server.answer = lambda _: Reply(200, b"{}", delay=1)
    with pytest.raises(HttpUnavailable, match="did not answer in time"):
        connect(read_seconds=0.1).get_json("x")


def test_a_dripping_answer_ends_in_time(server: Server, connect: Open) -> None:
    server.answer = lambda _: Reply(200, b" " * 100, drip=0.05)
    with pytest.raises(HttpUnavailable, match="did not finish its answer"):
        connect(total_seconds=0.2).get_json("x")


def test_nobody_there_can_be_tried_again() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Http(f"http://127.0.0.1:{port}") as http, pytest.raises(HttpUnavailable, match="cannot be reached"):
        http.get_json("x")


def test_something_else_than_json_is_named(server: Server, connect: Open) -> None:
    server.answer = lambda _: Reply(200, b"<html>Please sign in</html>")
    with pytest.raises(HttpMalformed, match="<html>Please"):
        connect().get_json("x")


def test_an_answer_has_a_size_limit(server: Server, connect: Open) -> None:
    server.answer = lambda _: Reply(200, b"[" + b"1," * 1000 + b"1]")
    assert len(connect(max_answer=3000).get_json("x")) == 1001
    with pytest.raises(HttpMalformed, match="more than 100 bytes"):
        connect(max_answer=100).get_json("x")


def test_a_compression_bomb_is_stopped(server: Server, connect: Open) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    server.answer = lambda _: Reply(200, bomb, {"Content-Encoding": "gzip"})
    with pytest.raises(HttpMalformed, match="more than 1,000,000 bytes"):
        connect(max_answer=1_000_000).get_json("x")


def redirecting(to: str) -> Callable[[Request], Reply]:
    return lambda request: Reply(302, b"", {"Location": to}) if request.path == "/x" else as_json("arrived")


def test_a_redirect_within_the_host_is_followed_with_the_key(server: Server, connect: Open) -> None:
    server.answer = redirecting("/new/place")
    assert connect().get_json("x") == "arrived"
    assert [request.headers.get("x-key") for request in server.asked] == ["s3cret", "s3cret"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.1.2.3", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "100.64.0.1", "0.0.0.0"],
)
def test_a_redirect_into_a_private_network_is_not_followed(server: Server, connect: Open, host: str) -> None:
    server.answer = redirecting(f"http://{host}:9/secret")
    with pytest.raises(HttpRefused, match="private network"):
        connect().get_json("x")
    assert len(server.asked) == 1


def test_another_host_never_sees_the_key(server: Server, connect: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    # The only host a test can reach is this one, so the check for public addresses is told that it is one.
    monkeypatch.setattr("kingpost.toolbox.http._public_address", lambda _: "127.0.0.1")
    server.answer = redirecting(server.url.replace("127.0.0.1", "elsewhere.example") + "/y")
    assert connect(auth=("anna", "s3cret")).get_json("x") == "arrived"
    assert {"x-key", "authorization"} <= server.asked[0].headers.keys()
    assert not {"x-key", "authorization"} & server.asked[1].headers.keys()
    assert server.asked[1].headers["host"].startswith("elsewhere.example:")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://files.example/x"])
def test_only_web_addresses_are_followed(server: Server, connect: Open, target: str) -> None:
    server.answer = redirecting(target)
    with pytest.raises(HttpRefused, match="not followed"):
        connect().get_json("x")


def test_an_endless_redirect_ends(server: Server, connect: Open) -> None:
    server.answer = lambda _: Reply(302, b"", {"Location": "/x"})
    with pytest.raises(HttpMalformed, match="without an end"):
        connect().get_json("x")
    assert len(server.asked) == 6


def test_a_write_is_not_sent_on(server: Server, connect: Open) -> None:
    server.answer = redirecting("/y")
    with pytest.raises(HttpRefused, match="redirects a POST"):
        connect().request("POST", "x", json={})


@pytest.mark.parametrize(
    "address", ["redmine.example", "file:///etc/passwd", "https://", "https://anna:pw@redmine.example", "http://[::1"]
)
def test_a_useless_address_is_refused_at_once(address: str) -> None:
    with pytest.raises(HttpRefused) as caught:
        Http(address)
    assert "pw" not in str(caught.value)

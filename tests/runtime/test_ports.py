"""The address the web server is to listen on: taken, not this machine's, or free."""

from __future__ import annotations

import errno
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kingpost.commands import people, ports
from kingpost.commands.up import Installation
from kingpost.toolbox import environment


@pytest.mark.parametrize("number", [errno.EADDRNOTAVAIL, 49])
def test_an_address_of_another_machine_is_named_whatever_number_the_system_gives_that(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "Can't assign requested address")

    monkeypatch.setattr(errno, "EADDRNOTAVAIL", number)
    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(environment.SettingError, match=r"192\.0\.2\.1 is not an address of this machine"):
        ports.free("192.0.2.1", 8000)


def test_a_port_somebody_listens_on_is_not_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        assert not ports.free("127.0.0.1", port)
    assert ports.free("127.0.0.1", port)


def test_a_name_of_this_machine_is_listened_on_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINGPOST_ADDRESS", "localhost:48398")
    assert ports.choose() == ("127.0.0.1", 48398)
    monkeypatch.setenv("KINGPOST_ADDRESS", "nowhere.invalid:48398")
    with pytest.raises(environment.SettingError, match=r"nowhere\.invalid is not an address of this machine"):
        ports.choose()


@pytest.mark.parametrize(
    ("given", "printed"),
    [("[::1]:8397", "http://[::1]:8397"), ("0.0.0.0:8396", "http://127.0.0.1:8396"), ("192.0.2.2:80", "http://192.0.2.2:80")],
)  # fmt: skip
def test_the_address_that_is_printed_opens_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str, printed: str
) -> None:
    monkeypatch.setenv("KINGPOST_ADDRESS", given)
    monkeypatch.delenv("KINGPOST_PUBLIC_URL", raising=False)
    assert people.public_url() == printed
    assert Installation(tmp_path, *environment.address()).address == printed


def test_the_web_server_is_asked_by_a_name_it_answers_to(tmp_path: Path) -> None:
    """On the machine's own address and with a public one Django answers no other name."""
    heard: list[str] = []

    class Web(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(str(self.headers["Host"]))
            self.send_response(200)
            self.end_headers()

    with HTTPServer(("127.0.0.1", 0), Web) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        assert Installation(tmp_path, "127.0.0.1", server.server_port).answers()
    assert heard == ["localhost"]

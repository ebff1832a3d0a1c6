"""The address the web server is to listen on: taken, not this machine's, or free."""

from __future__ import annotations

import errno
import socket

import pytest

from kingpost.commands import ports
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

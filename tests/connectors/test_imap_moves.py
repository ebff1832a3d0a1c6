"""Moving one mail between folders: each way a server may offer, nothing lost when it breaks off, and the mail stays the same."""

from __future__ import annotations

import pytest
from tests.connectors.test_imap import FakeServer, Folder, ids, inbox, mail, read, stored

from kingpost.connectors.base import ConnectorError, Unavailable
from kingpost.connectors.systems.imap import Imap
from kingpost.connectors.writing import Change

ID = "2@aldgatefreight.example"
NOTICES = "Notifications"
BOTH = pytest.mark.parametrize("capabilities", ["IMAP4rev1 MOVE", "IMAP4rev1 UIDPLUS", "IMAP4rev1 MOVE UIDPLUS"])


class MovingServer(FakeServer):
    """A server in which mails can be moved. ``breaks`` names a command after which it hangs up once."""

    def answer(self, command: str, rest: str) -> list[bytes]:
        first, _, more = rest.partition(" ")
        match command:
            case "SELECT":
                self.opened = rest.strip('"')
                self.asked.append(f"SELECT {rest}")
                return [f"* {len(self.folders[self.opened].messages)} EXISTS".encode()]
            case "CREATE":
                self.folders[rest.strip('"')] = Folder()
            case "SUBSCRIBE":
                pass
            case "UID MOVE":
                self.folders[more.strip('"')].add(self.folders[self.opened].messages.pop(int(first))[0])
            case "UID COPY":
                self.folders[more.strip('"')].add(self.folders[self.opened].messages[int(first)][0])
            case "UID STORE":
                self.folders[self.opened].flag(int(first), "\\Deleted")
            case "UID EXPUNGE":
                del self.folders[self.opened].messages[int(first)]
            case _:
                return super().answer(command, rest)
        self.asked.append(f"{command} {rest}")
        return []

    def held(self, name: str) -> list[bytes]:
        return [raw for raw, flags, _ in self.folders[name].messages.values() if "Deleted" not in flags]


def to(folder: str, remote_id: str = ID) -> Change:
    return Change("update", "message", {"folder": folder}, remote_id=remote_id)


@BOTH
def test_a_mail_is_moved_found_there_and_moved_back(capabilities: str) -> None:
    server = MovingServer(capabilities, INBOX=inbox(3))
    with server.connected() as connector:
        assert connector.writes_as() == "priya"
        assert connector.find(to(NOTICES), "k") is None
        written = connector.write(to(NOTICES), "k")
        assert connector.find(to(NOTICES), "k") == written
        native = connector.read_one("message", ID)
        assert native is not None and Imap.translate(native)[0].fields["folder"] == NOTICES
        assert (len(server.held("INBOX")), len(server.held(NOTICES))) == (2, 1)
        assert connector.find(to("INBOX"), "k") is None
        connector.write(to("INBOX"), "k")
        assert (len(server.held("INBOX")), len(server.held(NOTICES))) == (3, 0)


def test_the_next_read_gives_the_same_mail_and_the_list_of_ids_is_unchanged() -> None:
    server = MovingServer("IMAP4rev1 MOVE", INBOX=inbox(3))
    with server.connected() as connector:
        pages = read(connector)
        before = {native.remote_id: native.raw for page in pages for native in page.items}
        known = set(connector.ids("message") or ())
        connector.write(to(NOTICES), "k")
        again = read(connector, stored(pages))
        assert {native.remote_id: native.raw for page in again for native in page.items} == {ID: before[ID]}
        assert set(connector.ids("message") or ()) == known


def test_a_server_that_breaks_off_between_copy_and_removal_leaves_one_mail_in_the_end() -> None:
    server = MovingServer("IMAP4rev1 UIDPLUS", INBOX=inbox(3))
    server.spoil = lambda command, rest: b"* BYE" if command == "UID STORE" else None
    with server.connected() as connector:
        with pytest.raises(Unavailable):
            connector.write(to(NOTICES), "k")
        assert (len(server.held("INBOX")), len(server.held(NOTICES))) == (3, 1)
        server.spoil = lambda command, rest: None
        assert connector.find(to(NOTICES), "k") is None
        connector.write(to(NOTICES), "k")
        assert (len(server.held("INBOX")), len(server.held(NOTICES))) == (2, 1)


def test_where_single_mails_cannot_be_removed_nothing_is_touched() -> None:
    server = MovingServer("IMAP4rev1", INBOX=inbox(3), Notifications=Folder())
    with server.connected() as connector, pytest.raises(ConnectorError, match="MOVE, UIDPLUS"):
        connector.write(to(NOTICES), "k")
    assert (len(server.held("INBOX")), len(server.held(NOTICES))) == (3, 0)


@pytest.mark.parametrize("change", [to("Trash"), to(""), to("a*b"), to(NOTICES, "sha256:77"), to(NOTICES, "9@x"),
                                    Change("create", "message", {"folder": NOTICES}), Change("update", "message", {"subject": "x"}, remote_id=ID),
                                    Change("update", "message", {"folder": NOTICES}, remote_id=ID, delete=True)])  # fmt: skip
def test_what_cannot_be_meant_moves_nothing(change: Change) -> None:
    server = MovingServer("IMAP4rev1 MOVE", INBOX=inbox(3))
    with server.connected() as connector, pytest.raises(ConnectorError):
        connector.write(change, "k")
    assert not [asked for asked in server.asked if asked.startswith(("CREATE", "UID MOVE", "UID COPY"))]


def test_a_copy_of_all_mail_is_not_where_a_mail_lies() -> None:
    server = MovingServer("IMAP4rev1 MOVE", INBOX=inbox(3), All=Folder(*[mail(n) for n in (1, 2, 3)], flags="\\All"))
    with server.connected() as connector:
        assert ids(read(connector)) == ["3", "2", "1"]
        connector.write(to(NOTICES), "k")
        native = connector.read_one("message", ID)
        assert native is not None and native.labels[0] == NOTICES
        assert connector.find(to(NOTICES), "k") is not None
        assert len(server.held("All")) == 3

"""An IMAP session: folders, uids and messages, and moving one; every failure is a ConnectorError that says what to do."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]
from imapclient.exceptions import (  # type: ignore[import-untyped]
    IMAPClientAbortError,
    IMAPClientError,
    LoginError,
)

from kingpost.connectors.base import ConnectorError, Malformed, Refused, Unavailable
from kingpost.connectors.protocols.unprotected import only_here

CONNECT_SECONDS = 15
READ_SECONDS = 90
SEARCH_WINDOW = 80_000  # uids in one SEARCH: its answer is one line, which must stay under a megabyte
_BUSY = re.compile(
    r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|OVERQUOTA|THROTTLED)\]|too many|try again|temporar|timed? ?out|overload",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\[(?:AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED|NOPERM|PRIVACYREQUIRED)\]", re.IGNORECASE)


class Folder(NamedTuple):
    name: str
    flags: frozenset[str]  # special use, lower case: "\\sent", "\\junk", …
    between: str  # stands between a folder and what lies in it: "/" or "."; "" where nothing does


class Status(NamedTuple):
    """What STATUS says of a folder. ``modseq`` is 0 where the server has no CONDSTORE."""

    messages: int
    uid_next: int
    uid_validity: int
    modseq: int


class Session:
    """One connection. Folders are opened with EXAMINE and bodies fetched with PEEK, so nothing in the mailbox changes but by ``move``,
    ``make`` and ``append``."""

    def __init__(self, host: str, port: int, security: str, user: str, password: str) -> None:
        only_here(host, port, security)
        self.where = f"{host}:{port}"
        self._open_folder = ""
        self.broken = False  # the connection is lost; a new session is needed
        with self._said("connect"):
            self._client = IMAPClient(
                host,
                port=port,
                ssl=security == "tls",
                ssl_context=ssl.create_default_context() if security == "tls" else None,
                timeout=SocketTimeout(CONNECT_SECONDS, READ_SECONDS),
            )
        try:
            with self._said("log in"):
                if security == "starttls":
                    self._client.starttls(ssl.create_default_context())
                self._client.login(user, password)
                self.capabilities = frozenset(
                    name.decode("ascii", "replace").upper() for name in self._client.capabilities()
                )
        except ConnectorError:
            self.close()
            raise

    @contextmanager
    def _said(self, doing: str) -> Iterator[None]:
        """Turn what the library and the network raise into our errors."""
        try:
            yield
        except ConnectorError:
            raise
        except LoginError as error:
            raise _failed(self.where, str(error), doing, login=True) from error
        except ssl.SSLCertVerificationError as error:
            raise Refused(
                f"{self.where} shows a certificate that is not valid for it: {error.verify_message}."
            ) from error
        except (OSError, EOFError) as error:  # time-outs and unknown hosts among them
            self.broken = True
            raise Unavailable(
                f"{self.where} could not be reached to {doing}: {error or type(error).__name__}."
            ) from error
        except IMAPClientAbortError as error:
            self.broken = True
            raise Unavailable(f"{self.where} broke off while we wanted to {doing}: {_short(error)}.") from error
        except IMAPClientError as error:
            raise _failed(self.where, str(error), doing) from error
        except (
            ValueError,
            TypeError,
            LookupError,
            AssertionError,
        ) as error:  # an answer the library could not take apart
            raise Malformed(
                f"{self.where} answered in a way that is not IMAP when we wanted to {doing}: {_short(error)}."
            ) from error

    def close(self) -> None:
        with suppress(Exception):
            self._client.logout()
        with suppress(Exception):
            self._client.shutdown()

    @property
    def condstore(self) -> bool:
        return "CONDSTORE" in self.capabilities or "QRESYNC" in self.capabilities

    @property
    def gmail(self) -> bool:
        return "X-GM-EXT-1" in self.capabilities

    def folders(self) -> list[Folder]:
        """Every folder that can hold messages, INBOX first, then by name."""
        with self._said("list the folders"):
            found = [
                Folder(
                    str(name),
                    frozenset(flag.decode("ascii", "replace").lower() for flag in flags),
                    (between or b"").decode("ascii", "replace"),
                )
                for flags, between, name in self._client.list_folders()
            ]
        kept = {folder.name: folder for folder in found if not folder.flags & {"\\noselect", "\\nonexistent"}}
        return sorted(kept.values(), key=lambda folder: (folder.name.upper() != "INBOX", folder.name.lower()))

    def status(self, folder: str) -> Status:
        wanted = ["MESSAGES", "UIDNEXT", "UIDVALIDITY"] + (["HIGHESTMODSEQ"] if self.condstore else [])
        with self._said(f"ask for the state of “{folder}”"):
            answer = self._client.folder_status(folder, wanted)
            if b"UIDVALIDITY" not in answer or b"UIDNEXT" not in answer:
                raise Malformed(
                    f"{self.where} does not say how “{folder}” is numbered, so nothing in it can be told apart."
                )
            numbers = [int(answer.get(name.encode(), 0)) for name in (*wanted[:3], "HIGHESTMODSEQ")]
        return Status(*numbers)

    def open(self, folder: str) -> None:
        """Select ``folder`` for reading only. Does nothing when it is open already."""
        if self._open_folder != folder:
            self._open_folder = ""
            with self._said(f"open “{folder}”"):
                self._client.select_folder(folder, readonly=True)
            self._open_folder = folder

    def leave(self) -> None:
        """Deselect the open folder, so that what is asked next is answered from the server's state now, not from then."""
        if self._open_folder:
            self._open_folder = ""
            try:
                with self._said("leave a folder"):
                    if "UNSELECT" in self.capabilities:
                        self._client.unselect_folder()
                    else:
                        self._client.close_folder()  # removes nothing: the folder was opened for reading only
            except ConnectorError:  # a folder removed under us; a new connection sees clearly
                self.broken = True

    def uids(self, folder: str, low: int, high: int, *criteria: str) -> list[int]:
        """The uids from ``low`` to ``high`` that exist, ascending, whatever else the server adds."""
        if high < low:
            return []
        self.open(folder)
        with self._said(f"search “{folder}”"):
            found = self._client.search(["UID", f"{low}:{high}", *criteria])
            return sorted({int(uid) for uid in found if low <= int(uid) <= high})

    def windows(self, folder: str, high: int, most: int) -> Iterator[list[int]]:
        """Uids from ``high`` down to 1 in descending lists, in searches of a size the server can answer.

        ``most`` is what the folder may hold at the most; a server that lists more repeats itself, and that is Malformed.
        """
        window, listed = SEARCH_WINDOW, 0
        while high > 0:
            low = max(1, high - window + 1)
            found = self.uids(folder, low, high)
            listed += len(found)
            if listed > most:
                raise Malformed(f"“{folder}” at {self.where} lists more messages than it says it holds.")
            if found:
                yield found[::-1]
            if len(found) * 4 < SEARCH_WINDOW:
                window *= 2  # few messages over many uids: look further at once
            high = low - 1

    def search_header(self, folder: str, name: str, value: str) -> list[int]:
        self.open(folder)
        with self._said(f"search “{folder}”"):
            charset = None if value.isascii() else "UTF-8"
            return sorted(int(uid) for uid in self._client.search(["HEADER", name, value], charset))

    def fetch(self, folder: str, uids: Sequence[int], *items: str) -> Mapping[int, Mapping[bytes, Any]]:
        """The items of the messages that still exist among ``uids``; answers for other messages are left out."""
        if not uids:
            return {}
        self.open(folder)
        with self._said(f"read from “{folder}”"):
            answer = self._client.fetch(list(uids), list(items))
            asked = set(uids)
            return {uid: found for uid, found in answer.items() if uid in asked}

    def make(self, folder: str) -> None:
        """Create a folder, and show it in mail programs that list only what is subscribed."""
        with self._said(f"create the folder “{folder}”"):
            self._client.create_folder(folder)
        with suppress(ConnectorError), self._said("show a folder"):
            self._client.subscribe_folder(folder)

    def move(self, folder: str, uid: int, target: str, *, is_there: bool = False) -> None:
        """Move one message; ``is_there``: an earlier try left a copy in the target already.

        Where the server has no MOVE (RFC 6851) it is copied and that one removed (UIDPLUS, RFC 4315). Without both nothing is moved: the only
        way left would remove whatever else is marked deleted in the folder.
        """
        moves, removes = "MOVE" in self.capabilities, "UIDPLUS" in self.capabilities
        if not removes and (is_there or not moves):
            raise ConnectorError(
                f"{self.where} can neither move a mail nor remove a single one (MOVE, UIDPLUS), so nothing is moved in it."
            )
        self._open_folder = ""  # what is open for reading is closed by this; the next reading opens it again
        with self._said(f"move a mail from “{folder}” to “{target}”"):
            self._client.select_folder(folder)
            if moves and not is_there:
                self._client.move([uid], target)
                return
            if not is_there:
                self._client.copy([uid], target)
            self._client.delete_messages([uid], silent=True)
            self._client.uid_expunge([uid])

    def append(self, folder: str, mail: bytes) -> None:
        """Keep a mail in a folder, as read."""
        self._open_folder = ""
        with self._said(f"keep a mail in “{folder}”"):
            self._client.append(folder, mail, [b"\\Seen"])

    def changed_since(self, folder: str, high: int, modseq: int) -> list[int]:
        """The uids up to ``high`` whose flags changed since ``modseq`` (CONDSTORE)."""
        return self.uids(folder, 1, high, "MODSEQ", str(modseq + 1))


def _failed(where: str, text: str, doing: str, *, login: bool = False) -> ConnectorError:
    short = _short(text)
    if _BUSY.search(text):
        return Unavailable(f"{where} is busy and could not {doing}: {short}.")
    if login or _DENIED.search(text):
        return Refused(f"{where} refused to {doing}: {short}. Check the user name and the password.")
    return Malformed(f"{where} could not {doing}: {short}.")


def _short(error: object) -> str:
    text = " ".join(str(error).removeprefix("b'").rstrip("'").split())
    return text[:200].rstrip(".") or type(error).__name__


# The library reads an answer line by line and gives up at a megabyte; a listing of a large folder is one line.
imaplib._MAXLINE = max(imaplib._MAXLINE, 10_000_000)  # type: ignore[attr-defined]

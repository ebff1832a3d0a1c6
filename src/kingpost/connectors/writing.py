"""The write side of a connector. Only ``proposals/writeback.py`` imports this module (an import contract says so)."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import msgspec


class Change(msgspec.Struct, frozen=True):
    """One write to one system, in canonical words.

    ``act`` is "create" or "update". ``kind`` is a canonical kind in the connector's ``writes``. For an update ``remote_id``
    names the object (as in its statement); ``fields`` are the canonical fields to set (an empty string clears one);
    ``note`` is text to add as a comment, where the system has comments; of a new message it is the whole text. ``people`` maps a role ("owner", "attendee") to the e-mail
    addresses or remote ids of the people in that role. ``about`` is text that ties the object to its reason (shown in it). An
    update that undoes another may carry ``delete`` = True: remove the object that a create made; or ``unsaid``: the words the other
    added to a text that has no comments, to be taken out of it again.
    """

    act: str
    kind: str
    fields: dict[str, Any]
    remote_id: str = ""
    note: str = ""
    about: str = ""
    people: dict[str, list[str]] = msgspec.field(default_factory=dict)
    place: str = ""  # where a new object goes: a calendar URL, a project id, a file name; "" is the connector's default
    delete: bool = False
    unsaid: str = ""

    def words(self) -> str:
        """What it adds to the object's text, where there are no comments."""
        return "\n\n".join(text for text in (self.note, self.about) if text)


class Written(msgspec.Struct, frozen=True):
    """What the system said after a write: the object to read back, and its native kind for ``read_one``.

    ``unkept`` says why no copy of a mail that was sent could be kept: there is nothing to read back then, and it must not be sent again.
    """

    native_kind: str
    remote_id: str
    url: str = ""
    unkept: str = ""


@runtime_checkable
class Writer(Protocol):
    """A connector that can also write. Writing is switched on per system and kind, never by default."""

    def writes_as(self) -> str:
        """The account the system will show as the author, e.g. "anna (Redmine)". Asked before writing is switched on."""

    def write(self, change: Change, key: str) -> Written:
        """Write once. ``key`` is stored in the system with the object (a UID, a hidden line, a column) so ``find`` sees it.

        Raises ConnectorError; an Unavailable may mean that it was written all the same, so the caller asks ``find`` first.
        """

    def find(self, change: Change, key: str) -> Written | None:
        """The object an earlier ``write`` with this key made or changed, or None if that write never arrived.

        Where doing it twice is doing it once (a mail lies in a folder or does not), the object itself is the proof and needs no key.
        """


@runtime_checkable
class Sender(Writer, Protocol):
    """A writer that can also send mails: it takes a create of a ``message`` with ``subject``, ``sent_at``, ``note`` and recipients.

    The mail's Message-ID comes from the key (``formats/mail_write.py``), so ``find`` sees whether it was sent. A sent mail cannot be taken back.
    """

    def sends_as(self) -> str:
        """The address mails are from; "" where it is that of the person who decides. Raises ConnectorError when the settings lack what sending needs."""

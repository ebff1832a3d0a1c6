"""Mails that go out through a watched folder: one .eml file each, for whatever picks them up from there and sends them.

A copy stays behind in a hidden folder below, because the file itself is gone once it was picked up: by the copy the mail is found, read and never
sent again. It is made ready first and takes its name last, so that no mail looks sent that never left (decision 15).
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from kingpost.connectors.base import ConnectorError, Unavailable
from kingpost.connectors.files_atomic import locked, replace, sync_folder
from kingpost.connectors.files_folder import Entry, inside
from kingpost.connectors.formats import mail, mail_write
from kingpost.connectors.writing import Change, Written

_COPIES = ".sent"


class Outbox:
    """The folder for new mails, below ``root``. ``sender`` is the address they are from; "" is that of who decided."""

    def __init__(self, root: Path, folder: str, sender: str) -> None:
        self.root, self.folder, self.sender = root, folder, sender

    def write(self, change: Change, key: str) -> Written:
        """Put the mail there. A file with this key that is there already is the same mail."""
        if change.act != "create":
            raise ConnectorError("A mail that was sent cannot be changed or taken back.")
        sender = self.sender or next(iter(change.people.get("sender", [])), "")
        try:
            said = mail_write.build(
                change.fields, text=change.note, sender=sender, recipients=change.people.get("recipient", []), key=key
            )
        except ValueError as error:
            raise ConnectorError(f"The mail cannot be written: {error}.") from None
        path, copy = self._paths(key)
        copy.parent.mkdir(parents=True, exist_ok=True)
        ready = copy.with_suffix(".part")
        with locked(path.parent):
            if copy.is_file():
                return Written("message", mail.message_id(copy.read_bytes()))
            replace(ready, said, None)
            replace(path, said, None)
            try:
                os.replace(ready, copy)
                sync_folder(copy.parent)
            except OSError as error:
                problem = f"{copy.name} cannot be kept in {copy.parent.name}: {error.strerror or error}."
                return Written("message", mail.message_id(said), unkept=problem)
        return Written("message", mail.message_id(said))

    def find(self, key: str) -> Written | None:
        """The mail an earlier write with this key put there, also when it was picked up since."""
        there = next((path for path in self._paths(key) if path.is_file()), None)
        return Written("message", mail.message_id(there.read_bytes())) if there else None

    def copies(self) -> list[Entry]:
        """The copies of all mails that were put there, as files of the watched folder."""
        try:
            folder = inside(self.root, self.folder) / _COPIES
        except ConnectorError:  # nothing was ever put there
            return []
        try:
            names = sorted(
                name for name in os.listdir(folder) if name.startswith("kingpost-") and name.endswith(".eml")
            )
            found = [(name, folder / name, (folder / name).stat(follow_symlinks=False)) for name in names]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise Unavailable(f"The copies of sent mails cannot be read: {error}") from None
        return [
            Entry(f"{self.folder}/{_COPIES}/{name}", str(path), about.st_size, about.st_mtime_ns)
            for name, path, about in found
            if stat.S_ISREG(about.st_mode)
        ]

    def _paths(self, key: str) -> tuple[Path, Path]:
        """(where the mail is put, where its copy stays)"""
        folder, name = inside(self.root, self.folder), f"kingpost-{Path(key).name}.eml"
        return folder / name, folder / _COPIES / name

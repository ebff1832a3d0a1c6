"""Mails that go out through a watched folder: one .eml file each, for whatever picks them up from there and sends them."""

from __future__ import annotations

from pathlib import Path

from kingpost.connectors.base import ConnectorError
from kingpost.connectors.files_atomic import locked, replace
from kingpost.connectors.files_folder import inside
from kingpost.connectors.formats import mail, mail_write
from kingpost.connectors.writing import Change, Written


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
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path.parent):
            replace(path, said, None)
        return Written("message", mail.message_id(said))

    def find(self, key: str) -> Written | None:
        """The mail an earlier write with this key put there."""
        path = self._path(key)
        return Written("message", mail.message_id(path.read_bytes())) if path.is_file() else None

    def _path(self, key: str) -> Path:
        return inside(self.root, self.folder) / f"kingpost-{Path(key).name}.eml"

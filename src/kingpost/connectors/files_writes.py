"""Writing into a watched folder: one .ics file per event, one row of a csv file per task, one .eml file per mail sent.

A file is replaced in one step by a complete new one, under a lock on its folder, and only if nobody changed it meanwhile.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
from collections.abc import Iterator
from pathlib import Path

from kingpost.connectors.base import ConnectorError
from kingpost.connectors.files_atomic import locked, replace, sync_folder
from kingpost.connectors.files_folder import Entry, inside, sort_of, walk
from kingpost.connectors.files_outbox import Outbox
from kingpost.connectors.files_reader import why_closed
from kingpost.connectors.files_sheet import Sheet
from kingpost.connectors.files_tables import Settled, Tables, mapped
from kingpost.connectors.formats import ical, ical_write
from kingpost.connectors.formats.tables_mapping import Mapping
from kingpost.connectors.writing import Change, Written

_SAFE_KEY = re.compile(r"^[A-Za-z0-9._-]{1,120}$")


class Writes:
    """The write side of one folder."""

    def __init__(
        self, root: Path, calendar: str, tasks: str, zone: str, order: str, outbox: Outbox, settled: Settled
    ) -> None:
        self.root, self.calendar, self.tasks, self.zone, self.order = root, calendar, tasks, zone, order
        self.outbox, self.settled = outbox, settled

    def account(self) -> str:
        try:
            name = pwd.getpwuid(os.geteuid()).pw_name
        except KeyError:
            name = str(os.geteuid())
        return f"{name} (files in {self.root})"

    def write(self, change: Change, key: str) -> Written:
        if change.kind == "meeting":
            return self._event(change, key)
        if change.kind == "task":
            return self._row(change, key)
        if change.kind == "message":
            return self.outbox.write(change, key)
        raise ConnectorError(f"A folder cannot take a {change.kind}; it takes meetings, tasks and mails.")

    def find(self, change: Change, key: str) -> Written | None:
        if change.kind == "message":
            return self.outbox.find(key)
        return self._find_event(change, key) if change.kind == "meeting" else self._find_row(change, key)

    # --- events ---

    def _event(self, change: Change, key: str) -> Written:
        attendees, organiser = change.people.get("attendee", []), (change.people.get("organiser") or [""])[0]
        if change.act == "create":
            folder = inside(self.root, change.place or self.calendar)
            folder.mkdir(parents=True, exist_ok=True)
            uid, path, base = f"kingpost-{key}", folder / _file_name(key), b""
        else:
            uid, path = change.remote_id.split("#")[0], self._event_file(change.remote_id.split("#")[0])
            base = path.read_bytes()
            if _has_key(base, key):
                return Written("event", uid)
        if change.delete:
            with locked(path.parent):
                path.unlink(missing_ok=True)
                sync_folder(path.parent)
            return Written("event", uid)
        try:
            said = ical.build(
                change.fields,
                uid=uid,
                attendees=attendees,
                organiser=organiser,
                about=change.words(),
                unsaid=change.unsaid,
                key=key,
                base=base,
            )
        except ValueError as error:
            raise ConnectorError(f"The event cannot be written: {error}") from None
        with locked(path.parent):
            replace(path, said, base or None)
        return Written("event", uid)

    def _event_file(self, uid: str) -> Path:
        """The only file that holds an event, and nothing else."""
        holding, closed = self._holding(uid)
        if not holding and closed:
            raise ConnectorError(f"No event {uid} was found in the folder, but {closed[0]}.")
        if not holding:
            raise ConnectorError(f"There is no event {uid} in the folder any more.")
        [(path, events), *more] = holding.items()
        if more:
            names = ", ".join(sorted(one.name for one in holding))
            raise ConnectorError(f"Several files hold the event ({names}); only one in a single file is changed.")
        if events > 1:
            raise ConnectorError(f"{path.name} holds {events} events; only a file with a single event is changed.")
        return path

    def _holding(self, uid: str) -> tuple[dict[Path, int], list[str]]:
        """(files that hold an event and how many events each has, why others cannot be opened). What is no calendar holds none."""
        holding: dict[Path, int] = {}
        closed: list[str] = []
        for entry in self._of_sort("event"):
            try:
                uids = [one for one, _ in ical.split(entry.path.read_bytes())]
            except FileNotFoundError:
                continue
            except OSError as error:
                closed.append(why_closed(entry, error))
            except ValueError:
                continue
            else:
                if uid in uids:
                    holding[entry.path] = len(uids)
        return holding, closed

    def _find_event(self, change: Change, key: str) -> Written | None:
        if change.act == "create":
            path = inside(self.root, change.place or self.calendar) / _file_name(key)
            return Written("event", f"kingpost-{key}") if path.is_file() else None
        uid = change.remote_id.split("#")[0]
        if change.delete:
            holding, closed = self._holding(uid)
            return None if holding or closed else Written("event", uid)
        try:
            path = self._event_file(uid)
        except ConnectorError:
            return None
        return Written("event", uid) if _has_key(path.read_bytes(), key) else None

    def _of_sort(self, sort: str) -> Iterator[Entry]:
        for entry in walk(self.root)[0]:
            if sort_of(entry) == sort:
                yield entry

    # --- rows ---

    def _row(self, change: Change, key: str) -> Written:
        sheet = self._sheet(change)
        with locked(sheet.path.parent):
            sheet.load()
            number = sheet.find_key(key) if change.act == "create" else sheet.find_row(change.remote_id)
            if change.delete:
                if number is not None:
                    sheet.remove(number)
                    sheet.save()
                return Written("row", sheet.native_id(change.remote_id.removeprefix(sheet.mapping.prefix)))
            if change.act == "create":
                row_key = sheet.append(change, key) if number is None else sheet.row_key(number)
            elif number is None:
                raise ConnectorError(f"{sheet.name} has no row {change.remote_id} any more.")
            else:
                row_key = sheet.change(number, change, key)
            sheet.save()
        return Written("row", sheet.native_id(row_key))

    def _find_row(self, change: Change, key: str) -> Written | None:
        sheet = self._sheet(change)
        sheet.load()
        if change.delete:
            gone = sheet.find_row(change.remote_id) is None
            return (
                Written("row", sheet.native_id(change.remote_id.removeprefix(sheet.mapping.prefix))) if gone else None
            )
        number = sheet.find_key(key)
        return Written("row", sheet.native_id(sheet.row_key(number))) if number is not None else None

    def _sheet(self, change: Change) -> Sheet:
        """The csv file a change belongs in: the one named, the one that has the row, or the only one with tasks."""
        tables = Tables(list(self._of_sort("table")), self.zone, self.order, self.settled)
        found = dict(mapped(tables.files, "task"))
        wanted = change.place or (self.tasks if change.act == "create" else "")
        if wanted:
            inside(self.root, wanted)
            if wanted not in found:
                raise ConnectorError(f"{wanted} is not a csv file of tasks in the folder.")
            return Sheet(self.root, wanted, found[wanted], tables)
        if change.act != "create":
            holding = [sheet for sheet in self._sheets(found, tables) if sheet.find_row(change.remote_id) is not None]
            if len(holding) > 1:
                names = ", ".join(sheet.name for sheet in holding)
                raise ConnectorError(f"Several files hold a task {change.remote_id} ({names}); nothing was written.")
            if holding:
                return holding[0]
        if len(found) == 1 or (found and change.delete):
            name = max(
                found, key=lambda one: len(found[one].prefix) if change.remote_id.startswith(found[one].prefix) else -1
            )
            return Sheet(self.root, name, found[name], tables)
        if not found:
            raise ConnectorError("The folder has no csv file of tasks to write into.")
        if change.act != "create":
            raise ConnectorError(f"None of {', '.join(found)} holds {change.remote_id} any more.")
        raise ConnectorError(
            f"Several files hold tasks ({', '.join(found)}); the setting “File for new tasks” says which takes new ones."
        )

    def _sheets(self, found: dict[str, Mapping], tables: Tables) -> Iterator[Sheet]:
        """Those whose rows can be told apart, opened."""
        for name, mapping in found.items():
            if mapping.key:
                sheet = Sheet(self.root, name, mapping, tables)
                sheet.load()
                yield sheet


def _has_key(raw: bytes, key: str) -> bool:
    """Whether an event carries the key of a write."""
    mark = f"{ical_write.KEY}:{key}".encode()
    text = raw.replace(b"\r\n ", b"").replace(b"\n ", b"")
    return any(line.strip() == mark for line in text.splitlines())


def _file_name(key: str) -> str:
    return f"kingpost-{key if _SAFE_KEY.match(key) else hashlib.sha256(key.encode()).hexdigest()[:40]}.ics"

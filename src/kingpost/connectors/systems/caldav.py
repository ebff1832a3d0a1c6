"""Calendars on any CalDAV server: meetings and to-dos read, meetings written.

A native object is one resource of the server (an event with its changed occurrences); its id is its path, because that is all a server
says about a deletion. The cursor holds a sync token for each calendar, or the ETags where the server has no tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote, urljoin

from kingpost.connectors.base import (
    MAX_RAW,
    ConnectorError,
    Gone,
    Native,
    Page,
    Proof,
    Refused,
    Setting,
    StaleCursor,
    Statement,
    Unavailable,
    Unreadable,
)
from kingpost.connectors.formats import ical
from kingpost.connectors.protocols.dav import Calendar, Dav, Exists
from kingpost.connectors.writing import Change, Written

PAGE = 200
KIND = "event"
OURS = "kingpost-"


class CalDav:
    name: ClassVar[str] = "caldav"
    title: ClassVar[str] = "Calendar (CalDAV)"
    about: ClassVar[str] = (
        "Calendars on any CalDAV server: meetings with people, places and repetitions, and to-dos. Can write meetings."
    )
    translator: ClassVar[int] = 4
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("url", "Address", "The CalDAV address of the account, or of one calendar."),
        Setting("user", "User name", "Usually the mail address."),
        Setting("password", "Password", "Where the provider offers app passwords, make one for Kingpost.", secret=True),
        Setting("exclude", "Calendars left out", "Names, separated by commas. They are never read.", required=False),
        Setting(
            "calendar",
            "Calendar for new meetings",
            "Its name. Without one, the first that can be written.",
            required=False,
        ),
    )
    proofs: ClassVar[Mapping[str, Proof]] = {KIND: Proof("meetings and to-dos", "ids", "ids")}
    volatile: ClassVar[frozenset[str]] = frozenset({"sequence", "kingpost_keys"})
    writes: ClassVar[frozenset[str]] = frozenset({"meeting"})

    def __init__(self, config: Mapping[str, str]) -> None:
        self._config = config
        self._dav: Dav | None = None

    # --- connection -------------------------------------------------------------------------------------------------------

    @property
    def dav(self) -> Dav:
        if self._dav is None:
            self._dav = Dav(self._config["url"], self._config["user"], self._config["password"])
        return self._dav

    def close(self) -> None:
        if self._dav is not None:
            self._dav.close()
            self._dav = None

    def check(self) -> str:
        calendars = self._calendars()
        events = sum(len(self._listed(calendar)) for calendar in calendars)
        names = ", ".join(f"“{calendar.name}”" for calendar in calendars[:5])
        return f"{len(calendars)} calendars ({names}), {events:,} meetings and to-dos as {self._config['user']}"

    def _calendars(self) -> list[Calendar]:
        """Calendars that hold events or to-dos and are not left out."""
        left_out = {name.strip().casefold() for name in self._config.get("exclude", "").split(",") if name.strip()}
        return [
            calendar
            for calendar in self.dav.calendars()
            if calendar.name.casefold() not in left_out and calendar.components & {"VEVENT", "VTODO"}
        ]

    def _listed(self, calendar: Calendar) -> dict[str, str]:
        return self.dav.tags(calendar, *sorted(calendar.components & {"VEVENT", "VTODO"}))

    # --- reading ----------------------------------------------------------------------------------------------------------

    def read(self, cursor: Any) -> Iterator[Page]:
        """What changed in each calendar since the cursor. Raises StaleCursor when the server forgot its token."""
        known = (cursor or {}).get("calendars") or {}
        calendars = self._calendars()
        states: dict[str, dict[str, Any]] = {
            calendar.path: dict(known.get(calendar.path) or {}) for calendar in calendars
        }
        for calendar in calendars:
            for page, after in self._changed(calendar, states[calendar.path]):
                if after is not None:
                    states[calendar.path] = after
                page.cursor = {"calendars": {path: dict(state) for path, state in states.items()}}
                yield page

    def _changed(self, calendar: Calendar, state: Mapping[str, Any]) -> Iterator[tuple[Page, dict[str, Any] | None]]:
        """Pages of one calendar, the last one with the state that follows; none when nothing changed."""
        if calendar.tag and calendar.tag == state.get("tag"):
            return
        paths, gone, after = self._differences(calendar, state)
        after["tag"] = calendar.tag
        if not paths and not gone:
            if after != dict(state):
                yield Page([], None), after
            return
        starts = range(0, max(len(paths), 1), PAGE)
        for start in starts:
            page = self._page(calendar, paths[start : start + PAGE])
            last = start == starts[-1]
            page.gone = [Gone(KIND, path) for path in gone] if last else []
            yield page, after if last else None

    def _differences(self, calendar: Calendar, state: Mapping[str, Any]) -> tuple[list[str], list[str], dict[str, Any]]:
        """(new or changed paths, gone paths, next state): by sync token where offered, else by comparing ETags.

        Only a server with tokens says what is gone. What a list of ETags no longer holds is for the proof, which asks before much vanishes.
        """
        if calendar.has_tokens:
            found = self.dav.changes(calendar, str(state.get("token") or ""))
            if found.token:
                return found.changed, found.gone, {"token": found.token}
        if state.get("token"):
            raise StaleCursor(
                f"The calendar “{calendar.name}” no longer offers changes; it is read again from the start."
            )
        before, now = dict(state.get("etags") or {}), self._listed(calendar)
        changed = [path for path, tag in now.items() if not tag or before.get(path) != tag]
        return changed, [], {"etags": now}

    def _page(self, calendar: Calendar, paths: list[str]) -> Page:
        """The objects at ``paths``; one that vanished meanwhile is left out, one of another kind (a journal) too."""
        page = Page([], None)
        found = self.dav.objects(calendar, paths)
        for path in paths:
            if path in found:
                self._add(page, calendar, path, found[path][0])
            elif self.dav.request("HEAD", path).status == 200:
                page.unreadable.append(Unreadable(KIND, path, "The server lists it but gives no content for it."))
        return page

    def _add(self, page: Page, calendar: Calendar, path: str, raw: bytes) -> None:
        if len(raw) > MAX_RAW:
            page.unreadable.append(Unreadable(KIND, path, f"The meeting is larger than {MAX_RAW // 1_048_576} MB."))
        elif b"BEGIN:VEVENT" in raw or b"BEGIN:VTODO" in raw:
            raw = ical.in_zone(raw, calendar.zone)
            page.items.append(Native(KIND, path, raw, (calendar.name, *ical.labels(raw))))

    # --- proof ------------------------------------------------------------------------------------------------------------

    def ids(self, kind: str) -> Iterable[str] | None:
        if kind != KIND:
            return None
        return [path for calendar in self._calendars() for path in self._listed(calendar)]

    def count(self, kind: str) -> int | None:  # noqa: ARG002  the contract names it
        """None: CalDAV has no count of its own, so the ids are compared."""
        return None

    def read_one(self, kind: str, remote_id: str) -> Native | None:
        for calendar in self._calendars() if kind == KIND else ():
            if remote_id.startswith(calendar.path):
                page = self._page(calendar, [remote_id])
                if page.unreadable:
                    raise ConnectorError(page.unreadable[0].error)
                return page.items[0] if page.items else None
        return None

    @staticmethod
    def translate(native: Native) -> list[Statement]:
        return ical.translate(native.raw)

    # --- writing ----------------------------------------------------------------------------------------------------------

    def writes_as(self) -> str:
        return f"{self._config['user']} (calendar “{self._place('').name}”)"

    def write(self, change: Change, key: str) -> Written:
        """Create, change or remove one meeting. The key becomes the UID of a new one and is noted in a changed one."""
        if change.kind != "meeting":
            raise ConnectorError(f"A calendar holds meetings; it cannot write a {change.kind}.")
        if change.delete:
            return self._remove(change)
        if change.act == "create":
            return self._create(change, key)
        return self._update(change, key)

    def find(self, change: Change, key: str) -> Written | None:
        """The meeting an earlier write with this key made, changed or removed; None if that write never arrived."""
        path, raw, _ = self._object(change.remote_id if change.act != "create" else OURS + key)
        if change.delete:
            return self._written(path or change.remote_id) if not path else None
        if not path or (change.act != "create" and key not in _keys(raw)):
            return None
        return self._written(path)

    def _create(self, change: Change, key: str) -> Written:
        uid = OURS + key
        path = self._place(change.place).path + quote(uid, safe="-_.~@") + ".ics"
        try:
            self.dav.put(path, self._built(change, key, uid, b""))
        except Exists:
            found, _, _ = self._object(uid)
            if not found:
                raise
            path = found
        return self._written(path)

    def _update(self, change: Change, key: str) -> Written:
        path, raw, etag = self._object(change.remote_id)
        if not path:
            raise ConnectorError("This meeting is not in the calendar any more, so it cannot be changed.")
        if key in _keys(raw):
            return self._written(path)
        try:
            self.dav.put(path, self._built(change, key, change.remote_id, raw), etag)
        except Exists as problem:
            raise Unavailable(str(problem)) from problem
        return self._written(path)

    def _remove(self, change: Change) -> Written:
        path, raw, etag = self._object(change.remote_id)
        if path and not _keys(raw):
            raise Refused("Only a meeting that was written from here can be removed from here.")
        if path:
            try:
                self.dav.delete(path, etag)
            except Exists as problem:
                raise Unavailable(str(problem)) from problem
        return self._written(path or change.remote_id)

    def _built(self, change: Change, key: str, uid: str, base: bytes) -> bytes:
        attendees = change.people.get("attendee", [])
        user = self._config["user"]
        organiser = (
            next(iter(change.people.get("organiser", [])), user if "@" in user else "")
            if attendees and not base
            else ""
        )
        try:
            return ical.build(
                change.fields,
                uid=uid,
                attendees=attendees,
                organiser=organiser,
                about=change.words(),
                unsaid=change.unsaid,
                key=key,
                base=base,
                stamp=self.dav.now,
            )
        except ValueError as error:
            raise ConnectorError(f"The meeting cannot be written: {error}") from error

    def _object(self, uid: str) -> tuple[str, bytes, str]:
        """(path, bytes, ETag) of the meeting with this UID (or at this path) in any calendar; empty when there is none."""
        if "#" in uid:
            raise ConnectorError(
                "One occurrence of a repeating meeting cannot be changed from here, only the whole series."
            )
        for calendar in self._calendars():
            path = (
                (uid if uid.startswith(calendar.path) else "")
                if uid.startswith("/")
                else self.dav.by_uid(calendar, uid)
            )
            found = self.dav.objects(calendar, [path]).get(path) if path else None
            if found:
                return path, found[0], found[1]
        return "", b"", ""

    def _place(self, place: str) -> Calendar:
        """The calendar named by a path, an address or a name; without one the calendar for new meetings."""
        wanted = place or self._config.get("calendar", "")
        calendars = [
            calendar for calendar in self._calendars() if calendar.writable and "VEVENT" in calendar.components
        ]
        for calendar in calendars:
            if (
                not wanted
                or wanted.casefold() == calendar.name.casefold()
                or wanted in (calendar.path, urljoin(self.dav.url, calendar.path))
            ):
                return calendar
        raise ConnectorError(
            f"There is no calendar called “{wanted}” that can be written." if wanted else "No calendar can be written."
        )

    def _written(self, path: str) -> Written:
        return Written(KIND, path, urljoin(self.dav.url, path) if path.startswith("/") else "")


def _keys(raw: bytes) -> list[str]:
    """The keys of the writes that made or changed this object."""
    try:
        return [key for statement in ical.translate(raw) for key in statement.fields.get("kingpost_keys", [])]
    except ValueError:
        return []


CONNECTOR = CalDav

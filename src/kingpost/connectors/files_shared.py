"""Calendars and address books of a folder, seen together: what several files hold under one UID is one thing."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence

from kingpost.connectors.base import MAX_RAW, Native, Unreadable
from kingpost.connectors.files_folder import Entry, same_now
from kingpost.connectors.formats import ical, vcard

SPLIT: dict[str, Callable[[bytes], Iterator[tuple[str, bytes]]]] = {"event": ical.split, "contact": vcard.split}
"""How a file of each sort is cut into (UID, piece); sort and native kind have the same name."""
MAX_TEXT_FILE = 128 * 1024 * 1024  # a calendar or address book is read whole
_KEPT_FILES = 24

Holder = tuple[Entry, bytes]
"""A file and its piece under some UID."""


def whole(kind: str, remote_id: str, holders: Sequence[Holder], zone: str) -> Native | Unreadable:
    """One thing of what files hold under one UID, the file that changed last having the last word.

    Of an event the states are kept beside each other, because a series may lie in one file and its changed occurrence in another, and an
    invitation in one and its cancellation in the next; of a contact only the latest card. ``zone`` is that of times without one.
    """
    holders = sorted(holders, key=lambda holder: (holder[0].changed, holder[0].name))
    pieces = list(dict.fromkeys(piece for _, piece in holders))
    raw = b"".join(ical.in_zone(piece, zone) for piece in pieces) if kind == "event" else vcard.latest(pieces)
    own = ical.labels(raw) if kind == "event" else ()
    labels = tuple(dict.fromkeys([*(label for entry, _ in holders for label in entry.labels), *own]))
    if len(raw) > MAX_RAW:
        reason = f"{holders[-1][0].name}: it is over {MAX_RAW // 2**20} MB"
        return Unreadable(kind, remote_id, reason, labels=labels)
    return Native(kind, remote_id, raw, labels)


class Shared:
    """The files of one sort, and which UIDs several of them hold. ``known`` are the ids in a file where they need not be looked up."""

    def __init__(
        self, entries: Iterable[Entry], sort: str, known: Callable[[Entry], list[tuple[str, str]] | None], zone: str
    ) -> None:
        self.sort, self.zone = sort, zone
        self.read: OrderedDict[str, dict[str, bytes]] = OrderedDict()
        entries = list(entries)
        first: dict[str, Entry] = {}
        self.holders: dict[str, list[Entry]] = {}
        for entry in entries if len(entries) > 1 else ():
            ids = known(entry)
            for uid in dict.fromkeys(uid for _, uid in ids) if ids is not None else self._pieces(entry):
                if uid in first:
                    self.holders.setdefault(uid, [first[uid]]).append(entry)
                else:
                    first[uid] = entry
        self.beside: dict[str, set[Entry]] = {}
        for holders in self.holders.values():
            for entry in holders:
                self.beside.setdefault(entry.name, set()).update(holders)

    def signature(self, name: str) -> str:
        """What a file's things depend on besides its bytes: the files that hold some of them too, and a zone. "" when there are none."""
        beside: list[object] = []
        beside += sorted((one.name, one.size, one.changed) for one in self.beside.get(name, ()) if one.name != name)
        beside += [self.zone] if self.sort == "event" and self.zone != "UTC" else []
        return hashlib.blake2b(repr(beside).encode(), digest_size=8).hexdigest() if beside else ""

    def native(self, uid: str, entry: Entry, piece: bytes) -> Native | Unreadable:
        """The thing under one UID; ``piece`` is what ``entry`` holds of it."""
        others = [one for one in self.holders.get(uid, ()) if one.name != entry.name]
        found = [(one, pieces[uid]) for one in others if uid in (pieces := self._pieces(one))]
        return whole(self.sort, uid, [(entry, piece), *found], self.zone)

    def _pieces(self, entry: Entry) -> dict[str, bytes]:
        if entry.name not in self.read:
            self.read[entry.name] = pieces_of(entry, self.sort)
            if len(self.read) > _KEPT_FILES:
                self.read.popitem(last=False)
        self.read.move_to_end(entry.name)
        return self.read[entry.name]


def pieces_of(entry: Entry, sort: str) -> dict[str, bytes]:
    """UID → piece of one file; nothing for one that cannot be read or is being written: that is said where it is read itself."""
    if entry.size > MAX_TEXT_FILE or not same_now(entry):
        return {}
    try:
        return dict(SPLIT[sort](entry.path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return {}

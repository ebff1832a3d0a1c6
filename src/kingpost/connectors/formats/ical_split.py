"""A calendar file cut into one calendar for each event, on lines, so that a broken event spoils only itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from kingpost.connectors.formats import zones
from kingpost.connectors.formats.text import decode, safe

TZID = re.compile(rb"TZID\s*[=:]\s*\"?([^\":;\r\n]+)", re.IGNORECASE)
_KINDS = (b"VEVENT", b"VTODO")
_UID = re.compile(rb"^UID(?:;[^:\r\n]*)?:(.*)$", re.IGNORECASE | re.MULTILINE)
ZONE = "X-KINGPOST-ZONE"
"""Our line in a calendar that is stored: the zone of times without one where the calendar itself names none."""
_UNFOLD = re.compile(rb"\r?\n[ \t]")
_REMINDER = re.compile(
    rb"^BEGIN:VALARM[ \t]*\r?\n(?:(?!BEGIN:|END:VEVENT|END:VTODO).*\n)*?END:VALARM[ \t]*\r?\n",
    re.MULTILINE | re.IGNORECASE,
)


def split(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """(UID, calendar) for each event or to-do of a calendar file: its changed occurrences and time zones go with it.

    Works on lines, so that one broken event spoils only itself. An object without a UID gets ``sha256:…`` of its bytes.
    Raises ValueError when nothing in ``raw`` looks like a calendar.
    """
    found = _Blocks()
    found.read(lines_of(raw))
    for uid, same in found.events.items():
        wanted = {name.strip() for block in same for name in TZID.findall(block)}
        parts = [block for name, block in found.zones.items() if name in wanted]
        lines = [b"BEGIN:VCALENDAR", *found.heads[uid], *parts, *same, b"END:VCALENDAR", b""]
        yield uid, b"\r\n".join(lines)


def in_zone(raw: bytes, name: str) -> bytes:
    """A calendar with the zone its folder or server gives times without one. Unknown zones and UTC change nothing."""
    zone = zones.zone(name) if name else None
    first, end, rest = raw.partition(b"\n")
    if zone is None or zone.key in ("UTC", "Etc/UTC") or first.strip().upper() != b"BEGIN:VCALENDAR":
        return raw
    line = f"{ZONE}:{zone.key}".encode() + (b"\r\n" if first.endswith(b"\r") else b"\n")
    return raw if rest.startswith(line) else first + end + line + rest


def lines_of(raw: bytes) -> list[bytes]:
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = decode(raw, "utf-16").encode("utf-8", "replace")
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    return [line.rstrip(b"\r") for line in raw.split(b"\n")]


def without_reminders(raw: bytes) -> bytes:
    """A calendar without its reminders: they have ids of their own, and a broken one must not cost the event."""
    return _REMINDER.sub(b"", raw) if b"VALARM" in raw.upper() else raw


def readable(raw: bytes) -> bytes:
    """A calendar without the lines that are none: no name and no value."""
    lines = _UNFOLD.sub(b"", b"\n".join(lines_of(raw))).split(b"\n")
    return b"\r\n".join(line for line in lines if b":" in line) + b"\r\n"


class _Blocks:
    """The pieces of a calendar file: events by UID, each with its calendar's own lines, and time zones by TZID."""

    def __init__(self) -> None:
        self.head: list[bytes] = []
        self.zones: dict[bytes, bytes] = {}
        self.events: dict[str, list[bytes]] = {}
        self.heads: dict[str, list[bytes]] = {}

    def read(self, lines: list[bytes]) -> None:
        inside, block, seen = b"", [], False
        for line in lines:
            mark = line.strip().upper() if line[:1] not in (b" ", b"\t") else b""
            if mark == b"BEGIN:VCALENDAR":
                seen, self.head = True, []
            elif not inside and mark.startswith(b"BEGIN:"):
                inside, block = mark[6:], [line]
            elif inside:
                reopened = mark == b"BEGIN:" + inside  # its END was lost
                if reopened or mark == b"END:" + inside:
                    self.keep(inside, block)
                    inside, block = (inside, [line]) if reopened else (b"", [])
                else:
                    block.append(line)
            elif seen and line.strip() and not mark.startswith(b"END:"):
                self.head.append(line)
        if inside and inside != b"VTIMEZONE":  # the file was cut off: its last line may be half a line
            cut = block[-1][:3].upper() == b"END" or b":" not in block[-1]
            self.keep(inside, block[:-1] if cut else block)
        if not seen and not self.events:
            raise ValueError("This is not a calendar: there is no BEGIN:VCALENDAR in it.")

    def keep(self, kind: bytes, lines: list[bytes]) -> None:
        block = b"\r\n".join([*(line for line in lines if line.strip()), b"END:" + kind])
        if kind == b"VTIMEZONE":
            hit = TZID.search(block)
            self.zones[hit[1].strip() if hit else b""] = block
        elif kind in _KINDS:
            hit = _UID.search(_UNFOLD.sub(b"", without_reminders(block)))
            uid = (clean_uid(decode(hit[1])) if hit else "") or "sha256:" + hashlib.sha256(block).hexdigest()
            self.events.setdefault(uid, []).append(block)
            self.heads[uid] = self.head


def clean_uid(text: str) -> str:
    return safe(text.replace("\\,", ",").replace("\\;", ";")).strip()[:500]


def labels(raw: bytes) -> tuple[str, ...]:
    """Categories and privacy of an event ("private", "confidential"), for the exclusion rules."""
    found: dict[str, None] = {}
    for line in _UNFOLD.sub(b"", raw).splitlines():
        name, _, value = line.partition(b":")
        if name.partition(b";")[0].upper() in (b"CATEGORIES", b"CLASS"):
            found.update(dict.fromkeys(safe(decode(word)).strip().lower() for word in value.split(b",")))
    return tuple(label for label in found if label and label != "public")

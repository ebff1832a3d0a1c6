"""Contacts: vCard 2.1, 3.0 and 4.0 as every client writes them."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from kingpost.connectors.base import Mention, Ref, Statement, mention_id
from kingpost.connectors.formats import addresses
from kingpost.connectors.formats.addresses import Address
from kingpost.connectors.formats.text import decode, one_line, safe, unbase64

MAX_CARD = 10_000_000
MAX_LINE = 100_000
_SKIPPED = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "AGENT", "LABEL", "GEO", "X-MS-OL-DESIGN", "X-MS-CARDPICTURE"})
_WRITTEN = {"NOTE": "; ", "TITLE": "; ", "ROLE": "; ", "URL": ";"}
_PARAM = re.compile(r';([^=;:"]+)(?:=("[^"]*"|[^;:"]*)((?:,(?:"[^"]*"|[^;:",]*))*))?')
_UNRANKED = 101
"""Behind every rank a card of version 4.0 can give (1 to 100)."""
_REVISED = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d))?")


class Property(NamedTuple):
    """One line of a card: its name in capitals, the words of its TYPE parameter, its parts, unescaped, and how much it is preferred, 1 the most."""

    name: str
    types: frozenset[str]
    parts: list[str]
    rank: int = _UNRANKED

    @property
    def text(self) -> str:
        """The value as one text: the parts of a name or an organisation as a list; elsewhere a semicolon is the writer's own."""
        between = _WRITTEN.get(self.name, "")
        return between.join(self.parts).strip() if between else ", ".join(part for part in self.parts if part)


def split(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """(id, card) for each card of a file, distribution lists left out.

    The id is the UID, else ``email:…``, else ``name:…``; a second one of the same gets "#2".

    Raises ValueError when there is no card in ``raw``.
    """
    seen: dict[str, int] = {}
    found = False
    for card in _cards(raw):
        found = True
        properties = _properties(card)
        if _is_group(properties):
            continue
        name = _card_id(properties)
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name}#{seen[name]}"), card
    if not found:
        raise ValueError("This is not a contact file: there is no BEGIN:VCARD in it.")


def latest(cards: Sequence[bytes]) -> bytes:
    """Of cards with one id, in the order their files changed, the one that holds: by when they say they were revised, where all do."""
    revised = [_revised(_first(_properties(card), "REV")) for card in cards]
    known = [moment for moment in revised if moment is not None]
    if len(known) < len(cards):
        return cards[-1]
    return cards[max(range(len(cards)), key=lambda place: (known[place], place))]


def translate(raw: bytes) -> list[Statement]:
    """The person (or the organisation) one card is about; nothing for a distribution list.

    Raises ValueError for bytes that hold no card or a card that names nobody.
    """
    card = next(_cards(raw), None)
    if card is None:
        raise ValueError("This is not a contact: there is no BEGIN:VCARD in it.")
    if len(card) > MAX_CARD:
        raise ValueError(f"This contact is over {MAX_CARD // 1_000_000} MB.")
    properties = _properties(card)
    if _is_group(properties):
        return []
    organisation = _first(properties, "KIND").lower() == "org" or _first(properties, "X-ABSHOWAS").upper() == "COMPANY"
    return [_organisation(properties) if organisation else _person(properties)]


# --- reading lines --------------------------------------------------------------------------------------------------------


def _cards(raw: bytes) -> Iterator[bytes]:
    """The bytes of each card, nested ones (AGENT) inside theirs. A lost END ends with the next BEGIN at the line start."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = decode(raw, "utf-16").encode("utf-8", "replace")
    lines: list[bytes] = []
    depth, agent = 0, False
    for line in raw.splitlines():
        mark = line.strip().upper()
        if mark == b"BEGIN:VCARD":
            if depth and not agent:
                yield b"\r\n".join([*lines, b"END:VCARD", b""])
                lines, depth = [], 0
            depth += 1
        if depth:
            lines.append(line)
        if mark == b"END:VCARD" and depth:
            depth -= 1
            if not depth:
                yield b"\r\n".join([*lines, b""])
                lines = []
        agent = mark.startswith(b"AGENT") or (agent and not mark)
    if depth:
        yield b"\r\n".join([*lines, b"END:VCARD", b""])


def _logical_lines(card: bytes) -> Iterator[bytes]:
    """Folded lines joined: by leading space, or by a trailing "=" where the value is quoted-printable."""
    current = b""
    depth = 0
    for line in card.splitlines():
        if _is_soft(current):
            current = current[:-1] + line
        elif line[:1] in (b" ", b"\t") and current:
            current += line[1:] if len(current) < MAX_LINE else b""
        else:
            if depth == 1 and current:
                yield current
            current = line
            mark = line.strip().upper()
            depth += (mark == b"BEGIN:VCARD") - (mark == b"END:VCARD")
    if depth == 1 and current:
        yield current


def _is_soft(line: bytes) -> bool:
    return line[-1:] == b"=" and len(line) < MAX_LINE and b"QUOTED-PRINTABLE" in line.partition(b":")[0].upper()


def _properties(card: bytes) -> list[Property]:
    return [found for line in _logical_lines(card) if (found := _property(line))]


def _property(line: bytes) -> Property | None:
    """``item1.TEL;TYPE=work:123`` in parts; None for what is no property or no words."""
    text = line.decode("latin-1")
    end = _value_starts(text)
    if end < 0:
        return None
    head, value = text[:end], line[end + 1 :]
    name = head.partition(";")[0].rpartition(".")[2].strip().upper()
    if name in _SKIPPED:
        return None
    types: set[str] = set()
    charset, encoding, rank = "", "", _UNRANKED
    for key, first, more in _PARAM.findall(head[head.find(";") :] if ";" in head else ""):
        words = (first + more).replace('"', "").lower()
        kind = key.strip().upper()
        if kind == "CHARSET":
            charset = words
        elif kind == "ENCODING" or (not first and kind in ("QUOTED-PRINTABLE", "BASE64")):
            encoding = words or kind.lower()
        elif kind == "PREF" and first:
            rank = int(words) if re.fullmatch(r"[1-9]\d?|100", words) else _UNRANKED
        elif kind == "TYPE" or not first:
            types.update(words.split(",") if words else [kind.lower()])
    if encoding in ("quoted-printable", "q"):
        data = binascii.a2b_qp(value)
    elif encoding in ("base64", "b"):
        if name.startswith("X-"):  # a picture or a setting
            return None
        data = unbase64(value)
    else:
        data = value
    rank = 1 if "pref" in types else rank
    return Property(name, frozenset(types), _parts(safe(decode(data, charset))), rank)


def _value_starts(text: str) -> int:
    """The first colon outside quotes."""
    quoted = False
    for at, letter in enumerate(text[:2_000]):
        if letter == '"':
            quoted = not quoted
        elif letter == ":" and not quoted:
            return at
    return text.find(":")


def _parts(value: str) -> list[str]:
    """A value cut at its semicolons, backslashes undone."""
    parts, current, escaped = [], "", False
    for letter in value[:MAX_LINE]:
        if escaped:
            current += "\n" if letter in "nN" else letter if letter in "\\;,:\"'" else "\\" + letter
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == ";":
            parts.append(current.strip())
            current = ""
        else:
            current += letter
    return [*parts, current.strip()]


# --- meaning --------------------------------------------------------------------------------------------------------------


def _all(properties: list[Property], name: str) -> list[Property]:
    return [found for found in properties if found.name == name and any(found.parts)]


def _first(properties: list[Property], *names: str) -> str:
    for name in names:
        for found in _all(properties, name):
            return found.text
    return ""


def _is_group(properties: list[Property]) -> bool:
    return _first(properties, "KIND", "X-ADDRESSBOOKSERVER-KIND").lower() == "group"


def _emails(properties: list[Property]) -> list[str]:
    """Addresses, the preferred and the work ones first, once each."""
    return _addresses(sorted(_all(properties, "EMAIL"), key=lambda item: (item.rank, "home" in item.types)))


def _addresses(found: list[Property]) -> list[str]:
    return list(dict.fromkeys(email for item in found if (email := addresses.clean_email(item.parts[0]))))


def _name(properties: list[Property]) -> str:
    full = one_line(_first(properties, "FN"), 200)
    if full:
        return full
    for item in _all(properties, "N"):
        family, given, middle, *_ = [*item.parts, "", "", ""]
        return one_line(f"{given} {middle} {family}", 200)
    return ""


def _card_id(properties: list[Property]) -> str:
    uid = one_line(_first(properties, "UID", "X-ABUID"), 300).removeprefix("urn:uuid:")
    # a rank does not count here: the card stays the same one when another address of it is preferred
    emails = _addresses(
        sorted(_all(properties, "EMAIL"), key=lambda item: ("pref" not in item.types, "home" in item.types))
    )
    name = _name(properties) or _first(properties, "ORG") or _first(properties, "TEL")
    if uid:
        return uid
    shared = not emails or addresses.is_role_mailbox(emails[0])  # accounts@ may stand on the cards of several people
    return (
        "name:" + one_line(name, 200).casefold()
        if shared and name
        else mention_id("person", emails[0] if emails else "nobody")
    )


def _phones(properties: list[Property]) -> tuple[str, str]:
    """(phone, mobile): a voice number, those at work first, and a mobile one; of several the preferred or first."""
    voice = [item for item in _all(properties, "TEL") if not item.types & {"fax", "pager", "bday"}]
    voice.sort(key=lambda item: item.rank)
    mobiles = [item for item in voice if item.types & {"cell", "mobile", "iphone"}]
    others = sorted((item for item in voice if item not in mobiles), key=lambda item: "work" not in item.types)
    return _number(others), _number(mobiles)


def _number(found: list[Property]) -> str:
    return next((number for item in found if (number := one_line(item.parts[0].removeprefix("tel:"), 60))), "")


def _address(properties: list[Property]) -> dict[str, str]:
    found = sorted(_all(properties, "ADR"), key=lambda item: ("work" not in item.types, item.rank))
    if not found:
        return {}
    parts = [one_line(part, 200) for part in [*found[0].parts, *[""] * 7]]
    return {"address": ", ".join(part for part in parts[:7] if part), "city": parts[3], "country": parts[6]}


def _person(properties: list[Property]) -> Statement:
    emails = _emails(properties)
    organisation = next(iter(_all(properties, "ORG")), Property("ORG", frozenset(), [""]))
    company = one_line(organisation.parts[0], 200)
    phone, mobile = _phones(properties)
    name = _name(properties)
    fields: dict[str, Any] = {
        "name": name,
        "email": emails[0] if emails else "",
        "emails": emails if len(emails) > 1 else [],
        "phone": phone,
        "mobile": mobile,
        "title": one_line(_first(properties, "TITLE") or _first(properties, "ROLE"), 200),
        "department": one_line(", ".join(part for part in organisation.parts[1:] if part), 200),
        "company": company,
        "location": _address(properties).get("city", ""),
        "manager_name": one_line(_first(properties, "X-MS-MANAGER", "X-EVOLUTION-MANAGER", "X-MANAGER"), 200),
    }
    title = name or (emails[0] if emails else "") or company or phone or mobile
    if not title:
        raise ValueError("This contact names nobody: it has no name, address, company or number.")
    statement = _statement("person", title, fields, properties)
    if company:
        target = mention_id("client", company)
        statement.mentions.append(Mention("client", target, company, {"name": company}))
        statement.refs.append(Ref("employer", "client", target))
    mentions = addresses.people_and_clients([Address("", email) for email in emails])
    statement.mentions += [mention for mention in mentions if mention.kind == "client"]
    return statement


def _organisation(properties: list[Property]) -> Statement:
    emails = _emails(properties)
    phone, mobile = _phones(properties)
    name = one_line(_first(properties, "ORG"), 200) or _name(properties)
    if not name:
        raise ValueError("This contact is an organisation without a name.")
    fields = {
        "name": name,
        "email": emails[0] if emails else "",
        "domain": addresses.company_domain(emails[0]) if emails else "",
        "phone": phone or mobile,
        "website": one_line(_first(properties, "URL"), 300),
        **_address(properties),
    }
    return _statement("client", name, fields, properties)


def _statement(kind: str, title: str, fields: dict[str, Any], properties: list[Property]) -> Statement:
    note = "\n".join(item.text for item in _all(properties, "NOTE"))
    kept = {name: value for name, value in fields.items() if value not in ("", [])}
    return Statement(
        kind, _card_id(properties), title, kept, body=note[:20_000], at=_revised(_first(properties, "REV"))
    )


def _revised(text: str) -> datetime | None:
    hit = _REVISED.match(text)
    try:
        return datetime(*(int(number or 0) for number in hit.groups()), tzinfo=UTC) if hit else None  # type: ignore[arg-type,misc]
    except ValueError:
        return None

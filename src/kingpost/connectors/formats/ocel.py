"""Object-centric event logs (OCEL 2.0) in JSON, XML and SQLite: each object a statement of the nearest kind, its events its timeline.

A log is cut into one piece per object, each with the events that touch it, so that a log of any length is read object by object.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from kingpost.connectors.base import FIELDS, Happening, Mention, Ref, Statement, mention_id
from kingpost.connectors.formats.safe_xml import MAX_XML, every, local, parse
from kingpost.connectors.formats.tables_cells import moment
from kingpost.connectors.formats.tables_json import MAX_JSON, load
from kingpost.connectors.formats.tables_shape import TableError
from kingpost.connectors.formats.text import one_line

_MAX_EVENTS = 2_000
_NEAREST = (
    ("invoice", "invoice"), ("payment", "invoice"), ("ticket", "ticket"), ("incident", "ticket"), ("case", "ticket"), ("request", "ticket"),
    ("customer order", "agreement"), ("purchase order", "agreement"), ("order", "agreement"), ("contract", "agreement"), ("deal", "agreement"),
    ("quote", "agreement"), ("offer", "agreement"), ("requisition", "approval"), ("approval", "approval"), ("customer", "client"),
    ("client", "client"), ("supplier", "client"), ("vendor", "client"), ("company", "client"), ("employee", "person"), ("person", "person"),
    ("user", "person"), ("agent", "person"), ("worker", "person"), ("resource", "person"), ("project", "project"), ("task", "task"),
    ("activity", "task"), ("document", "document"), ("file", "document"), ("message", "message"), ("email", "message"), ("meeting", "meeting"),
    ("delivery", "deliverable"), ("package", "deliverable"), ("shipment", "deliverable"),
)  # fmt: skip
_VERBS = (
    ("approv", "approved"), ("reject", "closed"), ("pay", "paid"), ("invoice", "invoiced"), ("deliver", "delivered"), ("ship", "delivered"),
    ("escalat", "escalated"), ("assign", "assigned"), ("resolv", "resolved"), ("reopen", "reopened"), ("clos", "closed"), ("complet", "completed"),
    ("finish", "completed"), ("start", "started"), ("creat", "opened"), ("register", "opened"), ("open", "opened"), ("comment", "commented"),
    ("send", "answered"), ("sign", "agreed"),
)  # fmt: skip
_TITLES = ("name", "title", "subject", "label", "description")
_ROLE = {
    "client": "client",
    "project": "project",
    "ticket": "ticket",
    "agreement": "agreement",
    "person": "member",
    "document": "attachment",
}
_NAMED = re.compile(r"(creator|inserter|approver|editor|resource|user|author|owner|blocker|employee)", re.IGNORECASE)


class LogObject(msgspec.Struct, omit_defaults=True):
    """One object of a log with what happened to it. ``related`` are (id, type, qualifier); ``events`` the log's own, oldest first."""

    id: str
    type: str
    attributes: list[dict[str, Any]] = msgspec.field(default_factory=list)
    related: list[tuple[str, str, str]] = msgspec.field(default_factory=list)
    events: list[dict[str, Any]] = msgspec.field(default_factory=list)
    left_out: int = 0


_decode = msgspec.json.Decoder(LogObject).decode
encode = msgspec.json.Encoder().encode


def is_log(path: Path) -> bool:
    """Whether a .json, .xml or .sqlite file is an event log, by its first bytes and tables."""
    with path.open("rb") as handle:
        head = handle.read(4096)
    if head.startswith(b"SQLite format 3\0"):
        return {"object", "event", "event_object"} <= set(_tables(path))
    if path.suffix.lower() in (".jsonocel", ".xmlocel"):
        return True
    if path.suffix.lower() == ".xml":
        return b"<log" in head and any(word in head for word in (b"<object-types", b"<event-types"))
    words = (b'"objectTypes"', b'"eventTypes"', b'"ocel:')
    return (
        head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{"
        and b'"$schema"' not in head
        and (any(word in head for word in words) or all(word in head for word in (b'"objectId"', b'"qualifier"')))
    )


def objects(path: Path) -> Iterator[LogObject]:
    """Every object of a log. Raises ValueError (TableError) when the file is no OCEL 2.0."""
    with path.open("rb") as handle:
        head = handle.read(16)
    if head.startswith(b"SQLite format 3\0"):
        yield from _from_sqlite(path)
    elif path.suffix.lower() in (".xmlocel", ".xml"):
        yield from _from_xml(path)
    else:
        yield from _from_json(path)


def translate(raw: bytes) -> list[Statement]:
    """One object as a statement. Raises ValueError."""
    try:
        thing = _decode(raw)
    except msgspec.MsgspecError as error:
        raise ValueError(f"this is not an object of an event log: {error}") from None
    kind = nearest_kind(thing.type)
    attributes = _now(thing.attributes)
    names = FIELDS[kind]
    fields = {_field(name, names): value for name, value in attributes.items()}
    fields["log_type"] = thing.type
    given = next((str(attributes[name]) for name in attributes if name.lower() in _TITLES and attributes[name]), "")
    fields.setdefault(
        "subject" if kind in ("ticket", "message") else "number" if kind == "invoice" else "name", given or thing.id
    )
    statement = Statement(kind, thing.id, one_line(given or f"{thing.type} {thing.id}", 200), fields)
    for remote_id, type_, _ in thing.related:
        target = nearest_kind(type_)
        statement.refs.append(Ref(_ROLE.get(target, "about"), target, remote_id))
    _events_into(statement, thing)
    statement.at = max((happening.at for happening in statement.happenings), default=None)
    return [statement]


def nearest_kind(type_: str) -> str:
    """The canonical kind closest to an object type's name; what fits none is a deliverable: something that is worked on."""
    words = " ".join(re.sub(r"([a-z])([A-Z])", r"\1 \2", type_).replace("_", " ").lower().split())
    return next((kind for word, kind in _NEAREST if word in words), "deliverable")


def _now(attributes: list[dict[str, Any]]) -> dict[str, Any]:
    """The latest value of each attribute."""
    ordered = sorted(attributes, key=lambda one: str(one.get("time") or ""))
    return {
        str(one["name"]): one.get("value") for one in ordered if one.get("name") and one.get("value") not in (None, "")
    }


def _field(name: str, names: tuple[str, ...]) -> str:
    folded = "_".join(name.lower().split())
    return folded if folded in names and not folded.endswith(("_at", "_date")) else f"log_{folded}"


def _events_into(statement: Statement, thing: LogObject) -> None:
    for event in thing.events:
        at = moment(str(event.get("time") or ""))
        if at is None:
            continue
        type_ = str(event.get("type") or "")
        attributes = {str(one.get("name")): one.get("value") for one in _listed(event.get("attributes"))}
        who = next((str(value) for name, value in attributes.items() if _NAMED.search(name) and value), "")
        what = next((verb for word, verb in _VERBS if word in type_.lower()), "changed")
        remote_id = mention_id("person", who) if who else ""
        if who and all(mention.remote_id != remote_id for mention in statement.mentions):
            statement.mentions.append(Mention("person", remote_id, who, {"name": who}))
        text = f"did “{type_}”" if who else f"{type_}: {statement.title}"
        statement.happenings.append(Happening(at, what, one_line(text, 200), remote_id, str(event.get("id") or "")))


def _from_json(path: Path) -> Iterator[LogObject]:
    if path.stat().st_size > MAX_JSON:
        raise TableError(f"the log is over {MAX_JSON // 2**20} MB; give it as SQLite, which is read object by object")
    log = load(path.read_bytes())
    if not isinstance(log, dict) or not isinstance(log.get("objects"), list) or not isinstance(log.get("events"), list):
        raise TableError("it is not an OCEL 2.0 log: it has no lists “objects” and “events”")
    yield from _of_log(log)


def _from_xml(path: Path) -> Iterator[LogObject]:
    if path.stat().st_size > MAX_XML:
        raise TableError(f"the log is over {MAX_XML // 2**20} MB; give it as SQLite, which is read object by object")
    root = parse(path.read_bytes())
    if local(root) != "log" or not every(root, "object-types") or not every(root, "event-types"):
        raise TableError("it is not an OCEL 2.0 log: it has no “object-types” and “event-types”")
    yield from _of_log({"objects": _parts(root, "objects/object"), "events": _parts(root, "events/event")})


def _parts(root: Any, path: str) -> list[dict[str, Any]]:
    """Objects or events in XML as JSON has them."""
    return [
        {
            **node.attrib,
            "attributes": [{**one.attrib, "value": (one.text or "").strip()} for one in every(node, "attributes/attribute")],
            "relationships": [
                {"objectId": one.get("object-id"), "qualifier": one.get("qualifier")}
                for name in ("relationship", "object")  # what they are called since 2.0, and before it was final
                for one in every(node, f"objects/{name}")
            ],
        }
        for node in every(root, path)
    ]  # fmt: skip


def _listed(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; a log made by hand may hold anything in its place."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _of_log(log: dict[str, Any]) -> Iterator[LogObject]:
    things = [one for one in _listed(log["objects"]) if one.get("id")]
    types = {str(one["id"]): str(one.get("type") or "") for one in things}
    touching: dict[str, list[dict[str, Any]]] = {}
    for event in _listed(log["events"]):
        links = _listed(event.get("relationships"))
        for touched in dict.fromkeys(str(link.get("objectId")) for link in links):  # once, in however many ways
            touching.setdefault(touched, []).append(
                {key: event.get(key) for key in ("id", "type", "time", "attributes")}
            )
    for one in things:
        related = [(str(link.get("objectId")), types.get(str(link.get("objectId")), ""), str(link.get("qualifier") or ""))
                   for link in _listed(one.get("relationships"))]  # fmt: skip
        events = sorted(touching.get(str(one["id"]), ()), key=lambda event: str(event.get("time") or ""))
        yield LogObject(
            str(one["id"]),
            types[str(one["id"])],
            _listed(one.get("attributes")),
            related,
            events[-_MAX_EVENTS:],
            max(0, len(events) - _MAX_EVENTS),
        )


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")  # a hostile file may define views and triggers
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024)
    return connection


def _tables(path: Path) -> list[str]:
    try:
        connection = _connect(path)
        try:
            return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        finally:
            connection.close()
    except sqlite3.Error:
        return []


def _from_sqlite(path: Path) -> Iterator[LogObject]:
    try:
        connection = _connect(path)
        try:
            yield from _Sqlite(connection).objects()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise TableError(f"the log cannot be read: {error}") from None


class _Sqlite:
    """A log's tables: one per object type and event type, named by two map tables."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        self.object_tables = self._map("object")
        self.events = self._event_rows()

    def _map(self, sort: str) -> dict[str, str]:
        rows = self.connection.execute(f'SELECT ocel_type, ocel_type_map FROM "{sort}_map_type"')  # noqa: S608  "object" or "event"
        return {str(type_): f"{sort}_{name}" for type_, name in rows if f"{sort}_{name}" in self.tables}

    def _rows(self, table: str) -> Iterator[dict[str, Any]]:
        name = table.replace('"', '""')
        cursor = self.connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608  quoted; a table cannot be a parameter
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))

    def _event_rows(self) -> dict[str, dict[str, Any]]:
        found = {}
        for type_, table in self._map("event").items():
            for row in self._rows(table):
                attributes = [
                    {"name": name, "value": value}
                    for name, value in row.items()
                    if not name.startswith("ocel_") and value is not None
                ]
                event_id = str(row["ocel_id"])
                found[event_id] = {
                    "id": event_id,
                    "type": type_,
                    "time": str(row.get("ocel_time") or ""),
                    "attributes": attributes,
                }
        return found

    def objects(self) -> Iterator[LogObject]:
        types = {
            str(id_): str(type_) for id_, type_ in self.connection.execute("SELECT ocel_id, ocel_type FROM object")
        }
        touching: dict[str, list[str]] = {}
        for event_id, object_id in self.connection.execute("SELECT ocel_event_id, ocel_object_id FROM event_object"):
            touching.setdefault(str(object_id), []).append(str(event_id))
        related: dict[str, list[tuple[str, str, str]]] = {}
        between = "SELECT ocel_source_id, ocel_target_id, ocel_qualifier FROM object_object"
        for source, target, how in self.connection.execute(between) if "object_object" in self.tables else ():
            related.setdefault(str(source), []).append((str(target), types.get(str(target), ""), str(how or "")))
        attributes = self._attributes()
        for id_, type_ in types.items():
            events = sorted(
                (self.events[one] for one in dict.fromkeys(touching.get(id_, ())) if one in self.events),
                key=lambda event: event["time"],
            )
            yield LogObject(
                id_,
                type_,
                attributes.get(id_, []),
                related.get(id_, []),
                events[-_MAX_EVENTS:],
                max(0, len(events) - _MAX_EVENTS),
            )

    def _attributes(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for table in self.object_tables.values():
            for row in self._rows(table):
                changed, at = row.get("ocel_changed_field"), str(row.get("ocel_time") or "")
                for name, value in row.items():
                    if not name.startswith("ocel_") and value is not None and (not changed or changed == name):
                        found.setdefault(str(row["ocel_id"]), []).append({"name": name, "time": at, "value": value})
        return found

"""One row of a mapped table as a statement. The mapping is compiled once and kept, so a row costs a few microseconds.

A row travels as JSON: ``{"row": cells, "map": mapping, "file": name, "key": what tells it apart, "found": …, "ours": …, "more": …}``.
``found`` holds what only the folder knows: which row of another file a name or id in this row means ({"client": "C-17"}); ``ours``
says which authors of comments are staff; ``more`` are the further lines of an invoice.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from kingpost.connectors.base import CLOSED_STATUSES, Statement
from kingpost.connectors.formats.addresses import clean_email, website_domain
from kingpost.connectors.formats.tables_cells import DECIMAL_COMMA, day, hours, moment, money, no_day, number, yes
from kingpost.connectors.formats.tables_comments import MAX_BODY, changes_into, comments_into
from kingpost.connectors.formats.tables_events import happenings_of, latest
from kingpost.connectors.formats.tables_mapping import KEY_COLUMN, Mapping
from kingpost.connectors.formats.tables_refs import Cell, Target, as_text, cell_reader, domain_in
from kingpost.connectors.formats.tables_translated import STATES
from kingpost.connectors.formats.tables_words import TYPES
from kingpost.connectors.formats.text import one_line, safe

_TITLES = ("name", "subject", "number", "system", "activity", "date")


class RowRaw(msgspec.Struct, omit_defaults=True):
    """The evidence of one row. ``map`` is a Mapping as JSON, the same bytes for every row of a table."""

    row: dict[str, Any]
    map: msgspec.Raw
    file: str
    key: str
    found: dict[str, str] = msgspec.field(default_factory=dict)
    ours: dict[str, bool] = msgspec.field(default_factory=dict)
    more: list[dict[str, Any]] = msgspec.field(default_factory=list)


_decode = msgspec.json.Decoder(RowRaw).decode
_decode_map = msgspec.json.Decoder(Mapping).decode


def translate(raw: bytes) -> list[Statement]:
    """The statement of one row. Raises ValueError for bytes that are no row."""
    try:
        native = _decode(raw)
        reader = _compiled(bytes(native.map))
    except msgspec.MsgspecError as error:
        raise ValueError(f"this is not a row of a table: {error}") from None
    return [reader(native)]


@lru_cache(maxsize=512)
def _compiled(map_bytes: bytes) -> Callable[[RowRaw], Statement]:
    return _Reader(_decode_map(map_bytes)).read


class _Reader:
    """A mapping made ready: what to take from a row, in order, with the function that reads each cell."""

    def __init__(self, mapping: Mapping) -> None:
        self.kind, self.prefix, self.nested = mapping.kind, mapping.prefix, mapping.nested
        self.constants = mapping.set
        self.body = [self.cell(column) for column in mapping.fields.get("body", [])]
        named = [(field, columns) for field, columns in mapping.fields.items() if field != "body"]
        self.plain = [
            (field, columns[0], _reader(field, columns, mapping))
            for field, columns in named
            if len(columns) == 1 and not self.inner(columns[0])
        ]
        self.built = [
            (field, [self.cell(column) for column in columns], _reader(field, columns, mapping))
            for field, columns in named
            if len(columns) > 1 or self.inner(columns[0])
        ]
        self.derive = _DERIVE.get(mapping.kind)
        self.refs = [Target(role, ways, mapping.kind, mapping.nested) for role, ways in mapping.refs.items()]
        self.comments = self.cell(mapping.comments) if mapping.comments else None
        self.changes = self.cell(mapping.changes) if mapping.changes else None
        self.zone = mapping.zone

    def inner(self, column: str) -> bool:
        return self.nested and "." in column

    def cell(self, column: str) -> Cell:
        return cell_reader(column, self.nested)

    def read(self, native: RowRaw) -> Statement:
        row = native.row
        fields: dict[str, Any] = {}
        unread: dict[str, str] = {}
        for field, column, read in self.plain:
            value = row.get(column)
            if value is None or value == "" or value == []:
                continue
            said = read(value if type(value) is str else as_text(value), fields)
            if said is None:
                unread[field] = as_text(value)[:200]
            elif said != "":
                fields[field] = said
        for field, cells, read in self.built:
            text = " ".join(
                [as_text(part).strip() for part in [cell(row) for cell in cells] if part not in (None, "", [])]
            )
            if text:
                said = read(text, fields)
                if said is None:
                    unread[field] = text[:200]
                elif said != "":
                    fields[field] = said
        if unread:
            fields["unread"] = unread
        if self.constants:
            fields = {**self.constants, **fields}
        statement = Statement(self.kind, self.prefix + native.key, "", fields)
        for target in self.refs:
            target.into(statement, row, native.found)
        self.finish(statement, native)
        return statement

    def finish(self, statement: Statement, native: RowRaw) -> None:
        fields, row = statement.fields, native.row
        if self.body:
            texts = [as_text(value) for value in [cell(row) for cell in self.body] if value]
            for line in native.more:  # an invoice's further lines
                texts += [as_text(value) for value in [cell(line) for cell in self.body] if value]
            statement.body = safe(_unguarded("\n\n".join(texts)))[:MAX_BODY]
        if "line_amount" in fields:
            self.add_lines(fields, native)
        if KEY_COLUMN in row:
            fields["kingpost_key"] = row[KEY_COLUMN]
        title = ""
        for field in _TITLES:
            if field in fields:
                title = str(fields[field])
                break
        if self.derive:
            self.derive(fields)
        statement.title = (
            one_line(title, 200)
            or fields.get("email")
            or fields.get("domain")
            or one_line(statement.body, 80)
            or native.key
        )
        if self.comments is not None:
            comments_into(statement, self.comments(row), native.found, native.ours, self.zone)
        if self.changes is not None:
            changes_into(statement, self.changes(row), native.found, self.zone)
        happenings_of(statement)
        statement.at = latest(statement)

    def add_lines(self, fields: dict[str, Any], native: RowRaw) -> None:
        """An invoice of which only the lines state sums is what they add up to."""
        column, read = next((column, read) for field, column, read in self.plain if field == "line_amount")
        del fields["line_amount"]
        if "amount" not in fields:
            sums = [read(as_text(line.get(column) or ""), {}) for line in (native.row, *native.more)]
            fields["amount"] = str(sum(Decimal(one) for one in sums if one))


def _reader(field: str, columns: list[str], mapping: Mapping) -> Callable[[str, dict[str, Any]], Any]:
    """The function that reads a field's cell: a value, "" for nothing said, None for what it cannot read."""
    kind, form, zone = TYPES.get(field, "text"), mapping.forms.get(columns[0], "") if columns else "", mapping.zone
    decimal = form if form == DECIMAL_COMMA else ""
    if kind == "money":
        return lambda text, fields: _money(text, decimal, fields)
    simple: dict[str, Callable[[str, dict[str, Any]], Any]] = {
        "date": lambda text, _: day(text, form, zone) or ("" if no_day(text) else None),
        "hours": lambda text, _: hours(text, form),
        "moment": lambda text, _: _stamp(text, form, zone),
        "number": lambda text, _: number(text, decimal),
        "yes or no": lambda text, _: yes(text),
        "status": lambda text, _: _status(text),
        "list": lambda text, _: [
            part.strip() for part in text.strip("[] ").replace(";", ",").split(",") if part.strip()
        ],
        "email": lambda text, _: clean_email(text) or None,
        "domain": lambda text, _: domain_in(text),
        "currency": lambda text, _: text.strip().upper()[:3],
        "text": lambda text, _: _unguarded(text),
    }
    return simple[kind]


def _unguarded(text: str) -> str:
    """Text without the apostrophe that keeps a spreadsheet from running it as a formula."""
    text = text.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _money(text: str, decimal: str, fields: dict[str, Any]) -> str | None:
    amount, currency = money(text, decimal)
    if currency:
        fields.setdefault("currency", currency)
    return amount or None


@lru_cache(maxsize=1 << 16)
def _stamp(text: str, order: str, zone: str) -> str | None:
    value = moment(text, order, zone)
    return value.isoformat() if value else None


@lru_cache(maxsize=4096)
def _status(text: str) -> str:
    said = " ".join(text.replace("_", " ").lower().split())
    return STATES.get(said, said)


def _derive_person(fields: dict[str, Any]) -> None:
    """A column "Active" says yes or no, a status is a word."""
    active = yes(fields.get("status", ""))
    if active is not None:
        fields["status"] = "active" if active else "inactive"


def _derive_task(fields: dict[str, Any]) -> None:
    """Done means completed, whatever section of a board the task lies in; a card that was put away is nobody's work."""
    done = fields.pop("done", None)
    if fields.pop("archived", False) and fields.get("status") not in CLOSED_STATUSES:
        fields["status"] = "archived"
    if (done or fields.get("completed_at")) and fields.get("status") not in CLOSED_STATUSES:
        fields["status"] = "completed"
    elif done is False:
        fields.setdefault("status", "open")
    if fields.get("type", "").lower() == "milestone":
        fields["milestone"] = True
    if fields.get("milestone") is False:
        del fields["milestone"]


def _derive_agreement(fields: dict[str, Any]) -> None:
    """A stage called "Closed won" is a status."""
    if "status" not in fields and "stage" in fields:
        stage = fields["stage"].lower()
        fields["status"] = "won" if "won" in stage else "lost" if "lost" in stage else "open"


def _derive_client(fields: dict[str, Any]) -> None:
    """A web address has a domain."""
    if "domain" not in fields and "website" in fields:
        domain = website_domain(domain_in(fields["website"]))
        if domain:
            fields["domain"] = domain


def _derive_ticket(fields: dict[str, Any]) -> None:
    """A moment of escalation or a tag says that it is escalated."""
    if "escalated_at" in fields or any("escalat" in tag.lower() for tag in fields.get("tags", ())):
        fields.setdefault("escalated", True)


_DERIVE: dict[str, Callable[[dict[str, Any]], None]] = {
    "person": _derive_person,
    "account": _derive_person,
    "task": _derive_task, "agreement": _derive_agreement, "client": _derive_client, "ticket": _derive_ticket,
}  # fmt: skip

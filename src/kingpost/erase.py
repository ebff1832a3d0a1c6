"""Remove a person's data, or a whole system, from evidence and everything derived from it.

Erasing is the one act that alters what was kept. Names and addresses go from every text and every jsonb value of the workspace, whatever
table it stands in, the bytes that held them are dropped, and the person's own mails are removed. The systems themselves are not
touched: what is to go there, a person removes there. A digest of the address stays, so that a later read does not bring the person back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from kingpost import flow
from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.keys import digest
from kingpost.evidence.models import Erasure, System
from kingpost.identity.keys import email as fold
from kingpost.toolbox import clock
from kingpost.toolbox.sql import execute, rows

MARK = "(erased)"
OWN_ROLES = ("sender", "author")  # a thing of these roles is the person's own and goes as a whole
KEPT_TABLES = ("accounts_user", "audit_entry", "erasure")
BY_RECORD = (
    "timeline", "client_of", "match_key", "profile", "block", "client_terms", "person_terms", "client_correction", "project_correction", "occurrence",
    "promise", "promise_evidence", "promise_ruling", "shape",
)  # fmt: skip


@dataclass(frozen=True)
class Erased:
    """What an erasure did: records removed, values in which a name or address was replaced."""

    records: int
    values: int


def erase_person(address: str, by: User | None) -> Erased:
    """Erase the person with this e-mail address. Raises LookupError when nothing is held about it."""
    wanted = fold(address)
    people = [r for (r,) in rows(
        "SELECT o.record_id FROM match_key AS k JOIN member AS m USING (record_id) JOIN member AS o ON o.entity_id = m.entity_id WHERE k.key = %s",
        [f"email:{wanted}"])]  # fmt: skip
    if not wanted or not people:
        raise LookupError(f"Nothing is held about {address}.")
    with transaction.atomic():
        names = _names(people, wanted)
        own = [
            r
            for (r,) in rows(
                "SELECT DISTINCT record_id FROM link WHERE target_id = ANY(%s) AND role = ANY(%s)",
                [people, list(OWN_ROLES)],
            )
        ]
        near = [r for (r,) in rows("SELECT DISTINCT record_id FROM link WHERE target_id = ANY(%s)", [people])]
        speaking = [
            r
            for (r,) in rows(
                "SELECT DISTINCT record_id FROM version WHERE title ~* %(n)s OR body ~* %(n)s OR fields::text ~* %(n)s",
                {"n": names},
            )
        ]
        entities = _entities([*people, *own, *near, *speaking])
        execute(
            "UPDATE version SET raw = NULL WHERE record_id = ANY(%s) OR position(convert_to(%s, 'UTF8') IN raw) > 0",
            [near, wanted],
        )
        _remove_records([*people, *own])
        values = sum(_replace(table, column, kind, names) for table, column, kind in _text_columns())
        Erasure.objects.create(digest=digest(wanted.encode()).hex(), at=clock.now())
        audit.record(by, "erased a person", "person:erased", records=len(people) + len(own), values=values)
        changes.append({Stream.ENTITY: entities})
    flow.settle()
    return Erased(len(people) + len(own), values)


def erase_system(system: System, by: User | None) -> Erased:
    """Remove a system and everything only it said."""
    with transaction.atomic():
        records = [r for (r,) in rows("SELECT id FROM record WHERE system_id = %s", [system.pk])]
        entities = _entities(records)
        _remove_records(records)
        audit.record(by, "removed a system", f"system:{system.pk}", records=len(records))
        execute("DELETE FROM quarantine WHERE system_id = %s", [system.pk])
        system.delete()
        changes.append({Stream.ENTITY: entities, Stream.SYSTEM: [0]})
    flow.settle()
    return Erased(len(records), 0)


def _names(people: Sequence[int], address: str) -> str:
    """A pattern for every address and full name these records go by; a first name alone is not replaced."""
    found = {address}
    for title, fields_name, remote_id in rows(
        "SELECT v.title, v.fields->>'name', r.remote_id FROM record AS r JOIN version AS v ON v.record_id = r.id WHERE r.id = ANY(%s)",
        [list(people)],
    ):
        found |= {
            text.strip()
            for text in (title, fields_name, remote_id.removeprefix("email:"))
            if text and (" " in text.strip() or "@" in text)
        }
    return "|".join(re.escape(text).replace("/", "\\/") for text in sorted(found, key=len, reverse=True))


def _entities(records: Sequence[int]) -> set[int]:
    """The entities of these records, and of everything that points at them or that they point at."""
    return {e for (e,) in rows(
        """SELECT entity_id FROM member WHERE record_id = ANY(%(r)s)
           UNION SELECT m.entity_id FROM link AS l JOIN member AS m ON m.record_id = l.record_id WHERE l.target_id = ANY(%(r)s)
           UNION SELECT m.entity_id FROM link AS l JOIN member AS m ON m.record_id = l.target_id WHERE l.record_id = ANY(%(r)s)""",
        {"r": list(records)})}  # fmt: skip


def _remove_records(records: Sequence[int]) -> None:
    """Take records out of every table that is about single records. The number stays taken: a member row without a record."""
    ids = list(records)
    for table in BY_RECORD:
        execute(f"DELETE FROM {table} WHERE record_id = ANY(%s)", [ids])  # noqa: S608  a fixed list of our own tables
    for table in ("link", "link_before"):
        execute(f"DELETE FROM {table} WHERE record_id = ANY(%(r)s) OR target_id = ANY(%(r)s)", {"r": ids})  # noqa: S608
    for table in ("judgement", "pair"):
        execute(f"DELETE FROM {table} WHERE one = ANY(%(r)s) OR other = ANY(%(r)s)", {"r": ids})  # noqa: S608  likewise
    execute("DELETE FROM version WHERE record_id = ANY(%s)", [ids])
    execute("DELETE FROM record WHERE id = ANY(%s)", [ids])


def _text_columns() -> Iterator[tuple[str, str, str]]:
    """Every text, jsonb and text[] column of this workspace's own tables."""
    yield from rows(
        """SELECT table_name, column_name, CASE data_type WHEN 'ARRAY' THEN 'text[]' ELSE data_type END
           FROM information_schema.columns
           WHERE table_schema = current_schema() AND (data_type IN ('text', 'jsonb', 'character varying') OR udt_name = '_text')
             AND table_name <> ALL(%s) AND table_name NOT LIKE 'procrastinate%%' AND table_name NOT LIKE 'django%%'
             AND table_name NOT LIKE 'account%%' AND is_generated = 'NEVER'
             AND table_name IN (SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE')
           ORDER BY 1, 2""",
        [list(KEPT_TABLES)],
    )


def _replace(table: str, column: str, kind: str, names: str) -> int:
    """Replace the names in one column. Returns in how many rows."""
    return execute(
        f'UPDATE "{table}" SET "{column}" = regexp_replace("{column}"::text, %(names)s, %(mark)s, \'gi\')::{kind} WHERE "{column}"::text ~* %(names)s',  # noqa: S608
        {"names": names, "mark": MARK},
    )

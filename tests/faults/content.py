"""What the tables say, in a form two runs can be compared in, whatever order things arrived in.

Numbers differ from run to run, so they are replaced by names: a record is its system, kind and ids; an entity is the first name among its
records. What tells when something was noticed (learned, opened_at, as_of) is left out, what was true when (valid_from, at, due) is not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import psycopg

NAMES = """
DROP TABLE IF EXISTS record_name, entity_name;
CREATE TEMPORARY TABLE record_name AS
SELECT r.id, concat_ws(' ', s.key, r.kind, r.remote_id, nullif(r.native_id, r.remote_id)) COLLATE "C" AS name
FROM record AS r JOIN system AS s ON s.id = r.system_id;
ALTER TABLE record_name ADD PRIMARY KEY (id);
CREATE TEMPORARY TABLE entity_name AS
SELECT m.entity_id AS id, min(n.name) AS name FROM member AS m JOIN record_name AS n ON n.id = m.record_id GROUP BY 1;
ALTER TABLE entity_name ADD PRIMARY KEY (id);
CREATE OR REPLACE FUNCTION pg_temp.of_record(bigint) RETURNS text STABLE LANGUAGE sql AS 'SELECT name FROM record_name WHERE id = $1';
CREATE OR REPLACE FUNCTION pg_temp.of_entity(bigint) RETURNS text STABLE LANGUAGE sql AS 'SELECT name FROM entity_name WHERE id = $1';
CREATE OR REPLACE FUNCTION pg_temp.of_records(bigint[]) RETURNS text[] STABLE LANGUAGE sql AS
    'SELECT array_agg(name ORDER BY name) FROM record_name WHERE id = ANY($1)';
CREATE OR REPLACE FUNCTION pg_temp.things_of(bigint[]) RETURNS text[] STABLE LANGUAGE sql AS
    'SELECT array_agg(DISTINCT n.name ORDER BY n.name) FROM member AS m JOIN entity_name AS n ON n.id = m.entity_id WHERE m.record_id = ANY($1)';
CREATE OR REPLACE FUNCTION pg_temp.thing_of(bigint) RETURNS text STABLE LANGUAGE sql AS
    'SELECT pg_temp.of_entity(entity_id) FROM member WHERE record_id = $1';
ANALYZE record_name; ANALYZE entity_name
"""

QUERIES: Mapping[str, str] = {
    "system": "SELECT key, cursor, loaded_at IS NOT NULL, paused_at FROM system",
    "record": """SELECT n.name, r.audience_id, r.native_kind, r.native_key IS NULL, r.raw_hash, r.hash, r.weight, r.version IS NULL, r.gone_at IS NULL
                 FROM record AS r JOIN record_name AS n USING (id)""",
    # What is only mentioned has the version that says most; which others came before it depends on how pages were gathered.
    "version": """SELECT pg_temp.of_record(record_id), CASE WHEN r.native_key IS NOT NULL THEN number END, valid_from, translator, pg_temp.of_record(via), title, fields, md5(body), url,
                         ref_roles, ARRAY(SELECT pg_temp.of_record(t.id) FROM unnest(ref_keys) WITH ORDINALITY AS k(key, place)
                                          LEFT JOIN record AS t ON t.key = k.key ORDER BY place),
                         (SELECT jsonb_agg(h.one - 'actor' || jsonb_build_object('actor', pg_temp.of_record(a.id)) ORDER BY h.place)
                          FROM jsonb_array_elements(happenings) WITH ORDINALITY AS h(one, place)
                          LEFT JOIN record AS a ON a.key = (h.one->>'actor')::uuid),
                         md5(raw)
                  FROM version JOIN record AS r ON r.id = record_id WHERE r.native_key IS NOT NULL OR number = r.version""",
    "completeness": """SELECT s.key, c.kind, c.title, c.proof, held, counted, missing, surplus, gone, unreadable, c.excluded, oldest, newest
                       FROM completeness AS c JOIN system AS s ON s.id = c.system_id""",
    "quarantine": """SELECT s.key, q.stage, q.kind, q.remote_id, q.error, q.raw_hash, q.settled_at IS NULL
                     FROM quarantine AS q LEFT JOIN system AS s ON s.id = q.system_id""",
    "excluded": "SELECT system_id, kind, native_key FROM excluded",
    "vanishing": "SELECT system_id, kind, missing, held, settled_at IS NULL FROM vanishing",
    "match_key": "SELECT pg_temp.of_record(record_id), key FROM match_key",
    "profile": "SELECT pg_temp.of_record(record_id), said FROM profile",
    "block": "SELECT pg_temp.of_record(record_id), key FROM block",
    "pair": "SELECT pg_temp.of_records(ARRAY[one, other]), round(weight::numeric, 6), verdict, levels FROM pair",
    "member": "SELECT pg_temp.of_record(record_id), pg_temp.of_entity(entity_id) FROM member",
    "entity": """SELECT pg_temp.of_entity(entity_id), audience_id, kind, title, golden,
                        (SELECT jsonb_object_agg(field, jsonb_build_array(pg_temp.of_record((because->>0)::bigint), because->>1))
                         FROM jsonb_each(why) AS w(field, because)), at, records, open, due, standing
                 FROM entity""",
    # A link goes to whichever record of the target was there first; the entity is what counts.
    "link": "SELECT pg_temp.of_record(record_id), role, pg_temp.thing_of(target_id), why FROM link",
    "link_before": "SELECT pg_temp.of_record(record_id), role, pg_temp.of_record(target_id) FROM link_before",
    "quote": "SELECT pg_temp.of_record(record_id), token FROM quote",
    # Of a thing that several systems record, which of them is meant is a matter of numbers.
    "notice": "SELECT pg_temp.of_record(record_id), service, domain, system_id IS NULL, pg_temp.thing_of(target_id) FROM notice",
    "client_of": "SELECT pg_temp.of_record(record_id), pg_temp.of_entity(client_id), kind, via FROM client_of",
    "open_work": "SELECT pg_temp.of_entity(client_id), pg_temp.of_entity(entity_id), audience_id FROM open_work",
    "timeline": """SELECT pg_temp.of_record(record_id), number, pg_temp.of_entity(client_id), at, pg_temp.of_entity(entity_id), audience_id, kind,
                          what, text, pg_temp.of_record(actor_id)
                   FROM timeline""",
    # A project is named by its first record by key, so the link is the same whatever came first.
    "project_link": "SELECT pg_temp.of_record(record_id), pg_temp.of_record(project_id), pg_temp.of_entity(unit_id), via, score, why, at FROM project_link",
    "project_ground": "SELECT pg_temp.of_entity(client_id), names FROM project_ground",
    "approval": """SELECT pg_temp.of_entity(entity_id), audience_id, kind, what, pg_temp.thing_of(asked_by_id), pg_temp.thing_of(asked_of_id), asked_of_name, state, differs,
                          asked_at, decided_at, places FROM approval""",
    "approval_place": """SELECT pg_temp.of_record(record_id), place, pg_temp.of_entity(subject_id), pg_temp.of_entity(unit_id), state, condition, quote, at,
                                pg_temp.thing_of(by_id), pg_temp.thing_of(of_id) FROM approval_place""",
    "stated": "SELECT pg_temp.of_record(record_id), number, pg_temp.of_entity(client_id), at, what, says, words, currency, weekday_only FROM stated",
    "disagreement": """SELECT family, pg_temp.of_entity(entity_id), audience_id, pg_temp.of_entity(client_id), kind, title,
                              (SELECT jsonb_agg(s.side - 'record' - 'entity' || jsonb_build_object('record', pg_temp.of_record((s.side->>'record')::bigint)) ORDER BY s.place)
                               FROM jsonb_array_elements(sides) WITH ORDINALITY AS s(side, place)),
                              pg_temp.of_records(records), money, currency, days, first, since, until, ruling_id IS NULL, news
                       FROM disagreement WHERE closed_at IS NULL""",
    "occurrence": "SELECT pg_temp.of_record(record_id), starts_at, ends_at, all_day FROM occurrence",
    "promise": """SELECT key IS NOT NULL, pg_temp.of_record(record_id), pg_temp.of_entity(entity_id), audience_id, pg_temp.of_entity(nullif(client_id, 0)), pg_temp.of_entity(thread_id),
                         pg_temp.of_entity(about_id), kind, ours, pg_temp.of_record(by_id), by_name, pg_temp.of_record(to_id), what, words, place, stems, said_at, due_at, amount,
                         currency, confidence, reason, moves, (SELECT pg_temp.of_record(n.record_id) || n.words FROM promise AS n WHERE n.key = p.superseded_by), verdict
                  FROM promise AS p""",
    "promise_evidence": """SELECT (SELECT pg_temp.of_record(p.record_id) || p.words FROM promise AS p WHERE p.key = e.key), kind, pg_temp.of_record(record_id), audience_id, at, why
                           FROM promise_evidence AS e""",
    # Of several clients the search shows the one known longest, which is a matter of arrival.
    "search": "SELECT pg_temp.of_entity(entity_id), audience_id, kind, title, at, client_id IS NULL, words FROM search",
    "business_value": "SELECT name, guessed, corrected FROM business_value",
    # Evidence is any of the records of a thing that may be used: one mail lies in several mailboxes.
    "signal": """SELECT rule, pg_temp.of_entity(entity_id), key, audience_id, pg_temp.of_entity(anchor_id), pg_temp.of_entity(client_id), title, says,
                        since, latest, due, pg_temp.of_entity(owner_id), opens, before_start, pg_temp.things_of(evidence), not_for
                 FROM signal WHERE closed_at IS NULL""",
    "flag": """SELECT pg_temp.of_entity(entity_id), audience_id, pg_temp.of_entity(client_id), kind, title, why, rules, since, due,
                      pg_temp.of_entity(owner_id), pg_temp.things_of(evidence), not_for, before_start
               FROM flag WHERE closed_at IS NULL""",
}


@dataclass(frozen=True)
class Content:
    """The rows of each table as sorted lines of JSON."""

    tables: Mapping[str, list[str]]

    def hashes(self) -> dict[str, str]:
        return {name: hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16] for name, rows in self.tables.items()}

    def differences(self, other: Content, most: int = 6) -> str:
        """In words, what is here and not there, and the other way round; "" when both say the same."""
        told = []
        for name, rows in self.tables.items():
            if rows == other.tables[name]:
                continue
            here, there = set(rows), set(other.tables[name])
            told.append(f"{name}: {len(rows)} rows against {len(other.tables[name])}")
            told += [f"  only here:  {row[:600]}" for row in sorted(here - there)[:most]]
            told += [f"  only there: {row[:600]}" for row in sorted(there - here)[:most]]
        return "\n".join(told)


Ask = Callable[[str], Iterable[tuple[object, ...]]]


def read(ask: Ask) -> Content:
    """The content of the workspace ``ask`` (a query in, its rows out) stands in. Leaves temporary tables behind."""
    ask(NAMES)
    return Content({name: sorted(_line(row) for row in ask(query)) for name, query in QUERIES.items()})


def read_at(url: str, workspace: str = "kingpost") -> Content:
    """The content of a workspace as of one moment."""
    with psycopg.connect(url, options=f"-c search_path={workspace},extensions") as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        made = read(connection.execute)
        connection.rollback()
    return made


def _line(row: tuple[object, ...]) -> str:
    return json.dumps(row, default=str, ensure_ascii=False, sort_keys=True)

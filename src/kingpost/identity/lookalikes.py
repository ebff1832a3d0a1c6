"""Look-alikes: records whose names alone suggest they are one thing. They go to the review list, never together by themselves.

Clients: names alike after legal forms are taken off (trigram similarity). People: the same plain name, where one of them has no
address or both are at one domain. Each pair is asked once; the answer is a judgement and is remembered.
"""

from __future__ import annotations

from kingpost.identity.keys import core_name
from kingpost.toolbox import clock
from kingpost.toolbox.sql import execute, numbers, rows, sql

ALIKE = 0.62  # trigram similarity of core names from which on a pair is worth a person's glance
ASK_AT_MOST = 5  # pairs for one record


def look_for(records: str) -> None:
    """Remember the core names of these records (a bigint[] as text) and put new look-alike pairs on the review list."""
    named = rows(
        """SELECT r.id, r.kind, v.title FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version
           WHERE r.id = ANY(%s::bigint[]) AND r.kind IN ('client', 'project') AND r.remote_id NOT LIKE 'domain:%%' AND r.gone_at IS NULL""",
        [records],
    )
    if not named:
        return
    execute(
        """INSERT INTO core_name (record_id, kind, name) SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[])
           ON CONFLICT (record_id) DO UPDATE SET name = excluded.name WHERE core_name.name <> excluded.name""",
        [[r for r, _, _ in named], [k for _, k, _ in named], [core_name(t) for _, _, t in named]],
    )
    execute(
        sql("lookalikes"),
        {"records": numbers(r for r, _, _ in named), "alike": ALIKE, "most": ASK_AT_MOST, "now": clock.now()},
    )

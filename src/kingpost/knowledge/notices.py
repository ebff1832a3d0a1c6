"""Notices: mails that systems wrote by themselves, each tied to the thing it speaks of, where that is held and plainly meant."""

from __future__ import annotations

from uuid import UUID

from kingpost.connectors.formats.notices import CALENDAR
from kingpost.evidence.keys import record_key
from kingpost.toolbox.sql import execute, rows, sql


def link_notices() -> None:
    """Write the notices among the batch's mails and want a link to what each is about."""
    execute(sql("notices_gone"))
    invited = rows(
        """SELECT b.record_id, b.fields->'notice_keys'->>0, s.id FROM batch AS b, system AS s
           WHERE b.kind = 'message' AND b.live AND b.fields->>'notice' = %s""",
        [CALENDAR],
    )
    keys = [(record, str(UUID(bytes=record_key(system, "meeting", uid)))) for record, uid, system in invited if uid]
    execute(sql("notices"), {"records": [record for record, _ in keys], "keys": [key for _, key in keys]})
    execute(sql("notices_links"))

"""Which of the people in the systems somebody who signs in is."""

from __future__ import annotations

from collections.abc import Sequence

from kingpost.toolbox.sql import rows


def of_email(email: str, seen_by: Sequence[int]) -> int | None:
    """The person with this address, as far as the reader may know of one; None when no system names them."""
    found = rows(
        """SELECT e.entity_id FROM match_key AS k JOIN member AS m USING (record_id)
           JOIN entity AS e ON e.entity_id = m.entity_id AND e.kind = 'person' AND e.audience_id = ANY(%s)
           WHERE k.key = %s ORDER BY e.records DESC, e.entity_id LIMIT 1""",
        [list(seen_by), f"email:{email.casefold()}"],
    )
    return int(found[0][0]) if found else None

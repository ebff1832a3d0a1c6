"""A document kept in a folder called like a client belongs to that client: the way a shared drive is sorted by hand."""

from __future__ import annotations

from pathlib import PurePosixPath

from kingpost.identity.keys import plain_name
from kingpost.toolbox.sql import execute, rows, sql


def link_by_folder() -> None:
    """Want a link from each document of the batch to the client its folder, or a folder above it, is named after."""
    found = rows(
        """SELECT r.id, r.native_id FROM batch AS b JOIN record AS r ON r.id = b.record_id
           WHERE r.kind = 'document' AND r.gone_at IS NULL AND position('/' IN r.native_id) > 0"""
    )
    wanted = [
        (record, f"name:{name}", part)
        for record, path in found
        for part in PurePosixPath(path).parts[:-1]
        if len(name := plain_name(part)) >= 4
    ]
    execute(
        sql("links_folder"),
        {"records": [r for r, _, _ in wanted], "keys": [k for _, k, _ in wanted], "parts": [p for _, _, p in wanted]},
    )

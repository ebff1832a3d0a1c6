"""Writes docs/connectors.md from what the connectors say of themselves: ``python -m kingpost.connectors.document``.

A test compares the file with this, so the page is true or the suite fails.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from kingpost.connectors import registry
from kingpost.connectors.base import Connector, Proof

COMPLETE = {
    "ids": "every id compared with the system's own list",
    "count": "totals compared with the system's own count",
    "none": "the system offers nothing to compare with",
}
DELETIONS = {"tombstones": "the system says so", "ids": "gone from its list", "none": "not seen"}

HEAD = """\
# Connectors

What Kingpost reads and writes, system by system. Written by `python -m kingpost.connectors.document`; do not edit it by hand.
Adding one: see [the contract](../src/kingpost/connectors/base.py), and the checks every connector passes in
[tests/connectors/contract.py](../tests/connectors/contract.py).
"""


def markdown() -> str:
    """The whole page, ending in one newline."""
    classes = registry.connectors().values()
    overview = _table(
        ("connector", "reads", "writes"),
        (
            (f"[{cls.title}](#{cls.name})", _listing(p.title for p in cls.proofs.values()), _writes(cls))
            for cls in classes
        ),
    )
    return "\n".join([HEAD, *overview, *(line for cls in classes for line in _section(cls))]) + "\n"


def _section(cls: type[Connector]) -> list[str]:
    settings = (
        (
            f"`{s.name}`",
            s.title,
            "yes" if s.required else "",
            "yes" if s.secret else "",
            f"`{s.default}`" if s.default else "",
        )
        for s in cls.settings
    )
    return [
        "",
        f'<a id="{cls.name}"></a>',
        "",
        f"## {cls.title}",
        "",
        f"{cls.about} Writes: {_writes(cls)}. Details: [{cls.title}](connectors/{cls.name}.md).",
        "",
        *_table(
            ("what is read", "how we prove it is complete", "how a deletion is seen"), map(_proof, cls.proofs.values())
        ),
        "",
        *_table(("setting", "title", "needed", "secret", "default"), settings),
    ]


def _proof(proof: Proof) -> tuple[str, str, str]:
    return proof.title, COMPLETE[proof.complete], DELETIONS[proof.deletions]


def _writes(cls: type[Connector]) -> str:
    return _listing(sorted(cls.writes)) or "nothing"


def _listing(words: Iterable[str]) -> str:
    return ", ".join(words)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    cells = [head, ("---",) * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells]


if __name__ == "__main__":
    sys.stdout.write(markdown())

"""The phrases of the stream, by section."""

from __future__ import annotations

import random
from collections import defaultdict
from functools import cache
from pathlib import Path

from kingpost.example.company import Client


@cache
def sections() -> dict[str, list[str]]:
    """Lines by section of ``phrases.txt``."""
    found: dict[str, list[str]] = defaultdict(list)
    name = ""
    for line in Path(__file__).with_name("phrases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line and not line.startswith("#"):
            found[name].append(line)
    return dict(found)


def say(rng: random.Random, section: str, client: Client | None = None, **known: str) -> tuple[str, str]:
    """A subject ("" for lines without one) and a text."""
    subject, _, text = rng.choice(sections()[section]).rpartition(" | ")
    pools = client.pools if client else {}
    filled = {
        name: rng.choice(pools.get(name) or OTHERS[name]) for name in ("app", "site", "user") if name not in known
    }
    filled |= {"host": f"{rng.choice(HOSTS)}-{rng.randint(1, 9):02d}", "thing": rng.choice(THINGS), "n": str(rng.randint(2, 99)), "client": client.name if client else ""}  # fmt: skip
    filled |= known
    return subject.format(**filled), text.format(**filled)


OTHERS = {"app": ["LoadPlan", "CaseBook", "TillPoint"], "site": ["the office"], "user": ["Anna", "Imran", "Joe"]}
HOSTS = "srv-file srv-mail srv-app srv-db fw-edge sw-core nas-main vm-host".split()
THINGS = ["the price list", "the new tablets", "the report", "the test accounts", "the network plan", "the handbook", "the firewall change",
          "the data export", "the spare scanners", "the training dates"]  # fmt: skip

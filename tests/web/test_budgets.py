"""What a page may cost. ``queries.txt`` is a baseline: a change in it is read like a change in code."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.routes import ROUTES

from kingpost.accounts.models import User
from kingpost.web import assets

BASELINE = Path(__file__).with_name("queries.txt")
MOST_QUERIES, MOST_HTML, MOST_SCRIPT = 12, 60_000, 60_000
PAGES = [
    name
    for name, route in ROUTES.items()
    if route.post is None and route.page and not name.startswith(("mfa_", "account_"))
]


def baseline() -> dict[str, int]:
    return {name: int(count) for name, count in (line.split() for line in BASELINE.read_text().splitlines())}


def test_every_page_asks_as_many_questions_as_it_did(cast: dict[str, User], dana: Client) -> None:
    counted = {}
    for name in PAGES:
        address = reverse(name, args=ROUTES[name].args(cast))
        with CaptureQueriesContext(connection) as asked:
            answer = dana.get(address)
        counted[name] = len(asked)
        assert len(answer.content) <= MOST_HTML, f"{name} is {len(answer.content):,} bytes"
    assert counted == baseline(), "\n".join(f"{name} {count}" for name, count in sorted(counted.items()))


def test_no_page_asks_more_than_twelve() -> None:
    assert {name: count for name, count in baseline().items() if count > MOST_QUERIES} == {}


def test_the_scripts_are_small() -> None:
    scripts = [name for name in assets.FILES if name.endswith(".js")]
    assert sum(len(gzip.compress(assets.read(name).body)) for name in scripts) <= MOST_SCRIPT


@pytest.mark.parametrize("name", assets.FILES)
def test_a_file_is_kept_for_ever_under_its_digest(name: str, client: Client) -> None:
    answer = client.get(assets.address(name), headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(answer.content) == assets.read(name).body
    assert "immutable" in answer["Cache-Control"]
    assert client.get(reverse("asset", args=["0", name]))["Cache-Control"] == "no-cache"

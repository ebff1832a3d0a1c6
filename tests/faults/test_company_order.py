"""A part of the example company, read page by page with its systems taking turns: the picture is the same whatever the turns."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import pytest
from tests.faults import company, content
from tests.faults.test_any_order import forget

from kingpost import flow
from kingpost.connectors import registry
from kingpost.connectors.base import Page
from kingpost.evidence.connect import open_connector
from kingpost.evidence.land import Lander
from kingpost.evidence.models import System
from kingpost.evidence.stage import run_once
from kingpost.knowledge import guessing
from kingpost.toolbox.sql import rows

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.systems, pytest.mark.timeout(2700)]


def read_all(systems: Sequence[System]) -> list[tuple[System, list[Page]]]:
    """Every page of every system, small, in the order the system gives them."""
    found = []
    for system in systems:
        with closing(open_connector(system)) as connector:
            pages = [Page(page.items[n:n + 40], page.cursor, page.gone, page.unreadable)
                     for page in connector.read(None) for n in range(0, max(len(page.items), 1), 40)]  # fmt: skip
            found.append((system, pages))
    return found


def arrive(read: list[tuple[System, list[Page]]], rng: random.Random | None) -> content.Content:
    """Land all pages, system by system or taking turns, the stages running now and then on a part of what waits."""
    forget()
    landers = {system.pk: Lander(system, registry.connector(system.connector)) for system, _ in read}
    left = [(system, list(pages)) for system, pages in read]
    while left:
        system, pages = rng.choice(left) if rng else left[0]
        for page in [pages.pop(0) for _ in range(min(len(pages), rng.randint(1, 8) if rng else 1000))]:
            landers[system.pk].store(landers[system.pk].prepare(page), page.cursor)
        left = [one for one in left if one[1]]
        if rng and rng.random() < 0.5:
            for stage in flow.STAGES[: rng.randint(1, len(flow.STAGES))]:
                run_once(replace(stage, batch=rng.choice((7, 60, 1000))))
        if rng and rng.random() < 0.1:
            guessing.guess()
    for _ in range(4):
        flow.settle()
        guessing.guess()
    flow.settle()
    made = content.read(rows)
    return content.Content(
        {
            name: lines
            for name, lines in made.tables.items()
            if name not in ("version", "completeness", "system", "quarantine")
        }
    )


def test_the_picture_of_a_company_does_not_depend_on_who_was_read_first(tmp_path, monkeypatch):
    monkeypatch.setenv("KINGPOST_NOW", company.NOW.isoformat())
    forget()
    company.connect(company.write_part(tmp_path / "files"))
    read = read_all(System.objects.order_by("key"))
    straight = arrive(read, None)
    for seed in range(2):
        differences = arrive(read, random.Random(seed)).differences(straight)
        assert not differences, f"seed {seed}: {differences}"

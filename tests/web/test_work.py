from __future__ import annotations

from django.test import Client
from django.urls import reverse


def rows(page: str) -> int:
    return page.count('data-row="w')


def test_the_headline_counts_the_rows_below_it(dana: Client) -> None:
    page = dana.get(reverse("work")).content.decode()
    assert "Seven open pieces of work. One is late and two have no owner." in page
    assert rows(page) == 7


def test_the_list_can_be_narrowed(dana: Client) -> None:
    late, unowned = (dana.get(reverse("work"), {"only": only}).content.decode() for only in ("late", "unowned"))
    assert rows(late) == 1
    assert "Replace the library switch" in late
    assert rows(unowned) == 2
    assert "Firewall change" in unowned


def test_what_is_done_is_not_open(dana: Client) -> None:
    assert "Directory cut-over" not in dana.get(reverse("work")).content.decode()

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web import day


def box(client: Client, asked: str) -> str:
    return client.get(
        reverse("search"), {"q": asked}, headers={"HX-Request": "true", "HX-Target": "found"}
    ).content.decode()


def test_three_letters_find_the_client_first(dana: Client) -> None:
    found = box(dana, "ald")
    assert found.index(day.ALDGATE) == min(found.index(word) for word in (day.ALDGATE, "option") if word == day.ALDGATE)
    assert reverse("thing", args=[builders.entity(day.ALDGATE)]) in found
    assert "<html" not in found


def test_the_box_goes_to_pages_by_name(dana: Client) -> None:
    assert reverse("systems") in box(dana, "sys")


def test_without_a_script_it_is_a_page(dana: Client) -> None:
    page = dana.get(reverse("search"), {"q": "library switch"}).content.decode()
    assert "Replace the library switch" in page
    assert "<html" in page


def test_nothing_found_is_said(dana: Client) -> None:
    assert "Nothing you may see matches" in box(dana, "zzqqxx")
    assert box(dana, "<script>").count("<script>") == 0

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import builders
from tests.web import day
from tests.web.test_budgets import MOST_QUERIES


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


def test_a_question_nobody_answers_here_leads_to_what_it_names_first(dana: Client) -> None:
    found = box(dana, f"what do we owe {day.ALDGATE} this month")
    assert found.index("found-1") < found.index(day.ALDGATE)
    assert reverse("thing", args=[builders.entity(day.ALDGATE)]) in found.split("found-2")[0]
    invoice = builders.entity("INV-2093", "invoice")
    assert reverse("thing", args=[invoice]) in box(dana, "is INV-2093 paid").split("found-2")[0]


def test_a_question_is_answered_in_the_box_with_its_sources(dana: Client) -> None:
    found = box(dana, "who owns the next step on the customer portal?")
    assert "Priya Raman has the next step for “Customer portal”: “Training, session 4”" in found
    assert reverse("thing", args=[builders.entity("Training, session 4", "task")]) in found
    assert "Looked in" in found and "Copy with its sources" in found
    assert "Not yet" not in found and "<html" not in found


def test_a_question_without_a_name_is_about_the_page(dana: Client) -> None:
    where = f"http://testserver{reverse('thing', args=[builders.entity('Replace the library switch', 'task')])}"
    found = dana.get(
        reverse("search"),
        {"q": "are we on track?"},
        headers={"HX-Request": "true", "HX-Target": "found", "HX-Current-URL": where},
    ).content.decode()
    assert "Late: “Replace the library switch” was due on" in found


def test_several_that_fit_are_offered_and_the_choice_is_answered(dana: Client) -> None:
    page = dana.get(reverse("search"), {"q": "is it approved: firewall library?"}).content.decode()
    assert "Which one?" in page and "Firewall change" in page and "Replace the library switch" in page
    number = builders.entity("Firewall change", "task")
    chosen = dana.get(
        reverse("search"), {"q": "is it approved: firewall library?", "about": str(number)}
    ).content.decode()
    assert "Not known: no approval of “Firewall change” is recorded" in chosen


def test_the_copied_answer_is_two_lines_with_its_sources(dana: Client) -> None:
    page = dana.get(reverse("search"), {"q": "is the library switch late?"}).content.decode()
    copied = page.split('data-copy="', 1)[1].split('"', 1)[0]
    assert copied.count("\n") == 1 and "Redmine" in copied.split("\n")[1]


QUESTIONS = (
    "who owns the next step on the customer portal?", "is the customer portal on track?", "has the customer portal been approved?", "are we on track?",
    "are we on track with aldgate freight?", "who owns the next step for aldgate freight", "who owns the next step?", "has that gone through?",
)  # fmt: skip


def test_an_answer_costs_no_more_than_a_page_may(dana: Client) -> None:
    counted = {}
    for asked in QUESTIONS:
        with CaptureQueriesContext(connection) as queries:
            assert "Looked in" in box(dana, asked)
        counted[asked] = len(queries)
    assert {asked: count for asked, count in counted.items() if count > MOST_QUERIES} == {}

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web import day

from kingpost import flow
from kingpost.accounts.models import User
from kingpost.knowledge import business
from kingpost.knowledge.models import ClientTerms
from kingpost.toolbox.sql import rows


def test_a_correction_holds_and_can_be_taken_back_to_the_guess(dana: Client) -> None:
    dana.post(reverse("corrections", args=["answer_hours"]), {"value": "6"})
    assert business.value("answer_hours") == 6
    dana.post(reverse("corrections", args=["answer_hours"]), {"guess": "1"})
    assert business.value("answer_hours") is None


def test_working_hours_are_checked(dana: Client) -> None:
    address = reverse("corrections", args=["working_hours"])
    dana.post(address, {"day": ["0", "1", "2"], "start": "08:00", "end": "16:30"})
    assert business.value("working_hours") == {"days": [0, 1, 2], "start": "08:00", "end": "16:30"}
    answer = dana.post(address, {"day": ["0"], "start": "18:00", "end": "09:00"}, follow=True)
    assert "an end after their start" in answer.content.decode()
    assert business.value("working_hours")["end"] == "16:30"


def test_days_off_are_written_down_and_taken_back(dana: Client) -> None:
    address = reverse("corrections", args=["days_off"])
    dana.post(address, {"value": "2099-12-24 Christmas Eve\n2099-12-31 New Year's Eve"})
    assert business.values()["working_hours"]["closed"] == ["2099-12-24", "2099-12-31"]
    page = dana.get(reverse("business")).content.decode()
    assert "Christmas Eve on Thursday 24 December 2099" in page and "2099-12-31 New Year&#39;s Eve" in page
    answer = dana.post(address, {"value": "24 December"}, follow=True).content.decode()
    assert "write it as 2026-12-24 Christmas Eve" in answer
    dana.post(address, {"guess": "1"})
    assert business.values()["working_hours"]["closed"] == []


def test_our_country_is_corrected_in_two_letters(dana: Client) -> None:
    address = reverse("corrections", args=["country"])
    dana.post(address, {"value": "germany"})
    assert business.value("country") == "DE"
    assert "is no country" in dana.post(address, {"value": "Atlantis"}, follow=True).content.decode()
    dana.post(address, {"guess": "1"})
    assert business.value("country") == "GB"


def test_public_holidays_say_which_calendar_they_come_from(dana: Client) -> None:
    business.adopt({"holidays": ([{"on": "2099-04-10", "name": "Good Friday"}], "the calendar “Bank holidays”")})
    page = dana.get(reverse("business")).content.decode()
    assert "Good Friday on Friday 10 April 2099" in page and "Guessed from the calendar “Bank holidays”" in page


def test_someone_who_only_wrote_to_us_becomes_a_client(cast: dict[str, User], dana: Client) -> None:
    lead = builders.entity("newlead.example")
    page = dana.get(reverse("business")).content.decode()
    assert "newlead.example" in page[page.index("who wrote to us") :]
    dana.post(reverse("terms"), {"client": lead})
    flow.settle()
    assert "newlead.example" in dana.get(reverse("clients")).content.decode()


def test_the_page_says_what_a_value_was_guessed_from(dana: Client, cast: dict[str, User]) -> None:
    page = dana.get(reverse("business")).content.decode()
    assert "harrowlane.example" in page
    assert "Set by Dana Whitfield" in page
    assert day.ALDGATE in page


def test_someone_at_our_domain_is_said_not_to_be_one_of_us_and_back(cast: dict[str, User], dana: Client) -> None:
    noor = builders.entity("Noor Haddad", "person")
    assert "Noor Haddad is not one of us" in dana.get(reverse("business")).content.decode()
    dana.post(reverse("staff"), {"not_ours": noor})
    flow.settle()
    page = dana.get(reverse("business")).content.decode()
    assert "Noor Haddad is one of us" in page[page.index("Said not to be one of us") :]
    dana.post(reverse("staff"), {"ours": noor, "back": "1"})
    flow.settle()
    assert "<h2>One of us</h2>" in dana.get(reverse("thing", args=[noor])).content.decode()


def test_agreed_hours_are_saved_for_those_that_changed(cast: dict[str, User], dana: Client) -> None:
    aldgate, pell = builders.entity(day.ALDGATE), builders.entity(day.PELL)
    page = dana.post(reverse("terms"), {f"hours-{aldgate}": "6", f"hours-{pell}": ""}, follow=True).content.decode()
    assert "Noted for one client." in page
    assert ClientTerms.objects.get().answer_hours == 6
    assert (
        "is not a number of hours"
        in dana.post(reverse("terms"), {f"hours-{pell}": "soon"}, follow=True).content.decode()
    )


def test_agreed_hours_are_taken_off_a_client_by_clearing_them(cast: dict[str, User], dana: Client) -> None:
    aldgate, pell = builders.entity(day.ALDGATE), builders.entity(day.PELL)
    dana.post(reverse("terms"), {f"hours-{aldgate}": "6", f"hours-{pell}": "8"})
    page = dana.post(reverse("terms"), {f"hours-{aldgate}": "", f"hours-{pell}": "8"}, follow=True).content.decode()
    assert "Noted for one client." in page
    assert sorted(ClientTerms.objects.values_list("answer_hours", flat=True), key=str) == [8, None]
    again = dana.post(reverse("terms"), {f"hours-{aldgate}": "", f"hours-{pell}": "8"}, follow=True).content.decode()
    assert "Nothing was changed." in again


def test_of_several_words_about_one_client_the_last_counts(cast: dict[str, User], dana: Client) -> None:
    aldgate = builders.entity(day.ALDGATE)
    records = [r for (r,) in rows("SELECT record_id FROM member WHERE entity_id = %s ORDER BY record_id", [aldgate])]
    assert len(records) > 1
    for hours, record in ((4, records[-1]), (9, records[0])):  # as after two clients were found to be one
        business.set_terms(record, cast["dana"], answer_hours=hours)
    assert 'value="9"' in dana.get(reverse("business")).content.decode()
    assert rows("SELECT agreed_hours(%s)", [aldgate]) == [(9.0,)]

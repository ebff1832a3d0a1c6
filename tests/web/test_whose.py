"""Whose client a thing is: said by a person, followed by what belongs to it, taken back with one key."""

from __future__ import annotations

from html import unescape

from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web import day

from kingpost import flow
from kingpost.accounts.models import User
from kingpost.toolbox.sql import rows


def whose(kind: str, title: str) -> set[str]:
    return {
        client
        for (client,) in rows(
            """SELECT c.title FROM entity AS e JOIN member AS m USING (entity_id) JOIN client_of AS o ON o.record_id = m.record_id
               JOIN entity AS c ON c.entity_id = o.client_id WHERE e.kind = %s AND e.title = %s""",
            [kind, title],
        )
    }


def test_a_ticket_said_to_be_anothers_takes_its_mails_along_and_comes_back(cast: dict[str, User], dana: Client) -> None:
    ticket, pell = builders.entity("Nobody can sign in to the portal", "ticket"), builders.entity(day.PELL)
    assert whose("ticket", "Nobody can sign in to the portal") == {day.ALDGATE}
    page = dana.get(reverse("thing", args=[ticket])).content.decode()
    assert "Wrong client?" in page
    assert day.PELL in unescape(dana.get(reverse("whose", args=[ticket])).content.decode())

    said = dana.post(reverse("client_corrections", args=[ticket]), {"client": pell}, follow=True)
    flow.settle()
    assert f"is {day.PELL}’s" in unescape(said.content.decode())
    assert whose("ticket", "Nobody can sign in to the portal") == {day.PELL}
    builders.tell(
        builders.system("mail"),
        builders.mail(
            "late@x",
            "owner@elsewhere.example",
            "priya@harrowlane.example",
            "Re: [#4471]",
            builders.moment("2026-03-02 12:00"),
        ),
    )
    assert whose("ticket", "Nobody can sign in to the portal") == {day.PELL}, (
        "what arrives later does not overrule a person"
    )

    dana.post(reverse("undo"))
    flow.settle()
    assert whose("ticket", "Nobody can sign in to the portal") == {day.ALDGATE}


def test_taken_back_what_was_said_before_holds_again(cast: dict[str, User], dana: Client) -> None:
    ticket, pell = builders.entity("Nobody can sign in to the portal", "ticket"), builders.entity(day.PELL)
    for client in (str(pell), "nobody"):
        dana.post(reverse("client_corrections", args=[ticket]), {"client": client})
        flow.settle()
    assert whose("ticket", "Nobody can sign in to the portal") == set()
    dana.post(reverse("undo"))
    flow.settle()
    assert whose("ticket", "Nobody can sign in to the portal") == {day.PELL}


def test_a_thing_may_be_nobodys(cast: dict[str, User], dana: Client) -> None:
    ticket = builders.entity("Nobody can sign in to the portal", "ticket")
    dana.post(reverse("client_corrections", args=[ticket]), {"client": "nobody"})
    flow.settle()
    assert whose("ticket", "Nobody can sign in to the portal") == set()
    dana.post(reverse("client_corrections", args=[ticket]), {"client": "999999999"})
    flow.settle()
    assert whose("ticket", "Nobody can sign in to the portal") == set()


def test_answering_wrong_client_offers_to_say_whose_it_is(cast: dict[str, User], dana: Client) -> None:
    from kingpost.priorities.models import Flag

    flag = Flag.objects.get(title="Nobody can sign in to the portal")
    page = dana.post(reverse("answers", args=[flag.pk]), {"verdict": "wrong_client"}, follow=True).content.decode()
    assert reverse("whose", args=[builders.entity("Nobody can sign in to the portal", "ticket")]) in page

"""A handover on its pages: the pack, a suggested successor, accepted by the successor alone, taken back with u."""

from __future__ import annotations

from django.urls import reverse
from tests import builders as b
from tests.web.conftest import signed_in
from tests.web.day import ALDGATE, email

from kingpost.accounts.models import User
from kingpost.priorities.models import Handover
from kingpost.toolbox import clock


def person(name: str) -> int:
    return b.entity(name, "person")


def give(cast: dict[str, User], **more: str) -> Handover:
    sent = {
        "successor": str(person("Noor Haddad")),
        "starts_on": clock.now().date().isoformat(),
        "back_on": "",
        "note": "The key is with Ines.",
    } | more
    signed_in(cast["priya"]).post(reverse("successor", args=[person("Callum Reid")]), sent)
    return Handover.objects.latest("pk")


def test_the_pack_holds_what_callum_is_in_charge_of_and_a_successor(cast: dict[str, User]) -> None:
    b.tell(
        b.system("desk"),
        b.ticket("9001", "Printer in the depot", clock.now(), client_id="c1", owner=email("Callum Reid")),
        b.staff("Callum Reid", email("Callum Reid")),
    )
    page = signed_in(cast["priya"]).get(reverse("handover_for", args=[person("Callum Reid")])).content.decode()
    assert "Printer in the depot" in page
    assert "<h1>If Callum Reid is away</h1>" in page


def test_given_accepted_by_the_successor_and_shown_to_others(cast: dict[str, User]) -> None:
    made = give(cast)
    address = reverse("handover", args=[made.pk])
    noor, priya = signed_in(cast["noor"]), signed_in(cast["priya"])
    assert "The key is with Ines." in noor.get(address).content.decode()
    assert priya.post(reverse("handover_answers", args=[made.pk]), {"answer": "accept"}).status_code == 403
    noor.post(reverse("handover_answers", args=[made.pk]), {"answer": "accept"})
    made.refresh_from_db()
    assert made.accepted_by == cast["noor"]
    assert "goes to Noor Haddad" in priya.get(address).content.decode()
    assert "Noor Haddad" in priya.get(reverse("handovers")).content.decode()


def test_u_takes_it_back(cast: dict[str, User]) -> None:
    priya = signed_in(cast["priya"])
    priya.post(
        reverse("successor", args=[person("Callum Reid")]),
        {"successor": person("Noor Haddad"), "starts_on": clock.now().date().isoformat()},
    )
    priya.post(reverse("undo"))
    made = Handover.objects.get()
    assert made.undone_by == cast["priya"]
    assert "Taken back" in priya.get(reverse("handover", args=[made.pk])).content.decode()


def test_without_a_day_or_with_a_wrong_one_nothing_is_given(cast: dict[str, User]) -> None:
    priya, address = signed_in(cast["priya"]), reverse("successor", args=[person("Callum Reid")])
    for sent in ({"starts_on": ""}, {"starts_on": "2026-03-05", "back_on": "2026-03-05"}):
        answer = priya.post(address, {"successor": person("Noor Haddad"), **sent})
        assert answer["Location"] == reverse("successor", args=[person("Callum Reid")])
    assert not Handover.objects.exists()


def test_it_is_reached_from_the_person_and_the_client(cast: dict[str, User]) -> None:
    priya = signed_in(cast["priya"])
    assert (
        reverse("handover_for", args=[person("Callum Reid")])
        in priya.get(reverse("thing", args=[person("Callum Reid")])).content.decode()
    )
    page = priya.get(reverse("client", args=[b.entity(ALDGATE)])).content.decode()
    assert "If somebody is away" in page and f"?client={b.entity(ALDGATE)}" in page

"""A handover on its pages: the pack, a suggested successor, accepted by the successor alone, taken back with u."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from tests import builders as b
from tests.web.conftest import signed_in
from tests.web.day import ALDGATE, email

from kingpost.accounts.models import EVERYONE, User
from kingpost.evidence.models import Record
from kingpost.identity.models import Member
from kingpost.knowledge.models import Promise
from kingpost.priorities import reading
from kingpost.priorities.models import Flag, Handover
from kingpost.reports import pack as reports
from kingpost.toolbox import clock
from kingpost.web.handover import own_hours


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


def promise_of(record: int, words: str, name: str = "") -> None:
    """A promise to Aldgate by whoever this record is, or whom its minutes name."""
    held = Promise.objects.order_by("pk").first()
    assert held is not None
    held.key, held.by_id, held.by_name = uuid4(), record, name
    held.words = held.what = words
    held.save(force_insert=True)


def test_the_pack_holds_the_persons_own_however_many_are_open_and_not_a_namesakes(
    cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    hr = b.system("hr")
    b.tell(hr, b.staff("Lea Brandt", "lea@harrowlane.example"), b.staff("Lea Brandt", "lea.brandt@harrowlane.example"))
    one, other = (
        Record.objects.get(system=hr, remote_id=f"{name}@harrowlane.example") for name in ("lea", "lea.brandt")
    )
    promise_of(other.pk, "The other Lea calls back")
    promise_of(one.pk, "Lea sends the floor plan")
    promise_of(one.pk, "Lea books the lift", "Lea")
    promise_of(one.pk, "Bram orders the cable", "Bram")  # Lea only wrote that down
    promise_of(other.pk, "Lea renews the licence", "Lea Brandt")
    [number] = Member.objects.filter(record_id=one.pk).values_list("entity_id", flat=True)
    now = clock.now()
    about = reports.person(number, [EVERYONE], now, own_hours())
    assert about is not None

    def promised() -> set[str]:
        return {one.what for one in reports.pack(about, [EVERYONE], now, now).promises}

    assert promised() == {"Lea sends the floor plan", "Lea books the lift"}
    monkeypatch.setattr(reports, "READ", 1)
    assert len(promised()) == 1


def test_the_pack_holds_the_persons_own_flags_however_many_others_have(
    cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    last = reading.listed([EVERYONE])[-1]
    owner = person("Ines Duarte")
    Flag.objects.filter(owner_id=owner).update(owner_id=None)
    Flag.objects.filter(pk=last.id).update(owner_id=owner)
    now = clock.now()
    about = reports.person(owner, [EVERYONE], now, own_hours())
    assert about is not None
    monkeypatch.setattr(reports, "READ", 1)
    assert [one.id for one in reports.pack(about, [EVERYONE], now, now).flags] == [last.id]

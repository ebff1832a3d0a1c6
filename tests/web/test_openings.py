"""Who sees a system: a person's own is theirs to open, whatever their role; any number of teams and people; nobody else decides it."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web import day
from tests.web.conftest import signed_in

from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE, Audience, AuditEntry, Team, User
from kingpost.connectors import registry
from kingpost.evidence.models import System


def address() -> str:
    return reverse("openings", args=["priya"])


def audience(key: str = "priya") -> Audience:
    return System.objects.select_related("audience").get(key=key).audience


def test_a_member_opens_their_own_mailbox_and_closes_it_again(cast: dict[str, User], priya: Client) -> None:
    assert "Only me" in priya.get(address()).content.decode()
    assert reverse("openings", args=["priya"]) in priya.get(reverse("system", args=["priya"])).content.decode()
    priya.post(address(), {"who": "everyone"})
    assert audience().pk == EVERYONE
    priya.post(address(), {"who": "me"})
    assert audience().private_to == cast["priya"]
    assert AuditEntry.objects.filter(act="changed who sees", who=cast["priya"]).count() == 2
    priya.post(reverse("undo"))
    assert audience().pk == EVERYONE


def test_nobody_else_opens_it_an_admin_included(cast: dict[str, User], dana: Client) -> None:
    for browser in (dana, signed_in(cast["noor"]), signed_in(cast["callum"])):
        assert browser.post(address(), {"who": "everyone"}).status_code == 403
    assert audience().private_to == cast["priya"]


def test_a_viewer_changes_nothing_not_even_of_their_own(cast: dict[str, User]) -> None:
    System.objects.filter(key="priya").update(person=cast["callum"], audience=audiences.private(cast["callum"]))
    assert signed_in(cast["callum"]).post(address(), {"who": "everyone"}).status_code == 403


def test_any_number_of_teams_and_people_and_the_owner_stays_among_them(cast: dict[str, User], priya: Client) -> None:
    teams = [Team.objects.create(name=name) for name in ("Service desk", "Projects")]
    form = {"who": "chosen", "teams": [team.pk for team in teams], "people": [cast["noor"].pk, cast["ines"].pk]}
    priya.post(address(), form)
    chosen = audience()
    assert set(chosen.teams.all()) == set(teams)
    assert set(chosen.users.all()) == {cast["noor"], cast["ines"], cast["priya"]}
    priya.post(address(), {"who": "me"})
    priya.post(address(), form)
    assert audience() == chosen, "an equal audience is used again, not copied"
    nobody = priya.post(address(), {"who": "chosen"})
    assert nobody.status_code == 400 and "at least one team or person" in nobody.content.decode()


def test_what_is_nobodys_own_an_admin_opens(dana: Client, priya: Client) -> None:
    team = Team.objects.create(name="Service desk")
    desk = reverse("openings", args=["desk"])
    assert priya.post(desk, {"who": "everyone"}).status_code == 403
    dana.post(desk, {"who": "chosen", "teams": [team.pk]})
    assert audience("desk") == audiences.for_team(team)


class Postbox(builders.Notebook):
    name = "postbox"
    title = "Postbox"
    personal: ClassVar[bool] = True


def test_a_mailbox_an_admin_connects_belongs_to_its_person(
    cast: dict[str, User], dana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "connectors", lambda: {"postbox": Postbox})
    page = reverse("connection", args=["postbox"])
    shown = dana.get(page).content.decode()
    assert "Whose it is" in shown and "Everyone here" not in shown
    given: dict[str, Any] = {"title": "Noor’s mail", "whose": cast["noor"].pk, "who": "everyone"}
    dana.post(page, given)
    made = System.objects.get(title="Noor’s mail")
    assert (made.person, made.audience.private_to) == (cast["noor"], cast["noor"])
    assert "not open to you" in dana.get(reverse("system", args=[made.key])).content.decode()
    assert day.email("Noor Haddad") == made.person.email

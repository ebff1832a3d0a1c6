"""Who may see what: the question behind every page and every answer of the API."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.accounts.conftest import person

from kingpost.accounts import audiences, people
from kingpost.accounts.models import EVERYONE, Audience, AudienceWithin, Role, Team

pytestmark = pytest.mark.django_db


def within(narrow: Audience | int, wide: Audience | int) -> bool:
    ids = [one.pk if isinstance(one, Audience) else one for one in (narrow, wide)]
    return AudienceWithin.objects.filter(narrow_id=ids[0], wide_id=ids[1]).exists()


def test_everyone_is_there_from_the_first_migration() -> None:
    assert Audience.objects.get(pk=EVERYONE).name == "Everyone"
    assert audiences.of("Board").pk > EVERYONE
    assert within(EVERYONE, EVERYONE)


def test_a_person_sees_what_is_for_everyone_their_teams_and_themselves() -> None:
    priya, noor = person("Priya Raman"), person("Noor Haddad")
    team = Team.objects.create(name="Service desk")
    team.members.add(priya)
    mine, ours, theirs = audiences.private(priya), audiences.for_team(team), audiences.private(noor)
    assert audiences.allowed(priya) == [EVERYONE, mine.pk, ours.pk]
    assert audiences.allowed(noor) == [EVERYONE, theirs.pk]


def test_an_admin_does_not_see_a_private_mailbox() -> None:
    priya, dana = person("Priya Raman"), person("Dana Whitfield", Role.ADMIN)
    mailbox = audiences.private(priya)
    assert mailbox.pk not in audiences.allowed(dana)


def test_a_stranger_and_someone_who_left_see_nothing() -> None:
    callum = person("Callum Reid")
    audiences.private(callum)
    callum.is_active = False
    assert audiences.allowed(callum) == []
    assert audiences.allowed(AnonymousUser()) == []


def test_an_audience_is_within_another_when_all_its_people_are() -> None:
    priya, noor, ines = person("Priya Raman"), person("Noor Haddad"), person("Ines Duarte")
    two = audiences.of("Two", users=[priya, noor])
    three = audiences.of("Three", users=[priya, noor, ines])
    assert within(two, three) and within(two, two) and within(two, EVERYONE)
    assert not within(three, two)
    assert not within(EVERYONE, three), "whoever joins tomorrow is in Everyone and not in Three"


def test_teams_and_named_people_count_alike() -> None:
    priya, noor = person("Priya Raman"), person("Noor Haddad")
    team = Team.objects.create(name="Projects")
    team.members.set([priya, noor])
    named, by_team = audiences.of("By name", users=[priya, noor]), audiences.for_team(team)
    assert within(named, by_team) and within(by_team, named)
    assert audiences.for_team(team) == by_team, "one audience a team"


def test_a_team_that_grows_leaves_what_was_narrower() -> None:
    priya, noor, dana = person("Priya Raman"), person("Noor Haddad"), person("Dana Whitfield", Role.ADMIN)
    team = Team.objects.create(name="Projects")
    team.members.set([priya])
    ours, mine = audiences.for_team(team), audiences.private(priya)
    assert within(ours, mine)
    changed = people.set_team(dana, team, [priya, noor])
    assert changed and not within(ours, mine) and within(mine, ours)
    assert audiences.refresh() == 0, "nothing to do the second time"


def test_an_audience_of_nobody_is_within_nothing_but_everyone() -> None:
    nobody, priya = audiences.of("Nobody yet"), person("Priya Raman")
    assert not within(nobody, audiences.private(priya))
    assert within(nobody, EVERYONE)

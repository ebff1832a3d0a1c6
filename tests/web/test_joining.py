"""Grouping by hand on the pages: choose the flag it is part of, split a reason off, take either back."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from tests.web import day

from kingpost.accounts import audiences
from kingpost.accounts.models import User
from kingpost.priorities import reading


def listed(cast: dict[str, User]) -> list[reading.FlagRow]:
    return reading.listed(audiences.allowed(cast["priya"]))


def test_a_flag_is_made_part_of_another_and_given_back(cast: dict[str, User], priya: Client) -> None:
    before = listed(cast)
    one, into = before[0], before[1]
    page = priya.get(reverse("flag", args=[one.id])).content.decode()
    assert reverse("joining", args=[one.id]) in page
    chooser = priya.get(reverse("joining", args=[one.id])).content.decode()
    assert into.title.replace("&", "&amp;") in chooser
    answer = priya.post(reverse("joins", args=[one.id]), {"into": into.id}, follow=True)
    assert "joined by Priya Raman" in answer.content.decode()
    assert one.id not in {flag.id for flag in listed(cast)}
    assert priya.get(reverse("flag", args=[one.id]))["Location"] == reverse("flag", args=[into.id])
    priya.post(reverse("undo"))
    assert listed(cast) == before


def test_only_what_holds_the_words_is_offered_and_the_same_client_first(cast: dict[str, User], priya: Client) -> None:
    flags = listed(cast)
    of_aldgate = next(flag for flag in flags if flag.client == day.ALDGATE)
    found = priya.get(reverse("joining", args=[of_aldgate.id]), {"q": "nothing is called so"}).content.decode()
    assert "No open flag speaks of" in found


def test_a_reason_is_split_off_and_grouped_as_before(cast: dict[str, User], priya: Client) -> None:
    seen_by = audiences.allowed(cast["priya"])
    before = listed(cast)
    reasons_of = {flag.id: [one for one in reading.signals(flag.id, seen_by) if one.opens] for flag in before}
    flag = next(flag for flag in before if len({(one.rule, one.key, one.entity) for one in reasons_of[flag.id]}) > 1)
    assert "Split off" in priya.get(reverse("flag", args=[flag.id])).content.decode()
    chosen = reasons_of[flag.id][0]
    priya.post(reverse("splits", args=[flag.id]), {"reason": chosen.id})
    assert len(listed(cast)) == len(before) + 1
    new = next(one for one in listed(cast) if one.id not in {f.id for f in before})
    assert "Group as before" in priya.get(reverse("flag", args=[new.id])).content.decode()
    [ruling] = {one.ruling for one in reading.signals(new.id, seen_by)}
    priya.post(reverse("group_withdrawals", args=[new.id]), {"ruling": ruling})
    assert listed(cast) == before

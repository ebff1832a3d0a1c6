"""How Kingpost reaches you: seen, chosen, taken back; mutes with an end; who sees to what nobody owns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kingpost.accounts.models import User
from kingpost.evidence import connect
from kingpost.priorities import alerts, choices, oversight
from kingpost.priorities.attention import Wishes
from kingpost.priorities.models import Flag, Mute
from kingpost.toolbox import clock

PORTAL = "Nobody can sign in to the portal"
USUAL = {
    "urgent": "now",
    "important": "digest",
    "rest": "page",
    "per_hour": "4",
    "morning": "07:30",
    "evening": "17:00",
}


def page(client: Client) -> str:
    return client.get(reverse("reaching")).content.decode()


def test_it_is_reached_from_the_account_and_says_that_nothing_is_sent(
    priya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reverse("reaching") in priya.get(reverse("account")).content.decode()
    assert "no mail server is set" in page(priya)
    monkeypatch.setenv("KINGPOST_MAIL_SERVER", "127.0.0.1:25")
    monkeypatch.setenv("KINGPOST_MAIL_FROM", "kingpost@harrowlane.example")
    assert "Nothing is sent" not in page(priya)
    connect.switch_workspace_writing(False, "Restored from a copy.")
    assert "Nothing is sent: writing is off for this workspace" in page(priya)


def test_choices_are_kept_and_taken_back_with_u(cast: dict[str, User], priya: Client) -> None:
    sent = USUAL | {"per_hour": "2", "quiet_from": "20:00", "quiet_to": "08:00", "through": "1", "evening": ""}
    assert "Kept. It holds from now on." in priya.post(reverse("reach_choices"), sent, follow=True).content.decode()
    held = choices.wishes(cast["priya"])
    assert (held.per_hour, held.through, held.evening) == (2, True, None) and held.quiet
    assert choices.wishes(cast["noor"]) == Wishes()
    priya.post(reverse("undo"))
    assert choices.wishes(cast["priya"]) == Wishes()
    assert "Nothing was changed." in priya.post(reverse("reach_choices"), USUAL, follow=True).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"per_hour": "0"}, "Between 1 and 30 mails an hour."),
        ({"urgent": "shout"}, "That is not a way to be told."),
        ({"quiet_from": "20:00"}, "Quiet hours need a beginning and an end"),
        ({"morning": "early"}, "is not a time of day."),
    ],
)
def test_what_makes_no_sense_is_said_and_not_kept(
    wrong: dict[str, str], said: str, cast: dict[str, User], priya: Client
) -> None:
    assert said in priya.post(reverse("reach_choices"), USUAL | wrong, follow=True).content.decode()
    assert choices.wishes(cast["priya"]) == Wishes()


def test_a_flag_is_muted_until_a_day_listed_and_ended(priya: Client) -> None:
    flag = Flag.objects.get(title=PORTAL)
    until = (clock.now() + timedelta(days=5)).date().isoformat()
    address = reverse("flag_mutes", args=[flag.pk])
    assert (
        "No mail about it until"
        in priya.post(address, {"what": "client", "until": until, "next": "/flags"}, follow=True).content.decode()
    )
    priya.post(reverse("undo"))
    assert "Everything on this client" not in page(priya)
    priya.post(address, {"what": "rule:escalation", "until": until})
    assert "This kind of flag, until" in page(priya)
    assert (
        "will be told again"
        in priya.post(reverse("mute_ends", args=[Mute.objects.latest("pk").pk]), follow=True).content.decode()
    )
    assert "This kind of flag, until" not in page(priya)
    for when in ("", "2020-01-01"):
        priya.post(address, {"what": "flag", "until": when})
    assert "This flag, until" not in page(priya)


def test_nobody_ends_the_mute_of_another(cast: dict[str, User], priya: Client, dana: Client) -> None:
    until = (clock.now() + timedelta(days=5)).date().isoformat()
    priya.post(reverse("flag_mutes", args=[Flag.objects.get(title=PORTAL).pk]), {"what": "flag", "until": until})
    assert dana.post(reverse("mute_ends", args=[Mute.objects.get().pk])).status_code == 404
    assert Mute.objects.get().undone_at is None


def test_it_shows_what_one_was_told_and_why_that_way(cast: dict[str, User], priya: Client, dana: Client) -> None:
    alerts.look(clock.now() - timedelta(hours=1), silent=alerts.NO_SERVER)  # since then flags are told
    Flag.objects.update(opened_at=clock.now())
    alerts.look(clock.now(), silent=alerts.NO_SERVER)
    shown = page(priya)
    assert "Replace the library switch" in shown and "only the page" in shown
    assert alerts.THERE_BEFORE in shown
    assert "Replace the library switch" not in page(dana)


def test_who_sees_to_what_nobody_owns_is_ticked_on_people_and_taken_back(
    cast: dict[str, User], dana: Client, priya: Client
) -> None:
    people = dana.get(reverse("people")).content.decode()
    assert f'value="{cast["dana"].pk}" aria-label="Dana Whitfield sees to what nobody owns" checked' in people
    assert "You also see to what nobody owns" not in page(priya)
    said = dana.post(reverse("roles"), {"sees": [cast["priya"].pk, cast["dana"].pk], **roles(cast)}, follow=True)
    assert "What nobody owns is for Dana Whitfield and Priya Raman." in said.content.decode()
    assert "You also see to what nobody owns" in page(priya)
    assert "Nobody owns it." in priya.get(reverse("home")).content.decode()
    dana.post(reverse("undo"))
    assert oversight.overseers() == {cast["dana"].pk}


def roles(cast: dict[str, User]) -> dict[str, str]:
    return {f"role-{user.pk}": user.role for user in cast.values()}

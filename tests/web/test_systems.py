from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web.conftest import signed_in

from kingpost.accounts.models import AuditEntry, User
from kingpost.connectors import registry
from kingpost.connectors.base import Refused, Setting
from kingpost.evidence.changing import disconnect
from kingpost.evidence.listed import ListedSystem
from kingpost.evidence.models import System, Vanishing, WriteGrant
from kingpost.web import systems

AT = datetime(2026, 11, 23, 7, 41, tzinfo=UTC)


def listed(**changed: Any) -> ListedSystem:
    whole = {
        "key": "desk", "title": "Zendesk, EU", "connector": "files", "mine": True, "paused": False, "loaded_at": AT, "read_at": AT, "reading": None,
        "error": "", "retry_at": None, "held": 12, "counted": 12, "missing": 0, "surplus": 0, "unreadable": 0, "proven": True, "as_of": AT,
        "oldest": AT, "writes": [], "vanishing": False,
    }  # fmt: skip
    return ListedSystem(**whole | changed)


@pytest.mark.parametrize(
    ("changed", "tone", "state"),
    [
        ({}, "good", "Complete"),
        ({"missing": 2, "unreadable": 1}, "warn", "2 missing, 1 couldn’t be read"),
        ({"proven": False, "counted": None}, "good", "Cannot be proven"),
        ({"loaded_at": None, "reading": 40}, "warn", "Reading for the first time"),
        ({"error": "401"}, "bad", "Cannot be read"),
        ({"vanishing": True}, "bad", "Asks before it removes"),
        ({"paused": True, "error": "401"}, "off", "Paused"),
        ({"disconnected": True, "paused": True, "error": "401"}, "off", "Disconnected"),
    ],
)
def test_a_system_is_said_in_a_few_words(changed: dict[str, Any], tone: str, state: str) -> None:
    row = systems.row(listed(**changed))
    assert (row.tone, row.state) == (tone, state)


def test_the_headline_counts_the_rows_below_it() -> None:
    assert systems.sentence([]) == "No system is connected yet."
    assert systems.sentence([listed(), listed()]) == "Everything is complete."
    assert (
        systems.sentence([listed(), listed(missing=1), listed(mine=False)]) == "One of two systems is proven complete."
    )
    assert (
        systems.sentence([listed(), listed(title="Jira", error="401")])
        == "Jira cannot be read. One of two systems is proven complete."
    )
    gone = listed(disconnected=True, paused=True, loaded_at=None)
    assert systems.sentence([listed(), gone]) == "It is complete."
    assert systems.sentence([gone]) == "No system is connected any more."


def test_a_disconnected_system_is_not_called_paused(dana: Client) -> None:
    disconnect(System.objects.get(key="desk"), None)
    for address in (reverse("systems"), reverse("system", args=["desk"])):
        text = dana.get(address).content.decode()
        assert "Disconnected" in text and "Paused" not in text


def test_when_a_system_was_proven_complete_is_written_in_words(priya: Client) -> None:
    page = priya.get(reverse("systems")).content.decode()
    cells = re.findall(r'data-as="as of">(.*?)</td>', page)
    written = [re.sub("<[^>]+>", "", one) for one in cells]
    assert any(written) and not [one for one in written if "+00:00" in one]


def test_whoever_looks_after_systems_sees_a_private_mailbox_by_name_alone(
    cast: dict[str, User], dana: Client, priya: Client
) -> None:
    address = reverse("system", args=["priya"])
    assert "4,812" not in dana.get(address).content.decode()
    assert "not open to you" in dana.get(address).content.decode()
    assert "4,812" in priya.get(address).content.decode()
    assert signed_in(cast["noor"]).get(address).status_code == 404


def test_what_could_not_be_read_says_why(dana: Client) -> None:
    assert "character set it names" in dana.get(reverse("system", args=["desk"])).content.decode()


def test_nothing_vanishes_without_a_person(cast: dict[str, User], dana: Client) -> None:
    asked = Vanishing.objects.get()
    dana.post(reverse("vanishings", args=["desk", asked.pk]), {"remove": "yes"})
    asked.refresh_from_db()
    assert (asked.remove, asked.settled_by) == (True, cast["dana"])
    assert AuditEntry.objects.filter(act="let vanish", ref=f"vanishing:{asked.pk}").exists()


def test_reading_can_be_paused_and_goes_on(dana: Client) -> None:
    for pause in ("yes", "yes", "no", "no"):
        name = "yes" if pause == "no" else "no"
        dana.post(reverse("pauses", args=["desk"]), {"pause": pause})
        assert (System.objects.get(key="desk").paused_at is not None) is (pause == "yes")
        assert f'name="pause" value="{name}"' in dana.get(reverse("system", args=["desk"])).content.decode()
    assert AuditEntry.objects.filter(act="paused").count() == 1


def test_writing_is_switched_off_at_once(dana: Client) -> None:
    dana.post(reverse("writing_stops", args=["tracker", "task"]))
    assert not WriteGrant.objects.filter(withdrawn_at=None).exists()


class Diary(builders.Notebook):
    name = "diary"
    title = "Diary"
    settings = (Setting("address", "Address", "Where it lives"), Setting("key", "Key", "Its key", secret=True))

    def __init__(self, config: Any) -> None:
        super().__init__()
        if config["key"] != "right":
            raise Refused("The diary does not know this key.")


def test_a_system_called_as_a_page_of_ours_has_a_page_of_its_own(dana: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "connectors", lambda: {"diary": Diary})
    form = {"title": "Connect", "set_address": "https://diary.example", "set_key": "right", "who": "me"}
    dana.post(reverse("connection", args=["diary"]), form)
    assert (
        "<h1>Connect</h1>"
        in dana.get(reverse("system", args=[System.objects.get(title="Connect").key])).content.decode()
    )


def test_a_form_sent_twice_connects_one_system(dana: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "connectors", lambda: {"diary": Diary})
    address = reverse("connection", args=["diary"])
    form = {"title": "Our diary", "set_address": "https://diary.example", "set_key": "right", "who": "me"}
    dana.post(address, form)
    again = dana.post(address, form | {"title": "Our diary, again"})
    assert again.status_code == 400
    assert "Our diary is connected with these settings already." in again.content.decode()
    held = System.objects.get(connector="diary")
    dana.post(address, form | {"set_address": "https://other.example"})
    disconnect(held, None)
    dana.post(address, form)
    assert System.objects.filter(connector="diary").count() == 3


def test_a_system_is_asked_before_it_is_connected_and_is_private_at_first(
    cast: dict[str, User], dana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "connectors", lambda: {"diary": Diary})
    address = reverse("connection", args=["diary"])
    assert "Whose it is" not in dana.get(address).content.decode()
    form = {"title": "Our diary", "set_address": "https://diary.example", "set_key": "wrong", "who": "me"}
    refused = dana.post(address, form)
    assert "does not know this key" in refused.content.decode()
    assert not System.objects.filter(title="Our diary").exists()
    dana.post(address, form | {"set_key": "right", "excluded": "Personal\n\nSpam"})
    made = System.objects.get(key="our-diary")
    assert (made.audience.private_to, made.person, made.excluded) == (cast["dana"], cast["dana"], ["Personal", "Spam"])
    assert "right" not in str(made.settings)
    assert WriteGrant.objects.filter(system=made).count() == 0

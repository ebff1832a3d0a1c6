"""A connected system is changed, trimmed, disconnected and removed on its own page; its secrets are never shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web.conftest import signed_in

from kingpost.accounts.models import EVERYONE, Audience, AuditEntry, User
from kingpost.connectors import registry
from kingpost.connectors.base import ConnectorError, Page, Refused, Setting, Unavailable
from kingpost.evidence import connect
from kingpost.evidence.land import Batch, Lander
from kingpost.evidence.models import Completeness, System, WriteGrant
from kingpost.toolbox import clock


class Diary(builders.Notebook):
    name = "diary"
    title = "Diary"
    settings = (Setting("address", "Address", "Where it lives."), Setting("key", "Key", "Its key.", secret=True))

    def __init__(self, config: Any) -> None:
        super().__init__()
        if config.get("key") not in ("right", "newer"):
            raise Refused("The diary does not know this key.")

    def check(self) -> str:
        return "one diary"


@pytest.fixture
def diary(cast: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> System:
    monkeypatch.setattr(registry, "connectors", lambda: {"diary": Diary})
    given = {"address": "https://diary.example", "key": "right"}
    return connect.connect("diary", "diary", "Diary", given, audience=Audience.objects.get(pk=EVERYONE))


def save(browser: Client, **given: str) -> str:
    form = {"set_address": "https://diary.example", "set_key": ""} | given
    return browser.post(reverse("system_settings", args=["diary"]), form, follow=True).content.decode()


def test_a_new_password_is_tried_before_it_is_kept_and_never_shown(diary: System, dana: Client) -> None:
    page = dana.get(reverse("system_settings", args=["diary"])).content.decode()
    assert "https://diary.example" in page and "right" not in page.replace("copyright", "")
    assert "does not know this key" in save(dana, set_key="wrong")
    assert connect.config(System.objects.get(key="diary"))["key"] == "right"
    assert "Saved: one diary" in save(dana, set_key="newer")
    assert connect.config(System.objects.get(key="diary"))["key"] == "newer"
    assert "newer" not in str(AuditEntry.objects.filter(act="changed settings").values_list("detail", flat=True))


def test_a_password_does_not_follow_to_another_address_by_itself(diary: System, dana: Client) -> None:
    assert "Give again what goes with the new address: Key" in save(dana, set_address="https://elsewhere.example")
    assert "Saved" in save(dana, set_address="https://elsewhere.example", set_key="right")


def test_a_read_of_the_old_address_under_way_stores_nothing_more(diary: System, dana: Client) -> None:
    reading = System.objects.get(key="diary")
    assert "Saved" in save(dana, set_address="https://elsewhere.example", set_key="right")
    with pytest.raises(Unavailable, match="Its settings"):
        Lander(reading, Diary).store(Batch(Page([], 7)), 7)
    assert System.objects.get(key="diary").cursor is None, "the new address is read from its start"


def test_disconnecting_keeps_what_it_said_and_forgets_the_password(diary: System, dana: Client) -> None:
    builders.tell(diary, builders.client("Wharf Studios", remote_id="w1"))
    WriteGrant.objects.create(
        system=diary, kind="task", account="dana", granted_by=User.objects.get(name="Dana Whitfield"), granted_at=diary.connected_at
    )  # fmt: skip
    dana.post(reverse("disconnections", args=["diary"]))
    held = System.objects.get(key="diary")
    assert held.sealed == "" and held.disconnected_by is not None and held.paused_at is not None
    assert not WriteGrant.objects.filter(system=held, withdrawn_at=None).exists()
    assert builders.entity("Wharf Studios")
    with pytest.raises(ConnectorError, match="disconnected"):
        connect.open_connector(held)
    assert dana.post(reverse("pauses", args=["diary"])).status_code == 403
    assert "Saved" in save(dana, set_key="right")
    assert System.objects.filter(key="diary", disconnected_at=None, paused_at=None).exists()


def test_a_system_is_removed_with_what_it_held_once_its_name_is_typed(
    diary: System, dana: Client, priya: Client
) -> None:
    builders.tell(diary, builders.client("Wharf Studios", remote_id="w1"))
    address = reverse("removals", args=["diary"])
    assert priya.post(address, {"title": "Diary"}).status_code == 403
    assert dana.post(address, {"title": "yes"}).status_code == 400
    Completeness.objects.create(
        system=diary, kind="client", title="Companies", proof="ids", held=1, counted=1, as_of=clock.now()
    )
    builders.tell(diary, builders.client("Quay Studios", remote_id="w2"))
    page = dana.get(address).content.decode()
    assert "the 2 things" in page and "1 of them are counted on its page as held" in page
    assert builders.entity("Wharf Studios")
    dana.post(address, {"title": "diary"})
    assert not System.objects.filter(key="diary").exists()
    with pytest.raises(AssertionError):
        builders.entity("Wharf Studios")
    assert AuditEntry.objects.filter(act="removed a system", ref=f"system:{diary.pk}").exists()


def test_its_own_person_looks_after_a_mailbox_and_no_other_member_does(cast: dict[str, User], priya: Client) -> None:
    for name in ("exclusions", "system_settings"):
        other = signed_in(cast["noor"]).get(reverse(name, args=["priya"])).status_code
        assert other == 403, name
    assert priya.get(reverse("exclusions", args=["priya"])).status_code == 200

"""The drawer's page: what stands around a task or a flag, as far as its reader may see it; offered wherever there is one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders as b
from tests.web.day import ALDGATE

from kingpost.accounts import audiences
from kingpost.accounts.models import User
from kingpost.toolbox import clock


def test_a_ticket_stands_with_its_client_messages_people_and_flags(dana: Client) -> None:
    ticket = b.entity("Nobody can sign in to the portal", "ticket")
    page = dana.get(reverse("context", args=[ticket])).content.decode()
    assert reverse("client", args=[b.entity(ALDGATE)]) in page
    for part in ("Client and project", "Open flags", "Last messages", "People", "@aldgatefreight.example", "Third morning nobody can sign in"):  # fmt: skip
        assert part in page


def test_what_its_reader_may_not_see_is_not_in_it(dana: Client, cast: dict[str, User]) -> None:
    secret = b.system("secret", audience=audiences.private(cast["ines"]).pk)
    b.tell(secret, b.mail("s1@x", "ceo@aldgatefreight.example", "ines@harrowlane.example", "Leaving you quietly", clock.now()), b.task("T9", "Quiet exit"))  # fmt: skip
    ticket = b.entity("Nobody can sign in to the portal", "ticket")
    assert "quietly" not in dana.get(reverse("context", args=[ticket])).content.decode()
    assert dana.get(reverse("context", args=[b.entity("Quiet exit", "task")])).status_code == 404


@pytest.mark.parametrize("page", ["home", "flags", "work", "promises"])
def test_it_is_offered_on_every_list_of_work(dana: Client, page: str) -> None:
    text = dana.get(reverse(page)).content.decode()
    assert "data-drawer data-context" in text and "/context" in text

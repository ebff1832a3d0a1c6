"""The end of the day on its page: each number is the length of its list, and it is sure only of what it can prove."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web import day
from tests.web.conftest import signed_in

from kingpost.accounts.models import User
from kingpost.evidence.models import Completeness, Quarantine, SyncRun, System
from kingpost.priorities.models import Flag
from kingpost.proposals import status_notes
from kingpost.proposals.models import Decision, Filing, NotePolicy, Writeback
from kingpost.toolbox import clock
from kingpost.web import reader, wording
from kingpost.web.end_of_day import SHOWN


def due_now(*names: str, owner: str = "u1", status: str = "open") -> None:
    today = clock.now().astimezone(reader.zone()).date().isoformat()
    builders.tell(builders.system("tracker"), *(builders.task(f"T-{name}", name, client_id="k4", owner=owner, at=clock.now(), due_date=today, status=status) for name in names))  # fmt: skip


def lists(page: str) -> dict[str, tuple[int, int]]:
    """By its name: the number in a list's heading, and how many rows it has."""
    found = {}
    for name, body in re.findall(r'<section class="part" id="(\w+)">(.*?)</section>', page, re.DOTALL):
        if number := re.search(r'<h2>[^<]*<span class="faint">(\d+)</span>', body):
            found[name] = (int(number.group(1)), body.count("data-row="))
    return found


EVERYBODY = {"whose": "all"}


def test_every_number_is_the_length_of_its_list(dana: Client) -> None:
    before = lists(dana.get(reverse("end_of_day"), EVERYBODY).content.decode())
    already = before.get("open", (0, 0))[0]  # a ticket that is due in two hours, unless that is tomorrow
    due_now("One", "Two")
    due_now("Nobody", owner="")
    page = dana.get(reverse("end_of_day"), EVERYBODY).content.decode()
    shown = lists(page)
    assert shown["open"] == (already + 3, already + 3) and shown["unowned"] == (1, 1)
    assert all(number == rows for number, rows in shown.values()), shown
    many = wording.number(already + 3)
    assert f"{wording.capital(many)} things were due today: {many} still open." in page
    assert "Not yet: one thing due today has no owner" in page


def test_each_has_a_day_of_their_own(dana: Client, priya: Client, cast: dict[str, User]) -> None:
    """Priya (u1) owns two of three things; the third is nobody's, and Dana sees to that. Ines has nothing, and can look at everybody's."""
    Flag.objects.update(closed_at=clock.now(), closed_why="gone")
    due_now("One", "Two")
    due_now("Nobody", owner="")
    Flag.objects.update(closed_at=clock.now(), closed_why="gone")
    for client, there, elsewhere in ((priya, {"One", "Two"}, {"Nobody"}), (dana, {"Nobody"}, {"One", "Two"})):
        page = client.get(reverse("end_of_day")).content.decode()
        assert all(f">{name}</a>" in page for name in there) and not any(f">{name}</a>" in page for name in elsewhere)
        assert all(number == rows for number, rows in lists(page).values())
    ines = signed_in(cast["ines"])
    page = ines.get(reverse("end_of_day")).content.decode()
    assert "Nothing of yours was due today." in page and "Not yet" not in page
    assert f'href="{reverse("end_of_day")}?whose=all"' in page
    assert "Not yet: one thing due today has no owner." in ines.get(reverse("end_of_day"), EVERYBODY).content.decode()


def test_a_long_list_is_counted_whole_and_shown_whole_on_its_own(dana: Client) -> None:
    due_now(*(f"Number {n}" for n in range(30)))
    page = dana.get(reverse("end_of_day"), EVERYBODY).content.decode()
    assert f'{reverse("end_of_day")}?whose=all&amp;only=open"' in page
    many, rows = lists(page)["open"]
    assert many >= 30 and rows == SHOWN
    assert f"{wording.capital(wording.number(many - SHOWN))} more" in page
    assert lists(dana.get(reverse("end_of_day"), EVERYBODY | {"only": "open"}).content.decode())["open"] == (many, many)


def test_the_laptop_is_closed_only_with_every_system_complete(dana: Client) -> None:
    Flag.objects.update(closed_at=clock.now(), closed_why="gone")
    page = dana.get(reverse("end_of_day")).content.decode()
    assert "Nothing is left that we know of." in page
    assert "This may miss something: Zendesk, EU (not complete)." in page
    now = clock.now()
    Quarantine.objects.update(settled_at=now)
    for system in System.objects.all():
        SyncRun.objects.create(system=system, started_at=now, ended_at=now)
        Completeness.objects.filter(system=system).update(as_of=now)
    page = dana.get(reverse("end_of_day")).content.decode()
    assert "You can close the laptop." in page
    SyncRun.objects.update(ended_at=now - timedelta(hours=1))
    page = dana.get(reverse("end_of_day")).content.decode()
    assert "You can close the laptop." not in page and "(not read lately)" in page


def test_nobody_is_told_of_what_they_may_not_see(cast: dict[str, User], dana: Client, priya: Client) -> None:
    today = clock.now().astimezone(reader.zone()).date().isoformat()
    builders.tell(builders.system("priya"), builders.task("S-1", "Salaries", at=clock.now(), due_date=today))
    assert "Salaries" in priya.get(reverse("end_of_day"), EVERYBODY).content.decode()
    page = dana.get(reverse("end_of_day"), EVERYBODY).content.decode()
    assert "Salaries" not in page and "Mailbox, Priya" not in page
    assert day.SECRET not in page


def test_mails_that_wait_or_failed_are_named_with_where_to_look(dana: Client, cast: dict[str, User]) -> None:
    """A status note waits for its yes, another failed, and mails are being filed: each is a line, and the headline counts them."""
    Flag.objects.update(closed_at=clock.now(), closed_why="gone")
    support, now = builders.system("support"), clock.now()
    asked, sent, filed = (
        Decision.objects.create(who=cast["priya"], verdict=Decision.STANDING, at=now, known={}) for _ in range(3)
    )
    for decision, sends in ((asked, "asked"), (sent, "itself")):
        policy = NotePolicy.objects.create(
            decision=decision, record_id=0, kind="client", title=day.ALDGATE, rhythm="weekly", sends=sends, people=[["x@aldgatefreight.example", "X"]],
            system=support, system_title=support.title,
        )  # fmt: skip
        status_notes.keep(policy, "p", status_notes.Draft(f"Status, {sends}", "Done.", now, {}, [], changed=True))
    Writeback.objects.update(state="failed", error="The mailbox refused it.")
    Filing.objects.create(
        decision=filed, mailbox=support, mailbox_title=support.title, service="Redmine", domain="", folder="Systems"
    )
    for number in range(3):
        Writeback.objects.create(
            decision=filed, system=support, kind="message", title="A mail", change={}, key=f"f{number}", made_at=now
        )
    page = dana.get(reverse("end_of_day")).content.decode()
    assert "Not yet: one status note waits for a yes and two changes are not confirmed." in page
    assert lists(page) | {"notes": (1, 1), "unsent": (2, 2)} == lists(page)
    assert "Status, asked" in page and f'href="{reverse("status_notes")}"' in page
    assert "Status, itself" in page and "The mailbox refused it." in page
    assert "Three mails of Redmine to Systems" in page and f'href="{reverse("interruptions")}"' in page

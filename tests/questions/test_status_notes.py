"""Status notes: off until somebody chooses, drafted from what everyone may know, sent once, never unsent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from tests import builders as b

from kingpost.accounts import audiences
from kingpost.connectors.base import Happening, Ref, Statement
from kingpost.connectors.files_outbox import Outbox
from kingpost.connectors.systems.files import Files
from kingpost.connectors.writing import Change, Written
from kingpost.evidence import connect
from kingpost.evidence.models import System, WriteGrant
from kingpost.identity import judge
from kingpost.knowledge import business
from kingpost.priorities.hours import WorkingHours
from kingpost.proposals import note_times, status_notes, writeback
from kingpost.proposals.models import Decision, NotePolicy, StatusNote, Writeback
from kingpost.proposals.status_notes import Choice
from kingpost.questions import status_notes as drafts
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db
sends = pytest.mark.django_db(transaction=True)  # nothing is sent from inside a transaction
FEMI = "femi@aldgatefreight.example"


def project(status: str = "active", due: str = "2026-03-27") -> Statement:
    refs = [Ref("client", "client", "Aldgate Freight"), Ref("owner", "person", "noor@harrowlane.example")]
    return Statement(
        "project",
        "P1",
        "Warehouse rollout",
        {"name": "Warehouse rollout", "status": status, "due_date": due},
        refs=refs,
    )


def job(number: str, name: str, status: str = "open", **fields: Any) -> Statement:
    return b.task(
        number,
        name,
        project="P1",
        owner="noor@harrowlane.example",
        client_id="Aldgate Freight",
        status=status,
        at=clock.now(),
        **fields,
    )


@dataclass
class Desk:
    work: System
    out: System
    folder: Path
    set_clock: Callable[[str], None]

    def choose(self, **more: Any) -> NotePolicy:
        record = rows("SELECT min(record_id) FROM member WHERE entity_id = %s", [b.entity("Aldgate Freight")])[0][0]
        values: dict[str, Any] = {
            "record": record, "kind": "client", "title": "Aldgate Freight", "rhythm": "weekly", "weekday": 4, "time": "16:00", "sends": "asked",
            "people": [(FEMI, "Femi Ade")], "system": self.out.pk} | more  # fmt: skip
        return status_notes.choose(
            priya(), Choice(**values), drafts.baseline(values["record"], values["kind"], values["title"])
        )

    def mails(self) -> list[EmailMessage]:
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(self.folder.glob("outbox/*.eml"))
        ]  # type: ignore[misc,arg-type]


def priya() -> Any:
    return b.user("priya@harrowlane.example", "Priya Raman", "member")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    """Monday 2 March 2026, 09:00 in London: a client with a project, a milestone and a task. Mails go out through a folder."""

    def set_clock(text: str) -> None:
        monkeypatch.setenv("KINGPOST_NOW", b.moment(text).isoformat())
        clock._offset.cache_clear()

    set_clock("2026-03-02 09:00")
    b.own_domains("harrowlane.example", by=priya())
    business.correct("name", "Harrow Lane Services", priya())
    folder = tmp_path / "post"
    folder.mkdir()
    work, out = b.system("work"), b.system("post", "Post room")
    System.objects.filter(pk=out.pk).update(connector="files")
    out.refresh_from_db()
    monkeypatch.setattr(connect, "open_connector", lambda _: Files({"folder": str(folder)}))
    WriteGrant.objects.create(system=out, kind="message", account="files", granted_by=priya(), granted_at=clock.now())
    b.tell(work, b.client("Aldgate Freight", "aldgatefreight.example"), b.person("Femi Ade", FEMI), b.staff("Noor Haddad", "noor@harrowlane.example"), project(),
           job("1", "Data map agreed", milestone=True, due_date="2026-03-06"), job("2", "Scanner trial", due_date="2026-03-13"))  # fmt: skip
    return Desk(work, out, folder, set_clock)


def carry_out() -> None:
    while writeback.carry_out_waiting():
        pass
    b.settle()


@sends
def test_a_weekly_note_says_what_was_done_and_moved_and_leaves_after_one_yes(desk):
    assert drafts.draft_due() == 0
    desk.choose()
    desk.set_clock("2026-03-04 10:00")
    b.tell(
        desk.work,
        job("1", "Data map agreed", "done", milestone=True, due_date="2026-03-06"),
        job("2", "Scanner trial", due_date="2026-03-20"),
    )
    assert drafts.draft_due() == 0
    desk.set_clock("2026-03-06 16:01")
    assert (drafts.draft_due(), drafts.draft_due()) == (1, 0)
    [note] = status_notes.waiting([1])
    assert note.subject == "Aldgate Freight: status on 6 March 2026"
    assert "As of Friday 6 March 2026, 16:01 GMT." in note.text
    assert "Done\n- Data map agreed\n" in note.text
    assert "Moved\n- Scanner trial: was 13 March, now 20 March\n" in note.text
    assert "- Warehouse rollout: active; next: Scanner trial (Noor Haddad); with Noor Haddad" in note.text
    assert "Next dates\n- 20 March: Scanner trial\n- 27 March: Warehouse rollout" in note.text
    carry_out()
    assert desk.mails() == []
    made = status_notes.decide(priya(), note.pk, Decision.APPROVE, text=note.text + "\n\nSee you on Monday.")
    assert made.verdict == Decision.CHANGE
    carry_out()
    [mail] = desk.mails()
    assert (mail["To"], mail["From"], mail["Subject"]) == (FEMI, "priya@harrowlane.example", note.subject)
    assert (
        "Scanner trial: was 13 March, now 20 March" in mail.get_content() and "See you on Monday." in mail.get_content()
    )
    [write] = Writeback.objects.all()
    assert (write.state, mail["Message-ID"]) == ("confirmed", f"<kingpost-{write.key}@harrowlane.example>")
    assert rows("SELECT count(*) FROM version WHERE writeback = %s", [write.pk]) != [(0,)]


@sends
def test_the_next_note_starts_from_what_they_were_told_and_says_when_nothing_changed(desk):
    desk.choose(sends="itself")
    b.tell(desk.work, job("1", "Data map agreed", "done", milestone=True, due_date="2026-03-06"))
    desk.set_clock("2026-03-06 16:01")
    drafts.draft_due()
    desk.set_clock("2026-03-13 16:01")
    assert drafts.draft_due() == 1
    carry_out()
    texts = {mail["Subject"]: mail.get_content().replace("\r\n", "\n") for mail in desk.mails()}
    assert "Done\n- Data map agreed" in texts["Aldgate Freight: status on 6 March 2026"]
    later = texts["Aldgate Freight: status on 13 March 2026"]
    assert "Nothing was finished or moved since 6 March." in later and "Data map" not in later


def test_on_change_one_note_for_what_changed_together_and_none_without(desk):
    desk.choose(rhythm="changes")
    desk.set_clock("2026-03-02 11:00")
    b.tell(desk.work, job("3", "Something new"))
    assert (drafts.any_due(), drafts.draft_due()) == (True, 0)
    assert not drafts.any_due()
    b.tell(desk.work, job("1", "Data map agreed", "done", milestone=True), project(due="2026-04-03"))
    desk.set_clock("2026-03-02 23:00")
    assert not drafts.any_due()
    desk.set_clock("2026-03-03 09:30")
    assert (drafts.draft_due(), drafts.draft_due()) == (1, 0)
    b.tell(desk.work, project(status="on hold", due="2026-04-03"))
    desk.set_clock("2026-03-03 10:00")
    assert drafts.draft_due() == 1
    [note] = status_notes.waiting([1])
    assert (
        "Data map agreed" in note.text
        and "was 27 March, now 3 April" in note.text
        and "on hold (was active)" in note.text
    )


def test_what_few_may_see_never_gets_into_a_note(desk):
    private = audiences.private(priya())
    secret = b.system("secret", audience=private.pk)
    desk.choose()
    b.tell(secret, b.client("Aldgate Freight", "aldgatefreight.example"), job("9", "Redundancy plan", due_date="2026-03-10"),
           b.task("2x", "Price rise", client_id="Aldgate Freight", due_date="2026-03-11"))  # fmt: skip
    desk.set_clock("2026-03-06 16:01")
    drafts.draft_due()
    [note] = StatusNote.objects.all()
    assert "Scanner trial" in note.text and "Redundancy" not in note.text and "Price rise" not in note.text


def test_what_is_in_question_is_left_out_and_listed(desk):
    other = b.system("other")
    b.tell(other, b.client("Aldgate Freight", "aldgatefreight.example"), project(due="2026-05-29"))
    one, two = (
        rows("SELECT r.id FROM record AS r WHERE r.kind = 'project' AND r.system_id = %s", [s.pk])[0][0]
        for s in (desk.work, other)
    )
    judge.merge(one, two, priya())
    b.settle()
    desk.choose()
    desk.set_clock("2026-03-06 16:01")
    drafts.draft_due()
    [note] = status_notes.waiting([1])
    assert "Warehouse rollout" not in note.text
    [[number, says]] = note.left_out
    assert "Warehouse rollout" in says and rows("SELECT count(*) FROM disagreement WHERE id = %s", [number]) == [(1,)]


def test_what_was_closed_before_is_not_told_as_done_now(desk):
    """Not when it gets a word later, nor when it is read here for the first time; what was opened again and ended since is."""
    old = {"client_id": "Aldgate Freight", "resolved_at": "2026-02-10T10:00:00+00:00"}
    b.tell(
        desk.work,
        b.ticket("7", "Printer offline", b.moment("2026-02-10 10:00"), status="closed", client_id="Aldgate Freight"),
        b.ticket("8", "Badge reader", b.moment("2026-02-10 10:00"), status="closed", client_id="Aldgate Freight"),
    )
    desk.choose()
    desk.set_clock("2026-03-04 10:00")
    now = clock.now()
    b.tell(desk.work, b.ticket("8", "Badge reader", now, status="open", client_id="Aldgate Freight"))
    b.tell(
        desk.work,
        b.ticket("7", "Printer offline", now, status="closed", client_id="Aldgate Freight", tags=["lessons"]),
        b.ticket("8", "Badge reader", now, status="closed", client_id="Aldgate Freight"),
        b.ticket("9", "Door lock", now, status="closed", **old),
        job("4", "Cables labelled", "done", completed_at="2026-03-02"),
    )
    desk.set_clock("2026-03-06 16:01")
    drafts.draft_due()
    [note] = status_notes.waiting([1])
    assert "Done\n- Badge reader\n- Cables labelled\n\n" in note.text
    assert "Printer offline" not in note.text and "Door lock" not in note.text


def test_what_they_asked_is_open_since_their_first_word_not_since_their_latest(desk):
    said = [
        Happening(b.moment(f"2026-03-0{day} 10:00"), "commented", "wrote “Any news?”", "", f"note {day}")
        for day in (2, 4)
    ]
    b.tell(
        desk.work,
        b.ticket(
            "7", "Printer offline", b.moment("2026-02-26 10:00"), client_id="Aldgate Freight", happenings=said,
            last_our_message_at="2026-02-27T10:00:00+00:00", last_client_message_at="2026-03-04T10:00:00+00:00",
        ),
    )  # fmt: skip
    desk.choose()
    desk.set_clock("2026-03-06 16:01")
    drafts.draft_due()
    [note] = status_notes.waiting([1])
    assert "“Printer offline”, since 2 March" in note.text


@sends
def test_a_standing_choice_sends_by_itself_until_it_is_taken_back(desk):
    chosen = desk.choose(sends="itself")
    desk.set_clock("2026-03-06 16:01")
    drafts.draft_due()
    assert status_notes.waiting([1]) == []
    carry_out()
    assert len(desk.mails()) == 1
    [note] = status_notes.sent([1], limit=5)
    assert note.decision_id == chosen.decision_id
    desk.set_clock("2026-03-13 16:01")
    drafts.draft_due()
    status_notes.take_back(priya(), chosen.pk)
    carry_out()
    desk.set_clock("2026-03-20 16:01")
    assert (drafts.draft_due(), len(desk.mails()), status_notes.policies([1])) == (0, 1, [])
    assert sorted(Writeback.objects.values_list("state", flat=True)) == ["confirmed", "undone"]


@sends
def test_a_note_that_was_approved_and_waits_stays_when_its_choice_is_taken_back(desk):
    chosen = desk.choose()
    desk.set_clock("2026-03-06 16:01")
    drafts.draft_due()
    [note] = status_notes.waiting([1])
    approved = status_notes.decide(priya(), note.pk, Decision.APPROVE)
    status_notes.take_back(priya(), chosen.pk)
    carry_out()
    assert desk.mails() == []
    [shown] = status_notes.sent([1], limit=5)
    assert (shown.pk, shown.writeback.state) == (note.pk, "undone")
    with pytest.raises(LookupError):
        status_notes.take_back_decision(priya(), approved.pk)


@sends
def test_a_mail_that_left_without_a_copy_is_never_sent_again_and_counts_as_told(desk, monkeypatch):
    left: list[str] = []

    def sent(_: Outbox, change: Change, key: str) -> Written:
        left.append(key)
        return Written("message", f"kingpost-{key}@harrowlane.example", unkept="The mailbox is full.")

    monkeypatch.setattr(Outbox, "write", sent)
    chosen = desk.choose(sends="itself")
    desk.set_clock("2026-03-06 16:01")
    drafts.draft_due()
    carry_out()
    write = Writeback.objects.get()
    assert (write.state, write.retry_at, write.has_left) == ("failed", None, True)
    assert write.error == "It was sent, but no copy of it is in Post room: The mailbox is full. It is not sent again."
    desk.set_clock("2026-03-06 16:30")
    assert writeback.retry(priya(), write.pk) == "failed"
    assert len(left) == 1
    again = Writeback.objects.get()
    assert (again.sent_at, again.error) == (write.sent_at, "It was sent, but no copy of it is in Post room. It is not sent again.")  # fmt: skip
    [note] = status_notes.sent([1], limit=5)
    assert status_notes.before(chosen) == (note.facts, note.made_at)


@sends
def test_a_yes_is_taken_back_before_it_leaves_and_corrected_after(desk):
    desk.choose()
    desk.set_clock("2026-03-06 16:01")
    drafts.draft_due()
    [note] = status_notes.waiting([1])
    first = status_notes.decide(priya(), note.pk, Decision.APPROVE)
    status_notes.take_back_decision(priya(), first.pk)
    carry_out()
    assert desk.mails() == [] and [one.pk for one in status_notes.waiting([1])] == [note.pk]
    again = status_notes.decide(priya(), note.pk, Decision.APPROVE)
    carry_out()
    with pytest.raises(status_notes.Sent):
        status_notes.take_back_decision(priya(), again.pk)
    made = drafts.correct(priya(), note.pk)
    assert (
        made is not None
        and made.subject.startswith("Correction: ")
        and "Our note of 6 March 2026 was not right." in made.text
    )
    assert drafts.correct(priya(), note.pk) is None
    carry_out()
    assert len(desk.mails()) == 1 and Writeback.objects.exclude(undoes=None).count() == 0


def test_only_who_may_decide_and_sees_where_it_is_sent_from(desk):
    with pytest.raises(PermissionDenied):
        status_notes.choose(
            b.user("gareth@harrowlane.example", role="viewer"),
            Choice(1, "client", "x", "weekly", 0, "09:00", "asked", [(FEMI, "")], desk.out.pk),
            {},
        )
    WriteGrant.objects.update(withdrawn_at=clock.now())
    with pytest.raises(ValueError, match="switched off"):
        desk.choose()
    WriteGrant.objects.update(withdrawn_at=None)
    System.objects.filter(pk=desk.out.pk).update(
        audience=audiences.private(b.user("dana@harrowlane.example", "Dana Whitfield"))
    )
    with pytest.raises(LookupError):
        desk.choose()
    System.objects.filter(pk=desk.out.pk).update(audience=1)
    with pytest.raises(ValueError, match="at least one"):
        desk.choose(people=[])


LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(("now", "period", "moment"), [
    ("2026-03-27 16:00", "2026-03-23", "2026-03-27 16:00"),  # Friday before the clocks change
    ("2026-04-03 15:00", "2026-03-30", "2026-04-03 15:00"),  # the same wall clock after it: 16:00 BST
    ("2026-04-03 14:59", "2026-03-23", "2026-03-27 16:00"),
])  # fmt: skip
def test_the_hour_is_ours_whatever_the_clocks_do(now, period, moment):
    assert note_times.last(b.moment(now), 4, time(16), WorkingHours(LONDON)) == (period, b.moment(moment))


def test_on_a_day_off_it_is_the_next_working_day():
    hours = WorkingHours(
        LONDON, closed=frozenset({datetime(2026, 4, 3).date(), datetime(2026, 4, 6).date()})
    )  # Good Friday, Easter Monday
    assert note_times.last(b.moment("2026-04-07 15:00"), 4, time(16), hours) == (
        "2026-03-30",
        b.moment("2026-04-07 15:00"),
    )
    assert note_times.last(b.moment("2026-04-07 14:59"), 4, time(16), hours) == (
        "2026-03-23",
        b.moment("2026-03-27 16:00"),
    )

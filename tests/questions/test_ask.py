"""The three questions, each in each state: an answer with its sources, "not known" where that is the truth, never a yes that nobody said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import builders as b
from tests.questions.conftest import CALLUM, CLIENT, MARCUS, NOOR, PRIYA, Scene, project

from kingpost.accounts import audiences
from kingpost.connectors.base import Ref, Statement, mention_id
from kingpost.evidence import changing
from kingpost.evidence.models import Completeness, System
from kingpost.knowledge.approvals.reading import ApprovalRow, PlaceRow
from kingpost.knowledge.models import Approval
from kingpost.priorities import handing_over
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.models import Handover
from kingpost.questions import answering, approved
from kingpost.questions.answering import Asked
from kingpost.questions.asking import Question
from kingpost.questions.subjects import Subject
from kingpost.toolbox import clock

WORK = "Statement of work"


def approval(state: str, number: str = "APR-1", title: str = WORK, **fields: object) -> Statement:
    refs = [Ref("requester", "person", "u2"), Ref("owner", "person", "u1"), *CLIENT]
    return Statement(
        "approval",
        number,
        title,
        {"name": title, "state": state, "asked_at": "2026-02-25T09:00:00+00:00"} | fields,
        at=b.moment("2026-02-26 09:00"),
        refs=refs,
    )


def test_a_due_date_is_the_same_date_for_whoever_asks_in_another_zone() -> None:
    london = WorkingHours(ZoneInfo("Europe/London"))
    asked = Asked([1], datetime(2026, 3, 2, tzinfo=UTC), london, ZoneInfo("Europe/Berlin"))
    assert asked.day(datetime(2026, 3, 11, tzinfo=UTC), end=True) == "10 March"
    assert asked.day(datetime(2026, 3, 11, 23, 30, tzinfo=UTC), end=True) == "12 March"  # a time, on the reader's clock


# ---- has it been approved ---------------------------------------------------------------------------------------


def test_approved(scene: Scene) -> None:
    b.tell(scene.tracker, approval("approved", decided_at="2026-02-26T09:00:00+00:00"))
    said = scene.ask("Has the statement of work been approved?")
    assert (said.verdict, said.sure, said.says) == (
        "yes",
        "sure",
        "Yes: “Statement of work” was approved on 26 February. Priya Raman was asked.",
    )
    assert [(one.system, one.says) for one in said.sources] == [("Tracker", "Statement of work: approved")]


def test_who_is_asked_about_is_no_yes_unless_they_are_recorded(scene: Scene) -> None:
    b.tell(scene.tracker, approval("approved", decided_at="2026-02-26T09:00:00+00:00"))
    for text in (
        "Has Noor approved the statement of work?",
        "was the statement of work signed off by Noor",
        "didn't Noor sign the statement of work",
    ):
        said = scene.ask(text)
        assert (said.verdict, said.sure, said.says) == (
            "not_known", "not sure", "Not known of Noor: “Statement of work” was approved on 26 February. Priya Raman was asked.",
        ), text  # fmt: skip
    assert scene.ask("When did Marcus approve the statement of work?").verdict == "not_known"
    for text in (
        "Has Priya approved the statement of work?",
        "Has Aldgate approved the statement of work?",
        "was the statement of work approved by procurement",
    ):
        assert scene.ask(text).verdict == "yes", text


def test_refused_and_withdrawn(scene: Scene) -> None:
    b.tell(scene.tracker, approval("refused"), approval("withdrawn", "APR-2", "Extra day on site"))
    assert (
        scene.ask("Has the statement of work gone through?").says
        == "No: “Statement of work” was refused on 26 February. Priya Raman was asked."
    )
    assert scene.ask("Was the extra day signed off?").verdict == "withdrawn"


def test_asked_and_still_waiting(scene: Scene) -> None:
    b.tell(scene.tracker, approval("asked"))
    said = scene.ask("Has the statement of work been signed off?")
    assert (said.verdict, said.says) == (
        "waiting",
        "Not yet: Priya Raman was asked for “Statement of work” by Noor Haddad on 25 February, and no yes or no is recorded since.",
    )


def test_places_that_differ_are_all_named_and_it_is_no_yes(scene: Scene) -> None:
    title = "Statement of work: portal training, Aldgate Freight"
    wanted = "Could you approve the statement of work for the portal training?"
    b.tell(scene.tracker, approval("waiting", title=title))
    b.tell(
        scene.mailbox,
        b.mail("1@x", NOOR, PRIYA, "Approval needed: statement of work Aldgate Freight", b.moment("2026-02-25 10:00"), body=wanted),
        b.mail("2@x", PRIYA, NOOR, "Re: Approval needed: statement of work Aldgate Freight", b.moment("2026-02-27 10:00"), body="Approved, go ahead.", thread="1@x"),
    )  # fmt: skip
    said = scene.ask("Has the statement of work for the portal training been approved?")
    assert (said.verdict, said.sure) == ("differs", "not sure")
    assert said.says == (
        f"The places that record “{title}” differ: Support mailbox says approved and Tracker says waiting. "
        "The latest word is approved, on 27 February."
    )
    assert ("Support mailbox", "Priya Raman: Approved, go ahead.") in [(one.system, one.says) for one in said.sources]


def test_nothing_is_recorded(scene: Scene) -> None:
    said = scene.ask("Has the customer portal been approved?")
    assert (said.verdict, said.says) == (
        "not_known",
        "Not known: no approval of “Customer portal” is recorded anywhere you may see.",
    )
    assert scene.ask("Has the moon base been approved?").says == "Not known: nothing you may see is called “moon base”."


def test_what_was_approved_has_changed_since(scene: Scene) -> None:
    done = {"decided_at": "2026-02-26T09:00:00+00:00"}
    b.tell(scene.tracker, approval("approved", amount="4000", **done))
    later = approval("approved", amount="5200", **done)
    later.at = b.moment("2026-02-28 10:00")
    b.tell(scene.tracker, later)
    said = scene.ask("Has the statement of work been approved?")
    assert (
        said.says
        == "Yes: “Statement of work” was approved on 26 February. Priya Raman was asked. It has changed since: the amount from 4000 to 5200 on 28 February."
    )
    assert said.sure == "fairly sure"


def test_an_approval_that_is_taken_back_is_no_yes_any_more(scene: Scene) -> None:
    b.tell(scene.tracker, approval("approved"))
    assert scene.ask("Has the statement of work been approved?").verdict == "yes"
    b.tell(scene.tracker, approval("refused"))
    assert scene.ask("Has the statement of work been approved?").verdict == "no"
    b.tell(scene.tracker, gone=[approval("refused")])
    assert scene.ask("Has the statement of work been approved?").verdict == "not_known"


def test_a_client_with_several_is_yes_only_when_all_are(scene: Scene) -> None:
    b.tell(scene.tracker, approval("approved"), approval("asked", "APR-2", "Extra day on site"))
    said = scene.ask("Has everything for Aldgate Freight been approved?", about=b.entity("Aldgate Freight"))
    assert (said.verdict, said.says) == ("some", "“Aldgate Freight” has 2 approvals: 1 waiting and 1 approved.")
    b.tell(scene.tracker, approval("approved", "APR-2", "Extra day on site"))
    assert (
        scene.ask("Has everything for Aldgate Freight been approved?", about=b.entity("Aldgate Freight")).verdict
        == "yes"
    )


def test_a_question_without_a_name_offers_what_waits_or_takes_the_page(scene: Scene) -> None:
    b.tell(scene.tracker, approval("asked"))
    said = scene.ask("Has that approval gone through?")
    assert (said.verdict, [one.title for one in said.choices]) == ("choose", [WORK])
    assert scene.ask("Has that approval gone through?", here=b.entity(WORK, "approval")).verdict == "waiting"


def test_an_approval_in_a_private_mailbox_is_no_answer_for_others(scene: Scene) -> None:
    priya = b.user(PRIYA, "Priya Raman")
    private = b.system("private", "Mailbox, Priya", audience=audiences.private(priya).pk)
    b.tell(
        private,
        b.mail(
            "1@p",
            PRIYA,
            MARCUS,
            "Night shift rota",
            b.moment("2026-02-25 10:00"),
            body="Could you approve the night shift rota?",
        ),
    )
    b.tell(
        private,
        b.mail(
            "2@p",
            MARCUS,
            PRIYA,
            "Re: Night shift rota",
            b.moment("2026-02-26 10:00"),
            body="Yes, approved.",
            thread="1@p",
        ),
    )
    assert "yes" not in {scene.ask("Has the night shift rota been approved?").verdict}
    assert (
        scene.ask("Has the night shift rota been approved?").says
        == "Not known: nothing you may see is called “night shift rota”."
    )
    scene.seen_by = audiences.allowed(priya)
    said = scene.ask("Has the night shift rota been approved?")
    assert said.verdict == "yes" and any("approved" in one.says for one in said.sources)
    assert Approval.objects.filter(
        entity_id=said.about.id if said.about else 0, audience_id__in=scene.seen_by, state="approved"
    ).exists()


PLACES = st.builds(
    PlaceRow, st.just(1), st.just(1), st.just(1), st.sampled_from(["Tracker", "Mail"]), st.sampled_from(["field", "status", "mail", "comment"]), st.just(1),
    st.sampled_from(["asked", "approved", "refused", "withdrawn"]), st.sampled_from(["", "conditional", "waiting"]), st.just("words"), st.none(), st.just(""), st.just(""),
)  # fmt: skip
ROWS = st.builds(
    ApprovalRow, st.integers(1, 9), st.just("approval"), st.just("A thing"), st.sampled_from(["asked", "approved", "refused", "withdrawn"]), st.booleans(), st.just(""), st.none(), st.just(""), st.none(),
    st.none(), st.none(), st.just(""), st.none(), st.just(""), st.none(), st.lists(PLACES, max_size=3).map(tuple),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(found=st.lists(ROWS, max_size=4))
def test_a_yes_always_has_an_approval_that_says_so(monkeypatch, found: list[ApprovalRow]) -> None:
    """Whatever approvals there are, "yes" is said only when every one the answer is about is approved and no places differ."""
    monkeypatch.setattr(approved.reading, "listed", lambda *_, **__: found)
    monkeypatch.setattr(approved.changed, "since", lambda *_: [])
    monkeypatch.setattr(approved.subjects, "of", lambda *_: [])
    zone = ZoneInfo("UTC")
    said = approved.reply(
        Question("approved", (), ""),
        Subject(1, "project", "A thing", "", None, True, None),
        Asked([1], datetime(2026, 3, 2, tzinfo=UTC), WorkingHours(zone), zone),
    )
    if said.verdict in (answering.YES, answering.ON_CONDITION) or said.says.startswith("Yes"):
        assert found and all(one.state == "approved" and not one.differs for one in found)


# ---- are we on track ---------------------------------------------------------------------------------------------


def test_on_track_is_said_with_what_it_rests_on(scene: Scene) -> None:
    said = scene.ask("Are we on track with the customer portal?")
    assert said.verdict == "on_track"
    assert said.says.startswith(
        "On track, as far as anything recorded says: “Customer portal” is due on 20 March, and nothing was noticed against it."
    )
    assert [(one.says, one.system, one.at) for one in said.sources] == [
        ("Customer portal: its due date", "Tracker", b.moment("2026-02-20 09:00")),
        ("Customer portal: open", "Tracker", b.moment("2026-02-20 09:00")),
    ]


def test_at_risk_says_why(scene: Scene) -> None:
    b.tell(scene.tracker, b.task("POR-7", "Load the price list", project="POR", owner="u2", due_date="2026-02-25"))
    said = scene.ask("Is the customer portal on track?")
    assert (said.verdict, said.says) == (
        "at_risk",
        "At risk: “Customer portal” is due on 20 March. Work “Load the price list” was due on 25 February.",
    )
    assert said.sources[0].flag is not None


def test_late_and_done_and_no_date(scene: Scene) -> None:
    b.tell(
        scene.tracker,
        project("NET", "Network refresh", due_date="2026-02-20"),
        project("WEB", "Website"),
        project("OLD", "Old server", status="closed", due_date="2026-01-20"),
    )
    assert scene.ask("Is the network refresh late?").says.startswith(
        "Late: “Network refresh” was due on 20 February and is still open."
    )
    assert (
        scene.ask("Is the website on track?").says
        == "Not known: “Website” is open, and no system gives a due date for it."
    )
    assert scene.ask("Is the old server on track?").verdict == "done"


def test_a_day_that_systems_disagree_on_is_not_settled(scene: Scene) -> None:
    signed = {"name": "Customer portal", "status": "won", "go_live_date": "2026-03-10"}
    b.tell(
        scene.crm, Statement("agreement", "d1", "Customer portal", signed, at=b.moment("2026-02-19 09:00"), refs=CLIENT)
    )
    work = project("POR", "Customer portal", owner="u1", due_date="2026-03-20", start_date="2026-02-01")
    work.refs.append(Ref("agreement", "agreement", "d1"))
    b.tell(scene.tracker, work)
    number = b.entity("Customer portal", "project")
    said = scene.ask("Is the customer portal on track?", about=number)
    assert said.verdict == "differs"
    assert "HubSpot says 10 March" in said.says and "Tracker says 20 March" in said.says
    assert any(one.disagreement for one in said.sources)
    assert [one.id for one in scene.rows(disputed=True)] == [number]


def test_all_of_a_client_and_all_there_is(scene: Scene) -> None:
    b.tell(scene.tracker, b.task("A-1", "Label printers", client_id="c1", owner="u2", due_date="2026-02-25"))
    said = scene.ask("Are we on track for Aldgate Freight?")
    assert (said.verdict, said.says) == (
        "late",
        "Not all on track. Of the open work for Aldgate Freight (2): 1 late and 1 on track. First: “Label printers”.",
    )
    assert scene.ask("Are we on track?").verdict == "late"
    assert scene.ask("Are we on track with Pell & Sons?").says == "Not known: no open work of Pell & Sons is recorded."


# ---- who owns the next step --------------------------------------------------------------------------------------


def test_the_owner_of_the_next_step(scene: Scene) -> None:
    b.tell(scene.tracker, b.task("POR-1", "Pilot at Tilbury", project="POR", owner="u2", due_date="2026-03-12"))
    said = scene.ask("Who owns the next step on the customer portal?")
    assert (said.verdict, said.says) == (
        "owned",
        "Noor Haddad has the next step for “Customer portal”: “Pilot at Tilbury”, due on 12 March.",
    )


def test_who_owns_the_whole_is_named_beside_who_has_the_next_step(scene: Scene) -> None:
    b.tell(scene.tracker, b.task("POR-1", "Pilot at Tilbury", project="POR", owner="u2", due_date="2026-03-12"))
    for text in ("Who owns the customer portal?", "who's the project manager for the customer portal"):
        assert scene.ask(text).says == (
            "Noor Haddad has the next step for “Customer portal”: “Pilot at Tilbury”, due on 12 March. Priya Raman owns it as a whole."
        )


def test_what_has_no_owner(scene: Scene) -> None:
    assert scene.ask("What has no owner?").says == "None: all open work has an owner."
    b.tell(scene.tracker, b.task("POR-1", "Order badges", project="POR"))
    said = scene.ask("which tasks have no owner")
    assert (said.says, [one.title for one in said.choices]) == (
        "These have no owner, the most pressing first.",
        ["Order badges"],
    )


def test_an_owner_who_is_away(scene: Scene) -> None:
    person = mention_id("person", NOOR)
    b.tell(scene.tracker, b.task("POR-1", "Pilot at Tilbury", project="POR", owner="u2", due_date="2026-03-12"))
    b.tell(scene.calendar, Statement("meeting", "l1", "Annual leave", {"name": "Annual leave", "starts_at": "2026-03-02", "ends_at": "2026-03-05", "all_day": True, "uid": "l1"}, at=b.moment("2026-02-20 09:00"),
                                     refs=[Ref("attendee", "person", person)], mentions=[b.Mention("person", person, "Noor Haddad", {"email": NOOR})]))  # fmt: skip
    said = scene.ask("Who owns the next step on the customer portal?")
    assert said.verdict == "away" and said.says.endswith("Noor Haddad is away until 5 March.")
    assert said.sources[-1].system == "Leave calendar"


def test_nobody_left_and_not_known(scene: Scene) -> None:
    b.tell(scene.tracker, b.task("T-1", "Order badges"), b.task("T-2", "Write the handbook", owner="u4"))
    assert (
        scene.ask("Who has order badges?").says
        == "Nobody: “Order badges” is open and Tracker names no owner. No step inside it is recorded."
    )
    assert scene.ask("Who has the handbook?").says.startswith(
        "Nobody who is here: Ines Duarte, who has left, owns “Write the handbook”."
    )
    assert scene.ask("Who owns the next step for Pell & Sons?").verdict == "not_known"


def handed_over(person: str, back_on: date | None = None, successor: str = "Priya Raman", client: int = 0) -> Handover:
    """The pack of somebody goes to a successor, who accepts it on 3 March."""
    admin = b.user(PRIYA, "Priya Raman", "admin")
    made = handing_over.hand_over(
        admin, b.entity(person, "person"), b.entity(successor, "person"), starts_on=date(2026, 3, 2), back_on=back_on, client=client
    )  # fmt: skip
    return handing_over.answer(admin, made.pk, accept=True)


def test_somebody_who_has_left_does_not_own_the_next_step(scene: Scene) -> None:
    b.tell(scene.tracker, b.task("POR-1", "Pilot at Tilbury", project="POR", owner="u4", due_date="2026-03-12"))
    said = scene.ask("Who owns the next step on the customer portal?")
    assert (said.verdict, said.says) == (
        "left",
        "Nobody who is here: Ines Duarte, who has left, has the next step for “Customer portal”: “Pilot at Tilbury”, due on 12 March.",
    )
    assert "Ines Duarte, who has left, for “Pilot at Tilbury”" in scene.ask("Who owns the next step for Aldgate?").says


def test_who_accepted_a_handover_has_it_and_the_handover_is_the_source(scene: Scene) -> None:
    b.tell(
        scene.tracker,
        b.task("POR-1", "Pilot at Tilbury", project="POR", owner="u4", due_date="2026-03-12"),
        b.task("T-2", "Write the handbook", owner="u4"),
    )
    scene.move("2026-03-03 10:00")
    made = handed_over("Ines Duarte")
    said = scene.ask("Who owns the next step on the customer portal?")
    assert (said.verdict, said.says) == (
        "owned",
        "Priya Raman has the next step for “Customer portal”: “Pilot at Tilbury”, due on 12 March, standing in for Ines Duarte "
        "(handover accepted on 3 March).",
    )
    assert (said.sources[-1].handover, said.sources[-1].at) == (made.pk, made.accepted_at)
    assert scene.ask("Who has the handbook?").says.startswith(
        "Priya Raman has “Write the handbook”, standing in for Ines Duarte (handover accepted on 3 March)."
    )
    whole = scene.ask("Who owns the next step for Aldgate?")
    assert "Priya Raman (standing in for Ines Duarte) for “Pilot at Tilbury”" in whole.says
    assert made.pk in {one.handover for one in whole.sources}


def test_a_handover_counts_for_its_client_and_until_the_other_is_back(scene: Scene) -> None:
    b.tell(scene.tracker, b.task("POR-1", "Pilot at Tilbury", project="POR", owner="u2", client_id="c1"))
    handed_over("Noor Haddad", date(2026, 3, 9), client=b.entity("Pell & Sons"))
    assert "Priya" not in scene.ask("Who has the Tilbury pilot?").says, "that is of another client"
    handed_over("Noor Haddad", date(2026, 3, 9), client=b.entity("Aldgate Freight"))
    assert scene.ask("Who has the Tilbury pilot?").says.startswith("Priya Raman has “Pilot at Tilbury”, standing in")
    scene.move("2026-03-09 09:30")
    assert scene.ask("Who has the Tilbury pilot?").says.startswith("Noor Haddad owns “Pilot at Tilbury”.")


def test_a_stand_in_who_is_away_or_has_left_is_no_answer(scene: Scene) -> None:
    person = mention_id("person", CALLUM)
    b.tell(scene.tracker, b.task("T-2", "Write the handbook", owner="u2"))
    b.tell(scene.calendar, Statement("meeting", "l1", "Annual leave", {"name": "Annual leave", "starts_at": "2026-03-02", "ends_at": "2026-03-05", "all_day": True, "uid": "l1"}, at=b.moment("2026-02-20 09:00"),
                                     refs=[Ref("attendee", "person", person)], mentions=[b.Mention("person", person, "Callum Reid", {"email": CALLUM})]))  # fmt: skip
    handed_over("Noor Haddad", successor="Callum Reid")
    said = scene.ask("Who has the handbook?")
    assert said.verdict == "away" and said.says.endswith("Callum Reid is away until 5 March.")
    assert [one.system for one in said.sources[-2:]] == ["Handover", "Leave calendar"]
    handed_over("Noor Haddad", successor="Ines Duarte")
    said = scene.ask("Who has the handbook?")
    assert said.verdict == "left" and said.says.startswith("Nobody who is here: Ines Duarte, who has left, has “Write the handbook”, standing in for Noor Haddad")  # fmt: skip


def test_who_looks_after_a_client_and_has_left_is_said(scene: Scene) -> None:
    refs = [Ref("owner", "person", "u4")]
    told = Statement("client", "c1", "Aldgate Freight", {"name": "Aldgate Freight", "domain": "aldgatefreight.example", "owner_name": "Ines Duarte"}, refs=refs)  # fmt: skip
    b.tell(scene.tracker, told)
    ask = "Who owns the next step for Aldgate?"
    assert scene.ask(ask).says.endswith("Ines Duarte, who has left, looks after them.")
    handed_over("Ines Duarte")
    assert scene.ask(ask).says.endswith("Priya Raman (standing in for Ines Duarte) looks after them.")


def test_who_looks_after_a_client_by_the_word_that_counts_and_has_left_is_said(scene: Scene) -> None:
    for system, owner, name, at in (
        (scene.crm, PRIYA, "Priya Raman", "2026-02-20 09:00"), (scene.tracker, "u4", "Ines Duarte", "2026-02-27 09:00"),
    ):  # fmt: skip
        fields = {"name": "Pell & Sons", "domain": "pellandsons.example", "owner_name": name}
        told = Statement("client", "c2", "Pell & Sons", fields, at=b.moment(at), refs=[Ref("owner", "person", owner)])
        b.tell(system, told)
    said = scene.ask("who looks after Pell & Sons").says
    assert said == "Not known: no open work for Pell & Sons is recorded. Ines Duarte, who has left, looks after them."


# ---- what is asked about, and where was looked ---------------------------------------------------------------------


def test_a_number_is_exact_and_two_that_fit_are_offered(scene: Scene) -> None:
    b.tell(
        scene.desk,
        b.ticket("4471", "Portal sign-in fails", b.moment("2026-02-27 09:00"), owner="u3"),
        b.ticket("4480", "Portal sign-in slow", b.moment("2026-02-28 09:00")),
    )
    said = scene.ask("Who has ticket 4471?")
    assert said.about is not None and said.about.title == "Portal sign-in fails"
    both = scene.ask("Who has the portal sign-in?")
    assert (both.verdict, sorted(one.title for one in both.choices)) == (
        "choose",
        ["Portal sign-in fails", "Portal sign-in slow"],
    )
    chosen = next(one for one in both.choices if one.title.endswith("slow"))
    assert scene.ask("Who has the portal sign-in?", about=chosen.id).about == chosen


def test_a_system_that_is_behind_is_named(scene: Scene) -> None:
    assert (
        scene.ask("Is the customer portal on track?").looked == "Looked in 1 system, complete as of 09:30 on 2 March."
    )
    Completeness.objects.filter(system=scene.tracker).update(missing=3)
    said = scene.ask("Is the customer portal on track?")
    assert said.looked == "Looked in 1 system as of 09:30 on 2 March. Tracker is not complete and may hold more."
    assert said.sure != "sure"


def test_a_system_that_was_disconnected_puts_nothing_in_doubt(scene: Scene) -> None:
    old = b.system("old", "Old tracker", loaded_at=clock.now())
    System.objects.filter(pk=old.pk).update(kinds=System.objects.get(pk=scene.tracker.pk).kinds)
    assert "Old tracker is not complete" in scene.ask("Is the customer portal on track?").looked
    changing.disconnect(old, None)
    said = scene.ask("Is the customer portal on track?")
    assert said.looked == "Looked in 1 system, complete as of 09:30 on 2 March."


def test_who_promised_work_that_nobody_owns_is_no_owner_of_it(scene: Scene) -> None:
    b.tell(
        scene.desk, b.ticket("4480", "Portal sign-in slow", b.moment("2026-02-28 09:00"), client_id="Aldgate Freight")
    )
    b.tell(
        scene.mailbox,
        b.mail(
            "m-4480",
            NOOR,
            MARCUS,
            "Re: Portal sign-in slow (#4480)",
            b.moment("2026-03-02 09:00"),
            body="Hi Marcus,\n\nAbout ticket 4480: I will send you the fix by Friday.\n\nNoor",
        ),
    )
    reply = scene.ask("Who owns the next step on ticket 4480?")
    assert reply.verdict == answering.NOBODY
    assert reply.says.startswith(
        "Nobody: “Portal sign-in slow” is open and Zendesk names no owner. Noor Haddad promised “"
    )
    assert [one.system for one in reply.sources] == ["Support mailbox", "Zendesk"]

"""Where systems disagree: what opens a disagreement, what does not, who sees it, how it closes; and what people rule about it."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import count

import msgspec
import pytest
from tests import builders as b

from kingpost.accounts import audiences
from kingpost.connectors.base import Ref, Statement
from kingpost.evidence.keys import record_key
from kingpost.identity import judge
from kingpost.knowledge import disputes, disputes_then, entities, rulings, workload
from kingpost.knowledge.models import Disagreement, Ruling
from kingpost.knowledge.rewind import moment
from kingpost.knowledge.stated import find_stated
from kingpost.knowledge.when import When
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db
MARCUS, PRIYA = "marcus@aldgatefreight.example", "priya@harrowlane.example"


def person(phone: str, **more):
    return b.person("Marcus Osei", MARCUS, phone=phone, **more)


def seen(user=None) -> list[disputes.Row]:
    return disputes.listed(audiences.allowed(user or b.user(PRIYA)))


def two(first: Statement, second: Statement, one="crm", other="desk") -> list[disputes.Row]:
    b.tell(b.system(one), first)
    b.tell(b.system(other), second)
    return seen()


def deal(at: str = "2026-02-02 09:00", remote_id: str = "21840", **fields) -> Statement:
    said = {
        "name": "Pell & Sons - warehouse system",
        "status": "won",
        "amount": "27400.00",
        "currency": "GBP",
        "go_live_date": "2026-12-12",
    } | fields
    return Statement("agreement", remote_id, said["name"], said, at=b.moment(at), refs=[Ref("client", "client", "c1")])


def project(at: str = "2026-02-03 09:00", **fields) -> Statement:
    said = {
        "name": "Warehouse system",
        "code": "PWH",
        "status": "on track",
        "budget": "27400",
        "currency": "GBP",
        "due_date": "2026-11-28",
        "start_date": "2026-02-01",
    } | fields
    return Statement(
        "project",
        "PWH",
        "Warehouse system",
        said,
        at=b.moment(at),
        refs=[Ref("agreement", "agreement", "21840"), Ref("client", "client", "c1")],
    )


def pell(system: str) -> None:
    b.tell(b.system(system), b.client("Pell & Sons", "pellandsons.example", remote_id="c1"))


def contract(agreement: Statement, work: Statement) -> list[disputes.Row]:
    pell("crm")
    pell("tracker")
    return two(agreement, work, "crm", "tracker")


# --- what opens one ---


def test_two_telephone_numbers_open_one_with_both_sides():
    [row] = two(person("+44 1632 960700"), person("+44 151 496 0211"))
    assert row.title == "Telephone of Marcus Osei"
    assert {(side.system, side.value) for side in row.sides} == {
        ("Crm", "+44 1632 960700"),
        ("Desk", "+44 151 496 0211"),
    }


def test_a_date_in_the_crm_and_another_in_the_tracker_name_the_days_and_the_money_at_risk():
    [row] = contract(deal(), project())
    assert (row.title, row.days, row.money, row.currency) == ("When “Warehouse system” is due", 14.0, 27400, "GBP")


def test_a_price_and_a_budget_that_differ():
    [row] = contract(deal(go_live_date="2026-11-28", amount="28900"), project())
    assert (row.family, row.money) == ("amount", 1500)


def test_work_on_what_nobody_has_signed():
    [row] = contract(deal(go_live_date="2026-11-28", status="open"), project())
    assert (row.title, row.money) == ("Whether “Warehouse system” is agreed", 27400)


def test_work_that_has_not_begun_is_no_contradiction_yet():
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    assert contract(deal(go_live_date="2026-11-28", status="open"), project(start_date=tomorrow)) == []


def test_what_we_told_the_client_is_a_side():
    b.own_domains("harrowlane.example")
    words = "We will deliver the warehouse system on Saturday 28 November."
    at = clock.now() - timedelta(days=9)
    b.tell(b.system("mail"), b.mail("1@x", PRIYA, "anna@pellandsons.example", "Delivery", at, body=words))
    [day] = [said.says for said in find_stated(words, at, rulings.zone())]
    [row] = contract(deal(), project(due_date=day))
    assert {(side.kind, side.quote) for side in row.sides} >= {("message", words)}
    assert {str(side.value) for side in row.sides} == {"2026-12-12", day}


@pytest.mark.parametrize("words", [
    "We will install the test server for the warehouse system on Saturday 28 November.",
    "The monthly fee for the warehouse system is £450.",
    "The price of the warehouse system is £32,880 including VAT.",
])  # fmt: skip
def test_what_we_told_of_a_part_of_it_is_none(words):
    b.own_domains("harrowlane.example")
    b.tell(b.system("mail"), b.mail("1@x", PRIYA, "anna@pellandsons.example", "Warehouse system", clock.now() - timedelta(days=9), body=words))  # fmt: skip
    assert contract(deal(go_live_date="2026-12-12"), project(due_date="2026-12-12")) == []


def test_a_price_with_its_tax_is_compared_where_the_deal_states_both():
    b.own_domains("harrowlane.example")
    words = "The price of the warehouse system is £33,000 including VAT."
    b.tell(b.system("mail"), b.mail("1@x", PRIYA, "anna@pellandsons.example", "Warehouse system", clock.now() - timedelta(days=9), body=words))  # fmt: skip
    same = {"go_live_date": "2026-12-12"}
    [row] = contract(deal(**same, gross="32880.00"), project(due_date="2026-12-12"))
    assert (row.family, {side.quote for side in row.sides}) == ("amount", {"", words})


@pytest.mark.parametrize("sums", [{"gross": "32880.00"}, {"amount": "32880", "net": "27400"}])
def test_a_price_told_with_its_tax_agrees_with_a_budget_without(sums):
    b.own_domains("harrowlane.example")
    words = "The price of the warehouse system is £32,880 including VAT."
    b.tell(b.system("mail"), b.mail("1@x", PRIYA, "anna@pellandsons.example", "Warehouse system", clock.now() - timedelta(days=9), body=words))  # fmt: skip
    assert contract(deal(go_live_date="2026-12-12", **sums), project(due_date="2026-12-12")) == []
    [row] = contract(deal(go_live_date="2026-12-12", **sums), project(due_date="2026-12-12", budget="26000"))
    assert (row.family, len(row.sides)) == ("amount", 3)


@pytest.mark.parametrize("number", ["4930123456749301234567", "49301234567493012345674930123"])
def test_an_account_number_in_the_place_of_a_sum_is_no_sum(number):
    [row] = contract(deal(amount=number), project())
    assert (row.family, row.money) == ("due", 27400)
    assert rows("SELECT error FROM quarantine") == []


def order(at: str = "2026-02-02 09:00", amount: str = "10000") -> Statement:
    said = {"name": "Customer portal", "status": "won", "amount": amount, "currency": "GBP", "order_reference": "AF-PO-3318"}  # fmt: skip
    return Statement("agreement", "D-1", "Customer portal", said, at=b.moment(at), refs=[Ref("client", "client", "c1")])


def invoice(**fields) -> Statement:
    said = {"number": "INV-77", "currency": "GBP", "issue_date": "2026-02-10", "due_date": "2026-03-10", "status": "sent"} | fields  # fmt: skip
    return Statement("invoice", "77", "INV-77", said, at=b.moment("2026-02-10 09:00"), refs=[Ref("buyer", "client", "c1")])  # fmt: skip


def billed_twice(*, order_last: bool) -> list[disputes.Row]:
    """One invoice in two systems, of which one asks for more than its order and the other for another sum."""
    arriving = [("crm", order()), ("books", invoice(net="12000", amount="14400", tax="2400", order_reference="AF-PO-3318")), ("crm", invoice(amount="9000"))]  # fmt: skip
    for system in ("books", "crm"):
        pell(system)
    for system, statement in [*arriving[1:], arriving[0]] if order_last else arriving:
        b.tell(b.system(system), statement)
    assert rows("SELECT error FROM quarantine") == []
    return seen()


@pytest.mark.parametrize("order_last", [False, True])
def test_an_invoice_in_two_systems_that_also_passes_its_order_is_two_questions(order_last):
    found = {row.title: {side.value for side in row.sides} for row in billed_twice(order_last=order_last)}
    assert found == {
        "Price of “INV-77”": {"14400", "9000"},
        "What “INV-77” asks for against its order": {"12000", "10000"},
    }


def test_what_is_decided_about_an_invoice_and_its_order_is_no_sum_of_either():
    [row] = [row for row in billed_twice(order_last=False) if row.family == "order"]
    settle(row, "side", side=next(n for n, side in enumerate(row.sides) if side.kind == "invoice"))
    deal_ = entities.thing(b.entity("Customer portal", "agreement"), [1])
    assert (deal_.values["amount"], deal_.rule("amount")) == ("10000", "It is the only one that says so.")
    [settled] = disputes.listed([1], settled=True)
    assert (settled.id, rulings.following(settled)) == (row.id, [])


def test_a_mail_known_to_one_person_first_and_to_everybody_later():
    """The same question has a row for each of two audiences, and the wider one is on record before the mail comes to it."""
    b.own_domains("harrowlane.example")
    words = "We will deliver the warehouse system on Saturday 28 November."
    at = clock.now() - timedelta(days=9)
    told = b.mail("1@x", PRIYA, "anna@pellandsons.example", "Delivery", at, body=words)
    private = b.system("priya", audience=audiences.private(b.user(PRIYA)).pk)
    [day] = [said.says for said in find_stated(words, at, rulings.zone())]
    contract(deal(), project(due_date=day))
    b.tell(private, told)
    b.tell(b.system("mail"), told)
    assert rows("SELECT error FROM quarantine") == []
    [row] = seen(b.user("ines@harrowlane.example"))
    assert "message" in {side.kind for side in row.sides}


def test_a_later_mail_takes_the_place_of_an_earlier_one():
    b.own_domains("harrowlane.example")
    at = clock.now()
    for number, (ago, day) in enumerate(((9, "28"), (2, "12")), 1):
        month = "November" if day == "28" else "December"
        b.tell(b.system("mail"), b.mail(f"{number}@x", PRIYA, "anna@pellandsons.example", "Delivery", at - timedelta(days=ago),
                                        body=f"We will deliver the warehouse system on {day} {month} 2026."))  # fmt: skip
    assert contract(deal(), project(due_date="2026-12-12")) == []


def test_a_meeting_the_mail_puts_an_hour_later():
    [row] = meeting_and_mail("15:00")
    assert (row.family, row.days) == ("meeting", 0.042)


def test_a_meeting_as_the_mail_says():
    assert meeting_and_mail("14:00") == []


def meeting_and_mail(said: str) -> list[disputes.Row]:
    b.own_domains("harrowlane.example")
    pell("calendar")
    day = (
        (clock.now() + timedelta(days=6)).astimezone(rulings.zone()).replace(hour=14, minute=0, second=0, microsecond=0)
    )
    anna = "anna@pellandsons.example"
    people = [b.Mention("person", b.mention_id("person", one), one, {"email": one}) for one in (anna, PRIYA)]
    b.tell(b.system("calendar"), Statement(
        "meeting", "ev-1", "Pell & Sons: next year", {"name": "Pell & Sons: next year", "starts_at": day.isoformat(), "ends_at": (day + timedelta(hours=1)).isoformat(), "uid": "ev-1"},
        at=clock.now(), refs=[Ref("attendee", "person", one.remote_id) for one in people], mentions=people))  # fmt: skip
    words = f"{day:%A} {day.day} {day:%B} at {said} it is, and I have put it in the calendar."
    b.tell(b.system("mail"), b.mail("1@x", PRIYA, anna, "Re: Next year", clock.now() - timedelta(days=3), body=words))
    return seen()


ANNA = "anna@pellandsons.example"


def coming(days: int, hour: int):
    day = (clock.now() + timedelta(days=days)).astimezone(rulings.zone())
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def meeting(title: str, starts) -> Statement:
    people = [b.Mention("person", b.mention_id("person", one), one, {"email": one}) for one in (ANNA, PRIYA)]
    said = {"name": title, "starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat(), "uid": title}  # fmt: skip
    refs = [Ref("attendee", "person", one.remote_id) for one in people]
    return Statement("meeting", title, title, said, at=clock.now(), refs=refs, mentions=people)


def written(subject: str, body: str, at) -> list[disputes.Row]:
    b.own_domains("harrowlane.example")
    pell("calendar")
    b.tell(b.system("mail"), b.mail("1@x", PRIYA, ANNA, subject, at, body=body))
    return seen()


@pytest.mark.parametrize("hour", [15, 16])  # as the calendar has it, and another
def test_a_mail_about_another_meeting_of_that_day_says_nothing_of_this_one(hour):
    steering, workshop = coming(6, 10), coming(6, 15)
    words = f"{workshop:%A} {workshop.day} {workshop:%B} at {hour}:00 it is, I have put the workshop in the calendar."
    written("Re: Scanner workshop", words, clock.now() - timedelta(days=3))
    b.tell(b.system("calendar"), meeting("Steering call", steering))
    b.tell(b.system("calendar"), meeting("Scanner workshop", workshop))
    assert [row.title for row in seen()] == ([] if hour == 15 else ["Time of “Scanner workshop”"])


def test_a_time_that_is_another_meetings_says_nothing_of_this_one():
    steering, workshop = coming(6, 10), coming(6, 15)
    b.tell(b.system("calendar"), meeting("Steering call", steering), meeting("Scanner workshop", workshop))
    words = f"See you for the meeting on {workshop:%A} {workshop.day} {workshop:%B} at 15:00."
    assert written("Tuesday", words, clock.now() - timedelta(days=3)) == []


@pytest.mark.parametrize(("ago", "families"), [(30, []), (4, ["meeting"])])
def test_a_weekday_said_weeks_before_is_not_that_of_the_meeting(ago, families):
    day = coming(6, 14)
    b.tell(b.system("calendar"), meeting("Contract review", day))
    words = f"See you at the call on {day:%A} at 10:00."
    assert [row.family for row in written("Lunch talk", words, day - timedelta(days=ago))] == families


# --- what does not ---


@pytest.mark.parametrize(("one", "other"), [
    (person("020 7946 0811"), person("+44 20 7946 0811")),  # formatting
    (person("+44 20 7946 0811", mobile="+44 7700 900123"), person("+44 7700 900123")),  # the other number is known too
    (b.client("Pell", "pellandsons.example", owner_name="P. Raman"), b.client("Pell", "pellandsons.example", owner_name="Priya Raman")),
])  # fmt: skip
def test_the_same_in_another_form_is_none(one, other):
    assert two(one, other) == []


def test_a_value_only_mentioned_is_no_side():
    b.tell(b.system("crm"), person("+44 1632 960700"))
    mention = b.Mention(
        "person", b.mention_id("person", MARCUS), "Marcus", {"email": MARCUS, "phone": "+44 151 496 0211"}
    )
    b.tell(b.system("mail"), Statement("message", "1@x", "Hello", {"subject": "Hello"}, at=b.moment("2026-02-02 09:00"),
                                       refs=[Ref("sender", "person", mention.remote_id)], mentions=[mention]))  # fmt: skip
    assert seen() == []


def test_rounding_and_another_currency_at_the_stated_rate():
    assert contract(deal(go_live_date="2026-11-28", amount="27400.40"), project()) == []
    b.tell(b.system("crm"), deal(go_live_date="2026-11-28", amount="32058", currency="EUR", exchange_rate="1.17"))
    assert seen() == []


def test_a_side_that_is_gone_closes_it_and_its_history_stays():
    [row] = two(person("+44 1632 960700"), person("+44 151 496 0211"))
    b.tell(b.system("desk"), gone=[person("")])
    assert seen() == []
    kept = Disagreement.objects.get(pk=row.id)
    assert [what for _, what in kept.history] == ["opened", "gone"]


def test_a_correction_at_the_source_closes_it():
    two(person("+44 1632 960700"), person("+44 151 496 0211"))
    b.tell(b.system("crm"), person("+44 151 496 0211"))
    assert seen() == []


def test_what_two_systems_say_of_a_ticket_stays_in_question_when_a_task_comes_to_it():
    at = b.moment("2026-02-03 09:00")
    desk, other = b.system("desk"), b.system("helpdesk")
    b.tell(desk, b.ticket("71", "Portal", at, status="open", due_date="2026-03-10"))
    b.tell(other, b.ticket("71", "Portal", at, status="open", due_date="2026-03-20"))
    judge.merge(*[r for (r,) in rows("SELECT id FROM record WHERE kind = 'ticket' ORDER BY id")], b.user(PRIYA, role="admin"))  # fmt: skip
    b.settle()
    assert [row.family for row in seen()] == ["due"]
    carried = b.task("P-1", "Portal", at=at, status="open")
    carried.refs = [Ref("ticket", "ticket", "71")]
    b.tell(desk, carried)
    assert [row.family for row in seen()] == ["due"]


def test_it_is_the_same_one_when_it_comes_back():
    [row] = two(person("+44 1632 960700"), person("+44 151 496 0211"))
    b.tell(b.system("crm"), person("+44 151 496 0211"))
    b.tell(b.system("desk"), person("+44 20 7946 0811"))
    b.tell(b.system("crm"), person("+44 1632 960999"))
    assert [again.id for again in seen()] == [row.id]


def test_a_system_that_is_only_behind_is_no_contradiction():
    """Both said the 10th; one moved to the 17th since. The other is behind, and the page says so, but nobody contradicts anybody."""
    early, late = "2026-02-02 09:00", "2026-02-09 09:00"
    assert contract(deal(early, go_live_date="2026-03-10"), project(early, due_date="2026-03-10")) == []
    b.tell(b.system("crm"), deal(late, go_live_date="2026-03-17"))
    assert seen() == []


def test_both_moved_on_from_what_they_agreed_and_contradict_each_other():
    early, late, later = "2026-02-02 09:00", "2026-02-09 09:00", "2026-02-10 09:00"
    contract(deal(early, go_live_date="2026-03-10"), project(early, due_date="2026-03-10"))
    b.tell(b.system("crm"), deal(late, go_live_date="2026-03-17"))
    b.tell(b.system("tracker"), project(later, due_date="2026-03-20"))
    assert [row.family for row in seen()] == ["due"]


def test_what_a_client_was_told_stays_told_when_a_system_moves_on():
    """A meeting or a date that is moved without a word to the client is exactly what must show."""
    b.own_domains("harrowlane.example")
    b.tell(b.system("mail"), b.mail("1@x", PRIYA, "anna@pellandsons.example", "Delivery", clock.now() - timedelta(days=9),
                                    body="We will deliver the warehouse system on 12 December 2026."))  # fmt: skip
    contract(deal("2026-02-02 09:00"), project("2026-02-02 09:00", due_date="2026-12-12"))
    assert seen() == []
    b.tell(b.system("crm"), deal("2026-02-09 09:00", go_live_date="2026-12-19"))
    b.tell(b.system("tracker"), project("2026-02-09 09:00", due_date="2026-12-19"))
    assert [row.family for row in seen()] == ["due"]


def test_work_that_is_over_is_past_arguing_about():
    assert contract(deal(), project(status="complete")) == []


def marked_then(things, audience, when):
    params = {"seen_by": [audience], "entities": sorted(things), **disputes_then.marking_on(when)}
    asked = [disputes_then.Asked(i, entity, family, msgspec.json.decode(sides, type=list[disputes.Side]))
             for i, entity, family, sides in rows(f"SELECT id, entity, family, sides::text FROM ({disputes_then.marking()}) AS m", params)]  # fmt: skip
    return disputes_then.marks(things, asked, [audience], when, rulings.zone())


def test_a_page_of_an_earlier_day_has_the_marks_of_that_day():
    [row] = contract(deal("2026-02-02 09:00"), project("2026-02-10 09:00"))
    before, after = b.moment("2026-02-05 09:00"), b.moment("2026-02-11 09:00")

    def marked(*when):
        return marked_then([row.entity], row.audience, When(*when)).values()

    assert set(marked(after)) == {row.id}
    assert not marked(before), "only one of them said anything yet"
    assert not marked(after, after), "nothing had been read by then"
    b.tell(b.system("crm"), deal("2026-02-20 09:00", go_live_date="2026-11-28"))
    assert seen() == [] and not marked(clock.now(), clock.now())


def test_the_marks_of_an_earlier_day_are_those_of_its_list():
    """Both sides have said something else since: the day is asked what they said then. The thing in question is marked too, not its sides alone."""
    early, late = "2026-02-02 09:00", "2026-02-20 09:00"
    contract(deal(early, go_live_date="2026-03-10"), project(early, due_date="2026-03-20"))
    b.tell(b.system("crm"), deal(late, go_live_date="2026-04-01"))
    b.tell(b.system("tracker"), project(late, due_date="2026-04-10"))
    [row] = seen()
    for at in (b.moment("2026-02-05 09:00"), b.moment("2026-02-21 09:00")):
        listed = disputes_then.listed([row.audience], When(at), rulings.zone())
        assert [one.row.id for one in listed] == [row.id]
        sides = {side.entity for side in row.sides}
        marked = marked_then(sides | {row.entity}, row.audience, When(at))
        assert set(marked.values()) == {row.id}
        assert set(marked) == {(side.entity, side.field) for side in row.sides} | {(row.entity, row.family)}
        assert set(marked) == set(disputes.marks(sides | {row.entity}, [row.audience])), "as on the page about now"


def test_sums_of_an_earlier_day_are_compared_with_what_their_records_said_of_tax_then():
    """£27,400 before tax and £32,880 with it were one sum then; the deal has become larger since."""
    early, late = "2026-02-02 09:00", "2026-02-20 09:00"
    same = {"go_live_date": "2026-11-28"}
    assert contract(deal(early, net="27400", gross="32880", **same), project(early, budget="32880")) == []
    b.tell(b.system("crm"), deal(late, amount="30000", net="30000", gross="36000", **same))
    b.tell(b.system("tracker"), project("2026-02-21 09:00", budget="33000"))
    [row] = seen()
    listed = [disputes_then.listed([row.audience], When(b.moment(at)), rulings.zone()) for at in ("2026-02-10 09:00", "2026-02-22 09:00")]  # fmt: skip
    assert [[one.row.id for one in day] for day in listed] == [[], [row.id]]


def test_work_nobody_had_signed_was_in_question_whatever_it_is_called_since():
    contract(deal(status="proposal", go_live_date="2026-11-28"), project())
    [row] = seen()
    b.tell(b.system("crm"), deal("2026-02-20 09:00", status="negotiation", go_live_date="2026-11-28"))
    [then] = disputes_then.listed([row.audience], When(b.moment("2026-02-10 09:00")), rulings.zone())
    assert (then.row.id, {side.value for side in then.row.sides}) == (row.id, {"proposal", "on track"})


def test_an_invoice_kept_to_its_order_until_it_was_raised():
    early, late = "2026-02-10 09:00", "2026-02-20 09:00"
    pell("crm")
    b.tell(b.system("crm"), order(), invoice(net="9000", order_reference="AF-PO-3318"))
    raised = invoice(net="12000", order_reference="AF-PO-3318")
    raised.at = b.moment(late)
    b.tell(b.system("crm"), raised)
    [row] = seen()
    assert row.family == "order"
    listed = [disputes_then.listed([row.audience], When(b.moment(at)), rulings.zone()) for at in (early, "2026-02-21 09:00")]  # fmt: skip
    assert [len(day) for day in listed] == [0, 1]


def test_what_risks_days_or_money_goes_before_what_risks_neither():
    two(person("+44 1632 960700"), person("+44 1632 960701"))
    contract(deal(), project(due_date="2026-11-30"))
    Disagreement.objects.update(first=None)
    for days, money, order in (
        (3, None, ["due", "phone"]),
        (None, 1500, ["due", "phone"]),
        (None, None, ["phone", "due"]),
    ):
        Disagreement.objects.filter(family="due").update(days=days, money=money)
        assert [row.family for row in seen()] == order, "with nothing at risk in either, by title"
    Disagreement.objects.filter(family="phone").update(first=clock.now() + timedelta(days=1))
    Disagreement.objects.filter(family="due").update(days=3)
    assert [row.family for row in seen()] == ["due", "phone"], "a day that comes soon is no risk by itself"


# --- who sees it ---


def test_who_may_not_see_one_side_sees_no_disagreement():
    priya, noor = b.user(PRIYA), b.user("noor@harrowlane.example")
    b.tell(b.system("crm"), person("+44 1632 960700"))
    b.tell(b.system("own", audience=audiences.private(priya).pk), person("+44 151 496 0211"))
    assert len(seen(priya)) == 1
    assert seen(noor) == []
    assert disputes.one(Disagreement.objects.get().pk, audiences.allowed(noor)) is None


def test_who_may_not_see_the_deal_does_not_learn_what_it_is_worth():
    """Its day is a side only Priya knows; the mail and the tracker disagree for everyone, without its sum."""
    b.own_domains("harrowlane.example")
    private = b.system("crm", audience=audiences.private(b.user(PRIYA)).pk)
    b.tell(private, b.client("Pell & Sons", "pellandsons.example", remote_id="c1"))
    pell("tracker")
    words = "We will deliver the warehouse system on Saturday 28 November 2026."
    b.tell(b.system("mail"), b.mail("1@x", PRIYA, "anna@pellandsons.example", "Delivery", clock.now() - timedelta(days=9), body=words))  # fmt: skip
    b.tell(private, deal(go_live_date="2026-12-05"))
    b.tell(b.system("tracker"), project(due_date="2026-12-05", budget="", currency=""))
    [theirs] = seen(b.user("ines@harrowlane.example"))
    assert (theirs.money, theirs.currency, theirs.days) == (None, "", 7.0)
    assert (seen()[0].money, seen()[0].currency) == (27400, "GBP")


def test_what_a_private_record_calls_a_person_is_no_title_for_everyone():
    """Its record is the first by key, as it happens to be in some workspaces."""
    desk, books = b.system("desk"), b.system("books")
    b.tell(desk, person("+44 1632 960700"))
    b.tell(books, person("+44 1632 960799"))
    private = b.system("hr", audience=audiences.private(b.user(PRIYA)).pk)
    first = min(record_key(system.pk, "person", MARCUS) for system in (desk, books))
    number = next(str(n) for n in count() if record_key(private.pk, "person", str(n)) < first)
    b.tell(private, b.person("Marcus Osei (leaving in May)", MARCUS, phone="+44 1632 960701", remote_id=number))
    [theirs] = seen(b.user("ines@harrowlane.example"))
    assert (theirs.title, len(theirs.sides)) == ("Telephone of Marcus Osei", 2)
    assert len(seen()[0].sides) == 3


def test_what_only_a_private_project_calls_running_is_running_for_its_readers_alone():
    """Both projects are one thing; that it has begun only Priya's record says."""
    pell("crm")
    pell("tracker")
    b.tell(b.system("crm"), deal(go_live_date="", status="open"))
    b.tell(b.system("tracker"), project(due_date="", start_date=""))
    own = b.system("own", audience=audiences.private(b.user(PRIYA)).pk)
    b.tell(own, b.client("Pell & Sons", "pellandsons.example", remote_id="c1"))
    b.tell(own, project(due_date=""))
    assert [row.family for row in seen()] == ["agreed"]
    assert seen(b.user("ines@harrowlane.example")) == []


# --- rulings ---


def settle(row: disputes.Row, choice: str, **more) -> Ruling:
    made = rulings.rule(b.user(PRIYA, role="admin"), Disagreement.objects.get(pk=row.id), choice, **more)
    b.settle()
    return made


def place(row: disputes.Row, system: str) -> int:
    return next(n for n, side in enumerate(row.sides) if side.system == system)


def test_a_side_that_is_chosen_is_what_we_go_by_and_the_sync_does_not_change_that():
    [row] = two(person("+44 1632 960700"), person("+44 151 496 0211"))
    settle(row, "side", side=place(row, "Desk"))
    b.tell(b.system("crm"), person("+44 1632 960700", title="Head of IT"))
    thing = entities.thing(b.entity("Marcus Osei", "person"), [1])
    assert (thing.values["phone"], thing.rule("phone")) == ("+44 151 496 0211", "You decided.")
    assert seen() == []
    assert [one.id for one in disputes.listed([1], settled=True)] == [row.id]


def test_newer_contrary_evidence_opens_it_again_and_says_what_is_new():
    [row] = two(person("+44 1632 960700"), person("+44 151 496 0211"))
    settle(row, "side", side=place(row, "Desk"))
    b.tell(b.system("crm"), person("+44 1632 960999"))
    [again] = seen()
    assert again.id == row.id
    assert again.news == [
        {
            "record": again.news[0]["record"],
            "field": "phone",
            "system": "Crm",
            "was": "+44 1632 960700",
            "now": "+44 1632 960999",
        }
    ]


def test_a_third_system_that_contradicts_opens_it_again():
    [row] = two(person("+44 1632 960700"), person("+44 151 496 0211"))
    settle(row, "side", side=0)
    b.tell(b.system("hr"), person("+44 20 7946 0811"))
    [again] = seen()
    assert (again.id, [one["system"] for one in again.news]) == (row.id, ["Hr"])


def test_a_third_value():
    [row] = contract(deal(), project())
    settle(row, "third", value="5 December 2026")
    values = entities.thing(b.entity("Warehouse system", "project"), [1])
    assert (values.values["due_date"], values.rule("due_date"), seen()) == ("2026-12-05", "You decided.", [])
    assert values.due == b.moment("2026-12-06 00:00")


@pytest.mark.parametrize("typed", ["12.600", "12,600", "12.600 €", "12.600,00", "12600"])
def test_a_sum_somebody_types_is_read_as_people_write_it(typed):
    [row] = contract(deal(amount="28900", go_live_date="2026-11-28"), project())
    settle(row, "third", value=typed)
    assert entities.thing(b.entity("Warehouse system", "project"), [1]).values["budget"] in ("12600", "12600.00")


def test_both_are_right_and_may_each_move_on():
    [row] = two(person("+44 1632 960700"), person("+44 151 496 0211"))
    settle(row, "both")
    b.tell(b.system("crm"), person("+44 1632 960999"))
    assert seen() == []


def test_systems_that_all_move_on_are_believed_again():
    """Nothing is in question any more, so nobody would ever look at what was ruled."""
    [row] = two(person("+44 1632 960700"), person("+44 151 496 0211"))
    settle(row, "side", side=place(row, "Crm"))
    for system in ("crm", "desk"):
        b.tell(b.system(system), person("+44 20 7946 0811"))
    thing = entities.thing(b.entity("Marcus Osei", "person"), [1])
    assert (thing.values["phone"], thing.rule("phone"), seen()) == ("+44 20 7946 0811", "All that say something say the same.", [])  # fmt: skip


def test_what_another_system_moves_on_from_is_decided_no_longer_here_either():
    [row] = contract(deal(), project())
    settle(row, "side", side=place(row, "Crm"))
    project_ = b.entity("Warehouse system", "project")
    assert entities.thing(project_, [1]).values["due_date"] == "2026-12-12"
    b.tell(b.system("crm"), deal("2026-02-05 09:00", go_live_date="2026-11-28"))
    assert (entities.thing(project_, [1]).values["due_date"], entities.thing(project_, [1]).rule("due_date"), seen()) == ("2026-11-28", "It is the only one that says so.", [])  # fmt: skip


def test_what_is_ruled_of_a_thing_that_did_not_change_stays_as_its_own_readers_know_it():
    """A change of the deal leaves the project's row for everyone alone: it rests on the record everyone sees."""
    pell("crm")
    pell("tracker")
    b.tell(b.system("tracker"), project())
    [(public,)] = rows("SELECT record_id FROM member WHERE entity_id = %s", [b.entity("Warehouse system", "project")])
    own = b.system("own", audience=audiences.private(b.user(PRIYA)).pk)
    b.tell(own, b.client("Pell & Sons", "pellandsons.example", remote_id="c1"))
    b.tell(own, project(due_date="2026-11-27"))
    b.tell(b.system("crm"), deal())
    [row] = [one for one in seen() if {"agreement", "project"} <= {side.kind for side in one.sides}]
    settle(row, "side", side=place(row, "Crm"))
    b.tell(b.system("crm"), deal("2026-02-05 09:00", scope="Racks and scanners"))
    thing = entities.thing(b.entity("Warehouse system", "project"), [1])
    assert (thing.values["due_date"], thing.why["due_date"][0]) == ("2026-12-12", public)


def portal_done_and_open() -> disputes.Row:
    """A ticket that is open, and the task behind it that is done."""
    b.tell(b.system("desk"), b.ticket("71", "Portal", b.moment("2026-02-03 09:00"), status="open"))
    done = b.task("P-1", "Portal", at=b.moment("2026-02-04 09:00"), status="done")
    done.refs = [Ref("ticket", "ticket", "71")]
    b.tell(b.system("desk"), done)
    [row] = seen()
    return row


def test_work_that_was_ruled_done_and_is_opened_anew_is_open():
    row = portal_done_and_open()
    settle(row, "side", side=next(n for n, side in enumerate(row.sides) if side.kind == "task"))
    b.tell(b.system("desk"), b.ticket("71", "Portal", b.moment("2026-02-05 09:00"), status="closed"))
    assert workload.open_work([1]) == []
    b.tell(b.system("desk"), b.ticket("71", "Portal", b.moment("2026-02-06 09:00"), status="open"))
    assert [work.title for work in workload.open_work([1])] == ["Portal"]
    assert seen() == []  # the task is only behind: the ticket has been where it is


def test_undone_it_is_open_and_the_value_is_what_it_was():
    [row] = two(person("+44 1632 960700"), person("+44 151 496 0211"))
    before = entities.thing(b.entity("Marcus Osei", "person"), [1]).values["phone"]
    other = next(n for n, side in enumerate(row.sides) if side.value != before)
    made = settle(row, "side", side=other)
    assert entities.thing(b.entity("Marcus Osei", "person"), [1]).values["phone"] != before
    rulings.withdraw(b.user(PRIYA), [made.pk])
    b.settle()
    assert entities.thing(b.entity("Marcus Osei", "person"), [1]).values["phone"] == before
    assert [one.id for one in seen()] == [row.id]


def test_undone_the_ruling_it_replaced_holds_again():
    [row] = two(person("+44 1632 960700"), person("+44 151 496 0211"))
    settle(row, "side", side=0)
    ruled = entities.thing(b.entity("Marcus Osei", "person"), [1]).values["phone"]
    made = settle(row, "third", value="+44 117 496 0003")
    assert entities.thing(b.entity("Marcus Osei", "person"), [1]).values["phone"] != ruled
    rulings.withdraw(made.by, [made.pk])
    b.settle()
    assert entities.thing(b.entity("Marcus Osei", "person"), [1]).values["phone"] == ruled
    assert seen() == [], "it is settled as it was before"


def test_what_a_person_rules_to_be_done_is_open_no_longer_and_taken_back_it_is():
    row = portal_done_and_open()
    assert row.family == "status" and [work.title for work in workload.open_work([1])] == ["Portal"]
    made = settle(row, "side", side=next(n for n, side in enumerate(row.sides) if side.kind == "task"))
    assert workload.open_work([1]) == []
    rulings.withdraw(made.by, [made.pk])
    b.settle()
    assert [work.title for work in workload.open_work([1])] == ["Portal"]


def test_an_invoice_that_a_person_rules_to_be_paid_is_open_no_longer():
    for system, at, status in (("books", "2026-02-10 09:00", "paid"), ("crm", "2026-02-12 09:00", "sent")):
        pell(system)
        said = {
            "number": "INV-77",
            "amount": "9000.00",
            "currency": "GBP",
            "issue_date": "2026-02-10",
            "due_date": "2026-03-10",
            "status": status,
        }
        b.tell(b.system(system), Statement("invoice", system, "INV-77", said, at=b.moment(at), refs=[Ref("buyer", "client", "c1")]))  # fmt: skip
    [row] = seen()
    invoice = b.entity("INV-77", "invoice")
    assert (row.family, entities.thing(invoice, [1]).open) == ("status", True)
    settle(row, "side", side=place(row, "Books"))
    thing = entities.thing(invoice, [1])
    assert (thing.values["status"], thing.open, thing.rule("status")) == ("paid", False, "You decided.")


def test_who_owns_it_by_the_value_that_counts_is_who_the_work_list_names():
    b.own_domains("harrowlane.example")
    staff = {"noor": "Noor Haddad", "ines": "Ines Duarte"}
    for system, key, at in (("desk", "noor", "2026-02-02 09:00"), ("tracker", "ines", "2026-02-05 09:00")):
        pell(system)
        for one, name in staff.items():
            b.tell(b.system(system), b.staff(name, f"{one}@harrowlane.example", remote_id=one))
        work = project(at, owner_name=staff[key])
        work.refs = [Ref("client", "client", "c1"), Ref("owner", "person", key)]
        b.tell(b.system(system), work)
    person = {name: b.entity(name, "person") for name in staff.values()}

    def owned() -> set[tuple[str, int | None]]:
        found = entities.thing(b.entity("Warehouse system", "project"), [1]).values["owner_name"]
        now, then = workload.open_work([1]), workload.open_work([1], when=When(clock.now() - timedelta(seconds=1)))
        return {(found, person.get(found)), *((one.owner, one.owner_id) for one in (*now, *then))}

    assert owned() == {("Ines Duarte", person["Ines Duarte"])}, "the newer word"
    [row] = seen()
    for system, name in (("Tracker", "Ines Duarte"), ("Desk", "Noor Haddad")):
        settle(row, "side", side=place(row, system))
        assert workload.open_work([1])[0].owner == name
    settle(row, "third", value="Priya Raman")
    [work] = workload.open_work([1])
    assert (work.owner, work.owner_id) == ("Priya Raman", None)


def test_a_meeting_is_in_the_list_at_the_time_a_person_decided_and_lasts_as_long_as_it_did():
    [row] = meeting_and_mail("15:00")
    settle(row, "side", side=next(n for n, side in enumerate(row.sides) if side.kind == "message"))
    [listed] = workload.meetings([1], clock.now(), clock.now() + timedelta(days=30))
    values = entities.thing(listed.id, [1]).values
    assert listed.starts_at.astimezone(rulings.zone()).hour == 15
    assert listed.ends_at - listed.starts_at == timedelta(hours=1)
    assert [moment(values[name]) for name in ("starts_at", "ends_at")] == [listed.starts_at, listed.ends_at]
    assert seen() == []


def test_a_ruling_survives_a_merge_and_a_split():
    admin = b.user(PRIYA, role="admin")
    [row] = two(person("+44 1632 960700"), person("+44 151 496 0211"))
    settle(row, "side", side=0)
    twin = b.person("M. Osei", "m.osei@free-mail.example", remote_id="twin")
    b.tell(b.system("hr"), twin)
    records = [
        r
        for (r,) in rows(
            "SELECT id FROM record WHERE remote_id IN ('twin', %s) AND native_key IS NOT NULL ORDER BY id", [MARCUS]
        )
    ]
    judge.merge(records[0], records[-1], admin)
    b.settle()
    assert [row for row in seen() if row.family == "phone"] == []
    assert len(disputes.listed([1], settled=True)) == 1


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_arrival_plays_no_part(seed):
    b.own_domains("harrowlane.example")
    arriving = [("crm", b.client("Pell & Sons", "pellandsons.example", remote_id="c1")), ("tracker", b.client("Pell & Sons", "pellandsons.example", remote_id="c1")),
            ("crm", deal()), ("tracker", project()), ("crm", person("+44 1632 960700")), ("desk", person("+44 151 496 0211")),
            ("mail", b.mail("1@x", PRIYA, "anna@pellandsons.example", "Delivery", clock.now() - timedelta(days=9), body="We will deliver the warehouse system on 28 November 2026."))]  # fmt: skip
    random.Random(seed).shuffle(arriving)
    for system, statement in arriving:
        b.tell(b.system(system), statement)
    assert sorted((row.title, row.days, len(row.sides)) for row in seen()) == [
        ("Telephone of Marcus Osei", None, 2),
        ("When “Warehouse system” is due", 14.0, 3),
    ]

"""Mails to our own people: few, each once, threaded, in good time, and never about what was there before or is over."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from tests import builders as b
from tests import mail_server
from tests.priorities.conftest import MARCUS, NOOR, PRIYA

from kingpost.accounts import audiences
from kingpost.evidence import connect
from kingpost.evidence.models import System
from kingpost.priorities import alerts, answers, attention, choices, grouping, mutes, oversight, post, reading
from kingpost.priorities.attention import Wishes
from kingpost.priorities.models import Alert, Flag, Letter
from kingpost.toolbox import clock, smtp
from kingpost.toolbox.sql import rows

AT = b.moment


@pytest.fixture
def server(monkeypatch):
    with mail_server.running() as running:
        monkeypatch.setenv("KINGPOST_MAIL_SERVER", running.address)
        monkeypatch.setenv("KINGPOST_MAIL_SECURITY", "none")
        monkeypatch.setenv("KINGPOST_MAIL_FROM", "Kingpost <kingpost@harrowlane.example>")
        yield running


@pytest.fixture
def noor(office):
    return b.user(NOOR, "Noor Haddad")


@pytest.fixture
def desk(noor, priya, server, at):
    """Everybody and every system has been here since Monday; it is Tuesday, ten o'clock, and everything was looked at."""
    desk = b.system("desk", started_at=AT("2026-02-01 09:00"))
    System.objects.update(loaded_at=AT("2026-03-02 08:00"))
    b.tell(desk, b.staff("Noor Haddad", NOOR, remote_id="noor"))
    post.tell()
    at("2026-03-03 10:00")
    post.tell()
    assert server.taken == []
    return desk


@pytest.fixture
def passes(at):
    """The clock moves on and the worker does what it does each minute."""

    def pass_(text):
        at(text)
        return post.tell()

    return pass_


def ticket(number="4471", owner="noor", *, when="2026-03-03 10:00", **fields):
    return b.ticket(number, f"Ticket {number}", AT(when), owner=owner, **{"escalated": True} | fields)


def lesser(number, owner="noor"):
    """Important and not urgent: late work."""
    return b.task(number, f"Task {number}", owner=owner, at=AT("2026-03-03 09:00"), due_date="2026-03-02")


def content(mail):
    return mail.get_content().replace("\r\n", "\n")


def subjects(server, to=""):
    return [mail["Subject"] for mail in server.taken if to in mail["To"]]


def test_an_urgent_one_comes_at_once_and_once(desk, server, passes):
    b.tell(desk, ticket())
    assert [passes(f"2026-03-03 10:0{n}") for n in (1, 2, 3)] == [1, 0, 0]
    [mail] = server.taken
    assert (mail["Subject"], mail["To"]) == ("Ticket 4471", f"Noor Haddad <{NOOR}>")
    flag = Flag.objects.get()
    text = content(mail)
    for words in (
        "Ticket 4471 is escalated",
        "Yours.",
        f"/flags/{flag.pk}\n",
        "Urgent: told at once.",
        "/account/reach",
    ):
        assert words in text
    assert Letter.objects.get().state == Letter.SENT


def test_nothing_of_the_first_day_and_nothing_that_was_there_before_is_sent(office, noor, server, at, passes):
    desk = b.system("desk", started_at=AT("2026-02-01 09:00"))
    b.tell(desk, b.staff("Noor Haddad", NOOR, remote_id="noor"), ticket("1", when="2026-02-27 09:00"))
    System.objects.update(loaded_at=clock.now())
    passes("2026-03-02 09:30")
    b.tell(desk, ticket("2", when="2026-03-02 11:00"))
    for moment in ("2026-03-02 11:01", "2026-03-02 17:05", "2026-03-03 07:31", "2026-03-03 10:00", "2026-03-03 17:01"):
        passes(moment)
    assert server.taken == []
    late = b.system("late", started_at=AT("2026-02-01 09:00"), loaded_at=AT("2026-03-04 08:00"))
    at("2026-03-04 10:00")
    b.tell(late, b.staff("Noor Haddad", NOOR, remote_id="noor"), ticket("3", when="2026-02-27 09:00"))
    passes("2026-03-04 10:01")
    assert server.taken == [], "it stood so before that system was read"
    b.tell(late, ticket("4", when="2026-03-04 10:02"))
    passes("2026-03-04 10:03")
    assert subjects(server) == ["Ticket 4"]


def test_the_rest_comes_in_the_digests(desk, server, passes):
    b.tell(desk, lesser("A"), lesser("B"))
    passes("2026-03-03 10:01")
    passes("2026-03-03 16:59")
    assert server.taken == []
    passes("2026-03-03 17:00")
    passes("2026-03-03 17:01")
    [mail] = server.taken
    assert mail["Subject"] == "This evening: two flags"
    assert "Task A" in mail.get_content() and "Task B" in mail.get_content()


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_a_due_date_is_the_same_date_for_who_reads_in_another_zone(desk, noor, server, passes, zone):
    noor.zone = zone
    noor.save(update_fields=["zone"])
    b.tell(desk, lesser("A"))
    for moment in ("2026-03-03 22:00", "2026-03-04 06:00", "2026-03-04 18:00"):
        passes(moment)
    [mail] = server.taken
    assert "Due on 2 March." in content(mail)


def test_what_came_in_quiet_hours_waits_for_the_morning(desk, server, at, passes):
    at("2026-03-03 22:00")
    b.tell(desk, ticket(when="2026-03-03 22:00"))
    for moment in ("2026-03-03 22:01", "2026-03-04 03:00", "2026-03-04 07:29"):
        passes(moment)
    assert server.taken == []
    passes("2026-03-04 07:30")
    assert subjects(server) == ["This morning: one flag"]
    passes("2026-03-04 09:01")
    assert len(server.taken) == 1


def test_an_urgent_one_comes_at_night_to_who_says_so(desk, noor, server, at, passes):
    choices.choose(noor, Wishes(through=True, important=attention.NOW))
    at("2026-03-03 22:00")
    b.tell(desk, ticket(when="2026-03-03 22:00"), lesser("A"))
    passes("2026-03-03 22:01")
    assert subjects(server) == ["Ticket 4471"]


def test_a_flag_that_settles_says_so_once_in_the_next_digest(desk, server, passes):
    b.tell(desk, ticket(), ticket("4480"))
    passes("2026-03-03 10:01")
    b.tell(desk, ticket(status="closed"), ticket("4480", status="closed"))
    for moment in ("2026-03-03 10:05", "2026-03-03 17:00", "2026-03-03 17:01", "2026-03-04 07:30", "2026-03-04 17:00"):
        passes(moment)
    assert subjects(server)[2:] == ["This evening: two settled"]
    assert "- Ticket 4471: its cause is gone." in server.taken[2].get_content()


def test_a_flag_nobody_acted_on_until_it_was_history_is_not_told_as_settled(office, desk, server, passes):
    b.tell(
        office,
        b.mail(
            "1@x",
            MARCUS,
            NOOR,
            "Portal",
            AT("2026-03-03 10:00"),
            snippet="Nobody can work, everything is down. When is it back?",
        ),
    )
    passes("2026-03-03 10:01")
    for moment in ("2026-04-02 10:01", "2026-04-02 17:00"):
        passes(moment)
    told = content(server.taken[-1])
    assert "Nobody acted on these, and they are flagged no longer:" in told and "Settled, nothing to do" not in told


def test_what_settled_before_anybody_was_told_is_never_told(desk, server, passes):
    b.tell(desk, lesser("A"))
    passes("2026-03-03 10:01")
    b.tell(
        desk,
        b.task("A", "Task A", owner="noor", at=AT("2026-03-03 09:00"), due_date="2026-03-03", status="done"),
    )
    passes("2026-03-03 17:00")
    passes("2026-03-04 07:30")
    assert server.taken == []
    assert Alert.objects.get().why == "It settled before you were told."


def test_who_settled_it_is_not_told_so(desk, noor, server, passes):
    b.tell(desk, ticket())
    passes("2026-03-03 10:01")
    answers.answer(noor, Flag.objects.get().pk, "handled")
    passes("2026-03-03 17:00")
    assert len(server.taken) == 1


def test_later_mails_about_a_flag_answer_the_first(desk, noor, server, at, passes):
    choices.choose(noor, Wishes(morning=None, evening=None))
    b.tell(desk, ticket())
    passes("2026-03-03 10:01")
    b.tell(desk, ticket(status="closed"))
    passes("2026-03-03 10:05")
    at("2026-03-03 11:00")
    b.tell(desk, ticket(status="open"))
    passes("2026-03-03 11:01")
    first, settled, again = server.taken
    assert first["In-Reply-To"] is None and first["Message-ID"].startswith(f"<flag-{Flag.objects.get().pk}.")
    assert [mail["In-Reply-To"] for mail in (settled, again)] == [first["Message-ID"]] * 2
    assert settled["References"] == first["Message-ID"] and settled["Subject"] == "Re: Ticket 4471"
    assert len({mail["Message-ID"] for mail in server.taken}) == 3


def test_what_comes_up_on_an_open_flag_is_told_once_in_its_thread(desk, server, at, passes):
    b.tell(desk, ticket())
    passes("2026-03-03 10:01")
    at("2026-03-03 14:05")
    b.tell(desk, ticket(reopened=2))
    assert [passes(f"2026-03-03 14:{minute}") for minute in ("06", "07", "30")] == [1, 0, 0]
    first, again = server.taken
    assert (again["Subject"], again["In-Reply-To"]) == ("Re: Ticket 4471", first["Message-ID"])
    assert "New since 14:05: Ticket 4471 was reopened twice.\n" in content(again)
    assert "Something new came up. Urgent: told at once." in content(again)
    assert "New since" not in content(first)
    at("2026-03-03 15:00")
    b.tell(desk, ticket(reopened=2, priority="high"))
    assert passes("2026-03-03 15:01") == 0, "nothing that cannot wait"
    at("2026-03-03 16:00")
    b.tell(desk, ticket(reopened=2, due_at="2026-03-03T17:00:00+00:00"))
    assert passes("2026-03-03 16:01") == 1, "once more for what came up next"


def test_a_mail_nobody_got_is_answered_by_none(desk, server, at, passes):
    server.answer = "550 mailbox is full"
    b.tell(desk, ticket())
    passes("2026-03-03 10:01")
    server.answer = "250 ok"
    at("2026-03-03 14:05")
    b.tell(desk, ticket(reopened=2))
    passes("2026-03-03 14:06")
    [mail] = server.taken
    assert (mail["Subject"], mail["In-Reply-To"]) == ("Ticket 4471", None)


def test_what_comes_up_goes_the_way_its_reader_wants(desk, noor, server, at, passes):
    choices.choose(noor, Wishes(urgent=attention.DIGEST))
    b.tell(desk, ticket())
    passes("2026-03-03 10:01")
    passes("2026-03-03 17:00")
    at("2026-03-04 10:00")
    b.tell(desk, ticket(reopened=2))
    passes("2026-03-04 10:01")
    assert subjects(server) == ["This evening: one flag"]
    passes("2026-03-04 17:00")
    passes("2026-03-04 17:01")
    assert subjects(server)[1:] == ["This evening: one flag"]
    assert "New since 10:00: Ticket 4471 was reopened twice." in content(server.taken[1])
    choices.choose(noor, Wishes(urgent=attention.PAGE))
    at("2026-03-05 10:00")
    b.tell(desk, ticket(reopened=3))
    passes("2026-03-05 10:01")
    passes("2026-03-05 17:01")
    assert len(server.taken) == 2


def test_what_comes_up_at_night_is_one_line_of_the_morning(desk, server, at, passes):
    b.tell(desk, ticket())
    passes("2026-03-03 10:01")
    for moment, news in (("2026-03-03 22:00", {}), ("2026-03-04 02:00", {"due_at": "2026-03-04T09:30:00+00:00"})):
        at(moment)
        b.tell(desk, ticket(reopened=2, **news))
        post.tell()
    assert len(server.taken) == 1
    passes("2026-03-04 07:30")
    passes("2026-03-04 09:01")
    assert subjects(server)[1:] == ["This morning: one flag"]
    assert content(server.taken[1]).count("New since 02:00") == content(server.taken[1]).count("/flags/") == 1


def test_what_comes_up_while_the_last_of_it_still_waits_makes_no_mail_more(desk, noor, server, at, passes):
    choices.choose(noor, Wishes(per_hour=1))
    b.tell(desk, ticket())
    passes("2026-03-03 10:01")
    for moment, news in (("2026-03-03 10:10", {}), ("2026-03-03 10:20", {"due_at": "2026-03-03T12:00:00+00:00"})):
        at(moment)
        b.tell(desk, ticket(reopened=2, **news))
        assert post.tell() == 0
    assert [passes(f"2026-03-03 {moment}") for moment in ("11:02", "11:03", "11:30")] == [1, 0, 0]
    assert "New since 10:20: Ticket 4471 is due by 12:00 on 3 March." in content(server.taken[1])


def test_what_comes_up_before_a_digest_is_in_it_once(desk, noor, server, at, passes):
    choices.choose(noor, Wishes(urgent=attention.DIGEST))
    b.tell(desk, ticket())
    passes("2026-03-03 10:01")
    at("2026-03-03 14:05")
    b.tell(desk, ticket(reopened=2))
    for moment in ("2026-03-03 14:06", "2026-03-03 17:00", "2026-03-04 07:30"):
        passes(moment)
    assert subjects(server) == ["This evening: one flag"]
    assert content(server.taken[0]).count("New since 14:05") == 1


def test_what_came_up_on_a_flag_that_was_answered_meanwhile_is_not_told(desk, noor, server, at, passes):
    b.tell(desk, ticket())
    passes("2026-03-03 10:01")
    at("2026-03-03 22:00")
    b.tell(desk, ticket(reopened=2))
    passes("2026-03-03 22:01")
    answers.answer(noor, Flag.objects.get().pk, "handled")
    for moment in ("2026-03-03 22:02", "2026-03-04 07:30", "2026-03-04 09:01"):
        passes(moment)
    assert len(server.taken) == 1


def test_what_comes_up_on_a_flag_from_before_is_told(desk, server, at, passes):
    at("2026-02-27 10:00")
    b.tell(desk, ticket(when="2026-02-27 09:00"))
    assert passes("2026-03-03 10:01") == 0
    at("2026-03-03 14:00")
    b.tell(desk, ticket(when="2026-02-27 09:00", reopened=2))
    assert passes("2026-03-03 14:01") == 1
    assert "Ticket 4471 was reopened twice." in content(server.taken[0])


def test_what_comes_up_on_a_reason_somebody_split_off_is_told_of_that_flag_alone(desk, noor, server, at, passes):
    b.tell(desk, ticket(reopened=2))
    passes("2026-03-03 10:01")
    [whole] = reading.listed([1])
    [apart] = [one for one in reading.signals(whole.id, [1]) if one.key == "reopened"]
    grouping.split(noor, whole.id, apart.id)
    passes("2026-03-03 10:05")
    told = len(server.taken)
    at("2026-03-03 14:00")
    b.tell(desk, ticket(reopened=2, due_at="2026-03-03T15:00:00+00:00"))
    passes("2026-03-03 14:01")
    assert len(server.taken) == told + 1
    assert [bool(flag.raised_at) for flag in reading.listed([1]) if flag.part] == [False]


def test_a_storm_is_a_few_mails(desk, noor, server, at, passes):
    """Ten thousand flags in a minute: what an hour's budget holds, then nothing."""
    b.tell(desk, ticket())
    [flag] = Flag.objects.all()
    rows(
        """INSERT INTO flag (anchor_id, audience_id, entity_id, client_id, kind, title, why, rank_why, score, parts, rules, since, due, owner_id, evidence,
                             not_for, before_start, opened_at, changed_at, closed_why, part)
           SELECT 1000000 + n, audience_id, 1000000 + n, client_id, kind, 'Storm ' || n, why, rank_why, score + n * 0.001, parts, rules, since, due, owner_id,
                  evidence, not_for, false, opened_at, changed_at, '', '' FROM flag, generate_series(1, 10000) AS n WHERE id = %s RETURNING 1""",
        [flag.pk],
    )
    rows("ANALYZE flag")  # as the worker does when a table has grown by so much
    passes("2026-03-03 10:01")
    passes("2026-03-03 10:02")
    assert subjects(server) == ["Storm 10000", "Storm 9999", "Storm 9998", "9,998 flags need you"]
    assert len(server.taken[3].get_content()) < 20_000
    assert Alert.objects.filter(state=Alert.SENT).count() == 10_001
    b.tell(desk, ticket("4481"))
    passes("2026-03-03 10:59")
    assert len(server.taken) == 4
    passes("2026-03-03 11:02")
    assert subjects(server)[4:] == ["Ticket 4481"], "once the hour has passed"


def test_a_crash_while_sending_never_sends_twice(desk, server, passes, monkeypatch):
    def dies(*_):
        raise KeyboardInterrupt

    b.tell(desk, ticket())
    sends = smtp.send
    monkeypatch.setattr(smtp, "send", dies)
    with pytest.raises(KeyboardInterrupt):
        passes("2026-03-03 10:01")
    monkeypatch.setattr(smtp, "send", sends)
    passes("2026-03-03 10:02")
    assert server.taken == []
    assert Letter.objects.get().state == Letter.UNSURE
    passes("2026-03-03 17:00")
    assert subjects(server) == ["This evening: one flag"]


def test_a_server_that_is_away_is_tried_again_and_one_that_refuses_is_not(desk, server, passes):
    server.answer = "451 later"
    b.tell(desk, ticket())
    passes("2026-03-03 10:01")
    letter = Letter.objects.get()
    assert (letter.state, letter.error) == (Letter.WAITING, "The mail server said 451: later")
    server.answer = "250 ok"
    passes("2026-03-03 10:01")
    assert server.taken == []
    passes("2026-03-03 10:03")
    assert subjects(server) == ["Ticket 4471"]
    server.answer = "550 no such person"
    b.tell(desk, ticket("4480"))
    passes("2026-03-03 10:10")
    passes("2026-03-03 12:10")
    assert Letter.objects.get(state=Letter.FAILED).error == "The mail server said 550: no such person"
    assert len(server.taken) == 1


def test_what_could_not_be_sent_for_hours_is_in_the_next_digest(desk, server, passes):
    server.answer = "451 later"
    b.tell(desk, ticket())
    for when in ("10:01", "10:03", "10:10", "10:30", "11:40"):
        passes(f"2026-03-03 {when}")
    assert Letter.objects.get().state == Letter.FAILED
    server.answer = "250 ok"
    passes("2026-03-03 17:01")
    passes("2026-03-03 17:02")
    assert subjects(server) == ["This evening: one flag"]


def test_it_tells_only_what_its_reader_may_see(desk, noor, priya, server, passes):
    private = b.system("noors", audience=audiences.private(noor).pk, started_at=AT("2026-02-01 09:00"), loaded_at=AT("2026-03-02 08:00"))  # fmt: skip
    b.tell(private, b.ticket("9", "In private", AT("2026-03-03 10:00"), escalated=True))
    b.tell(desk, ticket(owner=""))
    passes("2026-03-03 10:01")
    to = {mail["To"].split("<")[1].rstrip(">"): mail["Subject"] for mail in server.taken}
    assert to == {NOOR: "In private", priya.email: "Ticket 4471"}


def test_what_was_muted_or_given_to_somebody_else_meanwhile_is_not_sent(desk, noor, priya, server, passes):
    b.tell(desk, lesser("A"), lesser("B"))
    passes("2026-03-03 10:01")
    [one] = [f for f in reading.listed([1]) if f.title.startswith("Task A")]
    mutes.mute(noor, one.id, [1], mutes.FLAG, AT("2026-03-05 12:00"))
    b.tell(desk, lesser("B", owner=""))
    passes("2026-03-03 10:02")
    passes("2026-03-03 17:00")
    sent = {mail["To"].split("<")[1].rstrip(">"): mail.get_content() for mail in server.taken}
    assert NOOR not in sent
    assert "Task B" in sent[priya.email] and "Task A" not in sent[priya.email]


def test_without_a_server_nothing_is_kept_for_later(desk, server, passes, monkeypatch):
    address = server.address
    monkeypatch.setenv("KINGPOST_MAIL_SERVER", "")
    b.tell(desk, ticket())
    passes("2026-03-03 10:01")
    assert Alert.objects.get().why == "Urgent: told at once. Nothing is sent: no mail server is set."
    monkeypatch.setenv("KINGPOST_MAIL_SERVER", address)
    passes("2026-03-03 10:02")
    assert server.taken == []


def test_a_restored_copy_sends_no_mail_and_nothing_later_that_waited_in_it(desk, server, passes):
    b.tell(desk, ticket(), lesser("A"))
    alerts.look(clock.now())
    post.make(clock.now())  # the copy was made now: one mail about to be sent, one flag waiting for the evening
    connect.switch_workspace_writing(False, "Restored from a copy of 3 March 2026, 10:00 UTC.")
    b.tell(desk, ticket("4480"))
    for moment in ("2026-03-03 10:01", "2026-03-03 17:00"):
        passes(moment)
    assert server.taken == []
    assert {one.why.rpartition(". ")[2] for one in Alert.objects.all()} == {alerts.NOT_WRITING}
    connect.switch_workspace_writing(True)
    b.tell(desk, ticket("4490"))
    for moment in ("2026-03-03 17:01", "2026-03-04 08:00"):
        passes(moment)
    [mail] = server.taken
    assert mail["Subject"] == "This morning: one flag" and "Ticket 4490" in content(mail)


def test_what_becomes_important_with_time_is_in_the_next_digest(desk, priya, server, passes):
    b.tell(desk, b.task("A", "Task A", at=AT("2026-03-03 09:00"), due_date="2026-03-06"))
    for moment in ("2026-03-03 10:01", "2026-03-03 17:00", "2026-03-04 07:30", "2026-03-04 17:00", "2026-03-05 07:30"):
        passes(moment)
    assert server.taken == []
    assert Alert.objects.get().level == attention.REST
    for moment in ("2026-03-05 09:01", "2026-03-05 12:00", "2026-03-05 17:00", "2026-03-05 17:01"):
        passes(moment)
    [mail] = server.taken
    assert (mail["To"], mail["Subject"]) == (f"Priya Raman <{priya.email}>", "This evening: one flag")
    assert Alert.objects.get(reason=Alert.IMPORTANT).why == "It became important. Important: in the next digest."


def soon_due():
    """Important from four o'clock on Tuesday, urgent from nine on Wednesday, without anything new; late at ten."""
    return ticket(escalated=False, priority="high", due_at="2026-03-04T10:00:00+00:00")


def test_what_becomes_urgent_is_in_the_next_digest_of_who_wants_it_there(desk, noor, server, passes):
    choices.choose(noor, Wishes(urgent=attention.DIGEST))
    b.tell(desk, soon_due())
    for moment in ("2026-03-03 16:00", "2026-03-03 17:00", "2026-03-04 07:30"):
        passes(moment)
    assert subjects(server, NOOR) == ["This evening: one flag"]
    passes("2026-03-04 09:01")
    assert Alert.objects.get(reason=Alert.URGENT, person=noor).why == "It became urgent. Urgent: in the next digest."
    for moment in ("2026-03-04 17:00", "2026-03-05 07:30"):
        passes(moment)
    assert subjects(server, NOOR) == ["This evening: one flag"] * 2


def test_what_was_muted_is_told_when_the_mute_ends_once_and_as_it_stands_then(desk, noor, server, passes):
    b.tell(desk, ticket(), lesser("A"), lesser("B"))
    for flag in reading.listed([1]):
        mutes.mute(noor, flag.id, [1], mutes.FLAG, AT("2026-03-04 12:00"))
    passes("2026-03-03 10:01")
    assert {one.state for one in Alert.objects.all()} == {Alert.HELD_BACK}
    b.tell(desk, b.task("B", "Task B", owner="noor", at=AT("2026-03-03 09:00"), due_date="2026-03-02", status="done"))
    for moment in ("2026-03-03 17:00", "2026-03-04 07:30", "2026-03-04 11:59"):
        passes(moment)
    assert subjects(server, NOOR) == []
    for moment in ("2026-03-04 12:00", "2026-03-04 12:01", "2026-03-04 17:00", "2026-03-04 17:01"):
        passes(moment)
    assert subjects(server, NOOR) == ["Ticket 4471", "This evening: one flag"]
    urgent, digest = (content(mail) for mail in server.taken if NOOR in mail["To"])
    assert "It was held back until now. Urgent: told at once." in urgent
    assert "Task A" in digest and "Task B" not in digest


def test_what_was_muted_before_its_digest_is_told_when_the_mute_ends_or_is_taken_back(desk, noor, server, passes):
    b.tell(desk, lesser("A"), lesser("B"))
    passes("2026-03-03 10:01")
    for flag in reading.listed([1]):
        made = mutes.mute(noor, flag.id, [1], mutes.FLAG, AT("2026-03-05 12:00"))
    passes("2026-03-03 17:00")
    passes("2026-03-03 17:01")
    assert subjects(server, NOOR) == []
    mutes.end(noor, [made.pk])
    passes("2026-03-03 18:00")
    passes("2026-03-04 07:30")
    assert subjects(server, NOOR) == ["This morning: one flag"]
    for moment in ("2026-03-05 07:30", "2026-03-05 12:01", "2026-03-05 17:00", "2026-03-06 07:30"):
        passes(moment)
    assert subjects(server, NOOR) == ["This morning: one flag", "This evening: one flag"]


def test_what_got_worse_under_a_mute_is_told_when_it_ends_and_what_did_not_is_not(desk, noor, server, passes):
    b.tell(desk, soon_due(), lesser("A"))
    for moment in ("2026-03-03 16:00", "2026-03-03 17:00"):
        passes(moment)
    assert subjects(server, NOOR) == ["This evening: two flags"]
    for flag in reading.listed([1]):
        mutes.mute(noor, flag.id, [1], mutes.FLAG, AT("2026-03-04 09:30"))
    for moment in ("2026-03-04 07:30", "2026-03-04 09:01", "2026-03-04 09:29"):
        passes(moment)
    assert len(subjects(server, NOOR)) == 1
    for moment in ("2026-03-04 09:30", "2026-03-04 09:31"):
        passes(moment)
    assert subjects(server, NOOR)[1:] == ["Ticket 4471"]


@pytest.fixture
def on_holiday(at):
    """Say that somebody is away on Wednesday and Thursday."""

    def away(email):
        calendar = b.system("calendar", started_at=AT("2026-02-01 09:00"), loaded_at=AT("2026-03-02 08:00"))
        b.tell(calendar, b.meeting(f"leave {email}", "Holiday", AT("2026-03-04 00:00"), [email], ends_at="2026-03-06T00:00:00+00:00"))  # fmt: skip

    return away


def test_who_alone_sees_to_it_is_told_after_their_holiday(desk, priya, server, at, passes, on_holiday):
    on_holiday(PRIYA)
    at("2026-03-04 10:00")
    b.tell(desk, ticket(owner=""), b.task("A", "Task A", at=AT("2026-03-04 09:00"), due_date="2026-03-03"))
    for moment in ("2026-03-04 10:01", "2026-03-04 17:00", "2026-03-05 07:30", "2026-03-05 12:00", "2026-03-05 17:00"):
        passes(moment)
    assert server.taken == []
    for moment in ("2026-03-06 00:30", "2026-03-06 07:30", "2026-03-06 09:01", "2026-03-06 17:00"):
        passes(moment)
    [mail] = server.taken
    assert (mail["To"], mail["Subject"]) == (f"Priya Raman <{PRIYA}>", "This morning: two flags")


def test_what_nobody_owns_is_told_to_who_is_here_and_to_the_others_when_they_are_back(
    desk, noor, priya, server, at, passes, on_holiday
):
    oversight.choose(priya, {priya.pk, noor.pk}, [priya.pk, noor.pk])
    on_holiday(PRIYA)
    at("2026-03-04 10:00")
    b.tell(desk, ticket(owner=""))
    passes("2026-03-04 10:01")
    [mail] = server.taken
    assert (mail["To"], mail["Subject"]) == (f"Noor Haddad <{NOOR}>", "Ticket 4471")
    for moment in ("2026-03-06 00:30", "2026-03-06 07:30", "2026-03-06 09:01"):
        passes(moment)
    assert [(mail["To"], mail["Subject"]) for mail in server.taken[1:]] == [
        (f"Priya Raman <{PRIYA}>", "This morning: one flag")
    ]


def test_choices_are_taken_back_and_nonsense_is_refused(noor):
    made = choices.choose(noor, Wishes(per_hour=2, quiet=(time(20), time(8))))
    assert choices.wishes(noor).per_hour == 2 and choices.choose(noor, choices.wishes(noor)) is None
    choices.take_back(noor, [made.pk])
    assert choices.wishes(noor) == Wishes()
    for wrong in (Wishes(urgent="shout"), Wishes(rest="now"), Wishes(per_hour=0), Wishes(quiet=(time(8), time(8)))):
        with pytest.raises(ValueError, match=r"way to be told|mails an hour|Quiet hours"):
            choices.choose(noor, wrong)


def test_a_mute_always_ends_and_is_taken_back(desk, noor):
    b.tell(desk, ticket())
    [flag] = reading.listed([1])
    now = clock.now()
    for wrong in (now, now + timedelta(days=93)):
        with pytest.raises(ValueError, match="A mute ends"):
            mutes.mute(noor, flag.id, [1], mutes.FLAG, wrong)
    with pytest.raises(LookupError):
        mutes.mute(noor, 10**9, [1], mutes.FLAG, now + timedelta(days=1))
    made = mutes.mute(noor, flag.id, [1], mutes.RULE, now + timedelta(days=1), "escalation")
    assert [(one.what, one.title) for one in mutes.listed(noor, [1], now)] == [("rule", "A ticket needs attention")]
    mutes.end(noor, [made.pk])
    assert mutes.listed(noor, [1], now) == []

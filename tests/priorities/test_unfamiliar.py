"""What never came before is shown: a new kind of notice from a system whose notices repeat, a grave first letter of somebody unknown. Noise is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import builders as b
from tests.priorities.conftest import MARCUS, NOOR, PRIYA

from kingpost.priorities import reading, strange

MONITOR = "alerts@netsentry.example"
START = b.moment("2026-02-27 09:00")


def notice(number: int, title: str, at=None, **more):
    return b.mail(
        f"n{number}@x",
        MONITOR,
        PRIYA,
        title,
        at or START + timedelta(minutes=number),
        snippet="Value: 91",
        automatic=True,
        **more,
    )


@pytest.fixture
def monitored(office):
    """Forty notices of two kinds came before this morning."""
    b.tell(
        office,
        *(notice(n, f"{'PROBLEM' if n % 2 else 'RECOVERY'} Pell & Sons: CPU load on srv-{n:02d}") for n in range(40)),
    )
    return office


@pytest.mark.parametrize(
    ("title", "shape"),
    [
        ("PROBLEM Aldgate Freight: CPU load on srv-file-03", "problem # cpu load on #"),
        ("PROBLEM Pell & Sons: CPU load on fw-edge-11", "problem # cpu load on #"),
        ("Backup completed: nas-main-2 (4 GB)", "backup completed # gb"),
    ],
)
def test_a_shape_leaves_out_numbers_and_names(title, shape):
    assert strange.shape(title) == shape


def test_a_new_kind_of_notice_is_shown_and_the_usual_ones_are_not(monitored, shown):
    b.tell(monitored, notice(50, "PROBLEM Aldgate Freight: CPU load on srv-77", b.moment("2026-03-02 07:00")))
    assert shown() == []
    b.tell(monitored, notice(51, "Aldgate Freight: replica of srv-77 diverged", b.moment("2026-03-02 07:30")))
    [flag] = shown()
    assert flag.rules == ["unfamiliar"]
    assert flag.client == "Aldgate Freight"
    assert "has never sent a notification like this" in flag.why


def test_what_its_sender_says_is_over_is_settled(monitored, shown):
    b.tell(monitored, notice(50, "Aldgate Freight: replica srv-77 diverged", b.moment("2026-03-02 07:00")))
    b.tell(monitored, notice(51, "PROBLEM Aldgate Freight: replica srv-78 diverged", b.moment("2026-03-02 07:01")))
    assert len(shown()) == 1
    b.tell(monitored, notice(52, "RECOVERY Aldgate Freight: replica srv-77 diverged", b.moment("2026-03-02 07:10")))
    [flag] = shown()
    assert "srv-78" in flag.title
    b.tell(monitored, notice(53, "RECOVERY Aldgate Freight: replica srv-78 diverged", b.moment("2026-03-02 07:20")))
    assert shown() == []


def test_a_problem_stands_until_its_sender_says_that_it_is_over(monitored, at, shown):
    """It says so of others; two days of silence are no end."""
    b.tell(monitored, notice(50, "PROBLEM Aldgate Freight: replica srv-77 diverged", b.moment("2026-03-02 07:00")))
    assert len(shown()) == 1
    at("2026-03-12 08:00")
    assert [flag.title for flag in shown()] == ["PROBLEM Aldgate Freight: replica srv-77 diverged"]
    b.tell(monitored, notice(52, "RECOVERY Aldgate Freight: replica srv-77 diverged", b.moment("2026-03-12 08:10")))
    assert shown() == []


def test_a_problem_nobody_ends_is_history_after_a_month(monitored, at, shown):
    b.tell(monitored, notice(50, "PROBLEM Aldgate Freight: replica srv-77 diverged", b.moment("2026-03-02 07:00")))
    at("2026-03-31 06:00")
    assert len(shown()) == 1
    at("2026-04-01 07:01")
    assert shown() == []


def test_where_no_end_is_ever_told_two_days_are_enough(office, at, shown):
    b.tell(office, *(notice(n, f"{'PROBLEM' if n % 2 else 'WARNING'} Pell & Sons: CPU load on srv-{n:02d}") for n in range(40)))  # fmt: skip
    b.tell(office, notice(50, "PROBLEM Aldgate Freight: replica srv-77 diverged", b.moment("2026-03-02 07:00")))
    assert len(shown()) == 1
    at("2026-03-04 07:01")
    assert shown() == []


def test_a_notice_of_an_end_is_nothing_new_whatever_ended(monitored, shown):
    b.tell(monitored, notice(50, "RECOVERY Aldgate Freight: replica srv-77 diverged", b.moment("2026-03-02 07:10")))
    assert shown() == []
    b.tell(monitored, notice(51, "RECOVERY failed: replica of Aldgate Freight", b.moment("2026-03-02 07:20")))
    assert len(shown()) == 1


def test_a_kind_is_known_once_three_came_and_after_two_days_it_is_history(monitored, at, shown):
    for n in range(5):
        b.tell(
            monitored,
            notice(51 + n, f"Aldgate Freight: replica of srv-{n:02d} diverged", b.moment(f"2026-03-02 0{2 + n}:30")),
        )
    flags = shown()
    assert len(flags) == 3
    at("2026-03-04 06:31")
    assert shown() == []
    assert {reading.one(flag.id, [1]).closed_why for flag in flags} == {"ran_out"}


def test_a_grave_letter_of_a_stranger_who_wrote_before_is_shown_too(office, shown):
    b.tell(
        office,
        b.mail(
            "1@x",
            "case@hollis.example",
            PRIYA,
            "Hello",
            b.moment("2026-03-02 05:00"),
            snippet="Which address takes letters?",
        ),
    )
    assert shown() == []
    b.tell(
        office,
        b.mail(
            "2@x",
            "case@hollis.example",
            PRIYA,
            "Notice",
            b.moment("2026-03-02 07:00"),
            snippet="We will issue proceedings tomorrow.",
        ),
    )
    assert [flag.title for flag in shown()] == ["Notice"]


def test_a_burst_of_new_kinds_is_one_flag(monitored, shown):
    kinds = ("replica diverged", "cabinet opened", "array degraded", "domain lapses")
    b.tell(
        monitored,
        *(notice(60 + n, f"Aldgate Freight: {kind}", b.moment(f"2026-03-02 07:3{n}")) for n, kind in enumerate(kinds)),
    )
    [flag] = shown()
    assert len(flag.sources) == 1


def test_a_sender_whose_titles_never_repeat_is_not_judged_by_them(office, shown):
    words = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "inlet", "jetty"]
    b.tell(office, *(notice(n, f"{words[n % 10]} {words[n // 10]} report ready") for n in range(40)))
    b.tell(office, notice(50, "Quarterly figures ready", b.moment("2026-03-02 07:00")))
    assert shown() == []


def test_bulk_mail_is_never_shown(monitored, shown):
    b.tell(
        monitored,
        b.mail(
            "x@x",
            "news@letters.example",
            PRIYA,
            "Is your business down because of ransomware?",
            b.moment("2026-03-02 07:00"),
            snippet="Read on.",
            bulk=True,
        ),
    )
    assert shown() == []


def test_a_grave_first_letter_of_a_stranger_is_shown_until_it_is_answered(office, shown):
    text = "We act for a customer of Aldgate Freight. Unless the records are restored we will issue proceedings."
    b.tell(
        office,
        b.mail("1@x", "case@hollis.example", PRIYA, "Notice", b.moment("2026-03-02 07:00"), snippet=text, body=text),
    )
    [flag] = shown()
    assert (flag.rules, flag.client) == (["unfamiliar"], "Aldgate Freight")
    b.tell(office, b.mail("2@x", NOOR, "case@hollis.example", "Re: Notice", b.moment("2026-03-02 07:20"), thread="1@x"))
    assert shown() == []


@pytest.mark.parametrize(
    ("sender", "text"),
    [("sales@vendor.example", "May I show you our new switches this week?"), (MARCUS, "Could you send the list?")],
)
def test_ordinary_letters_are_not(office, shown, sender, text):
    b.tell(office, b.mail("1@x", sender, PRIYA, "Hello", b.moment("2026-03-02 07:00"), snippet=text, body=text))
    assert shown() == []


def test_a_supplier_whose_letters_repeat_and_who_writes_something_else_is_shown(office, shown):
    def letter(number, title):
        at = b.moment("2026-03-01 09:00") + timedelta(minutes=number)
        return b.mail(f"s{number}@x", "orders@pelham.example", PRIYA, title, at, snippet="Thank you for your custom.")

    b.tell(office, *(letter(n, f"Order {4000 + n} {'confirmed' if n % 2 else 'sent'}") for n in range(40)))
    assert shown() == []
    b.tell(office, letter(50, "Your account is on hold"))
    [flag] = shown()
    assert "has never sent a letter like this" in flag.why


TROUBLE_AND_END = [
    ("** PROBLEM Service Alert: db2/Disk /var is CRITICAL **", "** RECOVERY Service Alert: db2/Disk /var is OK **"),
    ("[PROBLEM] http on web1 is CRITICAL!", "[RECOVERY] http on web1 is OK!"),
    ("Problem: replication lag of web3 over 90s", "Resolved in 12m 4s: replication lag of web3 over 90s"),
    ("[FIRING:1] HostOutOfDisk (web3:9100 node critical)", "[RESOLVED] HostOutOfDisk (web3:9100 node critical)"),
    ("[Monitor Alert] Triggered: queue depth on web1", "[Monitor Alert] Recovered: queue depth on web1"),
    ("Monitor is DOWN: Client portal", "Monitor is UP: Client portal"),
    ("DOWN alert: portal.example is DOWN", "UP alert: portal.example is UP"),
    ("[Cloudbase Status] Investigating - API errors", "[Cloudbase Status] Resolved - API errors"),
    ("[Alerting] API latency", "[OK] API latency"),
    ('ALARM: "portal-5xx" in EU (Ireland)', 'OK: "portal-5xx" in EU (Ireland)'),
]


@pytest.mark.parametrize(("trouble", "end"), TROUBLE_AND_END)
def test_a_trouble_is_over_by_the_words_its_system_has_for_that(monitored, shown, trouble, end):
    b.tell(monitored, notice(50, trouble, b.moment("2026-03-02 07:00")))
    assert [flag.title for flag in shown()] == [trouble]
    b.tell(monitored, notice(51, end, b.moment("2026-03-02 07:40")))
    assert shown() == []


@pytest.mark.parametrize(
    ("trouble", "other"),
    [
        ("Monitor is DOWN: Client portal", "Monitor is UP: Client shop"),
        ("Monitor is DOWN: Client portal", "Monitor is up for renewal: Client portal"),
        ("[Cloudbase Status] Investigating - API errors", "[Netbase Status] Resolved - API errors"),
        ("[Cloudbase Status] Investigating - API errors", "[Cloudbase Status] Identified - API errors"),
        ("[FIRING:1] HostOutOfDisk (web3)", "[FIRING:2] HostOutOfDisk (web3)"),
    ],
)
def test_a_trouble_stands_while_another_is_over_or_it_goes_on(monitored, shown, trouble, other):
    b.tell(monitored, notice(50, trouble, b.moment("2026-03-02 07:00")))
    b.tell(monitored, notice(51, other, b.moment("2026-03-02 07:40")))
    assert trouble in [flag.title for flag in shown()]

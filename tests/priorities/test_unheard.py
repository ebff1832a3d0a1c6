"""What people write that is unlike all before it is shown, the sooner the more it tells of trouble; what repeats is not, and a day has an upper limit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import builders as b
from tests.priorities.conftest import NOOR, PRIYA

from kingpost.accounts import audiences
from kingpost.connectors.base import Happening, Mention, mention_id
from kingpost.priorities import ledger, numbers
from kingpost.priorities.rules.unheard import LIMIT

START = b.moment("2026-02-23 09:00")
USUAL = (
    "The rota is on the drive",
    "There is cake in the kitchen",
    "Minutes are in the folder",
    "The car park is closed on Friday",
    "Please water the plants",
)
NOW = b.moment("2026-03-02 07:10")


def note(number: int, text: str, at=None, sender=NOOR, to=PRIYA, **more):
    return b.mail(
        f"i{number}@x",
        sender,
        to,
        more.pop("title", "Hello"),
        at or START + timedelta(minutes=number),
        snippet=text,
        **more,
    )


@pytest.fixture
def colleagues(office):
    """Thirty mails among us, of five kinds."""
    b.tell(office, *(note(n, USUAL[n % 5]) for n in range(30)))
    return office


ODD = "The wrong disk went to the shredder yesterday. It held the only scans of Aldgate Freight."


def test_what_nobody_wrote_before_is_shown_with_whom_it_names(colleagues, shown):
    b.tell(colleagues, note(60, ODD, NOW))
    [flag] = shown()
    assert (flag.rules, flag.client) == (["unheard"], "Aldgate Freight")
    assert "Nothing people wrote before it is like it; it names Aldgate Freight" in flag.why


def test_it_is_judged_again_when_a_letter_before_it_is_read_late(colleagues, shown):
    b.tell(colleagues, note(60, ODD, NOW))
    assert len(shown()) == 1
    b.tell(colleagues, *(note(70 + n, ODD, NOW - timedelta(days=5 - n), thread="i70@x" if n else "") for n in range(4)))
    assert shown() == []


def test_a_client_we_hear_of_later_is_named_then(colleagues, shown):
    b.tell(colleagues, note(60, ODD.replace("Aldgate Freight", "Northgate Dairies"), NOW))
    assert "names" not in shown()[0].why
    b.tell(b.system("crm2"), b.client("Northgate Dairies", "northgate.example", remote_id="n1"))
    assert "it names Northgate Dairies" in shown()[0].why


@pytest.mark.parametrize(
    ("name", "text"), [("Arco", "the only scans Marco ever made"), ("Next", "the only scans. More next week")]
)
def test_a_name_inside_another_word_or_an_everyday_word_is_not_one(colleagues, shown, name, text):
    b.tell(b.system("crm2"), b.client(name, "other.example", remote_id="o1"))
    b.tell(colleagues, note(60, f"The wrong disk went to the shredder yesterday. It held {text}.", NOW))
    [flag] = shown()
    assert (flag.client, "names" in flag.why) == ("", False)


def test_what_repeats_is_not(colleagues, shown):
    b.tell(colleagues, *(note(60 + n, text, NOW) for n, text in enumerate((*USUAL, "Minutes are on the drive"))))
    assert shown() == []


def test_it_is_settled_when_another_of_us_answers_and_not_by_its_writer(colleagues, shown):
    b.tell(colleagues, note(60, ODD, NOW))
    b.tell(colleagues, note(61, "The car park is closed on Friday", NOW + timedelta(minutes=5), thread="i60@x"))
    assert len(shown()) == 1
    b.tell(colleagues, note(62, "I take it.", NOW + timedelta(minutes=9), sender=PRIYA, to=NOOR, thread="i60@x"))
    assert shown() == []


def test_what_came_again_after_somebody_took_it_up_is_shown_again(colleagues, shown):
    for n in range(4):
        b.tell(colleagues, note(60 + 2 * n, ODD, NOW + timedelta(minutes=2 * n)))
        assert len(shown()) == 1, n
        b.tell(
            colleagues,
            note(
                61 + 2 * n,
                "I take it.",
                NOW + timedelta(minutes=2 * n + 1),
                sender=PRIYA,
                to=NOOR,
                thread=f"i{60 + 2 * n}@x",
            ),
        )


def test_after_two_days_it_is_history(colleagues, at, shown):
    b.tell(colleagues, note(60, ODD, NOW))
    assert len(shown()) == 1
    at("2026-03-04 07:11")
    assert shown() == []


def test_a_day_has_an_upper_limit(colleagues, shown, priya):
    numbers.set_number(priya, LIMIT, 1)
    b.tell(colleagues, note(60, ODD, NOW))
    b.tell(
        colleagues,
        note(
            61,
            "Somebody fed two hundred letters of Pell & Sons into a broken envelope machine.",
            NOW + timedelta(minutes=4),
        ),
    )
    assert [flag.client for flag in shown()] == ["Aldgate Freight"]
    held = ledger.not_shown(audiences.allowed(priya), NOW - timedelta(hours=1), NOW + timedelta(minutes=30))
    assert [one.reason for one in held] == ["unlike all before it, but more came that day than are shown"]


def test_machines_and_bulk_mail_never_count(colleagues, shown):
    b.tell(colleagues, note(60, ODD, NOW, automatic=True), note(61, ODD, NOW, bulk=True))
    assert shown() == []


def test_with_few_mails_before_it_nothing_is_unusual(office, shown):
    b.tell(office, *(note(n, USUAL[n % 5]) for n in range(10)))
    b.tell(office, note(60, ODD, NOW))
    assert shown() == []


def test_what_is_written_on_a_ticket_is_judged_as_well(colleagues, shown):
    desk = b.system("desk", started_at=b.moment("2026-02-01 09:00"))

    def told(text):
        wrote = Happening(NOW, "commented", f"noted “{text}”", mention_id("person", NOOR), "note 1")
        made = b.ticket(
            "77", "Old scanner", b.moment("2026-03-01 09:00"), owner=mention_id("person", NOOR), happenings=[wrote]
        )
        made.mentions = [Mention("person", mention_id("person", NOOR), NOOR, {"email": NOOR})]
        return made

    b.tell(desk, told("The car park is closed on Friday"))
    assert shown() == []
    b.tell(
        desk, told("I must not have been careful: the wrong disk went to the shredder yesterday, with all the scans.")
    )
    [flag] = shown()
    assert (flag.kind, flag.rules) == ("ticket", ["unheard"])


@pytest.mark.parametrize("portions", [1, 2, 5])
def test_the_same_stands_noticed_in_whatever_portions_letters_are_judged(colleagues, shown, portions):
    """While somebody has yet to see to the first of a kind, the next ones are as new as it was."""
    alike = [note(60 + n, ODD, NOW - timedelta(minutes=9 - n)) for n in range(5)]
    size = -(-len(alike) // portions)
    for first in range(0, len(alike), size):
        b.tell(colleagues, *alike[first : first + size])
    assert [flag.rules for flag in shown()] == [["unheard"]] * 5

"""Erasing a person leaves no trace of the name or the address anywhere in the workspace, and a later read brings neither back."""

from __future__ import annotations

import pytest
from django.db import connection
from tests import builders as b

from kingpost.erase import erase_person, erase_system
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db
RUTH, PRIYA = "ruth@aldgatefreight.example", "priya@harrowlane.example"


def everything() -> str:
    """Every value of every table of the workspace, as one text; bytes as they are."""
    tables = [
        t for (t,) in rows("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
    ]
    with connection.cursor() as cursor:
        texts = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM \"{table}\" AS t")
            texts.append(cursor.fetchone()[0])
        cursor.execute(
            "SELECT coalesce(string_agg(convert_from(raw, 'UTF8'), ' '), '') FROM version WHERE raw IS NOT NULL"
        )
        return " ".join([*texts, cursor.fetchone()[0]])


@pytest.fixture
def business():
    b.own_domains("harrowlane.example")
    b.tell(
        b.system("crm"),
        b.client("Aldgate Freight", "aldgatefreight.example"),
        b.person("Ruth Lindqvist", RUTH, phone="+442079460000"),
    )
    mails = [b.mail("1@x", RUTH, PRIYA, "Invoice", b.moment("2026-03-02 10:00"), body="Best, Ruth Lindqvist"),
             b.mail("2@x", PRIYA, [RUTH, "marcus@aldgatefreight.example"], "Re: Invoice", b.moment("2026-03-02 11:00"), body="Dear Ruth Lindqvist, paid."),
             b.mail("3@x", "marcus@aldgatefreight.example", PRIYA, "Who signs?", b.moment("2026-03-02 12:00"), body=f"Ask Ruth Lindqvist ({RUTH}).")]  # fmt: skip
    b.tell(b.system("mail"), *mails)
    return mails


def test_no_trace_stays(business):
    assert "lindqvist" in everything().casefold()
    done = erase_person(RUTH.upper(), None)
    left = everything().casefold()
    assert done.records >= 2 and "lindqvist" not in left and RUTH not in left


def test_what_others_wrote_stays_without_the_name(business):
    erase_person(RUTH, None)
    bodies = dict(
        rows(
            "SELECT r.remote_id, v.body FROM version AS v JOIN record AS r ON r.id = v.record_id WHERE r.kind = 'message'"
        )
    )
    assert bodies == {"2@x": "Dear (erased), paid.", "3@x": "Ask (erased) ((erased))."}


def test_reading_again_does_not_bring_the_person_back(business):
    erase_person(RUTH, None)
    b.tell(b.system("mail"), *business)
    b.tell(b.system("crm"), b.person("Ruth Lindqvist", RUTH))
    assert rows("SELECT count(*) FROM match_key WHERE key = %s", [f"email:{RUTH}"]) == [(0,)]
    assert rows("SELECT count(*) FROM record WHERE remote_id = '1@x'") == [(0,)]


def test_a_stranger_cannot_be_erased(business):
    with pytest.raises(LookupError, match="Nothing is held about nobody"):
        erase_person("nobody@nowhere.example", None)


def test_a_removed_system_takes_along_only_what_it_alone_said(business):
    erase_system(b.system("mail"), None)
    assert rows("SELECT kind, title FROM entity ORDER BY 1, 2") == [
        ("client", "Aldgate Freight"),
        ("person", "Ruth Lindqvist"),
    ]
    assert rows("SELECT (SELECT count(*) FROM timeline), (SELECT count(*) FROM system)") == [(0, 1)]

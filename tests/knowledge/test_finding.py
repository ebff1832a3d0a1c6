"""What the box finds: of words that are common what is new, of rare ones everything, and only what its reader may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import builders as b

from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE
from kingpost.knowledge import finding

AT = b.moment("2026-03-02 09:00")
NOOR, MARCUS = "noor@harrowlane.example", "marcus@aldgatefreight.example"
MANY = 30


@pytest.fixture
def letters(db, monkeypatch):
    """Thirty letters about a cutover, the older the higher their number; the oldest names a crane as well. The five newest things are gone through one by one."""
    monkeypatch.setattr(finding, "NEWEST", 5)
    monkeypatch.setattr(finding, "PLENTY", 3)
    box = b.system("box")
    titles = {n: f"Cutover {n:02d}{' with a crane' if n == MANY - 1 else ''}" for n in range(MANY)}
    b.tell(box, *(b.mail(f"{n}@x", MARCUS, NOOR, title, AT - timedelta(days=n)) for n, title in titles.items()))
    return box


def titles(text: str, *, seen_by: int = EVERYONE, limit: int = 50) -> list[str]:
    return [one.title for one in finding.find(text, [seen_by], limit=limit) if one.kind == "message"]


def test_of_a_common_word_what_is_new_is_found(letters):
    found = titles("cutover")
    assert found and set(found) <= {f"Cutover {n:02d}" for n in range(5)}
    assert titles("cut") == found, "the beginning of a word too"


def test_a_rare_word_is_found_however_old_it_is(letters):
    assert titles("crane") == titles("cutover cra") == ["Cutover 29 with a crane"]


def test_too_few_of_late_are_no_end(letters, monkeypatch):
    monkeypatch.setattr(finding, "PLENTY", 6)
    assert len(titles("cutover")) == MANY


def test_what_a_reader_may_not_see_counts_for_nothing(letters):
    """The newest five are for everyone: for a person who sees a private box alone they are none."""
    alone = audiences.private(b.user("dana@harrowlane.example", "Dana")).pk
    private = b.system("private", audience=alone)
    b.tell(
        private,
        *(b.mail(f"p{n}@x", MARCUS, NOOR, f"Cutover private {n}", AT - timedelta(days=60 + n)) for n in range(4)),
    )
    assert sorted(titles("cutover", seen_by=alone)) == [f"Cutover private {n}" for n in range(4)]

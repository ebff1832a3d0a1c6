"""Which of the three questions a text asks, and about what."""

from __future__ import annotations

import pytest

from kingpost.questions import asking


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Has the portal go-live been approved?", asking.APPROVED, ("portal", "go-live")),
        ("has Aldgate's firewall change gone through", asking.APPROVED, ("aldgate", "firewall", "change")),
        ("Did they sign off the statement of work?", asking.APPROVED, ("statement",)),
        ("Do we have the go-ahead for #4471?", asking.APPROVED, ("4471",)),
        ("Who approved the extra day on site?", asking.APPROVED, ("extra", "day", "site")),
        ("Has that approval gone through?", asking.APPROVED, ()),
        ("Are we on track?", asking.ON_TRACK, ()),
        ("are we on track with the customer portal", asking.ON_TRACK, ("customer", "portal")),
        ("Is POR-118 late?", asking.ON_TRACK, ("por-118",)),
        ("When will the training be done?", asking.ON_TRACK, ("training",)),
        ("Is the approval for the portal on track?", asking.ON_TRACK, ("portal",)),
        ("Who owns the next step?", asking.NEXT_STEP, ()),
        ("who owns the next step for Pell & Sons", asking.NEXT_STEP, ("pell", "sons")),
        ("Who has ticket 4471?", asking.NEXT_STEP, ("ticket", "4471")),
        ("Whose is the firewall change?", asking.NEXT_STEP, ("firewall", "change")),
        ("What’s next for Aldgate Freight?", asking.NEXT_STEP, ("aldgate", "freight")),
    ],
)
def test_a_question_is_understood(text: str, kind: str, words: tuple[str, ...]) -> None:
    found = asking.understood(text)
    assert found is not None
    assert (found.kind, found.words) == (kind, words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "aldgate",
        "approved",
        "late fees",
        "Marcus",
        "who is Marcus?",
        "is this thing",
        "portal go-live",
        "?",
        "what",
    ],
)
def test_a_search_is_no_question(text: str) -> None:
    assert asking.understood(text) is None

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
        ("is the portal live", asking.ON_TRACK, ("portal",)),
        ("Is the portal live yet?", asking.ON_TRACK, ("portal",)),
        ("has the printer ticket been fixed", asking.ON_TRACK, ("printer", "ticket")),
        ("Are the closed tickets closed?", asking.ON_TRACK, ("closed", "tickets")),
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


PHONE = {
    asking.APPROVED: [
        "APR-58 approved", "meridian portal signed off", "meridian portal sign off?", "Did Helena OK the Thistle and Rye backup renewal", "has the budget for HHD been OK'd",
        "have we got the green light on the replacement parts", "whats waiting for my approval", "which approvals are outstanding", "who has to approve the practice network",
        "who has signed off the extra training", "did Owen get the yes from Priya on brightwater", "did they sign?", "when will the statement of work be approved",
        "did marcus sign the quote", "has the quote been accepted", "did marcus agree to the quote", "hasn't the sow been approved", "did they say yes to the extra day",
    ],
    asking.ON_TRACK: [
        "aldgate portal status", "vale of arden portal status?", "status of the aldgate customer portal", "what's the state of play on cobalt", "ETA for the Cardiff portal?", "cobalt portal eta",
        "where are we with the aldgate portal", "tell me where we are with 4465", "where do we stand on the customer portal?", "wheres the elmstead cloud move at", "hows the aldgate portal going",
        "how far along is cobalts office move", "how is POR doing?", "will the aldgate go live slip?", "are we going to make the go-live on friday", "When's the Aldgate portal going live?",
        "when is jobtrack at redmayne due", "whats blocking aldgate portal", "what is holding up the firewall replacement", "any delays on the pell job", "any update on orchard's firewall",
        "please give me an update on castlegate", "Could you tell me if the Cardiff portal is running late", "pell and sons warehouse on schedule", "is the stronger sign in project going to plan?",
        "thistle security review finished?", "is the meridian portal done?", "have we finished the hawthorn two step sign-in", "will we finish the windows rollout by wednesday", "whats late",
        "portal due?", "aldgate portal due date", "by when is the portal due", "isnt the portal late", "won't the portal be late", "is the portal stuck", "is 4471 still open", "has the portal launched",
        "what's happening with 4471", "whats going on with aldgate", "status 4471",
    ],
    asking.NEXT_STEP: [
        "whos got ticket 4471", "por 117 whose is it", "POR117 owner", "next step aldgate portal", "aldgate handhelds who's next", "whats the next step for brightwater", "what needs to happen next for orchard",
        "in whose court is the ball on pell's warehouse", "whos job is the sign-in fix", "who picks up OFW-31", "does anyone own the hereford firewall change?", "is someone looking at 4477",
        "who should act next on aldgate handhelds", "who runs the cobalt office move", "who is handling gull rock?", "4477 assigned to?", "who's looking after the portal access ticket",
        "is there an owner for 4471", "is 4471 assigned", "has anyone picked up 4471", "who's up next on 4471", "who's the account manager for aldgate",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in PHONE.items() for text in texts])
def test_a_question_is_understood_as_a_person_in_a_hurry_types_it(kind: str, text: str) -> None:
    found = asking.understood(text)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("whose move is it on brightwater", ("brightwater",)),
        ("who has the ball on the practice network", ("practice", "network")),
        ("whose turn is it on the pell warehouse", ("pell", "warehouse")),
        ("who runs the cobalt office move", ("cobalt", "office", "move")),
        ("anything waiting for approval?", ()),
        ("is anything late?", ()),
        ("what do i still need to approve", ()),
        ("are we going to make the aldgate go-live on friday", ("aldgate", "go-live")),
        ("who's got the ball on 4471", ("4471",)),
        ("who should I talk to about the portal", ("portal",)),
        ("is hereford running late", ("hereford",)),
        ("has the portal gone live?", ("portal",)),
        ("did the portal go live", ("portal",)),
        ("when do we hand over the portal", ("portal",)),
        ("isn't the portal late", ("portal",)),
        ("who hasn't approved the sow", ("sow",)),
        ("which tickets have no owner", ("tickets",)),
        ("saltmarsh change of scope - approved or not?", ("saltmarsh", "change", "scope")),
    ],
)
def test_the_way_it_is_asked_is_not_what_it_is_about(text: str, words: tuple[str, ...]) -> None:
    found = asking.understood(text)
    assert found is not None
    assert found.words == words


def test_a_name_and_what_is_asked_of_it_may_as_well_be_a_search() -> None:
    bare = {text: found.bare for text in ("aldgate portal status", "aldgate portal status?", "is the aldgate portal late") if (found := asking.understood(text))}  # fmt: skip
    assert bare == {"aldgate portal status": True, "aldgate portal status?": False, "is the aldgate portal late": False}


ELSE = (
    "did we invoice meridian for the portal", "has the meridian invoice been paid", "what did we promise marcus", "who knows about loadplan", "when do we meet pell next", "when is the steering meeting",
    "when is the next meeting about the meeting rooms", "when did we last speak to kestrel", "when is callum back", "who do we know at pell", "who do we bill for the portal", "did the parcel get accepted", "has callum signed in", "is callum off today?", "how much does aldgate owe us", "how do i approve an invoice", "how to sign off a project",
    "how does loadplan connect to the portal", "how is vat calculated on invoices", "where do i see what is late", "where is the go-live plan", "who has seen the go-live plan", "who has paid", "who wrote the go-live plan",
    "who's who at pell", "has marcus osei replied", "is wendy strand still waiting", "did ted get the firewall email", "is there a backup of sql04", "can you open the invoice",
    "go-live plan v4", "approved vendors list", "approved by priya", "sign-off sheet hawthorn", "signed contract cobalt", "status report october", "order status page", "progress report cobalt", "owner's manual",
    "late delivery complaint", "behind the firewall", "live chat", "time sheet", "track and trace",
)  # fmt: skip


@pytest.mark.parametrize("text", ELSE)
def test_another_question_and_a_title_with_its_words_is_a_search(text: str) -> None:
    assert asking.understood(text) is None

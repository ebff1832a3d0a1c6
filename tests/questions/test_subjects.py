"""What a question is about, as a person in a hurry names it: half a number, a beginning, first letters, and never the like-named thing of another client."""

from __future__ import annotations

import pytest
from tests import builders as b
from tests.questions.conftest import CLIENT, Scene, project

from kingpost.connectors.base import Ref, Statement


@pytest.fixture
def work(scene: Scene) -> Scene:
    """Beside the customer portal: a task in it, a ticket, an approval that is given, and a warehouse for Pell & Sons."""
    b.tell(
        scene.tracker,
        b.task("POR-7", "Load the price list", project="POR", owner="u2", due_date="2026-03-12"),
        project("PWH", "Warehouse system", owner="u2", due_date="2026-03-27"),
        Statement(
            "approval", "APR-58", "Statement of work: training", {"name": "Statement of work: training", "state": "approved"},
            at=b.moment("2026-02-26 09:00"), refs=[Ref("owner", "person", "u1"), *CLIENT],
        ),
    )  # fmt: skip
    b.tell(scene.desk, b.ticket("4471", "Portal sign-in fails", b.moment("2026-02-27 09:00"), owner="u3"))
    return scene


@pytest.mark.parametrize(
    "text", ["who has POR-7", "who has por7", "who has por 7?", "por 7 owner", "who has task por-7"]
)
def test_a_number_is_known_however_it_is_written(work: Scene, text: str) -> None:
    said = work.ask(text)
    assert said.about is not None and said.about.title == "Load the price list"


@pytest.mark.parametrize(
    "text", ["is apr58 approved", "APR 58 approved", "training SOW approved?", "has priya approved the training SOW"]
)
def test_an_approval_is_known_by_number_by_first_letters_and_beside_who_gave_it(work: Scene, text: str) -> None:
    assert work.ask(text).verdict == "yes"


def test_a_number_with_another_kind_is_not_it(work: Scene) -> None:
    assert work.ask("is ticket 4471 late").about is not None
    assert work.ask("is invoice 4471 late").about is None


def test_what_another_client_has_is_never_meant(work: Scene) -> None:
    assert work.ask("is the pell customer portal on track").verdict == "not_known"


def test_what_lacks_one_word_is_offered_and_never_answered(work: Scene) -> None:
    said = work.ask("is the zurich warehouse system on track")
    assert (said.verdict, [one.title for one in said.choices]) == ("choose", ["Warehouse system"])
    assert work.ask("is the zurich warehouse on track").verdict == "not_known", "of two words one nobody ever heard of"


def test_a_kind_alone_is_all_of_that_kind(work: Scene) -> None:
    assert "All open projects (2)" in work.ask("which projects are late").says
    assert "All open work (4)" in work.ask("is anything late").says


def test_a_name_is_known_but_for_a_letter_or_two_and_written_as_one_word(work: Scene) -> None:
    for text in ("how is aldgte freight doing", "how is aldgatefreight doing"):
        said = work.ask(text)
        assert said.about is not None and said.about.title == "Aldgate Freight", text


def test_a_paper_beside_a_name_is_what_is_asked_about_and_no_part_of_the_name(work: Scene) -> None:
    for text in ("Has the Aldgate Freight quote been approved?", "has the quote for Aldgate Freight been approved"):
        said = work.ask(text)
        assert said.verdict == "not_known", text
        assert said.says == "Not known: no approval of a quote for “Aldgate Freight” is recorded anywhere you may see."
        assert [one.title for one in said.choices] == ["Statement of work: training"], "what there is, to look at"
    said = work.ask("has the sow for Aldgate Freight been approved")
    assert (said.verdict, said.says) == (
        "yes",
        "Yes: “Statement of work: training” was approved on 26 February. Priya Raman was asked.",
    )

    name = "Price offer: new scanners"
    b.tell(
        work.tracker,
        Statement(
            "approval", "APR-60", name, {"name": name, "state": "refused"}, at=b.moment("2026-02-27 09:00"), refs=CLIENT
        ),
    )
    said = work.ask("has the Aldgate Freight quote been approved")
    assert (said.verdict, said.says) == ("no", f"No: “{name}” was refused on 27 February.")


def test_a_thing_really_called_after_a_paper_is_meant_by_its_name(work: Scene) -> None:
    b.tell(work.tracker, b.task("POR-9", "Quote for two scanners", project="POR", owner="u2"))
    said = work.ask("has the Aldgate Freight quote been approved")
    assert said.about is not None and said.about.title == "Quote for two scanners"


def test_what_is_not_found_is_repeated_as_it_was_typed(work: Scene) -> None:
    assert work.ask("Is the Moon Base on track?").says == "Not known: nothing you may see is called “Moon Base”."


def test_the_whole_name_of_a_client_is_the_client_and_not_its_one_project(work: Scene) -> None:
    said = work.ask("is Pell & Sons late")
    assert said.about is not None and said.about.title == "Pell & Sons"
    b.tell(work.tracker, project("PAL", "Pallet counting", owner="u2", client="c2"))
    said = work.ask("is pell and sons late")
    assert said.about is not None and said.about.title == "Pell & Sons"


def test_an_umlaut_may_be_written_as_two_letters_or_left_out(work: Scene) -> None:
    b.tell(work.crm, b.client("Müller & Söhne GmbH", "mueller.example", remote_id="c4"))
    b.tell(
        work.tracker,
        b.client("Müller & Söhne GmbH", "mueller.example", remote_id="c4"),
        project("MUL", "Server move", owner="u2", client="c4", due_date="2026-03-27"),
    )
    for text in (
        "who owns mueller's server move",
        "who owns the muller server move",
        "who owns the server move for Müller",
    ):
        said = work.ask(text)
        assert said.about is not None and said.about.title == "Server move", text
    for text in ("is mueller on track", "is Müller and Soehne on track"):
        assert work.ask(text).verdict == "on_track", text


def test_a_paper_alone_is_whichever_of_that_kind_there_is(work: Scene) -> None:
    assert work.ask("has the sow been approved").verdict == "yes"
    b.tell(
        work.tracker,
        Statement("approval", "APR-61", "Statement of work: scanners", {"name": "Statement of work: scanners", "state": "asked"}, at=b.moment("2026-02-27 09:00"), refs=CLIENT),
    )  # fmt: skip
    said = work.ask("has the sow been approved")
    assert (said.verdict, len(said.choices)) == ("choose", 2)


def test_which_invoices_are_late(work: Scene) -> None:
    b.tell(
        work.crm,
        *(Statement("invoice", number, f"Invoice {number}", {"number": number, "status": status, "amount": "100", "due_date": "2026-02-20"}, at=b.moment("2026-02-01 09:00"), refs=CLIENT)
          for number, status in (("77", "paid"), ("78", "open"))),
    )  # fmt: skip
    assert work.ask("which invoices are overdue").says == (
        "Not all on track. All open invoices (1): 1 late. First: “Invoice 78”."
    )

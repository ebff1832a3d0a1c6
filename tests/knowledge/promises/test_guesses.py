"""A model points at words; only words that stand in the message are kept, and nothing is a promise until a person says so."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from tests import builders as b
from tests.http_server import Reply, as_json, serving

from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE
from kingpost.knowledge.models import ModelQuestion, PromiseGuess, PromiseRuling
from kingpost.knowledge.promises import guesses, pointing, reading, rulings
from kingpost.toolbox import clock
from kingpost.toolbox.environment import SettingError

pytestmark = pytest.mark.django_db
MARCUS, NOOR, PRIYA = "marcus@aldgatefreight.example", "noor@harrowlane.example", "priya@harrowlane.example"
NOW = b.moment("2026-03-11 09:00")
WORDS = "Leave the depot keys with me till Friday, I have it in hand."
BODY = f"Hello Marcus,\n\n{WORDS} Could you send the plan by Monday?\n\n> We will pay you by Tuesday.\n"


def saying(*quotes: str, around: str = "{}"):
    content = around.replace("{}", msgspec.json.encode({"promises": quotes}).decode())
    return lambda _: as_json({"choices": [{"message": {"role": "assistant", "content": content}}]})


@pytest.fixture
def model(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with serving(saying(WORDS)) as server:
        monkeypatch.setenv("KINGPOST_MODEL_URL", f"{server.url}/v1")
        monkeypatch.setenv("KINGPOST_MODEL_KEY", "sesame")
        yield server


@pytest.fixture
def office():
    b.own_domains("harrowlane.example")
    b.tell(b.system("crm"), b.client("Aldgate Freight", "aldgatefreight.example"), b.staff("Noor Haddad", NOOR), b.person("Marcus Osei", MARCUS))  # fmt: skip
    return b.system("mail")


def say(system, number="1@x", body=BODY, at="2026-03-10 14:00", *, by=NOOR, to=MARCUS, **more):
    b.tell(system, b.mail(number, by, to, "Depot", b.moment(at), body=body, **more))


def words():
    return [one.words for one in guesses.listed([EVERYONE])]


def test_off_without_an_address(office, model, monkeypatch):
    monkeypatch.delenv("KINGPOST_MODEL_URL")
    say(office)
    assert guesses.ask_some() == 0 and model.asked == [] and words() == []


def test_a_guess_quotes_the_message_and_is_no_promise(office, model):
    say(office)
    assert guesses.ask_some() == 1
    [one] = guesses.listed([EVERYONE])
    assert (one.words, one.ours, one.due_on, one.client, one.by) == (WORDS, True, date(2026, 3, 13), "Aldgate Freight", "Noor Haddad")  # fmt: skip
    assert reading.listed([EVERYONE], NOW, NOW, states=(*reading.EVERY, "dismissed")) == []


def test_what_goes_out_is_the_writers_own_words(office, model):
    say(office)
    guesses.ask_some()
    [asked] = model.asked
    sent = asked.body.decode()
    assert asked.path == "/v1/chat/completions" and asked.headers["authorization"] == "Bearer sesame"
    assert WORDS in sent and "pay you by Tuesday" not in sent and MARCUS not in sent


@pytest.mark.parametrize(
    "quote",
    [
        "I will deliver the depot keys by Friday.",
        "We will pay you by Tuesday.",
        "Could you send the plan by Monday?",
        "in hand",
        "have it in han",
        "",
    ],
)
def test_words_that_are_not_the_writers_own_are_dropped(office, model, quote):
    model.answer = saying(quote)
    say(office)
    assert guesses.ask_some() == 1 and words() == []


def test_a_quote_may_come_with_other_spaces_and_quotation_marks_in_any_answer(office, model):
    model.answer = saying(WORDS.replace(" ", "  ") + "\n", around="Here it is:\n```json\n{}\n```")
    say(office)
    guesses.ask_some()
    assert words() == [WORDS]


def test_each_text_is_asked_about_once_whatever_mailbox_it_is_in(office, model):
    say(office)
    assert guesses.ask_some() == 1
    say(office, labels=["again"])
    say(b.system("second"))
    assert guesses.ask_some() == 0 and len(model.asked) == 1 and words() == [WORDS]


def test_what_is_not_worth_a_question_is_passed_over(office, model):
    say(office, "1@x", "We will send you the report by Friday.")  # found by the rules
    say(office, "2@x", "Hello, all is well here.")
    say(office, "3@x", BODY, to=PRIYA)  # among ourselves
    say(office, "4@x", BODY, automatic=True)
    say(office, "5@x", BODY, "2025-11-10 14:00")  # long ago
    assert guesses.ask_some() == 0 and model.asked == []


def test_one_persons_mailbox_never_leaves(office, model):
    mine = audiences.private(b.user(PRIYA)).pk
    say(b.system("priya", audience=mine))
    assert guesses.ask_some() == 0 and model.asked == []


def test_a_guess_is_shown_to_those_who_may_read_its_message(office, model):
    pair = audiences.of("The two", users=[b.user(PRIYA), b.user(NOOR)]).pk
    say(b.system("shared", audience=pair))
    assert guesses.ask_some() == 1
    assert words() == [] and [one.words for one in guesses.listed([pair])] == [WORDS]


def test_no_more_than_so_many_a_day(office, model, monkeypatch):
    monkeypatch.setenv("KINGPOST_MODEL_A_DAY", "2")
    for number in range(4):
        say(office, f"{number}@x", f"{BODY} Number {number}.")
    assert guesses.ask_some() == 2 and guesses.ask_some() == 0
    monkeypatch.setattr(clock, "now", lambda: b.moment("2026-03-12 09:00"))
    assert guesses.ask_some() == 2


def test_a_model_that_is_away_is_asked_again_and_nonsense_is_not(office, model, caplog):
    say(office)
    model.answer = lambda _: Reply(503)
    assert guesses.ask_some() == 0 and "trying again later" in caplog.text
    assert not ModelQuestion.objects.exists()
    model.answer = lambda _: as_json({"choices": [{"message": {"content": "I cannot do that."}}]})
    assert guesses.ask_some() == 1 and guesses.ask_some() == 0
    assert ModelQuestion.objects.get().outcome == "failed" and words() == []


def test_a_yes_adds_the_promise_and_a_no_ends_the_guess_both_taken_back(office, model):
    by = b.user(NOOR)
    say(office)
    guesses.ask_some()
    [one] = guesses.listed([EVERYONE])
    made = guesses.answer(by, one.id, [EVERYONE], promise=True)
    [kept] = reading.listed([EVERYONE], NOW, NOW)
    assert (kept.words, kept.ours, kept.due, kept.said_at, kept.client) == (WORDS, True, b.moment("2026-03-14 00:00"), b.moment("2026-03-10 14:00"), "Aldgate Freight")  # fmt: skip
    assert (kept.by, kept.to) == ("Noor Haddad", "Marcus Osei"), "as the message says who wrote it to whom"
    assert words() == []
    rulings.rule(by, one.record, WORDS, rulings.ADDED, what=WORDS, ours=False)
    [theirs] = reading.listed([EVERYONE], NOW, NOW)
    assert (theirs.ours, theirs.by, theirs.to) == (False, "", ""), "who says it is theirs has not said whose"
    rulings.withdraw(by, [made.pk, PromiseRuling.objects.latest("pk").pk])
    assert words() == [WORDS] and reading.listed([EVERYONE], NOW, NOW) == []
    guesses.answer(by, one.id, [EVERYONE], promise=False)
    assert words() == [] and reading.listed([EVERYONE], NOW, NOW) == []
    with pytest.raises(LookupError):
        guesses.answer(by, one.id, [EVERYONE], promise=True)


def test_a_guess_goes_with_its_message_and_with_its_words(office, model):
    say(office)
    guesses.ask_some()
    say(office, body="We thought again.")
    assert words() == []
    say(office)
    assert words() == [WORDS]
    b.tell(office, gone=[b.mail("1@x", NOOR, MARCUS, "Depot", b.moment("2026-03-10 14:00"), body=BODY)])
    assert words() == [] and PromiseGuess.objects.count() == 1


def test_settings_that_cannot_be_used_say_so(monkeypatch):
    monkeypatch.setenv("KINGPOST_MODEL_URL", "models.example")
    with pytest.raises(SettingError, match="http"):
        pointing.configured()
    monkeypatch.setenv("KINGPOST_MODEL_URL", "http://models.example/v1/chat/completions")
    assert pointing.configured().url == "http://models.example/v1"
    monkeypatch.setenv("KINGPOST_MODEL_A_DAY", "many")
    with pytest.raises(SettingError, match="number"):
        pointing.configured()

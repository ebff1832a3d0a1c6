"""Commitments in ordinary mails: the sentence, the date in words, and what became of it. Everything said here enters the truth."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from kingpost.example.company import Client, Person
from kingpost.example.days import local, long_date, ordinal, shift, snap
from kingpost.example.words import Deck, sections, table
from kingpost.example.world import Mail, Project, Promise, World


class Promising:
    """Makes promises and decoys (sentences that look like promises and are none)."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self.world, self.rng, self.deck = world, rng, Deck(rng)
        rows = table("promises.txt")
        self.ours = [row for row in rows if len(row) == 3][:10]
        self.theirs = [row for row in rows if len(row) == 3][10:]

    def due_in_words(self, said_on: date, due: date) -> str:
        """The date as somebody writing on ``said_on`` puts it."""
        near = (due - said_on).days
        if near == 1:
            return "tomorrow"
        forms = [f"{due:%A} {long_date(due)}", long_date(due)]
        if near <= 6:
            forms += [f"{due:%A}"] * 3
        if (
            due.weekday() == 4
            and near + (4 - due.weekday()) >= 7
            and due.isocalendar()[:2] == (said_on + timedelta(days=7)).isocalendar()[:2]
        ):
            forms.append("the end of next week")
        if due.month == said_on.month:
            forms.append(f"the {ordinal(due.day)}")
        return self.rng.choice(forms)

    def make(
        self, at: datetime, by: Person, to: Person, client: Client, project: Project | None
    ) -> tuple[Promise, str]:
        """A promise said at ``at``, its due date in the past, and the sentence that delivers it."""
        rng, said_on = self.rng, local(at).date()
        sentence, thing, delivery = rng.choice(self.ours if by.client is None else self.theirs)
        doc, chore = self.deck.draw(sections("promises.txt")["doc"]), self.deck.draw(sections("promises.txt")["thing"])
        due = shift(snap(said_on), rng.choice((1, 2, 3, 3, 4, 5, 6, 8)))
        fill = {
            "doc": doc,
            "thing": chore,
            "thing_cap": chore[:1].upper() + chore[1:],
            "due": self.due_in_words(said_on, due),
        }
        words = by.voice.dress(sentence.format(**fill))
        promise = Promise(
            by, to, client, thing.format(**fill), due, words, None, "open", project=project, ours=by.client is None
        )
        return promise, delivery.format(**fill)

    def decoy(self, at: datetime) -> str:
        """A request, an offer, a condition or a refusal with a date in it: no promise."""
        use = self.rng.choice(("offer", "request", "negation", "condition"))
        day = shift(snap(local(at).date()), self.rng.randint(2, 7))
        return self.deck.talk(use).replace("{day}", f"{day:%A}")

    def note(self, promise: Promise, mail: Mail) -> None:
        """The promise was said in that mail."""
        promise.mail = mail
        self.world.promises.append(promise)

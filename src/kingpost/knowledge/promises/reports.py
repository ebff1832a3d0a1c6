"""What people write when a promise is kept: reports of it, answers, and thanks for it. Pure; the words are the language's table (``english_kept.py``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kingpost.knowledge.promises.english_kept import KEPT
from kingpost.knowledge.promises.kept import AGREED, DONE, HAND, Kept
from kingpost.knowledge.promises.sentences import Sentence, sentences

HELD = 1000  # mails; each is read for every promise it may bear on
LEAST_ANSWER = 6  # words; fewer answer nothing, unless they decide
_WORD = re.compile(r"[a-z]+")
_LONG = re.compile(r"[^\W\d_]{3,}")
_ENDS = re.compile(r"(?<=[.!]) |\n")
_ENDINGS = (
    (("ing", 4), ("ed", 3), ("es", 4), ("s", 4)),
    (("ation", 4), ("ition", 4), ("ion", 4), ("ate", 4), ("e", 3), ("y", 4), ("i", 4)),
)
"""What words of one family end in, and how much is left at least: quote, quotation; notify, notified."""


@dataclass(frozen=True)
class Report:
    """A sentence that says something was done. ``clause`` says it; ``words`` are all its clauses that do not take it back; ``acts`` the kinds of acts and
    ``verb`` the word, "" where it is none of doing."""

    sentence: Sentence
    clause: str
    words: str
    acts: frozenset[str]
    verb: str

    @property
    def agreed(self) -> bool:
        """Whether all it says is "as promised"."""
        return self.acts == {AGREED}


@lru_cache(maxsize=HELD)
def mail(body: str, writer: str = "", kept: Kept = KEPT) -> tuple[tuple[Sentence, ...], tuple[Report, ...]]:
    """(the sentences its writer wrote, what they report)."""
    told = tuple(sentences(body, kept.language, mail=True, writer=writer))
    return told, tuple(reports(told, kept))


def reports(told: Iterable[Sentence], kept: Kept = KEPT) -> Iterator[Report]:
    """What these sentences say was done, sent or handed over."""
    for sentence in told:
        if sentence.plain.endswith("?") or not _worth(sentence.plain, kept):
            continue
        plain = kept.made["harmless"].sub(" ", sentence.plain)
        clauses = _clauses(plain, kept)
        back = [bool(kept.made["undelivered"].search(one)) for one in clauses]
        words = " ".join(one for one, taken in zip(clauses, back, strict=True) if not taken)
        for number, clause in enumerate(clauses):
            if back[number] or _turned(plain[plain.index(clause) :], kept):
                continue
            for act, pattern in kept.made_delivered:
                if not (match := pattern.search(clause)) or (act == AGREED and any(back)):
                    continue
                verb = "" if act else match["verb"].lower()
                acts = frozenset((act,)) if act else acts_in(verb, kept)
                yield Report(sentence, words if act == AGREED else clause, words, acts, verb)


def _worth(plain: str, kept: Kept) -> bool:
    return any(word in kept.reports or word.endswith(kept.endings) for word in _WORD.findall(plain.lower()))


def _clauses(plain: str, kept: Kept) -> list[str]:
    found, start = [], 0
    for cut in kept.made["clauses"].finditer(plain):
        found.append(plain[start : cut.start()].strip())
        start = cut.end()
    return [one for one in (*found, plain[start:].strip()) if one]


def _turned(rest: str, kept: Kept) -> bool:
    """Whether a "but" behind it takes it back."""
    turn = kept.made["turns"].search(rest)
    return turn is not None and bool(kept.made["undelivered"].search(rest, turn.start()))


def acts_in(text: str, kept: Kept = KEPT) -> frozenset[str]:
    """The kinds of acts these words name."""
    return frozenset(name for name, pattern in kept.made_acts.items() if pattern.search(text))


@lru_cache(maxsize=HELD)
def promised_acts(words: str, kept: Kept = KEPT) -> frozenset[str]:
    """The kinds of acts a sentence promises, by its verbs."""
    verbs = (match[1] or match[0] for match in kept.made["begins"].finditer(words))
    return frozenset().union(*(acts_in(verb.strip(), kept) for verb in verbs)) - {DONE}


@lru_cache(maxsize=HELD)
def promised_verbs(words: str, kept: Kept = KEPT) -> frozenset[str]:
    """The roots of a promise's verbs: they do not say what it is about."""
    return roots(match[1].split()[0].lower() for match in kept.made["begins"].finditer(words) if match[1])


def fits(
    report: Report, promised: frozenset[str], stems: Iterable[str], kept: Kept = KEPT, *, bare: bool = False
) -> bool:
    """Whether what was done may be the act that was promised: its own verb, one of the same kind, or plainly "done". ``bare`` when it names nothing."""
    if report.verb and root(report.verb) in roots(stems):
        return True
    if not promised:
        return bool(report.acts & {DONE, AGREED, HAND}) if bare else bool(report.acts)
    return any(promised & kept.keeps[act] for act in report.acts)


def handed_over(promised: frozenset[str], kept: Kept = KEPT) -> bool:
    """Whether a file that is sent may keep a promise of these acts: none is paid or installed by it."""
    return not promised or bool(promised & kept.keeps[HAND])


def empty(report: Report, stems: Iterable[str], kept: Kept = KEPT) -> bool:
    """Whether a report names nothing but these stems and what was done: "Please find it attached", "Fixed"."""
    left = _LONG.findall(kept.made["empty"].sub(" ", report.clause.lower()))
    own = roots(stems) | {root(report.verb)}
    return all(word in kept.language.stop or root(word) in own for word in left)


def plainly_done(report: Report, kept: Kept = KEPT) -> bool:
    """Whether it says "done" and no more: that keeps any promise."""
    return report.verb in kept.plain and empty(report, (), kept)


def answer(told: Sequence[Sentence], kept: Kept = KEPT) -> list[str]:
    """The clauses of a mail that tell something; none when the answer is still to come, or only asks, thanks or excuses."""
    found = []
    for sentence in told:
        if sentence.plain.endswith("?"):
            continue
        for clause in _clauses(sentence.plain, kept):
            if kept.made["stalls"].search(clause):
                return []
            if not kept.made["beside"].search(clause):
                found.append(clause)
    words = " ".join(found)
    return found if len(words.split()) >= LEAST_ANSWER or kept.made["decides"].search(words) else []


def asks(told: Sequence[Sentence], kept: Kept = KEPT) -> bool:
    """Whether a mail asks for something, other than how far what was promised is."""
    bare = [kept.made["harmless"].sub("", one.plain) for one in told]
    return any(kept.made["asks"].search(one) and not kept.made["chases"].search(one) for one in bare)


def thanks(text: str, kept: Kept = KEPT) -> bool:
    """Whether an answer thanks or confirms, and asks and objects to nothing. Its sentences may stand on lines of their own."""
    if "?" in text:
        return False
    bare = [kept.made["harmless_thanks"].sub("", one) for one in _ENDS.split(text.replace("’", "'"))]
    if any(kept.made["objection"].search(one) for one in bare):
        return False
    return any(kept.made["thanks"].search(one) and not kept.made["unthanked"].search(one) for one in bare)


def root(word: str) -> str:
    """A word without what its family's members end in."""
    for endings in _ENDINGS:
        for ending, least in endings:
            if word.endswith(ending) and len(word) - len(ending) >= least:
                word = word[: -len(ending)]
                break
    return word[:-1] if word[-1:] == word[-2:-1] else word


def roots(words: Iterable[str]) -> frozenset[str]:
    """The same of many."""
    return frozenset(map(root, words))

"""What people's addresses say of whether they are one: the same, a slip, written another way, a former one. Pure."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from rapidfuzz.distance import OSA

from kingpost.identity.letters import one_letter
from kingpost.identity.likeness import person_name
from kingpost.identity.profiles import Profile, is_free, is_personal


def mailbox(a: Profile, b: Profile) -> str:
    """The strongest thing two sets of addresses say. Team mailboxes say nothing about a person."""
    mine, theirs = [m for m in a.mails if is_personal(m)], [m for m in b.mails if is_personal(m)]
    if not mine or not theirs:
        return ""
    if set(mine) & set(theirs):
        return "equal"
    if (a.once_mails or b.once_mails) and gave_before(mine, _personal(a.once_mails), theirs, _personal(b.once_mails)):
        return "former"
    if any(slip_of_mailbox(x, y, a, b) for x in mine for y in theirs):
        return "a slip"
    shared = {m.rpartition("@")[2] for m in mine} & {m.rpartition("@")[2] for m in theirs}
    if any(not is_free(host) for host in shared):
        return "written another way" if another_way(mine, theirs, a, b) else "different at one domain"
    locals_ = {plain_local(m) for m in mine} & {plain_local(m) for m in theirs}
    if any(len(one) >= 6 for one in locals_):
        return "same before the @"
    free = sum(1 for side in (mine, theirs) if all(is_free(m.rpartition("@")[2]) for m in side))
    return ("different companies", "one private, one of a company", "different private")[free]


def _personal(mails: Collection[str]) -> list[str]:
    return [m for m in mails if is_personal(m)]


def slip_of_mailbox(one: str, other: str, a: Profile, b: Profile) -> bool:
    """One letter apart, and only one of the two fits the name both give: john.smih@ for John Smith.

    An added digit is a namesake's, not a slip.
    """
    if OSA.distance(one, other, score_cutoff=1) > 1 or any(c.isdigit() for c in difference(one, other)):
        return False
    (mine, _, at_mine), (theirs, _, at_theirs) = one.partition("@"), other.partition("@")
    if mine == theirs:
        return at_mine != at_theirs and not (is_free(at_mine) and is_free(at_theirs)) and len(mine) >= 5
    if person_name(a, b) not in ("equal", "short form", "slip", "swapped") or a.guessed or b.guessed:
        return False
    return fits(mine, a, b) != fits(theirs, a, b)


def another_way(mine: Collection[str], theirs: Collection[str], a: Profile, b: Profile) -> bool:
    """Whether all addresses are written from one full name, in different ways and without figures: j.smith@ and jane.smith@."""
    if (
        a.guessed
        or b.guessed
        or not (len(a.given) > 1 and len(b.given) > 1)
        or (level := person_name(a, b)) not in ("equal", "short form", "swapped", "slip", "two spellings")
    ):
        return False
    before = [m.partition("@")[0] for m in (*mine, *theirs)]
    if any(c.isdigit() for local in before for c in local):
        return False
    if level == "slip":  # then all of them are written from the one spelling
        return all(fits(m, a) for m in before) or all(fits(m, b) for m in before)
    return all(fits(m, a, b) or fits(one_letter(m), a, b) for m in before)


def fits(local: str, *who: Profile) -> bool:
    """Whether what stands before the @ is written from the name of one of these."""
    letters = plain_local(local)
    ways = (way for p in who for way in (p.given + p.surname, p.surname + p.given, p.given[:1] + p.surname, p.surname + p.given[:1], p.given, p.surname,
                                         p.given + p.surname[:1]))  # fmt: skip
    return any(letters == way for way in ways if len(way) > 1)


@lru_cache(maxsize=100_000)
def plain_local(mail: str) -> str:
    """The letters before the @, without dots, tags and figures."""
    return "".join(c for c in mail.partition("@")[0].partition("+")[0] if c.isalpha())


def difference(one: str, other: str) -> str:
    """The characters only one of two texts has at its place."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end] + other[start : len(other) - end]


def gave_before(now: Collection[str], once: Collection[str], other_now: Collection[str], other_once: Collection[str]) -> bool:  # fmt: skip
    """Whether what one gives now is what the other gave before."""
    return bool(once or other_once) and (share(once, other_now) or share(now, other_once) or share(once, other_once))


def share(one: Collection[str], other: Collection[str]) -> bool:
    """Whether two short lists have something in common."""
    if one and other:
        for value in one:
            if value in other:
                return True
    return False

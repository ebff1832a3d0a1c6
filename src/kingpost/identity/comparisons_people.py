"""What the names, birth dates and times of employment of two records say of whether they are one person. Pure; compared with the rest in ``comparisons``."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from kingpost.identity.likeness import alike, given_names, person_name
from kingpost.identity.names import COMMON
from kingpost.identity.profiles import Profile


def names_of_people(a: Profile, b: Profile) -> Iterator[str]:
    """The levels of two names; none where one is not known."""
    if not (a.surname and b.surname):
        return
    level = person_name(a, b)
    if level in APART and (a.once or b.once) and called_so_before(a, b):
        level = "former name"
    yield f"name:{level}"
    if (
        a.surname in COMMON
        and b.surname in COMMON
        and level in ("equal", "short form", "initial", "swapped", "variant")
    ):
        yield "surname:common"
    if a.between and b.between and level == "equal" and _middle_differs(a.between[0], b.between[0]):
        yield "middle name:different"


def generations(a: Profile, b: Profile, personal: bool) -> str:
    """Father and son, or a record that does not say which of them it is; a mailbox or a mobile number of one's own says it as well."""
    if a.generation and b.generation:
        return "different"
    return "" if personal else "only on one side"


TWO_MAILBOXES = (
    "different at one domain",
    "written another way",
    "different companies",
    "same before the @",
    "different private",
)
"""Two mailboxes that are not one."""


def mailboxes_of_one_birth_date(mail: str, a: Profile, b: Profile) -> str:
    """What two mailboxes say of people with one birth date: two letters may be slips then, and one person may well have two at one domain."""
    if any(len(x) >= 10 and OSA.distance(x, y, score_cutoff=2) <= 2 for x in a.mails for y in b.mails):
        return "a slip"
    return "another at one domain" if mail == "different at one domain" else mail


def birth_dates(one: str, other: str) -> str:
    """How two birth dates differ: equal · one slip apart (a digit, two of them swapped, or day and month) · different. Written as year, month and day."""
    if one == other:
        return "equal"
    turned = f"{one[:4]}-{one[8:]}-{one[5:7]}"
    return "one slip apart" if turned == other or OSA.distance(one, other, score_cutoff=1) <= 1 else "different"


APART = ("different", "another given name", "new surname")


def called_so_before(a: Profile, b: Profile) -> bool:
    """Whether one person's name is what another record of theirs said in an earlier version."""
    return any(same_name(x, y) for x in (a.name, *a.once) for y in (b.name, *b.once) if x and y)


def one_after_the_other(a: Profile, b: Profile) -> bool:
    """Whether one left before the other started; dates written as a year, a month and a day."""
    return bool((a.until and b.since and a.until <= b.since) or (b.until and a.since and b.until <= a.since))


def _middle_differs(one: str, other: str) -> bool:
    """Whether two middle names or initials cannot be one."""
    return one[0] != other[0] or (len(one) > 1 and len(other) > 1 and alike(one, other) == "different")


def same_name(one: str, other: str) -> bool:
    """Whether two written names of people are one, short forms and initials allowed."""
    if one == other:
        return True
    x, y = one.split(), other.split()
    return bool(x and y) and x[-1] == y[-1] and given_names(x[0], y[0]) not in ("different", "variant", "")

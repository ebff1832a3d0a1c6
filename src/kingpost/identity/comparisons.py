"""How two records are compared: each comparison gives one level, by name. Pure; the weights are the model's (model.py).

A level that says nothing, because one side does not know, is not returned. ``compare`` gives the levels in the order a person reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import zip_longest
from string import ascii_uppercase

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from kingpost.identity.comparisons_people import (
    TWO_MAILBOXES,
    birth_dates,
    generations,
    mailboxes_of_one_birth_date,
    names_of_people,
    one_after_the_other,
    same_name,
)
from kingpost.identity.likeness import BEST, alike, begins_alike, words_alike
from kingpost.identity.mailboxes import difference, gave_before, mailbox, share
from kingpost.identity.profiles import Profile, label, skeleton
from kingpost.identity.registers import of_a_court

Level = str  # "name:equal", "mailbox:different at one domain"


def compare(a: Profile, b: Profile) -> list[Level]:
    """The levels of two records of one kind."""
    return list(_COMPARE[a.kind](a, b))


def hopeless(a: Profile, b: Profile) -> bool:
    """Quickly: whether two records that only share a blocking key need no comparison, because nothing else could outweigh it."""
    if a.kind == "person":
        if a.surname and b.surname and not _sounds_near(a, b):
            return not (a.once or b.once or share(a.mails, b.mails) or (a.born and a.born == b.born))
        return False
    if a.kind == "client":
        return not (_have_in_common(a, b) or a.aliases or b.aliases or a.once or b.once or _near_names(a, b))
    return a.kind == "project" and a.org != b.org and organisation(a, b) == "different"


def _have_in_common(a: Profile, b: Profile) -> bool:
    """Whether two organisations share a number, a domain or a postcode, or one's domain may be the other's name."""
    if (
        (a.vat and a.vat == b.vat)
        or (a.registration and a.registration == b.registration)
        or (a.postcode and a.postcode == b.postcode)
    ):
        return True
    if share(a.hosts, b.hosts) or share(a.phones, b.phones):
        return True
    return (bool(b.hosts) and _begins_like(a.name, b.hosts)) or (bool(a.hosts) and _begins_like(b.name, a.hosts))


def _begins_like(name: str, hosts: Collection[str]) -> bool:
    start = name.replace(" ", "")[:4]
    return any(label(h)[:4] == start for h in hosts)


def _near_names(a: Profile, b: Profile) -> bool:
    """A quick look that lets through everything the full comparison could call alike, initials included."""
    if token_sort_ratio(a.name, b.name, score_cutoff=70) or token_set_ratio(a.name, b.name, score_cutoff=95):
        return True
    few, many = (a.name, b.name) if len(a.name) < len(b.name) else (b.name, a.name)
    return many.startswith(few[:1]) and len(few.split()[0] if few else "") <= 5


def _sounds_near(a: Profile, b: Profile) -> bool:
    one, other = (a.surname[0], skeleton(a.surname)[-1:]), (b.surname[0], skeleton(b.surname)[-1:])
    return one[0] in other or one[1] in other or a.given == b.surname or a.surname == b.given


def _people(a: Profile, b: Profile) -> Iterator[Level]:
    yield from names_of_people(a, b)
    born = birth_dates(a.born, b.born) if a.born and b.born else ""
    mail = mailbox(a, b)
    if born == "equal" and mail in TWO_MAILBOXES:
        mail = mailboxes_of_one_birth_date(mail, a, b)
    phones = [*_phones(a, b)]
    if a.generation != b.generation and (level := generations(a, b, mail == "equal" or phones == ["mobile:equal"])):
        yield f"generation:{level}"
    if mail:
        yield f"mailbox:{mail}"
    where = organisation(a, b)
    if born == "equal" and mail == "a slip" and where == "different":
        where = ""  # the slip is in the domain
    if phones == ["phone:equal"] and where == "same":
        phones = ["phone:of the organisation"]
    yield from phones
    if where == "different" and (mail == "former" or phones == ["mobile:equal"]):
        # Who takes a number or an address along to another employer has another job there, often in another town.
        yield "organisation:moved"
        return
    if where:
        yield f"organisation:{where}"
    moved = where == "different" and bool(a.until or b.until) and one_after_the_other(a, b)
    if moved:
        yield "employment:one ended before the other began"
    if a.title and b.title:
        yield "title:" + ("equal" if a.title == b.title or token_sort_ratio(a.title, b.title) >= 90 else "different")
    if born:
        yield f"born:{born}"
    yield from _city(a, b) if where == "same" else _place(a, b)  # the house may be their employer's
    if a.staff != b.staff:
        yield "staff:one of ours, one not"
    if a.system == b.system and not moved:
        yield "system:same"


def _clients(a: Profile, b: Profile) -> Iterator[Level]:
    name, apex = _client_name(a, b)
    if name in _POOR and share(a.hosts, b.hosts) and begins_alike(a.name, b.name) and not _of_one_name(a, b):
        name = "begins alike"
    if name:
        yield f"name:{name}"
    if apex:
        yield f"group:{apex}"
    if a.name and b.name and a.numbers != b.numbers:
        yield "number:different"
    if a.vat and b.vat:
        yield "vat:" + _number_level(a.vat, b.vat)
    if a.registration and b.registration and (level := _registration(a, b)):
        yield f"registration:{level}"
    if a.hosts and b.hosts:
        found = _domains(a.hosts, b.hosts)
        yield "domain:" + (
            "former" if found == "different" and gave_before(a.hosts, a.once_hosts, b.hosts, b.once_hosts) else found
        )
    if a.seats and b.seats:
        yield "country:" + ("same" if set(a.seats) & set(b.seats) else "different")
    if a.name and b.name and a.places != b.places:
        yield "place in the name:" + ("different" if a.places and b.places else "only on one side")
    yield from _phones(a, b)
    yield from _place(a, b)
    if a.system == b.system:
        yield "system:same"


def _projects(a: Profile, b: Profile) -> Iterator[Level]:
    if a.name and b.name:
        yield "name:" + words_alike(a.name, b.name)
    if a.numbers != b.numbers:
        yield "number:" + ("different" if a.numbers and b.numbers else "only on one side")
    if a.code and b.code:
        yield "code:" + _codes(a.code, b.code)
    yield from _organisation(a, b)
    if a.owner and b.owner:
        yield "owner:" + ("equal" if same_name(a.owner, b.owner) else "different")
    both = [(x, y) for x, y in zip(a.dates, b.dates, strict=True) if x and y]
    if both:
        yield "dates:" + ("equal" if any(x == y for x, y in both) else "different")
    if a.system == b.system:
        yield "system:same"


_COMPARE: dict[str, Callable[[Profile, Profile], Iterator[Level]]] = {
    "person": _people,
    "client": _clients,
    "project": _projects,
}


def of_one_group(a: Profile, b: Profile) -> bool:
    """Whether the names of two organisations say that they are two companies that belong together: one is the group or holding above the other, or
    both names begin alike and each goes on with a word of its own."""
    if not (a.apex or b.apex) and (a.name == b.name or a.name[:1] != b.name[:1]):
        return False
    name, apex = _client_name(a, b)
    return bool(apex) or (name in _POOR and begins_alike(a.name, b.name) and not _of_one_name(a, b))


def _of_one_name(a: Profile, b: Profile) -> bool:
    """Whether a domain both have is made of more of the one's name than they share: then it is that company's own, and who else has it was called so before."""
    for host in {*a.hosts} & {*b.hosts}:
        written = label(host).replace("-", "")
        for name in (a.name, b.name):
            first = name.partition(" ")[0]
            if len(written) >= len(first) + 3 and name.replace(" ", "").startswith(written):
                return True
    return False


def organisations_apart(a: Profile, b: Profile) -> bool:
    """Whether two organisations of one name are two all the same: in different towns, with nothing particular in common."""
    if a.places != b.places and a.name and b.name:
        return True
    if not (a.city and b.city) or _same_city(a, b):
        return False
    return not (
        set(a.hosts) & set(b.hosts) or set(a.phones) & set(b.phones) or (a.postcode and a.postcode == b.postcode)
    )


# organisations


def _client_name(a: Profile, b: Profile) -> tuple[str, str]:
    """How alike the names are that are most alike; and how these two differ in saying that the company is a group or a holding: "" · only on one side
    · different."""
    best, apex = "", ""
    for one, mine in _named(a):
        for other, theirs in _named(b):
            if one and other:
                level, above = words_alike(one, other), _apex(mine, theirs)
                if not best or (BEST.index(level), bool(above)) < (BEST.index(best), bool(apex)):
                    best, apex = level, above
    if (a.once or b.once) and best not in _SURE and _called_before(a, b):
        return "former name", ""
    if best in ("", "different", "alike", "part of the other") and (
        _named_after(a.name, b.hosts) or _named_after(b.name, a.hosts)
    ):
        return "named like the domain", apex
    return best, "" if best == "different" and a.name.partition(" ")[0] != b.name.partition(" ")[0] else apex


def _named(p: Profile) -> Iterator[tuple[str, str]]:
    """The names a company gives itself, each with what it says of a group."""
    if not p.aliases:
        return iter(((p.name, p.apex[0] if p.apex else ""),))
    return zip_longest((p.name, *p.aliases), p.apex, fillvalue="")


def _apex(mine: str, theirs: str) -> str:
    if mine == theirs:
        return ""
    if not mine or not theirs:
        return "only on one side"
    return "" if {*mine.split()} & {*theirs.split()} else "different"


_POOR = ("different", "alike")
_SURE = ("equal", "other order", "written apart", "mistyped")


def _called_before(a: Profile, b: Profile) -> bool:
    """Whether one company's name is what another record of it said in an earlier version."""
    mine, theirs = (a.name, *a.aliases, *a.once), (b.name, *b.aliases, *b.once)
    return any(words_alike(x, y) in _SURE for x in mine for y in theirs if x and y and (x in a.once or y in b.once))


def _named_after(name: str, hosts: Collection[str]) -> bool:
    """Whether a domain is this name written together, a word like "-group" behind it and a slip of the pen allowed."""
    squeezed = name.replace(" ", "")
    return len(squeezed) >= 5 and any(_is_label(squeezed, label(h)) for h in hosts)


def _is_label(squeezed: str, written: str) -> bool:
    for way in (written.replace("-", ""), written.partition("-")[0]):
        if way == squeezed or (len(squeezed) >= 9 and OSA.distance(way, squeezed, score_cutoff=1) <= 1):
            return True
    return False


def _domains(one: Collection[str], other: Collection[str]) -> str:
    if set(one) & set(other):
        return "equal"
    if {label(h) for h in one} & {label(h) for h in other}:
        return "same name, other ending"
    return (
        "a slip"
        if any(
            len(x) >= 10 and OSA.distance(x, y, score_cutoff=1) <= 1 and not _digits_differ(x, y)
            for x in one
            for y in other
        )
        else "different"
    )


def _digits_differ(x: str, y: str) -> bool:
    return any(c.isdigit() for c in difference(x, y))


def _number_level(one: str, other: str) -> str:
    """Letters that one leaves out, those of a court or an office, are a slip."""
    if one == other:
        return "equal"
    letters = one.lstrip(ascii_uppercase) == other.lstrip(ascii_uppercase)
    return "one slip apart" if letters or OSA.distance(one, other, score_cutoff=1) <= 1 else "different"


def _registration(a: Profile, b: Profile) -> str:
    """A number that every court counts for itself is one with its court; with two courts, or two ways of writing one, it says nothing."""
    level = _number_level(a.registration, b.registration)
    if level != "equal" or not (of_a_court(a.registration, a.seats) or of_a_court(b.registration, b.seats)):
        return level
    return "equal, court not said" if not (a.court and b.court) else level if a.court == b.court else ""


def _codes(one: str, other: str) -> str:
    if one == other or _squeeze(one) == _squeeze(other):
        return "equal"
    return "different in one series" if _series(one) == _series(other) else "of another series"


def _squeeze(code: str) -> str:
    return "".join(c for c in code if c.isalnum())


def _series(code: str) -> str:
    return "".join(c for c in code if c.isalpha())


# what several kinds share


def _phones(a: Profile, b: Profile) -> Iterator[Level]:
    if not a.phones or not b.phones:
        return
    common = set(a.phones) & set(b.phones)
    if common & set(a.mobiles) & set(b.mobiles):
        yield "mobile:equal"
    elif common:
        yield "phone:equal"
    elif a.mobiles and b.mobiles:
        yield "mobile:different"
    elif not (a.mobiles or b.mobiles):
        yield "phone:different"


def _place(a: Profile, b: Profile) -> Iterator[Level]:
    if a.postcode and b.postcode:
        yield "postcode:" + ("equal" if a.postcode == b.postcode else "different")
    yield from _city(a, b)
    if a.street and b.street:
        yield f"address:{_streets(a.street, b.street)}"


def _city(a: Profile, b: Profile) -> Iterator[Level]:
    if a.city and b.city:
        yield "city:" + ("equal" if _same_city(a, b) else "different")


def _streets(one: str, other: str) -> str:
    if token_sort_ratio(one, other) < 85:
        return "different"
    mine, theirs = ([word for word in street.split() if word[0].isdigit()] for street in (one, other))
    return "equal" if sorted(mine) == sorted(theirs) else "same street"


def _same_city(a: Profile, b: Profile) -> bool:
    return alike(a.city, b.city) != "different"


def _organisation(a: Profile, b: Profile) -> Iterator[Level]:
    if level := organisation(a, b):
        yield f"organisation:{level}"


def organisation(a: Profile, b: Profile) -> str:
    """Whether two people or projects belong to one organisation: same · alike · different · "" (unknown)."""
    one, other = {*a.hosts, *a.org_hosts}, {*b.hosts, *b.org_hosts}
    if one & other:
        return "same"
    if a.org and b.org:
        level = words_alike(a.org, b.org)
        if level in ("equal", "other order", "written apart", "mistyped", "slip", "two spellings"):
            return "same"
        if level in ("initials", "part of the other"):
            return "alike"
    if _named_after(a.org, other) or _named_after(b.org, one):
        return "same"
    if one and other and {label(h) for h in one} & {label(h) for h in other}:
        return "same"
    if (a.org and b.org) or (one and other):
        return "different"
    return "" if not (a.org or one) or not (b.org or other) else "different"

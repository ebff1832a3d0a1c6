"""A record as it is compared: its fields folded into one small, plain form. Pure: fields in, ``Profile`` out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from rapidfuzz.distance import OSA

from kingpost.connectors.formats.addresses import FREE_MAIL, is_role_mailbox
from kingpost.identity import keys
from kingpost.identity.core_names import OTHER_NAME, core_of, first_name, fold
from kingpost.identity.letters import one_letter
from kingpost.identity.names import GIVEN
from kingpost.identity.registers import registration
from kingpost.identity.written_names import name_alone, read_off, split_name, without_generation

KINDS = ("person", "client", "project")
EDITION = 6
"""Of what is read out of a record, and of the rules by which clusters tell records apart. Raised when either changes, with a migration that sends the records
concerned round again: whatever is of another edition is settled anew."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DOUBLE = re.compile(r"(.)\1+")


class Profile(msgspec.Struct, array_like=True):
    """What a record says, folded for comparison. Empty means unknown."""

    kind: str
    system: int = 0
    name: str = ""  # a person's "given surname", a company's or project's core name
    given: str = ""
    surname: str = ""
    guessed: bool = False  # the name was read off the mailbox
    mails: list[str] = []
    hosts: list[str] = []
    phones: list[str] = []
    mobiles: list[str] = []
    vat: str = ""
    registration: str = ""
    seats: list[str] = []
    places: list[str] = []
    numbers: list[str] = []
    city: str = ""
    postcode: str = ""
    street: str = ""
    org: str = ""  # core name of the organisation it belongs to
    org_hosts: list[str] = []
    title: str = ""
    code: str = ""
    owner: str = ""
    dates: list[str] = []
    staff: bool = False
    aliases: list[str] = []
    under: str = ""  # record key of the organisation it points at
    model: int = 0  # the trained model it was last compared by
    between: list[str] = []  # further given names and initials, and the parts of a double surname
    once: list[str] = []  # names earlier versions of the record had
    once_mails: list[str] = []
    once_hosts: list[str] = []
    since: str = ""  # employed since, until: 2026-03-02
    until: str = ""
    apex: list[str] = []  # for the name and each alias: "group", "holding", both or ""; empty where no name says so
    edition: int = 0
    generation: str = ""  # 1 for a senior, 2 for a junior or the second, 3, 4
    plain: str = ""  # the name of a person or company with ae, oe, ue and aa as one letter, where that is another
    born: str = ""  # a person's birth date: 1971-06-24
    court: str = ""  # whose register the registration number is in, where it says so


class Parent(NamedTuple):
    """The organisation a person or project points at, as its own record says it; without a title while it is only pointed at."""

    key: str
    title: str | None
    fields: Mapping[str, Any]


def profile(
    kind: str, system: int, title: str, fields: Mapping[str, Any], parent: Parent | None = None, before: Iterable[Mapping[str, Any]] = (),
    home: str = keys.USUAL_HOME,
) -> Profile:  # fmt: skip
    """How this record is compared. ``before``: the names, addresses and domains earlier versions of it gave; ``home``: the country of telephone numbers
    without one."""
    made = Profile(kind, system, under=parent.key if parent else "", edition=EDITION)
    if parent and parent.title is None:
        parent = None
    {"person": _person, "client": _client, "project": _project}[kind](made, title, fields, parent)
    if kind != "project" and (plain := one_letter(made.name)) != made.name:
        made.plain = plain
    made.mobiles = _phones(home, fields.get("mobile")) if kind == "person" else []
    made.phones = sorted({*made.mobiles, *_phones(home, fields.get("phone"))}) if kind != "project" else []
    if before:
        _known_before(made, before)
    return made


def _known_before(made: Profile, before: Iterable[Mapping[str, Any]]) -> None:
    """What the record was known by and is no longer."""
    names: set[str] = set()
    for was in before:
        name = str(was.get("name") or "")
        if made.kind == "client" and name and not ("." in name and " " not in name):
            names.add(core_of(first_name(name)).core)
        elif made.kind == "person" and name and "@" not in name:
            given, surname, _ = split_name(without_generation(name_alone(name))[0])
            if given and surname:
                names.add(f"{given} {surname}")
        mails = [a for v in (was.get("email"), *_several(was.get("emails"))) if (a := keys.email(v))]
        if made.kind == "person":
            made.once_mails += [m for m in mails if m not in made.once_mails]
        made.once_hosts += _hosts(was.get("domain"), was.get("website"), *(m.rpartition("@")[2] for m in mails))
    made.once = sorted(names - {made.name, *made.aliases, ""})
    made.once_mails = sorted(set(made.once_mails) - set(made.mails))
    made.once_hosts = sorted(set(made.once_hosts) - set(made.hosts)) if made.kind == "client" else []


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """How a word sounds, roughly: consonants, with letters that stand for one sound made one."""
    if "h" in word:
        word = word.replace("sch", "s").replace("sh", "s").replace("ph", "f")
    word = word.replace("ck", "k").replace("kh", "k")
    if "h" in word:
        word = word.replace("ch", "k").replace("th", "t")
    word = word.replace("qu", "k").replace("ks", "x").replace("tz", "s").translate(_SOUNDS)
    return _DOUBLE.sub(r"\1", word[:1] + word[1:].translate(_NO_VOWELS))


_SOUNDS = str.maketrans("cqzvjd", "kksfgt")
_NO_VOWELS = str.maketrans("", "", "aeiouyhw")


def canonical(given: str) -> str:
    """The one form short and foreign forms of a given name share."""
    return GIVEN.get(given, given)


@lru_cache(maxsize=100_000)
def label(host: str) -> str:
    """The part of a domain that is the name: "aldgate" of mail.aldgate.co.uk."""
    parts = host.split(".")
    if len(parts) > 2 and len(parts[-2]) <= 3:
        return parts[-3]
    return parts[-2] if len(parts) > 1 else host


def _person(made: Profile, title: str, fields: Mapping[str, Any], parent: Parent | None) -> None:
    mails = [a for v in (fields.get("email"), *_several(fields.get("emails"))) if (a := keys.email(v))]
    made.mails = sorted(set(mails))
    made.hosts = _hosts(*(m.rpartition("@")[2] for m in made.mails))
    said = str(fields.get("name") or (title if "@" not in title else ""))
    if "@" not in said:
        said, made.generation = without_generation(name_alone(said))
        made.given, made.surname, made.between = split_name(said)
    if not made.surname and mails and not is_role_mailbox(mails[0]):
        made.given, made.surname = read_off(mails[0].partition("@")[0])
        made.guessed = bool(made.surname)
    made.name = f"{made.given} {made.surname}".strip()
    organisation = str(fields.get("company") or "") or (_parent_name(parent))
    made.org, made.org_hosts = _first_name(organisation) if organisation else "", _parent_hosts(parent)
    made.title = fold(str(fields.get("title") or ""))
    made.city = fold(str(fields.get("city") or fields.get("location") or ""))
    made.postcode, made.street = _house(fields)
    made.born = born[0] if (born := _DAY.match(str(fields.get("birth_date") or ""))) else ""
    made.staff = fields.get("staff") is True
    made.since, made.until = (str(fields.get(name) or "")[:10] for name in ("start_date", "end_date"))


def _client(made: Profile, title: str, fields: Mapping[str, Any], _parent: Parent | None) -> None:
    said = str(fields.get("name") or ("" if "." in title and " " not in title else title))
    first, *others = OTHER_NAME.split(said)
    core = core_of(first.strip(" (-,"))
    made.name, made.numbers = core.core, core.numbers
    also = [core_of(o) for other in [*others, *_several(fields.get("other_names"))] if (o := other.strip(" ():."))]
    made.aliases = [other.core for other in also]
    if core.apex or any(other.apex for other in also):
        made.apex = [core.apex, *(other.apex for other in also)]
    made.places = core.places
    made.mails = [a] if (a := keys.email(fields.get("email"))) else []
    made.hosts = _hosts(fields.get("domain"), fields.get("website"), *(m.rpartition("@")[2] for m in made.mails))
    made.vat = keys.vat(fields.get("vat"))
    made.registration, made.court = registration(str(fields.get("registration") or ""))
    made.seats = keys.seats(fields, core.seats)
    made.city = fold(str(fields.get("city") or ""))
    made.postcode, made.street = _house(fields)


def _house(fields: Mapping[str, Any]) -> tuple[str, str]:
    """Postcode and street."""
    postcode = fold(str(fields.get("postcode") or "")).replace(" ", "")
    return postcode, fold(str(fields.get("address") or fields.get("street") or ""))


def _project(made: Profile, title: str, fields: Mapping[str, Any], parent: Parent | None) -> None:
    organisation = str(fields.get("client") or "") or _parent_name(parent)
    made.org, made.org_hosts = _first_name(organisation) if organisation else "", _parent_hosts(parent)
    said = str(fields.get("name") or title)
    made.code = str(fields.get("code") or "").strip().upper()
    if in_name := _CODE.search(said):
        made.code = made.code or in_name[0].upper()
        said = said.replace(in_name[0], " ")
    core = core_of(said)
    made.name = " ".join(w for w in core.core.split() if w not in _FILLERS and not _of_client(w, made)) or core.core
    made.numbers = core.numbers
    made.owner = fold(str(fields.get("owner_name") or ""))
    made.dates = [str(fields.get(n) or "")[:10] for n in ("start_date", "due_date", "end_date")]


_CODE = re.compile(r"\b[A-Z]{2,6}[-_/ ]?\d{2,6}\b")
_FILLERS = ("project", "for", "client", "proj")


def _of_client(word: str, project: Profile) -> bool:
    """Whether a word of a project's name is only its client's name, perhaps mistyped."""
    theirs = project.org.split()
    if word in theirs or word in (label(h) for h in project.org_hosts):
        return True
    return len(word) >= 5 and any(len(t) >= 5 and OSA.distance(word, t, score_cutoff=1) <= 1 for t in theirs)


def parts_of_parent(client: Profile) -> tuple[str, list[str]]:
    """What people and projects take over from the organisation they point at: its core name and its domains."""
    return client.name, client.hosts


def _first_name(organisation: str) -> str:
    """The core of an organisation's name as somebody wrote it down, without what it was called before."""
    return core_of(first_name(organisation)).core


def _parent_name(parent: Parent | None) -> str:
    """Its name, unless all that is known of it is a domain."""
    title = (parent.title if parent else "") or ""
    return title if "." not in title.strip(".") or " " in title else ""


def _parent_hosts(parent: Parent | None) -> list[str]:
    if parent is None:
        return []
    title = parent.title or ""
    return _hosts(
        parent.fields.get("domain"), parent.fields.get("website"), title if "." in title and " " not in title else ""
    )


def _hosts(*values: Any) -> list[str]:
    return sorted({h for v in values if v and (h := keys.domain(v))})


def _phones(home: str, value: Any) -> list[str]:
    return [n] if value and (n := keys.phone(str(value), home)) else []


def _several(value: Any) -> Iterable[str]:
    return value if isinstance(value, list | tuple) else ()


@lru_cache(maxsize=100_000)
def is_personal(mail: str) -> bool:
    """False for a mailbox of a team."""
    return not is_role_mailbox(mail)


def is_free(host: str) -> bool:
    """True where anybody can have a mailbox."""
    return host in FREE_MAIL

"""Blocking keys: weak keys that bring records together to be compared at all. Pure; stored as 64-bit numbers.

Two records are compared when they share a key that no more than ``MOST`` records have. A key more have says too little, and comparing all
who have it would take the square of their number.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from struct import Struct

from kingpost.identity.mailboxes import plain_local
from kingpost.identity.profiles import Profile, canonical, is_personal, label, skeleton

MOST = 30


def blocking_keys(profile: Profile) -> set[int]:
    """The keys of a record; those of different kinds of things never meet."""
    kind = profile.kind[0]
    return {number(kind + key) for key in _MAKE[profile.kind](profile)}


def under(profile: Profile) -> set[int]:
    """The key by which a record is found when the organisation it points at changes. Nothing is compared over it."""
    return {number(f"at {profile.under}")} if profile.under else set()


def number(key: str) -> int:
    """A key as the signed 64-bit number it is stored as. Not remembered: most keys are one record's alone."""
    return int(_number(blake2b(key.encode(), digest_size=8).digest())[0])


_number = Struct(">q").unpack


def _person(p: Profile) -> Iterator[str]:
    sound = skeleton(p.surname) if p.surname else ""
    given = canonical(p.given)
    places = {label(h) for h in (*p.hosts, *p.org_hosts)} | ({p.org.replace(" ", "")} if p.org else set())
    if p.given and p.surname:
        yield "n" + " ".join(sorted((given, p.surname)))
        if p.city:
            yield f"s{sound}|{given[:1]}|{p.city}"
    for place in places:
        if sound:
            yield f"o{sound}|{place}"
        if len(given) > 1:
            yield f"g{skeleton(given)}|{place}"
    if p.plain and p.given and p.surname:
        first, _, last = p.plain.partition(" ")
        yield "n" + " ".join(sorted((canonical(first), last)))
    for once in p.once:
        first, _, last = once.partition(" ")
        yield "n" + " ".join(sorted((canonical(first), last)))
        for place in places:
            yield f"o{skeleton(last)}|{place}"
    if sound and p.org:
        yield f"w{sound}|{p.org.split()[0]}"
    for phone in p.phones:
        yield f"p{phone}|{p.surname[:1]}"
        yield f"p{phone}|{given[:1]}"
    if p.born:
        yield f"d{p.born}|{p.surname[:1]}"
        yield f"d{p.born}|{given[:1]}"
    if p.postcode and sound:
        yield f"z{p.postcode}|{sound}"
    if p.street and given:
        yield f"a{p.street}|{given[:1]}"
    for mail in (*p.mails, *p.once_mails):
        if is_personal(mail) and len(local := plain_local(mail)) >= 5:
            yield f"l{local}"


def _client(c: Profile) -> Iterator[str]:
    for name in (c.name, *c.aliases, *c.once, c.plain):
        yield from _name(name)
    for host in (*c.hosts, *c.once_hosts):
        yield f"h{host}"
        yield "q" + label(host).replace("-", "")
    for phone in c.phones:
        yield f"p{phone}"
    if c.postcode:
        yield f"z{c.postcode}"
    for value in (c.vat, c.registration):
        if value:
            yield f"v{value}"


def _name(name: str) -> Iterator[str]:
    words = name.split()
    if not words:
        return
    squeezed = "".join(words)
    yield f"q{squeezed}"
    yield f"f{squeezed[:6]}"
    yield "b" + " ".join(sorted(skeleton(w) for w in words[:2]))
    for word in words[:4]:
        if len(word) >= 4:
            yield f"t{skeleton(word)}"
            yield f"w{word[:4]}"
    if len(words) >= 3:
        made = "".join(w[0] for w in words)
        yield f"a{made}"
        if len(words) >= 4:
            yield f"a{made[:3]}"
    elif 3 <= len(words[0]) <= 5:
        yield f"a{words[0]}"


def _project(p: Profile) -> Iterator[str]:
    places = {label(h) for h in p.org_hosts} | ({p.org.replace(" ", "")} if p.org else set())
    words = [w for w in p.name.split() if len(w) >= 3]
    for place in places:
        yield f"o{place}"
        for word in words[:5]:
            yield f"t{skeleton(word)[:4]}|{place}"
    if p.org:
        for word in words[:5]:
            yield f"t{skeleton(word)[:4]}|{p.org.split()[0]}"
    if p.code:
        yield "c" + "".join(c for c in p.code if c.isalnum())


_MAKE = {"person": _person, "client": _client, "project": _project}

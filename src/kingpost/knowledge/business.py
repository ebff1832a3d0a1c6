"""What we know about our own business: own domains, zone, working hours, agreed answer times, who counts as a client.

Each value is guessed from the data (guessing.py), shown on one page with what it was guessed from, and corrected there. A correction always holds.
When a value changes, what was worked out with the old one is sent round again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.db import transaction

from kingpost.accounts.models import User
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.identity import home
from kingpost.identity.keys import plain_name
from kingpost.knowledge import country, days_off, expand
from kingpost.knowledge.models import BusinessValue
from kingpost.toolbox import clock
from kingpost.toolbox.sql import execute, planned_rows, rows

DEFAULTS: dict[str, Any] = {
    "name": "",
    "own_domains": [],
    "zone": "Europe/London",
    "country": country.USUAL,
    "working_hours": {"days": [0, 1, 2, 3, 4], "start": "09:00", "end": "17:30"},
    "holidays": [],
    "days_off": [],
    "answer_hours": None,  # no agreed time, no breach
    "client_domains": [],
}
TITLES = {
    "name": "Our name",
    "own_domains": "Our own mail domains",
    "zone": "Our time zone",
    "country": "Our country",
    "working_hours": "Working hours",
    "holidays": "Public holidays",
    "days_off": "Other days off",
    "answer_hours": "Agreed answer time when a client's own is not known, in working hours",
    "client_domains": "Domains that count as clients because mail goes both ways",
}


def value(name: str) -> Any:
    """The value we go by: corrected, else guessed, else the default."""
    found = rows("SELECT coalesce(corrected, guessed)::text FROM business_value WHERE name = %s", [name])
    return msgspec.json.decode(found[0][0]) if found and found[0][0] is not None else DEFAULTS[name]


def values() -> dict[str, Any]:
    """All values we go by, in one query. The working hours carry the days nobody works, as "closed"."""
    held = {
        n: msgspec.json.decode(v)
        for n, v in planned_rows("SELECT name, coalesce(corrected, guessed)::text FROM business_value", {})
        if v is not None
    }
    known = DEFAULTS | held
    return known | {"working_hours": known["working_hours"] | {"closed": days_off.closed(known)}}


def held() -> dict[str, BusinessValue]:
    """What was guessed, from what, and what a person made of it, by name; a value nothing is known of yet is absent."""
    return {row.name: row for row in BusinessValue.objects.select_related("corrected_by")}


def zone() -> str:
    """The business's own zone, an IANA name."""
    return str(value("zone"))


def own_entities() -> list[int]:
    """Entities that are our own organisation: they are nobody's client."""
    own = values()
    keys = [f"domain:{d}" for d in own["own_domains"]] + (
        [f"name:{plain_name(str(own['name']))}"] if own["name"] else []
    )
    return [e for (e,) in rows(
        "SELECT DISTINCT m.entity_id FROM match_key AS k JOIN member AS m USING (record_id) WHERE k.key = ANY(%s)", [keys])]  # fmt: skip


def correct(name: str, new: Any, by: User) -> None:
    """A person sets a value (None: back to the guess). What rests on it is worked out again."""
    if name not in DEFAULTS:
        raise KeyError(name)
    with transaction.atomic():
        before = value(name)
        BusinessValue.objects.update_or_create(
            name=name, defaults={"corrected": new, "corrected_by": by, "at": clock.now()}
        )
        if value(name) != before:
            _send_round(name)


def adopt(guesses: Mapping[str, tuple[Any, str]]) -> list[str]:
    """Keep what was guessed, as (value, what from) by name. Returns the names of those we go by that changed; what rests on them is sent round."""
    changed = []
    for name, (guessed, source) in guesses.items():
        with transaction.atomic():
            before = value(name)
            BusinessValue.objects.update_or_create(
                name=name, defaults={"guessed": guessed, "guessed_from": source, "at": clock.now()}
            )
            if value(name) != before:
                changed.append(name)
                _send_round(name)
    return changed


def _send_round(name: str) -> None:
    """Have everything that rests on this value worked out again."""
    if name == "country":
        home.keep(str(value(name)))
        everything: Iterable[tuple[int]] = rows(
            "SELECT unnest(entities) FROM disagreement WHERE family = 'phone' AND closed_at IS NULL"
        )
    elif name in ("own_domains", "name"):
        everything = rows("SELECT DISTINCT entity_id FROM member")
    elif name == "client_domains":
        everything = rows(
            "SELECT DISTINCT m.entity_id FROM member AS m JOIN record AS r ON r.id = m.record_id WHERE r.kind = 'client'"
        )
    else:
        # What is measured in our hours and our zone: open work, clients who wait, a yes or a promise that is due, a moment in question.
        everything = rows(
            """SELECT entity_id FROM entity WHERE open OR kind = 'client' UNION SELECT entity_id FROM approval WHERE state = 'asked'
               UNION SELECT entity_id FROM promise UNION SELECT unnest(entities) FROM disagreement WHERE closed_at IS NULL"""
        )
    if name == "zone":
        expand.roll(zone())
    if name in days_off.NAMES:  # and mails that name a day by counting those we work
        everything = [*everything, *rows(
            r"SELECT DISTINCT m.entity_id FROM stated AS s JOIN member AS m USING (record_id) WHERE s.words ~* '\m(working|business)\s+days?\M'"
        )]  # fmt: skip
    changes.append({Stream.ENTITY: [entity for (entity,) in everything]})


def set_terms(record: int, by: User, *, is_client: bool | None = None, answer_hours: float | None = None) -> None:
    """What a person says about one client: whether it is one, and the answer time agreed with it."""
    with transaction.atomic():
        execute(
            """INSERT INTO client_terms AS t (record_id, is_client, answer_hours, by_id, at) VALUES (%(r)s, %(c)s, %(h)s, %(by)s, %(now)s)
               ON CONFLICT (record_id) DO UPDATE SET is_client = coalesce(excluded.is_client, t.is_client),
                   answer_hours = coalesce(excluded.answer_hours, t.answer_hours), by_id = excluded.by_id, at = excluded.at""",
            {"r": record, "c": is_client, "h": answer_hours, "by": by.pk, "now": clock.now()},
        )
        [(entity,)] = rows("SELECT entity_id FROM member WHERE record_id = %s", [record])
        changes.append({Stream.ENTITY: [entity]})


def take_off_hours(entity: int, by: User) -> None:
    """No answer time is agreed with this client by anybody's word any more: what the systems say of it counts again, else the one for all."""
    with transaction.atomic():
        execute(
            """UPDATE client_terms SET answer_hours = NULL, by_id = %(by)s, at = %(now)s
               WHERE answer_hours IS NOT NULL AND record_id IN (SELECT record_id FROM member WHERE entity_id = %(entity)s)""",
            {"entity": entity, "by": by.pk, "now": clock.now()},
        )
        changes.append({Stream.ENTITY: [entity]})

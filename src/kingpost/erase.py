"""Remove a person's data, or a whole system, from evidence and everything derived from it.

Erasing is the one act that alters what was kept. Names and addresses go from every text and every jsonb value of the workspace, whatever
table it stands in; bytes that hold them, however encoded, are dropped; and the person's own mails, comments and documents are removed. The systems themselves are not
touched: what is to go there, a person removes there. Digests of address and name stay, so that a later read does not bring the person back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db import transaction

from kingpost import flow
from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.connectors.formats.addresses import is_role_mailbox
from kingpost.evidence import changes, leaving_out
from kingpost.evidence.changes import Stream
from kingpost.evidence.erased import APOSTROPHES, ESCAPED, MARK, OWN_KINDS, OWN_ROLES, Erased, orders, remember
from kingpost.evidence.models import Erasure, System
from kingpost.identity.core_names import fold as fold_name
from kingpost.identity.keys import email as fold
from kingpost.identity.words import FORM_SEATS
from kingpost.toolbox import clock
from kingpost.toolbox.sql import execute, rows

GAP_IN_JSON = r"(?:\\[nrt]|[\s,._+]){1,4}"  # as erased.GAP, also where a line break is written as \n
AFTER_BREAK = r"(?<=\\[nrt])"  # a line break in jsonb ends in a letter
ADDRESS_BEGINS = rf"(?<=(?:^|[^\w.+%-]|\\[nrt]|{ESCAPED})[.+%_-]*)"
ADDRESS_ENDS = r"(?![_-]*[[:alnum:]])(?!\.\w)"
NAME_BEGINS, NAME_ENDS = rf"(?:(?<![[:alpha:]])(?<![[:alpha:]]-)|{AFTER_BREAK})", "(?!-?[[:alpha:]])"
"""What stands around whole addresses and names: "ian@" is not in "brian@", nor "Ann Lee" in "Mary-Ann Lee"."""
AT_A_TIME = 200  # kept bytes read at once
KEPT_TABLES = ("accounts_user", "audit_entry", "erasure")
BY_RECORD = (
    "timeline", "client_of", "match_key", "profile", "block", "client_terms", "person_terms", "client_correction", "project_correction", "occurrence",
    "promise", "promise_evidence", "promise_ruling", "promise_guess", "model_question", "held_back", "miss", "miss_answer", "group_ruling", "notice", "shape", "wording",
)  # fmt: skip

ONLY_NAMED = """
SELECT DISTINCT v.record_id FROM version AS v JOIN record AS n ON n.id = v.record_id
WHERE v.via = ANY(%(r)s) AND n.native_key IS NULL AND n.id <> ALL(%(r)s)
  AND NOT EXISTS (SELECT FROM link AS l WHERE l.target_id = n.id AND l.record_id <> ALL(%(r)s))
"""
"""Records found inside these (attachments, people named in them) that nothing else points at."""


@dataclass(frozen=True)
class Done:
    """What an erasure did: records removed, values in which a name or address was replaced; the names and addresses, and the names that stay."""

    records: int
    values: int
    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def erase_person(address: str, by: User | None) -> Done:
    """Erase the person with this e-mail address. Raises LookupError when nothing is held about it."""
    wanted = fold(address)
    people = [r for (r,) in rows(
        "SELECT o.record_id FROM match_key AS k JOIN member AS m USING (record_id) JOIN member AS o ON o.entity_id = m.entity_id WHERE k.key = %s",
        [f"email:{wanted}"])]  # fmt: skip
    if not wanted or not people:
        raise LookupError(f"Nothing is held about {address}.")
    with transaction.atomic():
        list(System.objects.select_for_update(no_key=True).order_by("pk"))  # nothing lands until it is done
        carried = _names(people, wanted)
        others = _names_of_others(people, carried)
        names = carried - others
        own = [
            r
            for (r,) in rows(
                "SELECT DISTINCT l.record_id FROM link AS l JOIN record AS r ON r.id = l.record_id WHERE l.target_id = ANY(%s) AND l.role = ANY(%s) AND r.kind = ANY(%s)",
                [people, list(OWN_ROLES), list(OWN_KINDS)],
            )
        ]
        hints = _hints(names)
        told = {"names": _pattern(names), "hints": [_like(hint) for hint in hints]}
        near = [r for (r,) in rows("SELECT DISTINCT record_id FROM link WHERE target_id = ANY(%s)", [people])]
        speaking = [
            r
            for (r,) in rows(
                """SELECT DISTINCT record_id FROM version
                   WHERE CASE WHEN lower(concat_ws(' ', title, body, fields::text, happenings::text) COLLATE "C") LIKE ANY(%(hints)s)
                         THEN title ~* %(names)s OR body ~* %(names)s OR fields::text ~* %(names)s OR happenings::text ~* %(names)s END""",
                told,
            )
        ]
        entities = _entities([*people, *own, *near, *speaking])
        known = Erased(iter({kept for name in names for kept in remember(name)}))
        _drop_bytes([*near, *speaking], known, hints)
        _let_go(people)
        _remove_records([*people, *own])
        values = sum(_replace(table, column, kind, told) for table, column, kind in _text_columns())
        _remember(known)
        audit.record(by, "erased a person", "person:erased", records=len(people) + len(own), values=values)
        changes.append({Stream.ENTITY: entities})
    flow.settle()
    return Done(len(people) + len(own), values, tuple(sorted(names)), tuple(sorted(others)))


def _drop_bytes(records: Sequence[int], known: Erased, hints: Sequence[Sequence[str]]) -> None:
    """Of what mentions the person the bytes go, digests stay: what these records were read from, and whatever holds them in any encoding."""
    execute(
        """UPDATE version SET raw = '' WHERE raw <> '' AND (record_id = ANY(%(r)s)
           OR record_id IN (SELECT via FROM version WHERE record_id = ANY(%(r)s) AND via IS NOT NULL))""",
        {"r": list(records)},
    )
    last = (0, 0)
    while page := rows(
        "SELECT record_id, number, raw FROM version WHERE raw <> '' AND (record_id, number) > (%s, %s) ORDER BY 1, 2 LIMIT %s",
        [*last, AT_A_TIME],
    ):
        last = page[-1][:2]
        for record, number, _ in [one for one in page if known.inside(bytes(one[2]), hints)]:
            execute("UPDATE version SET raw = '' WHERE record_id = %s AND number = %s", [record, number])
    for number, raw in rows("SELECT id, raw FROM quarantine WHERE raw IS NOT NULL"):
        if known.inside(bytes(raw), hints):
            execute("UPDATE quarantine SET raw = NULL WHERE id = %s", [number])


def _let_go(people: Sequence[int]) -> None:
    """No version points at the person any more, by reference or as whoever did something."""
    for (key,) in rows("SELECT key FROM record WHERE id = ANY(%s)", [list(people)]):
        execute(
            """UPDATE version SET
                   ref_roles = array(SELECT role FROM unnest(ref_roles, ref_keys) WITH ORDINALITY AS t(role, key, place) WHERE key <> %(k)s ORDER BY place),
                   ref_keys = array(SELECT key FROM unnest(ref_roles, ref_keys) WITH ORDINALITY AS t(role, key, place) WHERE key <> %(k)s ORDER BY place)
               WHERE ref_keys @> ARRAY[%(k)s]::uuid[]""",
            {"k": str(key)},
        )
        execute(
            """UPDATE version SET happenings = replace(happenings::text, %(said)s, 'null')::jsonb
               WHERE happenings IS NOT NULL AND position(%(said)s IN happenings::text) > 0""",
            {"said": f'"{str(key).replace("-", "")}"'},
        )


def _remember(known: Erased) -> None:
    """Digests of every address and full name, so that what is said later is stored without them (evidence/erased.py)."""
    kept = [(one, 0) for one in known.addresses] + [
        (one, words) for words, every in known.names.items() for one in every
    ]
    now = clock.now()
    Erasure.objects.bulk_create(
        [Erasure(digest=one, words=words, at=now) for one, words in sorted(kept)], ignore_conflicts=True
    )


def remove_left_out(system: System, by: User | None) -> Done:
    """Remove what is stored of a system although it is left out now, with what only that named: attachments, people, addresses."""
    with transaction.atomic():
        records = sorted({*leaving_out.held(system, system.excluded), *leaving_out.found_again(system)})
        if not records:
            return Done(0, 0)
        execute(
            """INSERT INTO excluded (system_id, kind, native_key)
               SELECT system_id, native_kind, native_key FROM record WHERE id = ANY(%s) ON CONFLICT DO NOTHING""",
            [records],
        )
        records += [record for (record,) in rows(ONLY_NAMED, {"r": records})]
        entities = _entities(records)
        _remove_records(records)
        audit.record(by, "removed what is left out", f"system:{system.pk}", records=len(records))
        changes.append({Stream.ENTITY: entities, Stream.SYSTEM: [system.pk]}, [system.audience_id])
    flow.settle()
    return Done(len(records), 0)


def erase_system(system: System, by: User | None) -> Done:
    """Remove a system and everything only it said."""
    with transaction.atomic():
        records = [r for (r,) in rows("SELECT id FROM record WHERE system_id = %s", [system.pk])]
        entities = _entities(records)
        _remove_records(records)
        audit.record(by, "removed a system", f"system:{system.pk}", records=len(records))
        execute("DELETE FROM quarantine WHERE system_id = %s", [system.pk])
        system.delete()
        changes.append({Stream.ENTITY: entities, Stream.SYSTEM: [0]}, [system.audience_id])
    flow.settle()
    return Done(len(records), 0)


def _names(people: Sequence[int], address: str) -> set[str]:
    """Every address and full name these records go by; a first name alone is not looked for."""
    found = {address}
    for title, name, email, emails, remote_id in rows(
        """SELECT v.title, v.fields->>'name', v.fields->>'email', v.fields->>'emails', r.remote_id
           FROM record AS r JOIN version AS v ON v.record_id = r.id WHERE r.id = ANY(%s)""",
        [list(people)],
    ):
        bare = remote_id.removeprefix("email:").removeprefix("name:")
        said = [title, name, email, bare, *re.findall(r"[^\s\[\],\"]+@[^\s\[\],\"]+", emails or "")]
        found |= {" ".join(text.split()) for text in said if text and ("@" in text or orders(text))}
    return found


def _names_of_others(people: Sequence[int], names: set[str]) -> set[str]:
    """Those that are not the person's alone: what a client, a project or somebody with another address goes by, and what no person is called."""
    kept = {name: frozenset(remember(name)) for name in names if "@" not in name}
    found = {name for name in kept if _is_nobodys(name)}
    for kind, title, name, email in rows(
        """SELECT r.kind, v.title, v.fields->>'name', v.fields->>'email' FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version
           WHERE r.kind IN ('client', 'project', 'person') AND r.id <> ALL(%s) AND r.gone_at IS NULL
             AND lower(concat_ws(' ', v.title, v.fields->>'name') COLLATE "C") LIKE ANY(%s)""",
        [list(people), [_like(hint) for hint in _hints(kept)]],
    ):
        if kind == "person" and (not email or fold(email) in names):
            continue  # it may well be the same one
        theirs = {of for one in (title, name) if one for of in remember(one)}
        found |= {one for one, digests in kept.items() if digests & theirs}
    return found


def _is_nobodys(name: str) -> bool:
    """Whether this is what a team or a company is called: "Accounts Payable", "Harrow Lane Ltd"."""
    last = fold_name(name).rpartition(" ")[2].strip(".")
    return is_role_mailbox(".".join(name.split())) or (len(last) > 2 and last in FORM_SEATS)


def _pattern(names: Iterable[str]) -> str:
    """One pattern for the database: whole addresses as they are, the words of a name in either order, composed or decomposed."""
    forms = set()
    for name in names:
        for form in ("NFC", "NFD"):
            if "@" in name:
                address = unicodedata.normalize(form, name)
                forms |= {f"{ADDRESS_BEGINS}{_literal(one)}{ADDRESS_ENDS}" for one in (address, *_in_links(address))}
                continue
            for one in orders(name):
                words = (_APOSTROPHE.sub(_APOSTROPHE.pattern, _literal(unicodedata.normalize(form, w))) for w in one)
                forms.add(f"{NAME_BEGINS}{GAP_IN_JSON.join(words)}{NAME_ENDS}")
    return "|".join(sorted(forms, key=len, reverse=True))


def _hints(names: Iterable[str]) -> list[tuple[str, ...]]:
    """What a text must hold, in small letters, to hold one of these names at all: a whole address, or the plain words of a name in one of its orders. Found
    a hundred times faster than the pattern. A name without a plain word gives (), which every text holds."""
    hints: set[tuple[str, ...]] = set()
    for name in names:
        if "@" in name:
            hints |= {(one.lower(),) if _PLAIN_ADDRESS.fullmatch(name) else () for one in (name, *_in_links(name))}
        else:
            hints |= {tuple(word.lower() for word in words if _PLAIN_WORD.fullmatch(word)) for words in orders(name)}
    return sorted(hints)


def _in_links(address: str) -> set[str]:
    """An address as links write it: only the @ in another way, or every sign; and either once more, in a link that holds a link. And as HTML hides it."""
    once = {address.replace("@", "%40"), quote(address, safe="")}
    return once | {one.replace("%", "%25") for one in once} | {address.replace("@", at) for at in ("&#64;", "&#x40;")}


def _like(hint: tuple[str, ...]) -> str:
    """A hint as LIKE wants it: its words in this order, anything around them."""
    return "%".join(["", *(_LIKE_SIGN.sub(r"\\\g<0>", word) for word in hint), ""]) or "%"


_PLAIN_ADDRESS = re.compile(r"[!#-\[\]-~]+@[!#-\[\]-~]+", re.ASCII)
"""An address without a quote, a backslash or a sign that JSON writes in another way."""
_PLAIN_WORD = re.compile(r"[a-zA-Z]+", re.ASCII)
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_LIKE_SIGN = re.compile(r"[%_]")


def _literal(text: str) -> str:
    return re.escape(text).replace("/", "\\/")


def _entities(records: Sequence[int]) -> set[int]:
    """The entities of these records, and of everything that points at them or that they point at."""
    return {e for (e,) in rows(
        """SELECT entity_id FROM member WHERE record_id = ANY(%(r)s)
           UNION SELECT m.entity_id FROM link AS l JOIN member AS m ON m.record_id = l.record_id WHERE l.target_id = ANY(%(r)s)
           UNION SELECT m.entity_id FROM link AS l JOIN member AS m ON m.record_id = l.target_id WHERE l.record_id = ANY(%(r)s)""",
        {"r": list(records)})}  # fmt: skip


def _remove_records(records: Sequence[int]) -> None:
    """Take records out of every table that is about single records. The number stays taken: a member row without a record."""
    ids = list(records)
    for table in BY_RECORD:
        execute(f"DELETE FROM {table} WHERE record_id = ANY(%s)", [ids])  # noqa: S608  a fixed list of our own tables
    for table in ("link", "link_before"):
        execute(f"DELETE FROM {table} WHERE record_id = ANY(%(r)s) OR target_id = ANY(%(r)s)", {"r": ids})  # noqa: S608
    for table in ("judgement", "pair"):
        execute(f"DELETE FROM {table} WHERE one = ANY(%(r)s) OR other = ANY(%(r)s)", {"r": ids})  # noqa: S608  likewise
    execute("DELETE FROM version WHERE record_id = ANY(%s)", [ids])
    execute("DELETE FROM record WHERE id = ANY(%s)", [ids])


def _text_columns() -> Iterator[tuple[str, str, str]]:
    """Every text, jsonb and text[] column of this workspace's own tables."""
    yield from rows(
        """SELECT table_name, column_name, CASE data_type WHEN 'ARRAY' THEN 'text[]' ELSE data_type END
           FROM information_schema.columns
           WHERE table_schema = current_schema() AND (data_type IN ('text', 'jsonb', 'character varying') OR udt_name = '_text')
             AND table_name <> ALL(%s) AND table_name NOT LIKE 'procrastinate%%' AND table_name NOT LIKE 'django%%'
             AND table_name NOT LIKE 'account%%' AND is_generated = 'NEVER'
             AND table_name IN (SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE')
           ORDER BY 1, 2""",
        [list(KEPT_TABLES)],
    )


def _replace(table: str, column: str, kind: str, told: Mapping[str, Any]) -> int:
    """Replace the names in one column. Returns in how many rows. CASE, because the database would try the pattern first."""
    return execute(
        f'UPDATE "{table}" SET "{column}" = regexp_replace("{column}"::text, %(names)s, %(mark)s, \'gi\')::{kind} WHERE CASE WHEN lower("{column}"::text COLLATE "C") LIKE ANY(%(hints)s) THEN "{column}"::text ~* %(names)s END',  # noqa: S608
        {**told, "mark": MARK},
    )

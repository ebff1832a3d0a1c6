"""The stage that gives mails, tickets, documents and meetings their project. It sees the finished picture, because whose client a thing is comes first.

What a client's projects are known by is gathered from its projects, their work, deals and people (ground.sql). While that stays the same, only what changed is
judged; when it changes, everything of that client is.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from kingpost.evidence.changes import Stream
from kingpost.knowledge.clients import names as titles
from kingpost.knowledge.project_links import score, words
from kingpost.knowledge.project_links.score import Fit, Project
from kingpost.toolbox.sql import execute, numbers, rows, sql

REFERENCE, WORDS, THREAD, ATTACHMENT, PERSON = "reference", "words", "thread", "attachment", "person"
UNITS_AT_ONCE = 2000
Ground = Mapping[int, list[tuple[Any, ...]]]


class Row(NamedTuple):
    """One record of a thread (things.sql)."""

    unit: int
    record: int
    entity: int
    key: str
    audience: int
    kind: str
    at: datetime | None
    title: str
    body: str
    automatic: bool
    starts_at: str | None
    clients: list[int]
    people: list[int]
    named: list[int]
    why: str | None


class Judged(NamedTuple):
    """A link to write."""

    record: int
    project: int
    unit: int
    via: str
    score: float
    why: str
    at: datetime | None


class Found(NamedTuple):
    """What was found for one record; ``fit`` is what a link by words rests on."""

    row: Row
    project: Project
    via: str
    why: str = ""
    fit: Fit | None = None

    @property
    def audience(self) -> int:
        return self.row.audience

    def link(self, names: Mapping[tuple[int, int], str]) -> Judged:
        """The link, its reason in words; ``names`` by person and audience."""
        row, fit = self.row, self.fit
        if fit is None:
            return Judged(row.record, self.project.record, row.unit, self.via, score.CERTAIN, self.why, row.at)
        why = score.reason(fit, {who: names[who, row.audience] for who in fit.who if (who, row.audience) in names})
        return Judged(row.record, self.project.record, row.unit, self.via, round(fit.total, 2), why, row.at)


@dataclass
class Known:
    """What a run knows: who may use what, the clients' grounds, and the corrections people made."""

    within: dict[int, set[int]]
    ground: Ground
    names: dict[int, str]
    projects: dict[tuple[int, int], list[Project]]

    def of(self, client: int, audience: int) -> list[Project]:
        """A client's projects as an audience may know them."""
        if (client, audience) not in self.projects:
            self.projects[client, audience] = _projects(
                self.ground.get(client, ()), self.within.get(audience, {audience}), self.names.get(client, "")
            )
        return self.projects[client, audience]


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Judge again what these entities touch. Returns the things whose project changed."""
    clients = _refresh_ground([client for (client,) in rows(sql("touched"), {"entities": numbers(refs)})])
    units = [u for (u,) in rows(sql("units"), {"entities": numbers(refs), "clients": numbers(clients)})]
    changed: set[int] = set()
    for start in range(0, len(units), UNITS_AT_ONCE):
        changed |= judge(units[start : start + UNITS_AT_ONCE])
    return {Stream.PROJECT: changed}


def _refresh_ground(touched: Sequence[int]) -> list[int]:
    """Keep a digest for each client with projects; returns those whose digest changed."""
    if not touched:
        return []
    ground, held = (
        _ground(touched),
        dict(rows("SELECT client_id, digest FROM project_ground WHERE client_id = ANY(%s)", [list(touched)])),
    )
    names = _titles(touched)
    now = {c: _digest(ground[c], names.get(c, "")) for c in touched if c in ground}
    changed = [c for c in touched if now.get(c) != held.get(c)]
    execute("DELETE FROM project_ground WHERE client_id = ANY(%s::bigint[])", [numbers(changed)])
    kept = [c for c in changed if c in now]
    execute(
        "INSERT INTO project_ground (client_id, digest, names) SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[])",
        [kept, [now[c] for c in kept], [names.get(c, "") for c in kept]],
    )
    return changed


def _digest(ground: Sequence[tuple[Any, ...]], names: str) -> str:
    return hashlib.md5(repr((ground, names)).encode(), usedforsecurity=False).hexdigest()


def _ground(clients: Sequence[int]) -> Ground:
    found = rows(sql("ground"), {"clients": numbers(clients)})
    return {client: list(group) for client, group in groupby(found, key=itemgetter(0))}


def _titles(clients: Sequence[int]) -> dict[int, str]:
    return dict(rows("SELECT entity_id, string_agg(DISTINCT title, ' ' ORDER BY title) FROM entity WHERE entity_id = ANY(%s::bigint[]) GROUP BY 1", [numbers(clients)]))  # fmt: skip


def judge(units: Sequence[int]) -> set[int]:
    """Judge these threads and write their links; returns the entities whose project changed."""
    things = [Row(*row) for row in rows(sql("things"), {"units": numbers(units)})]
    known = knowledge_for(things)
    corrected = _corrections(things)
    found = [one for _, group in groupby(things, key=itemgetter(0)) for one in _unit(list(group), known, corrected)]
    names = _names([(person, one.audience) for one in found if one.fit for person in one.fit.who])
    wanted = [one.link(names) for one in found]
    changed = _write(units, wanted)
    return changed | _attachments(things, changed)


def knowledge_for(things: Sequence[Row], within: dict[int, set[int]] | None = None) -> Known:
    """What is needed to judge these things. ``within`` says which audiences' evidence each may use, when it is not what all its people may see."""
    clients = sorted({c for row in things for c in row.clients})
    return Known(
        _within(things) if within is None else within, _ground(clients) if clients else {}, _titles(clients), {}
    )


def _within(things: Sequence[Row]) -> dict[int, set[int]]:
    within: dict[int, set[int]] = defaultdict(set)
    audiences = sorted({row.audience for row in things})
    for narrow, wide in rows("SELECT narrow_id, wide_id FROM audience_within WHERE narrow_id = ANY(%s)", [audiences]):
        within[narrow].add(wide)
    return within


def _unit(
    things: list[Row], known: Known, corrected: Mapping[int, list[tuple[int, int | None, str]]]
) -> Iterator[Found]:
    """The links of one thread, for each audience its things have."""
    for audience in sorted({row.audience for row in things}):
        may = known.within.get(audience, {audience})
        mine = [row for row in things if row.audience == audience]
        seen = [row for row in things if row.audience in may]
        for client in sorted({c for row in mine for c in row.clients}):
            those = [row for row in mine if row.clients == [client]]
            if those and (projects := known.of(client, audience)):
                said = [one for row in seen for one in corrected.get(row.record, ())]
                yield from _belonging(those, seen, projects, said)


def _belonging(
    those: list[Row], seen: list[Row], projects: list[Project], said: list[tuple[int, int | None, str]]
) -> Iterator[Found]:
    by_entity = {p.entity: p for p in projects}
    if said:
        _, project, why = max(said)
        if project in by_entity:
            yield from (Found(row, by_entity[project], PERSON, why) for row in those)
        return
    named = {n for row in seen for n in row.named if n in by_entity}
    if len(named) == 1:
        yield from _by_reference(those, seen, by_entity[named.pop()])
    elif not named and (best := score.choose(ranked(seen, projects))):
        yield from (Found(row, best.project, WORDS, fit=best) for row in those)


def _by_reference(those: list[Row], seen: list[Row], project: Project) -> Iterator[Found]:
    quoting = min((row.why for row in seen if row.why and project.entity in row.named), default="")
    for row in those:
        if project.entity in row.named:
            yield Found(row, project, REFERENCE, row.why or "its system says so")
        else:
            yield Found(row, project, THREAD, f"its thread {quoting}" if quoting else "its thread belongs there")


def ranked(seen: Sequence[Row], projects: Sequence[Project]) -> list[Fit]:
    """How well each project fits what is seen of a thread."""
    told = [row for row in seen if not row.automatic] or list(seen)
    moments = [m for row in told if (m := _moment(row.starts_at) or row.at)]
    people = {person for row in told for person in row.people} | _named_in(told, projects)
    if not score.worth_reading((r.title + r.body for r in told), people, moments, projects):
        return []
    return score.fits(score.text((r.title for r in told), (r.body for r in told), people, moments), projects)


def _named_in(told: Sequence[Row], projects: Sequence[Project]) -> set[int]:
    """People of these projects a paper names in full: a file has no sender."""
    papers = [words.plain(f"{row.title} {row.body}") for row in told if row.kind == "document"]
    return {
        who
        for project in projects
        for name, who in project.called.items()
        if any(f" {name} " in text for text in papers)
    }


def explained(seen: Sequence[Row], projects: Sequence[Project], seen_by: Sequence[int]) -> list[tuple[Project, str]]:
    """The projects something speaks for, best first, each with what it is, as a reader may know it."""
    found = [fit for fit in ranked(seen, projects) if fit.words > 0 or fit.people > 0]
    names = titles([person for fit in found for person in fit.who], seen_by) if found else {}
    return [(fit.project, score.reason(fit, names)) for fit in found]


def _projects(ground: Iterable[tuple[Any, ...]], may: set[int], client: str) -> list[Project]:
    """The projects among these ground rows, from what this audience may know."""
    found: dict[int, Project] = {}
    rows_ = [row for row in ground if row[4] in may]
    for _, entity, record, key, _, what, text, *_ in rows_:
        if what == "name" and (entity not in found or key < found[entity].key):
            found[entity] = Project(entity, record, key, text)
    own = set(words.name(client).split())
    for row in rows_:
        if row[1] in found:
            _know(found[row[1]], row, own)
    for project in found.values():
        project.work -= project.names
    return sorted(found.values(), key=lambda p: p.key)


def _know(project: Project, row: tuple[Any, ...], client: set[str]) -> None:
    _, _, _, _, _, what, text, number, starts, ends = row
    if what in ("leads", "helps"):
        (project.leads if what == "leads" else project.helps).add(number)
        if " " in (called := words.name(starts or "")):
            project.called[called] = number
        return
    if what == "code":
        project.codes.add(str(text).strip().upper())
        return
    folded = _without_client(words.name(text or ""), client)
    if folded and (" " in folded or len(folded) >= 4):
        (project.work if what == "work" else project.names).add(folded)
        project.shown.setdefault(folded, text)
    if what != "deal":
        begin, end = _moment(starts), _moment(ends)
        if what == "work" and folded:
            project.when[folded] = (begin, end)
        project.starts = min(filter(None, (project.starts, begin)), default=None)
        project.ends = max(filter(None, (project.ends, end)), default=None)


def _without_client(name: str, client: set[str]) -> str:
    """A deal called "Aldgate Freight - desktop refresh" is about the desktop refresh."""
    parts = name.split()
    while parts and parts[0] in client:
        parts.pop(0)
    while parts and parts[-1] in client:
        parts.pop()
    return " ".join(parts)


def _moment(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at


def _names(people: Sequence[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """What an audience may call a person, by (person, audience): from their records, which the digest covers, since their picture may still be on its way."""
    if not people:
        return {}
    asked = sorted(set(people))
    found = rows(
        """SELECT DISTINCT ON (a.person, a.audience) a.person, a.audience, v.title
           FROM unnest(%s::bigint[], %s::bigint[]) AS a(person, audience)
           JOIN member AS m ON m.entity_id = a.person
           JOIN record AS r ON r.id = m.record_id AND r.gone_at IS NULL
           JOIN version AS v ON v.record_id = r.id AND v.number = r.version
           JOIN audience_within AS w ON w.wide_id = r.audience_id AND w.narrow_id = a.audience
           ORDER BY a.person, a.audience, r.native_key IS NULL, r.key""",
        [[person for person, _ in asked], [audience for _, audience in asked]],
    )
    return {(person, audience): title for person, audience, title in found}


def _corrections(things: Sequence[Row]) -> dict[int, list[tuple[int, int | None, str]]]:
    """By record: what people said about it, as (order, project entity or None, why)."""
    found = rows(
        """SELECT c.record_id, c.id, m.entity_id, u.name FROM project_correction AS c JOIN accounts_user AS u ON u.id = c.by_id
           LEFT JOIN member AS m ON m.record_id = c.project_id WHERE c.withdrawn_at IS NULL AND c.record_id = ANY(%s)""",
        [[row.record for row in things]],
    )
    said: dict[int, list[tuple[int, int | None, str]]] = defaultdict(list)
    for record, number, project, who in found:
        said[record].append((number, project, f"{who} said so"))
    return said


def _write(units: Sequence[int], wanted: Sequence[Judged]) -> set[int]:
    """Bring the links of these threads in line; returns the entities that changed."""
    unique = {one.record: one for one in wanted}.values()
    columns = [list(column) for column in zip(*unique, strict=True)] if unique else [[] for _ in Judged._fields]
    return {
        entity
        for (entity,) in rows(sql("write"), dict(zip(Judged._fields, columns, strict=True), units=numbers(units)))
    }


def _attachments(things: Sequence[Row], changed: set[int]) -> set[int]:
    """A document sent with mails of one project alone belongs there. Looked at for the documents of these threads and those sent with what changed."""
    documents = sorted({row.record for row in things if row.kind == "document"})
    return {entity for (entity,) in rows(sql("attachments"), {"documents": documents, "changed": sorted(changed)})}

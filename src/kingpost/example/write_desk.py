"""The desk as Zendesk exports it: tickets with their comments and audits, users and organizations, one JSON object per line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from kingpost.example.days import moment
from kingpost.example.world import Said, Ticket, World

GROUPS = {
    "Service Desk": 360001100011,
    "Network Services": 360001100022,
    "Cloud and Identity": 360001100033,
    "Security Advisory": 360001100044,
}
SITE = "https://harrowlane.zendesk.example/api/v2"


def write_desk(world: World, folder: Path) -> None:
    """tickets.json, users.json and organizations.json."""
    folder.mkdir(parents=True, exist_ok=True)
    write_lines(folder / "organizations.json", organizations(world))
    write_lines(folder / "users.json", users(world))
    write_lines(folder / "tickets.json", (as_row(ticket) for ticket in world.tickets))


def write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line."""
    encode = msgspec.json.encode
    path.write_bytes(b"".join(encode(row) + b"\n" for row in rows))


def _at(moment_: datetime | None) -> str | None:
    return f"{moment_:%Y-%m-%dT%H:%M:%SZ}" if moment_ else None


def organizations(world: World) -> list[dict[str, Any]]:
    """The clients as the desk lists them."""
    rows = []
    for client in world.company.clients:
        manager = world.desk_managers.get(client.key, client.account_manager)
        domains = [client.domain] + ([client.old_domain] if client.old_domain else [])
        rows.append({
            "id": client.desk_id, "name": client.old_name or client.name, "domain_names": domains, "details": client.town, "notes": "", "tags": [client.trade],
            "shared_tickets": True, "created_at": _at(moment(client.since, 9)),
            "organization_fields": {"account_manager": manager.name, "crm_id": client.crm_id},
        })  # fmt: skip
    return rows


def users(world: World) -> list[dict[str, Any]]:
    """Agents and end users."""
    rows: list[dict[str, Any]] = [
        {"id": person.desk_id, "name": person.name, "email": person.email, "role": "agent", "active": True, "phone": person.phone, "organization_id": None,
         "time_zone": "London", "created_at": _at(moment(person.joined, 9)), "verified": True}
        for person in world.company.staff
    ]  # fmt: skip
    for client in world.company.clients:
        for person in client.people:
            since = moment(max(person.seen_from or client.since, client.since) + timedelta(days=2), 10)
            rows.append({"id": person.desk_id, "name": person.name, "email": person.email, "role": "end-user", "active": person.left is None, "phone": person.phone or None,
                         "organization_id": client.desk_id, "time_zone": "London", "created_at": _at(since), "verified": True})  # fmt: skip
    return rows


def as_row(ticket: Ticket) -> dict[str, Any]:
    """A ticket with what was said on it so far."""
    said, first = ticket.said, ticket.said[0]
    comments, audits = [], []
    for place, one in enumerate(said):
        number = ticket.number * 1000 + place
        if one.body:
            comments.append({"id": 9_000_000_000 + number, "type": "Comment", "author_id": one.author.desk_id, "body": one.body, "plain_body": one.body, "public": one.public,
                             "created_at": _at(one.at), "via": {"channel": ticket.channel}})  # fmt: skip
        if one.field:
            change = {"type": "Change", "field_name": one.field if one.field != "assignee" else "assignee_id", "previous_value": one.before or None,
                      "value": str(ticket.assignee.desk_id) if one.field == "assignee" and ticket.assignee else one.after}  # fmt: skip
            audits.append(
                {
                    "id": 8_000_000_000 + number,
                    "ticket_id": ticket.number,
                    "created_at": _at(one.at),
                    "author_id": one.author.desk_id,
                    "events": [change],
                }
            )
    assignee = ticket.assignee
    return {
        "url": f"{SITE}/tickets/{ticket.number}.json", "id": ticket.number, "via": {"channel": ticket.channel}, "created_at": _at(first.at),
        "updated_at": _at(max(one.at for one in said)), "type": ticket.kind, "subject": ticket.subject, "raw_subject": ticket.subject, "description": first.body,
        "priority": ticket.priority, "status": ticket.status, "requester_id": ticket.requester.desk_id, "submitter_id": ticket.requester.desk_id,
        "assignee_id": assignee.desk_id if assignee else None, "organization_id": ticket.client.desk_id,
        "group_id": GROUPS.get(assignee.team if assignee else "", GROUPS["Service Desk"]), "tags": ticket.tags, "due_at": None,
        "satisfaction_rating": {"score": "unoffered"}, "comments": comments, "audits": audits, "metric_set": _metrics(said),
    }  # fmt: skip


def _metrics(said: list[Said]) -> dict[str, Any]:
    states = [one for one in said if one.field == "status"]
    reopens = sum(1 for one in states if one.before == "solved" and one.after == "open")
    solved = [one.at for one in states if one.after == "solved"]
    ours = [one.at for one in said if one.body and one.public and one.author.client is None]
    theirs = [one.at for one in said if one.body and one.author.client is not None]
    last_state = states[-1].after if states else "new"
    return {
        "reopens": reopens, "replies": len(ours), "solved_at": _at(solved[-1]) if solved and last_state != "open" else None,
        "initially_assigned_at": _at(ours[0]) if ours else None, "assignee_updated_at": _at(ours[-1]) if ours else None,
        "requester_updated_at": _at(theirs[-1]) if theirs else None,
    }  # fmt: skip

"""The truth of the last day: what needs a person and why, what should be suggested, and what was overdue long before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from kingpost.example.days import local, long_date, moment
from kingpost.example.truth_away import questions_of_the_absent, records, work_of_the_absent
from kingpost.example.truth_names import Id, Names
from kingpost.example.world import Approval, Deal, Document, Invoice, Mail, Meeting, Project, Task, Ticket

HELD = {
    "first_checked_identity_provider": {"held": 7, "of": 9, "days": 1.6},
    "first_cleared_cache": {"held": 1, "of": 5, "days": 4.2},
    "first_rolled_back_cutover": {"held": 3, "of": 3, "days": 3.0},
}
"""How the earlier cases went, by what was done first; ``days`` is the mean: of those that held for the first, of all for the others."""


class Flag(NamedTuple):
    """One thing that needs a person; ``about`` are the things whose records show it, ``also`` further rules that may notice it."""

    rule: str
    client: str
    title: str
    why: str
    about: list[Any]
    due: date | None
    also: tuple[str, ...] = ()


def last_day(names: Names) -> dict[str, Any]:
    """flags (the most pressing first), suggestion, before_we_started, story."""
    rows = []
    for rank, flag in enumerate([*_pressing(names), *_others(names)], 1):
        about = [record for thing in flag.about for record in records(names, thing)[:1]]
        due = str(flag.due) if flag.due else None
        rows.append({"rank": rank, **flag._asdict(), "about": about, "due": due, "also": list(flag.also)})
    return {
        "flags": rows,
        "suggestion": _suggestion(names),
        "before_we_started": _before(names),
        "story": _facts(names),
    }


def _pressing(names: Names) -> list[Flag]:
    """The four of the drawing."""
    t, story, today = names.story.things, names.story, names.world.days.today
    away = f"its owner is away until {t['callum_back']:%A}"
    why = f"Their head of IT wrote twice overnight; ticket {t['ticket'].number} was reopened twice; {away}."
    about = [t["ticket"], *t["night_mails"], t["portal"], t["invoice"]]
    also = ("client_waiting", "owner_away", "promise_at_risk")
    dates = f"CRM says {long_date(story.pell_crm)}, the mail promised {long_date(story.pell_told)}."
    deal = t["pell_project"].deal
    booked = "Asked nine days ago; two people are booked on the strength of it."
    moved = "Dana moved team and nobody took it over."
    change = t["change_task"]
    return [
        Flag("escalation", "aldgate-freight", "Portal access failing for a third day", why, about, today, also),
        Flag("disagreement", "pell-and-sons", "Two systems give two delivery dates", dates, [deal, t["pell_mail"], t["pell_project"]], today),
        Flag("approval_stuck", "brightwater-dental", "Statement of work waits for your yes", booked, [t["approval"], t["approval_mail"]], today),
        Flag("no_owner", "orchard-schools-trust", "Firewall change has no owner", moved, [t["orchard"], t["window_task"], change, t["handover_mail"]], change.due),
    ]  # fmt: skip


def _others(names: Names) -> list[Flag]:
    """What a complete list has behind them."""
    t, today = names.story.things, names.world.days.today
    live = t["promise"]
    wrong, late, due, promise = t["wrong_invoice"], t["late_invoice"], t["due_invoice"], t["due_promise"]
    waits = "Their answer came two working days ago; eight hours are agreed."
    day = "today" if promise.due == today else f"{promise.due:%A}"
    differs = "Invoiced £14,850 net, ordered £12,600 net."
    return [
        Flag("client_waiting", "kestrel-joinery", "Label printer prints everything twice", waits, [t["waiting_ticket"]], today),
        Flag("promise_due", "aldgate-freight", f"Go-live promised for {long_date(live.due)}", "The tracker has it three days later.", [live.task, t["promise_mail"]],
             live.due),
        Flag("promise_due", promise.client.key, f"Cost breakdown promised for {day}", "Nothing has been sent.", [t["due_promise_mail"]], promise.due),
        Flag("invoice_mismatch", "hawthorn-legal", f"{wrong.number} does not match its order", differs, [wrong, t["wrong_deal"]], None, ("disagreement",)),
        Flag("invoice_overdue", late.client.key, f"{late.number} is overdue", f"£{late.gross / 100:,.2f} unpaid.", [late], late.due),
        *_away(names),
        Flag("invoice_due", due.client.key, f"{due.number} is due today", f"£{due.gross / 100:,.2f} unpaid.", [due], due.due),
    ]  # fmt: skip


def _away(names: Names) -> list[Flag]:
    """Work that comes due while its owner is away."""
    found = []
    for client, project, pieces, due in work_of_the_absent(names.world):
        called = pieces[0].name if isinstance(pieces[0], Task) else pieces[0].title
        about = [*pieces, *(thing for thing in (project, client if project is None else None) if thing)]
        why = "Its owner is away until after it is due."
        found.append(Flag("owner_away", client.key if client else "", f"{called} has nobody to do it", why, about, due))
    for ticket, day in questions_of_the_absent(names.world):
        if ticket is not names.story.things["ticket"]:  # that one has its flag
            why = "They wait within the agreed time, and its owner is away until after it."
            found.append(Flag("answer_at_risk", ticket.client.key, ticket.subject, why, [ticket], day))
    return found


def _suggestion(names: Names) -> dict[str, Any]:
    """Who should take the first flag over, and why."""
    who, days = names.world.company.who, names.world.days
    noor, ines, callum = who("Noor Haddad").email, who("Ines Duarte").email, who("Callum Reid").email
    return {
        "flag": 1,
        "ticket": names.ids(names.story.things["ticket"])[0],
        "owner": noor,
        "not": [callum],
        "call_at": moment(days.today, 8.5).isoformat(),
        "free_hours": {"day": str(days.base), noor: 3.0, ines: 1.0, callum: 0.0},
        "first_step": "first_checked_identity_provider",
        "cases": HELD,
    }


def _before(names: Names) -> list[Id]:
    """Overdue, or left lying, long before the first day."""
    t, world = names.story.things, names.world
    limit = world.days.base - timedelta(days=60)
    things: list[object] = [t["old_invoice"], t["old_invoice_2"]]
    things += [task for task in world.loose_tasks if task.done is None]
    things += [ticket for ticket in world.tickets if ticket.status == "hold" and ticket.tags == ["visit"]]
    actions = [action for action in world.actions if action.done is None and action.due < limit]
    recent = world.days.today - timedelta(days=30)  # a promise not kept for longer is history, and on no list
    things += [
        one.mail
        for one in world.promises
        if one.ours and one.state == "broken" and one.due and one.mail and one.due >= recent
    ]
    return [names.ids(thing)[0] for thing in things] + [["tracker", "task", action.id] for action in actions]


def _facts(names: Names) -> dict[str, Any]:
    """The records and dates of the story by name."""
    t, story = names.story.things, names.story
    told = Mail | Ticket | Task | Project | Deal | Invoice | Meeting | Approval | Document
    found: dict[str, Any] = {name: names.ids(thing)[0] for name, thing in t.items() if isinstance(thing, told)}
    found |= {name: str(t[name]) for name in ("callum_back", "booked_from")}
    found |= {name: str(getattr(story, name)) for name in ("go_live", "go_live_tracker", "pell_told", "pell_crm")}
    return found | {
        "dana_moved": str(names.world.moves[0].since),
        "night_mails": [names.ids(mail)[0] for mail in t["night_mails"]],
        "night_mails_at": [local(mail.at).isoformat() for mail in t["night_mails"]],
        "firewall_changes_by_ines": [names.ids(task)[0] for task in t["firewall_changes"]],
    }

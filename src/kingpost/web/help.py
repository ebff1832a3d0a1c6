"""Every key, and where each page is. The dialog behind ? shows the same page's main part."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.web import shell
from kingpost.web.access import PersonRequest, needs

KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Anywhere", (
        ("/", "search, ask, or type a command (also ⌘K or Ctrl K)"),
        ("↓ y", "in the box, under an answer: copy it with its sources"),
        ("g", "then a letter: go to a page, see below"),
        ("u", "undo what you last did"),
        ("t", "light or dark"),
        ("?", "this list"),
        ("Esc", "close what is open"),
    )),
    ("In a list", (
        ("j", "next row (also ↓)"),
        ("k", "row before (also ↑)"),
        ("Enter", "open the row"),
        ("o", "its client, project, people, last messages and flags, in the drawer"),
        ("y", "copy a short answer with its sources"),
    )),
    ("On Today", (
        ("d", "the end of the day"),
    )),
    ("On a client or project", (
        ("i", "keep them informed: status notes by mail"),
    )),
    ("On a status note", (
        ("a", "approve it, and send it"),
        ("c", "change its text first"),
        ("n", "do not send it"),
    )),
    ("On a brief or a handover", (
        ("p", "print it"),
        ("a", "on a handover: accept it, or give it to somebody"),
        ("n", "on a handover: decline it"),
    )),
    ("On Systems", (
        ("i", "interruptions: what comes to people, and from where"),
    )),
    ("On Work", (
        ("v", "narrow the list, or keep a view"),
    )),
    ("On a mail, ticket, document or meeting", (
        ("p", "say which project it belongs to"),
        ("1–9", "while choosing: that project (0 none)"),
        ("b", "on a meeting: its brief"),
    )),
    ("On a flag", (
        ("a", "approve the suggestion"),
        ("c", "change the suggestion"),
        ("n", "no to the suggestion"),
        ("e", "already handled"),
        ("x", "not related"),
        ("w", "wrong client"),
        ("h", "snooze"),
        ("m", "it is part of another flag"),
        ("b", "its handover, where it is about one or about somebody who is away (also on a person)"),
        ("l", "on a reason: split it off into a flag of its own"),
    )),
    ("On What we missed", (
        ("x", "it did not matter"),
    )),
    ("On What raises a flag", (
        ("x", "take back what was learned"),
    )),
    ("On a promise", (
        ("e", "already handled: it was delivered"),
        ("x", "not a promise"),
        ("c", "correct what, when or whose"),
        ("n", "add one (with no row chosen)"),
        ("a", "on a guess: it is a promise (x not one)"),
    )),
    ("On the records of a thing", (
        ("1–9", "that record is not the same"),
    )),
    ("On Same or different?", (
        ("s", "the same"),
        ("d", "different"),
        ("n", "not sure, ask later"),
    )),
    ("On a disagreement", (
        ("1", "the first side is right (2 the second, and so on)"),
        ("b", "both are right: they mean different things"),
        ("t", "something else is right"),
    )),
)  # fmt: skip


@needs(Act.READ)
@require_safe
def help_page(request: PersonRequest) -> HttpResponse:
    return render(request, "help.html", {"keys": KEYS, "places": shell.of(request).rail})

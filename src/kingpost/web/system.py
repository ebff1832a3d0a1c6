"""One system: the certificate kind by kind, what could not be read, who sees it, whether anything is ever written to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts import audit
from kingpost.accounts.permissions import Act
from kingpost.connectors import registry
from kingpost.evidence import changes, connect
from kingpost.evidence.changes import Stream
from kingpost.evidence.listed import listed
from kingpost.evidence.models import Completeness, Quarantine, SyncRun, System, Vanishing, WriteGrant
from kingpost.toolbox import clock
from kingpost.web import shell, system_settings, systems, wording
from kingpost.web.access import PersonRequest, needs
from kingpost.web.openings import may_open

UNREADABLE_SHOWN = 50
RUNS_SHOWN = 8
NOTES_SHOWN, NOTED_IN = 20, 50  # distinct notes, from so many of the newest runs that noted anything


@dataclass(frozen=True)
class Writing:
    """Whether one kind may be written, and as whom."""

    kind: str
    grant: WriteGrant | None


@needs(Act.READ)
@require_safe
def system(request: PersonRequest, key: str) -> HttpResponse:
    frame = shell.of(request)
    found = listed(frame.audiences, all_titles=frame.may(Act.CONNECT), key=key)
    if not found:
        raise Http404
    row = systems.row(found[0])
    held = System.objects.select_related("audience", "person", "disconnected_by").get(key=key)
    context = {
        "row": row,
        "system": held,
        "writing": _writing(held),
        "settings": connect.settings_shown(held).items(),
        "may_open": may_open(request.user, held),
        "looks_after": system_settings.looks_after(request.user, held),
    }
    return render(request, "system.html", context | (_contents(held) if row.system.mine else _nothing()))


def _contents(held: System) -> dict[str, object]:
    """What only a reader who may see the system sees of it."""
    every = list(Completeness.objects.filter(system=held).order_by("title"))
    proofs = [proof for proof in every if _says_something(proof)] or every
    unreadable = Quarantine.objects.filter(system=held, settled_at=None).order_by("-last_at")
    return {
        "proofs": proofs,
        "titles": {proof.kind: proof.title for proof in proofs},
        "certificate": certificate(proofs),
        "unreadable": list(
            unreadable.values("kind", "remote_id", "error", "stage", "last_at", "times")[: UNREADABLE_SHOWN + 1]
        ),
        "unreadable_shown": UNREADABLE_SHOWN,
        "vanishings": list(Vanishing.objects.filter(system=held, settled_at=None)),
    } | _runs(held)


def _nothing() -> dict[str, object]:
    return {
        "proofs": [],
        "titles": {},
        "certificate": "",
        "unreadable": [],
        "unreadable_shown": UNREADABLE_SHOWN,
        "runs": [],
        "noted": [],
        "vanishings": [],
    }


def _runs(held: System) -> dict[str, object]:
    """The last runs, and what was noted while reading, the newest first, each once: how columns were understood, what was left for later. A note
    is made once, when its file changes, so it is not looked for in the last runs alone."""
    mine = SyncRun.objects.filter(system=held).order_by("-id")
    found = list(mine[:RUNS_SHOWN].union(mine.exclude(notes=[])[:NOTED_IN]).order_by("-id"))
    noted = list(dict.fromkeys(note for run in found for note in run.notes))
    return {"runs": found[:RUNS_SHOWN], "noted": noted[:NOTES_SHOWN]}


def _says_something(proof: Completeness) -> bool:
    """A kind the system has nothing of is no line of its certificate."""
    return any((proof.held, proof.counted, proof.missing, proof.surplus, proof.excluded, proof.unreadable, proof.gone))


def certificate(proofs: list[Completeness]) -> str:
    """The sentence a person can quote: "We hold 4,812 of the 4,812 tickets the system counts, as of 07:41."."""
    counted = [proof for proof in proofs if proof.counted is not None]
    if not counted:
        return "This system gives no count to compare with, so completeness cannot be proven." if proofs else ""
    parts = [
        f"{proof.held:,} of {'' if proof.counted == 1 else 'the '}{proof.counted:,} {proof.title.lower()}"
        for proof in sorted(counted, key=lambda p: -p.held)[:3]
    ]
    return f"We hold {wording.listed(parts)} the system counts, as of {wording.moment(min(p.as_of for p in counted))}."


def _writing(held: System) -> list[Writing]:
    grants = {grant.kind: grant for grant in WriteGrant.objects.filter(system=held, withdrawn_at=None)}
    try:
        kinds = sorted(registry.connector(held.connector).writes)
    except LookupError:  # its connector was removed from this installation; what it said is still here
        kinds = []
    return [Writing(kind, grants.get(kind)) for kind in kinds]


@needs(Act.CONNECT)
@require_POST
def pauses(request: PersonRequest, key: str) -> HttpResponse:
    """Stop reading a system for a while, or go on."""
    held = _system(key)
    if held.disconnected_at is not None:
        raise PermissionDenied("Give its settings again to connect it.")
    pausing = request.POST.get("pause") == "yes"
    if pausing != (held.paused_at is not None):
        with transaction.atomic():
            System.objects.filter(pk=held.pk).update(paused_at=clock.now() if pausing else None)
            audit.record(request.user, "paused" if pausing else "went on reading", f"system:{held.pk}")
            changes.append({Stream.SYSTEM: [held.pk]})
    messages.success(request, f"{held.title} is not read for now." if pausing else f"{held.title} is read again.")
    return redirect("system", key)


@needs(Act.CONNECT)
@require_POST
def vanishings(request: PersonRequest, key: str, vanishing_id: int) -> HttpResponse:
    """Say whether what disappeared from a system all at once is really gone."""
    held, remove = _system(key), request.POST.get("remove") == "yes"
    with transaction.atomic():
        settled = Vanishing.objects.filter(pk=vanishing_id, system=held, settled_at=None).update(
            settled_at=clock.now(), settled_by=request.user, remove=remove
        )
        if settled:
            audit.record(request.user, "let vanish" if remove else "kept what vanished", f"vanishing:{vanishing_id}")
            changes.append({Stream.SYSTEM: [held.pk]})
    messages.success(request, "Gone with the next read." if remove else "Kept. It stays marked as not in the system.")
    return redirect("system", key)


@needs(Act.CONNECT)
@require_POST
def writing_stops(request: PersonRequest, key: str, kind: str) -> HttpResponse:
    """Switch writing off for one kind, at once."""
    held = _system(key)
    with transaction.atomic():
        audit.record(request.user, "switched writing off", f"system:{held.pk}", kind=kind)
        connect.stop_writing(held, kind)
    messages.success(request, f"Nothing more is written to {held.title} as a {kind}.")
    return redirect("system", key)


def _system(key: str) -> System:
    held = System.objects.filter(key=key).first()
    if held is None:
        raise Http404
    return held

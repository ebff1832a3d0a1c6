"""Every address and who may use it. An address that is not here fails test_routes.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests import builders
from tests.web import day

from kingpost.accounts import api_tokens, sign_in_links
from kingpost.accounts.models import Role, Team, User
from kingpost.evidence.models import Vanishing
from kingpost.knowledge.models import Disagreement, Promise
from kingpost.priorities.handing_over import hand_over
from kingpost.priorities.models import Flag, Handover
from kingpost.proposals.decide import decide
from kingpost.proposals.models import Decision, Suggestion
from kingpost.toolbox import clock

STRANGER = "stranger"
EVERYONE = frozenset({Role.ADMIN, Role.MEMBER, Role.VIEWER})
ADMINS = frozenset({Role.ADMIN})
ANSWERING = frozenset({Role.ADMIN, Role.MEMBER})
ANYONE = EVERYONE | {STRANGER}


@dataclass(frozen=True)
class Route:
    """``args`` makes the address from the cast; ``post`` is what a form would send (None: it is a page to look at)."""

    open_to: frozenset[str]
    args: Callable[[dict[str, User]], list[Any]] = lambda cast: []
    post: dict[str, Any] | None = None
    page: bool = True  # False: not a page for people (a file, JSON), so it is not looked at with axe
    may_be_absent: bool = False  # 404 is a good answer: there is nothing to show before two-step sign-in is on


def _aldgate(cast: dict[str, User]) -> list[Any]:
    return [builders.entity(day.ALDGATE)]


def _ticket(cast: dict[str, User]) -> list[Any]:
    return [builders.entity("Nobody can sign in to the portal", "ticket")]


def _flag(cast: dict[str, User]) -> list[Any]:
    return [Flag.objects.get(title="Nobody can sign in to the portal").pk]


def _suggestion(cast: dict[str, User]) -> list[Any]:
    return [Suggestion.objects.get(superseded_at=None).pk]


def _decision(cast: dict[str, User]) -> list[Any]:
    made = Decision.objects.filter(undone_at=None).first() or decide(
        cast["priya"], _suggestion(cast)[0], Decision.DECLINE
    )
    return [made.pk]


def _promise(cast: dict[str, User]) -> list[Any]:
    return [Promise.objects.get(what="Send the training plan").key]


def _disagreement(cast: dict[str, User]) -> list[Any]:
    return [Disagreement.objects.get(closed_at=None).pk]


def _meeting(cast: dict[str, User]) -> list[Any]:
    return [builders.entity("Portal steering", "meeting")]


def _noor(cast: dict[str, User]) -> list[Any]:
    return [builders.entity("Noor Haddad", "person")]


def _handover(cast: dict[str, User]) -> list[Any]:
    held = Handover.objects.filter(undone_at=None).first() or hand_over(
        cast["dana"], _noor(cast)[0], builders.entity("Priya Raman", "person"), starts_on=clock.now().date()
    )
    return [held.pk]


def _link(cast: dict[str, User]) -> list[Any]:
    return [sign_in_links.make(cast["ines"]).rsplit("/", 1)[-1]]


def _team(cast: dict[str, User]) -> list[Any]:
    return [Team.objects.get_or_create(name="Service desk")[0].pk]


def _look(
    page: bool = True,
    open_to: frozenset[str] = EVERYONE,
    args: Callable[[dict[str, User]], list[Any]] = lambda cast: [],
) -> Route:
    return Route(open_to, args, None, page)


ROUTES: dict[str, Route] = {
    # signing in
    "account_login": _look(open_to=ANYONE),
    "account_signup": _look(open_to=ANYONE),
    "account_inactive": _look(open_to=ANYONE),
    "mfa_authenticate": _look(page=False, open_to=ANYONE),  # without a sign-in under way it leads to the sign-in page
    "sign_in_link": _look(open_to=ANYONE, args=_link),
    "account_logout": _look(),
    # one's own account
    "account": _look(),
    "reaching": _look(),
    "reach_choices": Route(EVERYONE, post={"urgent": "digest", "important": "digest", "rest": "page", "per_hour": "3"}),
    "mute_ends": Route(EVERYONE, lambda cast: [0], {}, may_be_absent=True),
    "theme": Route(EVERYONE, post={"theme": "dark"}),
    "tokens": Route(EVERYONE, post={"name": "a script"}),
    "token_revocation": Route(EVERYONE, lambda cast: [api_tokens.make(cast["dana"], "old")[0].pk], {}),
    "account_change_password": _look(),
    "account_set_password": _look(),
    "account_reauthenticate": _look(),
    "mfa_index": _look(),
    "mfa_reauthenticate": _look(page=False),
    "mfa_activate_totp": _look(),
    "mfa_deactivate_totp": Route(EVERYONE, page=False, may_be_absent=True),
    "mfa_view_recovery_codes": Route(EVERYONE, page=False, may_be_absent=True),
    "mfa_generate_recovery_codes": _look(page=False),
    "mfa_download_recovery_codes": Route(EVERYONE, page=False, may_be_absent=True),
    # people
    "people": _look(open_to=ADMINS),
    "invitations": Route(ADMINS, post={"name": "Sam Okafor", "email": "sam@harrowlane.example", "role": "viewer"}),
    "roles": Route(ADMINS, post={"role-0": "viewer"}),
    "sign_in_link_for": Route(ADMINS, lambda cast: [cast["noor"].pk], {}),
    "teams": Route(ADMINS, post={"name": "Projects"}),
    "team": _look(open_to=ADMINS, args=_team),
    "team_members": Route(ADMINS, _team, {"member": []}),
    # systems
    "systems": _look(),
    "first_look": _look(),
    "workspace_writing": Route(ADMINS, post={"on": "yes"}),
    "connectors": _look(open_to=ADMINS),
    "connection": _look(open_to=ADMINS, args=lambda cast: ["redmine"]),
    "system": _look(args=lambda cast: ["desk"]),
    "openings": _look(open_to=ADMINS, args=lambda cast: ["desk"]),
    "system_settings": Route(
        ADMINS, lambda cast: ["desk"], may_be_absent=True, page=False
    ),  # the connector of a test has no settings to change
    "exclusions": _look(open_to=ADMINS, args=lambda cast: ["desk"]),
    "disconnections": Route(ADMINS, lambda cast: ["desk"], {}),
    "removals": _look(open_to=ADMINS, args=lambda cast: ["desk"]),
    "pauses": Route(ADMINS, lambda cast: ["desk"], {"pause": "yes"}),
    "vanishings": Route(ADMINS, lambda cast: ["desk", Vanishing.objects.get().pk], {"remove": "no"}),
    "writing": Route(
        ADMINS, lambda cast: ["desk", "task"], may_be_absent=True, page=False
    ),  # this kind of system is only ever read
    "writing_stops": Route(ADMINS, lambda cast: ["tracker", "task"], {}),
    "interruptions": _look(),
    "filings": Route(ANSWERING, may_be_absent=True, page=False),  # no mailbox here holds notifications
    "filing_reversals": Route(ANSWERING, lambda cast: [0], {}, may_be_absent=True),
    # the day
    "home": _look(),
    "not_shown": _look(),
    "missed": _look(),
    "miss_answers": Route(ANSWERING, lambda cast: [0], {}, may_be_absent=True),
    "end_of_day": _look(),
    "flags": _look(),
    "flag": _look(args=_flag),
    "flag_mutes": Route(EVERYONE, _flag, {"what": "flag", "until": "2026-01-01"}),
    "answers": Route(ANSWERING, _flag, {"verdict": "handled"}),
    "joining": _look(open_to=ANSWERING, args=_flag),
    "joins": Route(ANSWERING, _flag, {"into": "0"}, may_be_absent=True),
    "splits": Route(ANSWERING, _flag, {"reason": "0"}, may_be_absent=True),
    "group_withdrawals": Route(ANSWERING, _flag, {"ruling": "0"}, may_be_absent=True),
    "decisions": Route(ANSWERING, _suggestion, {"verdict": "decline"}),
    "reversals": Route(ANSWERING, _decision, {}),
    "retries": Route(ANSWERING, lambda cast: [0], {}, may_be_absent=True),
    "promises": _look(),
    "promise": _look(args=_promise),
    "promise_rulings": Route(ANSWERING, _promise, {"verdict": "delivered"}),
    "promise_additions": Route(ANSWERING, post={"client": "0", "what": "A plan"}),
    "promise_guesses": Route(ANSWERING, lambda cast: [0], {"verdict": "none"}, may_be_absent=True),
    "disagreements": _look(),
    "disagreement": _look(args=_disagreement),
    "rulings": Route(ANSWERING, _disagreement, {"choice": "both"}),
    "before": _look(),
    "settlement": Route(ANSWERING, post={"all": "1"}),
    # clients, work, our own business
    "clients": _look(),
    "client": _look(args=_aldgate),
    "work": _look(),
    "work_choices": _look(page=False),
    "saved_views": Route(EVERYONE, post={"name": "Mine", "query": "owner=me"}),
    "saved_view_removals": Route(EVERYONE, lambda cast: [0], {}, may_be_absent=True),
    "approvals": _look(),
    "status_notes": _look(),
    "status_note_decisions": Route(ANSWERING, lambda cast: [0], {}, may_be_absent=True),
    "status_note_corrections": Route(ANSWERING, lambda cast: [0], {}, may_be_absent=True),
    "note_policies": _look(open_to=ANSWERING, args=_aldgate),
    "note_policy_reversals": Route(ANSWERING, lambda cast: [0], {}, may_be_absent=True),
    "context": _look(args=_ticket),
    "handovers": _look(),
    "handover_for": _look(args=_noor),
    "successor": _look(open_to=ANSWERING, args=_noor),
    "handover": _look(args=_handover),
    "handover_answers": Route(ANSWERING, _handover, {"answer": "accept"}),
    "handover_reversals": Route(ANSWERING, _handover, {}),
    "same_or_different": _look(),
    "same_or_different_answers": Route(
        ANSWERING, post={"one": "0", "other": "0", "verdict": "same"}, may_be_absent=True
    ),
    "earlier_answers": _look(),
    "judgement_withdrawals": Route(ANSWERING, lambda cast: [0], {}, may_be_absent=True),
    "weights_withdrawals": Route(ADMINS, post={}),
    "records": _look(args=_aldgate),
    "record_splits": Route(ANSWERING, lambda cast: [*_aldgate(cast), 0], {}, may_be_absent=True),
    "mergers": Route(ANSWERING, _aldgate, {"other": "0"}, may_be_absent=True),
    "business": _look(open_to=ADMINS),
    "corrections": Route(ADMINS, lambda cast: ["own_domains"], {"value": "harrowlane.example"}),
    "terms": Route(ADMINS, post={"hours-1": "4"}),
    "whose": _look(open_to=ANSWERING, args=_ticket),
    "client_corrections": Route(ANSWERING, _ticket, {"client": "nobody"}),
    "staff": Route(ADMINS, post={"ours": "0"}, may_be_absent=True),
    "which_value": _look(open_to=ADMINS),
    "what_raises": _look(),
    "rule_numbers": Route(ADMINS, lambda cast: ["approval_stuck"], {"patience": "30"}),
    "learned_withdrawals": Route(ADMINS, post={"what": "number", "id": "0"}, may_be_absent=True),
    "value_rules": Route(ADMINS, post={"kind": "client", "field": "phone", "way": "complete"}),
    "thing": _look(args=_ticket),
    "brief": _look(args=_meeting),
    "thing_project": _look(open_to=ANSWERING, args=_ticket),
    "project_corrections": Route(ANSWERING, _ticket, {"project": ""}),
    "evidence": _look(args=lambda cast: [*_aldgate(cast), "owner_name"]),
    # everywhere
    "help": _look(),
    "search": _look(),
    "api_docs": _look(),
    "undo": Route(EVERYONE, post={}),
    "live": _look(page=False),
    "healthz": _look(page=False, open_to=ANYONE),
    "asset": _look(page=False, open_to=ANYONE, args=lambda cast: ["0", "look.css"]),
}

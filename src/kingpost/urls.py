"""Every address of the product, in one list."""

from __future__ import annotations

from allauth.account import views as sign_in
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, URLResolver, path

from kingpost.accounts.permissions import Act
from kingpost.web import (
    account,
    answers,
    api_docs,
    approvals,
    assets,
    before,
    brief,
    business,
    client,
    clients,
    connections,
    decisions,
    disagreement,
    disagreements,
    end_of_day,
    evidence,
    flag,
    flags,
    healthz,
    live,
    not_shown,
    openings,
    people,
    promises,
    reaching,
    rulings,
    same_or_different,
    saved_views,
    search,
    sign_in_link,
    system,
    systems,
    thing,
    thing_project,
    today,
    undo,
    what_raises,
    which_value,
    whose,
    work,
    writing,
)
from kingpost.web.access import needs, open_to_strangers
from kingpost.web.api import routes as api
from kingpost.web.help import help_page

own = needs(Act.READ)  # pages of the sign-in package about the person who is signed in

urlpatterns: list[URLPattern | URLResolver] = [
    # signing in
    path("sign-in", open_to_strangers(sign_in.login), name="account_login"),
    path("sign-in/second-step", open_to_strangers(second_step.authenticate), name="mfa_authenticate"),
    path("sign-in/link/<str:secret>", sign_in_link.sign_in_link, name="sign_in_link"),
    path("sign-in/not-active", open_to_strangers(sign_in.account_inactive), name="account_inactive"),
    path("sign-up", open_to_strangers(sign_in.signup), name="account_signup"),  # closed; says so
    path("sign-out", own(sign_in.logout), name="account_logout"),
    # one's own account
    path("account", account.account, name="account"),
    path("account/theme", account.theme, name="theme"),
    path("account/reach", reaching.reaching, name="reaching"),
    path("account/reach/choices", reaching.reach_choices, name="reach_choices"),
    path("account/reach/mutes/<int:number>/end", reaching.mute_ends, name="mute_ends"),
    path("account/tokens", account.tokens, name="tokens"),
    path("account/tokens/<int:token_id>/revocation", account.token_revocation, name="token_revocation"),
    path("account/password", own(sign_in.password_change), name="account_change_password"),
    path("account/first-password", own(sign_in.password_set), name="account_set_password"),
    path("account/again", own(sign_in.reauthenticate), name="account_reauthenticate"),
    path("account/two-step", own(second_step.index), name="mfa_index"),
    path("account/two-step/again", own(second_step.reauthenticate), name="mfa_reauthenticate"),
    path("account/two-step/on", own(totp.activate_totp), name="mfa_activate_totp"),
    path("account/two-step/off", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/recovery-codes", own(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new", own(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path(
        "account/recovery-codes/file", own(recovery_codes.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    # people
    path("people", people.people, name="people"),
    path("people/invitations", people.invitations, name="invitations"),
    path("people/roles", people.roles, name="roles"),
    path("people/<int:user_id>/link", people.sign_in_link_for, name="sign_in_link_for"),
    path("teams", people.teams, name="teams"),
    path("teams/<int:team_id>", people.team, name="team"),
    path("teams/<int:team_id>/members", people.team_members, name="team_members"),
    # systems
    path("systems", systems.systems, name="systems"),
    path("systems/connect", connections.connectors, name="connectors"),
    path("systems/connect/<slug:connector>", connections.connection, name="connection"),
    path("systems/<slug:key>", system.system, name="system"),
    path("systems/<slug:key>/openings", openings.openings, name="openings"),
    path("systems/<slug:key>/pauses", system.pauses, name="pauses"),
    path("systems/<slug:key>/vanishings/<int:vanishing_id>", system.vanishings, name="vanishings"),
    path("systems/<slug:key>/writing/<str:kind>", writing.writing, name="writing"),
    path("systems/<slug:key>/writing/<str:kind>/stop", system.writing_stops, name="writing_stops"),
    # the day
    path("", today.today, name="home"),
    path("not-shown", not_shown.not_shown, name="not_shown"),
    path("end-of-day", end_of_day.end_of_day, name="end_of_day"),
    path("flags", flags.flags, name="flags"),
    path("flags/<int:number>", flag.flag, name="flag"),
    path("flags/<int:number>/answers", answers.answers, name="answers"),
    path("flags/<int:number>/mutes", reaching.flag_mutes, name="flag_mutes"),
    path("suggestions/<int:number>/decisions", decisions.decisions, name="decisions"),
    path("decisions/<int:number>/reversal", decisions.reversals, name="reversals"),
    path("changes/<int:number>/retries", decisions.retries, name="retries"),
    path("promises", promises.promises, name="promises"),
    path("promises/additions", promises.promise_additions, name="promise_additions"),
    path("promises/<uuid:key>", promises.promise, name="promise"),
    path("promises/<uuid:key>/rulings", promises.promise_rulings, name="promise_rulings"),
    path("disagreements", disagreements.disagreements, name="disagreements"),
    path("disagreements/<int:number>", disagreement.disagreement, name="disagreement"),
    path("disagreements/<int:number>/rulings", rulings.rulings, name="rulings"),
    path("before-we-started", before.before, name="before"),
    path("before-we-started/settlement", before.settlement, name="settlement"),
    # clients, work
    path("clients", clients.clients, name="clients"),
    path("clients/<int:number>", client.client, name="client"),
    path("work", work.work, name="work"),
    path("work/views", saved_views.saved_views, name="saved_views"),
    path("work/views/<int:number>/removal", saved_views.saved_view_removals, name="saved_view_removals"),
    path("approvals", approvals.approvals, name="approvals"),
    path("same-or-different", same_or_different.same_or_different, name="same_or_different"),
    path(
        "same-or-different/answers",
        same_or_different.same_or_different_answers,
        name="same_or_different_answers",
    ),
    path("business", business.business, name="business"),
    path("business/<slug:name>/correction", business.corrections, name="corrections"),
    path("business/terms", business.terms, name="terms"),
    path("business/staff", business.staff, name="staff"),
    path("what-raises-a-flag", what_raises.what_raises, name="what_raises"),
    path("what-raises-a-flag/<slug:name>", what_raises.rule_numbers, name="rule_numbers"),
    path("which-value-counts", which_value.which_value, name="which_value"),
    path("which-value-counts/rules", which_value.value_rules, name="value_rules"),
    # any one thing
    path("things/<int:number>", thing.thing, name="thing"),
    path("things/<int:number>/brief", brief.brief, name="brief"),
    path("things/<int:number>/client", whose.whose, name="whose"),
    path("things/<int:number>/client/correction", whose.client_corrections, name="client_corrections"),
    path("things/<int:number>/project", thing_project.thing_project, name="thing_project"),
    path("things/<int:number>/project/correction", thing_project.project_corrections, name="project_corrections"),
    path("things/<int:number>/evidence/<str:field>", evidence.evidence, name="evidence"),
    # for programs
    path("api/v1/", api.urls),
    path("api", api_docs.api_docs, name="api_docs"),
    # everywhere
    path("help", help_page, name="help"),
    path("search", search.search, name="search"),
    path("undo", undo.undo, name="undo"),
    path("live", live.live, name="live"),
    path("healthz", healthz.healthz, name="healthz"),
    path("assets/<str:digest>/<str:name>", assets.asset, name="asset"),
]

"""Seventeen earlier cases of people who could not sign in: what was tried first, whether it held, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kingpost.example.days import add_hours, is_working, moment, snap
from kingpost.example.story import Story
from kingpost.example.world import Said, Ticket, World

IDP, CACHE, BACK = "first_checked_identity_provider", "first_cleared_cache", "first_rolled_back_cutover"


@dataclass(frozen=True, slots=True)
class Case:
    """One earlier case; ``took`` is days from opening to the solution that held, ``held`` whether the first action was enough."""

    client: str
    ago: int
    first: str
    who: str
    took: float
    held: bool
    cause: str
    subject: str
    symptom: str


CASES = (
    Case("bridgewater-logistics", 480, IDP, "Noor Haddad", 1.2, True, "certificate", "Sign-in page loops", "The traffic office is thrown back to the sign-in page after the password, again and again."),
    Case("quayside-solicitors", 431, IDP, "Noor Haddad", 1.3, True, "clock", "Nobody can sign in to the client portal", "Since the server was restarted nobody gets into the portal, clients neither."),
    Case("calder-housing-association", 396, IDP, "Tom Beckett", 1.8, True, "certificate", "Single sign-on fails for tenants' portal", "Single sign-on fails with a grey page, first for a few and since noon for all."),
    Case("kingsway-clinic", 344, IDP, "Noor Haddad", 1.3, True, "clock", "Sign-in loops after password change", "Everybody had to change passwords and since then the sign-in loops."),
    Case("harbour-and-vale-insurance-brokers", 301, IDP, "Emeka Nwosu", 1.8, True, "certificate", "Brokers locked out of portal", "Our brokers are locked out of the portal, the password is taken and then asked for once more."),
    Case("saltmarsh-seafoods", 255, IDP, "Noor Haddad", 1.9, True, "rule", "Portal sign-in fails on phones", "On phones the portal sign-in fails, on the desks it works every other time."),
    Case("solway-ferries", 198, IDP, "Piotr Zielinski", 1.9, True, "group", "Crew cannot sign in", "The crew cannot sign in since the directory was tidied, the office can."),
    Case("st-brannocks-hospice", 150, IDP, "Callum Reid", 3.3, False, "certificate", "Volunteers' portal refuses sign-in", "The volunteers' portal refuses every sign-in since the early shift."),
    Case("rushmere-foods", 92, IDP, "Lorna Baird", 5.2, False, "group", "Sign-in to supplier portal broken", "Suppliers are sent in circles when they sign in to the portal."),
    Case("castlegate-pharmacy-group", 412, CACHE, "Callum Reid", 1.3, True, "cache", "Portal asks for password twice", "The portal asks for the password twice and then shows an empty page."),
    Case("meridian-optics-uk", 322, CACHE, "Callum Reid", 4.0, False, "certificate", "Sign-in loop on customer portal", "Customers report a loop when they sign in, we see it too."),
    Case("redmayne-instruments", 240, CACHE, "Tariq Mahmood", 4.3, False, "clock", "Cannot sign in after update", "After the update last night nobody can sign in to the portal."),
    Case("burnside-construction", 171, CACHE, "Callum Reid", 5.2, False, "certificate", "Site managers locked out", "Site managers are locked out of the plans portal, it loops after the password."),
    Case("linden-court-hotels", 77, CACHE, "Olivia Kerr", 6.2, False, "rule", "Staff portal loops at sign-in", "The staff portal loops at sign-in since the passwords were changed."),
    Case("orchard-schools-trust", 365, BACK, "Emeka Nwosu", 2.9, True, "cutover", "Parents cannot sign in after directory cut-over", "Since the directory cut-over no parent can sign in to the portal."),
    Case("fairleigh-engineering", 226, BACK, "Tom Beckett", 3.0, True, "cutover", "Sign-in broken after cut-over", "The morning after the directory cut-over the sign-in to the portal loops."),
    Case("pennine-plant-hire", 121, BACK, "Noor Haddad", 3.1, True, "cutover", "Hire portal down for sign-in", "After the cut-over of the directory customers cannot sign in to the hire portal."),
)  # fmt: skip

FIRST_WORDS = {
    IDP: ("First step: I checked the identity provider, its clock and its signing certificate, before touching the portal.",
          "Started with the identity provider: clock, certificate and the sign-in log there.",
          "I went to the identity provider first and compared its clock and certificate with ours."),
    CACHE: ("First step: cleared the cache of the portal and ended all sessions.", "I cleared the portal cache on both servers and asked everyone to try again.",
            "Cache cleared and sessions ended."),
    BACK: ("First step: rolled the cut-over back so that people can work; the go-live moves by a week.", "We rolled the directory cut-over back this morning. The go-live moves.",
           "Rolled back to the old directory first. This moves the go-live by a week, I have told the project."),
}  # fmt: skip
CAUSE_WORDS = {
    "certificate": "The signing certificate of the identity provider had been renewed and the portal still trusted the old one. New one installed, sign-in works.",
    "clock": "The clock of the identity provider was six minutes off, so every ticket it gave out was already too old. Clock set and watched.",
    "rule": "A conditional rule in the identity provider asked for a managed device. Rule corrected with your approval.",
    "group": "The group that may sign in had lost its members in the tidy-up. Group restored in the identity provider.",
    "cache": "It was the cache this time, a half-written session store. It has stayed quiet since.",
    "cutover": "Back on the old directory everybody can sign in. The cut-over is planned again with a rehearsal.",
}


def cases(world: World, story: Story) -> None:
    """Adds them to the desk; the seven of nine that held ended within two days."""
    made = []
    for number, case in enumerate(CASES):
        ticket = _ticket(world, case, number)
        world.tickets.append(ticket)
        made.append((case, ticket))
    story.things["cases"] = made


def _opened(world: World, case: Case) -> datetime:
    """A Tuesday or Wednesday about ``ago`` days back, in the morning or the afternoon, such that the end lies in working hours."""
    day = world.days.today - timedelta(days=case.ago)
    day -= timedelta(days=(day.weekday() - 1) % 7)
    while not is_working(day) or not is_working((moment(day, 10) + timedelta(days=case.took)).date()):
        day = snap(day + timedelta(days=1))
    part = case.took % 1
    return moment(day, 14.8 if part > 0.6 else 9.2)


def _ticket(world: World, case: Case, number: int) -> Ticket:
    client, agent = world.company.client(case.client), world.company.who(case.who)
    people = [p for p in client.people if not p.role_box and not p.left]
    requester = people[number % min(3, len(people))]
    start = _opened(world, case)
    end = start + timedelta(days=case.took)
    looked = add_hours(start, 0.8)
    said = [
        Said(start, requester, case.symptom),
        Said(start + timedelta(minutes=9), agent, field="assignee", after=agent.email),
        Said(looked, agent, FIRST_WORDS[case.first][number % 3]),
        Said(looked + timedelta(minutes=1), agent, field="status", before="new", after="open"),
    ]
    if not case.held:
        first_end = start + timedelta(hours=6.5)
        said += [
            Said(first_end, agent, "Sign-in works again for the people I asked, so I am closing this."),
            Said(first_end + timedelta(minutes=1), agent, field="status", before="open", after="solved"),
            Said(start + timedelta(days=1, minutes=12), requester, "It is back this morning, the same as before."),
            Said(start + timedelta(days=1, minutes=13), requester, field="status", before="solved", after="open"),
            Said(start + timedelta(days=1, hours=2), agent, "Open again on my side. Looking further up this time."),
        ]
    said += [
        Said(end - timedelta(minutes=2), agent, f"Found it. {CAUSE_WORDS[case.cause]}"),
        Said(end, agent, field="status", before="open", after="solved"),
        Said(
            end + timedelta(hours=1.4),
            requester,
            ("Thank you, everybody is in.", "Works, thanks.", "All in again, thank you.")[number % 3],
        ),
    ]
    tags = ["identity", "sign-in", "sso", "portal", case.first, f"cause_{case.cause}"]
    return Ticket(
        client, requester, agent, case.subject, "incident", tags, "web", said, priority="high", status="closed"
    )

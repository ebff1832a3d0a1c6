"""The cast: Harrow Lane's staff, its clients and the people there, each with the ids every system knows them by."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from kingpost.example.days import Days, is_working, shift, snap
from kingpost.example.voice import Voice, make_voice
from kingpost.example.words import sections, table, trade_words

DOMAIN = "harrowlane.example"
OWN_NAME = "Harrow Lane Services"
OWN_VAT = "GB297354124"
DUTY_PHONE = "020 7946 0810"
TIER = {"4": "Gold", "8": "Silver", "16": "Bronze", "": ""}
LEGAL_ENDINGS = (" Ltd", " LLP")
AREA_CODES = (113, 114, 117, 118, 121, 131, 151, 161, 191)
"""Codes whose 496 0xxx numbers are kept for drama, so no number here rings anywhere."""


@dataclass(slots=True, eq=False, repr=False)
class Person:
    """Someone with a mailbox: staff (``client`` is None) or a contact at a client.

    ``role_box`` marks an address that several people share. ``emails`` are further addresses of the same human.
    """

    name: str
    email: str
    title: str
    client: Client | None
    voice: Voice
    phone: str = ""
    mobile: str = ""
    team: str = ""
    role_box: bool = False
    emails: list[str] = field(default_factory=list)
    hours: float = 37.5
    joined: date = date(2020, 1, 1)
    left: date | None = None
    manager: str = ""
    crm_id: str = ""
    desk_id: int = 0
    staff_id: str = ""
    seen_from: date | None = None
    moved_from: Person | None = None

    @property
    def first(self) -> str:
        """The name used in a greeting; a shared mailbox has none."""
        return "all" if self.role_box else self.name.split()[0]


@dataclass(slots=True, eq=False, repr=False)
class Client:
    """One client with what contract and systems know of it. ``key`` is its name in the truth."""

    key: str
    legal: str
    name: str
    domain: str
    trade: str
    town: str
    sites: list[str]
    answer_hours: int | None
    since: date
    vat: str
    phone: str
    crm_id: str
    desk_id: int
    account_manager: Person
    monthly: int
    people: list[Person] = field(default_factory=list)
    stage: str = "customer"
    old_name: str = ""
    old_domain: str = ""
    renamed: date | None = None

    @property
    def pools(self) -> dict[str, list[str]]:
        """What {site}, {room}, {app}, {user} and {newname} stand for here."""
        words = trade_words(self.trade)
        return {
            "site": [site if site.startswith("The ") or site[0].isupper() else f"the {site}" for site in self.sites],
            "room": words["rooms"],
            "app": words["apps"],
            "user": [person.name.split()[0] for person in self.people if not person.role_box],
            "newname": sections("names.txt")["first"],
            "town": [self.town],
        }

    def called(self, day: date) -> tuple[str, str]:
        """(name, domain) the client used on a day."""
        if self.renamed and day < self.renamed:
            return self.old_name, self.old_domain
        return self.name, self.domain


@dataclass(slots=True, repr=False)
class Company:
    """Everybody, with a few look-ups."""

    staff: list[Person]
    clients: list[Client]
    prospects: list[Client]

    def who(self, name: str) -> Person:
        """The member of staff called ``name``."""
        return next(person for person in self.staff if person.name == name)

    def team(self, name: str) -> list[Person]:
        """Staff of a team who are still there, in the order of the list."""
        return [person for person in self.staff if person.team == name and person.left is None]

    def client(self, key: str) -> Client:
        """The client with that key."""
        return next(client for client in self.clients if client.key == key)


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text.replace("&", "and")).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower().replace("'", "")))


def mail_name(name: str) -> str:
    """first.last in ASCII, as most mail systems form it."""
    return slug(name.replace("-", "")).replace("-", ".")


def short_name(legal: str) -> str:
    """The name without its legal form."""
    for ending in LEGAL_ENDINGS:
        legal = legal.removesuffix(ending)
    return legal


def build_company(days: Days, seed: int) -> Company:
    """The whole cast, the same for the same seed and day."""
    rng = random.Random(f"{seed}:company")  # noqa: S311 — names and numbers, no secrets
    staff = _staff(days, rng)
    names = _names(rng, {person.name for person in staff})
    managers = [person for person in staff if person.title == "Account Manager"]
    clients = [_client(row, n, days, rng, staff, managers) for n, row in enumerate(table("clients.txt"))]
    for n, client in enumerate(clients):
        _contacts(client, n, int(table("clients.txt")[n][4]), rng, names)
    company = Company(
        staff, clients, [_prospect(row, n, days, rng, managers) for n, row in enumerate(table("prospects.txt"))]
    )
    _story_people(company)
    _oddities(company, days)
    _number(company)
    return company


def _staff(days: Days, rng: random.Random) -> list[Person]:
    people: list[Person] = []
    heads: dict[str, str] = {}
    for n, (name, title, team, hours, months) in enumerate(table("staff.txt")):
        person = Person(
            name, f"{mail_name(name)}@{DOMAIN}", title, None, make_voice(rng, ours=True), team=team, hours=float(hours)
        )
        person.joined = snap((days.today - timedelta(days=int(float(months) * 30.4))).replace(day=1))
        person.phone = f"020 7946 0{800 + n:03d}"
        person.mobile = f"07700 900{n + 100:03d}"
        person.staff_id = f"HL{1001 + n}"
        people.append(person)
        if title.startswith(("Head of", "Director of", "Managing", "Finance Director")):
            heads.setdefault(team, person.email)
    for person in people:
        own = heads.get(person.team, "")
        chief = f"gareth.lowe@{DOMAIN}" if person.team in ("Sales", "Finance", "People") else f"priya.raman@{DOMAIN}"
        person.manager = own if own and own != person.email else "" if person.title == "Managing Director" else chief
    next(p for p in people if p.name == "Priya Raman").manager = f"gareth.lowe@{DOMAIN}"
    return people


def _client(
    row: list[str], n: int, days: Days, rng: random.Random, staff: list[Person], managers: list[Person]
) -> Client:
    legal, domain, trade, town, _, hours, months, sites = row
    name = short_name(legal)
    owner = staff[0] if n == 0 else managers[n % len(managers)]
    return Client(
        key=slug(name), legal=legal, name=name, domain=domain, trade=trade, town=town,
        sites=[site.strip() for site in sites.split(";")], answer_hours=int(hours) if hours else None,
        since=(days.today - timedelta(days=int(int(months) * 30.44))).replace(day=1), vat=_vat(rng),
        phone=f"+44 {AREA_CODES[n % 9]} 496 {n // 9 * 100:04d}", crm_id=str(7310400100 + n * 17),
        desk_id=370000410000 + n * 23, account_manager=owner, monthly=rng.randrange(9, 62) * 50 + 45 * (n % 3),
    )  # fmt: skip


def _vat(rng: random.Random) -> str:
    """A number with the form and check digits of a British VAT number."""
    digits = [rng.randint(1, 9)] + [rng.randint(0, 9) for _ in range(6)]
    total = sum(digit * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True))
    return "GB" + "".join(map(str, digits)) + f"{97 - total % 97:02d}"


def _prospect(row: list[str], n: int, days: Days, rng: random.Random, managers: list[Person]) -> Client:
    legal, domain, trade, town, stage = row
    name = short_name(legal)
    return Client(
        slug(name), legal, name, domain, trade, town, [town], None, days.today - timedelta(days=rng.randint(40, 300)), "",
        f"+44 1632 960{n:03d}", str(7310409000 + n * 17), 0, managers[n % len(managers)], 0, stage=stage,
    )  # fmt: skip


def _names(rng: random.Random, taken: set[str]) -> list[str]:
    """Full names in a random order, none twice and none of the staff's."""
    firsts, lasts = sections("names.txt")["first"], sections("names.txt")["last"]
    found = [f"{first} {last}" for last in lasts for first in rng.sample(firsts, 9)]
    rng.shuffle(found)
    return [name for name in found if name not in taken]


FREE_MAIL = {
    "hopfield-day-nursery": "gmail.com",
    "lumen-lighting-design": "outlook.com",
    "easton-print-collective": "btinternet.com",
}
"""Small clients whose people write from free mailboxes."""


def _contacts(client: Client, n: int, count: int, rng: random.Random, names: list[str]) -> None:
    posts = trade_words(client.trade)["posts"]
    for place in range(count):
        name, post = names.pop(), posts[place % len(posts)]
        email = f"{mail_name(name)}@{client.domain}"
        if client.key in FREE_MAIL and place:
            email = f"{mail_name(name)}.{client.key.split('-')[0]}@{FREE_MAIL[client.key]}"
        person = Person(name, email, post, client, make_voice(rng))
        person.phone = client.phone[:-2] + f"{place + 11}"
        client.people.append(person)
    if n % 3 != 1:
        role, label = (("accounts", "Accounts"), ("info", "Office"), ("reception", "Reception"))[n % 3 if n % 2 else 0]
        client.people.append(
            Person(
                f"{client.name} {label}",
                f"{role}@{client.domain}",
                "",
                client,
                make_voice(rng),
                phone=client.phone,
                role_box=True,
            )
        )


STORY_PEOPLE: dict[str, list[tuple[str, str]]] = {
    "aldgate-freight": [
        ("Marcus Osei", "Head of IT"),
        ("Femi Ade", "Depot manager, Tilbury"),
        ("Ruth Lindqvist", "Finance"),
    ],
    "pell-and-sons": [("Geoffrey Pell", "Managing partner"), ("Anna Sorensen", "Warehouse manager")],
    "brightwater-dental": [("Dr Leonie Hart", "Clinical director"), ("Samuel Achebe", "Operations manager")],
    "orchard-schools-trust": [("Miriam Cole", "Trust business manager"), ("Ted Barlow", "Network manager")],
    "kestrel-joinery": [("Wendy Strand", "Office manager")],
    "hawthorn-legal": [("Colin Abara", "Practice manager")],
    "larkfield-care-homes": [("Joyce Penhale", "Operations manager")],
    "fenland-veterinary-group": [("Niamh Corrigan", "Practice manager")],
}


def _story_people(company: Company) -> None:
    for key, cast in STORY_PEOPLE.items():
        client = company.client(key)
        for place, (name, title) in enumerate(cast):
            person = client.people[place]
            person.name, person.title = name, title
            person.email = f"{mail_name(name.removeprefix('Dr '))}@{client.domain}"
            person.voice = person.voice.steady()


def _oddities(company: Company, days: Days) -> None:
    """What real address books hold: a renamed client, someone who changed employer, namesakes, a private mailbox."""
    thornbury = company.client("thornbury-packaging")
    thornbury.old_name, thornbury.old_domain = "Thornbury Print Works", "thornburyprint.example"
    thornbury.renamed = shift(snap(days.today - timedelta(days=212)), 0)
    for person in thornbury.people:
        person.emails.append(person.email.replace(thornbury.domain, thornbury.old_domain))
    hotel, dental = company.client("linden-court-hotels"), company.client("brightwater-dental")
    moved_on = days.today - timedelta(days=243)
    while not is_working(moved_on):
        moved_on += timedelta(days=1)
    helen_then = hotel.people[4]
    helen_then.name, helen_then.title, helen_then.left = (
        "Helen Okafor",
        "Reservations lead",
        moved_on - timedelta(days=20),
    )
    helen_then.email = f"helen.okafor@{hotel.domain}"
    helen_now = Person("Helen Okafor", f"helen.okafor@{dental.domain}", "Reception lead", dental, helen_then.voice)
    helen_now.phone, helen_now.seen_from = dental.phone, moved_on
    helen_now.moved_from = helen_then
    dental.people.append(helen_now)
    _namesakes(company)
    company.client("aldgate-freight").people[1].emails.append("femi.ade.tilburydepot@gmail.com")


def _namesakes(company: Company) -> None:
    calder = company.client("calder-housing-association")
    calder.people[2].name, calder.people[2].email = "Sarah Khan", f"sarah.khan@{calder.domain}"
    calder.people[5].name, calder.people[5].email = "Sarah Khan", f"s.khan2@{calder.domain}"
    for key in ("fairleigh-engineering", "burnside-construction"):
        client = company.client(key)
        client.people[3].name, client.people[3].email = "David Evans", f"david.evans@{client.domain}"
    solway = company.client("solway-ferries")
    solway.people[2].name, solway.people[2].email = "James Carter", f"james.carter@{solway.domain}"
    rushmere = company.client("rushmere-foods")
    rushmere.people[1].name, rushmere.people[1].email = "José Núñez", f"jose.nunez@{rushmere.domain}"
    dunmore = company.client("dunmore-textiles")
    dunmore.people[1].name, dunmore.people[1].email = "Catriona NicDhòmhnaill", f"catriona@{dunmore.domain}"


def _number(company: Company) -> None:
    """The ids CRM and desk gave to people."""
    contacts = [person for client in company.clients for person in client.people]
    for n, person in enumerate(contacts):
        person.crm_id, person.desk_id = str(501200100 + n * 7), 380000120000 + n * 13
        person.mobile = "" if person.role_box else f"07700 900{200 + n:03d}"
    for person in contacts:
        if person.moved_from:
            person.mobile = person.moved_from.mobile
    for n, person in enumerate(company.staff):
        person.desk_id = 380000010000 + n * 11

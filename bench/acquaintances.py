"""A made-up business's people, clients and projects as four systems write them down, with the truth of which records are one thing.

What real records do is done on purpose: slips of the pen, short and foreign forms of names, initials, swapped names, fields left out, legal
forms and abbreviations, trading names, renamed clients, subsidiaries with a domain in common, firms of one name in two towns, namesakes at one
client, team mailboxes, private mailboxes, second addresses, people who moved to another client, projects called something else in each system.
The same size and seed give the same records. ``strangers.py`` makes another business of the same shape with other names and other noise.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kingpost.connectors.base import Ref, Statement

SYSTEMS = ("crm", "desk", "finance", "tracker")
RECORDS_OF_A_CLIENT = 15.5  # organisation, people and projects together, about

GIVEN = """James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah
Christopher Karen Charles Lisa Daniel Nancy Matthew Sandra Anthony Betty Mark Ashley Steven Emily Andrew Kimberly Joshua Margaret Kenneth Donna
Kevin Michelle Brian Carol George Amanda Timothy Melissa Ronald Deborah Edward Stephanie Jason Rebecca Jeffrey Sharon Ryan Laura Jacob Cynthia
Nicholas Amy Gary Kathleen Eric Angela Jonathan Shirley Stephen Brenda Larry Emma Justin Anna Scott Pamela Brandon Nicole Benjamin Samantha Samuel
Katherine Gregory Christine Alexander Helen Patrick Debra Frank Rachel Raymond Carolyn Jack Janet Dennis Maria Jerry Catherine Tyler Heather Aaron
Olivia Jose Diane Adam Julie Nathan Joyce Henry Victoria Zachary Ruth Douglas Virginia Peter Lauren Noah Kelly Ethan Christina Priya Noor Callum Ines
Dana Marcus Femi Tomas Aiko Leila Owen Grace Hugo Maya Idris Clara Jonas Petra Samir Łukasz Zoë José Renée Søren Jürgen François Élise Björn Åsa
Sergei Dmitri Olga Tatiana Mohammed Fatima Omar Aisha Yusuf Wei Ling Hiroshi Yuki Raj Anjali Sanjay Deepa Chidi Ngozi Kwame Ama Thabo Lerato""".split()
SHORT = {
    "Robert": ["Bob", "Rob"], "William": ["Bill", "Will", "Liam"], "Richard": ["Rick", "Dick"], "James": ["Jim", "Jamie"], "Michael": ["Mike", "Mick"],
    "Elizabeth": ["Liz", "Beth"], "Thomas": ["Tom"], "Jennifer": ["Jen", "Jenny"], "Christopher": ["Chris"], "Matthew": ["Matt"], "Anthony": ["Tony"],
    "Margaret": ["Maggie", "Peggy"], "Katherine": ["Kate", "Kathy"], "Catherine": ["Cathy"], "Daniel": ["Dan"], "David": ["Dave"], "Joseph": ["Joe"],
    "Edward": ["Ed", "Ted"], "Samuel": ["Sam"], "Benjamin": ["Ben"], "Alexander": ["Alex", "Sandy"], "Nicholas": ["Nick"], "Rebecca": ["Becky"],
    "Deborah": ["Debbie"], "Patricia": ["Pat", "Trish"], "Stephen": ["Steve"], "Andrew": ["Andy"], "Gregory": ["Greg"], "Jonathan": ["Jon"],
    "Victoria": ["Vicky"], "Susan": ["Sue"], "Timothy": ["Tim"], "Charles": ["Charlie"], "Kenneth": ["Ken"], "Joshua": ["Josh"], "Zachary": ["Zach"],
    "Sergei": ["Sergey"], "Yusuf": ["Yousef"], "Jürgen": ["Juergen"], "Søren": ["Soren"], "Steven": ["Steve"], "Jeffrey": ["Jeff"], "Emily": ["Em"],
}  # fmt: skip
FAMILY = """Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Wilson Anderson Thomas Taylor Moore Jackson
Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green
Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Khan Patel Singh Kumar Sharma Ali Ahmed Müller Schmidt Weber Fischer Dubois Moreau
Rossi Ferrari Silva Santos Costa Jansen Bakker Johansson Nielsen Kowalski Novák Horvat Popescu Ivanov Petrov O'Brien McCarthy MacLeod van Dijk""".split()
SYLLABLES = "an ar as ba bel ber bo bri cal can car cas cor dal dan der do dun el en fen far fin gal gor had hal ham har hol in is kel ken kin lan lar len lin lo mar mel mer mon mor nor ol or os pen per ral ran ren ric ros ry sal san sel ser sol tan tar ten thor tor tre ul un val ven ver vin wal wen wick win yar zel".split()
ENDS = "son ton ley ford wood man berg stein ski ova ez ini ard well by den field sen ich ic".split()
TRADES = """Freight Dental Schools Foods Textiles Logistics Energy Housing Marine Printing Optics Garden Steel Media Health Legal Consulting
Engineering Technologies Services Systems Solutions Partners Capital Design Construction Motors Travel Security Water""".split()
SHORTER = {
    "Engineering": "Eng",
    "Technologies": "Tech",
    "Services": "Svcs",
    "International": "Intl",
    "Management": "Mgmt",
    "Manufacturing": "Mfg",
    "Systems": "Sys",
}
TOWNS = [("Leeds", "LS"), ("Bristol", "BS"), ("York", "YO"), ("Cardiff", "CF"), ("Dublin", "D"), ("Lyon", "69"), ("Hamburg", "20"), ("Utrecht", "35"),
         ("Turin", "10"), ("Porto", "40"), ("Gdansk", "80"), ("Boston", "02"), ("Malmo", "21"), ("Bath", "BA"), ("Derby", "DE"), ("Hull", "HU"),
         ("Ghent", "90"), ("Graz", "80"), ("Bilbao", "48"), ("Aarhus", "80")]  # fmt: skip
FORMS = {"GB": ["Ltd", "Limited", "LTD.", "Ltd", "PLC"], "DE": ["GmbH", "GmbH & Co. KG", "AG"], "FR": ["SAS", "S.A.S.", "SARL"], "NL": ["B.V.", "BV"],
         "IT": ["S.r.l.", "SpA"], "US": ["Inc.", "Inc", "LLC", "Corp."], "PL": ["Sp. z o.o."]}  # fmt: skip
COUNTRY_NAMES = {
    "GB": "UK",
    "DE": "Deutschland",
    "FR": "France",
    "NL": "Nederland",
    "IT": "Italia",
    "US": "USA",
    "PL": "Polska",
}
FREE = ("gmail.com", "outlook.com", "yahoo.co.uk", "gmx.de", "icloud.com")
TEAM = ("info", "sales", "accounts", "office", "support", "admin")
TITLES = [
    "Head of IT",
    "Finance Manager",
    "Operations Director",
    "Office Manager",
    "Buyer",
    "Engineer",
    "Consultant",
    "Managing Director",
    "Accountant",
    "HR Manager",
]
WORK = ["Portal migration", "Data warehouse", "Office move", "ERP rollout", "Website redesign", "Network upgrade", "Payroll integration", "Mobile app", "Security audit",
        "Service desk setup", "Telephony replacement", "Warehouse automation", "Invoice archive", "Customer survey", "Fleet tracking", "Training programme"]  # fmt: skip


@dataclass
class Org:
    key: int
    words: list[str]
    country: str
    form: str
    town: str
    postcode: str
    street: str
    domain: str
    vat: str
    registration: str
    phone: str
    trading: str = ""
    before: str = ""
    suffix: str = ""
    staff: list[Who] = field(default_factory=list)

    @property
    def name(self) -> str:
        return " ".join([*self.words, self.suffix]).strip()


@dataclass
class Who:
    key: int
    given: str
    surname: str
    org: Org
    mail: str
    mobile: str
    title: str
    private: str = ""
    alias: str = ""
    old: tuple[Org, str] | None = None


Said = tuple[str, Statement, int]  # system, what it says, the true thing


class Acquaintances:
    """Makes the records of about ``size``; iterate ``records``."""

    given = GIVEN
    family = FAMILY
    trades = TRADES
    forms = FORMS
    country_names = COUNTRY_NAMES

    def __init__(self, size: int, seed: int = 0) -> None:
        self.rng = random.Random(size * 7 + 1 + seed * 1_000_003)  # noqa: S311  made-up data
        self.truth = 0
        self.domains: set[str] = set()
        self.mails: set[str] = set()
        self.surnames = self.family + [self._surname() for _ in range(max(200, size // 8))]
        self.orgs = [self._org() for _ in range(max(4, int(size / RECORDS_OF_A_CLIENT)))]
        self.orgs += [self._subsidiary(o) for o in self.rng.sample(self.orgs, len(self.orgs) // 25)]
        self.orgs += [self._same_name(o) for o in self.rng.sample(self.orgs, len(self.orgs) // 80)]
        for org in self.orgs:
            for _ in range(self.rng.choice((1, 2, 3, 4, 6, 8, 12))):
                self._hire(org)
        self._movers()

    def records(self) -> list[Said]:
        """All records, in no particular order."""
        made = [said for org in self.orgs for said in self._of(org)]
        self.rng.shuffle(made)
        return made

    # the truth

    def _next(self) -> int:
        self.truth += 1
        return self.truth

    def _surname(self) -> str:
        return (
            "".join(self.rng.choices(SYLLABLES, k=self.rng.choice((1, 2, 2, 2)))) + self.rng.choice(ENDS)
        ).capitalize()

    def _phone(self, country: str) -> str:
        r = self.rng
        made = {
            "GB": ("+4420", 7, 8),
            "DE": ("+4940", 3, 8),
            "FR": ("+331", 4, 8),
            "NL": ("+3120", 6, 7),
            "IT": ("+3902", 4, 8),
            "US": ("+1617", 5, 7),
            "PL": ("+4822", 6, 7),
        }[country]
        return f"{made[0]}{made[1]}{r.randrange(10 ** (made[2] - 1)):0{made[2] - 1}d}"

    def _org(self) -> Org:
        r = self.rng
        country = r.choices(list(self.forms), weights=(50, 12, 10, 8, 6, 10, 4, 3, 3, 3, 3, 3)[: len(self.forms)])[0]
        first = "".join(r.choices(SYLLABLES, k=r.choice((2, 2, 3)))).capitalize()
        words = [first, r.choice(self.trades)]
        if r.random() < 0.25:
            words.insert(1, r.choice(self.trades))
        if r.random() < 0.1:
            words = [first, "&", self._surname()]
        town, post = r.choice(TOWNS)
        slug = "".join(w for w in words if w != "&").lower()
        while (domain := slug + r.choice((".example", ".co.example", "-group.example"))) in self.domains:
            slug += r.choice(SYLLABLES)
        self.domains.add(domain)
        org = Org(self._next(), words, country, r.choice(self.forms[country]), town, f"{post}{r.randrange(1, 99)} {r.randrange(1, 9)}XX", f"{r.randrange(1, 300)} {self._surname()} Street",
                  domain, f"{country}{r.randrange(10**8, 10**9)}", f"{r.randrange(10**7, 10**8)}", self._phone(country))  # fmt: skip
        if r.random() < 0.03:
            org.trading = f"{self._surname()} {r.choice(self.trades)}"
        if r.random() < 0.02:
            org.before = f"{self._surname()} {r.choice(self.trades)}"
        return org

    def _subsidiary(self, mother: Org) -> Org:
        r = self.rng
        country = r.choice([c for c in self.forms if c != mother.country])
        town, post = r.choice(TOWNS)
        domain = mother.domain if r.random() < 0.4 else f"{mother.domain.partition('.')[0]}-{country.lower()}.example"
        return Org(self._next(), mother.words, country, r.choice(self.forms[country]), town, f"{post}{r.randrange(1, 99)} {r.randrange(1, 9)}XX", f"{r.randrange(1, 300)} {self._surname()} Street",
                   domain, f"{country}{r.randrange(10**8, 10**9)}", f"{r.randrange(10**7, 10**8)}", self._phone(country), suffix=self.country_names[country])  # fmt: skip

    def _same_name(self, other: Org) -> Org:
        made = self._org()
        made.words = other.words
        while made.town == other.town:
            made.town, post = self.rng.choice(TOWNS)
            made.postcode = f"{post}{self.rng.randrange(1, 99)} {self.rng.randrange(1, 9)}XX"
        return made

    def _hire(self, org: Org) -> None:
        r = self.rng
        given, surname = r.choice(self.given), self.surnames[int(len(self.surnames) * r.random() ** 2.2)]
        if org.staff and r.random() < 0.01:
            given, surname = org.staff[-1].given, org.staff[-1].surname  # a namesake
        who = Who(self._next(), given, surname, org, self._mail(given, surname, org), self._mobile(), r.choice(TITLES))
        if r.random() < 0.06:
            who.private = f"{plain(given)}{plain(surname)}{r.randrange(1, 99)}@{r.choice(FREE)}"
        if r.random() < 0.03:
            who.alias = f"{plain(given)[0]}{plain(surname)}@{org.domain}"
            if who.alias in self.mails:
                who.alias = ""
            self.mails.add(who.alias)
        org.staff.append(who)

    def _mail(self, given: str, surname: str, org: Org) -> str:
        way = "{g}.{s}" if org.key % 3 else ("{g}{s}" if org.key % 2 else "{i}.{s}")
        local = way.format(g=plain(given), s=plain(surname), i=plain(given)[0])
        made, n = f"{local}@{org.domain}", 1
        while made in self.mails:
            n += 1
            made = f"{local}{n}@{org.domain}"
        self.mails.add(made)
        return made

    def _mobile(self) -> str:
        return f"+447{self.rng.randrange(400, 999)}{self.rng.randrange(10**6):06d}"

    def _movers(self) -> None:
        for org in self.orgs:
            for who in org.staff:
                if self.rng.random() < 0.02:
                    old = self.rng.choice(self.orgs)
                    if old is not org:
                        who.old = (old, self._mail(who.given, who.surname, old))

    # what systems write down

    def _of(self, org: Org) -> Iterator[Said]:
        ids: dict[str, str] = {}
        for system, share in (("crm", 0.95), ("finance", 0.8), ("desk", 0.7), ("tracker", 0.4)):
            if self.rng.random() < share:
                ids[system] = f"o{org.key}"
                yield system, self._org_record(org, system, f"o{org.key}"), org.key
        if self.rng.random() < 0.02 and "crm" in ids:
            yield "crm", self._org_record(org, "crm", f"o{org.key}b"), org.key
        for who in org.staff:
            yield from self._of_person(who, ids)
        for n in range(self.rng.choice((0, 0, 1, 1, 2, 3))):
            yield from self._of_project(org, n, ids)

    def _org_record(self, org: Org, system: str, remote: str) -> Statement:
        r = self.rng
        fields: dict[str, Any] = {"name": self._org_name(org, system)}
        has = {
            "crm": (0.75, 0.2, 0.3, 0.6, 0.7),
            "finance": (0.3, 0.8, 0.4, 0.5, 0.9),
            "desk": (0.85, 0.02, 0.02, 0.3, 0.3),
            "tracker": (0.3, 0.0, 0.0, 0.1, 0.2),
        }[system]
        if r.random() < has[0]:
            fields["domain" if r.random() < 0.5 else "website"] = (
                org.domain if r.random() < 0.5 else f"https://www.{org.domain}/"
            )
        if r.random() < 0.02 and "domain" not in fields:
            fields["email"] = f"{plain(org.words[0])}@{r.choice(FREE)}"
        if r.random() < has[1]:
            fields["vat"] = self._slip(org.vat, 0.01)
        if r.random() < has[2]:
            fields["registration"] = org.registration
        if r.random() < has[3]:
            fields["phone"] = self._written(org.phone)
        if r.random() < has[4]:
            fields |= {"city": self._slip(org.town, 0.03), "country": org.country}
            if r.random() < 0.6:
                fields |= {"postcode": org.postcode, "address": self._slip(org.street, 0.05)}
        return Statement("client", remote, fields["name"], fields)

    def _org_name(self, org: Org, system: str) -> str:
        r, name = self.rng, org.name
        if org.trading and r.random() < 0.5:
            return org.trading if r.random() < 0.6 else f"{name} t/a {org.trading}"
        if org.before and r.random() < 0.4:
            return org.before
        if r.random() < 0.1:
            name = " ".join(SHORTER.get(w, w) for w in name.split())
        if r.random() < 0.02 and len(org.words) == 3 and "&" not in org.words:
            name = "".join(w[0] for w in org.words)
        if r.random() < 0.1:
            name = name.replace("&", "and")
        if r.random() < 0.05:
            name = name.upper()
        name = self._slip(name, 0.06)
        form = r.choice(self.forms[org.country][:3] if r.random() < 0.3 else [org.form])
        return f"{name} {form}" if r.random() < (0.9 if system == "finance" else 0.5) else name

    def _of_person(self, who: Who, ids: dict[str, str]) -> Iterator[Said]:
        r, seen = self.rng, 0
        for system, share in (("crm", 0.7), ("desk", 0.45), ("finance", 0.15), ("tracker", 0.25)):
            if r.random() < share or (system == "tracker" and not seen):
                seen += 1
                yield (
                    system,
                    self._person_record(who, system, f"p{who.key}", ids, who.old if r.random() < 0.35 else None),
                    who.key,
                )
        if r.random() < 0.02:
            yield "crm", self._person_record(who, "crm", f"p{who.key}b", ids, None), who.key

    def _person_record(
        self, who: Who, system: str, remote: str, ids: dict[str, str], old: tuple[Org, str] | None
    ) -> Statement:
        r = self.rng
        org, mail = old or (who.org, who.mail)
        fields: dict[str, Any] = {"name": self._person_name(who)}
        if r.random() < {"crm": 0.78, "desk": 0.95, "finance": 0.45, "tracker": 0.6}[system]:
            draw = r.random()
            if who.alias and draw < 0.4 and not old:
                mail = who.alias
            elif who.private and draw < 0.5:
                mail = who.private
            elif draw > 0.97:
                mail = f"{r.choice(TEAM)}@{org.domain}"
            fields["email"] = self._slip(mail, 0.015)
        if r.random() < 0.4:
            fields["mobile"] = self._written(who.mobile)
        if r.random() < 0.3:
            fields["phone"] = self._written(org.phone)
        if r.random() < 0.4:
            fields["title"] = who.title if r.random() < 0.85 else r.choice(TITLES)
        refs = []
        if system in ids and not old and r.random() < 0.75:
            refs = [Ref("employer", "client", ids[system])]
        elif r.random() < 0.7:
            fields["company"] = self._org_name(org, system)
        return Statement("person", remote, fields["name"], fields, refs=refs)

    def _person_name(self, who: Who) -> str:
        r, given, surname = self.rng, who.given, who.surname
        if r.random() < 0.12 and given in SHORT:
            given = r.choice(SHORT[given])
        if r.random() < 0.06:
            given = given[0] + r.choice(("", "."))
        if r.random() < 0.08:
            given, surname = (self._slip(given, 0.5), surname) if r.random() < 0.4 else (given, self._slip(surname, 1))
        if r.random() < 0.05:
            return f"{surname}, {given}"
        if r.random() < 0.02:
            return f"{surname} {given}"
        if r.random() < 0.1:
            return f"{given} {r.choice('ABCDEFGHJKLM')}. {surname}"
        return f"{given} {surname}"

    def _of_project(self, org: Org, n: int, ids: dict[str, str]) -> Iterator[Said]:
        r, key = self.rng, self._next()
        work = WORK[(org.key * 5 + n * 3) % len(WORK)]
        phase = r.choice(("", "", "", " phase 1", " phase 2", " 2026"))
        code = f"{plain(org.words[0])[:3].upper()}-{100 + key % 900}"
        start = f"2026-{1 + key % 12:02d}-{1 + key % 27:02d}"
        for system in ("crm", "tracker", "finance"):
            if r.random() < {"crm": 0.8, "tracker": 0.9, "finance": 0.35}[system]:
                yield system, self._project_record(org, f"j{key}", work, phase, code, start, system, ids), key

    def _project_record(
        self, org: Org, remote: str, work: str, phase: str, code: str, start: str, system: str, ids: dict[str, str]
    ) -> Statement:
        r = self.rng
        name = self._slip(work + phase, 0.06)
        way = r.random()
        if way < 0.25:
            name = f"{org.words[0]} {name}"
        elif way < 0.4:
            name = f"{org.name}: {name}"
        elif way < 0.5:
            name = f"{code} {name}"
        elif way < 0.6 and phase:
            name = f"{name.replace('phase', 'Ph.')}"
        elif way < 0.7:
            name = f"{name} project"
        fields: dict[str, Any] = {"name": name}
        if r.random() < {"crm": 0.4, "tracker": 0.8, "finance": 0.6}[system]:
            fields["code"] = code
        if r.random() < 0.5:
            fields["start_date"] = start
        refs = []
        if system in ids and r.random() < 0.8:
            refs = [Ref("client", "client", ids[system])]
        else:
            fields["client"] = self._org_name(org, system)
        return Statement("project", remote, name, fields, refs=refs)

    def _written(self, phone: str) -> str:
        way = self.rng.random()
        if way < 0.3:
            return phone
        if way < 0.6 and phone.startswith("+44"):
            return f"0{phone[3:7]} {phone[7:]}"
        return f"{phone[:3]} {phone[3:6]} {phone[6:9]} {phone[9:]}"

    def _slip(self, text: str, share: float) -> str:
        """With this probability, one slip of the pen: a letter left out, doubled, swapped with the next, or another."""
        if self.rng.random() >= share or len(text) < 4:
            return text
        at, way = self.rng.randrange(1, len(text) - 1), self.rng.randrange(4)
        return (text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:], text[:at] + text[at + 1] + text[at] + text[at + 2 :],
                text[:at] + self.rng.choice("aeiourstln") + text[at + 1 :])[way]  # fmt: skip


def plain(text: str) -> str:
    """Lower-case letters without accents, as people write their addresses."""
    import unicodedata

    swapped = text.lower().translate(str.maketrans({"ł": "l", "ø": "o", "å": "a", "'": "", " ": ""}))
    return "".join(c for c in unicodedata.normalize("NFKD", swapped) if c.isascii() and c.isalnum())

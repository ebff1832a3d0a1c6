"""Another made-up business, other people and other noise than ``acquaintances.py``: so that what is tuned to one is checked by the other.

Names of many countries, partly in their own alphabet; short forms no list of ours has beside those it has; double and married surnames; middle names; slips as
fingers make them on a keyboard and as scanners read; companies taken over, with the old name in brackets, in another system, or nowhere; our own
people with the name of a client's; legal forms of other countries. The same size and seed give the same records.
"""

from __future__ import annotations

from typing import Any

from bench import acquaintances
from bench.acquaintances import Acquaintances, Org, Said, Who, plain
from kingpost.connectors.base import Statement

NAMES = """Aleksandr Alejandra Amadou Anahit Ananya Bartosz Beatriz Bogdan Camille Cem Chiara Dagny Dieter Ebru Eirik Eleni Emeka Farah Fatou Giulia Goran
Hamza Hana Hyejin Ilse Imani Jadranka Jarek Joaquim Kamala Kenji Khaled Kinga Lorena Lubomir Mariam Mehdi Mireille Mohamed Nadezhda Nikhil Nneka Oksana
Ondrej Parvati Quentin Raluca Rashid Ruslan Sakura Selin Shanthi Sigrid Snezana Tadeusz Thandi Tuomas Ugo Vaclav Violeta Wanjiru Xiomara Yevgeny Yerlan
Zainab Zeynep Zofia Malgorzata Francisco Xavier Wojciech Agnieszka Dmitriy Svetlana Liselotte Bertrand Ngoc Priyanka""".split()
SHORTER = {
    "Aleksandr": ["Sasha", "Alexander"], "Alejandra": ["Ale", "Jandra"], "Bartosz": ["Bartek"], "Beatriz": ["Bea"], "Bogdan": ["Bogdi"], "Joaquim": ["Quim"],
    "Jadranka": ["Jadra"], "Khaled": ["Khalid"], "Mohamed": ["Muhammad", "Mohd"], "Nadezhda": ["Nadia", "Nadya"], "Oksana": ["Oxana", "Ksenia"], "Tadeusz": ["Tadek"],
    "Yevgeny": ["Evgeny", "Eugene"], "Malgorzata": ["Gosia", "Małgorzata"], "Francisco": ["Paco", "Fran"], "Xavier": ["Xavi", "Javier"], "Wojciech": ["Wojtek"],
    "Agnieszka": ["Aga"], "Dmitriy": ["Dima", "Dmitry"], "Svetlana": ["Sveta"], "Liselotte": ["Lilo", "Liese"], "Ondrej": ["Ondra"], "Priyanka": ["Priya"],
    "Lubomir": ["Lubo"], "Zeynep": ["Zeyno"], "Mariam": ["Maryam"], "Tuomas": ["Tuomo"],
}  # fmt: skip
OWN_WRITING = {
    "Aleksandr": "Александр", "Dmitriy": "Дмитрий", "Svetlana": "Светлана", "Nadezhda": "Надежда", "Ruslan": "Руслан", "Oksana": "Оксана", "Yevgeny": "Евгений",
    "Eleni": "Ελένη", "Anahit": "Անահիտ", "Khaled": "خالد", "Zainab": "زينب", "Bogdan": "Богдан",
}  # fmt: skip
SURNAMES = """Abdullayev Achterberg Adeyemi Aguirre Almeida Andreou Bhattacharya Bjerke Castelnuovo Cetinkaya Chaudhry Dąbrowska Diallo Dlamini Eriksen Fernando
Fitzgerald Gałczyński Grigoryan Guðmundsson Haile Hovhannisyan Iliescu Ishikawa Jovanović Kaczmarek Karagiannis Kiplagat Kowalczyk Lindqvist Maguire Mbeki
Mendoza Molnár Nakamura Nikolaidis Oyelaran Papadopoulos Quiroga Ramanathan Saarinen Stojanović Szymański Tkachenko Ustinov Vandermeer Venkatesan
Wijaya Yamamoto Zhukova Zubizarreta""".split()
OWN_SURNAMES = {"Ustinov": "Устинов", "Zhukova": "Жукова", "Tkachenko": "Ткаченко", "Papadopoulos": "Παπαδόπουλος"}
TRADES = """Ceramics Dairy Orchards Robotics Shipping Glassworks Catering Timber Cycles Analytics Hotels Quarries Records Pumps Clinics Lighting""".split()
FORMS = {
    "SG": ["Pte Ltd", "Pte. Ltd.", "Pte Limited"], "HU": ["Kft.", "Kft", "Zrt."], "CZ": ["s.r.o.", "a.s.", "spol. s r.o."], "SE": ["AB", "AB (publ)"], "FI": ["Oy", "Oyj"],
    "DK": ["ApS", "A/S"], "EE": ["OÜ", "AS"], "LT": ["UAB"], "HR": ["d.o.o.", "j.d.o.o."], "MX": ["S.A. de C.V.", "SA de CV"], "AU": ["Pty Ltd", "Pty. Limited"], "AE": ["FZE", "L.L.C."],
}  # fmt: skip
COUNTRY_NAMES = {"SG": "Singapore", "HU": "Hungary", "CZ": "Česko", "SE": "Sverige", "FI": "Suomi", "DK": "Danmark", "EE": "Eesti", "LT": "Lietuva", "HR": "Hrvatska",
                 "MX": "México", "AU": "Australia", "AE": "Emirates"}  # fmt: skip
NEAR = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wqrewtyiuposaefgjhklxzvcnm", strict=True))
SCANNED = (("rn", "m"), ("l", "1"), ("cl", "d"), ("o", "0"), ("ii", "u"))


class Strangers(Acquaintances):
    """Makes the records of about ``size`` of the other business; iterate ``records``."""

    given = NAMES
    family = SURNAMES
    trades = TRADES
    forms = FORMS
    country_names = COUNTRY_NAMES

    def records(self) -> list[Said]:
        """All records, in no particular order, with our own people among them."""
        made = [said for org in self.orgs for said in self._of(org)]
        for org in self.orgs:
            for who in org.staff:
                if self.rng.random() < 0.01:
                    made += self._one_of_us(who)
        self.rng.shuffle(made)
        return made

    def _one_of_us(self, namesake: Who) -> list[Said]:
        """Somebody of our own with the name of a client's person, in two systems."""
        key, name = self._next(), f"{namesake.given} {namesake.surname}"
        mail = f"{plain(namesake.given)}.{plain(namesake.surname)}{key}@harrowlane.example"
        said = {"name": name, "staff": True, "company": "Harrow Lane Services"}
        return [
            ("finance", Statement("person", f"staff{key}", name, said | {"email": mail}), key),
            ("tracker", Statement("person", f"staff{key}", name, said | {"title": "Consultant"}), key),
        ]

    def _phone(self, country: str) -> str:
        code = {"SG": "65", "HU": "36", "CZ": "420", "SE": "46", "FI": "358", "DK": "45", "EE": "372", "LT": "370", "HR": "385", "MX": "52", "AU": "61", "AE": "971"}  # fmt: skip
        return f"+{code[country]}{self.rng.randrange(10**7, 10**8)}"

    def _surname(self) -> str:
        one = super()._surname()
        return f"{one}-{super()._surname()}" if self.rng.random() < 0.05 else one

    def _org_name(self, org: Org, system: str) -> str:
        r = self.rng
        if org.before and r.random() < 0.6:  # taken over
            return r.choice(
                (f"{org.name} (formerly {org.before})", f"{org.before} (now {org.name})", org.before, org.name)
            )
        return super()._org_name(org, system)

    def _person_name(self, who: Who) -> str:
        r, given, surname = self.rng, who.given, who.surname
        if r.random() < 0.04 and given in OWN_WRITING and surname in OWN_SURNAMES:
            return f"{OWN_WRITING[given]} {OWN_SURNAMES[surname]}"
        if r.random() < 0.15 and given in SHORTER:
            given = r.choice(SHORTER[given])
        if "-" in surname and r.random() < 0.3:
            surname = surname.split("-")[r.randrange(2)]
        middle = NAMES[who.key % len(NAMES)] if who.key % 4 == 0 else ""
        if middle and r.random() < 0.4:
            given = f"{given} {middle if r.random() < 0.4 else middle[0] + '.'}"
        given, surname = self._slip(given, 0.03), self._slip(surname, 0.05)
        draw = r.random()
        if draw < 0.06:
            return f"{surname.upper()}, {given}"
        if draw < 0.1:
            return f"{given[0]}. {surname}"
        if draw < 0.12:
            return f"{r.choice(('Dr', 'Mr', 'Ms', 'Frau'))} {given} {surname}"
        return f"{given} {surname}"

    def _slip(self, text: str, share: float) -> str:
        """A neighbouring key, or what a scanner takes letters for."""
        if self.rng.random() >= share or len(text) < 4:
            return text
        if self.rng.random() < 0.3:
            found = [(a, b) for a, b in SCANNED if a in text[1:]]
            if found:
                old, new = self.rng.choice(found)
                return text[0] + text[1:].replace(old, new, 1)
        at = self.rng.randrange(1, len(text))
        return text[:at] + NEAR.get(text[at].lower(), text[at]) + text[at + 1 :]


def both(size: int, seed: int) -> dict[str, list[Any]]:
    """The records of both made-up businesses."""
    return {"acquaintances": acquaintances.Acquaintances(size, seed).records(), "strangers": Strangers(size, seed).records()}  # fmt: skip

"""Why names of one thing differ, cause by cause and country by country: legal forms, alphabets, short and foreign forms, double names, what a record was called before."""

from __future__ import annotations

import pytest
from tests import builders as b

from kingpost.identity.comparisons import compare
from kingpost.identity.model import DEFAULT, score
from kingpost.identity.profiles import Profile, core_of, fold, profile
from kingpost.toolbox.sql import rows


def person(name: str, system: int = 1, **fields: object) -> Profile:
    return profile("person", system, name, {"name": name, "company": "Aldgate Freight"} | fields)


def client(name: str, system: int = 1, **fields: object) -> Profile:
    return profile("client", system, name, {"name": name} | fields)


def verdict(one: Profile, other: Profile) -> str:
    assert compare(one, other) == compare(other, one)
    return score(one, other, DEFAULT).verdict


@pytest.mark.parametrize(
    "name",
    [
        "Lim Tech Pte Ltd",
        "Lim Tech Pte. Ltd.",
        "Lim Tech Sdn. Bhd.",
        "Lim Tech d.o.o.",
        "Lim Tech EOOD",
        "Lim Tech OÜ",
        "UAB Lim Tech",
        "SIA Lim Tech",
        "Lim Tech ehf.",
        "Lim Tech, S.A. de C.V.",
        "Lim Tech FZE",
        "Lim Tech FZCO",
        "Lim Tech FZ-LLC",
        "Lim Tech L.L.C.",
        "Lim Tech Kft.",
        "Lim Tech s.r.o.",
        "Lim Tech, a.s.",
        "Lim Tech Sp. z o.o. Sp.k.",
        "Lim Tech AB",
        "Lim Tech A/S",
        "Lim Tech ApS",
        "Lim Tech Oy",
        "Lim Tech B.V.",
        "Lim Tech N.V.",
        "Lim Tech GmbH & Co. KG",
        "Lim Tech Aktiengeselschaft",
        "Lim Tech K.K.",
        "株式会社Lim Tech",
        "Lim Tech有限公司",
        "Lim Tech Co., Ltd.",
        "Lim Tech Pty Ltd",
        "Lim Tech PLC",
        "Lim Tech LP",
        "Lim Tech Inc.",
        "PT Lim Tech Tbk",
        "LimTechAG",
        "ООО Лим Тех",
        "Лим Тех, общество с ограниченной ответственностью",
    ],
)
def test_a_legal_form_is_no_part_of_a_name(name):
    bare = "LimTech" if name.startswith("LimTech") else "Лим Тех" if "Лим" in name else "Lim Tech"
    assert core_of(name).core == core_of(bare).core
    assert verdict(client(name), client(bare, 2)) == "same"


@pytest.mark.parametrize(
    "name", ["BT Sport", "PC World", "Mark IP Advice", "EK Motors", "Ad Astra Travel", "Hb Design"]
)
def test_what_is_a_form_elsewhere_stays_a_word_inside_a_name(name):
    assert core_of(name).core == fold(name).replace("technologies", "technology")


def test_one_form_in_a_country_that_has_it_does_not_contradict_the_address():
    assert verdict(client("Toyo Steel Co., Ltd.", country="Japan"), client("Toyo Steel", 2, country="Japan")) == "same"
    assert verdict(client("Lim Tech Pte Ltd"), client("Lim Tech Sdn Bhd", 2)) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Barack Obama", "Բարակ Օբամա"),
        ("Barack Obama", "ბარაკ ობამა"),
        ("Sergey Ivanov", "Сергей Иванов"),
        ("Mohammed Khalil", "محمد خليل"),
        ("王伟", "王 伟"),
        ("田中太郎", "田中 太郎"),
        ("김철수", "김 철수"),
        ("राज शर्मा", "राज शर्मा"),
        ("דוד כהן", "דָּוִד כהן"),
        ("Małgorzata Nowak", "MALGORZATA NOWAK"),
        ("Jane McCarthy", "JaneMcCarthy"),
    ],
)
def test_one_person_in_two_alphabets_or_two_ways_of_one(one, other):
    assert verdict(person(one), person(other, 2)) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王伟", "王芳"),
        ("田中太郎", "田中花子"),
        ("김철수", "김영희"),
        ("محمد خليل", "سارة خليل"),
        ("राज शर्मा", "रमा शर्मा"),
    ],
)
def test_two_people_of_one_surname_in_their_own_alphabet(one, other):
    assert verdict(person(one), person(other, 2)) == ""


@pytest.mark.parametrize("name", ["شركة النور للتجارة", "北京华美科技有限公司", "田中製作所", "삼성전자", "מאפיית הגליל", "ภูเก็ตทัวร์"])  # fmt: skip
def test_a_company_in_any_alphabet_is_itself_and_not_its_neighbour(name):
    assert verdict(client(name), client(name, 2)) == "same"
    assert verdict(client(name), client("北京华丰科技有限公司", 2)) != "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aleksandr", "Alexander"),
        ("Mohamed", "Muhammad"),
        ("Xavi", "Xavier"),
        ("Gosia", "Małgorzata"),
        ("Kuba", "Jakub"),
        ("Paco", "Francisco"),
        ("J.C.", "Jean-Claude"),
        ("Yevgeny", "Евгений"),
    ],
)
def test_short_and_other_forms_of_a_given_name_are_one(one, other):
    assert verdict(person(f"{one} Lindqvist"), person(f"{other} Lindqvist", 2)) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zbyszek", "Zbyszko"), ("Ivan", "John"), ("Rosa", "Rosalind"), ("Katell", "Cathell"), ("Julie", "Julia")],
)
def test_what_may_be_one_given_name_is_asked_about_and_not_joined(one, other):
    assert verdict(person(f"{one} Lindqvist"), person(f"{other} Lindqvist", 2)) == "unsure"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Tim", "Tom"), ("Mario", "Maria"), ("Daniel", "Daniela"), ("Alexander", "Alexandra"), ("Christian", "Christine")],
)
def test_two_given_names_one_letter_apart_are_two_people(one, other):
    assert verdict(person(f"{one} Lindqvist"), person(f"{other} Lindqvist", 2)) == ""


def test_two_frequent_surnames_one_letter_apart_are_two():
    assert verdict(person("Anna Hansen"), person("Anna Jansen", 2)) == ""
    assert verdict(person("Anna Lindqvist"), person("Anna Lindqvits", 2)) == "same"


def test_a_double_surname_and_half_of_it_are_asked_about():
    assert verdict(person("Jane Smith-Okafor"), person("Jane Okafor", 2)) == "unsure"
    assert verdict(person("María Quintela López"), person("María Quintela", 2)) == "unsure"


def test_two_middle_names_that_differ_are_asked_about():
    assert verdict(person("William G. Frost"), person("William W. Frost", 2)) == "unsure"
    assert verdict(person("William G. Frost"), person("William Graham Frost", 2)) == "same"


@pytest.mark.parametrize(
    "name",
    [
        "Borealis Energy (formerly Calder Steel)",
        "Borealis Energy fka Calder Steel Ltd",
        "Borealis Energy d/b/a Calder Steel",
        "Borealis Energy, trading as Calder Steel",
        "Calder Steel (now Borealis Energy)",
        "Calder Steel - merged into Borealis Energy",
        "Calder Steel, renamed to Borealis Energy",
    ],
)
def test_another_name_a_company_gives_itself_is_its_name(name):
    assert verdict(client(name), client("Calder Steel", 2)) == "same"
    assert verdict(client(name), client("Borealis Energy", 2)) == "same"


def test_part_of_another_company_is_not_that_company():
    assert verdict(client("Calder Steel (part of Borealis Energy)"), client("Borealis Energy", 2)) != "same"
    assert core_of("Act Now").core == "act now"


def things(kind: str) -> int:
    return len(set(rows("SELECT m.entity_id FROM member AS m JOIN record AS r ON r.id = m.record_id WHERE r.kind = %s AND r.version IS NOT NULL", [kind])))  # fmt: skip


@pytest.mark.django_db
def test_a_client_renamed_in_one_system_is_asked_about_by_its_former_name_and_joined_where_more_agrees():
    crm, desk, finance = b.system("crm"), b.system("desk"), b.system("finance")
    b.tell(crm, b.client("Calder Steel", "caldersteel.example", remote_id="c"))
    b.tell(crm, b.client("Borealis Energy", "borealis.example", remote_id="c"))
    b.tell(desk, b.client("Calder Steel Ltd", remote_id="d"))
    assert things("client") == 2
    assert rows("SELECT verdict FROM pair WHERE 'name:former name' = ANY (levels)") == [("unsure",)]
    b.tell(finance, b.client("Calder Steel Ltd", "caldersteel.example", remote_id="f"))
    assert things("client") == 1


@pytest.mark.django_db
def test_a_person_whose_system_has_a_new_name_or_address_is_still_who_was_known_by_the_old_one():
    crm, desk = b.system("crm"), b.system("desk")
    b.tell(crm, b.person("Ines Duarte", "ines.duarte@pell.example", remote_id="1", company="Pell & Sons"))
    b.tell(crm, b.person("Ines Okafor", "ines.okafor@pell.example", remote_id="1", company="Pell & Sons"))
    b.tell(desk, b.person("Ines Duarte", "ines.duarte@pell.example", remote_id="9"))
    assert things("person") == 1


@pytest.mark.django_db
def test_a_desk_seat_given_to_somebody_else_does_not_join_the_two():
    crm, desk = b.system("crm"), b.system("desk")
    b.tell(desk, b.person("Ines Duarte", "", remote_id="9", company="Pell & Sons"))
    b.tell(desk, b.person("Tomas Berg", "tomas.berg@pell.example", remote_id="9", company="Pell & Sons"))
    b.tell(crm, b.person("Ines Duarte", "ines.duarte@pell.example", company="Pell & Sons"))
    assert things("person") == 2

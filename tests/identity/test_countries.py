"""A country is one however it is written, and what is not known to be one tells no two companies apart."""

from __future__ import annotations

import pytest
from tests import builders as b

from kingpost.identity.countries import country
from kingpost.identity.profiles import profile
from kingpost.toolbox.sql import rows


@pytest.mark.parametrize(
    ("code", "spellings"),
    [
        ("gb", ["GB", "UK", "U.K.", "GBR", "United Kingdom", "The United Kingdom", "England & Wales", "Großbritannien", "Vereinigtes Königreich", "Great Britain", "XI", "Scotland"]),
        ("us", ["US", "USA", "U.S.A.", "United States of America", "Vereinigte Staaten", "États-Unis"]),
        ("de", ["D", "DE", "DEU", "Germany", "Deutschland", "Deutschland (DE)", "DE - Germany", "Germany / Deutschland", "Allemagne"]),
        ("fr", ["FR", "FRA", "France", "Frankreich"]),
        ("nl", ["NLD", "NL", "The Netherlands", "Netherlands (the)", "Nederland", "Holland"]),
        ("ch", ["CHE", "Switzerland", "Schweiz", "Suisse", "Svizzera"]),
        ("at", ["AUT", "Austria", "Österreich", "Oesterreich"]),
        ("ae", ["UAE", "U.A.E.", "ARE", "United Arab Emirates"]),
        ("ie", ["IRL", "Ireland", "Republic of Ireland", "Éire"]),
        ("ru", ["Russia", "Russian Federation", "Россия"]),
        ("vn", ["Viet Nam", "Vietnam", "VNM"]),
        ("gr", ["EL", "GR", "Greece", "Ελλάδα"]),
        ("za", ["South Africa", "ZAF"]),
        ("kr", ["South Korea", "Korea, Republic of", "KOR"]),
        ("ci", ["Côte d’Ivoire", "Cote d'Ivoire", "Ivory Coast"]),
        ("", ["", "n/a", "unknown", "Europe", "EU", "Africa", "ZZ", "Hamburg", "Berlin, DE", "Georgia, USA", "Germany / Austria", "-"]),
    ],
)  # fmt: skip
def test_a_country_is_one_however_it_is_written(code, spellings):
    assert {said: country(said) for said in spellings} == dict.fromkeys(spellings, code)


def test_countries_of_like_names_stay_two():
    names = ["Guinea", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea", "Niger", "Nigeria", "Dominica", "Dominican Republic", "Republic of the Congo",
             "Democratic Republic of the Congo", "China", "Taiwan", "Hong Kong", "South Korea", "North Korea", "Ireland", "Iceland", "Austria", "Australia"]  # fmt: skip
    found = [country(name) for name in names]
    assert "" not in found
    assert len(set(found)) == len(names)


def test_a_spelling_that_is_not_known_says_nothing():
    assert profile("client", 1, "Aldgate", {"name": "Aldgate", "country": "see invoice"}).seats == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other", "many"),
    [("GBR", "United Kingdom", 1), ("U.S.A.", "USA", 1), ("Head office", "Germany", 1), ("DEU", "Austria", 2)],
)
def test_one_company_in_one_country_is_one(one, other, many):
    b.tell(b.system("crm"), b.client("Aldgate Freight", "aldgate.example", registration="01234567", country=one))
    b.tell(b.system("finance"), b.client("Aldgate Freight", "aldgate.example", registration="1234567", country=other))
    assert rows("SELECT count(DISTINCT m.entity_id) FROM member AS m JOIN record AS r ON r.id = m.record_id WHERE r.kind = 'client'") == [(many,)]  # fmt: skip

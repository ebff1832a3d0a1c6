"""Who is named in a header, and what kind of mailbox an address is."""

from __future__ import annotations

import time

import pytest

from kingpost.connectors.formats import addresses
from kingpost.connectors.formats.addresses import Address


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("marcus@aldgatefreight.example", [("", "marcus@aldgatefreight.example")]),
        ("Marcus Osei <Marcus@AldgateFreight.example>", [("Marcus Osei", "marcus@aldgatefreight.example")]),
        ('"Osei, Marcus" <m@a.example>, Femi Ade <f@a.example>', [("Osei, Marcus", "m@a.example"), ("Femi Ade", "f@a.example")]),
        ("m@a.example; f@a.example", [("", "m@a.example"), ("", "f@a.example")]),
        ("m@a.example (Marcus Osei)", [("Marcus Osei", "m@a.example")]),
        ("=?utf-8?q?Lindqvist=2C_Ruth?= <r@a.example>", [("Lindqvist, Ruth", "r@a.example")]),
        ("Depot: m@a.example, f@a.example;", [("", "m@a.example"), ("", "f@a.example")]),
        ("undisclosed-recipients:;", []),
        ('"r@old.example" <r@new.example>', [("r@old.example", "r@new.example")]),
        ("<mailto:m@a.example>", [("", "m@a.example")]),
        ("m@a.example, M@A.example", [("", "m@a.example")]),
        ("Marcus <marcus(at the desk)@aldgatefreight.example(the depot)>", [("Marcus", "marcus@aldgatefreight.example")]),
        ("ruth@yard . example", [("", "ruth@yard.example")]),
        ("Marcus", []),
        ("", []),
        ('"unclosed <m@a.example>', [("unclosed", "m@a.example")]),
    ],
)  # fmt: skip
def test_every_address_in_a_header_is_found(header: str, found: list[tuple[str, str]]) -> None:
    assert addresses.parse(header) == [Address(*one) for one in found]


@pytest.mark.parametrize(
    "header", ["<" * 90_000, '"' * 90_001, "(" * 90_000, " " * 90_000 + "x", "a@" * 45_000, "a,@" * 30_000]
)
def test_a_hostile_header_costs_no_time(header: str) -> None:
    started = time.process_time()
    addresses.parse(header)
    assert time.process_time() - started < 2


def test_a_header_with_thousands_of_addresses_is_cut() -> None:
    assert len(addresses.parse(", ".join(f"p{n}@a.example" for n in range(3_000)))) == addresses.MAX_ADDRESSES


@pytest.mark.parametrize(
    ("email", "role"),
    [("info@a.example", True), ("accounts-payable@a.example", True), ("support-uk@a.example", True), ("Sales+crm@a.example", True),
     ("marcus@a.example", False), ("it.osei@a.example", False), ("salesh@a.example", False)],
)  # fmt: skip
def test_a_team_mailbox_is_no_person(email: str, role: bool) -> None:
    assert addresses.is_role_mailbox(email) is role


@pytest.mark.parametrize(
    ("email", "automatic"),
    [("no-reply@a.example", True), ("noreply@a.example", True), ("do_not_reply@a.example", True), ("MAILER-DAEMON@a.example", True),
     ("notifications+x1@a.example", True), ("billing-noreply@a.example", True), ("bounce-77@a.example", True),
     ("marcus@a.example", False), ("nora.reply@a.example", False), ("cronin@a.example", False), ("info@a.example", False)],
)  # fmt: skip
def test_a_sender_nobody_can_answer_is_known(email: str, automatic: bool) -> None:
    assert addresses.is_automatic_sender(email) is automatic


def test_free_mail_never_identifies_a_company() -> None:
    assert addresses.company_domain("ruth@gmail.com") == ""
    assert addresses.company_domain("ruth@aldgatefreight.example") == "aldgatefreight.example"
    assert addresses.company_domain("root@localhost") == ""
    assert addresses.company_domain("root@10.0.0.7") == ""


def test_people_and_clients_are_mentioned_once_each() -> None:
    found = addresses.people_and_clients(
        [Address("", "m@a.example"), Address("Marcus Osei", "m@a.example"), Address("Ruth", "r@gmail.com")]
    )
    assert [(m.kind, m.remote_id, m.title, m.fields) for m in found] == [
        ("person", "email:m@a.example", "Marcus Osei", {"name": "Marcus Osei", "email": "m@a.example"}),
        ("person", "email:r@gmail.com", "Ruth", {"name": "Ruth", "email": "r@gmail.com"}),
        ("client", "domain:a.example", "a.example", {"domain": "a.example"}),
    ]


@pytest.mark.parametrize(
    "name", ["Noor Haddad (Harrow Lane Support)", "Callum Reid via Harrow Lane Support", "Harrow Lane Support"]
)
def test_a_team_mailbox_is_not_called_after_who_wrote_from_it(name: str) -> None:
    assert addresses.person(addresses.Address(name, "support@harrowlane.example")).title == "Harrow Lane Support"
    assert (
        addresses.person(addresses.Address("Anna Smith (Bristol)", "anna@harrowlane.example")).title
        == "Anna Smith (Bristol)"
    )

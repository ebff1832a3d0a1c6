"""Contacts of every vCard version, as each client writes them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kingpost.connectors.base import Statement
from kingpost.connectors.formats import vcard


def card(*lines: str, version: str = "3.0") -> bytes:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]).encode()


def read(raw: bytes) -> Statement:
    [says] = vcard.translate(raw)
    return says


def test_a_contact_says_who_it_is_and_for_whom_they_work() -> None:
    says = read(
        card(
            "UID:urn:uuid:7f", "FN:Marcus Osei", "N:Osei;Marcus;;;", "ORG:Aldgate Freight;IT", "TITLE:Head of IT",
            "EMAIL;TYPE=HOME:marcus@gmail.com", "EMAIL;TYPE=WORK,PREF:Marcus@aldgatefreight.example", "TEL;TYPE=WORK,FAX:1",
            "TEL;TYPE=WORK,VOICE:+44 20 7946 0000", "TEL;TYPE=CELL:+44 7700 900123", "ADR;TYPE=WORK:;;1 Quay St;London;;E1;UK",
            "NOTE:met at the depot\\, gate 4\\nlikes tea", "REV:2026-03-02T08:00:00Z",
        )
    )  # fmt: skip
    assert (says.kind, says.remote_id, says.title) == ("person", "7f", "Marcus Osei")
    assert says.fields == {
        "name": "Marcus Osei", "email": "marcus@aldgatefreight.example", "emails": ["marcus@aldgatefreight.example", "marcus@gmail.com"],
        "phone": "+44 20 7946 0000", "mobile": "+44 7700 900123", "title": "Head of IT", "department": "IT", "company": "Aldgate Freight",
        "location": "London",
    }  # fmt: skip
    assert says.body == "met at the depot, gate 4\nlikes tea"
    assert says.at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert [(ref.role, ref.kind, ref.remote_id) for ref in says.refs] == [
        ("employer", "client", "name:aldgate freight")
    ]
    assert {mention.remote_id for mention in says.mentions} == {"name:aldgate freight", "domain:aldgatefreight.example"}


def test_version_2_1_with_quoted_printable_and_bare_types_is_read() -> None:
    says = read(
        card("N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:L=C3=B6f;J=C3=B6rg;;;", "TEL;CELL;PREF:0171",
             "ORG;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Gr=FCn=\r\n & S=F6hne", "EMAIL;INTERNET:j@gruen.example",
             "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ\r\n ABC=\r\n", version="2.1")
    )  # fmt: skip
    assert says.fields["name"] == "Jörg Löf"
    assert says.fields["company"] == "Grün & Söhne"
    assert says.fields["mobile"] == "0171"


def test_words_in_base64_are_read() -> None:
    says = read(
        card(
            "FN;CHARSET=UTF-8;ENCODING=BASE64:TWFydGEgS8WZw63FvsOhaw==",
            "X-FACE;ENCODING=BASE64:/9j/4AAQ",
            version="2.1",
        )
    )
    assert says.title == "Marta Křížák"


def test_a_semicolon_in_a_note_or_an_address_of_a_page_stays() -> None:
    assert (
        read(card("FN:Marcus Osei", "NOTE:gate 4; ring twice", "TITLE:Buyer\\; deputy head")).body
        == "gate 4; ring twice"
    )
    says = read(card("KIND:org", "ORG:Aldgate Freight", "URL:https://aldgatefreight.example/a;b?c=1", version="4.0"))
    assert says.fields["website"] == "https://aldgatefreight.example/a;b?c=1"


def test_version_4_0_with_uris_groups_and_quoted_types_is_read() -> None:
    says = read(
        card(
            "item1.FN:Ruth Lindqvist",
            'item1.TEL;VALUE=uri;TYPE="work,voice":tel:+46-8-123',
            "item2.EMAIL;PREF=1:ruth@a.example",
            version="4.0",
        )
    )
    assert (says.fields["name"], says.fields["phone"], says.fields["email"]) == (
        "Ruth Lindqvist",
        "+46-8-123",
        "ruth@a.example",
    )


def test_what_a_card_of_version_4_0_prefers_comes_first() -> None:
    raw = card(
        "FN:Jane Doe", "EMAIL;TYPE=work:old@acme.example", "EMAIL;PREF=2;TYPE=work:jd@acme.example", "EMAIL;PREF=1;TYPE=work:jane@acme.example",
        "TEL;TYPE=work:1", "TEL;PREF=1;TYPE=work:2", "TEL;TYPE=cell:3", "TEL;TYPE=cell;PREF=1:4", "ADR;TYPE=work:;;;Leeds;;;", "ADR;PREF=1;TYPE=work:;;;York;;;", version="4.0"
    )  # fmt: skip
    says = read(raw)
    assert says.fields["emails"] == ["jane@acme.example", "jd@acme.example", "old@acme.example"]
    assert [says.fields[name] for name in ("email", "phone", "mobile", "location")] == [
        "jane@acme.example",
        "2",
        "4",
        "York",
    ]
    assert says.remote_id == "email:old@acme.example", "what a card without an id is called does not follow its ranks"


def test_an_organisation_s_card_is_a_client() -> None:
    for line in ("KIND:org", "X-ABShowAs:COMPANY"):
        says = read(
            card(
                line,
                "FN:Pell & Sons",
                "ORG:Pell & Sons",
                "EMAIL:office@pellandsons.example",
                "ADR:;;2 High St;Leeds;;LS1;UK",
            )
        )
        assert (says.kind, says.title, says.fields["domain"], says.fields["city"]) == (
            "client",
            "Pell & Sons",
            "pellandsons.example",
            "Leeds",
        )


def test_cards_without_an_id_are_told_apart_by_address_or_name() -> None:
    raw = (
        card("FN:Femi Ade", "EMAIL:femi@a.example")
        + card("FN:Femi Ade")
        + card("FN:Ruth", "EMAIL:accounts@a.example")
        + card("FN:Femi Ade")
    )
    assert [remote_id for remote_id, _ in vcard.split(raw)] == [
        "email:femi@a.example",
        "name:femi ade",
        "name:ruth",
        "name:femi ade#2",
    ]


def test_distribution_lists_are_left_out() -> None:
    raw = card("KIND:group", "FN:Everybody", "MEMBER:urn:uuid:1") + card("FN:Femi Ade")
    assert [remote_id for remote_id, _ in vcard.split(raw)] == ["name:femi ade"]
    assert vcard.translate(card("KIND:group", "FN:Everybody")) == []


def test_a_card_inside_a_card_and_a_lost_end_are_understood() -> None:
    nested = card("FN:Noor Haddad", "AGENT:", "BEGIN:VCARD", "FN:Somebody else", "END:VCARD")
    assert read(nested).title == "Noor Haddad"
    lost = b"BEGIN:VCARD\r\nFN:One\r\n" + card("FN:Two")
    assert [read(part).title for _, part in vcard.split(lost)] == ["One", "Two"]


def test_what_is_no_contact_says_so() -> None:
    with pytest.raises(ValueError, match="not a contact file"):
        list(vcard.split(b"hello"))
    with pytest.raises(ValueError, match="not a contact"):
        vcard.translate(b"hello")
    with pytest.raises(ValueError, match="names nobody"):
        vcard.translate(card("NOTE:x"))


@given(st.binary(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_contact_or_a_reason(noise: bytes) -> None:
    for raw in (noise, b"BEGIN:VCARD\r\n" + noise + b"\r\nEND:VCARD\r\n", card("FN:x").replace(b"x", noise)):
        try:
            for _, part in vcard.split(raw):
                msgspec.json.encode(vcard.translate(part))
        except ValueError:
            continue


DATA = Path(os.environ.get("KINGPOST_DATA", "/nowhere"))


@pytest.mark.skipif(
    not (DATA / "contacts").is_dir(), reason="not run: KINGPOST_DATA does not point at a folder with contacts/"
)
def test_every_outside_contact_is_read() -> None:
    paths = sorted((DATA / "contacts").rglob("*.vcf"))
    assert paths
    for path in paths:
        people = [says for _, part in vcard.split(path.read_bytes()) for says in vcard.translate(part)]
        assert people, path.name
        assert all(says.title and ("name" in says.fields or "email" in says.fields) for says in people), path.name

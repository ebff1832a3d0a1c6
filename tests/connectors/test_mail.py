"""A mail as statements: what the reader of a timeline sees of it, and that no mail can break the reading."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kingpost.connectors.base import MAX_RAW, Statement
from kingpost.connectors.formats import html, mail, mime
from kingpost.connectors.formats.replies import reply_text

HEADERS = {
    "From": "Marcus Osei <marcus@aldgatefreight.example>",
    "To": "Priya Raman <priya@harrowlane.example>",
    "Subject": "Depot sign-in",
    "Date": "Mon, 2 Mar 2026 08:14:00 +0000",
    "Message-ID": "<Third.Morning@aldgatefreight.example>",
}


def written(body: str | bytes = "third morning nobody can sign in", /, **headers: str) -> bytes:
    """A mail; ``In_Reply_To="…"`` sets a header, an empty text leaves it out."""
    named = HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return head.encode() + b"\r\n" + (body.encode() if isinstance(body, str) else body)


def multipart(*parts: str, kind: str = "mixed", **headers: str) -> bytes:
    body = "".join(f"--=cut=\r\n{part}\r\n" for part in parts) + "--=cut=--\r\n"
    return written(body, Content_Type=f'multipart/{kind}; boundary="=cut="', **headers)


def part(text: str, content_type: str = "text/plain; charset=utf-8", *more: str) -> str:
    return "\r\n".join([f"Content-Type: {content_type}", *more, "", text])


def attached(content: bytes, name: str = "plan.pdf", media_type: str = "application/pdf") -> str:
    text = base64.encodebytes(content).decode()
    return part(
        text, media_type, f'Content-Disposition: attachment; filename="{name}"', "Content-Transfer-Encoding: base64"
    )


def read(raw: bytes) -> Statement:
    [statement] = mail.translate(raw)
    return statement


# --- what a mail says -----------------------------------------------------------------------------------------------------


def test_a_mail_says_who_wrote_what_to_whom_and_when() -> None:
    says = read(
        written(
            Cc="Ruth Lindqvist <ruth@gmail.com>", In_Reply_To="<b@x.example>", References="<A@x.example> <b@x.example>"
        )
    )
    assert (says.kind, says.remote_id, says.title) == (
        "message",
        "third.morning@aldgatefreight.example",
        "Depot sign-in",
    )
    assert says.at == datetime(2026, 3, 2, 8, 14, tzinfo=UTC)
    assert says.body == "third morning nobody can sign in"
    assert says.fields == {
        "subject": "Depot sign-in",
        "sent_at": "2026-03-02T08:14:00+00:00",
        "from": "marcus@aldgatefreight.example",
        "to": ["priya@harrowlane.example"],
        "cc": ["ruth@gmail.com"],
        "message_id": "third.morning@aldgatefreight.example",
        "in_reply_to": "b@x.example",
        "references": ["a@x.example", "b@x.example"],
        "snippet": "third morning nobody can sign in",
    }
    assert {(ref.role, ref.remote_id) for ref in says.refs} == {
        ("sender", "email:marcus@aldgatefreight.example"),
        ("recipient", "email:priya@harrowlane.example"),
        ("copied", "email:ruth@gmail.com"),
        ("thread", "a@x.example"),
    }
    clients = {mention.remote_id for mention in says.mentions if mention.kind == "client"}
    assert clients == {"domain:aldgatefreight.example", "domain:harrowlane.example"}, "free mail names no company"
    [wrote] = says.happenings
    assert (wrote.what, wrote.actor) == ("wrote", "email:marcus@aldgatefreight.example")
    assert wrote.text == "wrote “third morning nobody can sign in”"


def test_a_long_mail_is_quoted_in_part() -> None:
    says = read(written("signing in fails " * 60))
    assert len(says.fields["snippet"]) <= 300
    assert len(says.happenings[0].text) <= len("wrote ") + 140


def test_a_mail_without_an_id_is_known_by_its_bytes() -> None:
    raw = written(Message_ID="")
    assert read(raw).remote_id == mail.message_id(raw) == "sha256:" + hashlib.sha256(raw).hexdigest()


def test_an_id_on_a_folded_line_is_the_same_id() -> None:
    assert (
        mail.message_id(written().replace(b"Message-ID: <", b"Message-Id:\r\n <"))
        == "third.morning@aldgatefreight.example"
    )


def test_the_owner_of_the_mailbox_received_what_names_nobody() -> None:
    [says] = mail.translate(written(To="undisclosed-recipients:;"), owner="Priya@harrowlane.example")
    assert says.fields["to"] == ["priya@harrowlane.example"]


def test_a_mail_without_a_sender_still_has_a_line_on_the_timeline() -> None:
    says = read(written(From=""))
    assert says.happenings[0].actor == ""
    assert says.happenings[0].text == "Mail from an unnamed sender: “third morning nobody can sign in”"


# --- when it was sent -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "received", "at"),
    [
        ("Mon, 2 Mar 2026 09:14:00 +0100", [], "2026-03-02T08:14:00+00:00"),
        ("2 Mar 26 08:14 GMT", [], "2026-03-02T08:14:00+00:00"),
        ("", ["Mon, 2 Mar 2026 08:15:09 +0000", "Mon, 2 Mar 2026 08:14:30 +0000"], "2026-03-02T08:15:09+00:00"),
        ("Thu, 1 Jan 1970 00:00:00 +0000", ["Mon, 2 Mar 2026 08:15:09 +0000"], "2026-03-02T08:15:09+00:00"),
        ("Fri, 31 Dec 9999 23:59:59 +0000", ["Mon, 2 Mar 2026 08:15:09 +0000"], "2026-03-02T08:15:09+00:00"),
        ("some day", ["Mon, 2 Mar 2026 08:15:09 +0000"], "2026-03-02T08:15:09+00:00"),
        # An hour ahead of the first server that saw it: the sender's clock is wrong.
        ("Mon, 2 Mar 2026 09:14:30 +0000", ["Mon, 2 Mar 2026 08:15:09 +0000", "Mon, 2 Mar 2026 08:14:30 +0000"], "2026-03-02T08:14:30+00:00"),
        # Two days late: it lay in a queue, its Date is right.
        ("Sat, 28 Feb 2026 08:14:00 +0000", ["Mon, 2 Mar 2026 08:15:09 +0000"], "2026-02-28T08:14:00+00:00"),
        ("Mon, 2 Mar 2026 08:14:00 +9900", [], "2026-03-02T08:14:00+00:00"),
    ],
)  # fmt: skip
def test_the_time_of_a_mail_is_the_most_likely_one(date: str, received: list[str], at: str) -> None:
    lines = "".join(f"Received: from a by b; {stamp}\r\n" for stamp in received).encode()
    assert read(lines + written(Date=date)).at == datetime.fromisoformat(at)


def test_a_mail_without_any_time_has_none_and_no_line() -> None:
    says = read(written(Date="99 Foo 99999"))
    assert says.at is None
    assert says.happenings == []
    assert "sent_at" not in says.fields


# --- automatic and bulk ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"From": "no-reply@shop.example"}, {"Return_Path": "<>"},
     {"Content_Type": 'multipart/report; boundary="x"'}, {"Precedence": "auto_reply"}],
)  # fmt: skip
def test_a_machine_s_mail_is_marked(headers: dict[str, str]) -> None:
    assert read(written(**headers)).fields["automatic"] is True


@pytest.mark.parametrize(
    "headers", [{"List_Unsubscribe": "<https://x.example>"}, {"Precedence": "bulk"}, {"List_Id": "<x>"}]
)
def test_bulk_mail_is_marked(headers: dict[str, str]) -> None:
    assert read(written(**headers)).fields["bulk"] is True


def test_a_person_s_mail_is_not_marked() -> None:
    fields = read(written(Auto_Submitted="no")).fields
    assert "automatic" not in fields
    assert "bulk" not in fields


# --- text -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("façade".encode("latin-1"), "iso-8859-1", "façade"),
        ("“façade”".encode("cp1252"), "iso-8859-1", "“façade”"),
        ("façade".encode(), "iso-8859-1", "façade"),  # the label lies
        ("façade".encode("latin-1"), "utf-8", "façade"),
        ("façade".encode("latin-1"), "no-such-charset", "façade"),
        ("façade".encode("latin-1"), "rot13", "façade"),
        ("Доброе утро, склад закрыт".encode("koi8-r"), "koi8-r", "Доброе утро, склад закрыт"),
        ("倉庫の鍵".encode("iso-2022-jp"), "iso-2022-jp", "倉庫の鍵"),
        ("창고".encode("cp949"), "ks_c_5601-1987", "창고"),
    ],
)
def test_text_is_readable_whatever_its_label_says(body: bytes, charset: str, text: str) -> None:
    assert read(written(body, Content_Type=f"text/plain; charset={charset}")).body == text


def test_encoded_headers_are_decoded_even_where_a_letter_is_split() -> None:
    assert (
        read(written(Subject="=?utf-8?B?w4Q=?= =?utf-8?Q?nderung_?=\r\n =?iso-8859-1?Q?f=FCr?= heute")).title
        == "Änderung für heute"
    )
    assert read(written(Subject="=?utf-8?B?w?= =?utf-8?B?oOQ=?=")).title, "broken words are shown as best they can be"
    assert read(written(Subject="=?NONE?B?VEVTVA=?=")).title == "TEST"


def test_what_a_database_cannot_hold_is_made_safe() -> None:
    says = read(written(b"one\x00two \xed\xa0\x80 three", Subject="a\x00b\x1b[31m"))
    stored = msgspec.json.encode(says)
    assert b"\\u0000" not in stored
    assert "one" in says.body and "two" in says.body
    says.body.encode("utf-8")


def test_html_is_shown_as_text_and_nothing_of_it_is_fetched() -> None:
    page = (
        "<html><head><style>p{color:red}</style><title>x</title></head><body><p>Nobody can <b>sign</b> in&nbsp;&amp; we lose an hour."
        '<img src="https://tracker.example/pixel.gif"><script>alert(1)</script></p><ul><li>depot</li><li>office</li></ul>'
        "<blockquote><p>any news?</p></blockquote></body></html>"
    )
    says = read(written(page, Content_Type="text/html"))
    assert says.body == "Nobody can sign in & we lose an hour.\n\n- depot\n- office\n\n> any news?"
    assert says.fields["snippet"] == "Nobody can sign in & we lose an hour. - depot - office"


def test_plain_text_wins_over_html_unless_it_is_empty() -> None:
    both = multipart(part("the plain one"), part("<p>the other</p>", "text/html"), kind="alternative")
    assert read(both).body == "the plain one"
    empty = multipart(part("  "), part("<p>the other</p>", "text/html"), kind="alternative")
    assert read(empty).body == "the other"


def test_flowed_text_is_joined_again() -> None:
    assert read(written("signing in \nfails\n-- \nMarcus", Content_Type="text/plain; format=flowed")).body.startswith(
        "signing in fails\n-- "
    )


@pytest.mark.parametrize(
    "quoted",
    [
        "On Mon, 2 Mar 2026 at 07:55, Priya Raman <priya@harrowlane.example> wrote:\n> any news?",
        "On Mon, 2 Mar 2026 at 07:55, Priya Raman\n<priya@harrowlane.example> wrote:\n\n> any news?",
        "-----Original Message-----\nFrom: Priya\nany news?",
        "________________________________\nFrom: Priya Raman\nSent: 02 March 2026 07:55\nTo: Marcus\nSubject: Depot\n\nany news?",
        "Von: Priya Raman\nGesendet: Montag, 2. März 2026 07:55\nAn: Marcus\nBetreff: Depot\n\nany news?",
        "Am 02.03.2026 um 07:55 schrieb Priya Raman:\n> any news?",
        "Le lun. 2 mars 2026 à 07:55, Priya Raman <priya@harrowlane.example> a écrit :\n> any news?",
        "02.03.2026, 07:55, \"Priya Raman\" <priya@harrowlane.example>:\n> any news?",
        "> Subject: Depot\n> From: priya@harrowlane.example\n> any news?",
    ],
)  # fmt: skip
def test_the_quoted_mail_is_not_what_was_written(quoted: str) -> None:
    assert reply_text(f"Still broken.\n\n{quoted}\n") == "Still broken."


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nMarcus Osei\nHead of IT",
        "Sent from my iPhone",
        "Kind regards,\n\nMarcus Osei\nHead of IT\n+44 20 7946 0000",
        "Mit freundlichen Grüßen\nMarcus Osei",
        "Marcus Osei\nmarcus@aldgatefreight.example\n(020) 7946 0000",
        "Marcus\nHead of IT",
        "This e-mail is confidential and intended only for the person it is addressed to. " * 3,
    ],
)
def test_the_signature_is_not_what_was_written(signature: str) -> None:
    assert (
        reply_text(f"Still broken, can someone call?\n\n{signature}\n", "Marcus Osei")
        == "Still broken, can someone call?"
    )


def test_answers_between_the_quoted_lines_are_kept() -> None:
    text = "On Mon, 2 Mar 2026 at 07:55, Priya wrote:\n> is it the reader?\nNo, the account.\n> since when?\nSince Friday.\n"
    assert reply_text(text) == "No, the account.\nSince Friday."


def test_lists_and_thanks_in_the_middle_are_no_signature() -> None:
    text = "Thanks,\nbut the reader at gate 4 is still the old one, and we were promised a new one last week.\n-- FOUR readers\n-- TWO printers"
    assert reply_text(text) == text


def test_a_bare_forward_shows_what_was_forwarded() -> None:
    assert "the reader is dead" in reply_text(
        "---------- Forwarded message ---------\nFrom: Femi\n\nthe reader is dead"
    )


# --- attachments ----------------------------------------------------------------------------------------------------------


def test_the_same_file_in_two_mails_is_one_document() -> None:
    first = read(multipart(part("see plan"), attached(b"%PDF plan")))
    second = read(multipart(part("again"), attached(b"%PDF plan", "plan (1).pdf"), Message_ID="<2@x.example>"))
    ids = [[ref.remote_id for ref in says.refs if ref.role == "attachment"] for says in (first, second)]
    assert ids[0] == ids[1] == ["sha256:" + hashlib.sha256(b"%PDF plan").hexdigest()]
    [document] = [mention for mention in first.mentions if mention.kind == "document"]
    assert document.title == "plan.pdf"
    assert (document.fields["media_type"], document.fields["size"]) == ("application/pdf", 9)
    assert first.fields["attachments"] == ["plan.pdf"]
    assert first.body == "see plan"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename=\"=?utf-8?Q?R=C3=BCckgabe.pdf?=\"", "Rückgabe.pdf"),
        ("attachment; filename*=utf-8''R%C3%BCckgabe.pdf", "Rückgabe.pdf"),
        ("attachment; filename*0*=utf-8''R%C3%BC; filename*1=ckgabe.pdf", "Rückgabe.pdf"),
        ("attachment; filename=\"..\\\\..\\\\etc/passwd\"", "passwd"),
        ("attachment; filename=two words.pdf", "two words.pdf"),
        ("attachment", "unnamed"),
    ],
)  # fmt: skip
def test_an_attachment_has_the_name_its_sender_gave_it(header: str, name: str) -> None:
    says = read(multipart(part("see"), part("x", "application/pdf", f"Content-Disposition: {header}")))
    assert says.fields["attachments"] == [name]


def test_logos_and_signatures_are_no_documents() -> None:
    logo = part("R0lGOD", "image/gif", "Content-ID: <logo>", "Content-Disposition: inline; filename=logo.gif")
    assert (
        "attachments"
        not in read(multipart(part("hello"), logo, part("x", "application/pkcs7-signature; name=smime.p7s"))).fields
    )


def test_a_picture_that_is_all_a_mail_holds_is_attached() -> None:
    photo = part("R0lGOD", "image/gif", "Content-ID: <photo>", "Content-Disposition: inline; filename=meter.gif")
    assert read(multipart(photo, kind="related")).fields["attachments"] == ["meter.gif"]


def test_a_line_of_spaces_ends_the_headers() -> None:
    raw = written("").rstrip() + b"\r\n \r\nThe gate is shut.\r\n\r\nWhen does it open?\r\n"
    says = read(raw)
    assert says.body == "The gate is shut.\n\nWhen does it open?"
    assert says.fields["message_id"] == "third.morning@aldgatefreight.example"
    assert mail.message_id(raw) == says.remote_id


@pytest.mark.parametrize("rest", [b" and more of it", b"Date: Mon, 2 Mar 2026 08:14:00 +0000"])
def test_a_line_of_spaces_between_headers_does_not_end_them(rest: bytes) -> None:
    raw = b"From: marcus@aldgatefreight.example\r\nSubject: Depot\r\n \r\n" + rest + b"\r\n\r\nThe gate is shut."
    assert read(raw).body == "The gate is shut."


def test_a_mail_attached_to_a_mail_is_a_document_with_its_subject() -> None:
    inner = written("the inner text", Subject="Old invoice").decode()
    says = read(multipart(part("see below"), part(inner, "message/rfc822")))
    assert says.fields["attachments"] == ["Old invoice.eml"]
    assert says.body == "see below"


# --- what it must withstand -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        multipart("no headers here"),
        written("--x\r\n\r\nopen", Content_Type="multipart/mixed; boundary=x"),
        written("text", Content_Type="multipart/mixed"),
        written("text", Content_Type="multipart/mixed; boundary=\"\""),
        written("a b c", Content_Transfer_Encoding="base64"),
        written("=ZZ=3", Content_Transfer_Encoding="quoted-printable"),
        written("begin 644 x\n!!!!", Content_Transfer_Encoding="x-uuencode"),
        written("x", Content_Type=";;;=;charset"),
        written("x", Content_Type="text/plain; charset*=''%"),
        b"Subject: no blank line",
        b"Subject: bare returns\rFrom: a@b.example\r\rbody",
        b"\r\n\r\nSubject: late\r\n\r\nx"[4:],
        written(Subject="x" * 2_000_000),
        b"Subject: x\r\n" + b"X-Y: z\r\n" * 50_000 + b"\r\nbody",
    ],
)  # fmt: skip
def test_a_malformed_mail_is_still_a_mail(raw: bytes) -> None:
    assert read(raw).kind == "message"


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\x00\x01\x02" * 50, b"no mail at all"])
def test_what_is_no_mail_says_so(raw: bytes) -> None:
    with pytest.raises(ValueError, match="not a mail"):
        mail.translate(raw)


def test_a_bomb_of_nested_parts_stays_small() -> None:
    body = "core"
    for depth in range(300):
        body = f"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n{body}\r\n--b{depth}--"
    tree = mime.parse(written("--top\r\n" + body + "\r\n--top--", Content_Type="multipart/mixed; boundary=top"))
    assert sum(1 for _ in tree.walk()) <= mime.MAX_DEPTH + 1
    wide = mime.parse(multipart(*[part("x")] * 5_000))
    assert len(wide.parts) <= mime.MAX_PARTS


@pytest.mark.parametrize(
    "body",
    [
        "<" * 400_000,
        "<a " * 200_000,
        "<!--" * 100_000,
        "&" * 400_000,
        "<div>" * 100_000,
        "<style>" * 60_000,
        "<blockquote>" * 50_000,
        'x<blockquote style="border:none">' * 40_000,
        '<div style="display:none">' * 40_000,
        '<div style="display:none"></div>' * 40_000,
        "<br>" * 20_000 + '<div id="signature">' * 20_000,
    ],
)
def test_hostile_html_costs_no_time(body: str) -> None:
    started = time.process_time()
    html.to_text(body)
    assert time.process_time() - started < 3


@pytest.mark.parametrize("line", [" ", "> ", "a@", "On ", "From: ", "-- ", "_", "wrote:", "x\n\n", "1:"])
def test_hostile_text_costs_no_time(line: str) -> None:
    started = time.process_time()
    reply_text(line * 30_000)
    reply_text((line * 60 + "\n") * 1_500)
    assert time.process_time() - started < 3


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_mail_or_a_reason(noise: bytes) -> None:
    for raw in (
        noise,
        b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + noise,
        written(noise, Content_Type=repr(noise)),
    ):
        try:
            says = read(raw)
        except ValueError:
            continue
        assert b"\\u0000" not in msgspec.json.encode(says).replace(
            b"\\\\", b""
        )  # written out in the mail it is six letters, no NUL


# --- mails over the limit -------------------------------------------------------------------------------------------------


def test_a_very_large_mail_is_kept_as_a_description() -> None:
    raw = multipart(part("the plan is attached"), attached(b"x" * 300_000))
    short = mail.shorten(raw)
    assert len(short) < 2_000
    [says] = mail.translate(short, partial=True)
    assert says.remote_id == read(raw).remote_id
    assert says.body == "the plan is attached"
    assert says.fields["attachments"] == ["plan.pdf"]
    assert not [mention for mention in says.mentions if mention.kind == "document"], "its content is not known"


# --- mbox -----------------------------------------------------------------------------------------------------------------


def mbox(*mails: bytes, end: bytes = b"\n") -> io.BytesIO:
    return io.BytesIO(
        b"".join(
            b"From marcus@a.example Mon Mar  2 08:14:00 2026\n" + raw.replace(b"\r\n", b"\n") + b"\n" + end
            for raw in mails
        )
    )


def test_an_mbox_is_cut_into_its_mails() -> None:
    stream = mbox(
        written("one"), written("two\n\nFrom here on it works\n\n>From the start", Message_ID="<2@x.example>")
    )
    cut = list(mail.split_mbox(stream))
    assert [read(raw).remote_id for _, raw in cut] == ["third.morning@aldgatefreight.example", "2@x.example"]
    assert read(cut[1][1]).body == "two\n\nFrom here on it works\n\nFrom the start"
    stream.seek(cut[1][0])
    assert stream.readline().startswith(b"From marcus"), "the offset is where the mail's From line starts"


def test_an_mbox_with_windows_line_ends_is_read() -> None:
    text = mbox(written("one"), written("two")).getvalue().replace(b"\n", b"\r\n")
    assert [read(raw).body for _, raw in mail.split_mbox(io.BytesIO(text))] == ["one", "two"]


def test_a_huge_mail_in_an_mbox_does_not_fill_the_memory() -> None:
    stream = mbox(written(b"x" * 76 + (b"\n" + b"x" * 76) * (MAX_RAW // 77 + 10)), written("after it"))
    sizes = [len(raw) for _, raw in mail.split_mbox(stream)]
    assert sizes[0] == MAX_RAW + 1
    assert len(sizes) == 2


def test_a_file_that_is_no_mbox_says_so() -> None:
    with pytest.raises(ValueError, match="not an mbox"):
        list(mail.split_mbox(io.BytesIO(b"hello\n")))
    assert list(mail.split_mbox(io.BytesIO(b""))) == []


# --- outside data ---------------------------------------------------------------------------------------------------------

DATA = Path(os.environ.get("KINGPOST_DATA", "/nowhere"))
outside = pytest.mark.skipif(
    not (DATA / "mail").is_dir(), reason="not run: KINGPOST_DATA does not point at a folder with mail/"
)


@outside
def test_every_outside_mail_gives_a_statement_or_a_reason() -> None:
    mails = sorted((DATA / "mail").rglob("*.eml"))
    assert mails
    for path in mails:
        raw = path.read_bytes()
        with suppress(ValueError):  # a reason is fine; any other exception fails the test
            says = read(raw)
            msgspec.json.encode(says)
            assert says.remote_id == mail.message_id(raw), path


@outside
def test_outside_replies_are_trimmed() -> None:
    folder = DATA / "mail" / "replies"
    for path in sorted((folder / "standard_replies").glob("*.eml")):
        assert read(path.read_bytes()).fields["snippet"] == "Hello", path.name
    for path in sorted((folder / "html_replies").glob("*.html")):
        reply = reply_text(html.to_text(path.read_text(encoding="utf-8", errors="replace")))
        assert reply.startswith("Hi. I am fine."), path.name
        assert "How are you" not in reply, path.name


@outside
def test_outside_signatures_are_trimmed() -> None:
    bodies = sorted((DATA / "mail" / "replies" / "signature" / "emails" / "stripped").glob("*_body"))
    right = 0
    for path in bodies:
        text = path.read_text(encoding="utf-8").replace("#sig#", "")
        signature = (
            path.with_name(path.name.replace("_body", "_signature"))
            .read_text(encoding="utf-8")
            .replace("#sig#", "")
            .strip()
        )
        rest = text.strip().removesuffix(signature).strip()
        right += reply_text(text).split() == rest.split()
    assert right >= len(bodies) - 2, "a signature without any mark needs the sender's name"

"""What in a mail is its writer's own words: mails as the usual programs, help desks and lists write them, each with the right answer."""

from __future__ import annotations

import base64
import quopri
import re
from email.utils import formataddr, parseaddr
from pathlib import Path

import pytest

from kingpost.connectors.formats.mail import translate
from kingpost.connectors.formats.replies import own_text

TOM = "Tom Baker <tom@harbour.example>"
HEAD = "To: desk@yard.example\r\nDate: Tue, 3 Mar 2026 09:00:00 +0000\r\nSubject: Re: work\r\nMessage-ID: <m1@yard.example>\r\nMIME-Version: 1.0\r\n"


def table(name: str) -> list[tuple[str, str, list[str], list[str], bool, str]]:
    """(what it shows, sender, must hold, must not hold, no words at all, body) of each mail in a file beside this one."""
    mails = []
    for block in re.split(r"(?m)^## ", Path(__file__).with_name(name).read_text(encoding="utf-8"))[1:]:
        head, body = block.split("\n---\n", 1)
        title, *rules = head.split("\n")
        shows, sender = title.split(" | ")
        kept, left = ([rule[2:] for rule in rules if rule.startswith(sign)] for sign in ("+ ", "- "))
        assert all(rule == "=" or rule[:2] in ("+ ", "- ") for rule in rules), title
        mails.append((shows, sender, kept, left, "=" in rules, body.rstrip("\n") + "\n"))
    return mails


def written(sender: str, body: str, kind: str = "plain") -> bytes:
    data = body.replace("\n", "\r\n").encode()
    head = f"From: {formataddr(parseaddr(sender))}\r\n{HEAD}Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: "
    if kind == "plain":
        return head.encode() + b"quoted-printable\r\n\r\n" + quopri.encodestring(data)
    return head.encode() + b"base64\r\n\r\n" + base64.encodebytes(data)


def flat(text: str) -> str:
    return " ".join(text.split())


def judge(raw: bytes, sender: str, kept: list[str], left: list[str], empty: bool = False) -> None:
    [statement] = translate(raw)
    own = flat(own_text(statement.body, parseaddr(sender)[0]))
    assert [words for words in kept if words not in own] == [], own
    assert [words for words in left if words.lower() in own.lower()] == [], own
    assert not (empty and own), own


@pytest.mark.parametrize(
    ("kind", "shows", "sender", "kept", "left", "empty", "body"),
    [
        pytest.param(kind, *mail, id=f"{kind}: {mail[0]}")
        for kind, name in (("plain", "own_words.txt"), ("html", "own_words_html.txt"))
        for mail in table(name)
    ],
)
def test_own_words_are_told_from_quotes_signatures_and_footers(kind, shows, sender, kept, left, empty, body):
    judge(written(sender, body, kind), sender, kept, left, empty)


# --- parts and charsets ---------------------------------------------------------------------------------------------------


def single(body: str | bytes, content_type: str = "text/plain; charset=utf-8", encoding: str = "8bit") -> bytes:
    data = body.replace("\n", "\r\n").encode() if isinstance(body, str) else body
    data = base64.encodebytes(data) if encoding == "base64" else data
    return (
        f"From: {TOM}\r\n{HEAD}Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        + data
    )


def part(body: str, content_type: str = "text/plain; charset=utf-8", more: str = "") -> bytes:
    return f"Content-Type: {content_type}\r\n{more}\r\n".encode() + body.replace("\n", "\r\n").encode()


def multi(kind: str, *parts: bytes, preamble: bytes = b"") -> bytes:
    cut = b"=cut-" + kind.partition(";")[0].encode()
    pieces = b"".join(b"--" + cut + b"\r\n" + piece + b"\r\n" for piece in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="{cut.decode()}"\r\n\r\n'.encode()
        + preamble
        + pieces
        + b"--"
        + cut
        + b"--\r\n"
    )


def whole(tree: bytes) -> bytes:
    return f"From: {TOM}\r\n{HEAD}".encode() + tree


PDF = part(
    "JVBERi0xLjQK",
    "application/pdf; name=plan.pdf",
    "Content-Disposition: attachment; filename=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n",
)
INNER = "From: Ann Lee <ann@mill.example>\r\nTo: tom@harbour.example\r\nSubject: Pump\r\nDate: Mon, 2 Mar 2026 10:14:00 +0000\r\n\r\nThe pump is loud."
ICS = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nSUMMARY:Walk-through\nDTSTART:20260309T100000Z\nDTEND:20260309T110000Z\nDESCRIPTION:Agenda in the file\nEND:VEVENT\nEND:VCALENDAR\n"
CASES = [
    (
        "format=flowed with a quoted paragraph",
        single("The scaffold stays until the roof is done, which \nwill be in the second week of April.\n\nOn 3/2/26 10:14, Ann Lee wrote:\n> How long does the scaffold \n> stay?\n", "text/plain; charset=utf-8; format=flowed"),
        ["until the roof is done, which will be in the second week"],
        ["How long"],
        False,
    ),
    ("format=flowed delsp", single("The scaf \nfold stays until May.\n", "text/plain; charset=utf-8; format=flowed; delsp=yes"), ["The scaffold stays until May."], [], False),
    ("format=flowed, space-stuffed line", single(" From here on we need two keys.\n > is the sign on the door\n", "text/plain; charset=utf-8; format=flowed"), ["From here on we need two keys."], [], False),
    ("utf-8 called us-ascii, base64", single("Die Tür schließt nicht richtig.\n", "text/plain; charset=us-ascii", "base64"), ["Die Tür schließt nicht richtig."], [], False),
    ("windows-1252 called iso-8859-1", single("It\u2019s the left one \u2013 not the right.\n".encode("cp1252"), "text/plain; charset=iso-8859-1"), ["It\u2019s the left one \u2013 not the right."], [], False),
    ("utf-8 called iso-8859-1", single("Grüße aus der Küche, das Öl ist da.\n", "text/plain; charset=iso-8859-1"), ["Grüße aus der Küche, das Öl ist da."], [], False),
    ("windows-1252 called utf-8", single("Le café est fermé à midi.\n".encode("cp1252"), "text/plain; charset=utf-8"), ["Le café est fermé à midi."], [], False),
    ("charset nobody knows", single("Señal débil en el sótano.\n".encode(), "text/plain; charset=x-unknown"), ["Señal débil en el sótano."], [], False),
    ("no charset, windows-1252", single("Bitte den Schlüssel zurückgeben.\n".encode("cp1252"), "text/plain"), ["Bitte den Schlüssel zurückgeben."], [], False),
    ("iso-8859-2", single("Próba łączności w środę.\n".encode("iso-8859-2"), "text/plain; charset=ISO-8859-2"), ["Próba łączności w środę."], [], False),
    ("iso-2022-jp", single("明日の会議は十時からです。\n".encode("iso-2022-jp"), "text/plain; charset=iso-2022-jp", "7bit"), ["明日の会議は十時からです。"], [], False),
    ("quoted-printable, soft breaks inside words", single(b"The meeting with the land=\r\nlord is at noon =E2=80=93 be there.=20\r\n", "text/plain; charset=utf-8", "quoted-printable"), ["The meeting with the landlord is at noon – be there."], [], False),
    ("quoted-printable with lone equals signs", single(b"a = b and 50 =% off, call us\r\n", "text/plain; charset=utf-8", "quoted-printable"), ["50 =% off, call us"], [], False),
    ("html says another charset than the header", single('<html><head><meta charset="windows-1252"></head><body>Größe passt.</body></html>', "text/html; charset=utf-8"), ["Größe passt."], [], False),
    ("html, no charset in the header, meta tells", single('<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2"></head><body>Żółta łódź.</body></html>'.encode("iso-8859-2"), "text/html"), ["Żółta łódź."], [], False),
    ("alternative with an empty plain part", whole(multi("alternative", part(" \n"), part("<p>The lamp is fixed.</p>", "text/html; charset=utf-8"))), ["The lamp is fixed."], [], False),
    ("alternative whose plain part only says to use HTML", whole(multi("alternative", part("This message requires an HTML capable mail reader.\n"), part("<p>The lamp is fixed.</p>", "text/html; charset=utf-8"))), ["The lamp is fixed."], [], False),
    (
        "alternative in related in mixed",
        whole(multi("mixed", multi("related", multi("alternative", part("See the photo below.\n\n[cid:image001.png]\n"), part("<p>See the photo below.</p><img src=cid:image001.png>", "text/html; charset=utf-8")), part("iVBORw0K", "image/png", "Content-ID: <image001.png>\r\nContent-Transfer-Encoding: base64\r\n")), PDF)),
        ["See the photo below."],
        ["iVBOR", "JVBER"],
        False,
    ),
    ("amp part between plain and html", whole(multi("alternative", part("Your order is ready.\n"), part("<html amp4email>AMP FORM</html>", "text/x-amp-html"), part("<p>Your order is ready.</p>", "text/html; charset=utf-8"))), ["Your order is ready."], ["AMP FORM"], False),
    ("Apple Mail: words, a file, more words", whole(multi("mixed", part("First the drawing:\n"), PDF, part("And the switch goes to the left wall.\n"))), ["First the drawing", "switch goes to the left wall"], ["JVBER"], False),
    ("Apple Mail: html, a file, more html", whole(multi("mixed", part("<div>First the drawing:</div>", "text/html; charset=utf-8"), PDF, part("<div>And the switch goes to the left wall.</div>", "text/html; charset=utf-8"))), ["First the drawing", "switch goes to the left wall"], ["JVBER"], False),
    (
        "a list's footer as a part of its own",
        whole(multi("mixed", part("The patch works.\n"), part("_______________________________________________\nUsers mailing list\nusers@lists.example\nhttps://lists.example/mailman/listinfo/users\n", "text/plain; charset=us-ascii", "Content-Disposition: inline\r\n"))),
        ["The patch works."],
        ["listinfo"],
        False,
    ),
    ("a text file attached", whole(multi("mixed", part("The log is attached.\n"), part("ERROR 77 at boot\n", "text/plain; name=log.txt", "Content-Disposition: attachment; filename=log.txt\r\n"))), ["The log is attached."], ["ERROR 77"], False),
    ("a text file attached and no words", whole(multi("mixed", part("ERROR 77 at boot\n", "text/plain; name=log.txt", "Content-Disposition: attachment; filename=log.txt\r\n"))), [], ["ERROR 77"], True),
    ("only a file", whole(multi("mixed", PDF)), [], ["JVBER"], True),
    ("the mail itself is a file", single("JVBERi0xLjQK", "application/pdf; name=scan.pdf", "7bit"), [], ["JVBER"], True),
    ("invitation with words", whole(multi("alternative", part("Shall we walk through the site?\n\nWhen: Monday, March 9, 2026 10:00 AM-11:00 AM.\nWhere: Gate 2\n\n*~*~*~*~*~*~*~*~*~*\n"), part(ICS, "text/calendar; charset=utf-8; method=REQUEST"))), ["Shall we walk through the site?"], ["VCALENDAR"], False),
    ("invitation, calendar part only", single(ICS, "text/calendar; charset=utf-8; method=REQUEST"), [], ["BEGIN:VEVENT", "DTSTART"], False),
    ("S/MIME signed", whole(multi('signed; protocol="application/pkcs7-signature"; micalg=sha-256', part("We agree to the new rate.\n"), part("MIIGXwYJKoZI", "application/pkcs7-signature; name=smime.p7s", "Content-Disposition: attachment; filename=smime.p7s\r\n"))), ["We agree to the new rate."], ["MIIGX"], False),
    ("PGP signed, list footer outside", whole(multi("mixed", multi("signed", part("We agree to the new rate.\n"), part("-----BEGIN PGP SIGNATURE-----\niQEz\n-----END PGP SIGNATURE-----\n", "application/pgp-signature; name=signature.asc")))), ["We agree to the new rate."], ["iQEz"], False),
    ("PGP encrypted", whole(multi("encrypted", part("Version: 1\n", "application/pgp-encrypted"), part("-----BEGIN PGP MESSAGE-----\nhQEMA5v\n-----END PGP MESSAGE-----\n", 'application/octet-stream; name="encrypted.asc"'))), [], ["hQEMA", "Version: 1"], True),
    ("S/MIME encrypted", single("MIIBHgYJKoZIhvcNAQcD", "application/pkcs7-mime; name=smime.p7m; smime-type=enveloped-data", "7bit"), [], ["MIIBH"], True),
    ("a mail attached with a comment", whole(multi("mixed", part("This is what they sent me.\n"), part(INNER, "message/rfc822", "Content-Disposition: attachment; filename=Pump.eml\r\n"))), ["This is what they sent me."], ["pump is loud"], False),
    ("a mail attached inline, no words", whole(multi("mixed", part("\n"), part(INNER, "message/rfc822", "Content-Disposition: inline\r\n"))), [], ["pump is loud"], True),
    ("the mail is a forwarded mail", whole(b"Content-Type: message/rfc822\r\n\r\n" + INNER.encode()), [], ["pump is loud"], True),
    (
        "bounce",
        whole(multi("report; report-type=delivery-status", part("Your message to sam@gone.example could not be delivered.\n"), part("Final-Recipient: rfc822; sam@gone.example\nAction: failed\nStatus: 5.1.1\n", "message/delivery-status"), part(INNER, "message/rfc822"))),
        ["could not be delivered"],
        ["pump is loud"],
        False,
    ),
    ("a preamble for old readers", whole(multi("mixed", part("The gate is repaired.\n"), preamble=b"This is a multi-part message in MIME format.\r\n")), ["The gate is repaired."], ["multi-part message"], False),
    ("boundary never closed", whole(b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe gate is repaired.\r\n'), ["The gate is repaired."], ["--x"], False),
    ("html entities and soft hyphens", single("<p>Fees &amp; taxes: 5&nbsp;000&nbsp;&euro; &#8211; due Fri&shy;day &lt;noon&gt;</p>", "text/html; charset=utf-8"), ["Fees & taxes:", "Friday <noon>"], ["&amp;", "&#8211;"], False),
    ("plain part says that HTML is needed, German", whole(multi("alternative", part("Diese Nachricht ist nur als HTML lesbar. Bitte aktivieren Sie die HTML-Ansicht.\n"), part("<p>Der Aufzug ist wieder frei.</p>", "text/html; charset=utf-8"))), ["Der Aufzug ist wieder frei."], ["HTML"], False),
    ("plain part asks for HTML and means it", whole(multi("alternative", part("Please send the page as HTML.\n"), part("<p>Please send the page as <b>HTML</b>.</p>", "text/html; charset=utf-8"))), ["Please send the page as HTML."], [], False),
    ("plain part names HTML, html part says more", whole(multi("alternative", part("Your mail program cannot show HTML. Read it here: https://news.example/1\n"), part("<p>The canteen opens in June.</p><p>Lunch is at noon.</p>", "text/html; charset=utf-8"))), ["The canteen opens in June."], ["cannot show"], False),
]  # fmt: skip


@pytest.mark.parametrize(("shows", "raw", "kept", "left", "empty"), [pytest.param(*case, id=case[0]) for case in CASES])
def test_own_words_are_found_in_every_kind_of_part_and_charset(shows, raw, kept, left, empty):
    judge(raw, TOM, kept, left, empty)


def test_a_mail_with_only_encrypted_words_is_quoted_with_none():
    [statement] = translate(single("-----BEGIN PGP MESSAGE-----\n\nhQEMA5v\n-----END PGP MESSAGE-----\n"))
    assert statement.fields.get("snippet", "") == ""
    assert statement.happenings[0].text == "wrote “Re: work”"

"""Whether a system or a person wrote a mail, which system, and what it speaks of, by mails as they are sent (notices_sent.txt)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kingpost.connectors.formats import mail

TABLE = Path(__file__).with_name("notices_sent.txt").read_text(encoding="utf-8")
ADDED = "To: info@harbourfinch.example\r\nDate: Mon, 09 Mar 2026 09:14:00 +0000\r\nMIME-Version: 1.0\r\n"
SENT = [tuple(one.partition("\n")[::2]) for one in TABLE.split("\n=== ")[1:]]


@pytest.mark.parametrize(("line", "text"), SENT, ids=[line.partition(" |")[0] for line, _ in SENT])
def test_who_wrote_a_mail_is_known_by_what_it_was_sent_with(line, text):
    _, who, service, key = (part.strip() for part in line.split("|"))
    head, _, body = text.partition("\n...\n")
    said = mail.translate((ADDED + head + "\n\n" + body).encode())[0].fields
    notice, machine = said.get("notice", ""), (said.get("automatic", False), said.get("bulk", False))
    assert notice == service
    assert said.get("notice_keys", []) == ([key] if key else [])
    match who:
        case "system" | "answer":
            assert said["automatic"] is True
        case "bulk":
            assert any(machine)
        case "person":
            assert machine == (False, False)

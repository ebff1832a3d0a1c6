"""Handing a mail over: what arrived, what surely did not, and what nobody can know."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from tests import mail_server

from kingpost.toolbox import environment, smtp


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[mail_server.MailServer]:
    with mail_server.running() as running:
        monkeypatch.setenv("KINGPOST_MAIL_SERVER", running.address)
        monkeypatch.setenv("KINGPOST_MAIL_SECURITY", "none")
        monkeypatch.setenv("KINGPOST_MAIL_FROM", "Kingpost <kingpost@harrowlane.example>")
        yield running


def send() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "kingpost@harrowlane.example",
        "Priya <priya@harrowlane.example>",
        "One flag",
    )
    message.set_content("A line.\n.\nAfter a dot.\n")
    found = smtp.configured()
    assert found
    smtp.send(found, message)


def test_a_mail_arrives_as_it_was_written(server: mail_server.MailServer) -> None:
    send()
    [mail] = server.taken
    assert mail["To"] == "Priya <priya@harrowlane.example>"
    assert mail.get_content() == "A line.\r\n.\r\nAfter a dot.\r\n"


@pytest.mark.parametrize(("answer", "retry"), [("451 later", True), ("550 never", False)])
def test_a_refusal_says_whether_it_may_work_later(server: mail_server.MailServer, answer: str, retry: bool) -> None:
    server.answer = answer
    with pytest.raises(smtp.NotSent) as said:
        send()
    assert said.value.retry is retry and answer[4:] in str(said.value)


def test_a_line_that_breaks_after_the_mail_leaves_it_open(server: mail_server.MailServer) -> None:
    server.answer = ""
    with pytest.raises(smtp.Unsure):
        send()


def test_no_server_and_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert smtp.configured() is None
    monkeypatch.setenv("KINGPOST_MAIL_SERVER", "127.0.0.1:1")
    with pytest.raises(environment.SettingError, match="KINGPOST_MAIL_FROM"):
        smtp.configured()
    monkeypatch.setenv("KINGPOST_MAIL_FROM", "kingpost@harrowlane.example")
    with pytest.raises(smtp.NotSent) as said:
        send()
    assert said.value.retry


def test_without_tls_no_password_goes_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINGPOST_MAIL_SERVER", "mail.harrowlane.example:25")
    monkeypatch.setenv("KINGPOST_MAIL_FROM", "kingpost@harrowlane.example")
    monkeypatch.setenv("KINGPOST_MAIL_SECURITY", "none")
    assert smtp.configured(), "a relay inside the house that asks for no password may be spoken to"
    monkeypatch.setenv("KINGPOST_MAIL_PASSWORD", "secret")
    with pytest.raises(environment.SettingError, match="is not this machine"):
        smtp.configured()
    monkeypatch.setenv("KINGPOST_MAIL_SERVER", "[::1]:25")
    assert smtp.configured()

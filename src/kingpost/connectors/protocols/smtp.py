"""Handing one mail to an SMTP server (RFC 5321, submission RFC 6409). Either every recipient is accepted or nothing is sent."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from kingpost.connectors.base import ConnectorError, Refused, Unavailable
from kingpost.connectors.protocols.unprotected import only_here

ANSWER_SECONDS = 30
PORTS = {"tls": 465, "starttls": 587, "none": 25}


def send(
    host: str, port: int, security: str, login: tuple[str, str], sender: str, recipients: Sequence[str], mail: bytes
) -> None:
    """Send one mail. ``login`` is (user, password); without TLS (a server on this machine) nobody logs in.

    Raises Unavailable while nothing has left, so that a later try is safe; ConnectorError, which a person looks at, when the server went away after
    it had been given the mail, or refuses it.
    """
    only_here(host, port, security)
    where = f"{host}:{port}"
    with _said(where):
        client = _connected(host, port, security)
    try:
        with _said(where):
            if security == "starttls":
                client.starttls(context=ssl.create_default_context())
            client.ehlo_or_helo_if_needed()
            if security != "none" or client.has_extn("auth"):
                client.login(*login)
            _envelope(client, where, sender, recipients)
        _hand_over(client, where, mail)
    finally:
        with suppress(Exception):
            client.quit()


def _connected(host: str, port: int, security: str) -> smtplib.SMTP:
    if security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=ANSWER_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=ANSWER_SECONDS)


def _envelope(client: smtplib.SMTP, where: str, sender: str, recipients: Sequence[str]) -> None:
    """Who it is from and for. The first recipient the server does not take ends it before anything is sent."""
    code, answer = client.mail(sender)
    if code != 250:
        raise _refused(where, f"mail from {sender}", code, answer)
    for one in recipients:
        code, answer = client.rcpt(one)
        if code not in (250, 251):
            client.rset()
            raise _refused(where, f"mail to {one}", code, answer)


def _hand_over(client: smtplib.SMTP, where: str, mail: bytes) -> None:
    """The mail itself. Once it is on its way a silence says nothing about whether it arrived."""
    try:
        code, answer = client.data(mail)
    except smtplib.SMTPDataError as error:
        raise _refused(where, "the mail", error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise ConnectorError(
            f"{where} went away after it was given the mail, so it may have been sent or not. Ask who was to get it before you try again."
        ) from error
    if code != 250:
        raise _refused(where, "the mail", code, answer)


@contextmanager
def _said(where: str) -> Iterator[None]:
    try:
        yield
    except ConnectorError:
        raise
    except smtplib.SMTPAuthenticationError as error:
        raise Refused(f"{where} refused to log in. Check the user name and the password.") from error
    except ssl.SSLCertVerificationError as error:
        raise Refused(f"{where} shows a certificate that is not valid for it: {error.verify_message}.") from error
    except smtplib.SMTPNotSupportedError as error:
        raise ConnectorError(f"{where} does not offer what the settings ask for: {error}.") from error
    except smtplib.SMTPException as error:
        raise Unavailable(f"{where} broke off before the mail was sent: {error}.") from error
    except OSError as error:
        raise Unavailable(f"{where} could not be reached to send the mail: {error or type(error).__name__}.") from error


def _refused(where: str, what: str, code: int, answer: bytes | str) -> ConnectorError:
    said = " ".join((answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)).split())[:200]
    text = f"{where} does not take {what}: {code} {said.rstrip('.')}. Nothing was sent."
    return Unavailable(text) if 400 <= code < 500 else ConnectorError(text)

"""Sending a mail: one server, from the settings, with time-outs. It says whether a mail that failed may be sent again without arriving twice."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr

from kingpost.toolbox import environment
from kingpost.toolbox.this_machine import is_here

TIMEOUT = 20  # seconds for each step
PORTS = {"starttls": 587, "tls": 465, "none": 25}


class NotSent(Exception):
    """The server did not take the mail. ``retry``: it may later; nothing of it has arrived."""

    def __init__(self, text: str, *, retry: bool) -> None:
        super().__init__(text)
        self.retry = retry


class Unsure(Exception):
    """The line broke after the mail was handed over: it may have arrived or not."""


@dataclass(frozen=True)
class Server:
    """Where mail is handed over, and from whom it is. ``security``: starttls, tls or none."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str


def configured() -> Server | None:
    """The server in the settings; None when none is set. Raises SettingError for settings that cannot be used."""
    address = environment.read("KINGPOST_MAIL_SERVER")
    if not address:
        return None
    security = environment.read("KINGPOST_MAIL_SECURITY", "starttls")
    if security not in PORTS:
        raise environment.SettingError("KINGPOST_MAIL_SECURITY must be starttls, tls or none.")
    host, colon, port = address.rpartition(":")
    host, port = (host, port) if colon else (address, str(PORTS[security]))
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise environment.SettingError("KINGPOST_MAIL_SERVER must be host:port, for example mail.company.example:587.")
    sender = environment.read("KINGPOST_MAIL_FROM")
    if "@" not in parseaddr(sender)[1]:
        raise environment.SettingError(
            "KINGPOST_MAIL_FROM must be an address, for example Kingpost <kingpost@company.example>."
        )
    user, password = environment.read("KINGPOST_MAIL_USER"), environment.read("KINGPOST_MAIL_PASSWORD")
    if security == "none" and password and not is_here(host):
        raise environment.SettingError(
            f"KINGPOST_MAIL_SECURITY is none, and {host} is not this machine: the password would go there unprotected. Set starttls or tls."
        )
    return Server(host.strip("[]"), int(port), security, user, password, sender)


def send(server: Server, message: EmailMessage) -> None:
    """Hand one mail over. Raises NotSent or Unsure."""
    sender, receiver = parseaddr(str(message["From"]))[1], parseaddr(str(message["To"]))[1]
    with _connected(server) as smtp:
        _taken(*smtp.mail(sender))
        _taken(*smtp.rcpt(receiver))
        try:
            answer = smtp.data(message.as_bytes(policy=policy.SMTP))
        except smtplib.SMTPDataError as error:  # refused before a word of it was sent
            raise _refused(error.smtp_code, error.smtp_error) from None
        except (OSError, smtplib.SMTPException) as error:
            raise Unsure(f"The line to {server.host} broke while the mail was handed over ({error}).") from None
        _taken(*answer)


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    """Connected, secured and signed in; what fails here has sent nothing."""
    smtp: smtplib.SMTP | None = None
    try:
        context = ssl.create_default_context()
        if server.security == "tls":
            smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        if server.security == "starttls":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
        yield smtp
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, error.smtp_error) from None
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"{server.host}:{server.port} did not take the mail ({error}).", retry=True) from None
    finally:
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()


def _taken(code: int, said: bytes) -> None:
    if not 200 <= code < 300:
        raise _refused(code, said)


def _refused(code: int, said: bytes | str) -> NotSent:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return NotSent(f"The mail server said {code}: {' '.join(text.split())}", retry=400 <= code < 500)

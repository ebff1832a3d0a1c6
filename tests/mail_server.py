"""A tiny mail server for tests: it takes what it is handed, or refuses, or hangs up, as told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """``taken`` are the mails it took, in order. ``answer``: what it says to the mail itself; "" hangs up after having heard it all."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.taken: list[EmailMessage] = []
        self.answer = "250 thank you"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 ready")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self.say("354 go on")
                if not self.data():
                    return
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def data(self) -> bool:
        body = b""
        for line in self.rfile:
            if line == b".\r\n":
                break
            body += line.removeprefix(b".")
        self.server.taken.append(message_from_bytes(body, policy=policy.default))  # type: ignore[arg-type]
        if not self.server.answer:
            return False
        if not self.server.answer.startswith("2"):
            self.server.taken.pop()
        self.say(self.server.answer)
        return True

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def running() -> Iterator[MailServer]:
    """A server on a free port, stopped at the end."""
    server = MailServer()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()

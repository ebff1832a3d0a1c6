"""A small HTTP server on loopback for tests: a function from request to reply, and replies that go wrong on purpose."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # lower-case names
    body: bytes

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


@dataclass
class Reply:
    """``half`` announces the whole body and sends half of it; ``delay`` is seconds before the first byte."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    half: bool = False
    delay: float = 0.0
    drip: float = 0.0  # seconds between single bytes


def as_json(value: Any, status: int = 200) -> Reply:
    return Reply(status, msgspec.json.encode(value), {"Content-Type": "application/json"})


class Server:
    """``answer`` may be exchanged while it runs; ``asked`` is every request so far."""

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        self.answer = answer
        self.asked: list[Request] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_request(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Request(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
                server.asked.append(request)
                self.send(server.answer(request))

            do_GET = do_POST = do_PUT = do_DELETE = handle_request  # noqa: N815 (the names http.server looks for)

            def send(self, reply: Reply) -> None:
                time.sleep(reply.delay)
                try:
                    self.send_response_only(reply.status)  # without a Date of its own
                    for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.send_body(reply)
                except OSError:
                    self.close_connection = True  # the client had enough

            def send_body(self, reply: Reply) -> None:
                if reply.half:
                    self.wfile.write(reply.body[: len(reply.body) // 2])
                    self.close_connection = True
                elif reply.drip:
                    for byte in reply.body:
                        self.wfile.write(bytes([byte]))
                        time.sleep(reply.drip)
                else:
                    self.wfile.write(reply.body)

            def log_message(self, *_: Any) -> None:
                """Tests are quiet."""

        return Handler


@contextmanager
def serving(answer: Callable[[Request], Reply]) -> Iterator[Server]:
    server = Server(answer)
    try:
        yield server
    finally:
        server.close()

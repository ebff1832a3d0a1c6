"""Pages over HTTP with sign-in, against the product's own web server: one reader, then eight at once."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from statistics import quantiles

from bench import whole, workspace
from bench.company import OWN_DOMAIN

SECONDS = 6.0
BACK = timedelta(days=90)  # the day dated pages are about


def main() -> None:
    workspace.open_workspace(whole.WORKSPACE)
    results: dict[str, float] = {}
    with server() as (port, cookie):
        for name, some in _paths().items():
            for readers in (1, 8):
                results |= _measure(name, some, readers, port, cookie)
    print(json.dumps(results))


@contextmanager
def server() -> Iterator[tuple[int, str]]:
    """The product's own web server over an open workspace: its port, and the cookie of the owner's session."""
    cookie, port = _signed_in(), _free_port()
    environment = os.environ | {"KINGPOST_ADDRESS": f"127.0.0.1:{port}"}
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(
        [sys.executable, "-m", "kingpost.cli", "web"], env=environment, stdout=quiet, stderr=quiet
    )
    try:
        _wait(port)
        yield port, cookie
    finally:
        started.terminate()
        started.wait()


def _paths() -> dict[str, list[str]]:
    """The addresses to read, by page: the busiest clients, and beginnings of words that occur."""
    from kingpost.toolbox import clock
    from kingpost.toolbox.sql import rows

    then = f"true_at={(clock.now() - BACK).date()}"
    busiest = "SELECT client_id FROM timeline WHERE client_id > 0 GROUP BY 1 ORDER BY count(*) DESC LIMIT 40"
    titles = "SELECT title FROM search WHERE kind = 'message' ORDER BY entity_id LIMIT 200"
    words = [title.split() for (title,) in rows(titles)]
    clients = [client for (client,) in rows(busiest)]
    return {
        "client_then": [f"/clients/{client}?{then}" for client in clients], "clients_then": [f"/clients?{then}"], "work_then": [f"/work?{then}"],
        "client": [f"/clients/{client}" for client in clients], "today": ["/"], "clients": ["/clients"], "work": ["/work"],
        "flags": ["/flags"], "search": [f"/search?q={w[0]}+{w[1][:3]}" for w in words if len(w) > 1], "live": ["/live?after=0"],
    }  # fmt: skip


def _measure(name: str, paths: list[str], readers: int, port: int, cookie: str) -> dict[str, float]:
    times: list[float] = []
    size = 0

    def read(offset: int) -> None:
        nonlocal size
        connection, until, turn = HTTPConnection("127.0.0.1", port, timeout=30), time.perf_counter() + SECONDS, offset
        while time.perf_counter() < until:
            start = time.perf_counter()
            connection.request("GET", paths[turn % len(paths)], headers={"Cookie": f"sessionid={cookie}"})
            answer = connection.getresponse()
            size = max(size, len(answer.read()))
            if answer.status not in (200, 204):
                raise RuntimeError(
                    f"{paths[turn % len(paths)]} answered {answer.status} {answer.headers.get('Location', '')}"
                )
            times.append(time.perf_counter() - start)
            turn += 1

    read(0) if readers == 1 else None  # warm
    times.clear()
    threads = [threading.Thread(target=read, args=(n * 5,)) for n in range(readers)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, cuts = time.perf_counter() - start, quantiles(times, n=100)
    return {f"{name}_p50_ms_{readers}": round(cuts[49] * 1000, 1), f"{name}_p95_ms_{readers}": round(cuts[94] * 1000, 1),
            f"{name}_requests_per_second_{readers}": round(len(times) / took, 1), f"{name}_bytes": size}  # fmt: skip


def _signed_in() -> str:
    """The cookie of the owner's session."""
    from django.test import Client

    from kingpost.accounts.models import User

    visitor = Client()
    visitor.force_login(User.objects.get(email=f"owner@{OWN_DOMAIN}"))
    return visitor.cookies["sessionid"].value


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The web server did not start.")


if __name__ == "__main__":
    main()

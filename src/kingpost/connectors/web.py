"""HTTP for connectors: ``toolbox/http.py`` with its errors said in the connectors' words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kingpost.connectors.base import ConnectorError, Malformed, Refused, Unavailable
from kingpost.toolbox.http import (
    Answer,
    Http,
    HttpError,
    HttpMalformed,
    HttpMissing,
    HttpRefused,
    HttpRejected,
    HttpUnavailable,
)


class Missing(ConnectorError):
    """404 or 410: the object is not there, or the address of the system is wrong."""


class Rejected(ConnectorError):
    """The system understood and said no (a validation, a missing field). ``body`` is its answer."""

    def __init__(self, text: str, body: bytes) -> None:
        super().__init__(text)
        self.body = body


class Broken(Unavailable):
    """HTTP 500: the server fell over this one request. Others may well work, so one object may be left out."""


class Web:
    """A connection to one system over HTTP. Takes what ``Http`` takes; raises ConnectorError only."""

    def __init__(self, base: str, headers: Mapping[str, str], **limits: Any) -> None:
        with in_our_words():
            self._http = Http(base, headers, **limits)

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """The decoded JSON of ``path``. Raises Missing, Refused, Unavailable, Malformed, Rejected."""
        with in_our_words():
            return self._http.get_json(path, params)

    def send(self, method: str, path: str, json: Any = None) -> Answer:
        """A write. The same errors as ``get``; after Unavailable it may have arrived all the same."""
        with in_our_words():
            return self._http.request(method, path, json=json)

    def close(self) -> None:
        self._http.close()


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn every HttpError into the ConnectorError that means the same."""
    try:
        yield
    except HttpRefused as error:
        raise Refused(str(error)) from None
    except HttpMissing as error:
        raise Missing(str(error)) from None
    except HttpUnavailable as error:
        kind = Broken if error.status == 500 else Unavailable
        raise kind(str(error), error.wait) from None
    except HttpMalformed as error:
        raise Malformed(str(error)) from None
    except HttpRejected as error:
        raise Rejected(str(error), error.body) from None
    except HttpError as error:  # a new kind in the toolbox: still one of ours
        raise ConnectorError(str(error)) from None

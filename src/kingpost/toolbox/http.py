"""The one way plain HTTP leaves this program.

What it adds to httpx: every request has time-outs and a total deadline, an answer has a size limit, a redirect never
reaches an address inside the own network unless it is the configured host itself, credentials never travel to another
host, and every failure is one of five errors whose text is fit for the Systems page (no query strings, no secrets).
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self

import msgspec

from kingpost.toolbox.this_machine import is_here

# Each function that needs it imports it: that takes a tenth of a second, and most processes ask nobody anything.
if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
TOTAL_SECONDS = 120.0
"""For one request with its redirects: a server that drips one byte at a time does not hold a worker for ever."""

MAX_ANSWER = 50 * 1024 * 1024
"""Bytes of one answer, after decompression."""

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REFUSALS = frozenset({401, 403, 407})
_LATER = frozenset({408, 425, 429})


class HttpError(Exception):
    """A request that did not get its answer. ``status`` is the HTTP status, 0 when there was none."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status


class HttpRefused(HttpError):
    """401, 403, 407, an untrusted certificate, or a redirect we will not follow."""


class HttpMissing(HttpError):
    """404 or 410."""


class HttpRejected(HttpError):
    """Another 4xx: the server understood and said no. ``body`` is what it said."""

    def __init__(self, text: str, status: int, body: bytes) -> None:
        super().__init__(text, status)
        self.body = body


class HttpUnavailable(HttpError):
    """Time-out, no connection, half an answer, 408, 425, 429 or 5xx. ``wait`` is the server's Retry-After, in seconds."""

    def __init__(self, text: str, status: int = 0, wait: float | None = None) -> None:
        super().__init__(text, status)
        self.wait = wait


class HttpMalformed(HttpError):
    """The answer is not what it says it is, is larger than the limit, or redirects without an end."""


class Answer(msgspec.Struct, frozen=True):
    """A whole answer: ``status`` 2xx, ``headers`` in lower case, ``body`` decompressed."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises HttpMalformed."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            start = self.body[:60].decode("utf-8", "replace")
            raise HttpMalformed(f"The answer is not JSON; it starts with {start!r}.", self.status) from None


class Http:
    """A connection to one host.

    ``base`` is the configured address, path included; ``headers`` and ``auth`` carry the credentials and go to that origin only.
    """

    def __init__(
        self,
        base: str,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
        max_answer: int = MAX_ANSWER,
    ) -> None:
        import httpx

        self.base = _checked(base)
        self._auth = auth
        self._credentials = _sendable(headers or {})
        self._total = total_seconds
        self._max = max_answer
        # A proxy named in the environment is for the outside world, never for this machine itself.
        loopback = is_here(self.base.host)
        self._client = httpx.Client(
            timeout=httpx.Timeout(read_seconds, connect=connect_seconds),
            follow_redirects=False,
            trust_env=not loopback,
            headers={"User-Agent": "kingpost"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def get_json(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """GET ``path`` below the base and decode its JSON. Raises HttpError."""
        return self.request("GET", path, params=params).json()

    def request(
        self, method: str, path: str, *, params: Mapping[str, str | int] | None = None, json: Any = None
    ) -> Answer:
        """One request to ``path`` below the base; ``json`` is sent as the body. Raises HttpError."""
        url = self._below_base(path, params)
        content = None if json is None else msgspec.json.encode(json)
        headers = {"Accept": "application/json"} | ({} if content is None else {"Content-Type": "application/json"})
        deadline = time.monotonic() + self._total
        for _ in range(MAX_REDIRECTS + 1):
            answer, url_after = self._once(method, url, headers, content, deadline)
            if answer is not None:
                return answer
            if method not in ("GET", "HEAD"):
                raise HttpRefused(f"{_where(url)} redirects a {method}, which is not followed. Check the address.")
            url = url_after
        raise HttpMalformed(f"{_where(self.base)} redirects without an end.")

    def _below_base(self, path: str, params: Mapping[str, str | int] | None) -> httpx.URL:
        url = self.base.copy_with(path=self.base.path.rstrip("/") + "/" + path.lstrip("/"))
        return url.copy_merge_params(dict(params)) if params else url

    def _once(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes | None, deadline: float
    ) -> tuple[Answer | None, httpx.URL]:
        """The answer, or None and where a redirect leads."""
        import httpx

        request = self._build(method, url, headers, content)
        try:
            response = self._client.send(request, stream=True, auth=self._auth if self._own(url) else None)
            try:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    return None, self._target(url, response.headers["location"])
                body = self._read(response, url, deadline)
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise _transport_error(error, url) from None
        _raise_for_status(response, url, body)
        return Answer(response.status_code, dict(response.headers), body), url

    def _build(self, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes | None) -> httpx.Request:
        if self._own(url):
            return self._client.build_request(method, url, headers={**self._credentials, **headers}, content=content)
        # Connect to the very address that was checked, so a second look-up cannot lead elsewhere.
        address = _public_address(url)
        return self._client.build_request(
            method,
            url.copy_with(host=address),
            headers={**headers, "Host": url.netloc.decode("ascii")},
            content=content,
            extensions={"sni_hostname": url.host},
        )

    def _own(self, url: httpx.URL) -> bool:
        return (url.scheme, url.host, _port(url)) == (self.base.scheme, self.base.host, _port(self.base))

    def _target(self, url: httpx.URL, location: str) -> httpx.URL:
        import httpx

        try:
            target = url.join(location)
        except httpx.InvalidURL:
            raise HttpMalformed(f"{_where(url)} redirects to something that is not an address.") from None
        if target.scheme not in ("http", "https"):
            raise HttpRefused(f"{_where(url)} redirects to {target.scheme!r}, which is not followed.")
        if url.scheme == "https" and target.scheme == "http":
            raise HttpRefused(f"{_where(url)} redirects from https to http, which is not followed.")
        return target

    def _read(self, response: httpx.Response, url: httpx.URL, deadline: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self._max:
                raise HttpMalformed(f"{_where(url)} sent more than {self._max:,} bytes; the rest was not read.")
            if time.monotonic() > deadline:
                raise HttpUnavailable(f"{_where(url)} did not finish its answer within {self._total:g} seconds.")
            parts.append(part)
        return b"".join(parts)


def _checked(base: str) -> httpx.URL:
    import httpx

    try:
        url = httpx.URL(base.strip())
        host = url.host and url.raw_host.decode().encode("idna")  # as the look-up of the host will do
    except (httpx.InvalidURL, ValueError):
        raise HttpRefused("The address is not a web address.") from None
    if url.scheme not in ("http", "https") or not host:
        raise HttpRefused("The address must start with https:// or http:// and name a host.")
    if _port(url) > 65535:
        raise HttpRefused("The port in the address must be between 1 and 65535.")
    if url.userinfo:
        raise HttpRefused("The address holds a password. Put it into its own setting.")
    return url.copy_with(query=None, fragment=None)


def _sendable(headers: Mapping[str, str]) -> dict[str, str]:
    if not all(value.isascii() and value.isprintable() for value in headers.values()):
        raise HttpRefused("The key holds a sign that no key has, such as a curly quotation mark. Copy it once more.")
    return dict(headers)


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _where(url: httpx.URL) -> str:
    """The address without its query: that may hold search words, ids or a token."""
    return f"{url.host}{url.path}"


def _public_address(url: httpx.URL) -> str:
    """An address of the host, all of whose addresses are public. Raises HttpError."""
    try:
        found = socket.getaddrinfo(url.host, _port(url), type=socket.SOCK_STREAM)
    except OSError:
        raise HttpUnavailable(f"{url.host} (a redirect) cannot be found.") from None
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    for address in addresses:
        ip = ipaddress.ip_address(address)
        mapped = getattr(ip, "ipv4_mapped", None) or ip
        if not mapped.is_global or mapped.is_multicast:
            raise HttpRefused(
                f"A redirect leads to {url.host}, an address inside a private network. It is not followed."
            )
    return addresses[0]


def _transport_error(error: httpx.HTTPError, url: httpx.URL) -> HttpError:
    import httpx

    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return HttpRefused(f"The certificate of {url.host} is not trusted.")
    if isinstance(error, httpx.TimeoutException):
        return HttpUnavailable(f"{_where(url)} did not answer in time.")
    if isinstance(error, httpx.ConnectError):
        return HttpUnavailable(f"{url.host} cannot be reached.")
    if isinstance(error, httpx.DecodingError):
        return HttpMalformed(f"{_where(url)} sent an answer whose compression is broken.")
    return HttpUnavailable(f"{_where(url)} broke off in the middle of its answer.")


def _raise_for_status(response: httpx.Response, url: httpx.URL, body: bytes) -> None:
    status = response.status_code
    if 200 <= status < 300:
        return
    if status in _REFUSALS:
        raise HttpRefused(f"{_where(url)} refused the request (HTTP {status}).", status)
    if status in (404, 410):
        raise HttpMissing(f"{_where(url)} does not exist (HTTP {status}).", status)
    if status in _LATER or status >= 500:
        wait = _retry_after(response.headers)
        raise HttpUnavailable(f"{_where(url)} is not available now (HTTP {status}).", status, wait)
    if 400 <= status < 500:
        raise HttpRejected(f"{_where(url)} rejected the request (HTTP {status}).", status, body)
    raise HttpMalformed(f"{_where(url)} answered HTTP {status}, which makes no sense here.", status)


def _retry_after(headers: httpx.Headers) -> float | None:
    """Seconds to wait: a number, or a date taken against the server's own Date (its clock, not ours)."""
    value = headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - parsedate_to_datetime(headers["date"])).total_seconds())
    except (KeyError, ValueError, TypeError):
        return None

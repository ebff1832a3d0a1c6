"""A CalDAV session: calendars, listings, objects and writes; every failure is a ConnectorError that says what to do.

The caldav library carries the requests (authentication in all its kinds, time-outs, XML without entities). What is asked and how the
answers are taken apart is here, because a listing of 100,000 objects must not become 100,000 objects of the library.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

from kingpost.connectors.base import ConnectorError, Malformed, Refused, StaleCursor, Unavailable

SECONDS = 40
AT_ONCE = 80
MAX_ROUNDS = 500
_DAV, _CAL, _CS = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
_SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'

_ZONE = re.compile(r"^TZID(?:;[^:\r\n]*)?:([^\r\n]+)", re.MULTILINE)
_ABOUT_CALENDARS = (
    "<D:resourcetype/><D:displayname/><D:current-user-principal/><D:supported-report-set/><D:current-user-privilege-set/>"
    "<C:supported-calendar-component-set/><C:calendar-home-set/><C:calendar-timezone/><S:getctag/>"
)


class Calendar(NamedTuple):
    """One calendar collection. ``path`` ends with a slash. ``tag`` changes when anything in it does, ``zone`` is that of times without one ("" where unknown)."""

    path: str
    name: str
    components: frozenset[str]
    has_tokens: bool
    writable: bool
    tag: str
    zone: str


class Changes(NamedTuple):
    """What happened in a calendar since a token: paths that are new or changed, paths that are gone, the next token."""

    changed: list[str]
    gone: list[str]
    token: str


class Entry(NamedTuple):
    """One response of a multistatus. ``props`` are the elements found, by tag."""

    path: str
    status: int
    props: dict[str, Any]

    def text(self, tag: str) -> str:
        found = self.props.get(tag)
        return (found.text or "") if found is not None else ""


class Exists(ConnectorError):
    """412: the object is there already, or was changed since it was read."""


class Dav:
    """One connection. ``now`` is the server's own clock at its last answer, None before the first."""

    def __init__(self, url: str, user: str, password: str) -> None:
        from caldav.davclient import DAVClient  # late: costs half a second and only this connector needs it

        logging.getLogger("caldav").setLevel(logging.ERROR)  # it logs bodies, which are people's calendars
        try:
            said = urlsplit(url)
            host, _ = (said.hostname or "").encode("idna"), said.port
        except ValueError:  # a bracket without its other half, a host without a name, a port above 65535
            raise ConnectorError("The address is not a web address.") from None
        if said.scheme not in ("http", "https") or not host:
            raise ConnectorError("The address must start with https:// (or http:// for a server on this machine).")
        self.url = url
        self.now: datetime | None = None
        self._client: Any = DAVClient(url=url, username=user, password=password, timeout=SECONDS, enable_rfc6764=False)
        if said.hostname in ("127.0.0.1", "::1", "localhost"):
            self._client.session.trust_env = False  # a proxy is for the outside world

    def close(self) -> None:
        self._client.close()

    # --- requests ---------------------------------------------------------------------------------------------------------

    def request(self, method: str, path: str, body: str | bytes = "", **headers: str) -> Any:
        """One request; the library's response. Raises ConnectorError for everything that is not 2xx, 404, 409, 410 or 412."""
        url = urljoin(self.url, path)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with self._said(url):
            answer = self._client.request(url, method, body, named)
        self._hear_time(answer.headers.get("Date", ""))
        where = urlsplit(url).hostname
        if answer.status >= 500 or answer.status in (408, 425, 429):
            raise Unavailable(f"{where} is not available now (HTTP {answer.status}).")
        if answer.status >= 300 and answer.status not in (404, 409, 410, 412):
            raise Malformed(f"{where} answered {method} with HTTP {answer.status}.")
        return answer

    @contextmanager
    def _said(self, url: str) -> Iterator[None]:
        from caldav.lib import error

        where = urlsplit(url).hostname
        try:
            yield
        except error.RateLimitError as problem:
            raise Unavailable(f"{where} asks us to wait.", problem.retry_after_seconds) from problem
        except error.AuthorizationError as problem:
            if f"{_DAV}valid-sync-token" in problem.preconditions:
                raise StaleCursor(
                    "The calendar server no longer knows what we had read; it is read again from the start."
                ) from problem
            hint = "Check the user name and the password." if problem.status == 401 else "The account may not do this."
            raise Refused(f"{where} refused the request (HTTP {problem.status or 401}). {hint}") from problem
        except error.DAVError as problem:
            raise Malformed(f"{where} answered in a way that is not CalDAV: {type(problem).__name__}.") from problem
        except OSError as problem:  # the transport's own errors among them
            if "SSL" in type(problem).__name__ or "CERTIFICATE" in str(problem):
                raise Refused(f"The certificate of {where} is not trusted.") from problem
            raise Unavailable(f"{where} could not be reached or broke off: {type(problem).__name__}.") from problem
        except (SyntaxError, ValueError) as problem:  # lxml's XMLSyntaxError is a SyntaxError
            raise Malformed(f"{where} sent broken XML.") from problem

    def _hear_time(self, date: str) -> None:
        try:
            self.now = parsedate_to_datetime(date)
        except (ValueError, TypeError):
            return

    def _multistatus(self, method: str, path: str, body: str, depth: int) -> tuple[list[Entry], Any]:
        xml = f'<?xml version="1.0" encoding="utf-8"?>\n{body}'
        answer = self.request(
            method, path, xml.encode(), Depth=str(depth), Content_Type="application/xml; charset=utf-8"
        )
        if answer.status in (404, 410):
            return [], None
        if answer.status != 207 or answer.tree is None:
            preconditions = answer.raw if answer.tree is not None else ""
            if "valid-sync-token" in preconditions:
                raise StaleCursor(
                    "The calendar server no longer knows what we had read; it is read again from the start."
                )
            raise Malformed(f"{urlsplit(self.url).hostname} gave no listing for {method} (HTTP {answer.status}).")
        return [self._entry(node) for node in answer.tree.iter(f"{_DAV}response")], answer.tree

    def _entry(self, node: Any) -> Entry:
        status = _code(node.findtext(f"{_DAV}status"))
        props = {}
        for stat in node.findall(f"{_DAV}propstat"):
            if _code(stat.findtext(f"{_DAV}status")) == 200:
                props.update({prop.tag: prop for prop in stat.iterfind(f"{_DAV}prop/*")})
        return Entry(_path(node.findtext(f"{_DAV}href") or ""), status, props)

    # --- listing ----------------------------------------------------------------------------------------------------------

    def calendars(self) -> list[Calendar]:
        """The calendars of the account, or the one the address itself names. Raises Malformed when there is no CalDAV."""
        ask = f"<D:propfind {_SPACES}><D:prop>{_ABOUT_CALENDARS}</D:prop></D:propfind>"
        path = urlsplit(self.url).path or "/"
        for _ in range(4):  # address → principal → home set → calendars
            entries, _tree = self._multistatus("PROPFIND", path, ask, 0)
            here = entries[0] if entries else None
            if here is None:
                break
            if _is_calendar(here):
                return [_calendar(here)]
            home = _href_in(here, f"{_CAL}calendar-home-set")
            principal = _href_in(here, f"{_DAV}current-user-principal")
            if home:
                entries, _tree = self._multistatus("PROPFIND", home, ask, 1)
                found = [_calendar(entry) for entry in entries if _is_calendar(entry)]
                return sorted(found, key=lambda calendar: calendar.path)
            if not principal or principal == path:
                break
            path = principal
        if not path.startswith("/.well-known"):
            return self._well_known()
        raise Malformed(
            f"{urlsplit(self.url).hostname} shows no calendars at this address. Give the CalDAV address of the account."
        )

    def _well_known(self) -> list[Calendar]:
        origin, self.url = self.url, urljoin(self.url, "/.well-known/caldav")
        try:
            return self.calendars()
        except Unavailable:
            raise
        except ConnectorError:
            raise Malformed(
                f"{urlsplit(origin).hostname} shows no calendars at this address. Give the CalDAV address of the account."
            ) from None
        finally:
            self.url = origin

    def tags(self, calendar: Calendar, *components: str) -> dict[str, str]:
        """ETags by path: of everything in the calendar, or of the objects that hold one of ``components``. Raises Unavailable for half a list."""
        found: dict[str, str] = {}
        if not components:
            ask = f"<D:propfind {_SPACES}><D:prop><D:getetag/><D:resourcetype/></D:prop></D:propfind>"
            entries = self._whole(calendar, *self._multistatus("PROPFIND", calendar.path, ask, 1))
            return {
                e.path: e.text(f"{_DAV}getetag")
                for e in entries
                if e.path != calendar.path and not e.path.endswith("/")
            }
        for component in components:
            ask = (
                f"<C:calendar-query {_SPACES}><D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name='VCALENDAR'>"
                f"<C:comp-filter name='{component}'/></C:comp-filter></C:filter></C:calendar-query>"
            )
            entries = self._whole(calendar, *self._multistatus("REPORT", calendar.path, ask, 1))
            found |= {entry.path: entry.text(f"{_DAV}getetag") for entry in entries if entry.status in (0, 200)}
        return found

    @staticmethod
    def _whole(calendar: Calendar, entries: list[Entry], tree: Any) -> list[Entry]:
        """The entries of a list that is one: a calendar that is not found (404, 410) or broken off (507) is not an empty one."""
        if tree is None:
            raise Unavailable(
                f"The calendar “{calendar.name}” was offered but cannot be found. What was read of it is kept."
            )
        if any(entry.status == 507 for entry in entries):
            raise Unavailable(
                f"The server lists the calendar “{calendar.name}” only in part. What was read of it is kept."
            )
        return entries

    def changes(self, calendar: Calendar, token: str) -> Changes:
        """sync-collection since ``token`` ("" lists everything). Raises StaleCursor when the server forgot the token."""
        changed: dict[str, None] = {}
        gone: dict[str, None] = {}
        for _ in range(MAX_ROUNDS):
            ask = (
                f"<D:sync-collection {_SPACES}><D:sync-token>{escape(token)}</D:sync-token><D:sync-level>1</D:sync-level>"
                "<D:prop><D:getetag/></D:prop></D:sync-collection>"
            )
            entries, tree = self._multistatus("REPORT", calendar.path, ask, 0)
            truncated = False
            for entry in entries:
                if entry.status == 507:
                    truncated = True
                elif entry.status in (404, 410):
                    gone[entry.path] = None
                    changed.pop(entry.path, None)
                elif entry.path != calendar.path:
                    changed[entry.path] = None
                    gone.pop(entry.path, None)
            following = (tree.findtext(f"{_DAV}sync-token") or "") if tree is not None else ""
            if not truncated:
                return Changes(list(changed), list(gone), following)
            if following == token:
                break
            token = following
        raise Malformed(f"The calendar “{calendar.name}” gives the same part of its changes again and again.")

    # --- objects ----------------------------------------------------------------------------------------------------------

    def objects(self, calendar: Calendar, paths: Sequence[str]) -> dict[str, tuple[bytes, str]]:
        """(iCalendar bytes, ETag) by path, of those that exist. Lines end with a bare newline whichever way they were asked."""
        found: dict[str, tuple[bytes, str]] = {}
        for start in range(0, len(paths), AT_ONCE):
            hrefs = "".join(f"<D:href>{escape(path)}</D:href>" for path in paths[start : start + AT_ONCE])
            ask = f"<C:calendar-multiget {_SPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>{hrefs}</C:calendar-multiget>"
            entries, _ = self._multistatus("REPORT", calendar.path, ask, 1)
            wanted = {_same(path): path for path in paths[start : start + AT_ONCE]}
            for entry in entries:
                text = entry.text(f"{_CAL}calendar-data")
                if text and _same(entry.path) in wanted:
                    found[wanted[_same(entry.path)]] = (
                        text.replace("\r\n", "\n").encode(),
                        entry.text(f"{_DAV}getetag"),
                    )
        return found

    def by_uid(self, calendar: Calendar, uid: str) -> str:
        """The path of the object with this UID, "" when the calendar has none."""
        ask = (
            f"<C:calendar-query {_SPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter><C:comp-filter name='VCALENDAR'>"
            f"<C:comp-filter name='VEVENT'><C:prop-filter name='UID'><C:text-match collation='i;octet'>{escape(uid)}</C:text-match>"
            "</C:prop-filter></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
        )
        entries, _ = self._multistatus("REPORT", calendar.path, ask, 1)
        for entry in entries:
            unfolded = entry.text(f"{_CAL}calendar-data").replace("\r", "").replace("\n ", "")
            if f"\nUID:{uid}\n" in unfolded:  # text-match finds parts of a UID as well
                return entry.path
        return ""

    def put(self, path: str, raw: bytes, etag: str = "") -> None:
        """Create the object, or with ``etag`` replace that very version. Raises Exists on 412."""
        condition = {"If_Match": etag} if etag else {"If_None_Match": "*"}
        answer = self.request("PUT", path, raw, Content_Type="text/calendar; charset=utf-8", **condition)
        if answer.status in (409, 412):
            raise Exists(
                "The calendar has a newer version of this meeting."
                if etag
                else "The calendar has this meeting already."
            )
        if answer.status in (404, 410):
            raise ConnectorError("There is no such calendar any more.")

    def delete(self, path: str, etag: str) -> None:
        """Remove the object; one that is gone already is fine. Raises Exists when it was changed since ``etag``."""
        answer = self.request("DELETE", path, **({"If_Match": etag} if etag else {}))
        if answer.status in (409, 412):
            raise Exists("The calendar has a newer version of this meeting.")


def _code(status: str | None) -> int:
    """200 of "HTTP/1.1 200 OK", 0 when there is none."""
    parts = (status or "").split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0


def _path(href: str) -> str:
    return quote(unquote(urlsplit(href.strip()).path), safe="/@:!$&'()*+,;=~")


def _same(path: str) -> str:
    return unquote(path)


def _is_calendar(entry: Entry) -> bool:
    kind = entry.props.get(f"{_DAV}resourcetype")
    return kind is not None and kind.find(f"{_CAL}calendar") is not None


def _href_in(entry: Entry, tag: str) -> str:
    found = entry.props.get(tag)
    return _path(found.findtext(f"{_DAV}href") or "") if found is not None else ""


def _calendar(entry: Entry) -> Calendar:
    listed = entry.props.get(f"{_CAL}supported-calendar-component-set")
    components = (
        frozenset(node.get("name", "").upper() for node in listed if node.get("name"))
        if listed is not None
        else frozenset()
    )
    reports = entry.props.get(f"{_DAV}supported-report-set")
    has_tokens = reports is not None and next(reports.iter(f"{_DAV}sync-collection"), None) is not None
    privileges = entry.props.get(f"{_DAV}current-user-privilege-set")
    may = {node.tag for node in privileges.iter()} if privileges is not None else {f"{_DAV}write"}
    writable = bool(may & {f"{_DAV}write", f"{_DAV}all", f"{_DAV}bind", f"{_DAV}write-content"})
    path = entry.path if entry.path.endswith("/") else entry.path + "/"
    name = entry.text(f"{_DAV}displayname") or unquote(path.rstrip("/").rpartition("/")[2])
    zone = _ZONE.search(entry.text(f"{_CAL}calendar-timezone"))
    return Calendar(
        path,
        name,
        components or frozenset({"VEVENT"}),
        has_tokens,
        writable,
        entry.text(f"{_CS}getctag"),
        zone[1].strip() if zone else "",
    )

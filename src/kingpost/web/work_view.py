"""A view of the work page as its address says it: what is shown, in which order, and the addresses of views near it. The whole view is in the address."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict

from kingpost.questions import status
from kingpost.questions.status import Status, Wanted
from kingpost.web.addresses import PLACES, thing_number

KINDS = {"": "Everything", "ticket": "Tickets", "task": "Tasks", "project": "Projects"}
TRACKS = {"": "Any", "late": "Late", "at_risk": "At risk", "no_date": "No date", "on_track": "On track"}
SORTS = {
    "due": "Due",
    "track": "On track",
    "changed": "Last changed",
    "name": "Name",
    "status": "Status",
    "client": "Client",
    "owner": "Owner",
}
NOBODY, ME = "nobody", "me"
NAMES = ("kind", "track", "owner", "client", "disputed", "q", "sort", "way", "after")


@dataclass(frozen=True)
class View:
    """What an address asks for, each part checked; "" where it asks nothing. ``owner`` is a number, "nobody" or "me"."""

    kind: str = ""
    track: str = ""
    owner: str = ""
    client: str = ""
    disputed: str = ""
    q: str = ""
    sort: str = ""
    way: str = ""
    after: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> View:
        held = {name: asked.get(name, "").strip() for name in NAMES}
        return cls(
            held["kind"] if held["kind"] in KINDS else "", held["track"] if held["track"] in TRACKS else "",
            held["owner"] if held["owner"] in (NOBODY, ME) or thing_number(held["owner"]) else "", held["client"] if thing_number(held["client"]) else "",
            "1" if held["disputed"] == "1" else "", held["q"][:80], held["sort"] if held["sort"] in SORTS and held["sort"] != "due" else "",
            "desc" if held["way"] == "desc" else "", held["after"] if _place(held["after"], held["sort"]) else "",
        )  # fmt: skip

    def query(self, **other: str) -> str:
        """The part of an address after the question mark; a changed view begins at its first page."""
        changed = replace(self, **({"after": ""} | other))
        return urlencode({name: value for name in NAMES if (value := getattr(changed, name))})

    @property
    def kept(self) -> str:
        """What a saved view keeps: everything but the page one is on."""
        return self.query()

    @property
    def dated(self) -> dict[str, str]:
        """The parts an earlier day can answer; what was noticed, and whose it is now, nothing dates."""
        unowned, late = self.owner == NOBODY, self.track == status.LATE
        return {
            "kind": self.kind,
            "track": self.track if late else "",
            "owner": self.owner if unowned else "",
            "client": self.client,
        }

    @property
    def narrowed(self) -> bool:
        return any((self.kind, self.track, self.owner, self.client, self.disputed, self.q))

    def by(self, sort: str) -> str:
        """The address of the same sorted by a column; the other way round when it is sorted by that already."""
        same = (self.sort or "due") == sort
        return self.query(sort="" if sort == "due" else sort, way="desc" if same and not self.way else "")

    def wanted(self, me: int | None) -> Wanted:
        """For reading: ``me`` is the number the reader has among the people, None when no system knows them (then "me" finds nothing)."""
        owner = (me or 0) if self.owner == ME else thing_number(self.owner) or None
        return Wanted(
            kinds=(self.kind,) if self.kind else status.KINDS, track=self.track, owner=owner, unowned=self.owner == NOBODY, client=thing_number(self.client) or None,
            disputed=bool(self.disputed), words=self.q, sort=self.sort or "due", backwards=bool(self.way), after=_place(self.after, self.sort),
        )  # fmt: skip

    def beyond(self, last: Status) -> str:
        """The address of the page after the one that ends with this line."""
        return self.query(after=urlsafe_b64encode(f"{last.id} {last.key}".encode()).decode().rstrip("="))


def _place(text: str, sort: str) -> tuple[str, int] | None:
    """The line a page goes on behind; None for what is no place in this order."""
    try:
        number, _, key = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(" ")
        if not number.isdecimal() or len(number) > PLACES or "\0" in key:
            return None
        if status.SORTS.get(sort or "due", ("", ""))[1] == "timestamptz" and key not in ("infinity", "-infinity"):
            datetime.fromisoformat(key)
        if status.SORTS.get(sort or "due", ("", ""))[1] == "float8":
            float(key)
    except ValueError:
        return None
    return key, int(number)

"""What stands around every page: the rail, the freshness line, who is reading. Nothing is read unless the template shows it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kingpost.accounts import audiences
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.evidence import reading
from kingpost.knowledge import disputes_then
from kingpost.knowledge.asof import Then
from kingpost.knowledge.when import When
from kingpost.priorities.counted import Counted, counted, from_before_start
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.reach import Reader, Why, why
from kingpost.priorities.reading import FlagRow
from kingpost.toolbox import clock
from kingpost.web import asof, freshness, rail, reader


@dataclass
class Shell:
    """The reader's frame for one request. Queries run once, on first use, and not at all for a stranger."""

    request: HttpRequest

    @property
    def person(self) -> User | None:
        user = getattr(self.request, "user", None)  # a request refused before anybody was looked up has none
        return user if user is not None and user.is_authenticated else None

    @property
    def theme(self) -> str:
        return self.person.theme if self.person else "system"

    @property
    def here(self) -> str:
        """The name of the page's address, e.g. "client"; "" on an error page."""
        match = self.request.resolver_match
        return match.url_name or "" if match else ""

    @property
    def business(self) -> str:
        """Our own name, as far as it is known."""
        return str(reader.business_values(self.request)["name"])

    def may(self, act: Act) -> bool:
        return may(self.request.user, act)

    @cached_property
    def audiences(self) -> list[int]:
        """The audience ids the reader may see: the argument of every query behind a page."""
        return audiences.allowed(self.request.user)

    @cached_property
    def hours(self) -> WorkingHours:
        """Our working hours."""
        values = reader.business_values(self.request)
        return WorkingHours.of(values)

    @cached_property
    def reader(self) -> Reader:
        """Whom flags are for on this page, by the minute: within one they need not be counted again."""
        return Reader(
            self.person.pk if self.person else 0,
            self.person.email if self.person else "",
            self.audiences,
            self.hours,
            self.now.replace(second=0, microsecond=0),
        )

    @property
    def flags(self) -> int:
        """How many open flags this reader may see: the number beside Flags."""
        return self._counted.flags

    @property
    def mine(self) -> int:
        """How many of them are for this reader: what Today takes the first of."""
        return self._counted.mine

    @property
    def before_start(self) -> int:
        """How many flags are from before we started: what the list of them holds."""
        return from_before_start(tuple(self.audiences), self._counted.stamp)

    @property
    def disagreements(self) -> int:
        """How many disagreements are open for this reader: the number beside them on the rail."""
        return self._counted.disagreements

    @cached_property
    def _counted(self) -> Counted:
        return counted(self.reader)

    def marks(self, numbers: Collection[int]) -> dict[tuple[int, str], int]:
        """By (thing, field): the open disagreement a value on this page is in. Asked together with the numbers on the rail."""
        self._counted = counted(self.reader, numbers)
        return self._counted.marks

    def marks_and_reason(self, flag: FlagRow) -> tuple[dict[tuple[int, str], int], Why | None]:
        """The same for the page of a flag, with why it reaches this reader; None when it does not."""
        self._counted = counted(self.reader, [flag.entity], [flag.id])
        return self._counted.marks, why(flag, self._counted.standing.get(flag.id), self.reader)

    def marks_on(self, numbers: Collection[int], when: When, known: Sequence[Then] = ()) -> dict[tuple[int, str], int]:
        """The marks of a page that may be about an earlier day: then those of the list of that day. ``known`` are things the page has read as they were."""
        if when.present:
            return self.marks(numbers)
        self._counted = counted(self.reader, numbers, when=when)
        return disputes_then.marks(numbers, self._counted.asked, self.audiences, when, reader.zone(), known)

    @cached_property
    def token(self) -> SafeString:
        """The hidden field every form of this page needs."""
        return csrf_input(self.request)

    @cached_property
    def back_here(self) -> SafeString:
        """The hidden fields of a form that comes back to this page."""
        return self.token + format_html('<input type="hidden" name="next" value="{}">', self.request.get_full_path())

    @cached_property
    def rail(self) -> list[rail.Item]:
        return rail.items(self)

    @cached_property
    def evidence(self) -> reading.Freshness:
        return reading.freshness(self.audiences)

    @property
    def freshness(self) -> freshness.Line:
        return freshness.worded(self.evidence, freshness.restarted(settings.DATA, clock.now()))

    @property
    def position(self) -> int:
        """Where the log stands for this reader; the browser asks whether that is still so."""
        return self.evidence.position

    @property
    def sent(self) -> bool:
        """The page is itself the answer to a form: it holds what is shown once, or what was filled in, so it does not come again by itself."""
        return self.request.method == "POST"

    @property
    def clock_moved(self) -> bool:
        return clock.overridden()

    @property
    def about_now_alone(self) -> bool:
        """An earlier day was asked for, and this page has none."""
        return asof.ignored(self.request)

    @property
    def now(self) -> datetime:
        return clock.now()


def of(request: HttpRequest) -> Shell:
    """The one shell of a request, shared by its view and its template."""
    shell = getattr(request, "_shell", None)
    if shell is None:
        shell = Shell(request)
        request._shell = shell  # type: ignore[attr-defined]
    return shell


def context(request: HttpRequest) -> dict[str, Any]:
    """The context processor: every template has ``shell``, and one token for all the forms of a page."""
    return {"shell": of(request), "csrf_input": SimpleLazyObject(lambda: of(request).token)}

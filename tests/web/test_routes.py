"""Walks every page and route as every role and as a stranger."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.web.conftest import signed_in
from tests.web.routes import ROUTES, STRANGER

from kingpost.accounts.models import User

WHO = {"admin": "dana", "member": "priya", "viewer": "callum"}


def names(resolver: URLResolver) -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield one.name or str(one.pattern)
        elif "api" not in str(one.pattern):  # the API has a walk of its own
            yield from names(one)


def test_every_route_is_in_the_table() -> None:
    """A new address says who may use it before it is there."""
    assert set(names(get_resolver())) == set(ROUTES)


def asked(name: str, who: str, cast: dict[str, User], *, look: bool = False) -> tuple[str, HttpResponseBase]:
    """The address of a route and what it answers to this person; whatever it changed is taken back."""
    route = ROUTES[name]
    with transaction.atomic():
        client = Client() if who == STRANGER else signed_in(cast[WHO[who]])
        address = reverse(name, args=route.args(cast))
        answer = client.get(address) if look or route.post is None else client.post(address, route.post)
        transaction.set_rollback(True)
    return address, answer


def problem(name: str, who: str, answer: HttpResponseBase) -> str:
    """What is wrong with this answer to this person; "" when it is as the table says."""
    route, status, leads_to = ROUTES[name], answer.status_code, answer.headers.get("Location", "")
    sign_in = f"{reverse('account_login')}?next="
    if who in route.open_to:
        good = status in (200, 204, 302) or (status == 404 and route.may_be_absent)
        return "" if good and not leads_to.startswith(sign_in) else f"is not let in ({status})"
    if who == STRANGER:
        return "" if status == 302 and leads_to.startswith(sign_in) else f"is not asked to sign in ({status})"
    return "" if status == 403 else f"is not refused ({status})"


def twice(answer: HttpResponseBase) -> str:
    """What a page calls by the same id: the label of one field would lead to another."""
    words = b"" if answer.streaming else answer.content  # type: ignore[attr-defined]
    found = Counter(re.findall(rb'\sid="([^"]+)"', words)) if b"<html" in words else Counter[bytes]()
    again = sorted(one.decode() for one, times in found.items() if times > 1)
    return f"finds {', '.join(again)} twice" if again else ""


def test_only_those_it_is_open_to_get_in(cast: dict[str, User]) -> None:
    wrong = []
    for name in ROUTES:
        for who in (STRANGER, "viewer", "member", "admin"):
            address, answer = asked(name, who, cast)
            if what := problem(name, who, answer) or twice(answer):
                wrong.append(f"{address}: {who} {what}")
    assert not wrong, "\n".join(wrong)


def test_nothing_changes_by_looking(cast: dict[str, User]) -> None:
    """What changes something is a POST: a link in a mail, a preview or a crawler never does it."""
    answers = {
        name: asked(name, "admin", cast, look=True)[1].status_code
        for name, route in ROUTES.items()
        if route.post is not None
    }
    assert set(answers.values()) == {405}, answers


def test_an_address_that_only_takes_a_form_says_so_and_leads_on(dana: Client) -> None:
    """Reached from a link that was kept or from the browser's line: without words it shows a failure of its own."""
    answer = dana.get(reverse("tokens"))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "That address is no page" in answer.content.decode() and reverse("home") in answer.content.decode()


def test_whoever_signs_in_after_a_form_comes_to_a_page(cast: dict[str, User]) -> None:
    """The session ended while the page stood open: what the form was sent to is no page to come back to."""
    sent = Client().post(reverse("promise_additions"), {"what": "A plan", "next": "/promises?who=ours"})
    assert sent["Location"] == f"{reverse('account_login')}?next=/promises%3Fwho%3Dours"
    assert Client().post(reverse("teams"), {"name": "Projects"})["Location"] == f"{reverse('account_login')}?next=/"


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(db: None) -> None:
    answer = Client().get(reverse("live"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, reverse("account_login"))


def test_no_inline_code_is_allowed_on_any_page(dana: Client) -> None:
    policy = dana.get(reverse("help"))["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy

"""An open page fetches itself again for what its reader may see, and for nothing else: not even the moment shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web import day
from tests.web.conftest import signed_in

from kingpost.accounts import audiences
from kingpost.accounts.models import User
from kingpost.evidence.models import System
from kingpost.evidence.opening import open_to
from kingpost.toolbox import clock


def stands(browser: Client) -> int:
    return int(browser.get(reverse("live")).json()["position"])


def changed(browser: Client, after: int) -> bool:
    return browser.get(reverse("live"), {"after": after}).status_code == 200


def mail(key: str, number: str) -> None:
    at = clock.now() - timedelta(minutes=1)
    letter = builders.mail(number, "marcus@aldgatefreight.example", day.email("Priya Raman"), "One more", at)
    builders.tell(System.objects.get(key=key), letter)


def test_a_private_mail_is_news_for_its_person_alone(cast: dict[str, User], dana: Client, priya: Client) -> None:
    noor = signed_in(cast["noor"])
    before = {browser: stands(browser) for browser in (priya, dana, noor)}
    mail("priya", "secret-2")
    assert [changed(browser, after) for browser, after in before.items()] == [True, False, False]
    mail("support", "m9")
    assert [changed(browser, after) for browser, after in before.items()] == [True, True, True]


def test_the_page_says_where_it_stands_as_its_reader_sees_it(dana: Client) -> None:
    page = dana.get(reverse("home")).content.decode()
    assert f'data-position="{stands(dana)}"' in page
    mail("priya", "secret-3")
    assert f'data-position="{stands(dana)}"' in page


def test_asking_costs_one_query_beside_signing_in(dana: Client) -> None:
    at = stands(dana)
    asked: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        assert not changed(dana, at)
    assert len(asked) == 3 and "django_session" in asked[0] and "accounts_user" in asked[1], asked


def test_who_could_see_it_until_now_is_told_that_it_goes(cast: dict[str, User], dana: Client) -> None:
    before = stands(dana)
    open_to(System.objects.get(key="desk"), audiences.private(cast["priya"]))
    between = stands(dana)
    assert between != before
    builders.settle()
    assert changed(dana, between), "once it has left the pages, they come again without it"

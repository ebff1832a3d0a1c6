"""A private mailbox seen from outside: no page and no answer of the API holds its subjects or senders for anyone it is not open to."""

from __future__ import annotations

import re
from collections import deque
from datetime import timedelta
from urllib.parse import quote

from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web import day
from tests.web.conftest import signed_in
from tests.web.routes import ROUTES
from tests.web.test_api_walk import about, routes

from kingpost.accounts import api_tokens
from kingpost.accounts.models import User
from kingpost.evidence.models import System
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

SUBJECT, SENDER, WORDS = "Redundancy terms before Easter", "solicitor@quietcounsel.example", "the severance schedule"
HIDDEN = (SUBJECT, SENDER, "quietcounsel", WORDS)
LINK = re.compile(r'href="(/[^"#]*)"')
MOST = 90  # pages of one crawl


def whisper() -> list[int]:
    """One mail in Priya's own mailbox, from somebody nothing else knows. Returns the numbers of what it made."""
    letter = builders.mail("quiet@x", SENDER, day.email("Priya Raman"), SUBJECT, clock.now() - timedelta(hours=2), body=f"Please see {WORDS}. Can you answer today?")  # fmt: skip
    builders.tell(System.objects.get(key="priya"), letter)
    found = rows(
        "SELECT DISTINCT e.entity_id FROM entity AS e JOIN system AS s USING (audience_id) WHERE s.key = 'priya'"
    )
    return [number for (number,) in found]


def crawl(browser: Client, *starts: str) -> dict[str, str]:
    """Every page reached by links, with what it says."""
    waiting, seen = deque(starts), dict.fromkeys(starts, "")
    while waiting:
        address = waiting.popleft()
        seen[address] = browser.get(address).content.decode(errors="replace")
        for link in LINK.findall(seen[address]):
            plain = link.replace("&amp;", "&")
            if plain not in seen and len(seen) < MOST and not plain.startswith(("/assets", "/accounts/logout")):
                seen[plain] = ""
                waiting.append(plain)
    return seen


def pages(cast: dict[str, User], numbers: list[int]) -> list[str]:
    """The address of every page of the table, of every hidden thing, and of searches for them."""
    found = [reverse(name, args=route.args(cast)) for name, route in ROUTES.items() if route.post is None and not name.startswith(("account_", "mfa_", "sign_in"))]  # fmt: skip
    for number in numbers:
        for name, more in (("thing", []), ("client", []), ("brief", []), ("whose", []), ("evidence", ["subject"])):
            found.append(reverse(name, args=[number, *more]))
    return [*found, *(f"{reverse('search')}?q={quote(word)}" for word in ("redundancy", "quietcounsel", "severance"))]


def told(said: str) -> bool:
    plain = re.sub(r"\?q=[^\"]*|value=\"[^\"]*\"|“(?:redundancy|quietcounsel|severance)”", "", said)
    return any(one in plain for one in HIDDEN)


def test_no_page_tells_of_it_to_anyone_else(cast: dict[str, User], priya: Client) -> None:
    numbers = whisper()
    assert any(told(said) for said in crawl(priya, reverse("home"), *pages(cast, numbers)).values()), (
        "its person sees it"
    )
    for outside in ("noor", "dana"):
        leaks = [
            address for address, said in crawl(signed_in(cast[outside]), *pages(cast, numbers)).items() if told(said)
        ]
        assert leaks == [], outside


def test_no_answer_of_the_api_tells_of_it_to_anyone_else(cast: dict[str, User]) -> None:
    numbers = whisper()
    asked = [
        path.format(**about(path, cast) | ({"number": number} if "/things/" in path else {}))
        for method, path in routes() if method == "GET" for number in (numbers if "/things/" in path else [0])
    ]  # fmt: skip
    asked += [f"/search?q={word}" for word in ("redundancy", "quietcounsel", "severance")]
    asked += [f"/questions?q={quote('Has the redundancy been approved?')}"]
    said: dict[str, list[str]] = {"priya": [], "noor": [], "dana": []}
    for name, found in said.items():
        headers = {"Authorization": f"Bearer {api_tokens.make(cast[name], 'walk')[1]}"}
        for path in asked:
            text = Client().get(f"/api/v1{path}", headers=headers).content.decode()
            if SUBJECT in text or SENDER in text or WORDS in text:
                found.append(path)
    assert said["priya"] and not said["noor"] and not said["dana"]

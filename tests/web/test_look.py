"""What the style file promises where no page shows it: on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from kingpost.web import assets

COLOURS = """names => names.map(name => `${name} ${getComputedStyle(document.documentElement).getPropertyValue(name).trim()}`)"""


@pytest.mark.parametrize("theme", ["dark", "system"])
def test_a_page_is_printed_in_the_light_colours_whatever_the_screen_shows(chromium: Browser, theme: str) -> None:
    look = assets.read("look.css").body.decode()
    names = sorted(set(re.findall(r"(--[\w-]+): #", look)))
    page = chromium.new_page(color_scheme="dark")
    printed = {}
    for chosen in ("light", theme):
        page.set_content(f'<html data-theme="{chosen}"><style>{look}</style></html>')
        page.emulate_media(media="print")
        printed[chosen] = page.evaluate(COLOURS, names)
    page.close()
    assert "--mark #fff3c4" in printed["light"]
    assert printed[theme] == printed["light"]

from __future__ import annotations

import re
from pathlib import Path

from kingpost.connectors import document, registry

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_all_connectors_is_true() -> None:
    said = (DOCS / "connectors.md").read_text(encoding="utf-8")
    assert said == document.markdown(), "run: python -m kingpost.connectors.document > docs/connectors.md"


def test_every_connector_and_setting_is_on_it() -> None:
    page = document.markdown()
    for name, cls in registry.connectors().items():
        assert f"## {cls.title}\n" in page
        assert f"connectors/{name}.md" in page
        assert all(f"| `{setting.name}` |" in page for setting in cls.settings)


def test_its_links_lead_somewhere() -> None:
    page = document.markdown()
    for target in re.findall(r"\]\(([^)#]+)\)", page):
        assert (DOCS / target).exists(), target
    for anchor in re.findall(r"\]\(#([^)]+)\)", page):
        assert f'<a id="{anchor}"></a>' in page

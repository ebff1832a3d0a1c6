"""Docs completeness: every setting, command, connector, rule, page and table is documented, or this fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from typer.main import get_command

from kingpost.cli import app
from kingpost.connectors import registry
from kingpost.priorities.rules import rules
from kingpost.toolbox.environment import VARIABLES

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "kingpost"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda v: v.name)
def test_every_setting_is_in_settings_md(variable):
    assert f"| `{variable.name}` | {variable.default} | {variable.about} |" in text("docs/settings.md")


def test_every_command_has_help_and_is_named_in_the_guide():
    guide = text("README.md") + text("docs/commands.md")
    commands = {name: command for name, command in get_command(app).commands.items() if not command.hidden}
    assert {name for name, command in commands.items() if not command.help} == set()
    assert {name for name in commands if f"kingpost {name}" not in guide} == set()


@pytest.mark.parametrize("name", registry.connectors())
def test_every_connector_has_a_page_naming_its_settings(name):
    page = text(f"docs/connectors/{name}.md")
    assert [s.name for s in registry.connector(name).settings if s.name not in page] == []


def test_every_rule_is_in_the_guide_of_rules():
    page = text("docs/rules.md")
    assert [rule.name for rule in rules() if f"| `{rule.name}` | {rule.title} | {rule.about} |" not in page] == []


def test_every_table_is_in_the_architecture():
    page = text("ARCHITECTURE.md")
    own = ("accounts", "evidence", "identity", "knowledge", "priorities", "proposals")
    tables = {model._meta.db_table for name in own for model in apps.get_app_config(name).get_models()}
    assert {table for table in tables if not re.search(rf"\b{table}\b", page)} == set()


def test_every_folder_of_the_house_is_in_the_architecture():
    page = text("ARCHITECTURE.md")
    folders = {path.name for path in SRC.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert {folder for folder in folders if folder not in page} == set()


def test_every_module_says_what_it_is():
    silent = [str(p.relative_to(SRC)) for p in SRC.rglob("*.py") if p.stat().st_size and not re.match(r'\s*(?:#.*\n)*"""', p.read_text(encoding="utf-8"))
              and "migrations" not in p.parts and p.name != "apps.py"]  # fmt: skip
    assert silent == []


def test_a_file_over_400_lines_opens_with_the_reason():
    long = [
        p
        for p in [*SRC.rglob("*.py"), *SRC.rglob("*.js"), *SRC.rglob("*.css"), *SRC.rglob("*.html")]
        if "migrations" not in p.parts and len(p.read_text(encoding="utf-8").splitlines()) > 400
    ]
    assert [
        str(p.relative_to(SRC)) for p in long if "one file because" not in p.read_text(encoding="utf-8")[:1500]
    ] == []


def test_links_between_pages_lead_somewhere():
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        broken += [f"{page.name}: {target}" for target in targets if not (page.parent / target).exists()]
    assert broken == []

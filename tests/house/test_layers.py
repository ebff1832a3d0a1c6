"""The layers also hold where an import cannot show it: foreign keys named by string, the write side, clocks, foreign words on screen."""

from __future__ import annotations

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

from django.apps import apps

SRC = Path(__file__).parents[2] / "src" / "kingpost"
LAYERS = ("accounts", "evidence", "identity", "knowledge", "priorities", "proposals")


def sources(*folders: str) -> dict[str, str]:
    places = [SRC / folder for folder in folders] or [SRC]
    return {str(p.relative_to(SRC)): p.read_text(encoding="utf-8") for place in places for p in place.rglob("*.py")}


def test_a_foreign_key_points_at_its_own_layer_or_below():
    upward = []
    for label in LAYERS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                target = getattr(field, "related_model", None)
                if target is None or field.auto_created or target._meta.app_label not in LAYERS:
                    continue
                if LAYERS.index(target._meta.app_label) > LAYERS.index(label):
                    upward.append(f"{label}.{model.__name__}.{field.name}")
    assert upward == []


def test_no_two_files_need_each_other():
    """Also for their types: who reads one need not read the other first."""
    texts = {module_of(name): text for name, text in sources().items()}
    needs = {module: imported(text) & texts.keys() - {module} for module, text in texts.items()}
    tuple(TopologicalSorter(needs).static_order())


def module_of(name: str) -> str:
    return "kingpost." + name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def imported(text: str) -> set[str]:
    """What a file imports when it is read, what it imports for types alone as well; not what its functions import when they are called."""
    outer = [one for top in ast.parse(text).body for one in (ast.walk(top) if isinstance(top, ast.If) else [top])]
    found = [one for one in outer if isinstance(one, ast.ImportFrom) and one.module]
    return {f"{one.module}.{alias.name}" for one in found for alias in one.names} | {str(one.module) for one in found}


def test_connectors_know_no_django():
    assert [
        name for name, text in sources("connectors").items() if re.search(r"^\s*(?:from|import) django", text, re.M)
    ] == []


def test_only_writeback_reaches_the_write_side():
    users = {
        name
        for name, text in sources().items()
        if re.search(r"^\s*from kingpost.connectors(?:.writing import| import .*writing)", text, re.M)
        and not name.startswith("connectors/")
    }
    assert (
        users <= {"proposals/writeback.py", "proposals/planned.py", "proposals/compensation.py", "proposals/compare.py"}
        and "proposals/writeback.py" in users
    )


def test_one_clock():
    asks = re.compile(r"datetime\.(?:now|utcnow|today)\(|date\.today\(|timezone\.now\(|time\.time\(\)")
    assert {name for name, text in sources().items() if asks.search(text)} <= {"toolbox/clock.py"}
    sql = {str(p.relative_to(SRC)): p.read_text(encoding="utf-8") for p in SRC.rglob("*.sql")}
    assert [
        name
        for name, text in sql.items()
        if re.search(r"\b(?:now\(\)|current_timestamp|current_date|clock_timestamp)", text, re.I)
    ] == []


def test_no_signals_and_no_attic_names():
    assert [name for name, text in sources().items() if "django.dispatch" in text or "models.signals" in text] == []
    assert [
        p.name for p in SRC.rglob("*.py") if p.stem in {"utils", "helpers", "services", "signals_", "common", "misc"}
    ] == []


def test_our_inner_words_never_appear_on_screen():
    shown = {
        p.name: re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", " ", p.read_text(encoding="utf-8"), flags=re.S)
        for p in (SRC / "web" / "templates").rglob("*.html")
    }
    words = re.compile(r"\b(?:entit(?:y|ies)|golden value|survivorship|writeback|signal)s?\b", re.I)
    assert {name: words.findall(text) for name, text in shown.items() if words.search(text)} == {}

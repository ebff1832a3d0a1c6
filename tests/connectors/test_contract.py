"""Every connector in the registry, through every check of the contract."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.connectors import contract
from tests.connectors.contract import Subject

import kingpost.connectors
from kingpost.connectors import registry
from kingpost.connectors.writing import Writer

CHECKS = (
    contract.the_class_says_what_it_is,
    contract.settings_are_documented,
    contract.secrets_are_marked,
    contract.secrets_stay_out,
    contract.the_same_read_gives_the_same_records,
    contract.reading_goes_on_behind_every_page,
    contract.a_change_arrives,
    contract.what_is_read_is_what_is_listed,
    contract.one_object_reads_like_all,
    contract.a_deletion_is_seen,
    contract.statements_are_well_formed,
)

NAMES = list(registry.connectors())
WRITERS = [name for name in NAMES if registry.connector(name).writes]


@pytest.fixture
def subject(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Subject]:
    builder = importlib.import_module(f"tests.connectors.builders.{request.param}")
    with builder.bench(tmp_path) as bench:
        yield Subject(registry.connector(request.param), bench)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("subject", NAMES, indirect=True)
def test_contract(subject: Subject, check: object) -> None:
    assert callable(check)
    check(subject)


@pytest.mark.parametrize("subject", NAMES, indirect=True)
def test_translation_is_pure(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    contract.translation_is_pure(subject, monkeypatch)


@pytest.mark.parametrize("subject", WRITERS, indirect=True)
def test_what_is_written_is_found_and_read_back(subject: Subject) -> None:
    contract.what_it_writes_is_found_and_read_back(subject)


@pytest.mark.parametrize("name", NAMES)
def test_who_writes_says_so(name: str) -> None:
    cls = registry.connector(name)
    assert issubclass(cls, Writer) == bool(cls.writes)


CLOCKS = {
    f"{module}.{name}"
    for module in ("datetime", "dt", "date", "time", "clock")
    for name in ("now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime")
}


def test_no_connector_asks_the_time_or_knows_django() -> None:
    root = Path(kingpost.connectors.__file__).parent
    found = []
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS:
                found.append(f"{path.name}:{node.lineno} asks the time")
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            barred = [name for name in names if name.split(".")[0] == "django" or name == "kingpost.toolbox.clock"]
            found += [f"{path.name} imports {name}" for name in barred]
    assert found == []

"""What people are told to type is what works in the folder they stand in."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kingpost.toolbox import program


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose path has a space, with a command in its own environment that the shell does not know by name."""
    folder = tmp_path / "a checkout" / ".venv" / "bin"
    folder.mkdir(parents=True)
    command = folder / "kingpost"
    command.write_text('#!/bin/sh\necho "$@"\n')
    command.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    return folder


@pytest.mark.parametrize("place", ["a checkout", "."])
def test_it_can_be_typed_as_it_is(installed: Path, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path / place)
    typed = program.typed("demo --link")
    assert subprocess.check_output(typed, shell=True, text=True).strip() == "demo --link"
    assert shlex.split(typed)[0] == ("a checkout/" if place == "." else "") + ".venv/bin/kingpost"


def test_a_name_the_shell_knows_is_enough(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{installed}:/usr/bin")
    assert program.typed("doctor") == "kingpost doctor"

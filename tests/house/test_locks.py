"""The lock files install anywhere: versions and hashes, no address of a package index, no path of somebody's machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-spark.lock")
# Three kinds of lines: name==version ; marker, a hash, and where the requirement comes from.
LINE = re.compile(
    r"""
    (?P<requirement>[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==[0-9][A-Za-z0-9.!+]*(\ ;\ [^/\\]+)?\ \\)
    | \ {4}--hash=sha256:[0-9a-f]{64}(\ \\)?
    | \ {4}\#\ (via)?.*
    """,
    re.VERBOSE,
)


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_is_a_version_or_a_hash(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    assert [line for line in lines if line and not LINE.fullmatch(line)] == []
    assert "".join(lines).count("==") > 50


@pytest.mark.parametrize("name", LOCKS)
def test_no_line_holds_an_address_or_a_path(name: str) -> None:
    for line in (ROOT / name).read_text().splitlines():
        assert "://" not in line
        assert "--index" not in line
        assert "--find-links" not in line
        assert not re.search(r"(^|[ @=])(/|\./|\.\./|~|file:)", line.split("#")[0]), line


@pytest.mark.parametrize("name", LOCKS[1:])
def test_the_other_locks_hold_everything_the_first_one_does(name: str) -> None:
    runtime, more = (
        set(re.findall(r"^([a-z0-9][^ ]*==[^ ]+)", (ROOT / each).read_text(), re.MULTILINE))
        for each in (LOCKS[0], name)
    )
    assert runtime <= more

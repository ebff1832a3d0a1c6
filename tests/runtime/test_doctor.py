"""kingpost doctor names what is wrong and what to do, and changes nothing."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from django.db import connection
from tests import builders

from kingpost.commands import doctor
from kingpost.toolbox import environment


def test_a_sound_installation_has_nothing_to_put_right(kingpost) -> None:  # type: ignore[no-untyped-def]
    said = kingpost.run("doctor")
    assert said.returncode == 0, said.stdout
    assert "Nothing is wrong." in said.stdout
    assert not kingpost.data.exists()


@pytest.mark.parametrize(
    ("variables", "text"),
    [
        ({"KINGPOST_KEY_FILE": "{data}/key"}, "lies in the data folder"),
        ({"KINGPOST_WORKSPACE": "Harrow Lane"}, "KINGPOST_WORKSPACE"),
        ({"KINGPOST_ADDRESS": "localhost"}, "host:port"),
        ({"KINGPOST_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "does not answer"),
        ({"KINGPOST_DATABASE_URL": "postgres//nobody:secret@127.0.0.1/none"}, "is no address of a database"),
        ({"KINGPOST_PUBLIC_URL": "kingpost.company.example"}, "must begin with https://"),
        ({"KINGPOST_NOW": "yesterday"}, "KINGPOST_NOW"),
    ],
)
def test_a_wrong_setting_is_named(kingpost, variables: dict[str, str], text: str) -> None:  # type: ignore[no-untyped-def]
    said = kingpost.run("doctor", **{name: value.format(data=kingpost.data) for name, value in variables.items()})
    assert said.returncode == 1
    assert text in said.stdout and "to put right." in said.stdout, said.stderr
    assert "Traceback" not in said.stderr and "secret" not in said.stdout


def test_open_folders_and_files_are_named(kingpost) -> None:  # type: ignore[no-untyped-def]
    kingpost.data.mkdir(mode=0o755)
    kingpost.data.chmod(0o755)
    key = kingpost.home / "key"
    key.write_text("")
    key.chmod(0o644)
    said = kingpost.run("doctor")
    assert "chmod 700" in said.stdout
    assert "chmod 600" in said.stdout


def test_a_lost_key_file_is_named(kingpost) -> None:  # type: ignore[no-untyped-def]
    (kingpost.data / "postgres").mkdir(parents=True)
    kingpost.data.chmod(0o700)
    assert "is gone" in kingpost.run("doctor").stdout


def test_a_taken_port_a_moved_clock_and_a_misspelt_setting_are_notes(kingpost) -> None:  # type: ignore[no-untyped-def]
    with socket.socket() as other:
        other.bind(("127.0.0.1", kingpost.port))
        other.listen()
        said = kingpost.run("doctor", KINGPOST_NOW="2025-03-04T07:42:00+00:00", KINGPOST_PORT="9000")
    assert said.returncode == 0
    assert f"Port {kingpost.port} is taken" in said.stdout
    assert "it is 2025-03-04 07:42 UTC" in said.stdout
    assert "KINGPOST_PORT" in said.stdout


def test_a_server_other_machines_cannot_use_is_a_note(kingpost) -> None:  # type: ignore[no-untyped-def]
    told = "they get no page until KINGPOST_PUBLIC_URL"
    everywhere = {"KINGPOST_ADDRESS": f"0.0.0.0:{kingpost.port}"}
    assert told in kingpost.run("doctor", **everywhere).stdout
    assert told not in kingpost.run("doctor", KINGPOST_PUBLIC_URL="https://kingpost.example", **everywhere).stdout


def test_every_variable_the_code_reads_is_listed() -> None:
    source = Path(environment.__file__).parents[1]
    listed = {variable.name for variable in environment.VARIABLES}
    for path in source.rglob("*.py"):
        for word in path.read_text().replace('"', " ").replace("'", " ").split():
            name = word.rstrip(",.:;)=")
            if name.startswith("KINGPOST_") and name[-1] != "_" and name.isupper() and name not in listed:
                assert name in {"KINGPOST_CLOCK_OFFSET", "KINGPOST_FAULT"}, f"{path}: {name}"
    assert os.environ.get("KINGPOST_DATA_DIR")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://redmine.harrowlane.example", True),
        ("https://redmine.harrowlane.example", False),
        ("http://127.0.0.1:3000", False),
    ],
)
def test_a_system_read_without_tls_is_a_note(url: str, told: bool) -> None:
    builders.system("Redmine", settings={"url": url})
    connection.ensure_connection()
    found = list(doctor._unprotected(connection.connection))
    assert [finding.state for finding in found] == ([doctor.NOTE] if told else [])
    assert not told or "redmine.harrowlane.example without TLS" in found[0].text

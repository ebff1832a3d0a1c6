"""A backup brought back is equal to what was backed up, or it is not brought back at all."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from django.db import connection as django

from kingpost.commands import hashes, migrate, restore
from kingpost.commands.backup import BackupError
from kingpost.toolbox import environment, postgres


def database(kingpost):  # type: ignore[no-untyped-def]
    server = postgres.Server(kingpost.data.resolve())
    server.start()
    return psycopg.connect(server.url(), autocommit=True)


@pytest.fixture(scope="module")
def filled(shared_kingpost):  # type: ignore[no-untyped-def]
    """An installation whose tables exist, with a table of every type that could be shown in two ways."""
    kingpost = shared_kingpost
    with database(kingpost) as connection:
        connection.execute("CREATE TABLE kingpost.odd (n int, a bytea, b jsonb, c timestamptz, d tsvector, e float8)")
        connection.execute(
            "INSERT INTO kingpost.odd SELECT n, sha256(n::text::bytea), jsonb_build_object('n', n), to_timestamp(n), to_tsvector('simple', n::text), n / 7.0"
            " FROM generate_series(1, 500) n"
        )
    yield kingpost
    postgres.Server(kingpost.data.resolve()).stop()


def tables(kingpost) -> dict[str, object]:  # type: ignore[no-untyped-def]
    with database(kingpost) as connection, connection.transaction():
        return dict(hashes.of_workspace(connection, "kingpost"))


def schemas(kingpost) -> list[str]:  # type: ignore[no-untyped-def]
    with database(kingpost) as connection:
        found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'kingpost%' ORDER BY 1")
        return [name for (name,) in found]


def test_a_restored_copy_is_equal_and_does_not_write(filled, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    before = tables(filled)
    made = filled.run("backup", str(tmp_path / "backup"))
    assert made.returncode == 0, made.stderr
    with database(filled) as connection:
        last = connection.execute("SELECT act FROM kingpost.audit_entry ORDER BY id DESC LIMIT 1").fetchall()
        assert last == [("made a backup",)]
        connection.execute("DELETE FROM kingpost.odd WHERE n % 2 = 0")
        connection.execute("UPDATE kingpost.odd SET n = 0 WHERE n = 1")

    restored = filled.run("restore", str(tmp_path / "backup"), "--replace")
    assert restored.returncode == 0, restored.stderr
    assert "Equal to the backup" in restored.stdout
    after = tables(filled)
    told = {
        "workspace",
        "audit_entry",
        "change",
        "news",
    }  # that writing was switched off, once the copy was proven equal
    assert {name for name in after if after[name] != before[name]} <= told
    with database(filled) as connection:
        assert connection.execute("SELECT writing_since FROM kingpost.workspace").fetchone() == (None,)


def test_the_key_is_not_in_the_backup(filled, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    filled.run("backup", str(tmp_path / "backup"))
    key = (filled.home / "key").read_text().strip().encode()
    assert all(key not in path.read_bytes() for path in (tmp_path / "backup").iterdir())


def test_a_damaged_or_foreign_backup_changes_nothing(filled, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    filled.run("backup", str(tmp_path / "backup"))
    before = tables(filled)
    manifest = json.loads((tmp_path / "backup" / "manifest.json").read_text())

    nothing = filled.run("restore", str(tmp_path))
    assert "is not a backup" in nothing.stderr

    manifest["workspace"] = "orchard"
    (tmp_path / "backup" / "manifest.json").write_text(json.dumps(manifest))
    foreign = filled.run("restore", str(tmp_path / "backup"))
    assert "KINGPOST_WORKSPACE=orchard" in foreign.stderr

    manifest["workspace"] = "kingpost"
    (tmp_path / "backup" / "manifest.json").write_text(json.dumps(manifest))
    dump = tmp_path / "backup" / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-1])
    damaged = filled.run("restore", str(tmp_path / "backup"), "--replace")
    assert "is damaged" in damaged.stderr
    assert tables(filled) == before


WHOLE = {"made_at": "2026-03-02T10:00:00+00:00", "workspace": "kingpost", "key": "k", "dump_sha256": "0", "tables": {}}


@pytest.mark.parametrize(
    ("manifest", "missing"),
    [
        (WHOLE, "database.dump"),
        *[({key: value for key, value in WHOLE.items() if key != left}, "manifest.json") for left in WHOLE],
        ([], "manifest.json"),
        (WHOLE | {"tables": []}, "manifest.json"),
        (WHOLE | {"made_at": "soon"}, "manifest.json"),
    ],
)
def test_a_backup_copied_in_part_is_told_for_what_it_is(manifest, missing, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BackupError, match=rf"not a whole backup: .*{missing}"):
        restore.read(tmp_path, replace=True)


def test_a_copy_that_is_not_equal_is_removed_and_what_was_there_is_there_again(filled, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    filled.run("backup", str(tmp_path / "backup"))
    path = tmp_path / "backup" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["tables"]["odd"]["rows"] += 1
    path.write_text(json.dumps(manifest))
    with database(filled) as connection:
        connection.execute("UPDATE kingpost.odd SET e = e + 1 WHERE n = 12")
    before = tables(filled)
    refused = filled.run("restore", str(tmp_path / "backup"), "--replace")
    assert refused.returncode != 0
    assert "odd: 500 rows instead of 501" in refused.stderr
    assert tables(filled) == before

    manifest["tables"]["odd"]["rows"] -= 1
    path.write_text(json.dumps(manifest))
    assert filled.run("restore", str(tmp_path / "backup"), "--replace").returncode == 0
    assert tables(filled)["odd"] == manifest["tables"]["odd"]
    assert schemas(filled) == ["kingpost"]


def test_a_backup_of_a_newer_kingpost_is_refused_and_what_was_there_is_there_again(filled, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    later = "INSERT INTO kingpost.django_migrations (app, name, applied) VALUES ('evidence', '9999_later', now())"
    with database(filled) as connection:
        connection.execute(later)
    made = filled.run("backup", str(tmp_path / "backup"))
    assert made.returncode == 0, made.stderr
    with database(filled) as connection:
        connection.execute("DELETE FROM kingpost.django_migrations WHERE name = '9999_later'")
    before = tables(filled)
    refused = filled.run("restore", str(tmp_path / "backup"), "--replace")
    assert "made by a newer Kingpost (evidence 9999_later)" in refused.stderr and "Traceback" not in refused.stderr
    assert tables(filled) == before and schemas(filled) == ["kingpost"]


@pytest.mark.django_db
def test_tables_of_a_newer_kingpost_are_told() -> None:
    with django.cursor():
        ours = django.connection
    assert migrate.unknown(ours, environment.workspace()) == []
    add = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())"
    ours.execute(add, ["evidence", "9999_later"])
    ours.execute(add, ["an_app_of_before", "0001_initial"])
    assert migrate.unknown(ours, environment.workspace()) == ["evidence 9999_later"]


def test_a_restore_that_was_killed_is_taken_back_by_the_next(filled, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Also when its backup is gone by then."""
    before = tables(filled)
    with database(filled) as connection:
        connection.execute("ALTER SCHEMA kingpost RENAME TO kingpost_before_restore")
        connection.execute("CREATE SCHEMA kingpost CREATE TABLE odd (n int)")
    (filled.data / "restoring").write_text(str(tmp_path))
    assert "is not a backup" in filled.run("restore", str(tmp_path)).stderr
    assert tables(filled) == before and schemas(filled) == ["kingpost"]
    assert not (filled.data / "restoring").exists()


def test_hashes_see_a_changed_a_missing_and_a_double_row_but_not_the_order(filled) -> None:  # type: ignore[no-untyped-def]
    def of_odd() -> object:
        return tables(filled)["odd"]

    first = of_odd()
    with database(filled) as connection:
        connection.execute("CREATE TABLE kingpost.sorted AS SELECT * FROM kingpost.odd ORDER BY a")
        connection.execute("TRUNCATE kingpost.odd")
        connection.execute("INSERT INTO kingpost.odd SELECT * FROM kingpost.sorted")
    assert of_odd() == first
    with database(filled) as connection:
        connection.execute("UPDATE kingpost.odd SET e = 9 WHERE n = 77")
    assert of_odd() != first

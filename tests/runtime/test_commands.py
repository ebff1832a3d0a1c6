"""The commands an engineer types on the first day: connect a folder, read it, let somebody in, take a person out again."""

from __future__ import annotations

from pathlib import Path

import psycopg

from kingpost.toolbox.postgres import Server

MAIL = """From: Marcus Osei <marcus@aldgatefreight.example>
To: Priya Raman <priya@harrowlane.example>
Subject: Nobody can sign in
Date: Mon, 02 Mar 2026 06:58:00 +0000
Message-ID: <1@aldgatefreight.example>

This is the third morning nobody can sign in.
"""


def asked(kingpost, query: str) -> list[tuple[object, ...]]:  # type: ignore[no-untyped-def]
    """Rows from the database of a running installation."""
    with psycopg.connect(Server(kingpost.data).url(), options="-c search_path=kingpost,extensions") as connection:
        return connection.execute(query).fetchall()


def test_a_folder_is_connected_read_and_a_person_let_in_and_taken_out(kingpost, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "ex ports"
    folder.mkdir(mode=0o755)
    (folder / "one.eml").write_text(MAIL)
    (folder / "clients.csv").write_text("id,name,domain\n1,Aldgate Freight,aldgatefreight.example\n")

    connected = kingpost.run("connect", "files", "--key", "exports", "--setting", f"folder={folder}")
    assert connected.returncode == 0, connected.stderr
    assert "is connected, read-only" in connected.stdout
    twice = kingpost.run("connect", "files", "--key", "again", "--setting", f"folder={folder}")
    assert twice.returncode != 0
    assert "is connected with these settings already" in twice.stderr
    read = kingpost.run("sync", "exports")
    assert read.returncode == 0, read.stderr
    assert "2 read" in read.stdout
    assert " 0 new or changed" in kingpost.run("sync").stdout

    assert "Writing is on" in kingpost.run("writing").stdout
    assert "is disconnected" in kingpost.run("disconnect", "exports").stdout
    again = kingpost.run("settings", "exports", "--setting", f"folder={folder}")
    assert "Saved" in again.stdout, again.stderr

    link = kingpost.run("invite", "dana@harrowlane.example", "--name", "Dana Whitfield")
    assert link.returncode == 0, link.stderr
    assert link.stdout.startswith(f"http://127.0.0.1:{kingpost.port}/")
    assert link.stdout.strip().endswith("?then=password")

    assert kingpost.run("sign-in-link", "dana@harrowlane.example").returncode == 0

    erased = kingpost.run("erase", "marcus@aldgatefreight.example", "--yes")
    assert erased.returncode == 0, erased.stderr
    assert "records removed" in erased.stdout
    assert kingpost.run("sync").returncode == 0
    kingpost.up()
    assert "marcus" not in str(asked(kingpost, "SELECT title, golden, why FROM entity")).casefold()
    done = [act for (act,) in asked(kingpost, "SELECT act FROM audit_entry ORDER BY id")]
    assert done[:2] == ["connected", "disconnected"] and "made a sign-in link" in done


def test_what_cannot_be_done_is_said_in_a_sentence(kingpost_with_tables, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for words, told in {
        ("connect", "fax"): "fax",
        ("connect", "files", "--setting", f"folder={tmp_path / 'nowhere'}"): "nowhere",
        ("connect", "files", "--setting", "folder"): "write name=value",
        ("connect", "files"): "needs: ",
        ("connect", "files", "--key", "my desk", "--setting", f"folder={tmp_path}"): "cannot be called “my desk”",
        ("connect", "files", "--key", "connect", "--setting", f"folder={tmp_path}"): "cannot be called “connect”",
        ("connect", "imap"): "name them with --owner",
        ("remove", "nothing", "--title", "Nothing"): "There is no system called “nothing”",
        ("sync", "nothing"): "There is no system called “nothing”",
        ("invite", "dana@harrowlane.example", "--name", "Dana", "--role", "king"): "There is no role called king",
        ("sign-in-link", "nobody@harrowlane.example"): "Nobody here has the address",
        ("backup", "/proc/nothere"): "/proc/nothere",
        ("score", "/nonexistent/pairs.csv"): "cannot be written",
        ("invite", "notanemail", "--name", "Dana"): "“notanemail” is no e-mail address",
        ("invite", "dana@harrowlane.example", "--name", " "): "Everybody needs a name",
        ("erase", "nobody@harrowlane.example", "--yes"): "nobody@harrowlane.example",
    }.items():
        done = kingpost_with_tables.run(*words)
        assert done.returncode != 0, words
        assert told in done.stderr + done.stdout, (words, done.stderr)
        assert "Traceback" not in done.stderr, (words, done.stderr)


def test_a_moment_nobody_can_read_is_said_in_a_sentence(shared_kingpost) -> None:  # type: ignore[no-untyped-def]
    done = shared_kingpost.run("sign-in-link", "dana@harrowlane.example", KINGPOST_NOW="yesterday")
    assert done.stderr.startswith("kingpost: KINGPOST_NOW='yesterday' is not a moment"), done.stderr


def test_what_can_be_connected_is_listed(kingpost) -> None:  # type: ignore[no-untyped-def]
    listed = kingpost.run("connect", "--list").stdout
    assert all(name in listed for name in ("imap", "caldav", "redmine", "files"))

from __future__ import annotations

import os
import pwd
import stat
import tempfile
from pathlib import Path

import pytest

from kingpost.toolbox import folders

US = folders.Owner(os.geteuid(), os.getegid(), "us", drop=False)
NOBODY = folders.Owner(pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid, "nobody", drop=True)
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def test_a_private_folder_is_closed_to_others_even_if_it_was_open(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    folders.private(folder, US)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(tmp_path)
    with pytest.raises(folders.FolderError, match="data is not a folder"):
        folders.private(tmp_path / "data", US)


@AS_ROOT
def test_somebody_elses_folder_is_not_taken_over(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    with pytest.raises(folders.FolderError, match="belongs to 12345"):
        folders.private(folder, NOBODY)


@AS_ROOT
def test_a_closed_folder_on_the_way_is_noticed(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "program").mkdir(mode=0o755)
    assert folders.reachable(tmp_path / "program", US)
    assert not folders.reachable(tmp_path / "program", NOBODY)


def test_a_folder_with_other_things_in_it_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    (home / "letters").mkdir()
    before = home.stat()
    with pytest.raises(folders.FolderError, match="holds other things, such as letters, so it was not touched"):
        folders.data_folder(home)
    after = home.stat()
    assert (after.st_mode, after.st_uid) == (before.st_mode, before.st_uid)


@pytest.mark.parametrize("inside", ["lost+found", "postgres"])
def test_an_empty_volume_and_a_folder_that_was_copied_are_taken(inside: str) -> None:
    with tempfile.TemporaryDirectory() as temporary:  # those of a test lie below one that is closed
        data = Path(temporary)
        data.chmod(0o755)
        (data / inside).mkdir()
        assert stat.S_IMODE(folders.data_folder(data).stat().st_mode) == 0o700


@AS_ROOT
def test_an_existing_data_folder_keeps_its_owner(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    assert folders.owner_of(folder) == folders.Owner(12345, 12345, "12345", drop=True)


def test_a_long_path_gets_a_short_folder_for_sockets(tmp_path: Path) -> None:
    data = tmp_path / ("long" * 30)
    data.mkdir()
    run = folders.runtime_folder(data)
    try:
        assert len(os.fsencode(run / ".s.PGSQL.5432")) <= folders.SOCKET_PATH_LIMIT
        assert stat.S_IMODE(run.stat().st_mode) == 0o700
        assert folders.runtime_folder(data) == run
        run.rmdir()  # as a restart of the machine does
        assert folders.runtime_folder(data) == run
        assert run.is_dir()
    finally:
        run.rmdir()


def test_a_mirror_holds_the_same_files(tmp_path: Path) -> None:
    (tmp_path / "program" / "lib").mkdir(parents=True)
    (tmp_path / "program" / "lib" / "a.py").write_text("a = 1")
    (tmp_path / "program" / "b").symlink_to("lib/a.py")
    mirrored = folders.mirror(tmp_path / "program", tmp_path / "mirror")
    assert (mirrored / "b").read_text() == "a = 1"
    assert (mirrored / "lib" / "a.py").stat().st_ino == (tmp_path / "program" / "lib" / "a.py").stat().st_ino


def test_a_private_file_replaces_the_old_one_whole(tmp_path: Path) -> None:
    folders.write_private(tmp_path / "key", "one", US)
    folders.write_private(tmp_path / "key", "two", US)
    assert (tmp_path / "key").read_text() == "two"
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]

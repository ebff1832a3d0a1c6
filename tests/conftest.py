"""One PostgreSQL for the whole test run, in a folder that disappears with it.

The process that collects the tests starts the server and hands its address to the xdist workers through the environment. The server dies
with that process, even when it is killed; the next run sweeps up what a killed one left. ``KINGPOST_DATABASE_URL`` uses another server.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import django
import psycopg
import pytest
from django.conf import settings as django_settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from psycopg._preparing import PrepareManager
from pytest_django import DjangoDbBlocker
from tests import hour, tables
from tests.beginnings import asked_for, leave, stand_at

from kingpost.toolbox import folders, postgres, postgres_programs, postgres_schema, process, secrets, sql

PREFIX = "kingpost-tests-"
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "autovacuum": "off",
}
KEPT = ("KINGPOST_DATABASE_URL", "KINGPOST_DATA", hour.BEGINS)
TOGETHER = ("tests/journey/", "tests/systems/", "tests/example/")
"""Folders one process of a parallel run takes whole: they share a running example company, the machine's own Redmine, the example's files."""
APART = (
    "tests/faults/test_kills.py",
    "tests/faults/test_withstand.py",
    "tests/runtime/test_demo.py",
    "tests/runtime/test_up.py",
)
"""Files whose tests share nothing but what is made once for a run: any process takes the next one."""
LONG = (
    "tests/journey/",
    "tests/systems/",
    "tests/faults/test_kills.py::test_kills",
    "tests/faults/test_company_order.py",
    "tests/runtime/test_install.py",
    "tests/faults/test_kills_while_sending.py",
    "tests/faults/",
    "tests/runtime/",
    "tests/web/test_access.py",
    "tests/bench/test_stream.py",
    "tests/example/",
)
"""What takes minutes for a few tests, the longest first."""
server: subprocess.Popen[bytes] | None = None
held: IO[str] | None = None
FAST_PASSWORDS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # a real one takes half a second, which protects nothing here
pytest_plugins = ["tests.browser"]
settings.register_profile(
    "busy", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # tests share two cores with servers and browsers
settings.load_profile("busy")


def begin() -> None:
    """Give this run a folder, settings and a database, before Django reads any of them."""
    for name in [name for name in os.environ if name.startswith("KINGPOST_") and name not in KEPT]:
        del os.environ[name]
    sweep()
    folder = tempfile.mkdtemp(prefix=PREFIX, dir="/tmp")
    Path(folder).chmod(0o755)  # the unprivileged owner of the data folder passes through
    assert hold(Path(folder), "w")
    os.environ.update(
        KINGPOST_TEST_FOLDER=folder,
        KINGPOST_DATA_DIR=f"{folder}/data",
        KINGPOST_KEY_FILE=f"{folder}/key",
        DJANGO_SETTINGS_MODULE="kingpost.settings",
    )
    secrets.key_file()
    if not os.environ.get("KINGPOST_DATABASE_URL"):
        os.environ["KINGPOST_DATABASE_URL"] = start_server(Path(folder))


def start_server(folder: Path) -> str:
    """Start PostgreSQL as a child of this process; answer with its address."""
    global server  # noqa: PLW0603  pytest_unconfigure has nothing else to find it by
    cluster = postgres.Server(folders.data_folder(folder / "data"), settings=FAST)
    cluster.prepare()
    with (folder / "postgres.log").open("wb") as log:
        server = process.spawn(
            cluster.command(), owner=cluster.owner, env=postgres_programs.environment(), output=log, stop=signal.SIGQUIT
        )
    cluster.wait()
    with psycopg.connect(cluster.url(postgres.SUPERUSER, "template1"), autocommit=True) as connection:
        postgres_schema.prepare_workspace(connection, "kingpost")
        connection.execute(f"ALTER SCHEMA kingpost OWNER TO {postgres.ROLE}")
    return cluster.url()


def hold(folder: Path, mode: str) -> bool:
    """Lock a run's folder for as long as this process lives; False when another one holds it. A process number would not tell: a container has its own."""
    global held  # noqa: PLW0603  closed with the process
    lock = (folder / "held").open(mode)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return False
    held = lock
    return True


def sweep() -> None:
    """Remove the folders of runs whose process is gone."""
    for lock in Path("/tmp").glob(f"{PREFIX}*/held"):
        if hold(lock.parent, "r"):
            remove(lock.parent)


def remove(folder: Path) -> None:
    """The folder of a run, and what the data folders in it keep elsewhere."""
    for below in ("data/run", "once/*/data/run", "once/*/template/data/run"):
        for run in folder.glob(below):
            if run.is_symlink():
                shutil.rmtree(run.readlink(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """How ``--dist loadfile`` shares the tests out: what takes long first, so that no processor is left over with it at the end."""
    from xdist.scheduler import LoadFileScheduling  # only in a parallel run

    class LongFirst(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
        def _split_scope(self, nodeid: str) -> str:
            if together := next((folder for folder in TOGETHER if nodeid.startswith(folder)), ""):
                return together
            return nodeid if nodeid.startswith(APART) else str(super()._split_scope(nodeid))

        def _assign_work_unit(self, node: Any) -> None:
            scope = min(self.workqueue, key=lambda each: (rank(each), -len(self.workqueue[each])))
            self.workqueue.move_to_end(scope, last=False)
            super()._assign_work_unit(node)

    return LongFirst(config, log) if config.getvalue("dist") == "loadfile" else None


def rank(scope: str) -> int:
    """The place of a file, or a test, in the order of ``LONG``; behind them all when it is not in it."""
    return next((place for place, start in enumerate(LONG) if scope.startswith(start)), len(LONG))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Set the clock before any fixture looks at it."""
    hour.set_clock(item.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a file, tests that begin with the same come one after the other, else in the order they were given."""
    files = {path: number for number, path in enumerate(dict.fromkeys(item.path for item in items))}
    items.sort(key=lambda item: (files[item.path], getattr(asked_for(item), "__qualname__", "")))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove its folder; workers leave that to the process that started them."""
    if server is not None:
        process.end(server, signal.SIGQUIT)
        remove(Path(os.environ["KINGPOST_TEST_FOLDER"]))


if "PYTEST_XDIST_WORKER" not in os.environ:
    begin()
    hour.begin()
django.setup()
django_settings.PASSWORD_HASHERS = FAST_PASSWORDS
PrepareManager.clear = lambda self: False  # type: ignore[method-assign]
"""When something was rolled back psycopg forgets what it had prepared, because a table may be another one afterwards. Behind each test the same tables
are there, and to plan everything anew for each took two thirds of what the database does."""
TransactionTestCase._fixture_teardown = lambda self: tables.empty()  # type: ignore[method-assign]  # see there


@receiver(connection_created)
def _have_place_for_temporary_tables(connection: BaseDatabaseWrapper, **_: object) -> None:
    """A connection's first temporary table makes a schema, and then the server plans everything anew: once, and not within each test anew."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE first (); DROP TABLE first")


@pytest.fixture(scope="session")
def _left_at_the_end(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database is empty when it is removed."""
    yield
    with django_db_blocker.unblock():
        leave()


@pytest.fixture
def _begun(request: pytest.FixtureRequest, _left_at_the_end: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The database stands at the beginning of the test."""
    begin = asked_for(request.node)
    with django_db_blocker.unblock():
        stand_at(begin) if begin else leave()


@pytest.fixture
def _django_db_helper(_begun: None, _django_db_helper: None) -> None:
    """What every fixture of pytest-django with a database goes through: it comes after the beginning."""


@pytest.fixture(autouse=True)
def _everyone(request: pytest.FixtureRequest) -> None:
    """The audience of everyone is there for every test with a database: one with real commits empties the tables behind it."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None and asked_for(request.node) is None:
        return
    commits = marker is not None and marker.kwargs.get("transaction")
    request.getfixturevalue(
        "transactional_db" if commits else "db"
    )  # before any fixture that changes what a beginning is made with
    from tests.builders import everyone

    if commits and asked_for(request.node) is None:
        tables.clean_what_counts_as_empty()
    everyone()
    from kingpost.priorities import counted

    counted.KEPT.clear()  # the next test's readers have the numbers of this one's
    counted.from_before_start.cache_clear()
    sql.grown.worked, sql.grown.until = 0, 10 * sql.SOME  # for less, the plans of the last test will do

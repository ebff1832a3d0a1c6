"""One PostgreSQL for the whole test run, in a folder that disappears with it.

The process that collects the tests starts the server and hands its address to the xdist workers through the environment. The server dies
with that process, even when it is killed; the next run sweeps up what a killed one left. ``KINGPOST_DATABASE_URL`` uses another server.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import django
import psycopg
import pytest
from hypothesis import HealthCheck, settings

from kingpost.toolbox import folders, postgres, postgres_programs, postgres_schema, process, secrets

PREFIX = "kingpost-tests-"
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "autovacuum": "off",
}
KEPT = ("KINGPOST_DATABASE_URL", "KINGPOST_DATA")
TOGETHER = "tests/journey/"  # these share one running example company, so one process of a parallel run takes them all
server: subprocess.Popen[bytes] | None = None
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
    folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp")
    Path(folder).chmod(0o755)  # the unprivileged owner of the data folder passes through
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


def sweep() -> None:
    """Remove the folders of runs whose process is gone."""
    for folder in Path("/tmp").glob(f"{PREFIX}*"):
        if not process.alive(int(folder.name.removeprefix(PREFIX).split("-")[0])):
            if (folder / "data").is_dir():  # a run killed while it cleaned up leaves less
                shutil.rmtree(folders.runtime_folder(folder / "data"), ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """How ``--dist loadfile`` shares the tests out: file by file, with the journey as if it were one file."""
    from xdist.scheduler import LoadFileScheduling  # only in a parallel run

    class ByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER if nodeid.startswith(TOGETHER) else str(super()._split_scope(nodeid))

    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove its folder; workers leave that to the process that started them."""
    if server is not None:
        process.end(server, signal.SIGQUIT)
        folder = Path(os.environ["KINGPOST_TEST_FOLDER"])
        shutil.rmtree(folders.runtime_folder(folder / "data"), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


if "PYTEST_XDIST_WORKER" not in os.environ:
    begin()
    django.setup()


@pytest.fixture(autouse=True)
def _everyone(request: pytest.FixtureRequest) -> None:
    """The audience of everyone is there for every test with a database: one with real commits empties the tables behind it."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None:
        return
    request.getfixturevalue("transactional_db" if marker.kwargs.get("transaction") else "db")
    from tests.builders import everyone

    everyone()

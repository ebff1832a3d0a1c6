"""The example company, loaded once for a whole run by ``kingpost demo`` the way a newcomer meets it, for whoever starts it again."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

from tests.once import once
from tests.runtime.conftest import PATIENCE, Kingpost, copy_into

from kingpost.toolbox import process

MONDAY = datetime(2026, 11, 23, 7, 42, tzinfo=UTC)
LOADING = 500  # seconds; half a minute on an idle machine
UP = "Ctrl-C stops everything"
AHEAD, COPY = "ahead", "copy"  # what lies in its home


@dataclass
class Company(Kingpost):
    """An installation of the example company."""

    ahead: timedelta = timedelta()  # of the machine's clock

    @property
    def variables(self) -> dict[str, str]:
        return super().variables | {"KINGPOST_CLOCK_OFFSET": str(self.ahead.total_seconds())}

    def begin_demo(self) -> subprocess.Popen[str]:
        """``kingpost demo``, just started."""
        with (self.home / "up.log").open("a") as log:
            demo = subprocess.Popen(
                [sys.executable, "-m", "kingpost.cli", "demo"], env=self.variables, stdout=log, stderr=log, text=True
            )
        self.started.append(demo)
        return demo

    def link(self, demo: subprocess.Popen[str], seconds: float) -> str:
        """The latest sign-in link it printed, once it says that it is up."""
        before = self.said().count(UP)
        assert process.wait_until(lambda: self.said().count(UP) > before or demo.poll() is not None, seconds, 0.2)
        assert demo.poll() is None, self.said()
        return re.findall(r"http://\S+/sign-in/\S+", self.said())[-1]


def loaded() -> Path:
    """The home of an installation that has loaded the example company and was stopped. Its clock stood at 07:42 on a Monday when it began; how far that
    is ahead lies beside it. A copy lies in it too: its first user starts it where its files are, and others that."""

    def make(home: Path) -> None:
        company = Company(home, ahead=MONDAY - datetime.now(UTC))
        try:
            demo = company.begin_demo()
            address = company.link(demo, LOADING)
            assert address.startswith(f"http://127.0.0.1:{company.port}/")
            with urlopen(address) as page:
                assert page.status == 200
            demo.send_signal(signal.SIGINT)
            assert demo.wait(PATIENCE) == 0
            assert process.wait_until(lambda: not company.processes(), 10, 0.2), company.processes()
        finally:
            company.stop()
        (home / AHEAD).write_text(str(company.ahead.total_seconds()))
        (home / COPY).mkdir(mode=0o755)
        copy_into(home / COPY, home)

    return once("company", make)


def ahead(home: Path) -> timedelta:
    """How far its clock is ahead of the machine's."""
    return timedelta(seconds=float((home / AHEAD).read_text()))

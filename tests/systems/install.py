"""Installs the real servers that ``pytest -m systems`` runs against: ``python tests/systems/install.py``, as root on Debian.

Nothing is configured to run: the tests start each server themselves, on loopback, with data of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec

PACKAGES = {
    "dovecot": ["dovecot-imapd"],
    "redmine": ["redmine", "redmine-sqlite", "puma"],
}

ANSWERS = """\
redmine redmine/instances/default/dbconfig-install boolean true
redmine redmine/instances/default/database-type select sqlite3
redmine redmine/instances/default/default-language select en
"""

# Debian's security update of Ruby brought a Bundler that takes a packaged gem for deleted when its folder is missing. Packages of
# pure Ruby have none, so Redmine's own set-up fails. An empty folder is all it looks for.
GEM_FOLDERS = (
    "require 'fileutils';Gem::Specification.each { |gem| FileUtils.mkdir_p(gem.full_gem_path) unless gem.default_gem? }"
)


def main() -> int:
    """Install what is absent. The exit code is 0 even where that is impossible: the tests then say "not run" and why."""
    if find_spec("pyspark") is None:
        print(
            "not run: Spark is 400 MB and not installed here; to test on it: pip install --require-hashes -r requirements-spark.lock"
        )
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print("not run: real servers are installed as root on Debian only; those already here are used")
        return 0
    missing = [name for names in PACKAGES.values() for name in names if not _here(name)]
    if not missing:
        return 0
    print(f"installing {', '.join(missing)}", flush=True)
    said = _install(missing)
    absent = [name for name in missing if not _here(name)]
    if absent:
        print(f"{said}\nnot run: could not install {', '.join(absent)}")
    return 0


def _install(packages: list[str]) -> str:
    """Install, repairing what stops Redmine's set-up on the way. Returns what apt said."""
    subprocess.run(["debconf-set-selections"], input=ANSWERS, text=True, check=True)
    said = _run("apt-get", "update", "-q") + _run(
        "apt-get", "install", "-y", "-q", "--no-install-recommends", *packages
    )
    if not all(map(_here, packages)) and shutil.which("ruby"):
        said += _run("ruby", "-e", GEM_FOLDERS) + _run("dpkg", "--configure", "-a")
    return said


def _run(*command: str) -> str:
    done = subprocess.run(
        command, env=_environment(), check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return done.stdout


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME") or name.endswith("_proxy")}
    return kept | {"DEBIAN_FRONTEND": "noninteractive", "RAILS_ENV": "production", "X_DEBIAN_SITEID": "default"}


def _here(package: str) -> bool:
    asked = subprocess.run(["dpkg-query", "-W", "-f=${Status}", package], capture_output=True, text=True, check=False)
    return asked.stdout == "install ok installed"


if __name__ == "__main__":
    sys.exit(main())

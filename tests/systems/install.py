"""Installs what ``pytest -m systems`` runs against: ``python tests/systems/install.py``. The servers as root on Debian, Spark into a folder of its own.

Nothing is configured to run: the tests start each server themselves, on loopback, with data of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements-spark.lock"
SPARK = Path(sys.prefix) / "spark"
"""A virtual environment that has Spark and borrows everything else from this one: 400 MB nobody else needs."""
PATIENCE = 900  # seconds for the download and for unpacking it

PACKAGES = {
    "dovecot": ["dovecot-imapd"],
    "redmine": ["redmine", "redmine-sqlite", "puma"],
    "java": ["default-jre-headless"],  # for Spark
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
    _install_servers()
    if problem := _install_spark():
        print(f"not run: Spark could not be installed: {problem}")
    return 0


def _install_servers() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print("not run: real servers are installed as root on Debian only; those already here are used")
        return
    wanted = PACKAGES if not shutil.which("java") else {n: p for n, p in PACKAGES.items() if n != "java"}
    missing = [name for names in wanted.values() for name in names if not _here(name)]
    if not missing:
        return
    print(f"installing {', '.join(missing)}", flush=True)
    said = _install(missing)
    absent = [name for name in missing if not _here(name)]
    if absent:
        print(f"{said}\nnot run: could not install {', '.join(absent)}")


def _install_spark() -> str:
    """Put Spark into its environment, by version and hash. Returns why that was impossible, or ""."""
    state = SPARK / ".installed"
    if find_spec("pyspark") or (state.exists() and state.read_text() == LOCK.read_text()):
        return ""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return "it needs Java 17 or later"
    print("installing Spark, 400 MB", flush=True)
    shutil.rmtree(SPARK, ignore_errors=True)
    python = str(SPARK / "bin" / "python")
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-compile", "--require-hashes"]  # fmt: skip
    try:
        subprocess.run([sys.executable, "-m", "venv", str(SPARK)], check=True, capture_output=True, text=True)
        (own_packages() / "borrowed.pth").write_text(
            "\n".join(path for path in sys.path if path.endswith("site-packages"))
        )
        done = subprocess.run([*install, "--requirement", str(LOCK)], capture_output=True, text=True, check=False, timeout=PATIENCE)  # fmt: skip
    except subprocess.CalledProcessError as problem:
        return str(problem.stderr or problem.stdout).strip()[-500:]
    except subprocess.TimeoutExpired:
        return f"the package index did not give it within {PATIENCE // 60} minutes"
    if done.returncode:
        return done.stderr.strip()[-500:]
    state.write_text(LOCK.read_text())
    return ""


def own_packages() -> Path:
    """Where Spark's environment has what only it has."""
    return SPARK / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)


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

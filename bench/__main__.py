"""``python -m bench``: make a business, load it, open its pages; print a table and write JSON to ``bench/results``."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from bench import bars, machine, report
from bench.company import UNTIL, Company

HERE = Path(__file__).parent
PARTS = (
    "evidence",
    "whole",
    "pages",
    "every_page",
    "freshness",
    "identity",
    "merge",
    "truth",
    "stream",
)  # the stream plays thirty days: only when asked for
ALONE = {"identity", "merge", "truth", "stream"}  # need no business written down
SEEDED = {"identity", "truth"}
MERGED_ROWS = 10_000


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    ask.add_argument(
        "--size", type=int, default=int(os.environ.get("SIZE", "100000")), help="objects to load (default 100,000)"
    )
    ask.add_argument(
        "--only", choices=PARTS, action="append", help="measure only this part; pages and every_page need whole"
    )
    ask.add_argument("--folder", type=Path, help="where to work, kept afterwards (default: a temporary folder)")
    ask.add_argument(
        "--seed",
        type=int,
        default=0,
        help="other records of the same kind for the parts identity and truth (default 0)",
    )
    ask.add_argument("--check", action="store_true", help="exit with 1 when a bar that holds for this size is missed")
    said = ask.parse_args()
    folder = said.folder or Path(tempfile.mkdtemp(prefix="kingpost-bench-"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)  # the unprivileged owner of the data passes through
    try:
        result = measure(folder, said.size, said.only or PARTS[:-1], said.seed)
    finally:
        if said.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    out = HERE / "results" / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{said.size}.json"
    out.parent.mkdir(exist_ok=True)
    out.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=2))
    print(report.table(result))
    print(f"\nWritten to {out}")
    if said.check and (missed := bars.missed(result)):
        raise SystemExit("Missed:\n" + "\n".join(f"  {line}" for line in missed))


def measure(folder: Path, size: int, parts: tuple[str, ...] | list[str], seed: int = 0) -> dict[str, Any]:
    """Run the parts one after the other, each in a process of its own, against one database server."""
    from kingpost.toolbox import folders, postgres, secrets

    os.environ |= {"KINGPOST_DATA_DIR": str(folder / "data"), "KINGPOST_KEY_FILE": str(folder / "key")}
    secrets.key_file()  # made once, so that all processes sign with the same key
    exports = folder / f"exports-{size}"
    if not exports.exists() and not set(parts) <= ALONE:
        Company(size, UNTIL).write(exports)
    server = postgres.Server(folders.data_folder(folder / "data"))
    result: dict[str, Any] = {
        "size": size,
        "seed": seed,
        "machine": machine.describe(),
        "calibration_before": machine.calibrate(),
    }
    with server.while_needed():
        postmaster = (server.cluster / "postmaster.pid").read_text().splitlines()[0]
        for part in parts:
            print(f"{part} …", file=sys.stderr, flush=True)
            about = {"identity": str(size), "merge": str(MERGED_ROWS), "truth": str(folder / "example")}.get(
                part, str(exports)
            )
            result[part] = _run(part, about, postmaster, *([str(seed)] if part in SEEDED else []))
    return result | {"calibration_after": machine.calibrate()}


def _run(part: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-m", f"bench.{part}", *arguments], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise SystemExit(f"The part {part} failed; what it said stands above.")
    found: dict[str, Any] = msgspec.json.decode(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()

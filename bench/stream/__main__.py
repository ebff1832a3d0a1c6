"""``python -m bench.stream``: make a stream, play it, score it; a table on the error output, one line of JSON on the output.

``--check`` ends with 1 when a bar is missed. Called with a folder and the database's process id it is a part of ``python -m bench``.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from bench.stream import report
from bench.stream.make import make


def main() -> int:
    ask = argparse.ArgumentParser(prog="python -m bench.stream", description=__doc__)
    ask.add_argument("part", nargs="*", help=argparse.SUPPRESS)
    ask.add_argument("--seed", type=int, default=11)
    ask.add_argument("--days", type=int, default=30)
    ask.add_argument("--share", type=float, default=1.0, help="of the ordinary traffic")
    ask.add_argument("--each", type=int, default=18, help="critical events of a kind")
    ask.add_argument("--storm", type=int, default=10_000, help="events of the storm at the end; 0: none")
    ask.add_argument("--together", type=int, default=30, help="minutes for which ordinary events are read together")
    ask.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="RULE",
        help="switch a rule off: what the others make of its kinds",
    )
    ask.add_argument("--check", action="store_true", help="end with 1 when a bar is missed")
    ask.add_argument("--detail", type=Path, help="write every interruption there")
    said = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="kingpost-stream-") as home:
        Path(home).chmod(0o755)  # the unprivileged owner of the data passes through
        if said.part:
            result = measure(Path(home), said)
        else:
            os.environ |= {"KINGPOST_DATA_DIR": f"{home}/data", "KINGPOST_KEY_FILE": f"{home}/key"}
            from kingpost.toolbox import folders, postgres, secrets

            secrets.key_file()
            with postgres.Server(folders.data_folder(Path(home) / "data")).while_needed():
                result = measure(Path(home), said)
    print(report.table(result), file=sys.stderr)
    print(msgspec.json.encode(result).decode())
    return 1 if said.check and report.missed(result) else 0


def measure(home: Path, said: argparse.Namespace) -> dict[str, Any]:
    """Play and score in a workspace of its own."""
    from bench import workspace
    from kingpost.commands import database
    from kingpost.toolbox import process

    os.environ["KINGPOST_WORKSPACE"] = "stream"
    database.set_up_django()
    process.keep_what_is_there()  # as the worker does
    workspace.make_tables()
    from bench.stream import anchors, scores, storm
    from bench.stream.player import Player
    from kingpost.priorities import signals

    signals.rules = lambda rules=signals.rules: tuple(rule for rule in rules() if rule.name not in said.without)
    stream = make(said.seed, days=said.days, share=said.share, each=said.each)
    player = Player(stream, home / "files", together=timedelta(minutes=said.together))
    played = player.play()
    result = scores.score(played) | {"anchors": anchors.anchors(stream)} | storm.one_change()
    if said.storm:
        result |= storm.storm(player, said.storm)
    if said.detail:
        known = scores.truth(stream)
        said.detail.write_text("".join(f"{s.at:%m-%d %H:%M:%S} {'!' if s.interrupts else ' '} {s.score:5.1f} {','.join(s.rules):40} {_about(s.entities, known)[:60]:60} {s.title[:80]}\n" for s in played.seen))  # fmt: skip
    return result


def _about(entities: frozenset[int], known: Any) -> str:
    return " ".join(sorted({group for e in entities for group in known.groups.get(e, ())}))


if __name__ == "__main__":
    sys.exit(main())

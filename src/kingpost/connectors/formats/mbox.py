"""An mbox as a stream of mails, whatever size the file has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kingpost.connectors.base import MAX_RAW

_FROM_LINE = re.compile(rb"From (?:\S.*? )?.*(?:\d\d:\d\d|\d{4}|@|MAILER-DAEMON|-)", re.IGNORECASE)
_HEADER_LINE = re.compile(rb"(?:[!-9;-~]{1,200}[ \t]*:|>From )")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def split_mbox(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(offset, mail) for each mail of an mbox, read as a stream; ``>From`` quoting is undone.

    A mail starts at a "From " line behind an empty line (or at the start) with a header line behind it. A mail over MAX_RAW is
    cut at MAX_RAW + 1 bytes: give it to ``shorten`` and set too_large. Raises ValueError if the file does not start as an mbox.
    """
    buffer: list[bytes] = []
    size, start, offset = 0, -1, 0
    blank, held = True, b""  # held: a From line waiting for the header line that proves it
    while line := stream.readline(1 << 20):
        if held:
            if _HEADER_LINE.match(line):
                if start >= 0:
                    yield start, _unquote(buffer)
                buffer, size, start = [], 0, offset - len(held)
            else:
                buffer.append(held)
            held = b""
        if blank and line.startswith(b"From ") and _FROM_LINE.match(line):
            held = line
        elif start >= 0:
            if size <= MAX_RAW:
                buffer.append(line[: MAX_RAW + 1 - size])
                size += len(buffer[-1])
        elif line.strip():
            raise ValueError("This is not an mbox file: it does not start with a line “From …”.")
        blank = not line.strip(b"\r\n")
        offset += len(line)
    if start >= 0:
        yield start, _unquote(buffer)


def _unquote(lines: list[bytes]) -> bytes:
    mail = b"".join(lines)
    if mail.endswith(b"\r\n\r\n"):
        mail = mail[:-2]
    elif mail.endswith(b"\n\n"):
        mail = mail[:-1]
    return _QUOTED_FROM.sub(rb"\1", mail) if b">From " in mail else mail

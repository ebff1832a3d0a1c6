"""Every text that lies inside some bytes, whatever carries it: for finding what must not be kept. Errs on the side of reading too much."""

from __future__ import annotations

import binascii
import html
import io
import quopri
import re
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

DEPTH = 4  # a text in a document in an attachment in a forwarded mail
MOST = 50 * 1024 * 1024  # bytes unpacked from one archive

_QUOTED = re.compile(rb"=[0-9A-Fa-f]{2}|=\r?\n")
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{16,}\r?\n[ \t]*)*[A-Za-z0-9+/]{2,}={0,2}")
_WORD = re.compile(rb"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=(?:\s+(?==\?))?")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def texts(raw: bytes, depth: int = DEPTH) -> Iterator[str]:
    """The bytes read as text in each way they may be meant: plain, escaped, quoted-printable, base64, encoded words, UTF-16, archives."""
    yield from _plain(raw)
    if raw[:4] == b"PK\x03\x04":
        yield from _unpacked(raw, depth)
    if raw[:2] == b"\x1f\x8b" and (inflated := _inflated(raw)):
        yield from texts(inflated, depth - 1)
    if depth <= 0:
        return
    if _QUOTED.search(raw):
        yield from _plain(quopri.decodestring(raw))
    if b"=?" in raw:
        yield from _plain(_WORD.sub(_decoded_word, raw))
    for run in _BASE64.finditer(raw):
        if len(run[0]) >= 24 and (inner := _base64(run[0])):
            yield from texts(inner, depth - 1)


def _plain(raw: bytes) -> Iterator[str]:
    text = raw.decode("utf-8", "replace")
    yield text
    if "\ufffd" in text:
        yield raw.decode("latin-1")
    if b"\0" in raw[:200]:
        yield raw.decode("utf-16-be" if raw[:1] == b"\0" or raw[:2] == b"\xfe\xff" else "utf-16-le", "replace")
    if "\\u" in text:
        yield _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    if "&" in text:
        yield html.unescape(re.sub(r"<[^>]{0,500}>", "", text))
    elif "<" in text:
        yield re.sub(r"<[^>]{0,500}>", "", text)  # a name may be broken by marks: <b>Ruth</b> Lindqvist
    if "%" in text:
        yield unquote(text, errors="replace")


def _base64(run: bytes) -> bytes:
    packed = re.sub(rb"\s+", b"", run).rstrip(b"=")
    packed = packed[: len(packed) - (len(packed) % 4 == 1)]
    try:
        return binascii.a2b_base64(packed + b"=" * (-len(packed) % 4))
    except binascii.Error:
        return b""


def _decoded_word(found: re.Match[bytes]) -> bytes:
    charset, way, text = found[1].decode("ascii", "replace"), found[2].lower(), found[3]
    plain = _base64(text) if way == b"b" else quopri.decodestring(text.replace(b"_", b" "))
    try:
        return plain.decode(charset.partition("*")[0], "replace").encode()
    except LookupError:
        return plain


def _inflated(raw: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(raw, MOST)
    except zlib.error:
        return b""


def _unpacked(raw: bytes, depth: int) -> Iterator[str]:
    left = MOST
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for member in archive.infolist():
                yield member.filename
                if depth > 0 and 0 < member.file_size <= left:
                    left -= member.file_size
                    yield from texts(archive.read(member), depth - 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, OSError, EOFError):
        return

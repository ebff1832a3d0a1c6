"""Which encoding a text file is in: byte order marks, UTF-16 without one, UTF-8, then the Western Windows one, then a guess."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_UNDEFINED = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])  # bytes cp1252 has no character for


def encoding_of(path: Path) -> tuple[str, int]:
    """(Python's name of the encoding, how many bytes do not fit it). Reads the file once, in pieces."""
    with path.open("rb") as handle:
        head = handle.read(4096)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, 0
    if head.count(0) > len(head) // 4:
        return ("utf-16-be" if head[0::2].count(0) > head[1::2].count(0) else "utf-16-le"), 0
    fits, wrong, sample = _as_utf8(path)
    if not wrong or fits > 10 * wrong:
        return "utf-8", wrong
    return _eight_bit(sample), 0


def decode(raw: bytes) -> str:
    """Text of a short file whose encoding nobody states. Never raises: what does not fit becomes U+FFFD."""
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return raw.decode(name, "replace")
    if raw[:4096].count(0) > len(raw[:4096]) // 4:
        return raw.decode("utf-16-be" if raw[0:4096:2].count(0) > raw[1:4096:2].count(0) else "utf-16-le", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "surrogateescape")
        wrong = sum("\udc80" <= char <= "\udcff" for char in text)
        fits = sum(char > "\x7f" for char in text) - wrong
        return raw.decode("utf-8" if fits > 10 * wrong else _eight_bit(raw), "replace")


def _as_utf8(path: Path) -> tuple[int, int, bytes]:
    """(characters above ASCII that are good UTF-8, bytes that are not, the first piece with such a byte)."""
    fits, wrong, sample = 0, 0, b""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            if chunk.isascii():
                continue
            text = decoder.decode(chunk)
            if _clean(text):
                fits += len(text.encode()) - len(text)
                continue
            strange = sum("\udc80" <= char <= "\udcff" for char in text)
            sample = sample or chunk
            wrong += strange
            fits += sum(char > "\x7f" for char in text) - strange
    return fits, wrong, sample


def _clean(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _eight_bit(sample: bytes) -> str:
    """cp1252 unless it has bytes that one lacks, or so many letters above ASCII that the text is not in Latin script."""
    high = sum(byte > 0xBF for byte in sample)
    letters = sum(65 <= byte <= 90 or 97 <= byte <= 122 for byte in sample)
    if high <= letters and not any(byte in sample for byte in _UNDEFINED):
        return "cp1252"
    best = from_bytes(sample[:65536]).best()
    return best.encoding if best else "latin-1"

"""Bytes from strangers made into text that every later stage can store: charset lies, NUL bytes, lone surrogates."""

from __future__ import annotations

import binascii
import codecs
import re
from functools import lru_cache

from charset_normalizer import from_bytes

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")

# What a label means in practice: senders who write "latin-1" mean the Windows superset, and so on.
_MEANT = {
    "ascii": "utf-8", "us-ascii": "utf-8", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "x-sjis": "cp932", "ks_c_5601-1987": "cp949", "euc_kr": "cp949", "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8", "unicode-1-1-utf-7": "utf-7", "x-mac-cyrillic": "mac-cyrillic", "x-mac-roman": "mac-roman",
    "x-gbk": "gb18030", "cp-850": "cp850", "x-user-defined": "cp1252", "utf-8mb4": "utf-8",
}  # fmt: skip
# Text codecs of Python's own that no mail means, some of them slow on hostile input.
_NEVER = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"})
_GUESS_FROM = 16_384


def safe(text: str) -> str:
    """``text`` with plain newlines and without what PostgreSQL or UTF-8 cannot hold (a lone surrogate becomes U+FFFD)."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _UNSAFE.search(text):
        text = _UNSAFE.sub(lambda hit: "\ufffd" if hit[0] >= "\ud800" else "", text)
    return text


def one_line(text: str, limit: int = 0) -> str:
    """``text`` on one line with single spaces; longer than ``limit`` it ends with an ellipsis within the limit."""
    line = " ".join((text[: limit * 4] if limit else text).split())
    return line if not limit or len(line) <= limit else line[: limit - 1].rstrip() + "…"


@lru_cache(maxsize=512)
def codec(label: str) -> str:
    """The Python codec a charset label means, "" when there is none."""
    name = label.strip(" \t\"'").lower().split("*")[0]
    name = _MEANT.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    found = info.name
    return "" if not getattr(info, "_is_text_encoding", True) or found in _NEVER else _MEANT.get(found, found)


def decode(data: bytes, charset: str = "") -> str:
    """``data`` as text, whatever its label says. Never raises."""
    if (
        data.isascii()
        and b"\x1b" not in data
        and codec(charset) not in ("utf-7", "hz", "utf-16", "utf-16-le", "utf-16-be")
    ):
        return data.decode("ascii")
    meant = codec(charset)
    # Bytes that are valid UTF-8 beyond ASCII are practically never anything else, so UTF-8 wins over a Western label.
    order = ("utf-8", meant) if not meant or meant.startswith(("cp125", "iso8859")) else (meant, "utf-8")
    for name in order:
        if name:
            try:
                return data.decode(name).removeprefix("\ufeff")
            except (UnicodeError, ValueError):
                continue
    return _guess(data, meant)


def _guess(data: bytes, meant: str) -> str:
    """Text whose label is wrong: mostly right under its own label, else what its letters look like."""
    if meant and meant != "utf-8":
        text = data.decode(meant, "replace")
        if text.count("\ufffd") * 20 <= len(text):
            return text
    if len(data) > 60:
        best = from_bytes(data[:_GUESS_FROM]).best()
        if best is not None:
            return data.decode(best.encoding, "replace")
    mended = data.decode("utf-8", "replace")
    return mended if mended.count("\ufffd") * 20 <= len(mended) else data.decode("cp1252", "replace")


def decode_header(value: str) -> str:
    """A header value with its encoded words decoded, on one line."""
    if "=?" in value:
        value = _decode_words(_BETWEEN_WORDS.sub(r"\1", value))
    return " ".join(safe(value).split())


def _decode_words(value: str) -> str:
    """Neighbouring words of one charset are joined before decoding: some senders split a letter between two words."""
    out: list[str] = []
    held, held_charset, end = b"", "", 0
    for word in _ENCODED_WORD.finditer(value):
        data = unbase64(word[3].encode("utf-8", "replace")) if word[2] in "bB" else _unq(word[3])
        if held and (word.start() != end or word[1].lower() != held_charset):
            out.append(decode(held, held_charset))
            held = b""
        out.append(value[end : word.start()])
        held, held_charset, end = held + data, word[1].lower(), word.end()
    if held:
        out.append(decode(held, held_charset))
    return "".join(out) + value[end:]


def _unq(word: str) -> bytes:
    return binascii.a2b_qp(word.encode("utf-8", "replace"), header=True)


def unbase64(data: bytes) -> bytes:
    """Base64 with whatever padding, line breaks and rubbish in it."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        clean = _NOT_BASE64.sub(b"", data)
        clean = clean[:-1] if len(clean) % 4 == 1 else clean
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))

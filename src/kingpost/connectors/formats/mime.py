"""The bytes of a mail as a tree of parts: lenient, bounded in depth and number, and lazy about content.

Python's own parser walks every line of every body (about 1,000 mails a second); a mailbox of years needs better. This one looks
for the header end and the boundaries only, and decodes a part when somebody asks for it.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from kingpost.connectors.formats.text import decode, decode_header, safe, unbase64

MAX_DEPTH = 10
MAX_PARTS = 400
MAX_HEADER_BYTES = 512 * 1024
MAX_FIELDS = 2_000

# A line of only spaces ends the headers too, unless a header goes on or starts behind it.
_BLANK_LINE = re.compile(rb"\r?\n(?:\r?\n|[ \t]{1,80}\r?\n(?![ \t\r\n]|[!-9;-~]{1,200}[ \t]*:))")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*(.*)", re.DOTALL)
_PARAM = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')


class Headers:
    """Header fields by lower-case name, decoded when asked for. Encoded words are still in the values."""

    __slots__ = ("_fields",)

    def __init__(self, block: bytes) -> None:
        self._fields: dict[str, list[bytes]] = {}
        block = block[:MAX_HEADER_BYTES]
        if block.find(b"\n ") >= 0 or block.find(b"\n\t") >= 0:
            block = _FOLD.sub(b"", block)
        for line in block.split(b"\n")[:MAX_FIELDS]:
            field = _FIELD.match(line)
            if field:
                self._fields.setdefault(field[1].decode("ascii").lower(), []).append(field[2].strip())

    def __len__(self) -> int:
        return len(self._fields)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def get(self, name: str) -> str:
        """The first value of ``name``, "" when absent."""
        values = self._fields.get(name)
        return decode(values[0]) if values else ""

    def all(self, name: str) -> list[str]:
        """Every value of ``name``, in order, at most 100."""
        return [decode(value) for value in self._fields.get(name, ())[:100]]

    def first(self, *names: str) -> str:
        """The first value that is not empty among ``names``."""
        for name in names:
            for value in self._fields.get(name, ()):
                if value:
                    return decode(value)
        return ""


class Part:
    """One part: its headers, its undecoded body and, for a multipart, its children."""

    __slots__ = ("body", "headers", "media_type", "params", "parts")

    def __init__(self, headers: Headers, body: bytes, default: str) -> None:
        self.headers = headers
        self.body = body
        self.media_type, self.params = parse_value(headers.get("content-type"), default)
        self.parts: list[Part] = []

    @property
    def disposition(self) -> str:
        return parse_value(self.headers.get("content-disposition"))[0]

    @property
    def filename(self) -> str:
        """The name the sender gave the part, without folders; "" when it has none."""
        name = parse_value(self.headers.get("content-disposition"))[1].get("filename") or self.params.get("name", "")
        name = safe(decode_header(name) if "=?" in name else name)
        return re.split(r"[/\\]", " ".join(name.split()))[-1].strip(" .\"'")[:200]

    def content(self) -> bytes:
        """The body with its transfer encoding undone. Never raises."""
        encoding = self.headers.get("content-transfer-encoding").lower().strip(" \t;\"'")
        if encoding.startswith("base64"):
            return unbase64(self.body) or self.body
        if encoding.startswith("quoted"):
            return binascii.a2b_qp(self.body)
        if encoding in ("x-uuencode", "uuencode", "x-uue"):
            return _unuu(self.body)
        return self.body

    def text(self) -> str:
        """The content as text, safe to store."""
        text = safe(decode(self.content(), self.params.get("charset", "")))
        if self.params.get("format", "").lower() == "flowed":
            text = _unflow(text, delete_space=self.params.get("delsp", "").lower() == "yes")
        return text

    def walk(self) -> Iterator[Part]:
        """This part and all below it, in order."""
        yield self
        for part in self.parts:
            yield from part.walk()


def split_head(raw: bytes) -> tuple[Headers, int]:
    """The headers of a mail or part, and where its body starts."""
    if raw[:1] == b"\n" or raw[:2] == b"\r\n":
        return Headers(b""), 2 if raw[:1] == b"\r" else 1
    end = _BLANK_LINE.search(raw)
    if end:
        return Headers(raw[: end.start()]), end.end()
    return _head_without_blank_line(raw)


def _head_without_blank_line(raw: bytes) -> tuple[Headers, int]:
    """The body starts at the first line that cannot be a header field."""
    at = 0
    for line in raw.split(b"\n", MAX_FIELDS):
        if at and not line.startswith((b" ", b"\t")) and not _FIELD.match(line):
            break
        at += len(line) + 1
    return Headers(raw[:at]), min(at, len(raw))


def parse(raw: bytes) -> Part:
    """The tree of a whole mail. Never raises: what cannot be understood stays one part with its bytes."""
    if b"\n" not in raw[:MAX_HEADER_BYTES] and b"\r" in raw[:MAX_HEADER_BYTES]:
        raw = raw.replace(b"\r", b"\n")
    headers, start = split_head(raw)
    root = Part(headers, raw[start:], "text/plain")
    _grow(root, [MAX_PARTS], MAX_DEPTH)
    return root


def _grow(part: Part, budget: list[int], depth: int) -> None:
    """Split a multipart into children, at most ``budget[0]`` in the whole mail and ``depth`` levels down."""
    boundary = part.params.get("boundary", "") if part.media_type.startswith("multipart/") else ""
    if not boundary.strip() or depth <= 0 or budget[0] <= 0:
        return
    default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
    for piece in _pieces(part.body, boundary.encode("utf-8", "replace"), budget):
        headers, start = split_head(piece)
        if not headers and start > 2:
            start = 0  # no headers at all: everything is body
        child = Part(headers, piece[start:], default)
        part.parts.append(child)
        _grow(child, budget, depth - 1)
    if part.parts:
        part.body = b""


def _pieces(body: bytes, boundary: bytes, budget: list[int]) -> Iterator[bytes]:
    """The bytes between boundary lines; a missing last boundary ends with the body."""
    mark = b"--" + boundary.strip()
    start = -1
    for hit, end, last in _boundary_lines(body, mark):
        if start >= 0:
            budget[0] -= 1
            yield _without_first_newline(body[start : _before_newline(body, hit)])
        start = -1 if last else end
        if last or budget[0] <= 0:
            return
    if start >= 0:
        budget[0] -= 1
        yield _without_first_newline(body[start:])


def _boundary_lines(body: bytes, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    """(start, end, is the last) of each line that is the mark, or the mark and "--", and nothing else but space."""
    at = body.find(mark)
    while at >= 0:
        end = at + len(mark)
        if at == 0 or body[at - 1] == 10:
            last = body[end : end + 2] == b"--"
            end += 2 * last
            tail = body[end : end + 200].split(b"\n", 1)[0]
            if not tail.strip():
                yield at, end + len(tail.rstrip(b"\r")), last
        at = body.find(mark, end)


def _before_newline(body: bytes, at: int) -> int:
    """Where the content ends: the newline in front of a boundary belongs to the boundary."""
    at -= at > 0 and body[at - 1] == 10
    return at - (at > 0 and body[at - 1] == 13)


def _without_first_newline(piece: bytes) -> bytes:
    return piece[2:] if piece[:2] == b"\r\n" else piece[1:] if piece[:1] == b"\n" else piece


def parse_value(value: str, default: str = "") -> tuple[str, dict[str, str]]:
    """``text/plain; charset=x`` as ("text/plain", {"charset": "x"}), RFC 2231 continuations and charsets undone."""
    return _parse_value(value, default) if len(value) < 4_000 else (default, {})


@lru_cache(maxsize=2048)
def _parse_value(value: str, default: str) -> tuple[str, dict[str, str]]:
    main = value.split(";", 1)[0].strip(" \t\"'").lower()
    if default and ("/" not in main or " " in main):
        main = default
    params: dict[str, str] = {}
    for name, text in _PARAM.findall(value)[:60]:
        params.setdefault(name.lower(), _unquoted(text.strip()))
    return main, _join_params(params) if "*" in value else params


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if quoted else text


def _join_params(params: dict[str, str]) -> dict[str, str]:
    """RFC 2231: ``filename*0*=utf-8''a%20; filename*1=b`` is one parameter."""
    plain = {name: value for name, value in params.items() if "*" not in name}
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    for name, value in params.items():
        base, star, rest = name.partition("*")
        if star:
            number = rest.rstrip("*")
            encoded = rest.endswith("*") or not rest
            sections.setdefault(base, []).append((int(number) if number.isdecimal() else 0, encoded, value))
    for base, pieces in sections.items():
        charset, data = "", b""
        for place, encoded, piece in sorted(pieces, key=lambda found: found[0]):
            text = piece
            if encoded and place == 0 and piece.count("'") >= 2:
                charset, _, text = piece.split("'", 2)
            data += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
        plain[base] = decode(data, charset)
    return plain


def _unuu(body: bytes) -> bytes:
    lines = body.splitlines()
    begin = next((number for number, line in enumerate(lines) if line.startswith(b"begin ")), -1)
    out = bytearray()
    for line in lines[begin + 1 :]:
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            out += binascii.a2b_uu(line[: (((line[0] - 32) & 63) * 4 + 5) // 3])
    return bytes(out)


def _unflow(text: str, *, delete_space: bool) -> str:
    """RFC 3676: a line that ends with a space goes on in the next one (the signature mark apart)."""
    out: list[str] = []
    for line in text.split("\n"):
        goes_on = (
            bool(out)
            and out[-1].endswith(" ")
            and out[-1] != "-- "
            and not line.startswith(">")
            and not out[-1].startswith(">")
        )
        if goes_on and line:
            out[-1] = (out[-1][:-1] if delete_space else out[-1]) + line
        else:
            out.append(line.removeprefix(" ") if line[:2] == " >" or line.startswith(" From ") else line)
    return "\n".join(out)

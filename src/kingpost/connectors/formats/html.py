"""Mail HTML as plain text: nothing is fetched, nothing is run, quoted blocks get the "> " of plain mail.

A scan from tag to tag instead of a tree: mail HTML is too broken for trees, and a scan is linear whatever it is given.
"""

from __future__ import annotations

import re
from html import unescape

from kingpost.connectors.formats.text import safe

MAX_HTML = 3_000_000
_BLOCK_TAGS = (
    "address article aside body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre "
    "section table tbody tfoot thead tr ul blockquote"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_PARAGRAPH_TAGS = "p h1 h2 h3 h4 h5 h6 ul ol table blockquote pre"
_PARAGRAPHS = frozenset(_PARAGRAPH_TAGS.split())
_HIDDEN = ("script", "style", "head", "title", "template", "noframes", "object", "svg")
_SPACE = re.compile(r"[ \t\n\f\u200b\u200c\ufeff\u00ad]+")
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9]*")
_QUOTE_STARTS = (
    "gmail_quote",
    "olk_src_body_section",
    "moz-cite-prefix",
    "yahoo_quoted",
    "divrplyfwdmsg",
    "appendonsend",
)
MARK = "-----Original Message-----"
"""Put where HTML says that a quoted mail starts and the text does not."""


class _Writer:
    """Lines of text as they come; knows how deep it is inside quotes."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.depth = 0
        self.verbatim = 0

    def add(self, text: str) -> None:
        if text:
            self.line.append(text)

    def end_line(self, *, force: bool = False) -> None:
        text = "".join(self.line)
        text = text.rstrip() if self.verbatim else _SPACE.sub(" ", text).strip()
        self.line.clear()
        if text or force:
            self.lines.append("> " * min(self.depth, 8) + text)

    def gap(self) -> None:
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(("> " * min(self.depth, 8)).rstrip())


def to_text(html: str) -> str:
    """The readable text of ``html``. Never raises; works in one pass over at most MAX_HTML characters."""
    html = html[:MAX_HTML]
    lowered = html.lower()
    out = _Writer()
    at, size = 0, len(html)
    while at < size:
        start = html.find("<", at)
        if start < 0:
            start = size
        _add_text(out, html[at:start])
        if start == size:
            break
        at = _tag(out, html, lowered, start)
    out.end_line()
    while out.lines and not out.lines[-1].strip("> "):
        out.lines.pop()
    return safe("\n".join(out.lines)).replace("\xa0", " ").strip()


def _add_text(out: _Writer, text: str) -> None:
    if not text:
        return
    text = unescape(text) if "&" in text else text
    if not out.verbatim:
        out.add(text)
        return
    for number, line in enumerate(text.split("\n")):
        if number:
            out.end_line(force=True)
        out.add(line)


def _tag(out: _Writer, html: str, lowered: str, start: int) -> int:
    """Handle what begins at ``start`` ("<") and say where to go on."""
    if html.startswith("<!--", start):
        end = html.find("-->", start)
        return len(html) if end < 0 else end + 3
    closing = html.startswith("/", start + 1)
    name = _NAME.match(lowered, start + 1 + closing)
    if not name and html[start + 1 : start + 2] not in ("!", "?", "/"):
        out.add("<")
        return start + 1
    end = html.find(">", start)
    if end < 0:
        return len(html)
    if name:
        word = name[0]
        if word in _HIDDEN and not closing and not html.endswith("/", start, end):
            return _after(lowered, word, end)
        _apply(out, word, closing, lowered[start:end])
    return end + 1


def _after(lowered: str, word: str, end: int) -> int:
    close = lowered.find(f"</{word}", end)
    if (
        close < 0
    ):  # never closed: show what follows rather than lose it (a style that is not closed hides all, as in a browser)
        return len(lowered) if word in ("script", "style", "title") else end + 1
    after = lowered.find(">", close)
    return len(lowered) if after < 0 else after + 1


def _apply(out: _Writer, word: str, closing: bool, tag: str) -> None:
    if word == "br":
        out.end_line(force=True)
    elif word in ("td", "th") and not closing:
        out.add(" ")
    elif word in _BLOCKS:
        out.end_line()
        if word in _PARAGRAPHS and "mso" not in tag:
            out.gap()
        _enter_or_leave(out, word, closing)
    if not closing and ("class" in tag or "id" in tag) and any(mark in tag for mark in _QUOTE_STARTS):
        _mark_quote(out, word, tag)


def _enter_or_leave(out: _Writer, word: str, closing: bool) -> None:
    step = -1 if closing else 1
    if word == "blockquote":
        out.depth = max(0, out.depth + step)
    elif word == "pre":
        out.verbatim = max(0, out.verbatim + step)
    elif word == "li" and not closing:
        out.add("- ")
    elif word == "hr":
        out.lines.append("> " * min(out.depth, 8) + "-" * 8)


def _mark_quote(out: _Writer, word: str, tag: str) -> None:
    """Outlook and others wrap the quoted mail without any sign in its text."""
    if word != "blockquote" and ("olk_src" in tag or "divrplyfwdmsg" in tag or "yahoo_quoted" in tag):
        out.end_line()
        out.lines.append(MARK)

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
_SPACE = re.compile(r"[ \t\n\f]+")
# Soft hyphens and their like are no space between two parts of a word; a non-joiner between letters belongs to the word.
_UNSEEN = re.compile(r"[\u200b\ufeff\u00ad]+|(?<!\w)\u200c+|\u200c+(?!\w)")
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9]*")
_QUOTE_STARTS = (
    "gmail_quote",
    "olk_src_body_section",
    "moz-cite-prefix",
    "yahoo_quoted",
    "divrplyfwdmsg",
    "appendonsend",
)
# Outlook's line above the headers of the quoted mail, whose labels may be in any language.
_REPLY_BORDER = re.compile(
    r"border-top:\s?(?:1(?:\.0)?pt )?solid (?:#e1e1e1|#b5c4df|rgb\((?:225, ?225, ?225|181, ?196, ?223)\))"
)
_SIGNATURE = re.compile(
    r"\bclass=[\"']?(?:[\w-]+ )*(?:gmail_signature|protonmail_signature_block)(?:[\"'\s]|$)|"
    r"\bid=[\"']?(?:signature|ms-outlook-mobile-signature)(?:[\"'\s]|$)"
)
_UNSHOWN = re.compile(r"\bstyle=[^>]*\bdisplay:\s?none")
_CLOSED = ("div", "span", "p", "table")
"""Tags that may be hidden by their style and are closed by their name."""
MARK = "-----Original Message-----"
"""Put where HTML says that a quoted mail starts and the text does not."""


class _Writer:
    """Lines of text as they come; knows how deep it is inside quotes."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.depth = 0
        self.verbatim = 0
        self.quotes: list[bool] = []
        self.signed = False
        self.unclosed: set[str] = set()

    def add(self, text: str) -> None:
        if text:
            self.line.append(text)

    def end_line(self, *, force: bool = False) -> None:
        text = "".join(self.line)
        text = text.rstrip() if self.verbatim else _SPACE.sub(" ", _UNSEEN.sub("", text)).strip()
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
        if word in _CLOSED and not closing and "display" in lowered[start:end]:
            hidden_until = _after_hidden(out, lowered, word, start, end)
            if hidden_until:
                return hidden_until
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


def _after_hidden(out: _Writer, lowered: str, word: str, start: int, end: int) -> int:
    """Where an element that its style hides is over; 0 when it is shown or never closed (then it is shown rather than lost)."""
    if word in out.unclosed or not _UNSHOWN.search(lowered, start, end):
        return 0
    depth = 1
    for tag in re.compile(rf"<(/?){word}\b").finditer(lowered, end):
        depth += -1 if tag[1] else 1
        if not depth:
            after = lowered.find(">", tag.end())
            return len(lowered) if after < 0 else after + 1
    out.unclosed.add(word)
    return 0


def _apply(out: _Writer, word: str, closing: bool, tag: str) -> None:
    if word == "br":
        out.end_line(force=True)
    elif word in ("td", "th") and not closing:
        out.add(" ")
    elif word in _BLOCKS:
        out.end_line()
        if word in _PARAGRAPHS and "mso" not in tag:
            out.gap()
        _enter_or_leave(out, word, closing, tag)
    if not closing and word == "div" and "border-top" in tag and _REPLY_BORDER.search(tag):
        out.end_line()
        out.lines.append(MARK)
    elif not closing and "signature" in tag and not out.signed and _SIGNATURE.search(tag):
        _mark_signature(out)
    elif not closing and ("class" in tag or "id" in tag) and any(mark in tag for mark in _QUOTE_STARTS):
        _mark_quote(out, word, tag)


def _enter_or_leave(out: _Writer, word: str, closing: bool, tag: str) -> None:
    step = -1 if closing else 1
    if word == "blockquote" and not closing:
        out.quotes.append(not _is_indent(tag))
        out.depth += out.quotes[-1]
    elif word == "blockquote":
        out.depth -= bool(out.quotes) and out.quotes.pop()
    elif word == "pre":
        out.verbatim = max(0, out.verbatim + step)
    elif word == "li" and not closing:
        out.add("- ")
    elif word == "hr":
        out.lines.append("> " * min(out.depth, 8) + "-" * 8)


def _is_indent(tag: str) -> bool:
    """True for a blockquote that only moves the writer's own words to the right, as Gmail and Apple Mail write it."""
    style = tag.replace(" ", "")
    return "border:none" in style and "border-left" not in style and "_quote" not in style and "cite" not in style


def _mark_signature(out: _Writer) -> None:
    """The line that plain mail has above a signature, unless it is there or nothing was said (some write into the block)."""
    if out.depth:
        return
    out.end_line()
    before = next((line.strip() for line in reversed(out.lines[-50:]) if line.strip()), "")
    if before:
        out.signed = True
        if before != "--":
            out.lines.append("--")


def _mark_quote(out: _Writer, word: str, tag: str) -> None:
    """Outlook and others wrap the quoted mail without any sign in its text."""
    if word != "blockquote" and ("olk_src" in tag or "divrplyfwdmsg" in tag or "yahoo_quoted" in tag):
        out.end_line()
        out.lines.append(MARK)

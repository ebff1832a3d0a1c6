"""XML from strangers: no document type, no entities, no network, no oversized trees."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lxml import etree

MAX_XML = 64 * 1024 * 1024


def parse(raw: bytes) -> Any:
    """The root element. Raises ValueError with a plain reason; its ``unfinished`` says the text just stops (see ``XmlError``)."""
    if len(raw) > MAX_XML:
        raise XmlError(f"its XML is over {MAX_XML // 2**20} MB")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = " ".join(str(error).split())
        cut = raw.replace(b"\0", b"").rstrip()[-1:] != b">" or "Premature end" in reason
        raise XmlError(f"it is not XML: {reason}", unfinished=cut) from None
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.doctype:
        raise XmlError("its XML declares a document type, which can hide entities; it is not read")
    return root


class XmlError(ValueError):
    """XML that is refused or broken. ``unfinished``: the file may still be being written."""

    def __init__(self, reason: str, *, unfinished: bool = False) -> None:
        super().__init__(reason)
        self.unfinished = unfinished


def local(node: Any) -> str:
    """An element's name without its namespace; "" for what is no element."""
    return _short(node.tag) if isinstance(node.tag, str) else ""


@lru_cache(maxsize=4096)
def _short(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def find(node: Any, *paths: str) -> Any:
    """The first element at one of the paths of local names ("Party/PartyName/Name"), or None."""
    for path in paths:
        for found in _walk(node, path.split("/")):
            return found
    return None


def every(node: Any, path: str) -> list[Any]:
    """All elements at a path of local names."""
    return list(_walk(node, path.split("/")))


def text(node: Any, *paths: str) -> str:
    """The text of the first element at one of the paths that has any."""
    for path in paths:
        for found in _walk(node, path.split("/")):
            said = " ".join((found.text or "").split())
            if said:
                return said
    return ""


def _walk(node: Any, names: list[str]) -> Any:
    if node is None:
        return
    if not names:
        yield node
        return
    for child in node:
        if local(child) == names[0]:
            yield from _walk(child, names[1:])

"""Which folders of a mailbox are read: not those a person left out, not junk, trash and drafts, and nothing that lies in one of these."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from kingpost.connectors.protocols.imap import Folder

_USES = frozenset({"\\junk", "\\trash", "\\drafts"})
_NAMES = frozenset((
    "junk", "junk mail", "junk email", "junk e-mail", "junk-email", "junk-e-mail", "spam", "bulk mail", "trash", "deleted", "deleted items", "deleted messages", "draft", "drafts",
    "papierkorb", "gelöscht", "gelöschte elemente", "gelöschte objekte", "gelöschte nachrichten", "entwürfe", "spamverdacht", "spam-verdacht", "unerwünscht",
    "corbeille", "brouillons", "éléments supprimés", "messages supprimés", "courrier indésirable", "indésirables", "pourriel",
    "papelera", "elementos eliminados", "mensajes eliminados", "borradores", "correo no deseado", "correo electrónico no deseado",
    "cestino", "posta eliminata", "bozze", "posta indesiderata",
    "prullenbak", "verwijderde items", "concepten", "ongewenste e-mail",
    "lixo", "lixeira", "itens excluídos", "itens eliminados", "rascunhos", "lixo eletrônico", "lixo eletrónico",
    "kosz", "elementy usunięte", "wersje robocze", "wiadomości-śmieci",
    "papperskorgen", "borttaget", "borttagna objekt", "utkast", "skräppost", "slettet post", "slettede elementer", "kladder", "uønsket mail", "søppelpost",
))  # fmt: skip  # as mail programs call them, where the server marks no use


class Layout:
    """The folders of a mailbox as the server lists them, and what a person left out of them, by name."""

    def __init__(self, listed: Sequence[Folder], left_out: Collection[str]) -> None:
        self.listed = listed
        self.left_out = frozenset(left_out)
        self._between = {folder.name: folder.between for folder in listed}
        self._usual = next((folder.between for folder in listed if folder.between), "")
        self._unread = self.left_out.union(folder.name for folder in listed if folder.flags & _USES)

    def is_read(self, name: str) -> bool:
        """Whether a folder of this name is read, or would be once it is made."""
        return not any(one in self._unread or _is_named_so(one) for one in self._up(name))

    def inside(self) -> list[str]:
        """The folders a person left out, with everything in them; by name."""
        return sorted(folder.name for folder in self.listed if not self.left_out.isdisjoint(self._up(folder.name)))

    def unknown(self) -> list[str]:
        """The names a person left out that no folder has, nor anything a folder lies in."""
        return sorted(self.left_out.difference(*(self._up(folder.name) for folder in self.listed)))

    def _up(self, name: str) -> Iterable[str]:
        """The folder itself, and those it lies in."""
        between = self._between.get(name) or self._usual
        parts = name.split(between) if between else [name]
        return [between.join(parts[:count]) for count in range(1, len(parts) + 1)]


def _is_named_so(name: str) -> bool:
    return unicodedata.normalize("NFC", re.split("[./]", name)[-1]).casefold() in _NAMES

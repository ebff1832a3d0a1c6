"""What the writer of a mail wrote: without quoted mails and attribution lines, and without what ``signatures`` cuts off.

Line rules, each linear in the text, because the patterns usual for this go quadratic on a long or hostile mail.
"""

from __future__ import annotations

import re

from kingpost.connectors.formats.signatures import RULE_SIGNS, postscript, without_signature, without_signed_name

MAX_TEXT = 60_000
MAX_LINES = 1_500

_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|schrieben|écrit|escribió|escribio|ha scritto|schreef|escreveu|napisał\(?a?\)?|skrev|kirjoitti|"
    r"yazdı|napsal|pisze|написал\(?а?\)?|пишет|пише|geschreven|írta)\s*:?\s*$|"
    r"\b(?:schrieb|schreef|skrev|napsal|napisał|escribió|ha scritto)\b[^:]{1,100}:\s*$",
    re.IGNORECASE,
)
_ON = re.compile(r"(?:on|am|le|el|il|op|em|den|dnia|w dniu)\b", re.IGNORECASE)
_DATED = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_HAS_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,200}")
_LABEL = re.compile(
    r"[*\s]{0,12}(from|sent|date|to|cc|bcc|subject|reply-to|importance|attachments?|von|gesendet|datum|an|betreff|de|envoyé|envoye|date d'envoi|à|"
    r"objet|enviado(?: el)?|para|asunto|assunto|da|inviato|data|a|oggetto|van|verzonden|aan|onderwerp|fra|sendt|til|emne|från|skickat|till|"
    r"ämne|od|wysłano|do|temat|от|отправлено|кому|тема|дата|копия|lähettäjä|lähetetty|vastaanottaja|aihe|odesláno|komu|předmět|feladó|"
    r"elküldve|címzett|tárgy|kimden|gönderildi|kime|konu)[\s*\xa0]{0,4}:",
    re.IGNORECASE,
)
_EVERYDAY_LABELS = (
    "from to date von an datum de à a da para van aan fra til från till od do data komu attachment attachments"
)
_EVERYDAY = frozenset(_EVERYDAY_LABELS.split())
"""Labels that stand on a delivery slip or a timetable as well as above a mail."""
_ORIGINAL = re.compile(
    r"\s*[-_=]{2,}\s*(?:original message|original appointment|forwarded (?:message|by)|ursprüngliche nachricht|"
    r"weitergeleitete nachricht|message d'origine|message transféré|mensaje original|mensagem original|messaggio originale|"
    r"oorspronkelijk bericht|исходное сообщение|reply message|oprindelig (?:besked|meddelelse)|opprinnelig melding|ursprungligt meddelande|"
    r"alkuperäinen viesti|původní zpráva|(?:oryginalna wiadomość|wiadomość oryginalna)|eredeti üzenet)\b|"
    r"\s*begin forwarded message:|\s*-{2,} on .{4,200} wrote(?::| ?-{2,})\s*$",
    re.IGNORECASE,
)
_RULE_STARTS = ("-", "_", "=", "b", "B")
_REPLY_LINE = re.compile(
    r"\s*[-_#=*]*\s*(?:please )?(?:reply|type your reply|write) (?:above|below) this line|\s*##-\s.{5,120}\s-##\s*$",
    re.IGNORECASE,
)
_STAMP = re.compile(r"(?=.{0,80}\b\d{1,2}:\d\d\b).{0,80}\b(?:19|20)\d\d\b")


def reply_text(text: str, writer: str = "") -> str:
    """The newest words of a mail. When nothing else is left (a bare forward), the quoted words are given.

    ``writer`` is the sender's name, if known: a line with only that name begins the signature.
    """
    return own_text(text, writer) or _unquoted(_lines(text))


def own_text(text: str, writer: str = "") -> str:
    """The newest words of a mail, as ``reply_text`` gives them; "" for a bare forward, in which the writer says nothing."""
    lines = _without_quotes(_lines(text))
    own = without_signed_name(without_signature(lines), writer)
    return "\n".join([*own, *postscript(lines, own)]).strip()


def _lines(text: str) -> list[str]:
    lines = [line.rstrip() for line in text[:MAX_TEXT].split("\n", MAX_LINES)[:MAX_LINES]]
    return _without_armour(lines) if "-----BEGIN PGP " in text else lines


def _without_armour(lines: list[str]) -> list[str]:
    """The words of a mail signed with PGP; signatures, keys and what is encrypted are no words."""
    kept: list[str] = []
    head = block = False
    for line in lines:
        if line.startswith("-----BEGIN PGP "):
            head = "SIGNED MESSAGE" in line
            block = not head
        elif line.startswith("-----END PGP "):
            block = False
        elif head:
            head = bool(line.strip())
        elif not block:
            kept.append(line)
    return kept


def _without_quotes(lines: list[str]) -> list[str]:
    """The lines that are not quoted; everything behind a mark like "Original Message" is."""
    own: list[str] = []
    number = 0
    said = desk = False
    stamps = 0
    while number < len(lines):
        line = lines[number]
        skip = 1 if line.startswith((">", "|>")) else 0
        if not skip and line.strip():
            if _is_reply_line(line) and not said:
                skip, desk = 1, True
            elif desk and _is_stamp(lines, number):
                # A help desk's mail shows the newest comment first, each below a line with its author and time.
                stamps, skip = stamps + 1, 1
                if stamps > 1:
                    break
                while own and not own[-1].strip(RULE_SIGNS):
                    own.pop()
            elif _is_original(line) or _is_reply_line(line) or _is_header_block(lines, number):
                break
            elif skip := _attribution(lines, number):
                if said and not _quote_follows(lines, number + skip):
                    break
            elif line.strip(RULE_SIGNS):
                said = True
        if not skip:
            own.append(line)
        number += skip or 1
    return own


def _is_reply_line(line: str) -> bool:
    return ("line" in line or "##-" in line) and bool(_REPLY_LINE.match(line))


def _is_stamp(lines: list[str], number: int) -> bool:
    """True for a line of its own with a day and a time, such as "Tom Baker, Mar 3, 2026, 09:00 GMT"."""
    line = lines[number]
    if len(line) > 90 or line.endswith((".", "!", "?", ":")) or not _STAMP.match(line):
        return False
    return not any(
        beside.strip(RULE_SIGNS) for beside in (*lines[number - 1 : number], *lines[number + 1 : number + 2])
    )


def _is_original(line: str) -> bool:
    return line.lstrip()[:1] in _RULE_STARTS and bool(_ORIGINAL.match(line))


def _attribution(lines: list[str], number: int) -> int:
    """How many lines from ``number`` are an "On … Marcus wrote:" line, 0 for none. It may be broken over three lines."""
    first = lines[number].lstrip("> ")
    if not first or len(first) > 300 or not (_DATED.search(first) or _ON.match(first) or first.endswith(":")):
        return 0
    joined = ""
    for count in range(1, 4):
        if number + count > len(lines) or not lines[number + count - 1].strip() or len(joined) > 400:
            return 0
        joined = f"{joined} {lines[number + count - 1].lstrip('> ')}".strip()
        dated, addressed = bool(_DATED.search(joined)), bool(_HAS_ADDRESS.search(joined))
        if _WROTE.search(joined[-130:]) and (dated or addressed or _ON.match(joined)):
            return count
        if joined.endswith(":") and dated and addressed and len(joined) < 250:
            return count
    return 0


def _quote_follows(lines: list[str], number: int) -> bool:
    following = next((line for line in lines[number : number + 4] if line.strip()), "")
    return following.startswith(">")


def _is_header_block(lines: list[str], number: int) -> bool:
    """True where a quoted mail's own headers start: three labels such as From, Sent, Subject close together.

    One of them must be a mail's own word or name an address: "From: Warehouse 3", "To:" and "Date:" are a delivery slip.
    """
    first = _LABEL.match(lines[number]) if ":" in lines[number][:40] else None
    if not first:
        return False
    seen = {first[1].lower()}
    addressed = "@" in lines[number]
    for line in lines[number + 1 : number + 8]:
        label = _LABEL.match(line.lstrip("> "))
        if label:
            seen.add(label[1].lower())
            addressed = addressed or "@" in line
    return len(seen) >= 3 and (addressed or not seen <= _EVERYDAY)


def _unquoted(lines: list[str]) -> str:
    kept = []
    for number, line in enumerate(lines):
        bare = line.lstrip("> ")
        if not (_ORIGINAL.match(line) or _LABEL.match(bare) or _attribution(lines, number) or line in ("--", "-- ")):
            kept.append(bare)
    return "\n".join(kept).strip()

"""What the writer of a mail wrote: without quoted mails, attribution lines, signature and legal footer.

Line rules, each linear in the text, because the patterns usual for this go quadratic on a long or hostile mail.
"""

from __future__ import annotations

import re

MAX_TEXT = 60_000
MAX_LINES = 1_500

_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|schrieben|écrit|escribió|escribio|ha scritto|schreef|escreveu|napisał\(?a?\)?|skrev|kirjoitti|"
    r"yazdı|napsal|pisze|написал\(?а?\)?|пишет|пише|geschreven)\s*:?\s*$|"
    r"\b(?:schrieb|schreef|skrev|napsal|napisał|escribió|ha scritto)\b[^:]{1,100}:\s*$",
    re.IGNORECASE,
)
_ON = re.compile(r"(?:on|am|le|el|il|op|em|den|dnia|w dniu)\b", re.IGNORECASE)
_DATED = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_HAS_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,200}")
_LABEL = re.compile(
    r"[*\s]{0,4}(from|sent|date|to|cc|bcc|subject|reply-to|importance|attachments?|von|gesendet|datum|an|betreff|de|envoyé|envoye|date d'envoi|à|"
    r"objet|enviado(?: el)?|para|asunto|assunto|da|inviato|data|a|oggetto|van|verzonden|aan|onderwerp|fra|sendt|til|emne|från|skickat|till|"
    r"ämne|od|wysłano|do|temat|от|отправлено|кому|тема|дата|копия)[\s*\xa0]{0,4}:",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"\s*[-_=]{2,}\s*(?:original message|original appointment|forwarded (?:message|by)|ursprüngliche nachricht|"
    r"weitergeleitete nachricht|message d'origine|message transféré|mensaje original|mensagem original|messaggio originale|"
    r"oorspronkelijk bericht|исходное сообщение|reply message)\b|\s*begin forwarded message:|\s*-{2,} on .{4,200} wrote:\s*$",
    re.IGNORECASE,
)
_RULE_STARTS = ("-", "_", "=", "b", "B")
_REPLY_LINE = re.compile(
    r"\s*[-_#=*]*\s*(?:please )?(?:reply|type your reply|write) (?:above|below) this line", re.IGNORECASE
)
_RULE = re.compile(r"\s*(?:[-_=*]\s?){8,}\s*$")
_SENT_FROM = re.compile(
    r"\s*(?:sent (?:from|via|with|using) (?:my |the )?\S.{0,60}|get outlook for \S.{0,60}|von meinem .{1,40} gesendet.{0,5}|"
    r"gesendet (?:von|mit) .{1,50}|envoyé (?:de mon|depuis) .{1,50}|enviado desde (?:mi )?.{1,50}|inviato da(?:l mio)? .{1,50}|"
    r"verstuurd vanaf .{1,50}|verzonden vanaf .{1,50}|skickat från .{1,50}|отправлено с .{1,50})$",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"\s*(?:(?:with )?(?:best|kind|kindest|warm|warmest|many)? ?regards|best|best wishes|all the best|cheers|thanks|thank you|many thanks|"
    r"thanks and regards|thanks again|yours|yours sincerely|yours faithfully|sincerely|speak soon|take care|rgds|br|kr|tia|"
    r"mit freundlichen grü(?:ß|ss)en|(?:viele|liebe|beste|freundliche) grü(?:ß|ss)e|mfg|vg|lg|cordialement|bien cordialement|bien à vous|"
    r"salutations|saludos(?: cordiales)?|un saludo|atentamente|cordiali saluti|distinti saluti|saluti|met vriendelijke groet(?:en)?|"
    r"groeten|med vänlig(?:a)? hälsning(?:ar)?|med venlig hilsen|atenciosamente|с уважением|спасибо)\s*[,.!–-]?\s*$",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"\s*(?:\*+\s*)?(?:this (?:e-?mail|message|communication|electronic)\b.{0,80}(?:confidential|intended|privileged|virus|transmission)|"
    r"the (?:information|contents?) (?:contained )?(?:in|of) this (?:e-?mail|message)|confidentiality (?:notice|note)|disclaimer\b|"
    r"diese e-?mail enthält|ce (?:message|courriel) (?:et|est|contient)|please consider the environment|"
    r"(?:privileged|confidential)[ /,].{0,40}information|registered (?:in england|office)|to unsubscribe\b|you (?:are receiving|received) this)",
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"\s*\W{0,6}(?:caution|warning|external(?: e-?mail| sender)?|achtung)\b.{0,40}(?:e-?mail|originated|outside|external|sender)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"@|www\.|https?://|\+?\(?\d[\d\s()./-]{6,}\d|^\s*(?:t|m|f|tel|mob|phone|skype|direct)\b\s*[.:|]", re.IGNORECASE
)


def reply_text(text: str, writer: str = "") -> str:
    """The newest words of a mail. When nothing else is left (a bare forward), the quoted words are given.

    ``writer`` is the sender's name, if known: a line with only that name begins the signature.
    """
    return own_text(text, writer) or _unquoted(_lines(text))


def own_text(text: str, writer: str = "") -> str:
    """The newest words of a mail, as ``reply_text`` gives them; "" for a bare forward, in which the writer says nothing."""
    own = _without_signed_name(_without_signature(_without_quotes(_lines(text))), writer)
    return "\n".join(own).strip()


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text[:MAX_TEXT].split("\n", MAX_LINES)[:MAX_LINES]]


def _without_quotes(lines: list[str]) -> list[str]:
    """The lines that are not quoted; everything behind a mark like "Original Message" is."""
    own: list[str] = []
    number = 0
    said = False
    while number < len(lines):
        line = lines[number]
        skip = 1 if line.startswith((">", "|>")) else 0
        if not skip and line.strip():
            if _is_reply_line(line) and not said:
                skip = 1
            elif _is_original(line) or _is_reply_line(line) or _is_header_block(lines, number):
                break
            elif skip := _attribution(lines, number):
                if said and not _quote_follows(lines, number + skip):
                    break
            else:
                said = True
        if not skip:
            own.append(line)
        number += skip or 1
    return own


def _is_reply_line(line: str) -> bool:
    return "line" in line and bool(_REPLY_LINE.match(line))


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
    """True where a quoted mail's own headers start: three labels such as From, Sent, Subject close together."""
    first = _LABEL.match(lines[number]) if ":" in lines[number][:40] else None
    if not first:
        return False
    seen = {first[1].lower()}
    for line in lines[number + 1 : number + 8]:
        label = _LABEL.match(line.lstrip("> "))
        if label:
            seen.add(label[1].lower())
    return len(seen) >= 3


def _without_signature(lines: list[str]) -> list[str]:
    start = 0
    while start < len(lines) and (not lines[start].strip() or _BANNER.match(lines[start])):
        start += 1
    end = len(lines)
    for number in range(start, len(lines)):
        if _ends_here(lines, number, start):
            end = number
            break
    body = lines[start:end]
    while body and (not body[-1].strip() or _RULE.match(body[-1])):
        body.pop()
    return _without_contact_block(body)


def _ends_here(lines: list[str], number: int, start: int) -> bool:
    """True where signature or footer starts."""
    line = lines[number]
    if line in ("--", "-- ", "—", "__") or _SENT_FROM.match(line) or _FOOTER.match(line):
        return True
    if number > start and _SIGN_OFF.match(line):
        return _looks_signed(lines[number + 1 :])
    return number > start and bool(_RULE.match(line)) and _looks_signed(lines[number + 1 :], most=25)


def _looks_signed(rest: list[str], most: int = 9) -> bool:
    """True when what follows is only short lines: a name, a title, a number; or a footer."""
    said = 0
    for line in rest:
        if line in ("--", "-- ") or _FOOTER.match(line) or _SENT_FROM.match(line) or _RULE.match(line):
            return True
        if not line.strip():
            continue
        said += 1
        if said > most or len(line) > 90 or (line.rstrip().endswith(("?", "!")) and len(line) > 20):
            return False
    return True


def _without_contact_block(body: list[str]) -> list[str]:
    """Drop a last paragraph that is a name with phone, mail or web addresses."""
    gap = max((number for number, line in enumerate(body) if not line.strip()), default=-1)
    block = body[gap + 1 :]
    if gap <= 0 or not 2 <= len(block) <= 10 or any(_is_sentence(line) for line in block):
        return body
    if sum(bool(_CONTACT.search(line)) for line in block) >= 2 and not _CONTACT.search(block[0]):
        return body[:gap]
    return body


def _is_sentence(line: str) -> bool:
    return len(line) > 70 or (line.endswith((".", "?", "!", ":")) and len(line) > 30)


def _without_signed_name(body: list[str], writer: str) -> list[str]:
    """Drop "Stavros" or "Stavros Economou" and the few short lines behind it at the end of a mail that Stavros Economou wrote."""
    names = {writer.casefold(), writer.casefold().partition(" ")[0]} - {""}
    for number in range(max(1, len(body) - 8), len(body)):
        bare = body[number].strip(" -–—*,.").casefold()
        if bare in names and not any(_is_sentence(line) for line in body[number:]):
            return body[:number]
    return body


def _unquoted(lines: list[str]) -> str:
    kept = []
    for number, line in enumerate(lines):
        bare = line.lstrip("> ")
        if not (_ORIGINAL.match(line) or _LABEL.match(bare) or _attribution(lines, number) or line in ("--", "-- ")):
            kept.append(bare)
    return "\n".join(kept).strip()

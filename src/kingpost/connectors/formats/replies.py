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
    r"oorspronkelijk bericht|исходное сообщение|reply message)\b|\s*begin forwarded message:|\s*-{2,} on .{4,200} wrote:\s*$",
    re.IGNORECASE,
)
_RULE_STARTS = ("-", "_", "=", "b", "B")
_REPLY_LINE = re.compile(
    r"\s*[-_#=*]*\s*(?:please )?(?:reply|type your reply|write) (?:above|below) this line|\s*##-\s.{5,120}\s-##\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*(?:[-_=*~—–]\s?){8,}\s*$")
_RULE_SIGNS = "-_=*~—– "
_STAMP = re.compile(r"(?=.{0,80}\b\d{1,2}:\d\d\b).{0,80}\b(?:19|20)\d\d\b")
_OF_THE_MAIL = re.compile(
    r"\b(?:unsubscribe|subscri\w+|mailing list|notifications?|(?:this|these) (?:e-?mails?|messages?))\b", re.IGNORECASE
)
_ITEM = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s")
_SENT_FROM = re.compile(
    r"\s*(?:sent (?:from|via|with|using) (?:my |the )?\S.{0,60}|von meinem .{1,40} gesendet.{0,5}|"
    r"gesendet (?:von|mit) .{1,50}|envoyé (?:de mon|depuis) .{1,50}|enviado desde (?:mi )?.{1,50}|inviato da(?:l mio)? .{1,50}|"
    r"verstuurd vanaf .{1,50}|verzonden vanaf .{1,50}|skickat från .{1,50}|отправлено с .{1,50}|"
    r"(?:get|holen sie sich|hol dir|obten(?:ir|ez|er)|télécharge[rz]|descargar|scarica|ottieni|pobierz(?: aplikację)?|hämta|hent) outlook \S.{0,60}|"
    r"(?:\w+ ){0,3}outlook (?:for|für|pour|voor|para|per|dla|til|för) .{1,20}<https://aka\.ms/\S{1,30}>(?: \w+)?)$",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"\s*(?:(?:with )?(?:best|kind|kindest|warm|warmest|many)? ?regards|best|best wishes|all the best|cheers|thanks|thank you|many thanks|"
    r"thanks and regards|thanks again|yours|yours sincerely|yours faithfully|sincerely|speak soon|take care|rgds|br|kr|tia|"
    r"(?:(?:mit )?(?:freundliche|viele|liebe|beste|herzliche|schöne|sonnige)[nmr]? )?gr(?:u|ü)(?:ß|ss)e?n?(?: (?:aus|vom?|nach) .{1,30})?|mfg|vg|lg|"
    r"cordialement|bien cordialement|bien à vous|"
    r"salutations|saludos(?: cordiales)?|un saludo|atentamente|cordiali saluti|distinti saluti|saluti|(?:met )?vriendelijke groet(?:en)?|"
    r"groet(?:en|jes)?|pozdrawiam(?: serdecznie)?|z poważaniem|med vänlig(?:a)? hälsning(?:ar)?|med venlig hilsen|atenciosamente|с уважением|спасибо)\s*[,.!–-]?\s*$",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"\s*(?:\*+\s*)?(?:"
    r"(?:\w{2,3} )?(?:(?:informa\w{2,8}|contents?|inhalte?)\b.{0,40} )?"
    r"(?:this|dies(?:e|er|es)|ce|cette|este|esta|questo|questa|presente|dit|deze|ta|tej|niniejsz\w{1,3}) "
    r"(?:e-?mail\w{0,9}|mail|message|communication|electronic|nachricht|courriel|mensaje|correo|messaggio|bericht|wiadomość|wiadomości)\b"
    r".{0,100}\b(?:confidential|intended (?:only|solely|exclusively|for)|privileged|virus|transmission|vertraulich|rechtlich geschützt|"
    r"confidentiel|confidencial|exclusivamente|riservat|vertrouwelijk|uitsluitend|poufn|wyłącznie)|"
    r"the (?:information|contents?) (?:contained )?(?:in|of) this (?:e-?mail|message)|confidentiality (?:notice|note)|"
    r"disclaimer\W*(?:$|the |this |all |any )|please consider the environment|"
    r"(?:privileged|confidential)[ /,].{0,40}information|registered (?:in england|office)|to unsubscribe\b|you (?:are receiving|received) this|"
    r"turn off (?:this|these) .{1,20} notifications|this e-?mail is a service from\b)",
    re.IGNORECASE,
)
# Whatever else it says, a legal footer tells those it was not meant for what to do.
_NOT_FOR_YOU = re.compile(
    r"\bnot (?:the|an) (?:intended|named) (?:recipient|addressee)|\bif you (?:have )?received? this (?:\w+ ){1,3}(?:in error|by mistake)|"
    r"\bnicht der (?:richtige|beabsichtigte|vorgesehene|bestimmungsgemäße) (?:adressat|empfänger)|\bdiese (?:e-?mail|nachricht) irrtümlich|"
    r"\bn['’]êtes pas (?:le|un) destinataire|\breçu ce (?:message|courriel|mail|e-?mail) par erreur|"
    r"\brecibido este (?:mensaje|correo|e-?mail)(?: electrónico)? por error|"
    r"\bricevuto (?:questo|questa|il presente|la presente) (?:messaggio|e-?mail) per errore|"
    r"\bniet de (?:bedoelde|beoogde) (?:ontvanger|geadresseerde)|\b(?:dit|deze) (?:e-?mail\w{0,9}|bericht) (?:ten onrechte|abusievelijk)|"
    r"\bnie (?:jest|są) (?:\w+ ){0,2}(?:adresatem|odbiorcą)",
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"\s*\W{0,6}(?:(?:caution|warning|attention|achtung|vorsicht)\b(?=.{0,120}(?:this (?:e-?mail|mail|message)|external (?:e-?mail|message)|sender|"
    r"dies\w{1,2} (?:e-?mail|mail|nachricht)|originat))"
    r".{0,120}\b(?:outside|external|extern|au(?:ß|ss)erhalb|originated)\b|"
    r"extern(?:al|e)?\b.{0,20}\b(?:e-?mail|message|sender|absender|nachricht)\b(?:\W{0,6}$|.{0,160}(?:click|link|attachment|anhäng|outside|originat))|"
    r"[^.@]{0,60}\b(?:don['’]t often get e-?mail from|erhalten nicht (?:oft|häufig) (?:eine )?e-?mails? von|ontvangt niet vaak e-?mail van|"
    r"n['’]obtenez pas souvent d['’]e-?mail à partir de|no suele recibir correos? (?:electrónicos? )?de)\s{1,3}\S{1,80}@)",
    re.IGNORECASE,
)
_WARNS = re.compile(r"\s*[a-zà-ÿ]|.*\b(?:click|links?|attachments?|sender)\b")
_POSTSCRIPT = re.compile(r"\s*(?:p\.\s?s\.|ps\s?[:.,–-])\s?[:–-]?\s{0,3}\w", re.IGNORECASE)
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
    lines = _without_quotes(_lines(text))
    own = _without_signed_name(_without_signature(lines), writer)
    return "\n".join([*own, *_postscript(lines, own)]).strip()


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
                while own and not own[-1].strip(_RULE_SIGNS):
                    own.pop()
            elif _is_original(line) or _is_reply_line(line) or _is_header_block(lines, number):
                break
            elif skip := _attribution(lines, number):
                if said and not _quote_follows(lines, number + skip):
                    break
            elif line.strip(_RULE_SIGNS):
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
        beside.strip(_RULE_SIGNS) for beside in (*lines[number - 1 : number], *lines[number + 1 : number + 2])
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


def _without_signature(lines: list[str]) -> list[str]:
    start = _after_banner(lines)
    end = next((number for number in range(start, len(lines)) if _ends_here(lines, number, start)), len(lines))
    end = _before_legal_words(lines, start, end)
    body = lines[start:end]
    while body and (not body[-1].strip() or _RULE.match(body[-1])):
        body.pop()
    return _without_contact_block(body)


def _after_banner(lines: list[str]) -> int:
    """Where the words begin, behind blank lines and a mail server's warning, which may be broken over lines."""
    at = 0
    while at < len(lines) and (not lines[at].strip() or _BANNER.match(lines[at])):
        at += 1
        while 0 < at < len(lines) and len(lines[at - 1]) > 50 and lines[at] and _WARNS.match(lines[at]):
            at += 1
    return at


def _before_legal_words(lines: list[str], start: int, end: int) -> int:
    """``end``, or where a paragraph before it starts that speaks to those the mail was not meant for."""
    first = start
    for number in range(start, end + 1):
        if number < end and lines[number].strip():
            continue
        if first > start and _NOT_FOR_YOU.search(" ".join(lines[first:number])):
            return first
        first = number + 1
    return end


def _ends_here(lines: list[str], number: int, start: int) -> bool:
    """True where signature or footer starts."""
    line = lines[number]
    if line in ("--", "-- ", "—", "__") or _SENT_FROM.match(line) or _FOOTER.match(line):
        return True
    if number > start and _SIGN_OFF.match(line):
        return _looks_signed(lines[number + 1 :])
    return (
        number > start
        and bool(_RULE.match(line))
        and not _is_underline(lines, number)
        and _is_ruled_off(lines[number + 1 :])
    )


def _is_underline(lines: list[str], number: int) -> bool:
    """True for a rule as long as the heading right above it."""
    heading = lines[number - 1].strip()
    return bool(heading) and abs(len(lines[number].strip()) - len(heading)) <= 3


def _is_ruled_off(rest: list[str]) -> bool:
    """True when what stands below a rule, up to the next one, is short lines of which few say anything: no section of the mail."""
    short = sayings = 0
    for line in rest:
        if line == "--" or _FOOTER.match(line) or _SENT_FROM.match(line) or (short and _RULE.match(line)):
            break
        bare = line.strip()
        if not bare.strip(_RULE_SIGNS):
            continue
        short += 1
        if short > 25 or len(line) > 90 or (bare.endswith(("?", "!")) and len(bare) > 20):
            return False
        says = bool(_ITEM.match(line)) or (bare.endswith((".", "?", "!")) and " " in bare)
        sayings += says and not _OF_THE_MAIL.search(line)
    return not short or sayings * 2 < short


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


def _postscript(lines: list[str], own: list[str]) -> list[str]:
    """The paragraph that begins with P.S. below a signature that was cut off."""
    at = next((number for number, line in enumerate(lines) if _POSTSCRIPT.match(line)), -1)
    if at < 0 or any(_POSTSCRIPT.match(line) for line in own):
        return []
    end = next(
        (number for number in range(at, len(lines)) if not lines[number].strip() or lines[number] == "--"), len(lines)
    )
    return ["", *lines[at:end]]


def _unquoted(lines: list[str]) -> str:
    kept = []
    for number, line in enumerate(lines):
        bare = line.lstrip("> ")
        if not (_ORIGINAL.match(line) or _LABEL.match(bare) or _attribution(lines, number) or line in ("--", "-- ")):
            kept.append(bare)
    return "\n".join(kept).strip()

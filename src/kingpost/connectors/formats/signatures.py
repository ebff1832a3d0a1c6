"""Where a writer's words end and what stands around them begins: signature, sign-off, the line of a phone, legal footer, a mail server's warning above.

Line rules, as in ``replies``, which cuts the quoted mails off before.
"""

from __future__ import annotations

import re

_RULE = re.compile(r"\s*(?:[-_=*~—–]\s?){8,}\s*$")
RULE_SIGNS = "-_=*~—– "
_OF_THE_MAIL = re.compile(
    r"\b(?:unsubscribe|subscri\w+|mailing list|notifications?|(?:this|these) (?:e-?mails?|messages?))\b", re.IGNORECASE
)
_ITEM = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s")
_SENT_FROM = re.compile(
    r"\s*(?:sent (?:from|via|with|using) (?:my |the )?\S.{0,60}|von meinem .{1,40} gesendet.{0,5}|"
    r"gesendet (?:von|mit) .{1,50}|envoyé (?:de mon|depuis|à partir d['’e]) ?.{1,50}|enviado desde (?:mi )?.{1,50}|inviato da(?:l mio)? .{1,50}|"
    r"verstuurd vanaf .{1,50}|verzonden vanaf .{1,50}|skickat från .{1,50}|отправлено с .{1,50}|"
    r"(?:get|holen sie sich|hol dir|obten(?:ir|ez|er)|télécharge[rz]|descargar|scarica|ottieni|pobierz(?: aplikację)?|hämta|hent) outlook \S.{0,60}|"
    r"(?:\w+ ){0,3}outlook (?:for|für|pour|voor|para|per|dla|til|för) .{1,20}<https://aka\.ms/\S{1,30}>(?: \w+)?)$",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"\w*phone|\bi(?:pad|pod|os)\b|android|samsung|galaxy|blackberry|huawei|xiaomi|nokia|macbook|tablet|yahoo|outlook|gmail|proton|thunderbird|"
    r"typeapp|\b(?-i:Mail|App)\b|\bmy .{0,30}(?:mobile|cell|device|laptop|computer)\b|\bmein.{0,30}(?:handy|gerät)\b|"
    r"\bmy (?-i:[A-Z]\S*(?: [A-Z0-9]\S*)*)\s*$|<https?:",
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


def without_signature(lines: list[str]) -> list[str]:
    """The lines between a warning above the words and the signature or footer below them."""
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
    if line in ("--", "-- ", "—", "__") or _FOOTER.match(line) or _is_of_a_device(lines, number):
        return True
    if number > start and _SIGN_OFF.match(line):
        return _looks_signed(lines[number + 1 :])
    return (
        number > start
        and bool(_RULE.match(line))
        and not _is_underline(lines, number)
        and _is_ruled_off(lines[number + 1 :])
    )


def _is_of_a_device(lines: list[str], number: int) -> bool:
    """True for "Sent from my iPhone". "Sent via the depot this morning." is said: what names no device is a signature only
    as the last paragraph, and no sentence."""
    line = lines[number]
    if not _SENT_FROM.match(line):
        return False
    if _DEVICE.search(re.split(r"[,.;] ", line)[0]):
        return True
    apart = number == 0 or not lines[number - 1].strip()
    last = not any(following.strip(RULE_SIGNS) for following in lines[number + 1 :])
    return apart and last and not re.search(r"[.!?]\s*$|, [a-z]", line)


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
        if not bare.strip(RULE_SIGNS):
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


def without_signed_name(body: list[str], writer: str) -> list[str]:
    """Drop "Stavros" or "Stavros Economou" and the few short lines behind it at the end of a mail that Stavros Economou wrote."""
    names = {writer.casefold(), writer.casefold().partition(" ")[0]} - {""}
    for number in range(max(1, len(body) - 8), len(body)):
        bare = body[number].strip(" -–—*,.").casefold()
        if bare in names and not any(_is_sentence(line) for line in body[number:]):
            return body[:number]
    return body


def postscript(lines: list[str], own: list[str]) -> list[str]:
    """The paragraph that begins with P.S. below a signature that was cut off."""
    at = next((number for number, line in enumerate(lines) if _POSTSCRIPT.match(line)), -1)
    if at < 0 or any(_POSTSCRIPT.match(line) for line in own):
        return []
    end = next(
        (number for number in range(at, len(lines)) if not lines[number].strip() or lines[number] == "--"), len(lines)
    )
    return ["", *lines[at:end]]

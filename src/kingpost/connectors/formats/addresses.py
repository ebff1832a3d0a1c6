"""Who is named in an address header, and what kind of mailbox an address is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kingpost.connectors.base import Mention, mention_id
from kingpost.connectors.formats.text import decode_header, safe

_FREE_MAIL = """
    gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es live.com live.co.uk
    live.nl live.fr msn.com outlook.de outlook.fr outlook.es outlook.it yahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.es yahoo.it
    yahoo.ca yahoo.com.au yahoo.com.br yahoo.co.in yahoo.co.jp ymail.com rocketmail.com aol.com aol.co.uk aim.com icloud.com me.com mac.com
    protonmail.com proton.me pm.me tutanota.com tuta.io tuta.com gmx.com gmx.de gmx.net gmx.at gmx.ch gmx.co.uk web.de t-online.de freenet.de
    arcor.de mail.com email.com usa.com zoho.com zohomail.com fastmail.com fastmail.fm hey.com hushmail.com yandex.com yandex.ru ya.ru
    mail.ru bk.ru list.ru inbox.ru rambler.ru qq.com 163.com 126.com sina.com foxmail.com naver.com daum.net hanmail.net rediffmail.com
    libero.it virgilio.it tin.it alice.it tiscali.it orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr bbox.fr telenet.be
    skynet.be proximus.be ziggo.nl kpnmail.nl planet.nl hetnet.nl home.nl xs4all.nl upcmail.nl casema.nl bluewin.ch hispeed.ch sunrise.ch
    btinternet.com btopenworld.com sky.com talktalk.net virginmedia.com virgin.net ntlworld.com blueyonder.co.uk tiscali.co.uk o2.co.uk
    eircom.net comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net optonline.net
    roadrunner.com juno.com shaw.ca rogers.com sympatico.ca telus.net bigpond.com bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz
    wp.pl o2.pl onet.pl interia.pl op.pl seznam.cz centrum.cz abv.bg terra.com.br uol.com.br bol.com.br ig.com.br terra.es telefonica.net
    online.no telia.com spray.se hotmail.se live.se hotmail.no live.no live.dk hotmail.dk mail.dk jubii.dk privaterelay.appleid.com
    mailbox.org posteo.de posteo.net posteo.org vodafone.de vodafonemail.de online.de 1und1.de email.de mail.de ok.de kabelmail.de kabelbw.de unitybox.de
    versanet.de ewetel.net netcologne.de osnanet.de mnet-online.de aon.at chello.at a1.net t-online.at bluemail.ch gmx.eu gmx.info gmx.org plus.net plus.com
    talk21.com supanet.com lineone.net fsmail.net freeserve.co.uk tesco.net wanadoo.co.uk orange.net mailfence.com runbox.com disroot.org protonmail.ch
    live.ca live.com.au live.be live.ie live.it hotmail.ca hotmail.be hotmail.nl hotmail.com.au hotmail.com.br outlook.be outlook.ie outlook.com.au windowslive.com
    yahoo.ie yahoo.pl yahoo.se yahoo.co.nz yahoo.com.mx yahoo.com.ar club-internet.fr numericable.fr aliceadsl.fr noos.fr fastwebnet.it email.it inwind.it iol.it
    chello.nl caiway.nl telfort.nl quicknet.nl zonnet.nl pandora.be scarlet.be voo.be windstream.net frontier.com centurylink.net mindspring.com
    netzero.net q.com suddenlink.net ameritech.net pacbell.net videotron.ca cogeco.ca sasktel.net bell.net tpg.com.au westnet.com.au dodo.com.au ozemail.com.au
    """
FREE_MAIL = frozenset(_FREE_MAIL.split())
"""Domains where anybody can have a mailbox: they never identify a company."""

_PLATFORMS = """
    facebook.com linkedin.com twitter.com x.com instagram.com youtube.com tiktok.com pinterest.com vimeo.com threads.net bsky.app xing.com
    t.me wa.me wixsite.com wordpress.com blogspot.com weebly.com sites.google.com google.com g.page goo.gl github.io business.site
    squarespace.com godaddysites.com jimdo.com jimdosite.com webnode.page myshopify.com etsy.com ebay.com ebay.co.uk amazon.com amazon.co.uk
    medium.com notion.site linktr.ee bit.ly calendly.com yelp.com tripadvisor.com
    """
PLATFORMS = frozenset(_PLATFORMS.split())
"""Hosts where anybody has a page: as a website they never identify a company."""

_ROLE_NAMES = """
    abuse accounting accounts accountspayable accountsreceivable admin administration ap ar billing bookings buchhaltung careers
    contact contactus customerservice customersupport enquiries enquiry facilities feedback finance hello help helpdesk hi hr info
    inkoop invoice invoices it itsupport jobs kontakt legal mail marketing media news office operations ops orders payments payroll
    postmaster press privacy procurement projects purchasing reception recruitment remittance reservations sales secretary security
    service servicedesk shop staff subscriptions support team tickets verkauf webmaster welcome
    """
_ROLES = frozenset(_ROLE_NAMES.split())
_AUTOMATIC = re.compile(
    r"(?:^|[._+-])(?:no[._-]?reply|do[._-]?not[._-]?reply|noresponse|nobody|mailer[._-]?daemon|bounces?|notifications?|notify|"
    r"alerts?|automated?|auto[._-]?reply|automailer|autoresponder|newsletters?|updates?|daemon|root|cron|unsubscribe)"
    r"(?:$|[._+=-])"
)
_AGENT = re.compile(
    r".+? (?:\((?P<team>[^()]+)\)|via (?P<sender>.+))"
)  # "Noor Haddad (Support)", as service desks write
_EMAIL = re.compile(r"[^\s<>()\[\],;:\"@\\]{1,64}@[^\s<>()\[\],;:\"@\\]{1,253}")
_REMARK = re.compile(r"\([^()]*\)|\s+")
_LOOSE_DOMAIN = re.compile(r"(?<=@)[\w-]+(?:\s*\.\s*[\w-]+)+\s*$")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)|<[^<>]*>|[,;]|:(?!//)|[^",;:<(]+|.', re.DOTALL)
MAX_ADDRESSES = 500
_MAX_HEADER = 100_000


class Address(NamedTuple):
    """A display name ("" when none was given) and a lower-case address."""

    name: str
    email: str


def parse(header: str) -> list[Address]:
    """The addresses of a From, To or Cc header, in order and once each. Never raises; at most MAX_ADDRESSES.

    Groups, comments, quoted commas, semicolons between addresses, missing brackets and encoded words are understood; what
    has no address in it is left out.
    """
    return list(_parse(" ".join(header[:_MAX_HEADER].split()))) if header else []


@lru_cache(maxsize=8192)
def _parse(header: str) -> tuple[Address, ...]:
    found: dict[str, Address] = {}
    for piece in _pieces(header):
        address = _one(piece)
        if address and (address.email not in found or not found[address.email].name):
            found[address.email] = address
            if len(found) >= MAX_ADDRESSES:
                break
    return tuple(found.values())


def _pieces(header: str) -> list[str]:
    """``header`` cut at the commas and semicolons between addresses."""
    if '"' not in header and "(" not in header and ":" not in header:
        return header.replace(";", ",").split(",")
    pieces, current = [], ""
    for word in _TOKEN.findall(header):
        if word in ",;":
            pieces.append(current)
            current = ""
        elif word == ":":
            current = "" if "@" not in current else current + word  # "undisclosed recipients:;" opens a group
        else:
            current += word
    return [*pieces, current]


def _one(piece: str) -> Address | None:
    opens = piece.rfind("<")
    closes = piece.find(">", opens)
    email = _REMARK.sub("", piece[opens + 1 : closes]) if 0 <= opens < closes else ""
    if _EMAIL.fullmatch(email):
        return Address(_clean_name(piece[:opens], email), clean_email(email))
    piece = _LOOSE_DOMAIN.sub(lambda hit: "".join(hit[0].split()), piece)  # old mails write "at yard . example"
    hits = list(_EMAIL.finditer(piece))
    email = clean_email(hits[-1][0]) if hits else ""  # the last: `"bob@old.example" bob@new.example` is at new.example
    if not email:
        return None
    hit = hits[-1]
    comment = re.search(r"\(([^()]*)\)", piece[hit.end() :])
    return Address(_clean_name(comment[1] if comment else piece[: hit.start()], email), email)


def _clean_name(name: str, email: str) -> str:
    name = decode_header(name).removesuffix("mailto:") if name else ""
    name = name.replace('\\"', '"').strip(" \t\"'<>,").replace("  ", " ")
    return "" if name.lower() == email.lower() else name[:200]


def clean_email(text: str) -> str:
    """An address without ``mailto:``, brackets, dots at its ends or capitals; "" when it is none."""
    text = safe(text).strip(" \t\n<>\"'").lower().removeprefix("mailto:").split("?")[0].strip(" .'")
    hit = _EMAIL.fullmatch(text)
    return text if hit else ""


def domain_of(email: str) -> str:
    """The domain of an address, "" when there is none."""
    return email.rpartition("@")[2].strip(".").lower() if "@" in email else ""


def company_domain(email: str) -> str:
    """The domain of an address if it may identify a company: not free mail, and a name with a dot in it."""
    domain = domain_of(email)
    if domain in FREE_MAIL or "." not in domain or domain.replace(".", "").isdigit() or domain.startswith("["):
        return ""
    return domain


def is_anybodys(host: str) -> bool:
    """True for a free mail provider's host and for one where anybody has a page: it never identifies a company."""
    return host in FREE_MAIL or host in PLATFORMS or host.partition(".")[2] in PLATFORMS


def website_domain(host: str) -> str:
    """The host of a website if it may identify a company."""
    return "" if is_anybodys(host) else company_domain(f"x@{host}")


def is_role_mailbox(email: str) -> bool:
    """True for info@, accounts@, support-uk@ and their like: a mailbox of a team, not a person."""
    local = email.partition("@")[0].lower().partition("+")[0]
    return local in _ROLES or local.replace("-", "").replace(".", "").replace("_", "") in _ROLES or (
        re.split(r"[-._]", local)[0] in _ROLES and re.split(r"[-._]", local)[-1] in _PLACES
    )  # fmt: skip


_PLACE_NAMES = "uk us eu de fr nl es it ie london team desk inbox group emea apac na global online web dept"
_PLACES = frozenset(_PLACE_NAMES.split())


def is_automatic_sender(email: str) -> bool:
    """True for no-reply@, notifications@, mailer-daemon@ and their like: nobody reads an answer sent there."""
    return bool(_AUTOMATIC.search(email.partition("@")[0].lower()))


def person(address: Address) -> Mention:
    """The mention of the person behind an address. A team's mailbox has the team's name, whoever writes from it."""
    name = address.name
    if is_role_mailbox(address.email) and (agent := _AGENT.fullmatch(name)):
        name = agent["team"] or agent["sender"]
    fields = {"name": name, "email": address.email} if name else {"email": address.email}
    return Mention("person", mention_id("person", address.email), name or address.email, fields)


def people_and_clients(addresses: list[Address]) -> list[Mention]:
    """The people behind ``addresses`` and the clients their domains may stand for, each once."""
    people: dict[str, Mention] = {}
    clients: dict[str, Mention] = {}
    for address in addresses:
        if address.email not in people or not people[address.email].fields.get("name"):
            people[address.email] = person(address)
        domain = company_domain(address.email)
        if domain and domain not in clients:
            clients[domain] = Mention("client", mention_id("client", domain), domain, {"domain": domain})
    return [*people.values(), *clients.values()]

"""What is known about names before any data is seen: legal forms and where they belong, places, nicknames, common names, titles.

Everyday knowledge, written down by hand: small on purpose, and in one file because it is one table to read through. A trained model (train.py) measures how common names are in one's own records.
"""

from __future__ import annotations

_FORMS = """
    gb ie in au nz sg za ng ke hk cy mt ca gh ug tz pk lk my bd: ltd limited
    gb ie: plc
    gb: llp cic cio
    ie: dac clg teoranta
    us ca ph: inc incorporated corp corporation
    us ae sa qa: llc
    us: pllc pbc
    de at ch: gmbh mbh
    de at ch li: ag kg aktiengesellschaft
    de: ohg gbr ug ev kgaa kommanditgesellschaft
    at: gesmbh
    fr: sas sasu eurl sci snc
    fr ch lu be: sarl
    fr es pt pl ch be lu gr ro: sa
    it ro es: srl
    it: spa sapa srls
    es: sl slu sociedad
    nl be: bv nv
    nl: cv vof
    be: bvba sprl
    se fi: ab
    se: aktiebolag hb
    no: asa
    no dk tr cz sk: as
    dk: aps
    fi: oy oyj
    pl: spzoo zoo
    cz sk: sro
    hu: kft zrt
    pt br: lda ltda unipessoal eireli
    au za: pty
    in my sg: pvt private
    ru ua kz: ooo oao zao pao jsc ojsc cjsc
    jp: kk
"""
FORM_SEATS = {
    form: tuple(line.partition(":")[0].split())
    for line in _FORMS.strip().splitlines()
    for form in line.partition(":")[2].split()
}
"""Legal form -> the countries whose law knows it."""

FILLERS = frozenset(
    [
        "co",
        "company",
        "se",
        "group",
        "holding",
        "holdings",
        "the",
        "und",
        "and",
        "et",
        "e",
        "y",
        "i",
        "cie",
        "gesellschaft",
    ]
)
"""Words of a company's name that tell no country and are left out when names are compared."""

PHRASES = (
    ("sp z o o", "spzoo"), ("sp z oo", "spzoo"), ("sp zoo", "spzoo"), ("s r o", "sro"), ("s r l", "srl"), ("s p a", "spa"), ("s a r l", "sarl"), ("s a s", "sas"), ("s a", "sa"),
    ("b v", "bv"), ("n v", "nv"), ("s l u", "slu"), ("s l", "sl"), ("g m b h", "gmbh"), ("l l c", "llc"), ("l l p", "llp"), ("p l c", "plc"),
    ("a s", "as"), ("e v", "ev"), ("o o o", "ooo"), ("open joint stock company", "ojsc"), ("joint stock company", "jsc"),
    ("limited liability company", "llc"), ("besloten vennootschap", "bv"), ("gesellschaft mit beschrankter haftung", "gmbh"),
    ("aktiengesellschaft", "ag"), ("akg", "ag"), ("naamloze vennootschap", "nv"), ("societa per azioni", "spa"), ("societe anonyme", "sa"),
    ("sociedad anonima", "sa"), ("sociedad limitada", "sl"), ("public limited company", "plc"), ("private limited", "pvt ltd"),
    ("societatea cu raspundere limitata", "srl"), ("pty ltd", "pty"),
)  # fmt: skip
"""Legal forms of several words, as they stand after folding."""

_PLACES = """
    gb: uk britain england scotland wales
    ie: ireland eire
    us: usa us america
    ca: canada
    de: germany deutschland
    at: austria osterreich oesterreich
    ch: switzerland schweiz suisse svizzera
    fr: france
    it: italy italia
    es: spain espana iberia
    pt: portugal
    nl: netherlands nederland holland
    be: belgium belgie belgique benelux
    se: sweden sverige
    no: norway norge
    dk: denmark danmark
    fi: finland suomi
    pl: poland polska
    cz: czechia cesko
    in: india
    au: australia
    nz: zealand
    jp: japan nippon
    cn: china
    sg: singapore
    ae: emirates dubai
    eu: europe emea
    nordic: nordic nordics scandinavia
    asia: asia apac
"""
PLACE_SEAT = {
    word: line.partition(":")[0].strip()
    for line in _PLACES.strip().splitlines()
    for word in line.partition(":")[2].split()
}
"""A word in a company's name that says which national company it is."""

COUNTRIES = {"united kingdom": "gb", "great britain": "gb", "northern ireland": "gb", "united states": "us", "united states of america": "us",
             "new zealand": "nz", "czech republic": "cz", "the netherlands": "nl", "united arab emirates": "ae"}  # fmt: skip
"""Countries of several words, as addresses write them."""

_NICKNAMES = """
    alexander alex alec sandy sasha alexandra alexandre alessandro alejandro aleksander
    andrew andy drew andreas andre
    anthony tony antonio anton
    benjamin ben benny benji
    catherine katherine kathryn cathy kathy kate katie katharina katarina cat
    charles charlie chuck carlos karl carl
    christopher chris topher christoph kristof
    christine christina tina chrissy kristina
    daniel dan danny
    david dave davey
    deborah debbie deb debra
    dorothy dot dottie
    edward ed eddie ted ned eduard eduardo
    elizabeth liz beth lizzie betty eliza elisabeth libby
    emily em emma
    francis frank frankie francisco francesco franz
    frederick fred freddie friedrich frederik
    gabriel gabe
    geoffrey geoff jeff jeffrey
    george georg jorge georgie
    gerald gerry jerry gerard
    gregory greg gregor
    harold harry hal
    henry hank heinrich henri enrique
    isabella isabel bella izzy
    jacob jake jakob
    james jim jimmy jamie
    jennifer jen jenny
    jessica jess jessie
    john johnny jack johann johannes jon juan jan ivan giovanni
    jonathan jonny jonathon nathan
    joseph joe joey josef jose giuseppe
    joshua josh
    judith judy
    julian jules
    kenneth ken kenny
    lawrence larry laurence lars
    leonard leo len lenny leonardo
    louis lou luis ludwig
    margaret maggie meg peggy margarete
    maria mary marie
    martin marty
    matthew matt matteo matthias mateo
    maximilian max maximillian
    michael mike mick mickey michel miguel mikhail michal mikael
    natalie nat natalia natasha
    nicholas nick nicky nicolas niklas nikolai
    oliver ollie olly
    pamela pam
    patricia pat patty trish
    patrick paddy padraig
    paul pablo paolo pavel
    peter pete pedro pieter piotr pyotr
    philip phil phillip felipe
    raymond ray
    rebecca becky bec becca
    richard rick dick rich richie ricardo
    robert rob bob bobby robbie roberto rupert
    ronald ron ronnie
    rosemary rose rosie
    samuel sam sammy
    samantha sammie
    sergey sergei sergej serge sergio
    sarah sara sally
    stephen steven steve stefan stephan esteban
    stephanie steph
    susan sue suzie susanne suzanne
    teresa theresa terry tess
    theodore theo teddy
    thomas tom tommy tomas
    timothy tim timmy
    valentina val
    victoria vicky vicki tori
    vincent vince vinny
    walter walt wally
    william will bill billy liam willem wilhelm guillaume
    yusuf yousef joseph
    zachary zach zack
"""
GIVEN: dict[str, str] = {}
for _line in _NICKNAMES.strip().splitlines():
    for _word in _line.split():
        GIVEN.setdefault(_word, _line.split()[0])
"""Short and foreign forms of given names -> one form they share."""

COMMON = frozenset(
    [
        "smith",
        "jones",
        "taylor",
        "brown",
        "williams",
        "wilson",
        "johnson",
        "davies",
        "patel",
        "robinson",
        "wright",
        "thompson",
        "evans",
        "walker",
        "white",
        "roberts",
        "green",
        "hall",
        "wood",
        "jackson",
        "clarke",
        "clark",
        "khan",
        "lewis",
        "lee",
        "martin",
        "miller",
        "davis",
        "garcia",
        "rodriguez",
        "martinez",
        "hernandez",
        "lopez",
        "gonzalez",
        "perez",
        "sanchez",
        "muller",
        "schmidt",
        "schneider",
        "fischer",
        "weber",
        "meyer",
        "wagner",
        "becker",
        "schulz",
        "hoffmann",
        "bernard",
        "dubois",
        "thomas",
        "robert",
        "richard",
        "petit",
        "durand",
        "leroy",
        "moreau",
        "rossi",
        "russo",
        "ferrari",
        "silva",
        "santos",
        "ferreira",
        "pereira",
        "oliveira",
        "costa",
        "de",
        "jong",
        "jansen",
        "de",
        "vries",
        "van",
        "den",
        "berg",
        "bakker",
        "visser",
        "andersson",
        "johansson",
        "karlsson",
        "hansen",
        "nielsen",
        "jensen",
        "larsen",
        "olsen",
        "singh",
        "kumar",
        "sharma",
        "wang",
        "li",
        "zhang",
        "chen",
        "liu",
        "kim",
        "park",
        "nguyen",
        "tran",
        "le",
        "nowak",
        "kowalski",
        "novak",
        "ali",
        "ahmed",
    ]
)
"""Surnames so frequent that two strangers often share one."""

TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "dame",
        "lord",
        "lady",
        "rev",
        "herr",
        "frau",
        "hr",
        "fr",
        "mme",
        "mlle",
        "sig",
        "sra",
        "dott",
        "ing",
        "dipl",
        "mag",
        "phd",
        "mba",
        "msc",
        "bsc",
        "jr",
        "sr",
        "ii",
        "iii",
        "iv",
        "president",
        "prasident",
        "praesident",
        "shaikh",
        "sheikh",
        "haji",
    ]
)

PLATFORMS = frozenset(
    [
        "facebook.com",
        "linkedin.com",
        "twitter.com",
        "x.com",
        "instagram.com",
        "youtube.com",
        "wixsite.com",
        "wordpress.com",
        "blogspot.com",
        "weebly.com",
        "sites.google.com",
        "google.com",
        "github.io",
        "business.site",
        "squarespace.com",
        "godaddysites.com",
        "etsy.com",
        "ebay.com",
        "amazon.com",
        "medium.com",
        "notion.site",
    ]
)
"""Hosts where anybody has a page: as a website they never identify a company."""

NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "first": "1", "second": "2", "third": "3", "fourth": "4", "1st": "1", "2nd": "2", "3rd": "3", "4th": "4", "ii": "2", "iii": "3", "iv": "4",
}  # fmt: skip

SHORT = {
    "intl": "international", "int": "international", "mgmt": "management", "mgt": "management", "svcs": "services", "svc": "services", "serv": "services",
    "tech": "technology", "technologies": "technology", "mfg": "manufacturing", "bros": "brothers", "assoc": "associates", "dept": "department",
    "univ": "university", "natl": "national", "eng": "engineering", "engrg": "engineering", "grp": "group", "hldgs": "holdings", "ctr": "center",
    "centre": "center", "sys": "systems", "system": "systems", "solns": "solutions", "dev": "development", "dist": "distribution", "govt": "government",
    "assn": "association", "fin": "financial", "ind": "industries", "inds": "industries", "labs": "laboratories", "lab": "laboratories", "mkt": "market",
    "proj": "project", "impl": "implementation", "implementation": "rollout", "ph": "phase", "integr": "integration", "migr": "migration",
}  # fmt: skip
"""Abbreviations written out, in names of companies and projects."""

_CYRILLIC = dict(
    zip(
        "абвгдезийклмнопрстуфыэіїєґ",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "z",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "y",
            "e",
            "i",
            "i",
            "e",
            "g",
        ],
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        [
            "a",
            "v",
            "g",
            "d",
            "e",
            "z",
            "i",
            "th",
            "i",
            "k",
            "l",
            "m",
            "n",
            "x",
            "o",
            "p",
            "r",
            "s",
            "t",
            "y",
            "f",
            "ch",
            "ps",
            "o",
        ],
        strict=True,
    )
)
LETTERS = str.maketrans(
    _CYRILLIC | _GREEK | {"ж": "zh", "ё": "e", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya", "ς": "s",
                          "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "’": "", "'": "", "`": ""}
)  # fmt: skip
"""Letters that take no accent apart: Cyrillic and Greek as they are usually transcribed, and the odd ones of Latin."""

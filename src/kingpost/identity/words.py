"""What is known about companies' and projects' names before any data is seen: legal forms and where they belong, places, abbreviations.

Everyday knowledge, written down by hand: in one file because it is one table to read through.
"""

from __future__ import annotations

_FORMS = """
    gb ie in au nz sg za ng ke hk cy mt ca gh ug tz pk lk my bd il ua ru bg tr th jp cn kr tw vn ge: ltd limited coltd
    cn hk tw sg mo: gongsi
    kr: jusik
    gb ie: plc
    gb us ca: lp llp lllp
    gb: cic cio
    ie: dac clg teoranta uc
    us ca ph jp tw kr: inc incorporated
    us ca ph au: corp corporation
    us ae sa qa om kw bh eg jo ua ru am az ge kz uz vn: llc
    us: pllc pbc
    ca: ulc ltee limitee
    de at ch: gmbh mbh ggmbh
    de at ch li: ag kg aktiengesellschaft
    de: ohg gbr kgaa partg kommanditgesellschaft haftungsbeschrankt
    at: gesmbh
    fr co: sas
    fr: sasu eurl sci scop selarl
    fr ch lu be tn ma dz lb: sarl
    fr es pt pl ch be lu gr ro ar cl uy pe: sa
    lu: sarls scsp sicav
    it ro es be pe ar md: srl
    it cl: spa sapa srls
    it fr: snc
    es: sl slu sau sll sociedad
    mx: sadecv srldecv
    pe: eirl
    nl be sr: nv
    nl be: bv cv
    nl: vof
    be: bvba sprl cvba scrl vzw asbl
    se: aktiebolag publ
    no: asa
    no dk tr cz sk ee: as
    dk: aps
    fi: oy oyj osakeyhtio
    is: ehf ohf slf
    pl: spzoo zoo spk spj ska
    cz sk: sro vos
    hu: kft zrt nyrt
    si hr rs ba me mk: doo jdoo
    bg: ood eood ead
    lt: uab
    lv: sia
    ee: osauhing
    gr: ae epe ike
    tr: sti
    pt br: lda ltda unipessoal eireli
    au za: pty
    in my sg: pvt private
    sg: pte
    my: bhd sdn
    id: tbk
    ru kz: ao zao pao
    ru ua kz: ooo oao jsc ojsc cjsc pjsc
    ua: prat
    ge: shps
    il: bam
    ae: fze fzco fzllc fzc
    jp: kk gk yk
"""
FORM_SEATS = {
    form: tuple(line.partition(":")[0].split())
    for line in _FORMS.strip().splitlines()
    for form in line.partition(":")[2].split()
}
"""Legal form -> the countries whose law knows it."""

END_SEATS = {"ou": ("ee",), "ad": ("bg", "rs", "me"), "pt": ("id",), "too": ("kz",), "tov": ("ua",), "kb": ("se",), "ky": ("fi",), "ans": ("no",), "ip": ("ru",), "pc": ("us",),
             "lc": ("us",), "bt": ("hu",), "eg": ("de",), "ek": ("de",), "hb": ("se",), "hf": ("is",), "dd": ("si", "hr"), "mb": ("lt",), "vsi": ("lt",), "pat": ("ua",),
             "sac": ("pe",), "ca": ("ve",), "ug": ("de",), "ev": ("de",), "spe": ("am",), "scoop": ("es",), "ab": ("se", "fi")}  # fmt: skip
"""Legal forms that are words or names elsewhere: one only where a name ends with it, beside other words."""
LEADING = frozenset({"pt", "too", "tov", "ou", "ip"})
"""Those of them that stand before a name as well."""

LONG_FORMS = ("aktiengesellschaft", "kommanditgesellschaft", "incorporated", "corporation", "limited", "company")
"""Forms written out that are recognised with a slip of the pen."""

ASIAN_FORMS = {"株式会社": "kk", "有限会社": "yk", "合同会社": "gk", "(株)": "kk", "(有)": "yk", "股份有限公司": "gongsi", "有限责任公司": "gongsi", "有限責任公司": "gongsi", "有限公司": "gongsi",
               "公司": "gongsi", "주식회사": "jusik", "유한회사": "jusik", "(주)": "jusik"}  # fmt: skip
"""Legal forms written without a space beside the name, the longer ones first."""

FILLERS = frozenset("co company se the und and et e y i cie gesellschaft shrka sherkat".split())
"""Words of a company's name that tell no country and are left out when names are compared."""

_APEX = """
    group: group grupo groupe gruppe gruppo groep gruppen grupa skupina koncern konsern konzern
    holding: holding holdings holdco beteiligungen beteiligungs beteiligungsgesellschaft participations participacoes participaciones partecipazioni
"""
APEX = {
    word: line.partition(":")[0].strip()
    for line in _APEX.strip().splitlines()
    for word in line.partition(":")[2].split()
}
"""Words that say a company stands above others of its name: left out when names are compared, and compared for themselves."""

PHRASES = (
    ("sp z o o", "spzoo"), ("sp z oo", "spzoo"), ("sp zoo", "spzoo"), ("spol s r o", "sro"), ("spol s ro", "sro"), ("s r o", "sro"), ("s r l", "srl"), ("s p a", "spa"), ("s a r l", "sarl"), ("s a s", "sas"), ("s a", "sa"),
    ("b v", "bv"), ("n v", "nv"), ("s l u", "slu"), ("s l", "sl"), ("g m b h", "gmbh"), ("l l c", "llc"), ("l l p", "llp"), ("p l c", "plc"),
    ("a s", "as"), ("e v", "ev"), ("o o o", "ooo"), ("open joint stock company", "ojsc"), ("joint stock company", "jsc"),
    ("limited liability company", "llc"), ("besloten vennootschap", "bv"), ("gesellschaft mit beschrankter haftung", "gmbh"),
    ("aktiengesellschaft", "ag"), ("akg", "ag"), ("naamloze vennootschap", "nv"), ("societa per azioni", "spa"), ("societe anonyme", "sa"),
    ("sociedad anonima", "sa"), ("sociedad limitada", "sl"), ("public limited company", "plc"), ("private limited", "pvt ltd"),
    ("societatea cu raspundere limitata", "srl"), ("pty limited", "pty"), ("proprietary limited", "pty"), ("pty ltd", "pty"), ("co ltd", "coltd"), ("co limited", "coltd"), ("company limited", "coltd"),
    ("sdn bhd", "sdn"), ("sendirian berhad", "sdn"), ("berhad", "bhd"), ("d o o", "doo"), ("d d", "dd"), ("a d", "ad"), ("e o o d", "eood"), ("o o d", "ood"), ("s a de c v", "sadecv"), ("sa de cv", "sadecv"),
    ("s de rl de cv", "srldecv"), ("s de r l de c v", "srldecv"), ("sapi de cv", "sadecv"), ("fz llc", "fzllc"), ("fz co", "fzco"), ("f z e", "fze"), ("k k", "kk"), ("kabushiki kaisha", "kk"), ("kabushiki gaisha", "kk"), ("godo kaisha", "gk"),
    ("e h f", "ehf"), ("o y", "oy"), ("a b", "ab"), ("a g", "ag"), ("k g", "kg"), ("l p", "lp"), ("e k", "ek"), ("u g", "ug"), ("s c a", "ska"), ("s n c", "snc"), ("s k a", "ska"), ("sp k", "spk"), ("sp j", "spj"),
    ("gmbh and co kg", "kg"), ("gmbh co kg", "kg"), ("ag and co kg", "kg"), ("and co kg", "kg"), ("spolka z ograniczona odpowiedzialnoscia", "spzoo"), ("spolka akcyjna", "sa"), ("akciova spolecnost", "as"),
    ("spolecnost s rucenim omezenym", "sro"), ("korlatolt felelossegu tarsasag", "kft"), ("drustvo s ogranicenom odgovornoscu", "doo"), ("aktieselskab", "as"), ("aksjeselskap", "as"), ("anpartsselskab", "aps"),
    ("anonim sirketi", "as"), ("limited sirketi", "ltd"), ("ltd sti", "ltd"), ("obshchestvo s ogranichennoi otvetstvennostyu", "ooo"), ("publichnoe aktsionernoe obshchestvo", "pao"), ("aktsionernoe obshchestvo", "ao"),
    ("tovaristvo z obmezhenoyu vidpovidalnistyu", "tov"), ("uzdaroji akcine bendrove", "uab"), ("sabiedriba ar ierobezotu atbildibu", "sia"), ("dh m m", "llc"), ("dhmm", "llc"), ("ba m", "bam"), ("w l l", "llc"), ("wll", "llc"),
    ("societe a responsabilite limitee", "sarl"), ("societe par actions simplifiee", "sas"), ("societa a responsabilita limitata", "srl"), ("sociedad anonima de capital variable", "sadecv"), ("sociedade anonima", "sa"),
    ("limited partnership", "lp"), ("limited liability partnership", "llp"),
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
    sk: slovakia slovensko
    hu: hungary magyarorszag
    ro: romania
    bg: bulgaria
    hr: croatia hrvatska
    si: slovenia slovenija
    rs: serbia srbija
    ee: estonia eesti
    lv: latvia latvija
    lt: lithuania lietuva
    gr: greece hellas
    tr: turkey turkiye
    ua: ukraine ukraina
    is: iceland
    lu: luxembourg luxemburg
    il: israel
    br: brasil brazil
    mx: mexico
    ar: argentina
    cl: chile
    co: colombia
    pe: peru
    za: africa
    ng: nigeria
    ke: kenya
    eg: egypt
    kr: korea
    hk: hongkong
    tw: taiwan
    th: thailand
    vn: vietnam
    my: malaysia
    id: indonesia
    ph: philippines
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

NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
    "first": "1", "second": "2", "third": "3", "fourth": "4", "1st": "1", "2nd": "2", "3rd": "3", "4th": "4", "ii": "2", "iii": "3", "iv": "4",
}  # fmt: skip
TENS = {
    "twenty": "2",
    "thirty": "3",
    "forty": "4",
    "fourty": "4",
    "fifty": "5",
    "sixty": "6",
    "seventy": "7",
    "eighty": "8",
    "ninety": "9",
}
"""Before a figure they make one number: forty-four."""

SHORT = {
    "intl": "international", "int": "international", "mgmt": "management", "mgt": "management", "svcs": "services", "svc": "services", "serv": "services",
    "tech": "technology", "technologies": "technology", "mfg": "manufacturing", "bros": "brothers", "assoc": "associates", "dept": "department",
    "univ": "university", "natl": "national", "eng": "engineering", "engrg": "engineering", "grp": "group", "hldgs": "holdings", "ctr": "center",
    "centre": "center", "sys": "systems", "system": "systems", "solns": "solutions", "dev": "development", "dist": "distribution", "govt": "government",
    "assn": "association", "fin": "financial", "ind": "industries", "inds": "industries", "labs": "laboratories", "lab": "laboratories", "mkt": "market",
    "intnl": "international", "technologie": "technology", "technologia": "technology", "consultants": "consulting", "mfrs": "manufacturing",
    "proj": "project", "impl": "implementation", "implementation": "rollout", "ph": "phase", "integr": "integration", "migr": "migration",
}  # fmt: skip
"""Abbreviations written out, in names of companies and projects."""

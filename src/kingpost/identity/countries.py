"""Countries as records write them: two and three letters, names in the languages of Europe, official names. Pure.

Everyday knowledge in one table: two letters, three letters, and the names as they stand after folding. What is not in it says nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kingpost.identity.core_names import fold

_COUNTRIES = """
    ad and: andorra, andorre
    ae are: united arab emirates, vereinigte arabische emirate, emirats arabes unis, emiratos arabes unidos, emirati arabi uniti, verenigde arabische emiraten, emirados arabes unidos, zjednoczone emiraty arabskie, forenade arabemiraten, alimarat, uae, emirates, dubai, abu dhabi, vae
    af afg: afghanistan, afganistan, afeganistao
    ag atg: antigua and barbuda, antigua und barbuda, antigua et barbuda, antigua y barbuda, antigua e barbuda, antigua en barbuda, antigua och barbuda
    ai aia: anguilla, anguila
    al alb: albania, albanien, albanie, shqiperia
    am arm: armenia, armenien, armenie
    ao ago: angola
    aq ata: antarctica, antarktis, antarctique, antartida, antartide
    ar arg: argentina, argentinien, argentine, argentinie, argentyna
    as asm: american samoa, amerikanisch samoa, samoa americaines, samoa americana, samoa americane, amerikaans samoa, amerikanska samoa
    at aut: austria, osterreich, autriche, oostenrijk, osterrike, a, oesterreich, republic of austria, republik osterreich
    au aus: australia, australien, australie
    aw abw: aruba
    ax ala: aland islands, aaland inseln, iles aland, islas aland, isole aland, alandeilanden, ilhas aland, aland
    az aze: azerbaijan, aserbaidschan, azerbaidjan, azerbaiyan, azerbaigian, azerbeidzjan, azerbaijao, azerbejdzan, azerbadjan
    ba bih: bosnia and herzegovina, bosnien und herzegowina, bosnie herzegovine, bosnia y hercegovina, bosnia erzegovina, bosnie en herzegovina, bosnia herzegovina, bosnia i hercegowina, bosnien och herzegovina, bosnia
    bb brb: barbados, barbade
    bd bgd: bangladesh, bangladesch, bangladesz
    be bel: belgium, belgien, belgique, belgica, belgio, belgie
    bf bfa: burkina faso, burquina faso
    bg bgr: bulgaria, bulgarien, bulgarie, bulgarije, blgariya
    bh bhr: bahrain, bahrein, bahrajn
    bi bdi: burundi
    bj ben: benin
    bl blm: saint barthelemy, san bartolome, sao bartolomeu
    bm bmu: bermuda, bermudas, bermudy
    bn brn: brunei, brunei darussalam
    bo bol: bolivia, bolivien, bolivie, boliwia, bolivia plurinational state of
    bq bes: bonaire sint eustatius and saba, bonaire sint eustatius und saba, bonaire saint eustache et saba, bonaire san eustaquio y saba, bonaire sint eustatius e saba, bonaire saint eustatius och saba
    br bra: brazil, brasilien, bresil, brasile, brazilie, brazylia, brasil
    bs bhs: bahamas, bahamy
    bt btn: bhutan, bhoutan, butan, butao
    bv bvt: bouvet island, bouvet insel, ile bouvet, isla bouvet, isola di bouvet, bouveteiland, ilha bouvet, bouveton
    bw bwa: botswana, botsuana
    by blr: belarus, bielo russie, bielorrusia, bielorussia, wit rusland, bialorus, vitryssland, belorussia
    bz blz: belize, belice
    ca can: canada, kanada
    cc cck: cocos islands, kokos inseln, iles cocos, islas cocos, isole cocos, cocoseilanden, ilhas coco, cocosoarna
    cd cod: democratic republic of congo, demokratische republik kongo, republique democratique du congo, republica democratica del congo, repubblica democratica del congo, congo kinshasa, demokratiska republiken kongo, dr congo, drc, democratic republic of the congo, congo democratic republic of the
    cf caf: central african republic, zentralafrikanische republik, republique centre africaine, republica centroafricana, repubblica centrafricana, centraal afrikaanse republiek, republica centro africana, republika srodkowoafrykanska, centralafrikanska republiken
    cg cog: congo, kongo, congo brazzaville, republic of the congo
    ch che: switzerland, schweiz, suisse, suiza, svizzera, zwitserland, suica, szwajcaria, swiss confederation, schweizerische eidgenossenschaft, swiss
    ci civ: cote divoire, elfenbeinkuste, costa de marfil, costa davorio, ivoorkust, costa do marfim, wybrzeze kosci sloniowej, elfenbenskusten, ivory coast
    ck cok: cook islands, cook inseln, iles cook, islas cook, isole cook, cookeilanden, ilhas cook, cookoarna
    cl chl: chile, chili, cile
    cm cmr: cameroon, kamerun, cameroun, camerun, kameroen, republica dos camaroes
    cn chn: china, chine, chiny, kina, 中国, peoples republic of china, china peoples republic of, prc, mainland china
    co col: colombia, kolumbien, colombie, kolumbia
    cr cri: costa rica, kostaryka
    cu cub: cuba, kuba
    cv cpv: cape verde, kap verde, cap vert, cabo verde, capo verde, kaapverdie, republika zielonego przyladka
    cw cuw: curacao
    cx cxr: christmas island, weihnachtsinsel, ile christmas, isla christmas, isola di natale, christmaseiland, ilhas natal, julon
    cy cyp: cyprus, zypern, chypre, chipre, cipro, cypr, cypern, republic of cyprus
    cz cze: czech republic, tschechische republik, republique tcheque, chequia, repubblica ceca, tsjechie, republica tcheca, republika czeska, tjeckiska republiken, ceska republika, czechia, cesko
    de deu: germany, deutschland, allemagne, alemania, germania, duitsland, alemanha, niemcy, tyskland, d, brd, federal republic of germany, bundesrepublik deutschland, germany federal republic of
    dj dji: djibouti, dschibuti, yibuti, gibuti, djibuti, dzibuti
    dk dnk: denmark, danemark, danimarca, denemarken, dania, danmark
    dm dma: dominica, dominique
    do dom: dominican republic, dominikanische republik, republique dominicaine, repubblica dominicana, dominicaanse republiek, republika dominikany, dominikanska republiken
    dz dza: algeria, algerien, algerie, argelia, algerije, algeriet
    ec ecu: ecuador, equateur
    ee est: estonia, estland, estonie, eesti
    eg egy: egypt, agypten, egypte, egipto, egitto, egito, egipt, egypten
    eh esh: western sahara, westsahara, sahara occidental, sahara occidentale, westelijke sahara, saara ocidental, sahara zachodnia, vastra sahara
    er eri: eritrea, erythree, eritreia, erytrea
    es esp: spain, spanien, espagne, espana, spagna, spanje, espanha, hiszpania, espanya, kingdom of spain
    et eth: ethiopia, athiopien, ethiopie, etiopia, etiopien
    fi fin: finland, finnland, finlande, finlandia, suomi
    fj fji: fiji, fidschi, fidji, fiyi, figi, fidzi
    fk flk: falkland islands, falkland inseln, iles malouines, islas malvinas, isole falkland, falklandeilanden, ilhas malvinas, falklandsoarna
    fm fsm: micronesia, mikronesien, micronesie, mikronezja, micronesia federated states of
    fo fro: faroe islands, faroer inseln, iles feroe, islas feroe, isole faeroer, faeroer, ilhas faroe, faroarna
    fr fra: france, frankreich, francia, frankrijk, francja, frankrike, f, republique francaise, french republic
    ga gab: gabon, gabun, gabao
    gb gbr: united kingdom, vereinigtes konigreich, royaume uni, reino unido, regno unito, verenigd koninkrijk, wielka brytania, storbritannien, uk, grossbritannien, grande bretagne, gran bretana, gran bretagna, groot brittannie, gra bretanha, angleterre, britain, england, scotland, wales, northern ireland, united kingdom of great britain and northern ireland, great britain, england and wales, england wales, great britain and northern ireland, u k of great britain
    gd grd: grenada, grenade, granada
    ge geo: georgia, georgien, georgie, gruzja
    gf guf: french guiana, franzosisch guayana, guyane francaise, guayana francesa, guayana francese, frans guyana, guiana francesa, gujana francuska, franska guyana
    gg ggy: guernsey, guernesey
    gh gha: ghana
    gi gib: gibraltar, gibilterra
    gl grl: greenland, gronland, groenland, groenlandia
    gm gmb: gambia, gambie
    gn gin: guinea, guinee, guine, gwinea
    gp glp: guadeloupe, guadalupe, guadalupa, gwadelupa
    gq gnq: equatorial guinea, aquatorial guinea, guinee equatoriale, guinea ecuatorial, guinea equatoriale, equatoriaal guinea, guine equatorial, gwinea rownikowa, ekvatorialguinea
    gr grc: greece, griechenland, grece, grecia, griekenland, grecja, grekland, ellada, hellas
    gs sgs: south georgia and the south sandwich islands, sud georgia und die sudlichen sandwich inseln, georgie du sud et iles sandwich du sud, islas georgia del sur y sandwich del sur, georgia del sud e isole sandwich meridionali, zuid georgie en zuidelijke sandwicheilanden, georgia do sul e ilhas sandwich do sul, sydgeorgien och sydsandwichoarna
    gt gtm: guatemala
    gu gum: guam
    gw gnb: guinea bissau, guinee bissau, guine bissau, gwinea bissau
    gy guy: guyana, guiana
    hk hkg: hong kong, hongkong, hongkong sar van china, hong kong regiao admin especial da china, hong kong sar, hong kong china
    hm hmd: heard island and mcdonald islands, heard und mcdonald inseln, ile heard et iles mcdonald, islas heard y mcdonald, isole heard e mcdonald, heard en mcdonaldeilanden, ilha heard e ilhas mcdonald, heardoch mcdonaldoarna
    hn hnd: honduras
    hr hrv: croatia, kroatien, croatie, croacia, croazia, kroatie, chorwacja, hrvatska
    ht hti: haiti
    hu hun: hungary, ungarn, hongrie, hungria, ungheria, hongarije, wegry, ungern, magyarorszag
    id idn: indonesia, indonesien, indonesie, indonezja
    ie irl: ireland, irland, irlande, ierland, eire, republic of ireland, ireland republic of, southern ireland, irish republic
    il isr: israel, israele, izrael, yshral
    im imn: isle of man, ile de man, isla de man, isola di man, ilha de man
    in ind: india, indien, inde, indie
    io iot: british indian ocean territory, britische territorien im indischen ozean, territoires britanniques de locean indien, territorio britanico del oceano indico, territorio britannico delloceano indiano, britse gebieden in de indische oceaan, territorio britanico do oceano indico, brittiska territoriet i indiska oceanen
    iq irq: iraq, irak, iraque
    ir irn: iran, iran islamic republic of, islamic republic of iran
    is isl: iceland, island, islande, islandia, islanda, ijsland
    it ita: italy, italien, italie, italia, wlochy, i
    je jey: jersey
    jm jam: jamaica, jamaika, jamaique, giamaica, jamajka
    jo jor: jordan, jordanien, jordanie, jordania, giordania
    jp jpn: japan, japon, giappone, japao, japonia, 日本, nippon
    ke ken: kenya, kenia, quenia
    kg kgz: kyrgyzstan, kirgistan, kirguizistan, kirghizistan, kirgizie, quirguistao, kirgisistan
    kh khm: cambodia, kambodscha, cambodge, camboya, cambogia, camboja, kambodza
    ki kir: kiribati, quiribati
    km com: comoros, komoren, comore, comoren, komory, komorerna
    kn kna: saint kitts and nevis, saint kitts und nevis, saint christophe et nieves, san cristobal y nieves, saint kitts e nevis, saint kitts en nevis, sao cristovao e nevis, saint kitts och nevis
    kp prk: north korea, nordkorea, coree du nord, corea del norte, noord korea, coreia do norte, korea polnocna, democratic peoples republic of korea, korea democratic peoples republic of
    kr kor: south korea, sudkorea, coree du sud, corea del sur, zuid korea, coreia do sul, korea poludniowa, sydkorea, daehanminguk, korea, republic of korea, korea republic of, korea south
    kw kwt: kuwait, koweit, koeweit, kuwejt
    ky cym: cayman islands, kaiman inseln, iles caimans, islas caiman, isole cayman, caymaneilanden, ilhas caiman, caymanoarna
    kz kaz: kazakhstan, kasachstan, kazajstan, kazachstan, casaquistao, kazakstan
    la lao: laos, republica popular democratica do laos, lao peoples democratic republic, lao pdr
    lb lbn: lebanon, libanon, liban, libano
    lc lca: saint lucia, st lucia, sainte lucie, santa lucia, sainte lucia
    li lie: liechtenstein
    lk lka: sri lanka
    lr lbr: liberia
    ls lso: lesotho, lesoto
    lt ltu: lithuania, litauen, lithuanie, lituania, litouwen, litwa, lietuva
    lu lux: luxembourg, luxemburgo, lussemburgo, luksemburg, luxemburg
    lv lva: latvia, lettland, lettonie, letonia, lettonia, letland, lotwa, latvija
    ly lby: libya, libyen, libye, libia, libie
    ma mar: morocco, marokko, maroc, marruecos, marocco, marrocos, marocko
    mc mco: monaco
    md mda: moldova, moldau, moldavie, moldavia, moldawia, moldavien, moldova republic of, republic of moldova
    me mne: montenegro
    mf maf: saint martin, st martin, san martin, sao martinho
    mg mdg: madagascar, madagaskar
    mh mhl: marshall islands, marshall inseln, iles marshall, islas marshall, isole marshall, marshalleilanden, ilhas marshall, marshalloarna
    mk mkd: macedonia, mazedonien, macedoine, macedonie, makedonien, makedonija, north macedonia
    ml mli: mali
    mm mmr: myanmar, mianmar birmania, burma
    mn mng: mongolia, mongolei, mongolie, mongoliet
    mo mac: macao, macao sar van china, macau regiao admin especial da china, macau
    mp mnp: northern mariana islands, nordliche mariannen inseln, iles mariannes du nord, islas marianas del norte, isole marianne settentrionali, noordelijke marianeneilanden, ilhas marianas do norte, nordmarianerna
    mq mtq: martinique, martynika
    mr mrt: mauritania, mauretanien, mauritanie, mauretania
    ms msr: montserrat
    mt mlt: malta, malte
    mu mus: mauritius, maurice, mauricio, maurizio
    mv mdv: maldives, maldiven, maldivas, maldive, maldiverna
    mw mwi: malawi, malaui
    mx mex: mexico, mexiko, mexique, messico, meksyk
    my mys: malaysia, malaisie, malasia, maleisie, malezja
    mz moz: mozambique, mosambik, mozambico, mocambique
    na nam: namibia, namibie
    nc ncl: new caledonia, neukaledonien, nouvelle caledonie, nueva caledonia, nuova caledonia, nieuw caledonie, nova caledonia, nowa kaledonia, nya kaledonien
    ne ner: niger
    nf nfk: norfolk island, norfolk insel, ile norfolk, isla norfolk, isola norfolk, norfolkeiland, ilha norfolk, norfolkon
    ng nga: nigeria
    ni nic: nicaragua, nikaragua
    nl nld: netherlands, niederlande, pays bas, holanda, paesi bassi, nederland, holandia, nederlanderna, holland, kingdom of the netherlands, nederlanden
    no nor: norway, norwegen, norvege, norvegia, noorwegen, norge
    np npl: nepal
    nr nru: nauru
    nu niu: niue
    nz nzl: new zealand, neuseeland, nouvelle zelande, nueva zelanda, nuova zelanda, nieuw zeeland, nova zelandia, nowa zelandia, nya zeeland, aotearoa
    om omn: oman
    pa pan: panama
    pe per: peru, perou
    pf pyf: french polynesia, franzosisch polynesien, polynesie francaise, polinesia francesa, polinesia francese, frans polynesie, polinezja francuska, franska polynesien
    pg png: papua new guinea, papua neuguinea, papouasie nouvelle guinee, papua nuova guinea, papoea nieuw guinea, papua nova guine, papua nowa gwinea, papua nya guinea
    ph phl: philippines, philippinen, filipinas, filippine, filipijnen, filipiny, filippinerna
    pk pak: pakistan, paquistan, paquistao
    pl pol: poland, polen, pologne, polonia, polska
    pm spm: saint pierre and miquelon, st pierre und miquelon, saint pierre et miquelon, san pedro y miquelon, saint pierre e miquelon, saint pierre en miquelon, saint pierre och miquelon
    pn pcn: pitcairn, islas pitcairn
    pr pri: puerto rico, porto rico, portoryko
    ps pse: palestine, palastina, palestina, palestijns gebied, territorios palestinos, palestine state of
    pt prt: portugal, portogallo, portugalia
    pw plw: palau, belau, palaos
    py pry: paraguay
    qa qat: qatar, katar
    re reu: reunion, la reunion, reuniao
    ro rou: romania, rumanien, roumanie, rumania, roemenie, romenia, rumunia
    rs srb: serbia, serbien, serbie, servie, servia, srbija
    ru rus: russia, russland, russie, rusia, rusland, rosja, ryssland, rossiya, russian federation, rossiyskaya federatsiya, russische foderation
    rw rwa: rwanda, ruanda
    sa sau: saudi arabia, saudi arabien, arabie saoudite, arabia saudita, saoedi arabie, arabia saudyjska, saudiarabien, alsawdya, kingdom of saudi arabia, ksa
    sb slb: solomon islands, solomon inseln, iles salomon, islas salomon, isole solomon, salomonseilanden, ilhas salomao, salomonoarna
    sc syc: seychelles, seychellen, seszele, seychellerna
    sd sdn: sudan, soudan, soedan, sudao
    se swe: sweden, schweden, suede, suecia, svezia, zweden, szwecja, sverige
    sg sgp: singapore, singapour, cingapura
    sh shn: saint helena, st helena, sainte helene, santa helena, santelena, sint helena
    si svn: slovenia, slowenien, slovenie, eslovenia, slowenia, slovenien, slovenija
    sj sjm: svalbard and jan mayen, svalbard und jan mayen, svalbard et jan mayen, svalbard y jan mayen, svalbard e jan mayen, svalbard en jan mayen, svalbard och jan mayen
    sk svk: slovakia, slowakei, slovaquie, eslovaquia, slovacchia, slowakije, slowacja, slovakien, slovenska republika, slovak republic, slovensko
    sl sle: sierra leone, sierra leona, serra leoa
    sm smr: san marino, saint marin
    sn sen: senegal
    so som: somalia, somalie
    sr sur: suriname
    ss ssd: south sudan, sudsudan, sud soudan, sudan del sur, sudan del sud, sydsudan
    st stp: sao tome and principe, sao tome und principe, sao tome et principe, santo tome y principe, sao tome e principe, sao tome en principe, sao tome och principe
    sv slv: el salvador, salwador
    sx sxm: sint maarten dutch part, sint maarten niederlandischer teil, saint martin partie neerlandaise, san martin region holandesa, sint maarten parte olandese, sint maarten nederlandska delen
    sy syr: syria, syrien, syrie, siria, syrian arab republic
    sz swz: swaziland, swasiland, suazilandia, suazi, eswatini
    tc tca: turks and caicos islands, turks und caicos inseln, iles turks et caicos, islas turcas y caicos, isole turks e caicos, turks en caicoseilanden, ilhas turks e caicos, turks och caicosoarna
    td tcd: chad, tschad, tchad, ciad, tsjaad, chade, czad
    tf atf: french southern territories, franzosische sudgebiete, territoires francais du sud, territorios franceses del sur, territori francesi doltremare, franse gebieden in de zuidelijke indische oceaan, territorios franceses do sul, francuskie terytoria zamorskie, franska sodra territorierna
    tg tgo: togo
    th tha: thailand, thailande, tailandia, thailandia, tajlandia, ประเทศไทย
    tj tjk: tajikistan, tadschikistan, tayikistan, tagikistan, tadzjikistan, tadjiquistao, tadzykistan
    tk tkl: tokelau
    tl tls: timor leste, timor oriental, oost timor, east timor
    tm tkm: turkmenistan, turcomenistao
    tn tun: tunisia, tunesien, tunisie, tunez, tunesie, tunezja, tunisien
    to ton: tonga
    tr tur: turkey, turkei, turquie, turquia, turchia, turkije, turcja, turkiet, turkiye, republic of turkey, republic of turkiye
    tt tto: trinidad and tobago, trinidad und tobago, trinite et tobago, trinidad y tobago, trinidad e tobago, trinidad en tobago, trynidad i tobago, trinidad och tobago
    tv tuv: tuvalu
    tw twn: taiwan, 台湾地区, taiwan province of china, taiwan roc
    tz tza: tanzania, tansania, tanzanie, tanzania united republic of, united republic of tanzania
    ua ukr: ukraine, ucrania, ucraina, oekraine, ukraina
    ug uga: uganda, ouganda, oeganda
    um umi: united states minor outlying islands, ubrige inseln im pazifik der usa, dependances americaines du pacifique, islas menores alejadas de los estados unidos, isole minori lontane degli stati uniti, amerikaanse kleinere afgelegen eilanden, ilhas menores distantes dos estados unidos, forenta staternas mindre oar i oceanien och vastindien
    us usa: united states, vereinigte staaten, vereinigte staaten von amerika, etats unis, estados unidos, stati uniti, verenigde staten, stany zjednoczone ameryki, amerikas forenta stater, america, united states of america, etats unis d amerique, stati uniti d america, estados unidos de america, u s of a
    uy ury: uruguay
    uz uzb: uzbekistan, usbekistan, ouzbekistan, oezbekistan, uzbequistao
    va vat: vatican, vatikanstadt, ciudad del vaticano, citta del vaticano, vaticaanstad, vaticano, watykan, vatikanen, holy see, holy see vatican city state
    vc vct: saint vincent and the grenadines, st vincent und die grenadinen, saint vincent et les grenadines, san vicente y las granadinas, saint vincent e grenadine, saint vincent en de grenadines, sao vicente e granadinas, saint vincent och grenadinerna
    ve ven: venezuela, wenezuela, venezuela bolivarian republic of
    vg vgb: british virgin islands, britische jungferninseln, iles vierges britanniques, islas virgenes britanicas, isole vergini gb, britse maagdeneilanden, ilhas virgens britanicas, dziewicze wyspy brytyjskie, brittiska virgin islands
    vi vir: u s virgin islands, amerikanische jungferninseln, iles vierges americaines, islas virgenes americanas, isole vergini usa, amerikaanse maagdeneilanden, ilhas virgens dos eua, dziewicze wyspy stanow zjednoczonych, amerikanska virgin islands
    vn vnm: vietnam, vietna, wietnam, viet nam, socialist republic of vietnam
    vu vut: vanuatu
    wf wlf: wallis and futuna, wallis und futuna, wallis et futuna, wallis y futuna, wallis e futuna, wallis en futuna, wallis och futuna
    ws wsm: samoa
    ye yem: yemen, jemen, iemen
    yt myt: mayotte, mayotta
    za zaf: south africa, sudafrika, afrique du sud, sudafrica, zuid afrika, africa do sul, republika poludniowej afryki, sydafrika, republic of south africa, rsa
    zm zmb: zambia, sambia, zambie
    zw zwe: zimbabwe, simbabwe, zimbabue
"""
_OF_OLD = {"uk": "gb", "xi": "gb", "el": "gr"}
"""Two letters that are in use for a country and are not its own."""


def _spellings() -> dict[str, str]:
    found = dict(_OF_OLD)
    for line in _COUNTRIES.strip().splitlines():
        letters, _, names = line.strip().partition(":")
        two, three = letters.split()
        found |= dict.fromkeys((two, three, *(name.strip() for name in names.split(",") if name.strip())), two)
    return found


_SPELLINGS = _spellings()
_BETWEEN = re.compile(r"[(),;/|]|\s[-–—]\s")
"""What stands between two spellings of one country: Deutschland (DE), Belgique / België."""


@lru_cache(maxsize=10_000)
def country(said: str) -> str:
    """The country a spelling means, in two small letters; "" for what is none, and for two countries."""
    flat = _plain(said)
    if flat in _SPELLINGS:
        return _SPELLINGS[flat]
    found = {_SPELLINGS.get(part, "") for written in _BETWEEN.split(said) if (part := _plain(written))}
    return found.pop() if len(found) == 1 else ""


def _plain(said: str) -> str:
    """Folded, without the dots of U.S.A. and the article."""
    return fold(said.replace(".", "")).removeprefix("the ").removesuffix(" the")

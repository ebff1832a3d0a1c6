"""What is known about people's names before any data is seen: short and foreign forms, frequent surnames, titles. Everyday knowledge, by hand."""

from __future__ import annotations

_FORMS = """
    alexander alex alec al sandy sasha xander aleksander aleksandr aleksandar alexandr oleksandr alexandre ~ alessandro alejandro iskander
    alexandra alex alexa sandra sandy sasha lexi aleksandra oleksandra ola ~ alessandra alejandra
    alessandro sandro alessio
    alejandro ale
    abigail abby gail
    abdullah abdallah abdulla
    agnieszka aga ~ agnes ines
    ahmed ahmad achmed ahmet
    albert al bert ~ alberto
    alexei alexey aleksei aleksey alyosha lyosha ~ alexis
    alfred alf fred alfie ~ alfredo
    anastasia nastya anastasiya stacey
    andrew andy drew ~ andreas andre andrei andres andrea andrzej
    andreas andi andy
    andrei andrey andrej
    anthony tony antony ant ~ antonio anton antoine
    antonio toni tony
    athanasios thanasis thanos
    arthur art artie ~ artur arturo
    barbara barb babs basia
    benjamin ben benny benji bennie ~ benjamino
    bernard bernie ~ bernhard bernardo
    bradley brad
    cameron cam
    catherine katherine kathryn catharine katharine cathy kathy kate katie kat cat ~ katharina ekaterina katarzyna catalina caterina
    katharina katarina katerina kathi kati kat
    ekaterina yekaterina katya katerina
    katarzyna kasia
    caroline carol carrie carolyn ~ karolina carolina
    charles charlie chuck charley ~ carlos karl carlo karol
    karl carl kalle
    carlos carlitos
    charlotte charlie lottie lotte
    christopher chris topher kit ~ christoph cristobal krzysztof christophe
    christoph kristof chris
    christophe chris
    krzysztof krzys
    christian chris kristian cristian
    christine christina tina chrissy kristina chris christa kristine cristina ~ krystyna
    clement clem
    constantine konstantin konstantinos kostas costas kostya
    cornelis kees cornelius cor
    cynthia cindy
    daniel dan danny dani ~ daniil daniele
    david dave davey ~ davide dawid dawud
    deborah debbie deb debra debs
    dimitrios dimitris ~ dmitri
    dmitri dmitry dmitriy dmitrij dima mitya dimitri dmytro
    dominic dom dominik ~ domenico
    donald don donnie
    dorothy dot dottie ~ dorothea
    douglas doug
    edward ed eddie ted ned teddy ~ eduard eduardo edoardo edek
    eduardo edu lalo
    eleanor ellie nell nora elinor ~ leonora
    elizabeth liz beth lizzie betty eliza elisabeth libby betsy lisa ~ elizaveta elisabetta elzbieta isabel
    elisabeth lisbeth elli
    elzbieta ela
    emily em emmy ~ emilia
    eugene gene ~ evgeny eugenio
    evgeny yevgeny evgenii evgeniy yevgeni zhenya
    fatima fatimah fatma fatemeh
    florence flo flora
    francis frank frankie fran ~ francisco francesco franz francois franciszek
    francisco paco pancho kiko fran cisco
    franz franzl
    frances fran franny ~ francesca francisca
    frederick fred freddie frederic fredrick ~ friedrich frederik federico fryderyk
    friedrich fritz friederich
    gabriel gabe gabi ~ gabriele
    geoffrey geoff jeff jeffrey jeffery ~ gottfried
    george georgie ~ georg jorge georgios giorgio georges jerzy yuri
    georgios giorgos yorgos
    yuri yury yuriy jurij iurii yura
    jerzy jurek
    georg joerg schorsch jurgen
    gerald gerry jerry ~ gerard gerhard gerardo
    gertrude trudy trudi
    giuseppe beppe pino peppe
    gregory greg gregor ~ grigory grzegorz gregorio
    grigory grigori grisha
    guillermo memo guille
    gwendolyn gwen
    harold harry hal
    helen ellen helene ~ helena elena
    helena lena hela
    elena lena olena yelena
    hendrik henk rik
    henry hank harry hal ~ heinrich henri enrique henryk enrico hendrik
    heinrich heinz heiner
    enrique quique kike
    hussein hussain husain hossein hussien husayn
    ibrahim ebrahim ibraheem ~ abraham
    abraham abe
    ignacio nacho
    irina ira iryna ~ irene
    isaac ike ~ yitzhak ishaq
    yitzhak itzik izhak
    isabella isabel bella izzy isabelle
    jacob jake jakob ~ jakub jacobo yaakov giacomo jacques
    jakub kuba
    jacqueline jackie jacqui
    james jim jimmy jamie ~ jaime
    jennifer jen jenny jenn
    jeremy jez jerry ~ jeremiah
    jessica jess jessie
    joachim jochen achim
    joanna jo joan joanne asia ~ johanna giovanna
    john johnny jack jon johnnie ~ johann johannes juan jan ivan giovanni jean joao ioannis
    johannes johann johan hans hannes jan
    jan janek
    ivan vanya
    giovanni gianni gio nino
    ioannis yannis giannis yiannis
    jonathan jonny jonathon jon nathan
    joseph joe joey ~ josef jose giuseppe yusuf jozef
    josef sepp josep jozef josip
    jose pepe
    yusuf yousef youssef yosef yousuf
    joshua josh
    judith judy jude
    julian jules ~ julien
    kenneth ken kenny
    khalid khaled
    lawrence larry laurence laurie ~ lars lorenzo laurent lorenz
    lorenzo renzo
    layla leila laila leyla
    leonard leo len lenny ~ leonardo leonid
    louis lou louie lewis ~ luis ludwig luigi ludovic
    luigi gigi
    louise lou ~ luisa
    madeleine maddie madeline ~ magdalena
    magdalena magda lena
    manuel manolo manu ~ emmanuel
    margaret maggie meg peggy marge madge ~ margarete margot malgorzata margherita margarita marguerite
    malgorzata gosia gosha malgosia
    margarete grete greta
    margarita rita
    maria mary marie mariya marya ~ maryam miriam
    marysia maria
    masha maria mariya
    martin marty ~ marcin martinus
    matthew matt ~ matteo matthias mateo mateusz mathieu
    matthias matti matze
    maximilian max maximillian maxi ~ massimo
    maxim max maksim maksym
    maxwell max
    michael mike mick mickey micky ~ michel miguel mikhail michal mikael michele mihai
    mikhail misha mykhailo michail mikhael
    mohammed mohamed muhammad mohammad muhammed mohamad muhamad mohd md mhmd mo hamad ~ mehmet mamadou
    mustafa moustafa mostafa
    natalie nat nataly natali ~ natalia
    natalia natasha nataliya natalya
    nathaniel nathan nat nate
    nicholas nick nicky nicolas niko nico ~ niklas nikolai nikolaos nicola mikolaj niccolo
    nikolai nikolay nikolaj kolya mykola
    nikolaos nikos nicos
    nikolaus klaus claus nick
    oliver ollie olly ~ olivier
    olivia liv livvy
    omar umar oumar
    pamela pam
    patricia pat patty trish tricia patsy ~ patrizia
    patrick paddy pat padraig padraic ~ patrik patrizio
    paul pauly ~ pablo paolo pavel pawel paulo pavlo
    pavel pasha
    penelope penny
    peter pete ~ pedro pieter piotr pyotr pierre pietro petros petr per
    pieter piet petrus
    philip phil phillip pip ~ felipe philippe filip filippo
    rachel rae ~ raquel rahel
    raymond ray ~ ramon raimund
    rebecca becky bec becca rebekah
    richard rick dick rich richie ricky ~ ricardo riccardo ryszard
    robert rob bob bobby robbie bert ~ roberto rupert
    roberto beto
    ronald ron ronnie
    rosemary rose rosie
    saeed said saeid sayed
    salvatore toto sal ~ salvador
    samuel sam sammy ~ shmuel
    samantha sammie sam sammy
    sebastian seb basti bastian ~ sebastien
    sergey sergei sergej sergiy serhiy seryozha serge ~ sergio
    sarah sara sally ~ sarita
    stanislav stan stas stanislaw staszek
    stanley stan
    stephen steven steve stephan stefan stevie ~ esteban stefano stephane szczepan istvan
    stephanie steph stefanie ~ stefania
    susan sue suzie susie ~ susanne suzanne susanna zuzanna
    susanne suse
    tatiana tanya tania tatyana
    teresa theresa terry tess therese tessa
    terence terry terrence
    theodore theo teddy ted ~ theodor teodor fyodor
    fyodor fedor
    thomas tom tommy tomas ~ tomasz tommaso
    tomasz tomek
    timothy tim timmy ~ timo timofey
    ulrich uli ulli
    valentina val
    valentine val valentin
    vasilios vasilis bill ~ vasily
    vasily vasiliy vasili vasya vasyl
    victoria vicky vicki tori vic ~ wiktoria
    victor vic viktor ~ vittorio
    vincent vince vinny ~ vincenzo vicente
    vincenzo enzo
    vladimir vova volodya vlad wladimir volodymyr
    walter walt wally walther
    william will bill billy liam ~ willem wilhelm guillaume guglielmo guillermo
    willem wim pim
    wilhelm willi
    wojciech wojtek
    wolfgang wolf
    xavier xavi xaver ~ javier
    javier javi xavier
    zachary zach zack zachariah
"""
_GROUPS: dict[str, set[str]] = {}
_ABROAD: dict[str, set[str]] = {}
for _line in _FORMS.strip().splitlines():
    _own, _, _others = _line.partition("~")
    for _word in _own.split():
        _GROUPS.setdefault(_word, set()).add(_own.split()[0])
    for _word in _others.split():
        _ABROAD.setdefault(_word, set()).add(_own.split()[0])
GIVEN = {form: form if form in heads else min(heads) for form, heads in _GROUPS.items()}
"""Short forms and other spellings of given names -> one form they share."""
SEVERAL = {form: frozenset(heads) for form, heads in _GROUPS.items() if len(heads) > 1}
"""Forms that are short for more than one name: Alex is Alexander or Alexandra, who are not each other."""
ABROAD = {form: frozenset(heads) for form, heads in _ABROAD.items()}
"""What a name is called in another language -> the names it stands for. Ivan may call himself John, and John Smith is not Ivan Smith."""

COMMON = frozenset(
    """smith jones taylor brown williams wilson johnson davies patel robinson wright thompson evans walker white roberts green hall wood jackson clarke
    clark khan lewis lee martin miller davis garcia rodriguez martinez hernandez lopez gonzalez perez sanchez muller schmidt schneider fischer weber meyer
    wagner becker schulz hoffmann bernard dubois thomas robert richard petit durand leroy moreau rossi russo ferrari silva santos ferreira pereira oliveira
    costa dejong jansen devries vandenberg bakker visser andersson johansson karlsson hansen nielsen jensen larsen olsen singh kumar sharma wang li zhang
    chen liu kim park nguyen tran le nowak kowalski novak ali ahmed 王 李 张 刘 陈 杨 林 佐藤 鈴木 田中""".split()
)
"""Surnames so frequent that two strangers often share one."""

TITLES = frozenset(
    """mr mrs ms miss mx dr prof professor sir dame lord lady rev herr frau hr fr mme mlle sig sra dott ing dipl mag phd mba msc bsc jr sr ii iii iv
    president prasident praesident shaikh sheikh haji monsieur madame senor senora pan pani
    先生 女士 小姐 様 さん""".split()
)

LETTERS_BEHIND = frozenset(
    """cbe mbe obe dbe kbe bem frs frsa cpa acca fcca acma fcma cgma aca fca cfa cima cipd mcips mrics frics riba arb ceng ieng meng beng mphil dphil
    edd dds dvm llb llm bcom mcom pgce pmp cissp cisa cism prince2 esq rgn phd mba msc bsc""".split()
)
"""Honours and qualifications behind a name, where they are written with capitals: Meng and Cima are surnames, MEng and CIMA are not."""

BEHIND_A_COMMA = frozenset("BA MA MD KC QC MP MEP JD RN PE CA DO JP MS BS AM CSM SHRM RA AIA".split())
"""Letters behind a name that are names or initials elsewhere: so only behind a comma, in capitals."""

_GENERATIONS = """
    1: sr snr senior pere
    2: jr jnr junior fils ii 2nd
    3: iii 3rd
    4: iv 4th
"""
GENERATIONS = {
    word: line.partition(":")[0].strip()
    for line in _GENERATIONS.strip().splitlines()
    for word in line.partition(":")[2].split()
}
"""What tells father and son of one name apart, behind the name -> which of them it is. A junior may write himself the second."""
DOTTED_GENERATIONS = {"sen.": "1", "jun.": "2"}
"""Those that are names without their full stop: Amartya Sen."""

PARTICLES = frozenset("van von de der den del da di dos das la le al el bin ben ibn ter ten mc mac st san zu".split())
"""Words in front of a surname that are part of it."""

TWO_SIGNS = frozenset("欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 夏侯 东方 東方 皇甫 尉迟 公孙 慕容 令狐".split())
"""Chinese surnames of two signs; all others have one."""

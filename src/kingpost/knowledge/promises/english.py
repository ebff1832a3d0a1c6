"""English: how businesses in Britain, America and on the Continent commit themselves, and what only looks like it."""

from __future__ import annotations

from kingpost.knowledge.promises.language import Form, Language, words

WEEKDAYS = {
    "monday": 0, "mon": 0, "tuesday": 1, "tues": 1, "tue": 1, "wednesday": 2, "weds": 2, "wed": 2, "thursday": 3, "thurs": 3, "thur": 3, "thu": 3,
    "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6,
}  # fmt: skip
MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7,
    "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
DOING = (
    "accept", "activate", "add", "adjust", "amend", "answer", "apply", "arrange", "ask", "assemble", "assign", "attend", "book", "bring", "build", "call", "cancel", "carry", "change", "chase",
    "check", "circle back", "circulate", "clean", "clear", "close", "collate", "collect", "come", "compile", "complete", "configure", "confirm", "connect", "contact", "correct", "countersign", "courier", "cover",
    "create", "credit", "cut over", "deal with", "deliver", "deploy", "despatch", "dig out", "discuss", "dispatch", "do", "draft", "draw up", "drop", "email", "e-mail", "enable",
    "escalate", "exchange", "extend", "fetch", "file", "fill", "finalise", "finalize", "find", "finish", "fit", "fix", "follow up", "forward", "get", "give", "go live", "go through",
    "hand", "have", "help", "hold", "honour", "honor", "implement", "include", "incorporate", "inform", "inspect", "install", "introduce", "investigate", "invoice", "issue", "join", "knock", "launch", "lay", "let you",
    "log", "look", "mail", "make", "measure", "meet", "mend", "message", "migrate", "move", "notify", "open", "order", "organise", "organize", "paint", "pass", "patch", "pay", "phone", "pick up", "ping", "place", "plug", "pop",
    "post", "prepare", "present", "print", "process", "procure", "produce", "provide", "publish", "pull together", "push", "put", "raise", "reach out", "refund", "redo", "reimburse", "reissue", "release",
    "remit", "remove", "renew", "repair", "repeat", "replace", "reply", "report", "resend", "reset", "resubmit", "resolve", "respond", "restore", "return", "revert", "review", "revise", "ring", "roll out",
    "rewrite", "run", "schedule", "scan", "send", "set", "settle", "share", "ship", "shoot", "show", "sign", "sort", "speak", "start", "submit", "supply", "support", "swap", "switch",
    "take", "talk", "tell", "test", "train", "transfer", "translate", "turn", "upgrade", "update", "upload", "visit", "waive", "walk", "wire", "work", "wrap", "write",
)  # fmt: skip
ING = (
    r"(?:sending|shipping|delivering|installing|paying|coming|bringing|collecting|returning|visiting|calling|ringing|emailing|e-mailing|forwarding|issuing|submitting|"
    r"transferring|dispatching|posting|finishing|completing|replacing|fitting|migrating|upgrading|publishing|starting|launching|releasing|switching|rolling out|handing|signing|"
    r"circulating|providing|picking up|dropping|presenting|testing|training|repairing|fixing|closing out|wrapping up|preparing|drafting|refunding|crediting|invoicing|going live|getting|swapping|changing|adding|removing|updating|uploading|ordering|printing|building|painting|cleaning|resending)"
)  # fmt: skip
DONE = (
    r"(?:done|ready|finished|complete|completed|delivered|sent|shipped|dispatched|despatched|repaired|fixed|restored|installed|refunded|credited|paid|settled|replaced|resolved|corrected|issued|"
    r"cleared|live|live again|posted|collected|uploaded|circulated|signed|signed off|returned|released|published|submitted|sorted|sorted out|transferred|migrated|upgraded|tested|fitted|handed over|"
    r"available|in place|up and running|back in (?:service|operation|use)|working again|in production|provided|forwarded|renewed|launched|rolled out|configured|set up|closed out|rectified|"
    r"put right|prepared|drafted|produced|wired|remitted|reimbursed|countersigned|printed|painted|built|cleaned|ordered|updated|changed|amended|revised|added|removed|reset|activated|enabled|connected|deployed|patched|swapped|translated|checked|reviewed|approved|(?:back )?online|picked up|dropped off|couriered|e-?mailed|processed|booked in)"
)
ACK = r"(?:ok|okay|great|sure|thanks|thank you|yes|yep|noted|perfect|absolutely|fine|good|understood|sorry|no problem|of course|right|agreed|apologies|cool|brilliant|excellent|lovely|super|cheers|confirmed|received|done)"
"""What people say first, to show that they have read it."""
NAMES_LIKE_PLURALS = (
    r"(?:hastings|jennings|cummings|billings|rawlings|rollings|fleming|golding|harding|keating|browning|manning|channing|irving|downing|dowling|sterling|stirling|wilding|"
    r"myers|meyers|meijers|peters|pieters|rogers|rodgers|sanders|saunders|chambers|powers|summers|somers|ayers|byers|travers|withers|vickers|childers|bowers|anders|reuters|connors|"
    r"davies|jeffries|humphries|humphreys|menzies|gillies|dries|rees|lees|kees|clement|clements|roberts|potts|watts|betts|pitts|mats|brooks|hicks|franks|briggs|diggs|riggs|"
    r"phillips|philips|edwards|richards|edmonds|edmunds|reynolds|symonds|hammonds|bonds)"
)
"""Names that end as plurals do."""
NO_NAME = (
    r"(?:i|we|you|he|she|it|they|this|that|these|those|there|here|who|which|what|whoever|everyone|everybody|everything|anyone|anybody|anything|none|nothing|nobody|somebody|someone|something|"
    r"some|all|both|each|many|most|others?|one|people|access|sales|rain|amazon|royal|openreach|microsoft|google|{wd}|"
    + ACK
    + "|(?!"
    + NAMES_LIKE_PLURALS
    + r"\b)(?:[a-z]{2,}(?:[tks]ion|ers|ors|ies|ees)s?|[a-z]{3,}(?:ment|ings?|[gkpt]s|[lnr]ds|[iao]ces)))"
)
"""Words at the beginning of a sentence that have a capital there and are nobody's name: pronouns, and what ends like no name."""
_UPPER = "A-Z" + "".join(chr(one) for one in range(0xC0, 0x530) if chr(one).isupper())
_LOWER = rf"[^\W\d_{_UPPER}]"
NAME_WORD = rf"(?-i:[{_UPPER}](?:(?:'(?=\w{{3}})|-)?[{_UPPER}]?{_LOWER}++)++)"
"""A name as names are written, in any alphabet that has capitals: "Tom", "Łukasz", "Mary-Jane", "O'Neill", "McDonald"; no "VAT", and no more of "Tom'll"."""
FULL_NAME = (
    rf"{NAME_WORD}(?:(?: (?:van|von|der|den|de|da|di|del|la|le|ten|ter|bin|al))* (?!{{wd}}\b){NAME_WORD}){{0,2}}"
)
WE = rf"\b(?:i|we|me and my team|my team and i|(?=(?-i:[{_UPPER}]))(?!{NO_NAME}\b){NAME_WORD} and (?:i|we))"
SIDE = r"(?:[a-z]+ly|then|still|also|now|thus|therefore|however|again|of course|(?:in|at|for|as|by|until|with) (?:[a-z]+ ){0,2}[a-z]+)"
NOT = rf"(?:,?(?: {SIDE},?){{0,3}}? (?:not|never|no longer|hardly|scarcely|barely|in no way|by no means|under no circumstances|on no account)\b)"
FUTURE = r"(?:'ll| will| shall|(?:'m|'re| am| are) (?:going to|gonna))"
WILL = rf"{FUTURE}(?!{NOT})(?:, [^,]{{2,40}},)?"
THEY_WILL = rf"(?:'ll| will| shall| (?:is|are) going to)(?!{NOT}| have to)"
ADVERB = (
    r"(?: (?:definitely|certainly|of course|also|then|now|both|all|each|personally|gladly|happily|still|just|immediately|straight away|at once|quickly|therefore|naturally|make sure (?:that )?(?:to|i|we|you|the)|"
    r"be sure to|surely|directly|next|finally|simply|always|go ahead and|go and|actually|again|however|either|additionally|separately|kindly|duly|have to(?! (?:check|look|see|ask|think|wait)\b)|instead|first)\b)*+"
)
OURS = (
    r"\b(?:(?:my|our) (?:[a-z-]+ ){0,2}?(?:team|colleagues?|department|people|engineers?|technicians?|office|finance|accounts|buyers?|drivers?|crew|manager|director|lawyers?|solicitors?|accountants?|"
    r"desk|support|warehouse|fitters?|electricians?|installers?|consultants?|partners?|side|staff|boss|assistant|secretary|partner|accounts payable|payables|bookkeeper|procurement|purchasing|hr|it)"
    r"(?:,? (?P<colleague>(?!{wd}\b)"
    + FULL_NAME
    + r"))?,?|(?<!your )(?<!their )(?:accounts|finance|billing|operations|logistics|procurement|purchasing)|(?:someone|somebody|one|a member) (?:from|of|in|on) (?:our|my|the) (?:[a-z]+ ){0,2}(?:team|office|people|engineers|colleagues|side|department)|one of (?:us|(?:our|my|the) [a-z]+)|someone|somebody|"
    r"(?:an|the|our) (?:[a-z]+ )?(?:team|crew|lads|engineer|technician|electrician|fitter|courier|driver))"
)
NAME = rf"(?<!\bthe )(?<![\w'-])(?=(?-i:[{_UPPER}]))(?!{NO_NAME}\b)(?P<name>{FULL_NAME}(?: and (?:I|{NAME_WORD}))?)"
OTHERS = r"(?:[a-z]+ )?(?:guests|visitors|auditors|inspectors|customers|clients?|tenants|residents|candidates|delegates|students|council|bank|police|court|landlord|manufacturer|supplier|vendor|carrier|webinar|event|fair)"
"""Who or what comes and goes without us."""
DELAYED = (
    r"(?:move|postpone|push|reschedule|shift|delay|defer|bring forward|put back|re-?plan|slip|change|push back|put off)"
)
EVENT = r"(?:meeting|call|workshop|training|session|webinar|seminar|course|conference|event|fair|show|exhibition|visit|appointment|interview|review|audit|inspection|hearing|kick-?off|go-live|launch|opening|demo|demonstration|presentation|rehearsal|party|dinner|lunch|trip|test|survey)"

MEETING = (
    r"(?:(?:meet(?: up)?|catch up|get together)(?: again)?(?= (?:you|with you|each other|there|here|in|on|at|for|over|next|this|tomorrow|today|tonight|to|and|first|before|after|later|{wd})\b|[ .,!]*$)|speak(?! (?:to|with|for|at)\b)|"
    r"have (?:an?|another|our|the) (?:[a-z]+ )?(?:meeting|call|chat|catch-up|talk|coffee|lunch)(?= (?:with|about|there|in|on|at|over|next|this|tomorrow|today|to|and|first|again|before|after|later|{wd})\b|[ .,!]*$)|see (?:you|each other|me|us))\b(?!.* (?:to|and) (?:hand|give|bring|deliver|sign|show|present|install|fix|return|pay|send|provide|drop|pick up|exchange)\b)"
)
"""Writer and reader come together: an arrangement, and no promise unless something is to be delivered there."""

IDLE = (
    r"(?!(?:be|no|have|need|require|want|like|love|know|miss|wait|look forward|assume|await|presume|expect|hope|try(?! (?:the|another|a|him|her|them|again)\b)|attempt|aim|appreciate|think|consider|probably|likely|maybe|perhaps|possibly|most likely|hopefully|presumably|"
    r"understand|struggle|regret|lose|remember|forget|believe|feel|remain|stay|enjoy|guess|admit|say|stop|owe|depend|prefer|bear|do (?:my|our|the) best|do what|do everything|continue|leave it (?:at|there|to you)|soon|gladly answer|"
    r"suffer|become|grow|fall|fail|mention|pass (?:it|that|this) on|receive|get used|get (?:an?|the|our|my) (?:answer|results?|reply|decision|news)|talk(?! (?:to|with))|find out soon|end up|run (?:out|into)|only|spare|add that|start by saying|live|die|win|come to that|cross that|take your word|gain|benefit|celebrate|"
    r"discover|hear|notice|face|reach (?:the|a)|let you (?:get|go|be))\b|"
    + MEETING
    + r"|see\b(?! (?:that|to it))|keep (?:an eye|you|everyone|it|that|this)\b(?!.*\bby\b))"
)
"""Right behind "will": what befalls us, or goes on in our heads, and is nothing to be kept."""

FORMS = (
    Form("word", ("promise", "guarantee", "undertake", "pledge", "commit", "agree to", "word", "assured", "count on",), r"\b(?:(?:i|we)(?: hereby| can| do)? (?:promise|guarantee|undertake|pledge|commit(?: ourselves| myself)?)\b(?! that (?:you|they|he|she) (?:would|said))(?: that| to| you(?: that)?)*|"
         r"(?:i|we)(?: have|'ve)(?: now| also| already)? committed(?: ourselves| myself)? to(?= (?:[a-z]+ing|{do})\b)|(?:i|we) (?:do )?agree to|(?:(?:i am|we are|i'm|we're)(?: still)?|(?:i|we) remain) committed to|the undersigned (?:undertakes?|agrees?) to|you have (?:my|our) word(?: that)?|rest assured(?: that)?,?|(?:you can )?count on (?:me|us)(?: to)?:?|(?:i|we) give you (?:my|our) word(?: that)?)"
         r"(?P<do> .*)?", 0.95, "", "gives a word on it"),
    Form("leave", ("leave", "consider it"), r"\b(?:leave (?:it|that|this) (?:with|to) (?:me|us)|consider it (?:done|sorted))\b", 0.8, "", "takes it on"),
    Form("moved", ("mov", "postpone", "push", "reschedul", "shift", "delay", "defer", "forward", "put ", "plan", "slip", "chang", "new", "revised", "updated", "corrected", "now",), r"\b(?:(?:i|we)(?:'ll|'ve| will| shall| have| had)?(?: to| got to| had to)?|need to|must|(?:i|we) (?:need|must|are going|'re going)(?: to)?) " + DELAYED
         + r"(?:ed|d|ned)? (?P<thing>(?:the |your |our |that |it\b)?[^.:;]*?)(?: back| out| on| forward)?(?=:? (?:from|not|to|until|till|by)\b|:)", 0.85, "due", "gives a new date", moves=True),
    Form("moved", ("mov", "postpone", "push", "reschedul", "shift", "delay", "defer", "forward", "put ", "plan", "slip", "chang", "new", "revised", "updated", "corrected", "now",), r"(?P<thing>\b(?:the|your|our|that|it) ?[^.,:;]{0,60}?) (?:has(?: now)?(?: been| had to be)?|is(?: now)?|had to be|was|will(?: now)? be|needs to be|must be) "
         r"(?:moved|postponed|pushed(?: back| out)?|rescheduled|delayed|shifted|deferred|put (?:back|off)|brought forward) (?=(?:to|until|till|by)\b)", 0.8, "due", "gives a new date", moves=True),
    Form("moved", ("mov", "postpone", "push", "reschedul", "shift", "delay", "defer", "forward", "put ", "plan", "slip", "chang", "new", "revised", "updated", "corrected", "now",), r"\b(?:the|our) (?:new|revised|updated|corrected) (?:[a-z-]+ )?(?:date|deadline|delivery date|target)(?: for (?P<thing>[^.,:;]{2,60}?))? (?:is|will be)(?: now)?\b", 0.8, "due", "gives a new date", moves=True),
    Form("moved", ("mov", "postpone", "push", "reschedul", "shift", "delay", "defer", "forward", "put ", "plan", "slip", "chang", "new", "revised", "updated", "corrected", "now",), r"(?P<thing>\b(?:the|your|our) [^.,:;]{2,60}?) will now (?:be|take place|happen|come|arrive|follow)\b(?! (?:able|closed))", 0.75, "due", "gives a new date", moves=True),
    Form("free", (" not ",), WE + FUTURE + r" not (?P<do>(?:charge|bill|invoice|pass on|increase|raise)\b.*)", 0.75, "", "waives something"),
    Form("will have", ("ll", "will", "shall", "going", "gonna",), WE + ADVERB + WILL + ADVERB + r" (?!" + MEETING + r")have (?P<do>(?!to\b|no\b|been\b|known\b|limited\b|access\b|enough\b|trouble\b).*)", 0.9, "you", "says “we will have”"),
    Form("will be", (" be ",), WE + ADVERB + WILL + ADVERB + r" be (?P<do>(?:with you|back (?:to|with) you|back in touch|in touch|on site|at your|there\b(?! for you)|over (?:on|at|to)|round (?:on|at)|through with|(?:writing|speaking) to|chasing|reviewing|checking|following up|" + DONE + "|" + ING + r").*)",
         0.9, "due", "says “we will be”"),
    Form("will", ("ll", "will", "shall", "going", "gonna",), WE + ADVERB + WILL + ADVERB + r" (?P<do>" + IDLE + r"[a-z].*)", 0.9, "", "says “we will”"),
    Form("gone by", ("ill ",), r"\bill (?P<do>(?:send|get|call|ring|let you|check|forward|come|make|do|update|bring)\b.*)", 0.8, "", "says “I will”"),
    Form("you will have", ("you",), r"\byou(?:'ll| will| shall| are going to)(?: also| then| now| definitely| certainly| still| of course)? (?:have|receive|get|see(?! (?:me|us|you|each other|that|how|what|why|when|if|from|the difference))|be (?:getting|receiving|paid|refunded|credited|reimbursed|up and running|back online)|hear (?:from|back)|find (?:it|this|that|the .*?) in your inbox)\b(?! (?:to|received|got|had|been|read|seen|noticed|(?:enough |plenty of |some )?time|a chance|the (?:chance|opportunity))\b)(?P<do> .*)",
         0.9, "from", "says “you will have”"),
    Form("expect", ("expect",), r"(?:\byou (?:can|may|should) |^(?:please )?)expect (?P<do>.*)", 0.85, "from", "says what to expect"),
    Form("thing", ("ll", "will", "shall", "going", "gonna",), r"(?P<thing>(?!the " + OTHERS + r"\b)(?:\b(?:the|your|our|my|all(?: of)?(?: the| our| your)?|both|every|each|a|an|this|these|those)\b [^.,;:]{1,70}?|\b(?:it|that|everything|payment|delivery|installation|work|goods|replacements?|parts|invoices?|copies|(?-i:[A-Z][a-z]+) (?:no\.? ?)?(?-i:\d+|[A-Z]{1,4}-?\d*)|(?-i:[A-Z]{2,}-\d+)|fix|patch|draft|quote|contract|order|refund|credit note|report|parcel)"
         r"(?: (?:of|for) (?:[^.,;:]|[.,](?=\d)){2,50}?)?|\bthey)(?:, (?:which|that) [^,]{2,60},)?)" + THEY_WILL + r" (?:also |then |now |all |both )?(?:be (?:all |fully |completely |again |duly )?(?:with you|in your (?:inbox|hands)|in the post|arriving|on your (?:desk|doorstep)|at your "
         r"|made\b|effected\b|carried out|over (?:to|with) you|on its way|on their way|" + DONE + r"\b)|follow\b|leave (?:our|the|us)\b|go out\b|reach you\b|arrive\b|get to you\b|go live\b|ship\b|land\b)", 0.8, "due", "says when it will be done"),
    Form("goes", ("go", "ship", "leave", "land"), r"(?P<thing>(?:\b(?:the|your|our|my|all|both)\b [^.,;:]{1,60}?|(?:^|, )[a-z]+)) (?:(?:goes|go|(?:is|are) going) out|ships?|leaves? (?:our|us)|lands? (?:in|on) your)\b", 0.75, "due", "says it as settled, with a day to come"),
    Form("confirm", ("confirm",), r"\b(?:i|we)(?: can| hereby| kindly| am happy to| are happy to| are pleased to|'m happy to|'re happy to)* confirm (?P<thing>(?:the |our |your )?(?:delivery|payment|refund|repair|replacement|installation|completion|shipment|dispatch|collection|hand-?over|go-live)\b[^.;:]*?) (?=(?:on|by|for|before)\b)",
         0.85, "due", "confirms a date"),
    Form("scheduled", ("scheduled", "lined up"), r"\b(?:i|we)(?:'ve| have)(?: now| also| already)? (?:scheduled|lined up) (?P<thing>(?:the|your|our|an?) (?![^.;:]*\b" + EVENT + r"\b)[^.;:]{2,80}?) (?=(?:for|on)\b)", 0.8, "due", "says when it is scheduled"),
    Form("let me", ("let ",), r"^(?:(?:ok|okay|sure|thanks|thank you|yes|right|sorry|good|fine)[^.!?]{0,20}?[,.!–-] ?|[^.!?]*, )?let (?:me|us) (?P<do>(?:check and|come back|get back|revert|send|forward|call|ring|reply|report|dig|prepare|put together|draft|arrange)\b.*)", 0.75, "you", "says “let me”"),
    Form("will do", ("do",), r"^(?:[^,.!]{0,24}[,.!–-] ?)?(?:ok |okay |sure |yes )?(?:i |we )?(?:will|'ll) do\b(?P<do>.*)", 0.85, "due", "says “will do”"),
    Form("follow", ("to follow", "your way"), r"(?:^|[,:] )(?P<thing>(?!more\b|details?\b)[a-z][a-z -]{1,50}?) (?:to follow|coming your way)\b", 0.8, "due", "says when it will follow"),
    Form("short", ("will", "'ll", "gonna"), r"(?:^|: | - |^(?!(?:the|your|our|my|an?|this|that|these|those|his|her|their|all|both|it|he|she|they|you)\b)[^,]{1,40}, )(?:" + ACK + r"\b[^.!?]{0,24}?[,.!–-] ?|" + ACK + r" (?=will\b)|(?:thanks|thank you|ok|okay|cheers|sorry|noted) (?-i:[A-Z])\w+ (?=will\b))*(?:" + ING + r" [^.,;:!?]{2,40} (?=and ))?(?:and |so )?(?:will|'ll|gonna) "
         r"(?P<do>(?!(?:not|you|the|a|an|your|my|our|we|i|he|she|it|they|this|that|there|do(?! (?:it|that|this|so)\b)|get you)\b)(?:have (?!to\b|no\b)|" + IDLE + r"(?-i:[a-z])).*)", 0.85, "you", "says “will”, with the writer left out"),
    Form("and will", (" will ", " shall "), r"\b(?:i|we)\b(?:(?!\b(?:who|which|that|he|she|they)\b|\b(?:it|you) (?!and|then|but))[^.;:?]){2,100}?\b(?:and|then|but)(?: then| also)?" + WILL + ADVERB + r" (?P<do>(?:be " + ING + "|" + IDLE + r"[a-z]).*)", 0.85, "you", "says “and will”"),
    Form("doing", ("ing",), r"(?:\b(?:i'm|we're|i am|we are)|" + OURS + r" (?:is|are))(?: now| also| already| just)? (?P<do>" + ING + r"\b.*)", 0.8, "due", "says “we are …ing”, with a day to come"),
    Form("doing", ("ing",), r"(?:^|[,!] )(?:now |just )?(?P<do>(?:sending|posting|shipping|delivering|forwarding|e-?mailing|dispatching|returning|bringing|collecting)\b(?!.*\b(?:is|are|was|were|would|will|should)\b).*)", 0.75, "due", "says “…ing”, with a day to come"),
    Form("present", ("we", "i ",), WE + r"(?: also| then)? (?P<do>(?:deliver|send|ship|pay|come|collect|return|install|submit|transfer|call|ring|visit|forward|provide|dispatch|publish|issue|invoice|finish|complete|bring|hand|go live|revert)\b.*)", 0.75, "due",
         "says it as settled, with a day to come"),
    Form("colleague", ("ll", "will", "shall", "going", "gonna",), OURS + THEY_WILL + ADVERB + r" (?P<do>(?!" + MEETING + r")(?:(?:be (?:with you|on site|in touch|there|over|round|" + ING + r"|back)|{do})\b)(?! (?:us|me)\b)(?!.*\bto (?:us|me)\b).*)", 0.8, "you", "says that their side will"),
    Form("named", ("ll", "will", "shall", "going", "gonna",), r"(?:\b(?:my|our) (?:colleague|engineer|manager|director|partner|accountant|assistant) )?" + NAME + THEY_WILL + ADVERB + r" (?P<do>(?!" + MEETING + r")(?:(?:be (?:with you|on site|in touch|there|over|round|back|" + ING
         + r")|{do})\b)(?! (?:us|me)\b)(?!.*\bto (?:us|me)\b).*)", 0.75, "you", "names who will"),
    Form("minuted", ("agreed:", "promised:"), r"^[-*• ]*(?:agreed|promised): (?P<do>.*)", 0.9, "", "noted as agreed", notes=True),
    Form("minuted", (" to", "agreed", "promised", "committed",), r"^[-*• ]*(?:action:? ?)?" + NAME + r" (?:to|is to|agreed to|promised to) (?P<do>{do}\b.*)", 0.75, "", "noted as an action", notes=True),
    Form("minuted", (" to", "agreed", "promised", "committed",), r"^[-*• ]*(?:we )?(?:have )?(?:promised|agreed with|agreed|committed):?(?: to)? (?:(?P<to>them|him|her|the client|the customer|(?-i:[A-Z][a-z]+)(?: (?-i:[A-Z][a-z]+))?),? )?(?:that |to |a |an )?(?P<do>.*)", 0.75, "due", "noted as promised", notes=True),
)  # fmt: skip

D = r"(?P<d>{ord})(?: ?(?:st|nd|rd|th))?"
Y = r"(?:(?:,? |-)(?P<y>20\d\d)\b)?"
MON = r"(?P<mon>{mon})\b\.?"
WD = r"(?P<wd>{wd})\b\.?"
PART = r"(?: (?:morning|afternoon|evening|night|lunchtime|lunch|noon|midday|first thing))?"
TIME = r"(?P<h>[01]?\d|2[0-3])(?:[:.](?P<min>[0-5]\d))? ?(?P<half>am|pm|a\.m\.|p\.m\.|o'clock)(?![a-z])"
HOUR = r"(?P<h>[01]?\d|2[0-3])[:.](?P<min>[0-5]\d)(?P<half>)(?! ?%|\d|\.\d)"
IN_MONTH = r"(?:" + MON + Y + r"|(?P<rel>the|this|next) month\b)"
LED = r"(?P<led>(?:\b(?:by|on|before|until|till|from|for|to|but|than|now|between)|(?<=\d(?:st|nd|rd|th) )and) )"
"""A word before "the 18th" that makes a day of it. It is no part of the date, so that what leads to it is asked as of any other."""
DATES = (
    (r"\b(?:the )?(?P<nth>first|1st|second|2nd|third|3rd|fourth|4th|last|final) (?:" + WD + r"|(?P<unit>(?:working |business )?day|week)) (?:of|in) " + IN_MONTH, "nth"),
    (r"\b(?:last|past|previous|yesterday'?s?|since|ago)(?: on)? (?:{wd}|week|month|year|{mon}|quarter)\b|\byesterday\b|\b{num} (?:days?|weeks?|months?) ago\b", "past"),
    (r"\b(?:of|from|dated) (?:the )?" + D + r" (?:of )?" + MON + r"(?= (?:we|you|i|was|were|is|are)\b)", "past"),
    (r"\b(?P<y>20\d\d)-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])\b", "iso"),
    (r"\b(?P<d>{ord})-(?P<m>0?[1-9]|1[0-2])-(?P<y>20\d\d)\b(?!-)", "slashed"),
    (r"\b(?P<d>{ord})-" + MON + r"(?:-(?P<y>20\d\d|\d\d)\b)?", "day_month"),
    (r"\b(?:the )?(?P<d>{ord})(?:st|nd|rd|th)? of (?P<rel>the|this|next) month\b", "day_of_month"),
    (r"\b(?P<d>{ord})\.(?P<m>0?[1-9]|1[0-2])\.(?:(?P<y>20\d\d|\d\d)\b)?(?!\d)", "dotted"),
    (r"\b(?P<d>{ord})[/](?P<m>{ord})(?:[/](?P<y>20\d\d|\d\d))\b", "slashed"),
    (r"\b(?:by|on|before|until|till|due|for|latest) (?P<d>{ord})/(?P<m>{ord})\b(?![/\d])", "slashed"),
    (r"\b(?:the )?weekend of (?:the )?" + D + r"(?: (?:of )?" + MON + ")?" + Y, "weekend_of"),
    (r"\b(?:(?:by )?(?:the )?(?:end|course) of )?(?:the )?(?:w/c|week (?:of|commencing|beginning|starting|from)),? (?:monday,? )?(?:the )?" + D + r"(?: (?:of )?" + MON + ")?" + Y, "week_of"),
    (r"\b(?:calendar week|week number|week|cw|kw) ?(?P<w>[1-4]?\d|5[0-3])\b", "iso_week"),
    (r"(?:\b{wd}\b\.?,? )?(?:the )?\b" + D + r"(?: of)? " + MON + Y, "day_month"),
    (r"(?:\b{wd}\b\.?,? )?\b" + MON + r" (?:the )?" + D + r"(?!\d|:)" + Y, "day_month"),
    (r"\b(?:mid|middle of|the middle of)[ -]" + MON + Y, "month_mid"),
    (r"\b(?:end[ -]of|the end of|late(?: in)?|end) " + MON + Y, "month_end"),
    (r"\b(?:(?:the )?(?:beginning|start) of|early(?: in)?) " + MON + Y, "month_early"),
    (r"\b(?:in|during) (?P<mon>january|february|march|april|june|july|august|september|october|november|december|(?-i:May))\b" + Y, "month_end"),
    (r"\b(?:by |until |(?<=before ))(?P<mon>january|february|march|april|june|july|august|september|october|november|december|(?-i:May))\b" + Y, "month_start"),
    (r"\b(?:(?:the )?end of )?q(?P<q>[1-4])\b" + Y, "quarter"),
    (r"\b{wd}\b\.?,? (?:the )?(?P<d>{ord})(?:st|nd|rd|th)?\b(?! ?(?:am|pm|o'clock|%|[:.]\d|units|people|users))", "day_only"),
    (r"\ba week tomorrow\b|\btomorrow week\b", "tomorrow_week"),
    (r"\ba week today\b|\btoday week\b", "today_week"),
    (r"\b(?P<n>{num}) (?P<unit>weeks?|fortnights?) (?:(?:from )?(?P<tomorrow>tomorrow)\b|(?:on|from|this) " + WD + ")", "weeks_on"),
    (r"\b" + WD + r" week\b|\ba week on " + WD.replace("wd>", "wd2>") + r"|\ba week (?:from )?" + WD.replace("wd>", "wd3>"), "weekday_week"),
    (r"\b" + WD + PART + r"(?: of)? the week after next|\bthe week after next,? on " + WD.replace("wd>", "wd2>"), "weekday_after_next"),
    (r"\bnext week(?:'s)?,? (?:on )?" + WD + r"|\b" + WD.replace("wd>", "wd2>") + PART + r",? (?:of |in |)next week\b|\bnext " + WD.replace("wd>", "wd3>") + PART, "weekday_next"),
    (r"\b(?:this |the )?coming " + WD + PART + r"|\bthis " + WD.replace("wd>", "wd2>") + PART, "weekday"),
    (r"\b(?:the )?day after tomorrow\b|\bovermorrow\b", "day_after_tomorrow"),
    (r"\b(?:by )?(?:cob|eob|eod|close of (?:business|play)|end of (?:the )?(?:business )?day|first thing|lunchtime|noon|midday) tomorrow\b|\btomorrow\b" + PART + r"(?: by (?:cob|eob|eod|close of (?:business|play)|end of (?:the )?day))?", "tomorrow"),
    (r"\b(?:the )?next (?:working|business) day\b", "next_working_day"),
    (r"\b(?:in|within|inside|under|at most|no more than|not more than|in the next|within the next|over the next|in less than|during the next|latest in|in about) (?P<n>{num})(?:[ -](?P<working>working|business|office|full))?[ -](?P<unit>minutes?|mins?|hours?|hrs?|days?|weeks?|months?|fortnight)"
     r"\b(?:' time|'s time)?(?! (?:of|after|from|following|once) (?:receipt|receiving|order|approval|your|the|signature|we|you|delivery|payment|notice))", "after"),
    (r"\b(?P<n>{num}) (?P<unit>days?|weeks?|months?|fortnight)(?: from (?:now|today)|' time| today|'s time)\b", "after"),
    (r"\b(?:the )?week after next\b", "week_after_next"),
    (r"\b(?:early|(?:the )?(?:start|beginning) of|the first half of|mid(?:dle of)?|in the middle of|the middle of) next week\b", "next_week_early"),
    (r"\b(?:(?:by |at |before )?(?:the )?end of |late(?:r)? |during |in the course of )?next week\b", "next_week"),
    (r"\bnext weekend\b", "weekend_next"),
    (r"\b(?:by|before) the weekend\b", "weekend_before"),
    (r"\b(?:over|at|on|during) the weekend\b|\bthis weekend\b", "weekend"),
    (r"\b(?:(?:by |at )?(?:the )?end of (?:the|this) (?:working |business )?week|(?:by )?(?:the )?week'?s end|week[ -]end(?=ing)|eow|before the week (?:is|'s) (?:out|over)|this week|later (?:in )?(?:this|the) week|(?:within|during|in the course of) (?:the|this) week|end of week|before the end of (?:the|this) week)\b", "this_week"),
    (r"\bmid(?:dle of)?[ -](?:this |the )?month\b|\b(?:the )?middle of (?:this|the) month\b", "this_month_mid"),
    (r"\b(?:early|(?:the )?(?:start|beginning) of) next month\b", "next_month_early"),
    (r"\b(?:mid|middle of|the middle of) next month\b", "next_month_mid"),
    (r"\b(?:the end of |end of |late |later |during )?next month\b", "next_month"),
    (r"\b(?:(?:the )?end of (?:the|this) month|(?:(?<=by )|(?<=at )|(?<=before )|(?<=until ))(?:the )?month[ -]?end|eom|this month|later this month|end of month|before the month (?:is|'s) (?:out|over))\b", "this_month"),
    (r"\b(?:the end of |end of )?next quarter\b", "next_quarter"),
    (r"\b(?:(?:the )?end of (?:the|this) quarter|(?:(?<=by )|(?<=at )|(?<=before )|(?<=until ))(?:the )?quarter[ -]?end|this quarter|eoq)\b", "this_quarter"),
    (r"\b(?:the end of |end of )?next year\b", "next_year"),
    (r"\b(?:(?:the )?end of (?:the|this) year|(?:(?<=by )|(?<=at )|(?<=before )|(?<=until ))(?:the )?year[ -]?end|this year|eoy|before the year (?:is|'s) out|new year)\b", "this_year"),
    (r"\bbefore christmas\b|\bby christmas\b", "christmas"),
    (r"\b(?:today,? )" + WD + r"\b", "today"),
    (r"\b" + WD + r"(?:" + PART + r"|'s)", "weekday"),
    (LED + r"the (?P<d>{ord})(?:st|nd|rd|th)\b(?! (?:floor|phase|time|batch|attempt|visit|line|quarter|half|person|one|round|part|stage|level|session|instalment|installment|party|century|item|point|of (?!{mon})))", "day_only"),
    (LED + r"(?P<d>{ord})(?:st|nd|rd|th)\b(?! (?:floor|phase|time|batch|attempt|visit|line))", "day_only"),
    (r"\b(?:by|before|until|till|at) (?:" + TIME + r"|" + HOUR.replace("<h>", "<h2>").replace("<min>", "<min2>").replace("<half>", "<half2>") + ")", "at_time"),
    (r"\b(?:today|tonight|this (?:morning|afternoon|evening|lunchtime)|(?:by |before |at )?(?:close|end) of (?:play|business|the day|day|the business day)|cob|eob|eod|by lunch(?:time)?|by noon|by midday|within the hour|within the day|before (?:the day|today) (?:is|'s) out|later (?:on )?today|right away|straight away|immediately|in a (?:minute|moment))\b", "today"),
)  # fmt: skip

HINT = words(
    "ll will shall ill going gonna promise promises promised guarantee undertake pledge commit committed committing agree agreed word assured count leave consider expect let"
)
WEAK = words(
    "deliver send ship ships goes leaves lands scheduled lined pay come collect return install submit transfer call ring visit forward provide dispatch publish issue invoice finish complete bring hand revert "
    "move moved postpone postponed push pushed reschedule rescheduled shift shifted delay delayed defer deferred slip change new revised updated corrected confirm action follow put brought"
) | words(ING.removeprefix("(?:").removesuffix(")").replace("|", " "))  # fmt: skip
DATED = words(
    "today tonight tomorrow week weekend weeks month months quarter year noon midday lunch lunchtime eod cob eob eow eom eoy day days hour hours hrs minutes fortnight morning afternoon evening business play christmas"
) | {*WEEKDAYS, *MONTHS}  # fmt: skip
ENGLISH = Language(
    name="en",
    hint=HINT,
    weak=WEAK,
    dated=DATED,
    weekdays=WEEKDAYS,
    months=MONTHS,
    numbers=NUMBERS,
    doing=DOING,
    forms=FORMS,
    dates=DATES,
    apart=r"(?:[,;] ?|\s)(?:but|however|yet|although|though)\b(?! (?:only )?(?:if|when|once|after)\b),? |; | [–—] ",
    clause=r"(?<!think)(?<!hope)(?<!guess)(?<!believe)(?<!suppose)(?<!i doubt)(?<!we doubt)(?<!said)(?<!says), (?:and |so )?(?!that\b)|: |\s(?:and|so|because|since|as) (?=(?:i|we|my|our|you)\b)",
    contrast=r"\bnot [^,;:]*$",
    joins=r",? (?:and|plus|as well as|(?<!will )(?<!shall )(?<!'ll )then) (?:(?:then|also) )?|, (?=(?:then )?{do}\b)|, (?=(?:i|we|my|our|the|your|you|it|they|(?-i:[A-Z])[\w'-]+)\b[^,;]{0,60}?(?:'ll| will| shall| going to)\b)",
    aux=r"(?:'ll|\bwill|\bshall|\bgoing to)\b",
    lead=r"(?P<who>.*?)(?:'ll| will| shall| (?:am|are|is) going to|'(?:m|re) going to)\b(?!.*(?:'ll|\bwill|\bshall|\bgoing to)\b)",
    lead_be=r".*(?:(?:'ll| will| shall| going to)(?: [a-z]+ly)? be|'re|'m| are| am| is)\b(?= (?:" + DONE + "|" + ING + r")\b)",
    lead_verb=r".*(?:'ll| will| shall| going to)(?: [a-z]+ly| also| then| now)? {do}(?: you| him| her| them)?\b",
    with_verb=r"(?:{do}\b(?! (?:me|us)\b)|be (?:with you|on site|" + DONE + "|" + ING + r")\b)",
    with_doing=ING + r"\b",
    with_done=DONE + r"\b",
    with_thing=r"(?:the|your|our|my|an?|all|both)\b(?! (?:[\w'-]+ ){0,2}" + EVENT + r"s? (?:on|in|of|at)\b)(?!.*\b(?:is|are|was|were|has|have|had|can|could|should|would|may|might|must|needs?|goes|comes|takes|starts|ends|begins)\b)",
    turns=r",? (?:and|but|so|then) (?:please|kindly|you(?:'ll| will) (?:{do}|need|let)|(?:it|that|this) takes|(?:you|it|he|she|they|payment|(?:the|your|our) [a-z-]+) (?:can|could|should|must|may|might|is|are|was|were|will|need|pay|have|has|do|send|sign)|(?:you )?(?:need|have|must|ought) to|{do} (?:me|us))\b",
    list_head=r"(?:'ll|\bwill|\bshall|\bgoing to)(?: (?:also|then|now|therefore))?:$",
    tag=r", ?(?:ok|okay|all right|alright|right|deal)\?+$",
    harmless=r"\b(?:(?:let you know|tell you|keep you (?:posted|updated|informed)|(?:get|come) back to you|(?:update|inform|notify|call|e-?mail) you) )(?:once|as soon as|when|the moment)\b(?! (?:i|we)\b)|\beven (?:if|when)\b|\b(?:as (?:soon|quickly|fast|early) as|when|whenever) (?:i|we) (?:possibly )?can\b|\b(?:know|see|check|tell you|ask|confirm|find out|hear|say|sure|clarify|verify|test|understand|decide|establish|look into|determine) (?:if|whether)\b|\bif (?:not (?:sooner|earlier|before|already|yet)|possible|necessary|needed|required|(?:it|that) helps|at all possible|i (?:remember|recall|understand))\b|"
    r"\bas (?:i|we) (?:said|told you|mentioned|promised)\b|\b(?:not|no) (?:later|more) than\b|\bnot only\b|\bhappy to confirm\b|\bpleased to confirm\b|\b(?:once|as soon as|when|after|the moment) i(?:'ve|'m| have| am| get| know| hear| can)?\b(?! (?:have |get |receive )?your)|\bso (?:that )?you (?:can|could|would|may)\b.*|"
    r"\bthat you (?:could|would|might|need)\b|\b(?:as|what|which|the [a-z]+) you (?:asked|requested|wanted|said|mentioned)\b|\bthank(?:s| you)? [^,.]{0,40}?,",
    vetoes=(
        ("condition", "part", r"\b(?:if|unless|assuming|provided (?:that|the|you|we|it|nothing|all|your)|providing (?:that|the|you)|as long as|so long as|subject to|in case(?! you (?:need|want|lose|missed|haven't|didn't|prefer))|on condition|conditional|depending|(?<!the )(?<!your )(?<!our )(?<!all )pending (?:your|our|the|their|a|an|final|further|approval|confirmation|receipt|payment|signature|delivery)|upon (?:receipt|approval|confirmation|your|signature)|"
         r"on receipt of|with your (?:approval|agreement|permission|consent|blessing|go-ahead|ok|okay)|as soon as (?!possible|i\b|we\b)|after (?:receipt|approval|payment|signature|you|your|the (?:payment|approval|signature))|only if|whenever|in the event|otherwise|dependent on|contingent|permitting|barring|(?:all|everything) (?:going|goes) (?:well|to plan))\b|\bshould (?:you|your|the [a-z]+ (?:fail|break|arrive|need)|any|anything|anyone|it|this|that|there|we|they) |^given (?:your|the|an?) (?:approval|go-ahead|consent|confirmation|agreement|deposit|payment|chance|opportunity)\b|"
         r"\b(?:once|as soon as|the moment|as quickly as) (?:you|your|the|they|he|she|it|we (?:have|get|got|receive|are|know|hear)|we've|signed|approved|received|everyone|that|this|all|payment)\b|^(?:when|once|until|after) (?!i |we )[^,]* (?:is|are|has|have|arrives?|comes?|lands?)\b|^(?:when|after|until|before) (?:you|your|they|the (?:client|customer|payment|deposit|order))\b"),
        ("hedge", "clause", r"\b(?:hope|hoping|try|trying|aim|aiming|should|might|(?-i:may)|could|would|probably|possibly|likely|luck|intend|intending|(?:i|we|they)(?:'re| are| am|'m)? plan(?:ning|ned)?(?: to| on)?|(?:is|are|was|were) planned|the plan|anticipate|(?:i|we) estimate|(?:is|are) estimated|"
         r"tentative(?:ly)?|provisional(?:ly)?|i think|we think|thought|guess|suppose|believe|doubt|seems?|looks? (?:like|as)|(?:chances|odds) are|(?:good|fair|high) chance|confident|optimistic|worr(?:y|ied)|(?:i|we) (?:pray|wish|trust|fear)|(?:my|our|the) (?:forecast|plan|idea|goal|target|intention|assumption|question|feeling) (?:is|was)|(?:i|we|are|is|was) expect(?:ed|ing)?|i reckon|suggest|propose|can|like to|happy to|glad to|willing to|consider)\b(?! (?:confirm|expect))"),
        ("hedge", "before", r"\b(?:perhaps|maybe|ideally|in theory|(?:in the |at )(?:worst|best)(?: case)?|failing that|as far as (?:i|we) (?:know|can (?:see|tell))|to (?:my|our) knowledge|at this rate|^either(?! way)|^(?:suppose|supposing|imagine|let's (?:say|assume|suppose|imagine|pretend|hope)))\b"),
        ("hedge", "part", r"\b(?:fingers crossed|with any luck|with (?:some |a bit of |a little )?luck|all being well|god willing|touch wood|, (?:i|we) (?:hope|guess|think|suppose|expect)|, not (?:yet )?(?:sure|certain|confirmed)|hopefully|do (?:our|my) best|if all goes|or so|tentatively|provisionally|subject to change)\b"),
        ("negation", "clause", r"\b(?:not(?! (?:to worry|a problem|only))|never|nobody|no one|nothing|out of the question|no (?:way|chance|prospect|hope|idea|guarantee|promise|question|reason)|unlikely|cannot|neither|nor|without)\b|n't\b"),
        ("reported", "clause", r"(?<!\bi )(?<!\bwe )(?<!i've )(?<!we've )(?<!i have )(?<!we have )\b(?:say|said|says|tells?|told|promised|claim(?:s|ed)?|saying|stated|(?<!rest )(?<!be )assure[sd]|thinks?|reckons?|wrote|writes|states|announced|mentioned|hopes?|shows|suggests|indicates)\b|\b(?:told|assured|informed) (?:me|us)\b|"
         r"\b(?:was|were|been) (?:promised|told|assured|informed)\b|\brumour|\b(?:over)?heard\b|\bword is\b|\b(?:i|we) (?:understand|understood|gather|read|see|saw|heard|thought|assumed?|wonder)\b|\bare you\b|\bdo you\b|\bconfirm (?:that )?you\b|\bremind(?:ed)?\b"),
        ("reported", "before", r"\baccording to\b|\bapparently\b"),
        ("reported", "part", r"\b(?:so they say|i hear|we hear|or so i|by all accounts)\b(?! (?:you|what)\b)"),
        ("negation", "right before", r"\b(?:no(?! (?:problem|worries|doubt|trouble|need))|none of|not all|not all of|few of) (?:[a-z-]+ ){0,2}$"),
        ("request", "right before", r"^(?:just |simply |please )?(?!give (?:me|us)|leave )(?:{do}|let (?:me|us) know|feel free|shout|say|try|wait)\b(?! (?:[a-z]+ed|sent|paid|made|done)\b).* and (?:then )?$"),
        ("another's words", "right before", r'(?:^|[\s(])"[^"]*$'),
        ("a question inside", "right before", r"[^,] (?:when|where|why|how|what|which|who|whether|if) $"),
        ("request", "before", r"^(?:please|kindly|pls|can|could|would|will|do|does|may|shall|should|let me know|make sure|ensure|remember|tell|(?!give ){do} (?:me|us|the|your|it|this|that))\b(?! (?:not|note|expect|bear with|accept|be (?:assured|informed|advised|aware)|rest assured|find|do\b.*$))(?:(?!, (?!and\b)| so (?:i|we)\b|: ).)*$"),
        ("request", "clause", r"\bplease (?:confirm|let|tell|make sure|ensure|advise)\b|\b(?:need|want|like|expect|require) (?:you|your)\b|\bwaiting for\b|\bwhether\b|\blook(?:ing)? forward\b|\b(?:matters|important|essential|crucial|need to know|(?:rely|count) on you)\b"),
        ("habit", "part", r"\b(?:always|usually|normally|generally|every (?:day|week|month|year|quarter|{wd}|time|morning)|each (?:day|week|month|year|quarter|{wd}|time)|from time to time|often|as a rule|in general|regularly|on {wd}s)\b"),
        ("boilerplate", "sentence", r"\b(?:automatic (?:confirmation|response|e-?mail|message)|automatically (?:generated|sent)|(?:line|accordance|keeping) with (?:our|the) [^.]*\b(?:policy|policies|law|gdpr)|(?:process|handle|use|store|share|keep|protect) your (?:personal )?(?:data|details|information)|"
         r"(?:^|click [^.]{0,30}|(?:wish|want|like) )to unsubscribe|unsubscribe (?:here|at|from)|(?:our|subscribe to the|receive the) newsletter|this (?:message|e-?mail|mail) (?:will|may|is)|do not reply|(?:our|see the|find the|accept the|under the) (?:general |standard )?terms (?:and|of)|(?:for|with|about) any (?:further )?(?:questions|enquiries|queries)|"
         r"never ask you|ask (?:you )?for your password|(?:register for|sign up for|join) (?:our|the) [^.]*webinar|next free agent|your call (?:is|will|may)|click (?:here|on|the|below)|(?:strictly|kept|treated|treat|remain)(?: as)? confidential|(?:use|uses|accept) (?:[a-z]+ )?cookies)\b"),
        ("their own business", "undated", r"^(?:tell|inform|notify|ask|warn|remind|brief|instruct|let) (?!you\b|me\b|us\b)"),
    ),
    automatic=r"(?:^|\n)[^\w\n]*auto(?:matic|mated)?[- ]?(?:reply|response)\b|\bthis is an auto(?:matic|mated|matically generated|-generated) (?:e-?mail|mail|message|reply|response|notification|confirmation|acknowledge?ment)\b|"
    r"\bdo not reply to this (?:e-?mail|mail|message|address)\b|(?:^|\n)[^\w\n]*(?:to |(?:click|tap) (?:here|below|(?:on )?(?:this|the) link[^.\n]{0,20}) to )?unsubscribe\b",
    away=r"(?:^|\b(?:i|we)(?: am|'m| are|'re| will be|'ll be) (?:(?:currently|now|still|away and) )?)(?:out of (?:the )?office|ooo|oof|not in (?:the|my) office|out (?:sick|ill)|off (?:sick|work)|away from (?:the|my) (?:office|desk)|on (?:[a-z]+ )?(?:leave|holiday)|on (?:vacation|pto))\b|"
    r"\bi(?: am|'m| will be|'ll be) [^.!?]{0,60}\b(?:limited|intermittent|little|no|without) access to (?:my )?(?:e-?mails?|mails?|inbox|mailbox)\b",
    then=r"\b(?:and|but|so)(?: i| we)?(?: will\b|'ll\b)",
    back=r"\b(?:until|till|to|and|through|return(?:ing)?|back)(?: on| in)? (?:the )?$",
    thanks=r"^(?:(?:many |kind )?thank(?:s| you)\b|(?:i|we) (?:have )?(?:received|got) your\b|your (?:e-?mail|mail|message)\b)",
    answers=r"(?:be |get )?(?:reply|respond|answer|return|revert|back|get back|come back|in touch|with you|with|deal|read|help|assist|attend|handle|process|contact|call|ring|phone|check|follow|look|see|take care|cover|support|act|your (?:e-?mail|mail|message|request|enquiry))\b",
    not_due=r"(?:\bnot(?: on| by| before)?|\binstead of|\brather than|\bfrom(?<!available from)(?<!ready from)(?<!live from)(?<!on site from)|\bsince|(?<!morning )(?<!afternoon )(?<!evening )(?<!night )\bof|\bdated|\bas of|\bthan on|\blast|\buntil now|\bwas|\bwere|\bafter|\b(?:agreed|promised|mentioned|asked for|requested)(?: you| us| me)? on|\bfollowing|\bthe one on|\bdiscussed on|\boriginally(?: planned)?(?: for)?|\bbooked for|\b(?:of|from|after|during|in|at|about) (?:our|the|your|this) (?:[a-z]+ ){0,2}(?:meeting|call) on|\binvoices? (?:of|from)|\bspoke on|\b(?:payable|valid|expir(?:es?|y|ing))(?: [a-z]+){0,3}?|, due(?: by| on)?|, (?:running|lasting)(?: (?:to|until|till))?) ?(?:the )?$",
    range=r"\bfrom (?:the )?$",
    which=r"\b(?:the|our|your|my|a|an|this|that|these|those|all|any) (?:(?:new|old|full|final|first|second|draft|[a-z]+ed) )?$",
    noun=r" (?!(?:and|or|but|so|to|at|by|in|on|for|with|from|as|if|when|then|than|because|before|after|until|till|via|through|instead|latest|i|we|you|he|she|it|they|the|a|an|my|our|your|this|that|these|those|all|both|there|here|please|also|too|again|"
    r"either|now|once|which|where|who|what|not|no|without|including|together|along|unless|while|since|per|just|only|already|anyway|though|however|morning|afternoon|evening|night|noon|lunchtime|lunch|sharp|first|max|end|close|eod|cob|am|pm|"
    r"is|are|was|were|will|would|can|could|should|may|might|must|has|have|had|do|does|did|up|out|off|over|back|around|about|around|between|is|latest|next|this|week|[a-z]+ly)\b)[a-z][a-z-]+",
    whose=r"(?:'s\||\|'s) (?!(?:close|end|cob|eod|time)\b)[a-z]",
    meant=r"\b(?:for|(?:due|effective|starting|beginning)(?: (?:by|on|from))?|(?:for|of|about|at|before|after|to) (?:[\w'-]+ ){0,4}?" + EVENT + r"s? (?:on|in|of|at)) (?:the )?$",
    opens=r"(?:^|[,:] )(?:(?:and|so|then|first|also) )?(?:(?:by|on|before|during) )?(?:the )?$",
    by=r"\b(?:by|before|no later than|not later than|latest|until|till) (?:on )?(?:the )?$|^(?:by|before|until|till) ",
    ahead=r"\b(?P<n>{num}) (?P<unit>days?|weeks?) (?:before|ahead of|prior to|in advance of) (?:[\w'-]+ ){0,4}?$",
    before=r"(?<!not )(?<!no )(?<!or )\bbefore (?:the )?$",
    within=r"^(?:the )?(?:end|close|cob|eob|eod|noon|midday|lunch(?:time)?|first thing)\b|\b(?:morning|afternoon|evening|night|lunch(?:time)?|noon|midday)$",
    until=r"(?:(?:^|,? )\b(?:by|on|at|until|till|before|no later than|not later than|latest by|latest on|latest|at the latest by|due|due on|for|in|within|from|over|during|to|but|the|this|end of|the end of|close of|cob|eod|close of business|first thing|sometime|some time|around|about|of|and|that is|namely|again|later|early|late)\b)+ ?$",
    you=r"\b(?:you|your|yours)\b",
    looks=r"(?:and )?(?:(?:have|take) )?(?:an? )?(?:(?:quick|proper|closer|good|further|initial|first|fresh|second) )?(?:look|check|peek|pick)(?: (?:at|into|over|through|on|for|up|with))*"
    r"(?: (?:it|this|that|them|these|those|things?|both|the (?:matter|issue|problem|request|ticket|case)))*(?: (?:up|now|again|first|shortly|properly|myself|ourselves|for you))*",
    filler=r"^(?:(?:you|us|them|him|her|me|it|that|both|to|also|then|just|the two of you|everyone|back to you|please|be able to)\b,? ?(?!(?:all )?(?:over|up|down|out|with|on|to|in|off|sorted|done|through|back)\b))+",
    stop=words(
        "the a an and or of to for with by on in at from into our your my their his her its this that these those it you we i us them me be is are was were will shall have has had do does done get got make made send sent let give "
        "all both any some new up over out off back down as so not no one two three four five than then also just now very more most next last end day days week weeks month please there here about what which who when where "
        "finish finished complete completed ready deliver delivered delivery call"
    ),
    abbreviations=r"\b(?:no|nos|approx|mr|mrs|ms|dr|st|ltd|inc|co|e\.g|i\.e|incl|excl|ca|etc|tel|ref|vs|art|sec|fig|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|weds?|thurs?|fri|a\.m|p\.m)\.$|(?:^|\s)\d{1,2}\.$|(?:^|\s)[a-z]\.$",
    greeting=r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|greetings|to whom)\b[^.!?\n]{0,60}[,:!]?$",
)  # fmt: skip

"""How bad a text says it is. Pure: words in, points and the reasons for them out. English; the words are a table.

No single ordinary word decides. What stands still, what is lost, whose word was broken, how often it happened, how soon it must end: each kind
counts once, by the heaviest way it is said, and what takes the edge off ("no hurry") counts against. A topic that is only named (a court, a fire
alarm, an escalation contact) counts little; what is said to have happened, or what somebody means to do, counts in full. Phrases that hold such
words and are harmless ("thank you for your patience") are left out first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

GRAVE = 3.0
"""Points from which a text by itself needs a person now."""
CONCERNED = 1.5
"""Points from which it does when somebody writes who decides there."""
TOPIC = 0.5
"""What a topic counts that is only named."""

STILL = "it stands still"
MANY = "many are hit"
LOST = "something is lost"
ATTACK = "it may be an attack"
LAW = "the law is named"
HURT = "somebody may be hurt"
EMERGENCY = "it is an emergency"
ANGRY = "they are angry"
LEAVE = "they may leave"
ESCALATE = "they escalate"
LET_DOWN = "they are let down"
ON_AND_ON = "it goes on and on"
CANNOT_WAIT = "it cannot wait"
BROKEN = "our word was broken"
NOTHING_CAME = "nothing came"
WHO_ANSWERS = "they ask who answers for it"

_NUMBER = r"(\d{2,}|ten|twenty|thirty|forty|fifty|sixty|a hundred|hundreds of|dozens of)"
_ORDINAL = r"(third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|umpteenth|hundredth)"
_BE = r"(am|are|is|was|were|be|been|being|feel|feels|felt|remain|got|get|getting|['’]m|['’]re|['’]s)"
_HOW = r"((very|really|so|truly|deeply|extremely|bitterly|utterly|absolutely|completely|totally|quite|rather|most|more than|thoroughly|profoundly|increasingly|all|now|simply|just|beyond) )"
_BAD = r"(terribl[ey]|awful|horribl[ey]|dreadful|horrendous|atrocious|abysmal|shameful|pathetic|hopeless|useless|lousy|appalling|disgusting|disgraceful|a joke|a farce|a disgrace)"
_OURS = r"(service|support|experience|response|help ?desk|help|performance|treatment|quality|communication|work|job|company|team|project|system|way)"
_DID = r"(can(not|['’]t| not)|will|would|have|has|had|is|are|was|were|says?|advis\w+|wr(ite|ites|ote)|ask\w*|wait\w*|look\w*|prepar\w+|instruct\w+|hear\w*|contact\w*)"
_OTHERS = r"(an|some|to some)?(other|a different|different) (provider|supplier|company|partner|vendor|firm)s?"

_SILENCE = (
    r"(nobody|no one) (has |had |ever )?(called|rung|rang|come|came|replied|answered|turned up|shown up|been in touch)"
)

_KINDS: tuple[tuple[str, float, str], ...] = (
    (STILL, 2.5,
     r"(is|are|has|have|went|gone|all|completely) (gone |all )?(down|offline|dark|dead|unavailable)\b|not available|stand(s|ing)? still|standstill|has stopped|stopped (working|altogether)"
     r"|stops? (again|working)|(can ?not|can['’]t|unable to|could not|no longer) (be )?(work|sign|log|get in|ship|sell|open(?! (the|your|this|that|my|any|an) (attach\w*|pdf|link|document|file|picture|photo)\b)|pay|trade|take|serve|enter|process|see patients|operate|reach)\w*"
     r"|no (orders?|network|phones?|power|internet|access)\b|(nobody|no one|none of us)( at [\w ]{2,20})? (can|is able)|none of (us|our|my|the) ([\w ]{0,30} )?can\b|(sit|sits|sitting|stand|stands|standing) idle|(working|back) on (pen and )?paper|locked out|blank screens?|does not (answer|respond|start)|outage|not worked properly|cut off"),
    (STILL, 1.5, r"\b(is|are|be|been) (still )?not (yet )?(back|up|working|running|online|available) (before|by|in time|when|again)\b|n['’]t (back|up|working|running|online|available) (before|by|in time|when|again)\b"),
    (MANY, 1.0,
     rf"\b(everybody|everyone|every one of us|whole|entire|all (of )?(our|my|the)|(to|for) any of|everything at|from all sides|(?!{_SILENCE})(nobody|no one)|department)\b|\b{_NUMBER} (people|users|staff|colleagues|patients|customers|desks|of us|agents|employees|workers|guests|residents|tenants|pupils|students|branches|offices|shops|stores|sites)"),
    (LOST, 1.5,
     r"\b(los(e|es|ing|t) (money|sales|orders|customers?|patients?|data|business|every|the)|costs? us|customers? (are |is |wait|stand)|at the door|(payroll|wages) (run|runs|is due|are due|close|closes|cannot|can['’]t|will not|did not)"
     r"|every (minute|hour)|miss(ed|ing)? (the|our|a|my) deadline|fined|penalt(y|ies)(?! (clause|shoot|kick|point)))"),
    (LOST, 2.0,
     r"\b(records?|files?|data|photos|documents|orders|bookings|appointments|backups?|mailbox(es)?|mails|history|folders?|contacts|entries)\b[\w ,'’]{0,30} (vanished|disappeared|been (wiped|erased|lost|deleted|overwritten)|(is|are) (all |just |simply |completely )?(gone|wiped|lost))\b"
     r"|\bdemurrage\b|\bturned away (at|by|from)\b|\blos(e|ing|es) the (whole )?(day|week|weekend|month|season|saturday|sunday|contract|tender|client|customer)\b"),
    (LOST, TOPIC, r"\b(payroll|wages|deadline)\b"),
    (ATTACK, 3.0,
     rf"\b(ransom (note|demand\w*|is|of)|(hit|infected|attacked|encrypted|locked) (by|with) (a )?(ransomware|malware|virus)|ransomware (is|has|hit|got|attack)"
     rf"|{_BE} (all |also |probably |apparently |just )?(hacked|phished|stolen|leaked|compromised|impersonated|infected|tampered with|broken into)|(have|has|had) been (hacked|phished|stolen|leaked|compromised|impersonated|infected)"
     r"|hackers? (has|have|had|is|are|got)|(somebody|someone|strangers?) (has |have )?(hacked|stole|broke into|got into|taken over)|(stole|stolen from) (our|my|us)|encrypted by (somebody|someone|an?|hackers?|strangers?|unknown)\b"
     r"|intruders? (was|were|has|have|is|are|got|in|on)|an intru(der|sion)\b(?! (detection|prevention|alarm|test))|clicked (on )?(it|the link|a link|that link|the attachment)|(malware|virus|trojan) (has|was|is|on|in|found|detected|got)|(has|have|had|got|found) (a|some) (virus|malware|trojan)"
     r"|victims? of (a )?(fraud|scam)|fraudulent\w*|is (a )?fraud\b|suspicious (change|log-?[io]n|sign-?in|access|activit\w+|payment|transfer|transaction|process|traffic|attachment|file|link|mails? (came|has|have|was|were|from|in))s?"
     r"|(somebody|someone|a stranger|strangers) (has |have |had )?(logged|signed) in|(payment|bank) instructions to (our|my) (clients?|customers?|suppliers?|staff)|(pay ?slips?|salar(y|ies)|personal (data|details)|patients?|medical|bank details|passwords?|(customer|client) (data|details)|confidential)\b[^.!?]{0,60} (visible|readable|accessible|exposed|open|shown) to (every\w*|all|any\w*|the (whole|public)|strangers|other (clients?|customers?|companies|people|staff))|unauthori[sz]ed|tamper alarm|tampered with|impersonating (us|our|me|my|your)|data leak|leak of (data|personal|our|customer|client)|read by strangers|pay\w* [\w ]{0,20}(in)?to a (new|different|other) (bank )?account|changed? (our|the|your) bank details|new bank (account|details)[^.!?]{0,50}(off|odd|strange|fishy|real|genuine))\b"),
    (ATTACK, TOPIC, r"\b(ransom\w*|hack(ed|ers?)|intru(sion|ders?)|phish\w*|stolen|leak(s|ed)?|malware|virus|fraud\w*|suspicious|tamper\w*|impersonat\w*|new bank (account|details)|compromised)\b"),
    (LAW, 3.0,
     rf"\b((our|my|their|the client['’]?s?) (solicitors?|lawyers?|legal team) {_DID}|(instruct\w*|involv\w*|consult\w*|call(ing)? in|hand\w* (this|it|the matter) (over )?to|pass\w* (this|it|the matter) (on )?to|hear(ing)? from|speak(ing)? (to|with)|spoken (to|with)|talk(ing)? to)"
     r" (our|my|a|the) (solicitors?|lawyers?|legal team)|(issue|begin|start|bring|commence|legal|court|take) proceedings|proceedings (will|against)|(take|see|meet|bring) (you|this|it) (to|in|before) (a )?court|go(ing)? to court|see you in court|court (action|claim|proceedings|summons)"
     r"|legal action|(seek|seeking|sought|take|taking|taken|get|getting|need) legal advice|(report\w*|go|going|complain\w*|refer\w*|write|turn) [\w ]{0,20}to the (regulator|ombudsman|commissioner|authorit\w+)|(regulator|ombudsman|commissioner) (has|is|wants|asks|will|demands|opened)"
     r"|formal(ly)? (notice|complain(t|ts|ed|ing)?)\b(?! (procedure|form|process|policy))|notice under section|breach of (contract|the|our|your|confidence|trust|data|duty|sla|gdpr)|data breach|(are|is|be) in breach|(hold|held) (you|them|your) [\w ]{0,20}liable|you (are|will be) liable"
     r"|preserve (all |any |the )+(logs?|evidence|records?|documents?|e-?mails?|files|correspondence)|gdpr (breach|violation|complaint|fine)|(breach|violation) of gdpr|sue (you|us|your))\b"),
    (LAW, TOPIC, r"\b(solicitors?|lawyers?|proceedings|court|legal|regulator\w*|ombudsman|commissioner|liab(le|ility)|under section|gdpr)\b"),
    (HURT, 3.0,
     r"\b((is|are|was|were|been|got|has|have|somebody|someone|people|seriously|badly) injur(ed|y|ies)|ambulance (was|is|has|had|came|on its way|had to)|(call(ed)?|need(ed|s)?) an ambulance|(is|are|was|be|feels?) (now |simply |plainly )?unsafe|(is|are|was|be|becom\w+|getting) (now |very |really |simply |plainly |too )?dangerous"
     r"|in danger\b|(risk|threat|danger) to (patient safety|patients|life|health)|patient safety (is|at|was)|fire alarm (is|was|has|had|goes|went|does not|did not|cannot|can['’]t|fails?|failed|keeps?|broke\w*|out)|safeguarding (concern|incident|risk|issue)"
     r"|(are|were|been|being|had to|must|have to) evacuat\w*|(is|are|was|caught) on fire|(got|gets|had|suffered) an electric shock)\b"),
    (HURT, TOPIC, r"\b(injur(y|ed|ies)|ambulance|unsafe|danger(ous)?|patient safety|fire alarm|evacuat\w*|safeguarding)\b"),
    (EMERGENCY, 3.0,
     r"(\b((this|it|that|here|there|what we have)( is|['’]s| was) (now |really |truly |clearly )?(an|a real|a medical|a true|a genuine) emergency|(we|i|they)( (now|really))? (have|had|face) (an|a real|a medical|a genuine) emergency"
     r"|emergency (here|at|in) (the|our|my)|(flood(ed|ing)|smoke|water|burst pipe) (is |has |was )?((coming|pouring|running|leaking|dripping|getting) )?(in|into|coming|pouring|running|from|through|down|out of) (the|our|my)|call(ed|ing)? (the )?(police|fire (brigade|service|department))|(police|fire brigade) (have|has|had|were|are|came) )\b|(^|[.!?:]\s*)(an )?emergency\s*[,.:!–-]|\bsos\b)"),
    (EMERGENCY, TOPIC, r"\bemergenc(y|ies)\b"),
    (ANGRY, 3.0,
     rf"\b((furious|livid|outraged|outrageous|enraged|incensed|irate|seething|angered|appall\w*|disgrace\w*|shambles|shambolic|fiasco|abysmal|atrocious|inexcusable|scandalous|disgusted|shameful|laughable|unprofessional|incompeten\w+)"
     rf"|(am|are|is|getting|growing|and|makes? (me|us|everybody|everyone|people)|['’]m|['’]re|['’]s|{_HOW}) {_HOW}?angry|{_HOW}+(unhappy|displeased|upset|dissatisfied|annoyed|cross with|poor service|bad service|poor support|bad support)|unhappy (with|about|at|that)|(are|am|is|we['’]re|i['’]m) (still |now )?unhappy"
     rf"|(not|n['’]t|nor|far from|anything but|less than) (at all |in the least |very |really |exactly |remotely |a bit |one bit )?(happy|pleased|satisfied|impressed|content|amused) (with|about|by|at|that) (you|your|how|this|the (service|support|way|state|answer|response|progress|help|situation|result|quality)|it|any|all)"
     rf"|(not|n['’]t|far from|anything but) (at all|in the least|remotely|one bit) (happy|pleased|satisfied|impressed|amused)|(not|n['’]t) (happy|pleased|satisfied|impressed|amused)( at all)?\s*[.!]"
     rf"|{_BE} {_HOW}?(upset|dissatisfied|annoyed) (with|about|by|at|that)|(is|are) (all )?upset (with|about|at)|(my|our|great|deep|strong|utter) (anger|dissatisfaction|displeasure)"
     rf"|(this|that|it|which|what (you|we)[\w ]{{0,20}}|{_OURS})(['’]s| is| was| has been| have been| are) {_HOW}*{_BAD}(?! (weather|traffic|cold|headache|rain|storm|journey|news|good|nice|kind|pun|line|connection|shame))"
     rf"|{_BAD} {_OURS}\b|(the|your|our) worst ([\w]+ )?(experience|service|support|supplier|provider|company|response|customer|partner|vendor)|worst (experience|service|support|supplier|provider) (i|we|of|ever|in)"
     rf"|(this|it|that|which|everything|today|this morning|{_OURS}|migration|move|rollout|roll-out|launch|go-live|update|upgrade|installation|install|training)(['’]s| is| was| has been| became| turned into| has become| turns? out) {_HOW}*(a |an )?(complete |total |absolute |real |utter |unmitigated |perfect )?(disaster|nightmare|catastrophe|fiasco|shambles|farce|joke)\b(?! (recovery|plan))"
     r"|(complete|total|absolute|utter) (disaster|nightmare|mess|joke|farce|catastrophe|failure|incompetence)|what a (disaster|mess|joke|farce|shambles)|(complete|total|utter) waste|waste of (our|my) (time|money)|last straw|final straw|end of (my|our|their) (tether|rope)|(has|had|have) the (decency|courtesy)|expect(ed)? (far |much |so much |a lot )?(better|more) (from|of) (you|your)|(in|to) tears|regret (ever )?(signing|choosing|buying|hiring|moving|coming)|(never|not) been treated|unforgivable|getting out of hand|because of (you|your (service|mistakes?|delays?|company))|takes? (no |any )?responsibility for (this|it|anything)|enough is enough|never again|had it with|sick (and tired )?of|tired of (wait|ask|chas|explain|this|your|hear|be|excus|repeat|promis)\w*"
     r"|shame on|how dare|beyond a joke|beyond belief|(lied|lying) to (us|me)|(ignor(ed|ing|es?) (us|me|my|our|every|all)|(being|been|feel) ignored)|treated like|what (are we|am i|do we|do i) pay\w*|paying you for|do your job|not acceptable|(insult|slap) (to|in)|(is|was|were|been|very|so|extremely) (rude|insulting)"
     r"|(want|wants|demand|demanding|demands|expect|insist on|claim|claiming|give (us|me)|owe (us|me)) (a |our |my |the )?(full |immediate |partial )?(refund|compensation|money back)|(can|will|do) ?(not|n['’]t) (accept|tolerate|put up with|stand for|take) (this|it|that) (any ?more|any ?longer|again|from)|(not|n['’]t) put up with|intolerable)\b"),
    (ANGRY, 1.5,
     rf"\b(not what (we|i) (pay|signed up|agreed|ordered)|unhappy|displeased|dissatisfied|upset|annoyed|annoying|(not|n['’]t) (at all |very |really |exactly )?(happy|pleased|satisfied|impressed)|refund|compensation|{_BAD} (day|week|time) (with|because)|rude|unreliable|worst)\b"),
    (LEAVE, 3.0,
     r"((cancel|end|terminate|leave) (the|our|this) contract\b|(have to|must|will|shall|going to|may|might|start\w* to|beginning to|forced to|want to|need to) (\w+ )?(think about|think of|look at|look for|look into|consider|explore|weigh|find) (\w+ )?(other options|alternatives)"
     rf"|\b((look|looks|looking|mov(e|es|ing)|go|goes|going|switch\w*|chang(e|ing)|turn\w*|approach\w*|consider\w*|find\w*|talking|speaking) ((at|for|to|with|over to) )?{_OTHERS}|go(ing)? elsewhere|(think|thinking|thought) (of|about) leaving|(leave|leaving) you\b(?! (to|with|a|the|some))|look(ing)? elsewhere|(done|finished|through) with (you|your (company|firm|service|team|lot))\b|(take|taking|move|moving) (our|my|the|all our) (business|custom|money|account|work|contract) (to|elsewhere|away)"
     r"|reconsider\w* ((our|the|this) (whole )?(contract|relationship|agreement|partnership|future|cooperation|collaboration|business|options|choice of (provider|supplier|partner))|working with|whether|staying|everything)\b|before (i|we) decide about (next year|the renewal)|(will|shall|may|might|do|going to|wo|would|is|are) ?(not|n['’]t) (be )?renew\w*|not renewed\b(?! (automatically|yet|by))))"),
    (ESCALATE, 3.0,
     r"\b((want|wants|wanted|please|must|need|needs|have to|will|going to|shall|am|are|hereby|time to|forced to|like) (\w+ )?(\w+ )?(to )?(be )?escalat(e|ed|ing)\b(?! (automatically|to the duty|rules?|policy))|escalate (this|it) (now|immediately|today|at once|to your|to the (director|board|management|ceo))|unacceptable|not good enough\b(?! (to|for))"
     r"|(make|making|file|filing|raise|raising|lodge|lodging|submit|register|this is|consider this|treat this as|take this as) (\w+ )?(a|my|our|an|this) ((formal|official|serious|written) )?complaint\b(?! (form|procedure|policy|handling|log|register|box|template|letter))"
     r"|(formal|official|serious) complaint\b(?! (form|procedure|policy|handling|process))|(my|our) complaint (is|about|of|from|has|was|still)|(would like|want|wish|have|here|writing) to complain|someone in charge (now|today|at once|immediately)|(speak|talk) to (someone|somebody) (senior|above you|higher up)"
     r"|(speak|talk|talking|write|writing|complain|complaining|go|going|escalate|call|calling|hear from|name of|number of|straight) (to |with |from )?your (manager|director|boss|superior|ceo|managing director|supervisor)|(take|taking) (this|it) (up )?(higher|further|to the top))\b"),
    (ESCALATE, TOPIC, r"\b(escalat\w*|complain(t|ts|ed|ing)?)\b"),
    (LET_DOWN, 3.0,
     r"\b(disappoint\w*|let (us|me|our [\w]+|my [\w]+) (all |badly )*down|(been|feel|feels|are|were|am) (\w+ )?let down|embarrass\w*|(lost|losing|lose|loses|out of|no more|no|end of (my|our|their)|tries|trying|testing|exhausted) ((all|my|our|their|any|the last of (my|our)) )*patience|patience (is|has|was|with|now|wears?|wearing|running|runs?)"
     r"|patient for (weeks|days|months|long|hours|too|a (week|month|long))|frustrat\w*|fed up|((have|has|['’]ve) (really |just |simply |now )*had|had) enough (of (this|it|these|your|being|wait|empty|excuses)|\s*[.!])|have had enough\s*(?=[.!,]|$)|ridiculous|shock(ed|ing)|pay for better|run(ning)? out of (ways|patience|excuses|options|words|ideas|explanations)|los(t|ing|e) (all |any |our |my |their )*(trust|confidence|faith)"
     r"|did not expect to have to|no answers? for (them|him|her|my|our|the (board|team|staff|people|customers?|clients?|owner|director))|(run(ning)?|going|go) (round )?in circles|(each|every) time (i|we|they) (have to )?start|start(ing)? (all over|again from)|had to start from (zero|scratch)|if this is (what (we|i) (can|must|should|have to)|how (you|we are|things)|the way (you|we are|things))"
     rf"|(am|are|is|was|were|['’]m|['’]re) (\w+ )?at a loss\b|stopped asking|(this|it|things|we|i) (can ?not|can['’]t) go on\b(?! (monday|tuesday|wednesday|thursday|friday|saturday|sunday|the|a|to|holiday|leave|with))|third time round"
     rf"|{_ORDINAL} time (that )?(i|we)( have| ['’]?ve| had| am| are|['’]ve)?( had to| to| now| have to)? ?(ask|writ|wrote|call|report|complain|tell|told|chas|rais|mail|send|sent|explain)\w*|this is (now |already )?the {_ORDINAL} time\b(?! (we meet|we have met|we run|we do))|(broken|broke|betrayed) (our|my) (trust|confidence)|(get|want|need|give) (me |us )?(someone|somebody) senior|getting desperate|are desperate|am desperate)\b"),
    (ON_AND_ON, 1.5,
     r"\b(still (not|no|nothing|the same|wait\w*|down)|same (as|thing)|(third|fourth|fifth|sixth|another) (day|week|weekend|month|time|morning|evening|night)|(rung|rang|called|phoned|written|wrote|e-?mailed|chased|asked|reported|complained)( \w+){0,3} (three|four|five|six|several|many|countless|numerous|\d+) times|(second|third|fourth) time|for (days|weeks|months|hours)|since (monday|tuesday|wednesday|thursday|friday|yesterday|last)"
     r"|each time|every time|keeps? (?!(working|running|going well|improving|growing|getting better)\b)\w+ing|again and again|no (answer|word|reply|news)|heard nothing|nothing (has )?happen\w*|nobody (told|calls?|called|rang|answers?|replies)|how much longer|(since|told (us |me )?(that |so |this )?|waiting (from )?|asked (for (it|this) )?|wrote|called|rang|by|until|promised) yesterday|struggling|exactly where we were|is back)\b"),
    (CANNOT_WAIT, 1.0,
     r"\b(urgent(ly)?|immediately|at once|right (now|away)|asap|straight away|tonight|before we (open|close|start|go live)|within (the|an|a|ten|\d+) ?(hour|minutes?|hours)|hurry|(call|ring) (me|us)|please (call|ring)|somebody on (it|this)|today|in two hours|by noon)\b"),
    (BROKEN, 2.0,
     r"\b(you (promised|said|told us|assured|agreed)|we agreed|your word|(was|were) (to be|promised|supposed to|due|meant to)|should have been|by yesterday|past that)\b"),
    (NOTHING_CAME, 1.0, rf"\b(have nothing|{_SILENCE}|nothing (came|arrived|here)|without it|it is not,? |nobody told|missing|not (arrived|come|here)|no word|wait(s|ing)? for it)\b"),
    (WHO_ANSWERS, 1.5,
     r"\b(who (is )?(on|looks?|looking|in charge|responsible|deals)|in charge|what is going on|(?<!please )(?<!can )(?<!'ll )(?<!will )(?<!to )speak to(?! you)|(want|need|like|ask(ed)?) to speak to(?! you)|want to understand|need to talk|explain(ed)?\b(?= (why|this|that|yourself|yourselves|to (us|my|our|the board)|the same|it again|myself|what went))|an explanation|why (do|does|has|have|is|are|it)\b|concern(ed|s)|worried|i (hear|am told))"),
)  # fmt: skip
_HARMLESS = re.compile(
    r"\b((thank(s| you)|grateful|appreciate\w*)[^.!?]{0,25}\b(patience|understanding)|(for|your|bear with us|with) (your )?(kind |continued |great )?patience|patience (is appreciated|please)|not (at all )?(un(happy|satisfied)|dissatisfied|disappointed|angry|upset|annoyed|frustrated|embarrass\w*|displeased|furious|urgent)"
    r"|(never|no longer|nobody is|no one is|don['’]t be|do not be|nor|without being|isn['’]t|aren['’]t|wasn['’]t) (angry|upset|disappoint\w*|annoyed|frustrated|unhappy|embarrass\w*|furious)|(no|any) (need|reason|cause) to (be |get |feel )?(upset|angry|embarrass\w*|worr\w+|apologi[sz]e|disappoint\w*|hurry|panic|concern\w*)"
    r"|(if|should|when|where|in case|whenever) (you|they|anyone|anybody|somebody|it|we|the client|a customer|a client)( (are|is|were|be|feel|should be))? (ever )?(not |un)(happy|satisfied|pleased)|(never|not|n['’]t|no) (mean|want|wish|like) to (disappoint|upset|embarrass|annoy|frustrate)\w*|(did|does|do|will|would|has|have|had) ?(not|n['’]t) disappoint\w*|never disappoint\w*"
    r"|(terribly|awfully|frightfully|ridiculously|shockingly|outrageously|dangerously|disgustingly) (good|nice|kind|well|fast|cheap|easy|sorry|quick|delicious|simple|happy|pleased|grateful|close|tasty)|pleasantly shocked|shocking pink|angry birds|stomach upset|upset stomach|cross with the|disappointed (to miss|to have missed|that (i|we) missed)|unacceptable as|not angry"
    r"|(a |an |slightly |little |bit |rather |somewhat )*embarrass(ing|ed|ingly)? (question|to (ask|admit|say|confess))|embarrassingly|embarrass(ing|ment) of riches|frustrat\w+[- ]free|(avoid|spare|save|less|without|no|reduce)\w* [\w ]{0,25}frustration"
    r"|no (more |further |other |real )?(complaints?|concerns?|worries|emergency|emergencies|injur\w+|danger)|(customer |guest |our |the |a |your )?complaints? (procedure|form|policy|handling|log|register|box|template|process|department|desk|team|module|report|statistics|page|category)s?|compliments and complaints"
    r"|(how|whom|who|where|when|which) (do|can|should|could|would|to|does|may|is)( (i|we|one|they|you|people))? (\w+ )?(escalat\w*|complain\w*|evacuat\w*|issue a refund|refund|report (a|an) \w+)|escalation (contacts?|matrix|path|paths|list|levels?|procedure|process|policy|point|rules?|tree|plan|address|chain|numbers?|workflow|column)s?"
    r"|(phish\w*|ransomware|malware|virus|fraud|security|hacking|fire safety|safeguarding|gdpr|evacuation|intruder|intrusion|data breach|data leak|emergency)[ -]+(awareness|training|trainings|test|tests|testing|simulation|campaign|exercise|drill|course|webinar|workshop|e-?learning|module|policy|statement|scanner|scanning|filter|protection|cover|insurance|leaflet|poster|guide|guidelines|presentation|talk|quiz|audit|questionnaire|officer|form|register|report template|procedure|plan|definitions?|department|desk|team|consultant|seminar|checklist)s?"
    r"|anti-?(virus|malware|phishing|ransomware|fraud)|intru(der|sion) (alarm|detection|prevention)( (test|system|service|licence|license|code))?|fire alarm (test|tests|testing|is tested|will be tested|drill|service|servicing|inspection|check|contract|panel|certificate|engineer|company|installation|code|maintenance|supplier|quote|sensors?)s?|(test|check|service|inspect|quote for) (of |for )?(the )?fire alarm"
    r"|emergency (exit|exits|light|lights|lighting|contact|contacts|number|numbers|plan|plans|procedure|procedures|services|kit|kits|stop|generator|change|changes|phone|drill|room|department|ward|vehicles?|release|maintenance|call-?out|cover|rota|door|doors|key|keys|card|access account)|(in|for|of|case of) (an |any |the |real )?emergenc(y|ies)|(if|when|should|in case|whether|unless)( (it|this|there|that|we|you|they))? (is|was|have|has|be|ever have|had) (an|a|any) (real )?emergency|not an emergency"
    r"|(tennis|food|squash|basketball|inner|court of|badminton|volleyball) ?court|court ?(yard|room|shoes)|courts? (hearing|dates?|bundle|calendar|form|templates?)|disaster recovery|worst[- ]case|terrible (weather|traffic|cold|headache)|awful (weather|traffic|cold|headache|lot)|dangerous goods|ambulance (service|services|trust|station|bay|entrance)|unauthori[sz]ed (absence|leave|copying|reproduction|use of this)|(to prevent|against|prevents?|block(s|ing)?|protect\w* (us |you )?(from|against)|if you are not the)[^.!?]{0,30}unauthori[sz]ed[^.!?]*"
    r"|legal (department|team|entity|name|address|holiday|requirement|hold|counsel|notice|text|form|advisor|adviser)s?|(voltage|gas|pressure|heat) regulator|(public|limited|professional|product|employers?['’]?) liability|refund (arrived|received|came|went through|policy|button|process|form|module|key|code|report|screen|of the deposit|has (arrived|been received|gone through|been paid))|(received|got) (the|our|my|your) refund|thank\w* (you )?for (the|your|our) (quick |swift |prompt |full )?refund"
    r"|had enough (time|chairs|seats|food|cake|space|room|paper|notice|people|coffee|copies)|as far as [^.!?]{0,40} concerned|to whom it may concern|(all|those|people|parties|everyone|everybody|departments?) concerned|(not|n['’]t|un) ?concerned|shock(proof| absorb\w+)|unacceptable (file|format|characters?|password|use|attachment)s?|(acceptable|fair) use|hack(athon| day|ing day)|leak(-|\s)?proof|taking legal holidays?)\b",
    re.IGNORECASE)  # fmt: skip
_SOFT = re.compile(r"\b(no hurry|not urgent|no rush|when(ever)? you (get|have) (a moment|time)|fine now|works now|end of the month|not a big|just a question|would like to know how)\b", re.IGNORECASE)  # fmt: skip
_TROUBLE = re.compile(
    r"\b(wrong(ly)?|mistak\w*|in error|accident\w*|forg[eo]t\w*|overlooked|lost|lose|losing|missing|delet\w*|eras\w*|overw\w*|wiped|broke\w*|damag\w*|corrupt\w*|leak\w*|expos\w*|expire\w*|cancel\w*"
    r"|terminat\w*|on hold|suspend\w*|recall\w*|must not|do not (use|open|touch|pay|restart)|can ?not|can['’]t|could not|too late|before (they|anybody|anyone|the client) notices?|sorry|apolog\w*|afraid"
    r"|unfortunately|fault|should (not )?have|never (was|were|sent|done|ran|arrived)|not (been )?(done|run|shipped|sent|confirmed|ready)|no (longer|confirmation)|nobody|risk\w*|careful|warn\w*|stop(s|ped)?"
    r"|refus\w*|declin\w*|fail\w*|unable|out of use|danger\w*|trouble|problems?|complain\w*|affected|worse\w*|urgent\w*|not work\w*|does not|upset|angry|block(s|ed)|stuck|breach\w*|incident|claim\w*"
    r"|threat\w*|illegal\w*|liab\w*)\b", re.IGNORECASE)  # fmt: skip
_HINTS: dict[str, tuple[str, ...]] = {
    ANGRY: (
        "furious", "livid", "outrag", "enraged", "incensed", "irate", "seething", "ang", "appal", "disgrac", "shambl", "fiasco", "abysmal", "atroc", "inexcus", "scandal", "disgust",
        "shame", "laugh", "unprof", "incomp", "happy", "pleas", "upset", "satisf", "annoy", "cross", "poor", "bad", "impress", "content", "amused", "terribl", "awful", "horribl",
        "dread", "horrend", "pathetic", "hopeless", "useless", "lous", "joke", "farce", "worst", "disaster", "nightmare", "catastroph", "mess", "failure", "waste", "straw", "rope",
        "tether", "decency", "courtesy", "better", "more from", "more of", "tears", "regret", "never", "not been", "unforg", "out of hand", "because of you", "responsib", "enough is", "had it", "sick", "tired",
        "dare", "beyond", "lied", "lying", "ignor", "treated", "pay", "do your job", "acceptable", "insult", "slap", "rude", "refund", "compensation", "money back", "accept", "tolera", "put up",
        "stand for", "take this", "take it", "take that", "unreliable", "not what",
    ),
}  # fmt: skip
"""Of a kind said in many ways: a text without any of these bits of words says none of them, and need not be read for it."""


@dataclass(frozen=True)
class Kind:
    """One way to say that something is wrong: what it counts, and the words for it."""

    name: str
    points: float
    pattern: re.Pattern[str]
    hints: tuple[str, ...] = ()

    def heard_in(self, text: str) -> bool:
        """Whether the text says it."""
        low = text.casefold() if self.hints else ""
        return (not self.hints or any(hint in low for hint in self.hints)) and bool(self.pattern.search(text))


KINDS = tuple(
    Kind(name, points, re.compile(pattern, re.IGNORECASE), _HINTS.get(name, ())) for name, points, pattern in _KINDS
)
EASED = 2.0


@dataclass(frozen=True)
class Tone:
    """``points`` and the reasons for them, the weightiest first."""

    points: float
    reasons: tuple[str, ...]

    @property
    def grave(self) -> bool:
        """It needs a person by itself."""
        return self.points >= GRAVE

    @property
    def still(self) -> bool:
        """It is grave because work stands still."""
        return self.grave and STILL in self.reasons


@lru_cache(maxsize=2000)  # a thread or ticket is looked at again with each change of its client
def of(text: str) -> Tone:
    """How bad ``text`` says it is; 0 points for what asks, thanks or confirms."""
    heard = [kind for kind in KINDS if kind.heard_in(text)]
    plain = _HARMLESS.sub(" … ", text) if heard else text
    found: dict[str, float] = {}
    for kind in heard:
        if found.get(kind.name, 0.0) < kind.points and (plain == text or kind.heard_in(plain)):
            found[kind.name] = kind.points
    total = sum(found.values()) - (EASED if _SOFT.search(text) else 0.0)
    reasons = sorted(((points, name) for name, points in found.items() if points > TOPIC), reverse=True)
    return Tone(max(total, 0.0), tuple(name for _, name in reasons))


def trouble(text: str) -> int:
    """How many different words of trouble are in a text, none where something takes the edge off. Each is ordinary by itself; in a letter unlike all before it they say
    what it is about."""
    return 0 if _SOFT.search(text) else len({match[0].casefold() for match in _TROUBLE.finditer(text)})

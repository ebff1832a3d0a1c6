"""The turns of phrase in which people ask for an approval, give it, refuse it, put it off or take the request back. Patterns only; ``words.py`` weighs them.

A phrase is read with who says it of what: "I am happy to proceed" is a yes, "if you are happy to proceed" asks for one; "the board rejected the proposal" is
a no, "the firewall rejected the traffic" is nothing.
"""

from __future__ import annotations

import re

MAYBE = (
    r"approv|sign(ed|ing)?[ -]?(\w+ ){0,3}off|go(ing)?[ -]?ahead|green light|proceed|happy for|good to go|reject|declin|refus|turn(ed)? (\w+ ){0,3}down|on hold|hold off"
    r"|say no|decided against|(no|yes) from|withdraw|accept|agreed to|blessing|c(arry|rack) on"
)
"""A quick look, as Python and PostgreSQL read it: a text without any of these says nothing about an approval by itself."""

_POLITE = r"(?:please |kindly |just )?"
_THING = r"(?:it|this|that|these|those|the|our|your|my|a|an|and)\b"
_YES_WORD = r"(?:approval|sign[ -]?off|go[ -]ahead|green light|authori[sz]ation|blessing|ok|okay)"
_MATTER = (
    r"(?:quot(?:e|ation)s?|proposals?|offers?|estimates?|budgets?|requests?|changes?|designs?|orders?|pos?|purchases?|spend|costs?|price|plans?|scope|sow|(?:statement|schedule) of works?"
    r"|contracts?|agreements?|expenses?|timesheets?|deal|projects?|upgrades?|works?|extra days?|drawings?|artwork|proofs?|drafts?|documents?|policy|releases?|deployment|migration|roll-?out"
    r"|extension|renewal|discount|applications?|variations?|terms|business case|options?|idea|ideas|invoices?|training|installation|second delivery|replacement parts|overtime)"
)
_OBJECT = (
    r"(?:(?:it|them|both|everything|these|those|all of (?:it|them|this|that)|(?:this|that)(?! (?:morning|afternoon|evening|week|month|year|call|meeting|mail|e-mail|message|payment|card|connection)))"
    rf"|(?:the|your|this|that|our|their|his|her|my|these|those)(?! (?:last|previous|old|earlier|first|other|former|wrong)\b)(?: [\w'’-]+){{0,3}}? {_MATTER})\b"
)
_PARTY = (
    r"(?:(?:the|our|their|my|your)(?: [\w'’-]+)? (?:board|cfo|ceo|cto|coo|cio|md|directors?|management|finance|team|partners?|client|customer|council|committee|trustees|owners?|boss|manager"
    r"|head(?: of \w+)?|procurement|lawyers?|governors|landlord|accountants?|controller|sponsor)|(?:the|our|their|my|your) (?:board|cfo|ceo|cto|coo|cio|md|directors?|management|finance|partners?|client"
    r"|customer|council|committee|trustees|owners?|boss|manager|head(?: of \w+)?|governors|landlord|accountants?|controller|sponsor)|finance|procurement|purchasing|management|he|she|they"
    r"|(?-i:(?!(?:The|Our|Their|Your|My|His|Her|Its|Some|Every|Each|Any|All|Both|No|A|An|Nobody|None|Nothing|Who|Whoever|What|If|Once|When|Has|Have|Until|Unless|After|Before|Not|As|Was|Were|Is|Are|I|We|You|It|This|That)\b)[A-Z](?:['’][A-Z])?[^\W\dA-Z_][\w'’.-]*(?: [A-Z][\w'’-]+)?))"
)
_NOW = r"(?: (?:now|just|already|finally|formally|officially|hereby|also|all|both|kindly|since))*"
_DID = rf"(?:['’](?:s|ve)| has| have)?{_NOW}"
_DO = r"(?:order|place|start|begin|buy|purchase|implement|install|proceed|do (?:it|this|that|the)|make|carry|deploy|raise|ship|build|book|schedule|apply|roll|renew|sign|switch|commence|arrange|deliver|change)"
_AHEAD = (
    r"(?:go ahead|proceed)\b(?! of\b)(?! without (?:me|us|him|her|them)\b)(?! (?:past|beyond|further)\b)(?! to (?!order|place|start|phase|stage|the (?:next|second|final) (?:phase|stage)))"
    rf"(?!,? (?:and|then|&) (?!(?:then )?{_DO}\b|let (?:me|us) know (?:if|once|when|whether|how)\b))(?!, (?:ask|send|call|ring|tell|open)\b)"
    r"(?! with (?:the |your )?(?:payment|checkout|log-?in|sign-?up|download|installer|questions?|caution|care)\b)"
)
_NOT = r"(?:not|n['’]t|cannot|never|unable to|no longer)"

_CALLED = r"(?: (?:again|very much|so much|all|both|everyone|team))?(?: (?-i:[A-Z][\w'’-]+)){0,2}\s*[,:–—-]+\s*"
GREETING = re.compile(
    rf"^\W*(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|morning|afternoon|thanks|thank you|many thanks|cheers){_CALLED}"
    r"|(?-i:(?!(?:Approved|Rejected|Declined|Refused|Denied|Yes|Yep|Yeah|No|Nope|Not|Please|Sorry|Fine|Okay|Ok|Looks|Sounds|Happy|Sure|Absolutely|Certainly|Definitely|Agreed|If|Once|When|Unless|Before|After|Until|Provided|Hopefully"
    r"|Presumably|Assuming|Maybe|Perhaps|Supposedly|Apparently)\b)[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?),\s+)",
    re.IGNORECASE,
)
"""A greeting, thanks or a name before what a sentence has to say."""
ASSENT = re.compile(
    r"^\W*(?:ok|okay|yes please|yes|yep|yeah|sure|of course|certainly|absolutely|definitely|great|perfect|fine|excellent|brilliant|lovely|super|no problem|no worries|all good|sorry|sounds good"
    rf"|looks good|agreed|right|understood|noted|good news|(?:that['’]s|that is) (?:fine|great|ok|good)){_CALLED}",
    re.IGNORECASE,
)
"""A word of assent, or of regret, that leads up to it."""

HARMLESS = re.compile(
    r"\b(?:(?:and |but |please |just |do |to )*(?:let (?:me|us) know|tell (?:me|us)|shout|give (?:me|us) a (?:shout|call|ring)|ring|call|mail|contact (?:me|us)|get in touch|come back to (?:me|us))\b"
    r"[^,;.]{0,30}?\b(?:if|once|when|whether)\b[^,;.]*"
    r"|if (?:possible|you (?:like|wish|want|need)|you have (?:any|questions)|need be|needed|necessary|required|anything|any(?:one|body)?|there (?:is|are) any)\b[^,;.]*|as long as it takes)",
    re.IGNORECASE,
)
"""What is no condition although it is written like one: "let me know if you need an order number", "on Monday if possible"."""

# What only sounds like one: read first.
NOTHING = re.compile(
    r"\b(?:once|if|when|until|unless|as soon as|after|before|without|subject to|pending|whether|in case)\b[^,;]{0,40}\b(?:approv\w*|sign(?:ed)?[ -]?off|(?<!please )go[ -]ahead)"
    r"|\bapproved (?:suppliers?|vendors?|list|plan|budget|version|price list|contractors?|drawings?|by design)\b"
    r"|\bapproval (?:process|workflow|button|step|page|form|screen|chain|matrix|rules?|policy)\b"
    r"|\bsign[ -]?off (?:meeting|sheet|form|process|date)\b|\bsigned off (?:sick|work|for (?:the|a|two|three|\d))"
    r"|\b(?:who|how|where) approves?\b|\bapprovers?\b"
    r"|\bgo ahead of\b|\b(?:we|i|they|he|she)(?:['’]ll)? (?:will |can |then |shall |now )*(?:go|went|going|are going) ahead\b(?! with your)|\bi will go ahead\b(?! with your)"
    r"|\b(?:not|n['’]t) hesitate\b|\bdid(?:n['’]t| not) (?:go ahead|proceed)\b"
    r"|\b(?:meeting|call|visit|demo|workshop|session|webinar|event|lunch|party|trip|appointment|interview)\b[^,;]{0,30}\b(?:go(?:es|ing)?|went) ahead\b"
    r"|\bwould like to approve\b|\b(?<!your )for approval\b(?!.*\?)|\bthanks? (?:you )?for (?:approving|the approval|your (?:approval|sign[ -]?off|go[ -]ahead)|signing)"
    r"|\b(?:we|i|they) proceed(?:ed)?\b(?! with your)|\bapproved (?:for (?:outdoor|indoor|medical|use|sale)|as an?|under|to (?:use|handle|work))\b"
    r"|\b(?:server|system|firewall|mail\w*|vendor|supplier|carrier|machine|printer|app|portal|bank|gateway|filter|api|script|browser|service|website|site|database|import|router) (?:\w+ )?(?:rejected|declined|refused)\b"
    r"|\b(?:rejected|declined|refused)\b[^;]{0,40}\bby (?:the |our |your |its |their |a )?(?:\w+ ){0,2}(?:server|system|firewall|filter|gateway|printer|bank|app|portal|machine|browser|router|api|validation)\b"
    r"|\b(?:cards?|payments?|transactions?|direct debit|to pay|invit\w*|log-?in|traffic|connections?|packets?|cookies?|(?:http|api|pull|dns|web|merge) requests?)\b[^;]{0,60}\b(?:rejected|declined|refused)\b"
    r"|\b(?:rejected|declined|refused)\b[^;]{0,60}\b(?:cards?|payments?|transactions?|to pay|invit\w*|log-?in|traffic|connections?|packets?|cookies?|mails|with (?:an? )?(?:error|code|status))\b",
    re.IGNORECASE,
)  # fmt: skip
INQUIRY = re.compile(
    r"\b(?:has|have|was|is|are|did)\b.{0,40}\b(?:approved|signed off|approval|rejected|declined)\b.*\?|\bany (?:news|word|update)\b.*\bapproval",
    re.IGNORECASE,
)
BACK = re.compile(
    r"\b(?:withdraw|withdrawing|withdrew|take back|retract|cancel|ignore|disregard)\b.{0,30}\b(?:request|approval)\b|\bno need to approve\b|\bno longer need (?:your |the )?approval",
    re.IGNORECASE,
)
WAIT = re.compile(
    r"\b(?:is|are|still|currently) (?:still |currently )?awaiting (?:final |formal |internal )?(?:approval|sign[ -]?off)\b|\bon hold\b|\bhold off\b|\bnot (?:yet )?(?:approved|signed) .{0,12}yet\b|\bnot yet (?:been )?(?:approved|signed off)\b"
    r"|\b(?:have|has)(?:n['’]t| not) (?:yet )?(?:been )?(?:approved|signed)\b"
    rf"|\b(?:can(?:not|['’]t| not)|could(?:n['’]t| not)|unable to) (?:\w+ ){{0,2}}(?:approve|sign (?:\w+ ){{0,3}}off|{_AHEAD})[^.;]{{0,40}}\b(?:until|before|yet)\b"
    r"|\bbefore i can (?:approve|sign)|\bapproval (?:has|will have|needs) to wait\b|\bneed (?:more )?time\b.{0,30}\bapprov",
    re.IGNORECASE,
)
_HELP = r"(?: (?:am|are|have|had|must|will|would|afraid|sorry|to|that|we|i|need|going|hereby|formally|regret|unfortunately|therefore|been|now|just|also|both|all|do))*"
_END = r"(?=\s*(?:[.,;:!–-]|$))"
NO = re.compile(
    rf"{_NOT} (?!only)(?:\w+ ){{0,2}}(?:approve[ds]?\b|approving|sign (?:\w+ ){{0,3}}off|give (?:you |us )?(?:the |our |my )?{_YES_WORD})"
    rf"|{_NOT} (?:be |yet |now |currently |really |quite )*happy (?:to (?:approve|accept|sign|{_AHEAD})|for (?:\w+ ){{1,3}}to (?:go|proceed|start|order)\b)"
    rf"|{_NOT} (?:be |going to |want to |wish to |able to |now |currently )*(?:{_AHEAD}|(?:going ahead|proceeding)\b)"
    r"|\bdecided (?:not to (?:go ahead|proceed|approve|accept|order)|against)\b|\bnot approved\b|\b(?:do not|don['’]t) (?:start|order)\b(?! (?:by|with|without)\b)"
    rf"|\b(?:i|we)\b(?:['’]\w+)?{_HELP} (?:reject(?:ed)?|declined?|refused?)(?: {_OBJECT}|{_END})|\b(?:i|we)\b(?:['’]\w+)?{_HELP} turn(?:ed)? (?:down {_OBJECT}|{_OBJECT} down)"
    rf"|\b{_OBJECT}(?: (?:one|two))?(?: (?:has|have|was|were|is|are)|['’]s)(?: (?:been|now|also|sadly|unfortunately|again|just|all|both))* (?:rejected|declined|refused|turned down)\b"
    rf"|\b{_PARTY}{_DID} (?:(?:rejected|declined|refused) {_OBJECT}|turned (?:down {_OBJECT}|{_OBJECT} down))"
    r"|^\W*(?:rejected|declined|refused|not approved)\b(?! to\b)|\ba no from\b|\bsay no\b(?! \w)|\bsay no to (?:this|that|it|the)\b",
    re.IGNORECASE,
)  # fmt: skip
_HAPPY = r"(?:happy|ok|okay|fine|content|glad|good|alright|all right|comfortable)"
_GO = r"(?:go(?:ing)? ahead|proceed(?:ing)?|approve|sign (?:\w+ ){0,3}off)"
PERMISSION = re.compile(
    rf"\b(?:may|can|shall|should|could) we (?:\w+ )?{_GO}\b.*\?|\bare you {_HAPPY}\b.{{0,30}}\b(?:to|with|go ahead|proceed)\b.*\?|\bwould you be {_HAPPY}\b.{{0,30}}\bto {_GO}\b.*\?"
    rf"|^\W*(?:(?:is it|are we|are you|would it be|all) )?{_HAPPY} (?:for (?:us|me) )?to {_GO}\b.*\?|\b(?:is it|is this|is that|are we) {_HAPPY} (?:for us )?to {_GO}\b.*\?"
    rf"|\b(?:do you want|would you like) us to {_GO}\b.*\?|\bdo you approve\b|\bif you are happy (?:for us )?to (?:proceed|go ahead)\b.*\?|^\W*good to go\b.*\?",
    re.IGNORECASE,
)  # fmt: skip
"""An ask that "yes" by itself answers: "Shall we proceed?"; to "Could you approve it by Friday?" it may only mean that somebody will look."""
ASK = re.compile(
    PERMISSION.pattern + "|"
    rf"\b(?:could|can|would|will) you {_POLITE}(?:be able to )?(?:\w+ and )?(?:approve|sign\b.{{0,30}}\boff|authori[sz]e)\b|^\W*{_POLITE}(?:review and )?approve {_THING}"
    r"|\bplease (?:review and )?(?:approve|sign off)\b|\bplease sign (?:\w+ ){1,4}off\b|\bkindly approve\b|\bconfirm (?:that )?you approve\b"
    rf"|\b(?:(?:could|can|would|will) you |please )(?:please |kindly )?(?:give|let) (?:us|me) (?:have )?(?:the|a|your) {_YES_WORD}\b"
    r"|\b(?:need|needs|require[sd]?|await(?:ing)?|ask(?:ing)? for|wait(?:ing)? for|grateful for|let me have|let us have|(?:can|could|may|might|do) (?:i|we) (?:please |now |still )?(?:have|get)"
    r"|(?:like|want|need|love|hoping|hope) to (?:have|get)|please (?:have|get)) (?:still )?(?:your|a yes|the green light|the go[ -]ahead)"
    rf"(?: formal| written| final)? ?(?:{_YES_WORD}|from you|for|\?)"
    r"|\byour (?:approval|sign[ -]?off|go[ -]ahead) is (?:needed|required|missing)\b|\breply with your (?:approval|go[ -]ahead)\b|\bapproval (?:needed|required|requested)\b"
    r"|\b(?:attached|enclosed|below|here (?:is|are)|here['’]s|submitted|ready|sending|sent|forwarded|shared)\b[^.;]{0,50}\bfor (?:your )?(?:review and )?(?:approval|sign[ -]?off|authori[sz]ation)\b"
    r"|^\W*for your (?:review and )?(?:approval|sign[ -]?off)\b"
    rf"|\b(?:let (?:me|us) know|tell (?:me|us)|confirm|advise|say)\b[^.;]{{0,20}}?\b(?:if|whether|that|when|once)? ?you(?:['’]re| are|['’]d be| would be)? (?:now |all |both )?(?:{_HAPPY} (?:for us |with this )?to {_GO}\b|approve\b)"
    rf"|\b(?:let (?:me|us) know|confirm|advise)\b[^.;]{{0,20}}?\b(?:if|whether|that|when) (?:we|i) (?:can|may|should|could|are ok to|are okay to|are clear to) {_GO}\b"
    rf"|\b(?:let (?:me|us) know|confirm|advise)\b[^.;]{{0,20}}?\b(?:if|whether|that|when) (?:you(?:['’]d| would) like (?:us )?to|you want (?:us )?to|it is ok to|it['’]s ok to|ok to) {_GO}\b"
    rf"|\bplease confirm (?:your|the) (?:approval|sign[ -]?off|go[ -]ahead)\b|^\W*if you(?:['’]re| are) {_HAPPY} (?:for us )?to {_GO}\b[^.;]*\bplease (?:sign|reply|confirm|let|tell|return|send)\b"
    rf"|\bneed you to {_GO}\b|\bwould you mind (?:approving|signing)\b|\b(?:confirm|check) (?:that )?we have (?:your |the )?{_YES_WORD}\b",
    re.IGNORECASE,
)  # fmt: skip
_WE = r"(?:i|we|both of us|all of us|all)"
YES = re.compile(
    r"^\W*(?:(?:yes|yes please|ok|okay|great|perfect|fine|all|both|(?:that is|that['’]s|this is)(?: fine and)?|it is|consider it|consider this)\b[ ,:–-]*)*approved\b"
    rf"|\b{_WE}(?:['’]ve| have)?{_NOW} approved\b(?! of\b)|\b{_WE}{_NOW}(?: accept and| agree and)? approve(?= (?:{_THING}|these|both|of|on|as|subject|provided|if)|{_END})"
    rf"|(?<=, )approved{_END}|\bconsider (?:it|this|that) (?:as )?approved\b|\b(?:is|are|['’]s|(?:has|have|['’]s|['’]ve)(?: (?:now|all|both|already|just|finally|also))* been)"
    r"(?: (?:now|all|both|hereby|herewith|formally|officially|fully|already|just|finally|also|therefore))* (?:approved|signed off)\b"
    rf"|\b{_OBJECT} (?:was|were)(?: (?:also|finally|formally|all|both))* (?:approved|signed off)\b"
    rf"|(?:^\W*(?:very |more than |quite )?|\b(?:{_WE}|{_PARTY})(?:['’](?:m|re|d be|s)| am| are| is| would be)?{_NOW}(?: very| more than| quite| perfectly)? )(?:happy|glad|content)"
    rf"(?: for (?:you|this|that|it|them|the \w+(?: \w+)?) to (?:go|proceed|start|begin|order|do|make|install|schedule|carry|crack on|run|deploy|implement|approve|be)\b| to (?:{_AHEAD}|approve|sign (?:\w+ ){{0,3}}off|order)\b)"
    r"|\bhappy for you to (?:go|proceed|start|begin|order|install|schedule|carry|crack on|deploy|implement)\b"
    rf"|^\W*(?:(?:yes|yes please|sure|ok|okay|please|fine(?: by me)?|so|then|great|no objections(?: from \w+)?)[ ,:]*)*(?:please )?{_AHEAD}"
    rf"|\bplease (?:do )?{_AHEAD}|\byou (?:can|may|are free to|are clear to|are good to|are ok to) (?:now |both |all )?(?:{_AHEAD}|start\b(?! (?:by|with|to|using)\b))|\b(?:fine|ok|okay) by (?:me|us)[ ,]*go ahead\b"
    rf"|(?:^\W*|\b(?:it is|it['’]s|that is|that['’]s|you are|you['’]re) )ok to {_AHEAD}|\b(?:(?:you )?have|has|with|have got|['’]ve got) (?:my|our)(?: full)? (?:approval|sign[ -]?off|go[ -]ahead|blessing)\b"
    r"|\b(?:confirm|(?:is|as)) (?:my|our)(?: formal| written| final)? (?:approval|sign[ -]?off|go[ -]ahead)\b"
    rf"|^\W*(?:all )?signed off\b|\b{_WE}(?:['’]ve| have)?{_NOW} signed (?:{_OBJECT} )?off(?: (?:{_OBJECT}|on|yesterday|today)\b|{_END})|\bgreen light from (?:me|us|our|my|the|{_PARTY})\b"
    r"|\byou(?:['’]ve| have)(?: got)? the (?:green light|go[ -]ahead)\b"
    rf"|\b{_PARTY}{_DID} (?:approved(?: {_OBJECT}|{_END}| (?:today|yesterday|on)\b)|signed (?:{_OBJECT} )?off(?: (?:{_OBJECT}|on|from|yesterday|today)\b|{_END})|(?:given|gave) (?:us |you |me |it )?(?:the|a|their|his|her|its) {_YES_WORD}\b|agreed to {_OBJECT})"
    rf"|\b{_WE}{_NOW} accept (?:the|your|this)(?: [\w'’-]+){{0,3}}? {_MATTER}\b|\b(?:consider|take|treat|regard) this (?:as )?(?:my|our|the) (?:(?:formal|written|final|official) )*{_YES_WORD}\b|\byou(?:['’]re| are) (?:all |now )?good to go\b"
    r"|\b(?:take|accept|treat|consider|regard) this (?:mail |e-mail |message )?as (?:my |our |the |formal |written )*(?:approval|sign[ -]?off|go[ -]ahead)\b"
    r"|^\W*approval (?:is |has been |was )?(?:hereby )?(?:granted|given)\b|\b(?:i|we) (?:now )?have (?:the )?(?:approval|sign[ -]?off|go[ -]ahead|green light) from (?!you)"
    rf"|\b(?:i|we)(?:['’]d| would) like to (?:go ahead|proceed)(?: please)?{_END}"
    r"|^\W*(?:it is |all )?good to go\b|^\W*lgtm[ ,:–-]+approved\b|^\W*let['’]s (?:go ahead|proceed)\b"
    rf"|\b(?:would like|['’]d like|want) to (?:proceed|go ahead) with (?:your|the|this) (?:proposal|offer|quot\w+)\b|\b(?:i|we)\b(?:['’]ll| will| are| are going to)? (?:go(?:ing)? ahead|proceed(?:ing)?) with your {_MATTER}\b",
    re.IGNORECASE,
)  # fmt: skip
UNSURE = re.compile(
    r"\b(?:hop(?:e|ing|ed|efully)|assum(?:e|ed|ing)|presum\w+|expect\w*|thinks?|thought|believe|guess|suppose[ds]?|wonder\w*|wish|unclear|unsure|not sure|doubt|suspect|understand|imagine"
    r"|whether|if|when|once|until|unless|before|after|as soon as|last (?:year|time|month)|back then|previously|so that|who|which|what|whatever|how|why|every|each|any|likely|unlikely|get(?:s|ting)?|would like you|want(?:s|ed)? you"
    r"|(?:should|must|would|might|could|may|will|cannot|can)(?= *$)|you (?:said|say|told|wrote|mentioned)|ask(?:ed)? (?:\w+ )?(?:to|if|whether)|(?:as|like) (?:last|before))\b",
    re.IGNORECASE,
)
"""Before a yes in its own part of the sentence: it is hoped for, supposed, asked or told, not given."""
AHEAD_IF = re.compile(
    r"\b(?:provided|providing|subject to|on condition|as long as|so long as|only if|if|once|when|unless|assuming|as soon as)\b",
    re.IGNORECASE,
)
CONDITION = re.compile(
    r"\b(?:provided|providing|subject to|on condition|as long as|so long as|only if|if|once|unless|on the understanding)\b",
    re.IGNORECASE,
)
LETS_GO = re.compile(r"(?:please|you|go ahead|proceed)\b", re.IGNORECASE)
"""How a yes begins that may stand behind a condition without a comma: "If the price is unchanged please go ahead"."""
REFUSING = re.compile(r"\b(?:reject|declin|refus)\w*", re.IGNORECASE)
BUT = re.compile(r"\bbut (?:\w+ ){0,2}$", re.IGNORECASE)
NOT_ALL = re.compile(r"(?:order|start)$", re.IGNORECASE)  # what a refusal ends in that holds one thing back

_THANKS = r"(?:[ ,;–-]+(?:please|thanks|thank you|many thanks|cheers|thanks again|sorry)(?: (?-i:[A-Z][\w'’-]+)){0,2}|[ ,]+(?-i:[A-Z][\w'’-]+))*"
BARE_YES = re.compile(
    r"^\W*(?:(?:yes,? please(?: do)?|yes,? (?:of course|that['’]s fine)|please do|no objections?(?: from (?:me|us|my side|our side|my end|our end))?|(?:that['’]s|that is|it['’]s|this is|all) (?:fine|ok|okay|good|agreed)"
    r"(?: (?:by|with|for) (?:me|us))?|(?:fine|ok|okay|good) (?:by|with|for) (?:me|us)|sounds good(?: to (?:me|us))?|looks good(?: to (?:me|us))?|let['’]s do (?:it|this|that)|i agree|we agree|agreed"
    rf"|happy with (?:that|this|it))[ ,;–-]*)+{_THANKS}\W*$",
    re.IGNORECASE,
)
BARE_WORD = re.compile(
    rf"^\W*(?:yes|yep|yeah|yes indeed|sure|of course|certainly|absolutely|definitely){_THANKS}\W*$", re.IGNORECASE
)
BARE_NO = re.compile(
    rf"^\W*(?:no,? thanks?(?: you)?|no,? sorry|sorry,? no|no,? (?:i['’]m |i am )?afraid not|(?:i['’]m |i am |we['’]re )?afraid not|not this time|no,? not this time|not for us){_THANKS}\W*$",
    re.IGNORECASE,
)
BARE_NO_WORD = re.compile(rf"^\W*(?:no|nope|not now){_THANKS}\W*$", re.IGNORECASE)
MORE = re.compile(
    r"\?|\b(?:but|if|unless|once|until|however|although|first|check|look|review|consider|discuss|read|think|ask|later|tomorrow|question|not|other|instead|will|shall)\b|['’]ll\b|n['’]t\b",
    re.IGNORECASE,
)
"""What in the rest of a short answer says that it is not the whole of it."""
EITHER = re.compile(r"\bor\b|\bmind\b|\bobjections?\b", re.IGNORECASE)
"""In an ask: yes or no may answer it either way."""

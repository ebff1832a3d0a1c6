"""English: how people say that a promise was kept, that it was not, and that they are glad of it."""

from __future__ import annotations

from kingpost.knowledge.promises.english import DONE, ENGLISH, MONTHS
from kingpost.knowledge.promises.kept import Kept
from kingpost.knowledge.promises.language import words

REPORTS = words(
    "promised agreed attached enclosed attach enclose find see here below follows done finished complete completed ready sent delivered paid payment money parcel transfer delivery went gone installed returned "
    "fixed repaired replaced shipped dispatched uploaded settled submitted cleared confirmed forwarded issued moved migrated signed live posted closed resolved restored refunded credited place running "
    "available talk speak spoke agree agrees circulated published working works transferred built made written wrote drawn brought took taken given gave met put set cut"
)
ADVERBS = r"(?:(?:now|all|just|already|both|also|since|finally|indeed|then|today|[a-z]+ly) )*"
PAST = r"(?:[a-z]+ed|sent|paid|built|made|written|wrote|drawn|brought|taken|took|given|gave|met|put|set|cut)"
STARTS = r"^(?:(?:and|so|that|well|yes|ok|okay|hi|hello|good news|great news),? )*"
REST = r"(?=[ .!)]*$|[,:]| (?:and|for|on|this|today|yesterday|last|now|at|by|as|in|to|from|via|with|it|them|both|all|just|earlier)\b)"
KEPT = Kept(
    language=ENGLISH,
    reports=REPORTS,
    endings=("ed",),
    clauses=r"[,;:)(] (?:and |so |but |yet )?(?=(?:i|we|the|it|they|you|he|she|this|that|these|those|there|please|our|your|my|here|see|find|let|any|both|all|[a-z]+ing)\b|[a-z]+'(?:s|ll|ve|re|m)\b)|[;:] | [–—-] | "
    r"(?:and|so|but|yet|because|as|since|while|though|although|whereas) (?=(?:i|we|the|it|they|you|he|she|this|that|please|our|your|my|here|there|will|shall)\b|[a-z]+'(?:s|ll|ve|re|m)\b)|(?<=done), |(?<=promised), |(?<=agreed), |(?<=requested), |(?<=discussed), ",
    delivered=(
        ("agreed", r"\bas (?:promised|agreed|discussed|requested|announced|mentioned)\b"),
        ("hand", r"\b(?:find|see)\b[^.!?]{0,100}?\b(?:attached|attachment|enclosed|herewith|here|the link)\b|\b(?:attached|enclosed|i attach|we attach|i enclose|we enclose)\b"),
        ("hand", r"\b(?:here (?:is|are|comes?|you go|you are|it is|they are)|here's)\b|\b(?:are|is) (?:as follows|listed below|below)\b|\b(?:see|find)\b[^.!?]{0,60}\bbelow\b|^(?:[a-z]+ ){1,3}below\b"),
        ("", r"(?:\b(?:is|are|was|were|has been|have been|been|got|gets)|'s|'re|^all) " + ADVERBS + r"(?P<verb>" + DONE + "|" + PAST + r")\b"),
        ("", r"\b(?:i|we)(?:'ve| have|'d)? " + ADVERBS + r"(?P<verb>" + PAST + r"|done)\b"),
        ("", STARTS + ADVERBS + r"(?P<verb>" + DONE + "|" + PAST + r")\b" + REST),
        ("", r"^(?!(?:as|i|we|you|they|he|she|it|that|get|have|to|need|want|who|please|not|no)\b)(?:[\w-]+ ){1,3}(?P<verb>" + DONE + "|" + PAST + r")(?=[ .!]*$|,)"),
        ("money", r"\b(?:payment|transfer|money) (?:just |already )?(?:went|goes|has gone|is going) (?:out|off)\b"),
        ("hand", r"(?<!payment )(?<!money )(?<!transfer )\b(?:went|has gone|have gone) (?:in|out|off)\b"),
        ("other", r"\bwent live\b|\bgood to (?:talk|speak)\b|\bto sum up our call\b|\bthe room is\b|\bagrees? to the\b"),
    ),
    undelivered=r"\b(?:not|never|nothing|nobody|no|neither|nor|without|cannot|unable|fail(?:s|ed|ing)?|will|shall|going to|to be|once|when|until|till|unless|if|whether|before|should|would|could|might|may|must|needs? to|has to|have to|had to|want|hope|hoping|still|yet|tomorrow|next week|"
    r"next month|waiting|awaiting|pending|chase|chasing|where|almost|nearly|half|partly|partially|mostly|not quite|just about|about to|as good as|follows? (?:on|by|later|next|soon|shortly|tomorrow|separately|in)|to follow|getting|being|ask(?:ed)? (?:for|to|them)|supposed|meant to|due to|(?:promise|guarantee|assured|sure) that|count on)\b|n't\b|'ll\b|'d (?:be|like|have)\b|\?",
    turns=r"\b(?:but|however|except|although|though|only)\b",
    harmless=r"^(?:hi|hello|hey|dear|(?:good )?(?:morning|afternoon|evening))\b[^,.!:]{0,30}, |\bfor (?:tomorrow|next (?:week|month))\b|\b(?:you|they)(?:'ll| will| can| should| may)(?= (?:also )?(?:find|see)\b)|(?:[,;.–-] ?|\band )?\b(?:(?:please |just |do )?(?:let (?:me|us) know|shout|call me|tell me|get in touch|get back to (?:me|us)|come back to (?:me|us))\b[^,;]*\b(?:if|when|whether|once|should)\b.*|"
    r"if (?:you|anything|there|it|something)\b.*|should (?:you|anything|there)\b.*|(?:please )?(?:don't|do not) hesitate.*|(?:any|no) (?:questions?|problems?|rush)\b.*|for your records\b.*)|"
    r"\b(?:not only|no (?:later|more) than|when you (?:asked|wanted|called)|no (?:problems?|issues?|objections?|comments?|changes))\b",
    begins=r"(?:'ll|\bwill|\bshall|\bto|\band|\blet me|'m|'re|\bam|\bare) (?:(?:be|have|going to|also|now|then|both|all|just|[a-z]+ly) )*((?:[a-z'-]+ ?){1,2})|\b(?:(?:you(?:'ll| will| can| should| may))(?: [a-z]+)? (?:have|get|receive|expect|find)|let (?:you|him|her|them) have|(?:with|to|over to) you|"
    r"in your (?:inbox|hands)|on your desk)\b",
    acts={
        "hand": r"\b(?:send|sent|ship|dispatch|despatch|forward|return|post|e?-?mail|shar(?:e|ing)|provid|suppl|submit|issu|circulat|upload|publish|hand|gi[vf]e|giving|gave|deliver|attach|enclos|bring|brought|drop|courier|ping|pass|transfer|availab|get (?:you|them|him|her)|"
        r"you\b.*\b(?:have|get|receive|expect|find)|let (?:you|him|her|them) have|(?:with|to) you|in your|on your|copy|copied|present)",
        "make": r"\b(?:prepar|draft|writ|wrote|rewrit|updat|revis|produc|creat|compil|draw|drew|mak(?:e|ing)|made|finish|complet|finali[sz]|translat|design|amend|correct|calculat|summari|collat|put together|pull together|build|built|sign|scan|print|fill|work)",
        "pay": r"\b(?:pay|paid|settl|transfer|remit|wir(?:e|ing))",
        "refund": r"\b(?:refund|reimburs|credit|pay back|paid back|transfer|knock)",
        "mend": r"\b(?:fix|repair|resolv|restor|sort|rectif|correct|replac|swap|reset|put right|work|up and running|back in)",
        "place": r"\b(?:install|fit|set up|put in|replac|swap|mount|plug|configur|connect|in place)",
        "arrange": r"\b(?:order|book|arrang|schedul|organi[sz]|reserv)",
        "done": r"^(?:done|sorted|sorted out|finished|completed?|ready|in place)$",
        "other": r"\b(?:check|review|test|read|go|look|move|moving|migrat|clean|clear|remov|clos|open|enabl|activat|deploy|launch|live|start|visit|come|call|ring|speak|meet|attend|train|switch|upgrad|cancel|collect|pick|deliver|ask|chas|"
        r"investigat|appl|add|renew|regist|notif|inform|tell|cut over|roll|run|help|measur|survey|inspect)",
    },
    keeps={
        "hand": words("hand make"), "make": words("make"), "pay": words("pay"), "refund": words("refund"), "money": words("pay refund"), "mend": words("mend"), "place": words("place"), "arrange": words("arrange"), "other": words("none"),
        "done": words("make pay refund mend place arrange other"), "agreed": words("hand make pay refund mend place arrange other"),
    },
    plain=words("done sorted"),
    empty=r"\b(?:attached?|attachments?|attach|enclosed?|herewith|find|see|kindly|below|link|file|files|document|it|them|both|all|everything|done|fixed|ready|finished|completed?|sorted|promised|agreed|discussed|requested|announced|mentioned|morning|afternoon|evening|today|"
    r"yesterday|earlier|tonight|lunchtime|just|already|finally|payment|money|transfer|went|gone|good|news|hello|dear|thanks?|patience|waiting|sorry|delay|apologies|yes|okay|well|now|time|also|again|as|side|end|minute|ago|hour|monday|tuesday|wednesday|thursday|friday|saturday|sunday|" + "|".join(MONTHS) + r"|"
    r"has|have|had|been|was|were|are|back|working|works|follows|sir|madam|sirs|team|everyone|mail|e-?mail|post)\b",
    answers=r"\b(?:(?:get|come|be|revert|report|circle) back\b|back (?:to|with) you|let (?:you|him|her|them|everyone) know|reply|respond|answer|revert|tell you|find out|confirm(?! (?:receipt|that you|you))|update you|keep you (?:posted|updated))\b",
    beside=r"^(?:(?:hi|hello|dear|hey|ugh|oh|ah|ok|okay|well|and|but|so|very|many|my|our|please|with)[ ,]+)*(?:thanks?|thank you|thx|cheers|sorry(?!,? no$)|apologies|apologise|apologize|pardon|excuse|forgive|hope|hoping|i hope|we hope|noted|understood|great|perfect|good (?:morning|afternoon|evening|day|point|question)|no problem|"
    r"of course|sure\b|will do|see you|have a|looking forward|best|kind|regards|happy to|glad to|bear with|just (?:a |to )|quick (?:question|note|one)|a (?:quick|short) (?:question|note)|for your information|fyi|please|kindly|could|can you|would|may i|let (?:me|us) know|adding|copying|looping|cc|moving|"
    r"forwarding|i(?:'m| am| was|'ve been| have been) (?:off|ill|sick|away|out|busy|swamped|travelling|traveling|on (?:leave|holiday|the road|a train)|in (?:meetings|a meeting))|(?:i|we)(?:'ve| have)? (?:just |already )?(?:tried|called|rang|saw|seen|got your|received|asked|spoke|spoken|talked|forwarded|passed|copied|added)\b|"
    r"it(?:'s| is) (?:been|on my)|your (?:mail|message|patience|question|request|enquiry|ticket|case)\b|[a-z]+ (?:is|was) (?:off|ill|sick|away|out|on (?:leave|holiday))\b|(?:my|our) (?:colleague|assistant))\b",
    stalls=r"\b(?:still|not yet|yet to|(?<!for )(?<!(?:keep|kept) you )waiting|awaiting|chas(?:e|ing)|looking (?:into|at)|working on|on it|no (?:news|answer|reply|word|update|idea|time|chance)|more time|bit longer|take longer|longer than|another (?:day|week|few)|as soon as|bear with|not sure|unsure|(?:don't|do not) know|(?:until|till) (?:i|we|they|he|she|it|(?:the|my|our) (?:[a-z]+ ){1,2}(?:is|are|has|have|comes?|gets?))\b|(?:until|till) (?:then|now)\b|(?:closed|away|out|off|busy|leave|holiday) (?:until|till)\b|once (?:i|we|they|he|she)|when (?:i|we) (?:know|hear|have)|haven't|have not|hasn't|"
    r"has not|couldn't|could not|cannot|can't|unable|(?:i|we)(?:'ll| will| shall| hope to| am going to| are going to)(?: [a-z]+){0,2} (?:get|come|be|revert|let|reply|respond|answer|confirm|tell|update|know|have|check|ask|look|find|send|call)|need (?:to|your|the|a|some|more)|(?:has|have) to (?:be|wait)|tomorrow|delayed|chased|no luck)\b",
    decides=r"\b(?:yes|no|agreed|agree|works for (?:us|me)|approved|accepted|confirmed|declined|refused|cancelled|possible|happy with|all (?:fine|good|clear))\b",
    asks=r"\?|\b(?:please|could you|can you|would you|will you|kindly|need you to|let (?:me|us) (?:know|have)|send (?:me|us))\b",
    chases=r"\b(?:news|update|updates|heard|hear back|when|still|yet|waiting|remind(?:er)?|chas(?:e|ing)|follow(?:ing)? up|status|progress|any luck|how (?:is|are|far|did)|where (?:is|are)|what about|have you|did you|were you able|on track|hurry|rush|no need|don't worry)\b",
    thanks=r"\b(?:thanks?|thank you|thx|cheers|much appreciated|appreciated|received|safely arrived|got it|acknowledge|perfect|great|excellent|brilliant|wonderful|that closes it|works (?:fine|well|for us)|all good|confirmed|well received|many thanks|noted with thanks|looks good)\b",
    unthanked=r"\b(?:not|never|no|none|nothing|cannot|but|however|although|though|except|apart from|would|could|should|until|in advance|pity|shame)\b|n't\b",
    objection=r"\b(?:wrong|missing|mistakes?|incorrect|incomplete|unfortunately|not what|not the|not (?:yet )?(?:received|arrived|there|work|working)|nothing (?:has )?(?:received|arrived|attached)|still waiting|resend|send (?:it|them|that) again|no attachment|empty)\b|"
    r"\b(?:hasn't|haven't|didn't|doesn't|don't|isn't|aren't|can't|couldn't|won't) (?:\w+ ){0,2}?(?:received?|arrived?|open|opened|work|working|worked|attached|right|correct|match|there|complete|see|find|fixed)\b",
    harmless_thanks=r"\bno (?:problems?|worries|issues?|(?:further |more |other )?(?:questions?|comments?|remarks)|rush|hurry|complaints?|need)\b|\bnot only\b|\bnot bad\b|\b(?:do not|don't) hesitate\b|\bnothing (?:to add|else|more|further|missing|wrong)\b|"
    r"\b(?:couldn't|could not) be better\b|\bnothing is (?:missing|wrong)\b",
    calls=r"\b(?:call|ring|phone|speak|talk|telephone|discuss)\b",
    called=r"\bgood to (?:talk|speak)\b|\b(?:thanks|thank you) for (?:the|your) (?:call|time)\b|\b(?:our|the) call\b|\bas discussed (?:on the phone|by phone|just now)\b|\bwe (?:just )?spoke\b(?! (?:of|about))",
)  # fmt: skip

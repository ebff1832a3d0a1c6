"""What a text says about an approval: somebody is asked, says yes, no, yes on a condition, not yet, or takes the request back. Pure rules, precision first.

A sentence is read with its small words: "approved" says yes, "once approved" and "the approved plan" say nothing, "not approved" says no. A report of what a third
party's machine accepted or rejected is none. Of several sentences the one that decides counts more than the one that asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ASKED, APPROVED, REFUSED, CONDITIONAL, WAITING, WITHDRAWN = (
    "asked",
    "approved",
    "refused",
    "conditional",
    "waiting",
    "withdrawn",
)

MAYBE = re.compile(
    r"approv|sign(?:ed|ing)?[ -]?(?:\w+ )?off|go(?:ing)?[ -]?ahead|green light|proceed|happy for you to|good to go|reject|declin|turned (?:it )?down|on hold|hold off"
    r"|a (?:no|yes) from|withdraw",
    re.IGNORECASE,
)
"""A quick look: a text without any of these says nothing about an approval."""

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+|\n|$)")
_POLITE = r"(?:please |kindly |just )?"
_THING = r"(?:it|this|that|these|those|the|our|your|my|a|an|and)\b"

# What only sounds like one: read first.
_NOTHING = re.compile(
    r"\b(?:once|if|when|until|unless|as soon as|after|before|without|subject to|pending|whether|in case)\b[^,;]{0,40}\b(?:approv\w*|sign(?:ed)?[ -]?off|go[ -]ahead)"
    r"|\bapproved (?:suppliers?|vendors?|list|plan|budget|version|price list|contractors?|drawings?|by design)\b"
    r"|\bapproval (?:process|workflow|button|step|page|form|screen|chain|matrix|rules?|policy)\b"
    r"|\bsign[ -]?off (?:meeting|sheet|form|process|date)\b"
    r"|\b(?:who|how|where) approves?\b|\bapprovers?\b"
    r"|\bgo ahead of\b|\b(?:we|i|they|he|she) (?:will |can |then |shall |now )*(?:go|went|going|are going) ahead\b|\bi will go ahead\b"
    r"|\b(?:not|n['’]t) hesitate\b"
    r"|\bwould like to approve\b|\bfor approval\b(?!.*\?)|\bthanks? (?:you )?for (?:approving|the approval|signing)"
    r"|\b(?:we|i|they) proceed(?:ed)?\b"
    r"|\b(?:server|system|firewall|mail\w*|vendor|supplier|carrier|machine|printer|app|portal|bank|gateway|filter) (?:\w+ )?(?:rejected|declined|refused)\b",
    re.IGNORECASE,
)  # fmt: skip
_INQUIRY = re.compile(
    r"\b(?:has|have|was|is|are|did)\b.{0,40}\b(?:approved|signed off|approval|rejected|declined)\b.*\?|\bany (?:news|word|update)\b.*\bapproval",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:withdraw|withdrawing|withdrew|take back|retract|cancel|ignore|disregard)\b.{0,30}\b(?:request|approval)\b|\bno need to approve\b|\bno longer need (?:your |the )?approval",
    re.IGNORECASE,
)
_WAIT = re.compile(
    r"\bon hold\b|\bhold off\b|\bnot (?:yet )?(?:approved|signed) .{0,12}yet\b|\bnot yet (?:approved|signed off)\b|\bhave(?:n['’]t| not) (?:yet )?(?:approved|signed)\b"
    r"|\b(?:can(?:not|['’]t| not)|could(?:n['’]t| not)|unable to) (?:\w+ ){0,2}(?:approve|sign (?:\w+ ){0,2}off)\b.{0,40}\b(?:until|before|yet)\b"
    r"|\bbefore i can (?:approve|sign)|\bapproval (?:has|will have|needs) to wait\b|\bneed (?:more )?time\b.{0,30}\bapprov",
    re.IGNORECASE,
)
_NOT = r"(?:not|n['’]t|cannot|never|unable to|no longer)"
_NO = re.compile(
    rf"\b(?:can|could|do|does|will|would|am|are|is|was|wo|ca)?\s?{_NOT} (?:\w+ ){{0,2}}(?:approv\w+|sign (?:\w+ ){{0,2}}off|go ahead|proceed|happy (?:to|for)|give (?:you )?(?:the |our |my )?"
    r"(?:go[ -]ahead|approval|green light))"
    r"|\bnot approved\b|\b(?:do not|don['’]t|please don['’]t) (?:go ahead|proceed|start|order)\b"
    r"|\b(?:have to|must|we|i|hereby|been|was|is|were) (?:reject|rejected|decline|declined|refuse|refused|turned? (?:it |this |that )?down|turn)\b"
    r"|\b(?:has|have) turned (?:it|this|that|the \w+) down\b|^\W*(?:rejected|declined|refused|not approved)\b|\ba no from\b|\bsay no\b",
    re.IGNORECASE,
)  # fmt: skip
_ASK = re.compile(
    rf"\b(?:could|can|would|will) you {_POLITE}(?:\w+ and )?(?:approve|sign\b.{{0,30}}\boff|authori[sz]e)\b|^\W*{_POLITE}(?:review and )?approve {_THING}"
    r"|\bplease (?:review and )?(?:approve|sign off)\b|\bkindly approve\b|\bdo you approve\b|\bconfirm that you approve\b"
    r"|\b(?:need|needs|require[sd]?|await(?:ing)?|ask(?:ing)? for|wait(?:ing)? for|grateful for|let me have|let us have|have|get) (?:still )?(?:your|a yes|the green light|the go[ -]ahead)"
    r"(?: formal| written| final)? ?(?:approval|sign[ -]?off|go[ -]ahead|green light|from you|for|\?)"
    r"|\byour (?:approval|sign[ -]?off|go[ -]ahead) is (?:needed|required|missing)\b|\breply with your (?:approval|go[ -]ahead)\b|\bapproval (?:needed|required|requested)\b"
    r"|\b(?:may|can|shall|should|could) we (?:\w+ )?(?:go ahead|proceed)\b.*\?|\bare you (?:happy|ok|okay|fine|content)\b.{0,30}\b(?:to|go ahead|proceed)\b.*\?"
    r"|\bif you are happy (?:for us )?to (?:proceed|go ahead)\b.*\?",
    re.IGNORECASE,
)  # fmt: skip
_YES = re.compile(
    r"^\W*(?:(?:yes|yes please|ok|okay|great|perfect|fine|all|both|that is|that['’]s|this is|consider it|consider this)\b[ ,:–-]*)*approved\b"
    r"|\b(?:i|we)(?:['’]ve| have| hereby)? (?:hereby )?approved?\b|\b(?:is|are|been|it|this|that) approved\b"
    r"|\b(?:happy|glad|content) (?:for you )?to (?:proceed|go ahead|start|sign (?:this|it|that) off|order|approve)\b|\bhappy for you to\b"
    r"|^\W*(?:(?:yes|yes please|ok|okay|please|fine(?: by me)?|so|then|great|no objections(?: from \w+)?)[ ,:]*)*(?:please )?(?:go ahead|proceed)\b"
    r"|\bplease (?:go ahead|proceed)\b|\byou (?:can|may|are free to|are clear to) (?:go ahead|proceed|start)\b|\b(?:fine|ok|okay) by (?:me|us)[ ,]*go ahead\b"
    r"|\bok to proceed\b|\b(?:have|has|with) (?:my|our) (?:approval|sign[ -]?off|go[ -]ahead|blessing)\b|\bconfirm (?:my|our) (?:approval|sign[ -]?off)\b"
    r"|^\W*(?:all )?signed off\b|\b(?:i|we)(?:['’]ve| have)? signed (?:it|this|that|the \w+)? ?off\b|\bgreen light from (?:me|us)\b|\byou have the (?:green light|go[ -]ahead)\b"
    r"|^\W*(?:it is )?good to go\b|^\W*lgtm[ ,:–-]+approved\b|^\W*let['’]s (?:go ahead|proceed)\b|\bwould like to (?:proceed|go ahead) with (?:your|the) (?:proposal|offer|quot\w+)\b",
    re.IGNORECASE,
)  # fmt: skip
_REFUSING = re.compile(r"\b(?:reject|declin|refus)\w*", re.IGNORECASE)
_BUT = re.compile(r"\bbut (?:\w+ ){0,2}$", re.IGNORECASE)
_NOT_ALL = re.compile(r"(?:order|start)$", re.IGNORECASE)  # what a refusal ends in that holds one thing back
_CONDITION = re.compile(
    r"\b(?:provided|providing|subject to|on condition|as long as|so long as|only if|if|once|unless|on the understanding)\b",
    re.IGNORECASE,
)
_RANK = {WITHDRAWN: 6, REFUSED: 5, CONDITIONAL: 4, APPROVED: 3, WAITING: 2, ASKED: 1}


@dataclass(frozen=True)
class Said:
    """What a text says: ``act`` and the sentence that says it."""

    act: str
    quote: str


def read(text: str) -> Said | None:
    """What a text says about an approval; None for nothing. Of several sentences the deciding one; of equal ones the last."""
    if not MAYBE.search(text):
        return None
    found = [
        Said(act, " ".join(sentence.split()))
        for sentence in _SENTENCE.findall(text)
        if MAYBE.search(sentence) and (act := _act(sentence.strip()))
    ]
    return max(enumerate(found), key=lambda one: (_RANK[one[1].act], one[0]))[1] if found else None


def _act(sentence: str) -> str:
    """What one sentence says; "" for nothing."""
    if _BACK.search(sentence):
        return WITHDRAWN
    asks = bool(_ASK.search(sentence))
    if not asks and _INQUIRY.search(sentence):
        return ""
    if _WAIT.search(sentence):
        return WAITING
    if asks and (sentence.rstrip().endswith("?") or not _YES.search(sentence)):
        return ASKED
    yes, no = _YES.search(sentence), _NO.search(sentence)
    if no and not _NOTHING.search(sentence) and not (yes and _only_limits(no, yes)):
        return REFUSED
    if yes and not sentence.rstrip().endswith("?"):
        behind = sentence[yes.end() :]
        if _CONDITION.search(behind):
            return CONDITIONAL
        if not _NOTHING.search(sentence) or ("approved" in yes[0].casefold() and yes.start() == 0):
            return APPROVED
    return ""


def _only_limits(no: re.Match[str], yes: re.Match[str]) -> bool:
    """Whether a no beside a yes leaves it standing: "Approved, but don't order the licences yet", "I rejected the first offer, but this one is approved"."""
    if no.start() < yes.start():  # what was refused was something else
        return bool(_REFUSING.search(no[0]) and _BUT.search(no.string[no.end() : yes.start()]))
    approved_first = "approved" in yes[0].casefold() and not yes.string[: yes.start()].strip()
    return approved_first and yes.end() <= no.start() and bool(_NOT_ALL.search(no[0]))


_STATES = {
    APPROVED: ("approved", "approve", "accepted", "granted", "signed off", "authorised", "authorized", "ok", "yes", "agreed"),
    REFUSED: ("rejected", "refused", "declined", "denied", "not approved", "disapproved", "no", "turned down"),
    ASKED: ("waiting", "pending", "requested", "asked", "awaiting", "submitted", "in review", "under review", "to approve", "to be approved", "open", "new", "needed",
            "required", "sent", "on hold", "waiting for approval"),
    WITHDRAWN: ("withdrawn", "cancelled", "canceled", "void", "not required", "not needed"),
}  # fmt: skip
_BY_WORD = {word: state for state, words in _STATES.items() for word in words}


def state(value: str) -> str:
    """The state a field's value means: "Awaiting approval" → asked; "" when it means none."""
    folded = " ".join(re.sub(r"[\W_]+", " ", value.casefold()).split())
    if folded in _BY_WORD:
        return _BY_WORD[folded]
    if "approv" not in folded and "sign off" not in folded:
        return ""
    if re.search(
        r"\b(?:await\w*|wait\w*|pending|needs?|request\w*|for|to|in|under|needed|required|requires)\b", folded
    ):
        return ASKED
    if re.search(r"\b(?:not|un|dis)\s?approved|\b(?:rejected|refused|declined|denied)\b", folded):
        return REFUSED
    return APPROVED if re.search(r"\bapproved\b", folded) else ""


def about_approval(status: str) -> bool:
    """Whether an ordinary status speaks of an approval: "Awaiting approval" does, "Done" does not."""
    return bool(re.search(r"approv|sign(?:ed)?[ -]?off", status, re.IGNORECASE))

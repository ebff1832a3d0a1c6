"""How bad a text says it is: grave without a single alarming word, and not grave for an alarming word alone."""

from __future__ import annotations

import pytest
from bench.stream.words import sections

from kingpost.priorities import tone

ANGRY = (
    "I am extremely unhappy with the service we get from you.",
    "This is a disaster. We are furious.",
    "We are very dissatisfied and angry about how this was dealt with.",
    "Your service is terrible.",
    "This is the worst experience we have had with any supplier.",
    "We will have to take our business to somebody who can do it.",
    "We want a refund.",
    "We have an emergency, please call.",
    "I am not happy with how you handle this.",
    "Nobody here is happy. What you deliver is appalling.",
    "The whole rollout has been a shambles.",
    "This is a disgrace.",
    "The migration was a complete disaster.",
    "We are really upset about what happened on Saturday.",
    "My team is fed up.",
    "We have had enough of this.",
    "I have had enough.",
    "We have lost all confidence in you.",
    "We are running out of patience.",
    "I am losing patience with this.",
    "This is the last straw.",
    "Enough is enough.",
    "Your support has been useless.",
    "What are we paying you for?",
    "I am sick and tired of chasing you.",
    "We are tired of waiting for your people.",
    "We demand our money back.",
    "I expect compensation for what this has done to us.",
    "We are going to look for another provider.",
    "We are moving our business elsewhere.",
    "We will not renew.",
    "We are reconsidering our contract with you.",
    "I want to speak to your manager.",
    "I want to make a complaint.",
    "I wish to make a formal complaint.",
    "Please escalate this to somebody who can decide.",
    "This is not acceptable.",
    "I am disgusted by the way my people were treated.",
    "This is the third time I have to ask for the same thing.",
    "How dare you close this?",
    "You are ignoring us.",
    "We feel let down by you.",
    "Our lawyers will be in touch.",
    "We have handed this over to our solicitors.",
    "We will take you to court.",
    "We are going to report this to the regulator.",
    "This is a breach of contract.",
    "We have been hacked.",
    "Somebody clicked on the link in a phishing mail.",
    "Our server was infected with a virus.",
    "The laptop of our director was stolen last night.",
    "The fire alarm does not work on the second floor.",
    "One of the drivers was injured when the gate came down.",
    "This is an emergency.",
    "Emergency! Water is coming through the ceiling of the server room.",
    "The installation is unsafe.",
    "I am livid.",
    "This is a joke.",
    "I cannot accept this any longer.",
    "It is simply not good enough.",
    "We are at the end of our tether with this system.",
    "Honestly, this is embarrassing for both of us.",
    "Nobody has the decency to call us back.",
    "I expected far better from you.",
    "Your team has let us down again.",
    "I am beyond angry.",
    "The way we are treated is outrageous.",
    "My staff are in tears because of this.",
    "We are seriously thinking of leaving you.",
    "I want to cancel our contract.",
    "We regret ever signing with you.",
    "I have never been treated so badly by a supplier.",
    "This is a total mess and nobody takes responsibility.",
    "We are losing customers because of you.",
    "What you did is unforgivable.",
    "Absolutely awful service.",
    "We want our money back.",
    "I'm really unhappy.",
    "I'm so disappointed in you.",
    "We're not satisfied at all with the answer.",
    "Your last engineer was rude to my receptionist.",
    "We feel ignored.",
    "Please get someone senior to ring me, this is getting out of hand.",
    "It is a nightmare for my team.",
    "We will be seeking legal advice.",
    "Call me immediately, this is an emergency.",
    "Our data has been leaked to a newspaper.",
    "Somebody broke into our accounts.",
    "We are going to leave you if this goes on.",
    "We are switching to another supplier in May.",
    "You have broken our trust.",
    "Your people are incompetent.",
    "That was the worst support call of my life.",
    "I am deeply dissatisfied.",
)
"""Anger, urgency and what must not wait, as people put it."""
HARMLESS = (
    "Thank you for your patience while we sort out the forms.",
    "Could you send us your GDPR statement for our files?",
    "There is a fire alarm test next Tuesday at ten.",
    "Please add Jo to the phishing training next month.",
    "Could you please reconsider the colour of the header?",
    "What are the escalation contacts for the summer?",
    "I will be in court on Friday so call me next week.",
    "We are not unhappy with the new layout, it only needs larger letters.",
    "The new printers are terribly good.",
    "There is no need to be upset, it was only a typing error of mine.",
    "The refund arrived, thank you.",
    "How do I issue a refund in TillPoint?",
    "We have run out of toner. Could you send two?",
    "The tennis court booking page needs a new picture.",
    "The solicitors in room three need a second monitor.",
    "Could you set up an account for our new lawyer, Jane?",
    "Please send the certificate of your public liability insurance.",
    "When is the next disaster recovery test?",
    "In the worst case we can move it to Monday.",
    "The complaints form needs one more field.",
    "We had no complaints about the new screens.",
    "How do I escalate a ticket in the portal?",
    "Could we have the escalation matrix as a PDF?",
    "Please renew the anti-virus licences for next year.",
    "The intruder alarm test is on the calendar for May.",
    "Which emergency numbers should be on the poster?",
    "The emergency exit sign in the server room has a new bulb.",
    "Whom do we call in an emergency at night?",
    "The weather was terrible, so the engineer came a day later.",
    "Sorry for the awful handwriting on the form.",
    "I had a terrible cold last week, so I only read this now.",
    "Do you know another company that sells these cables?",
    "Are there other options for the colour of the cases?",
    "Let me know if this is what you need.",
    "We start from scratch with the new site in May.",
    "We had enough chairs for everybody, thank you.",
    "If you are not happy with the draft, tell me and I change it.",
    "I hope the new phones do not disappoint you.",
    "An embarrassing question: where do I find the archive?",
    "Under section 4 of the offer you will find the prices.",
    "The data breach policy is due for its yearly review, can you comment?",
    "Our new bank details are on the invoice.",
    "The safeguarding training is on the intranet.",
    "The ambulance service next door would like the same access points.",
    "The voltage regulator of the old rack can go to recycling.",
    "The customer was angry at first, but not angry any more when it worked.",
    "Angry Birds should be blocked on the guest network.",
    "Evacuation drill on Thursday: please leave the server room open.",
    "We are still very happy with you, thank you for everything.",
    "Your support is never disappointing.",
    "I was worried for nothing, all the files are there.",
    "Thanks for the meeting yesterday. Could you explain how to export the list?",
    "The contract says legal holidays are excluded.",
    "As far as the invoices are concerned, all is well.",
    "We will run the survey for the third time in June.",
    "Please put the compensation figures of the HR report on the share.",
    "This update saves us a lot of frustration, thank you.",
    "Ransomware cover: our insurer asks which backups are kept.",
    "We decide about next year's budget in May and would like your figures.",
    "Is anybody in charge of the keys while Sam is away?",
    "I cannot open the attachment you sent today, could you send it again?",
    "Dangerous goods labels no longer fit the new printer's paper, which ones do we order?",
    "Somebody left an umbrella in the meeting room.",
    "Nobody is angry about the delay, take your time.",
    "We got the refund form, where should I sign?",
    "Our client wants a refund module in the shop, can you quote?",
    "The angry customer template in the CRM needs a new signature.",
    "Please move the disaster recovery workshop to June.",
    "The awful old carpet is gone, the desks can go back.",
    "Can the fire alarm company get a visitor badge on Monday?",
    "Our lawyers moved to the second floor, please move their phones.",
    "We have a court hearing date field that should be mandatory.",
    "The regulator's website changed, please whitelist the new address.",
    "Reconsider the font size on the letterhead, perhaps?",
    "Escalations last quarter: could you send me the numbers?",
    "No complaints from our side, it has been a quiet month.",
    "The virus scanner asks for a restart, may we?",
    "We would like to book the phishing simulation for September.",
    "Please patch the intrusion detection box on Sunday.",
    "I'm not happy with the photo on my badge, can I send another?",
    "It would be a shame to lose the old archive, can we keep it?",
    "I was disappointed to miss the demo, could you send the recording?",
    "The new office dog is terribly cute.",
    "Is the emergency generator on the monthly check?",
    "Patience Mensah starts on Monday, please set her up.",
    "Thanks for bearing with us and for your patience.",
    "The compensation committee needs a shared mailbox.",
    "I hope you are not upset about the change of plan.",
    "The ambulance crew needs guest Wi-Fi on the open day.",
    "He is legal counsel at our Madrid office, please add him to the list.",
    "The printer on the third floor has been a joke between us for years, it works now.",
    "Sorry, I ran out of time yesterday. Can we talk on Monday?",
    "We received a formal complaint form to fill in, where do we upload it?",
    "Could you add my manager to the list?",
    "Could you tell your manager that we enjoyed the day?",
    "Another company in the building shares our line, is that a problem?",
    "When does our contract end?",
    "Please cancel the meeting on Thursday.",
    "This is unacceptable as a file name, the portal says.",
    "My worst fear was the migration, but it went very well.",
)
"""Ordinary mails that hold the same words."""
LETTERS = (
    "Since this morning's update none of our branch offices can reach the booking system. Forty agents are sitting idle.",
    "I have now rung three times this week and been promised a call back each time. Nobody has called. This is not what we pay for.",
    "Water is coming through the ceiling of the server room and your emergency line rings out.",
    "Our solicitor has advised me to put you on notice that unless this is resolved by Friday we will treat the contract as repudiated.",
    "We discovered that last month's payslips of the whole staff were visible to every employee through your portal.",
    "If the till software is not back before we open at ten we lose the Saturday, which is a fifth of our week.",
    "Frankly I have run out of patience. You missed the date in January, you missed it in February, and now you tell me April.",
    "I am copying in our chief executive. This is the fourth time the invoice is wrong and I want somebody senior to phone me today.",
    "One of our residents fell on the stairs your people left without a rail last night. The ambulance has been.",
    "Please treat this as a formal complaint under your procedure. I will be contacting the ombudsman if there is no reply.",
    "The board met yesterday and has asked me to look for another supplier. I thought you should hear it from me first.",
    "All of the patient records from Tuesday have vanished. The clinic is full and we are working on paper.",
    "Your engineer took down the wrong firewall and the whole factory is at a standstill.",
    "A lorry with our pallets has been turned away at the port because your paperwork is missing; demurrage is 900 a day.",
    "We can't pay our people tomorrow if the bank file isn't fixed tonight.",
    "This is the third weekend our alarm has gone off because of your sensors. The neighbours have called the police.",
    "Someone has logged in to our mailbox from abroad and sent payment instructions to our customers.",
    "Nothing you said on Monday was true. I feel lied to and I want my money back.",
    "I don't know how else to put this: if nobody turns up today we are done with you.",
    "HELP – site is down, customers are tweeting about it, where are you??",
)
"""What clients write when something is badly wrong, in words chosen without a look at the table."""
EVERYDAY = (
    "Could you add a new starter to the payroll from 1 May?",
    "Thanks for the quick fix yesterday, all is well again.",
    "The printer on the second floor prints a bit pale; no rush, whenever someone is around.",
    "Please find attached our signed order form. Looking forward to working together.",
    "We would like to move the training to the 14th if that suits everyone.",
    "Quick question: does the new plan include weekend cover?",
    "I noticed a typo on page 4 of the proposal.",
    "Can you send me last month's statement? Our accountant wants it for the VAT return.",
    "Our legal department has no comments on the draft agreement.",
    "The fire drill went well, everyone was out within four minutes.",
    "I'm out next week, please speak to Anna in the meantime.",
    "Could we get a demo of the security module, including the ransomware protection?",
    "The auditors will be here on Monday, so the meeting room is taken.",
    "The old phone line can be cut off at the end of the month as agreed.",
    "Thanks, that works for us. Speak Thursday.",
    "Do you also offer emergency call-outs, and what would that cost?",
    "We have closed the complaint from last year, thank you for your patience.",
    "Just to let you know that our office is closed on Good Friday.",
    "Would you mind resending the link? It has expired.",
    "The team loved the workshop. Best one we've had.",
    "We're planning to stop using the old server in June, could you advise what to do with the data?",
    "The penalty clause in section 9 looks fine to us.",
    "Is it possible to get a second monitor for the front desk?",
    "Attached the photos of the hallway before and after. Lovely job.",
    "Please cancel my subscription to the newsletter.",
    "I lost my access card somewhere at home; can I have a new one next time I'm in?",
    "The invoice has arrived and will be paid with the next run.",
    "Could you quote for 20 more licences? We are growing.",
    "Sorry for the late reply, I was on leave. The dates are fine.",
    "Did the delivery leave the warehouse yet? No hurry, I'm just curious.",
)
"""What they write on other days, likewise."""
NAMED = {
    "app": "LoadPlan",
    "site": "the depot",
    "user": "Anna",
    "host": "srv-file-01",
    "thing": "the price list",
    "n": "12",
    "client": "Aldgate Freight",
}
THANKS = "Thanks for the list, we go through it with the team."


@pytest.mark.parametrize(
    "text",
    [
        "Nobody at the depot can sign in and the lorries wait.",
        "This is the third week. My people have stopped asking me when it will work.",
        "You promised it by Friday and we have nothing.",
        "We will have to look at another provider.",
        "Our files have been encrypted by somebody.",
        "I am very disappointed.",
    ],
)
def test_grave(text):
    assert tone.of(text).grave


@pytest.mark.parametrize(
    "text",
    [
        "Could you set up an account for Anna? No hurry.",
        "The printer prints stripes. Could somebody look at it this week?",
        "Urgent: please send the list today.",
        "Thanks, works now.",
        "How long do you keep backups? Our auditor asked.",
        "I was locked out yesterday, it is fine now.",
    ],
)
def test_not_grave(text):
    assert not tone.of(text).grave


def test_the_weightiest_reason_comes_first():
    assert tone.of("Our solicitors wait, hurry.").reasons[0] in ("they escalate", "the law is named")


@pytest.mark.parametrize("text", ANGRY)
def test_plain_anger_and_what_must_not_wait_are_heard_also_in_a_polite_mail(text):
    assert tone.of(text).grave
    assert tone.of(f"{THANKS} {text} Kind regards").grave


@pytest.mark.parametrize("text", HARMLESS)
def test_a_topic_or_a_word_alone_decides_nothing(text):
    assert not tone.of(text).grave
    assert not tone.of(f"{THANKS} {text} Kind regards").grave


@pytest.mark.parametrize("text", LETTERS)
def test_a_letter_about_something_badly_wrong_is_grave(text):
    assert tone.of(text).grave


@pytest.mark.parametrize("text", EVERYDAY)
def test_an_everyday_letter_concerns_nobody(text):
    assert tone.of(text).points < tone.CONCERNED


def test_what_is_only_named_is_no_reason_given():
    heard = tone.of("Urgent: you promised the court form by yesterday and we have nothing.")
    assert heard.grave
    assert "the law is named" not in heard.reasons


@pytest.mark.parametrize("section", ["outage.1", "outage.2", "tone.1", "tone.2", "broken.1", "broken.2", "outsider"])
def test_every_grave_mail_of_the_labelled_stream_is_heard(section):
    for line in sections()[section]:
        assert tone.of(line.format(**NAMED)).grave, line


@pytest.mark.parametrize(
    "section", ["request", "answer", "thanks", "comment", "internal", "supplies", "backup", "newsletter"]
)
def test_no_everyday_mail_of_the_labelled_stream_is(section):
    for line in sections()[section]:
        assert not tone.of(line.format(**NAMED)).grave, line

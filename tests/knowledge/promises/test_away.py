"""A mailbox that answers while its owner is away promises nothing; a person who says that somebody is away may."""

from __future__ import annotations

import pytest
from tests.knowledge.promises.table import SAID

from kingpost.knowledge.promises.find import Text, find

BY_A_PERSON = (
    "I'm on annual leave from 23 March, so I'll send you the migration plan by Friday.",
    "Tom is out of the office until Monday, so I'll send you the plan by Friday.",
    "Hi Anna,\n\nI'll send you the migration plan by Friday.\n\nThe rest looks fine to me.\n\nPlease note I am out of the office until Thursday and cannot be reached on my mobile.\n\nTom",
    "Hi Anna,\n\nI'll send you the migration plan by Friday.\n\nTom\n\nP.S. I tried to unsubscribe Ben from the list, tell me if he still gets it.",
    "I am on annual leave from Monday. I'll send you the migration plan before then, by Friday.",
    "I'm out of the office from 16 to 20 March, but I'll send the plan by Friday.",
    "I am out of the office until Thursday, so Tom will send you the plan tomorrow.",
    "I got your automatic reply, so I'll send the plan again on Monday.",
    "Hi,\n\nWe'll replace the pump on Thursday. This is an automatic valve, so it will take an hour.\n\nTom",
    "Sorry for the delay, I was out of the office until yesterday. I'll send the plan by Friday.",
    "I will be out of the office on Thursday. We'll deliver the racks on Friday.",
    "Hi Anna,\n\nThe draft is attached. I'm on annual leave until Thursday. We'll send the final version on Friday.\n\nTom",
    "Please do not reply to this thread any more, we'll open a new one. I'll send you the list tomorrow.",
    "Hello,\n\nNoor is on annual leave until the 20th. I'll send you her report on Friday.\n\nTom",
    "We'll remove you from the list by Friday so that you need not unsubscribe.",
    "I'm on holiday from Friday, so we'll deliver the spare parts on Thursday.",
    "Hi Marcus,\n\nWe will fit the new boiler on Thursday.\n\nI am out of the office on Friday, Ines has the keys.\n\nTom",
    "Anna is on leave this week, we'll send the figures on Monday.",
    "Marcus, I'm back at my desk. We'll ship the second batch tomorrow, sorry that I was on annual leave.",
    "I'll be on leave from 23 to 27 March. We'll finish the survey by Friday.",
    "Our office is out of the lease in May, so we'll send you the new address by Friday.",
    "We are away on site until noon, but we'll send you the drawings tomorrow.",
    "I'm working from home today, so I'll call you at three.",
    "I'm in the office only in the mornings this week. I'll send you the quote tomorrow before noon.",
    "I'm not in the office on Thursday, so we'll send the plan on Friday.",
    "I will have no access to the portal until Friday. I'll send you the list tomorrow.",
    "Since you are away until Monday, I'll send the contract to Dana today.",
    "You asked how to leave the mailing list: I'll send you the link to unsubscribe tomorrow.",
)  # fmt: skip
BY_A_MACHINE = (
    "I am out of the office until Monday. I will answer your mail on Tuesday.",
    "Thank you for your message. I am currently out of the office until 16 March with limited access to e-mail. I will respond on my return.\n\nFor urgent matters my colleague Ines will help you until then.",
    "Automatic reply: plan\n\nI'll get back to you on Monday.",
    "Hello,\n\nThank you for your e-mail. I'm on annual leave until 23 March. My colleague Tom Reed will look after your request until Monday.\n\nKind regards,\nNoor",
    "I am out of the office until Monday and will answer your mail on Tuesday.",
    "Out of office until Monday. I will reply on Tuesday.",
    "I am out of the office from 9 March to 13 March. I will deal with your message on Monday.",
    "This is an automated message. We will answer your request within two working days.",
    "Many thanks for getting in touch. I am away from my office until Thursday. Your mail will be processed on Friday.",
    "We will launch the new range on Friday.\n\nUnsubscribe | View in browser",
    "We'll launch our new portal on Friday.\n\nClick here to unsubscribe.",
    "Your order will be shipped tomorrow. Please do not reply to this e-mail.",
    "Hi,\n\nI'm currently on annual leave until Monday, but I will get back to you on Tuesday.\n\nNoor",
    "Auto-reply: I'll be with you again on Monday.",
    "Thanks for your mail! I am out of the office with no access to my mailbox. I'll call you back on Monday.",
    "We are on holiday until Monday. We will ship your order on Tuesday.",
    "I'm on sick leave until further notice. Your mail will be processed by my colleagues on Thursday.",
    "Thank you for contacting us. We have received your message and I am on maternity leave. My colleague Ines will be in touch tomorrow.",
    "I'm out of the office this week. I will reply to you on Monday.",
    "Thanks for your message. I will be out of the office from 9 to 13 March and will respond on Monday.",
    "Automated response\n\nOur team will contact you within 24 hours.",
    "I am on annual leave until 16 March and will have no access to my mails. I will read them on Tuesday.",
    "This is an automatically generated message: your parcel will be delivered tomorrow.",
    "OOO until Thurs 12th. I'll get back to you on my return.",
    "I am out sick today. I will reply to your message as soon as I am back.",
    "I am not in the office this week. I will deal with your request on my return.",
    "I am attending a conference with no access to email and will reply on Thursday.",
    "I am travelling this week with limited access to email and will get back to you as soon as I can.",
    "I'm on PTO until Monday. I'll respond then.",
)  # fmt: skip


@pytest.mark.parametrize("mail", BY_A_PERSON)
def test_a_person_who_says_that_somebody_is_away_promises(mail):
    assert len(find(Text(mail, SAID))) == 1


@pytest.mark.parametrize("mail", BY_A_MACHINE)
def test_an_automatic_answer_promises_nothing(mail):
    assert find(Text(mail, SAID)) == []

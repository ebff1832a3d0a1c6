"""The tables of priorities. Signals, flags, wakes and paces are derived by one stage (notice.py); answers are what people say.

Numbers of entities are record numbers too (identity/models.py). ``anchor_id`` of a flag and ``records`` of an answer are such record
numbers and never change, so that both find their thing again after a sync, a merge or a split.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from kingpost.priorities.models_learning import GroupRuling as GroupRuling  # Django looks for models here
from kingpost.priorities.models_learning import HeldBack as HeldBack
from kingpost.priorities.models_learning import LearnedWeight as LearnedWeight
from kingpost.priorities.models_learning import Miss as Miss
from kingpost.priorities.models_learning import MissAnswer as MissAnswer
from kingpost.priorities.models_learning import Night as Night
from kingpost.priorities.models_reach import Alert as Alert
from kingpost.priorities.models_reach import Letter as Letter  # Django looks for models here
from kingpost.priorities.models_reach import Mute as Mute
from kingpost.priorities.models_reach import Oversight as Oversight
from kingpost.priorities.models_reach import Reach as Reach
from kingpost.priorities.models_reach import ReachBegun as ReachBegun
from kingpost.priorities.models_reach import ReachChoice as ReachChoice


class Signal(models.Model):
    """One thing noticed by one rule, as one audience may know it."""

    rule = models.TextField()
    subject_id = models.BigIntegerField(
        help_text="The record it is about: the oldest of its entity when it was noticed."
    )
    kind = models.TextField(
        default="", help_text="That record's kind, so that what is noticed about work is found without it."
    )
    key = models.TextField(default="", help_text="Tells two signals of one rule about one thing apart.")
    audience_id = models.BigIntegerField(help_text="That of its evidence.")
    entity_id = models.BigIntegerField()
    anchor_id = models.BigIntegerField(help_text="The entity its flag is about.")
    part = models.TextField(default="", help_text="Set when a person split it off: it makes a flag of its own.")
    ruling_id = models.BigIntegerField(null=True, help_text="The person's ruling that put it there.")
    client_id = models.BigIntegerField(default=0)
    title = models.TextField()
    says = models.TextField(help_text="One sentence: what was noticed.")
    since = models.DateTimeField(help_text="When it became so.")
    latest = models.DateTimeField(
        help_text="The newest moment that speaks for it; an answer given to older ones does not cover it."
    )
    due = models.DateTimeField(null=True)
    owner_id = models.BigIntegerField(null=True, help_text="A person's entity.")
    facts = models.JSONField(default=dict, help_text="What the ranking weighs.")
    evidence: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField())
    not_for: models.Field[list[int], list[int]] = ArrayField(
        models.BigIntegerField(), default=list, help_text="Narrower audiences whose own evidence says otherwise."
    )
    opens = models.BooleanField(default=True, help_text="False: it joins a flag about the same thing but makes none.")
    before_start = models.BooleanField(default=False)
    answer_id = models.BigIntegerField(null=True, help_text="The live answer that covers it.")
    seen_at = models.DateTimeField()
    moved_at = models.DateTimeField(
        db_default=Now(), help_text="When it was seen first, or last had something newer to say."
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signal"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "subject_id", "key", "audience_id"], name="one_signal_a_thing"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["entity_id"], condition=Q(closed_at=None), name="signal_live"),
            models.Index(fields=["anchor_id"], condition=Q(closed_at=None), name="signal_of_flag"),
            models.Index(fields=["client_id"], condition=Q(closed_at=None), name="signal_of_client"),
            GinIndex(fields=["evidence"], condition=Q(closed_at=None), name="signal_evidence", fastupdate=False),
        ]


class Flag(models.Model):
    """What a person sees: all that was noticed about one thing, ranked and explained. One row a thing and audience, for good; a
    reason a person split off has a row of its own.

    A flag closes itself when its cause is gone or answered, and the same row opens again when it comes back, so its address stays.
    """

    anchor_id = models.BigIntegerField(help_text="A record of the thing it is about.")
    part = models.TextField(default="", help_text="The reason a person split off; empty for all others together.")
    audience_id = models.BigIntegerField()
    entity_id = models.BigIntegerField(help_text="The thing, as identity has it now.")
    client_id = models.BigIntegerField(default=0)
    kind = models.TextField(default="")
    title = models.TextField()
    why = models.TextField()
    rank_why = models.TextField()
    score = models.FloatField()
    parts = models.JSONField(default=list, help_text="[[name, points, sentence]]: the whole sum behind the score.")
    rules: models.Field[list[str], list[str]] = ArrayField(models.TextField(), default=list)
    since = models.DateTimeField()
    due = models.DateTimeField(null=True)
    owner_id = models.BigIntegerField(null=True, help_text="A person's entity.")
    evidence: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField(), default=list)
    not_for: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField(), default=list)
    before_start = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    raised_at = models.DateTimeField(
        null=True, help_text="When it last asked for attention again while it was open (raising.py)."
    )
    closed_at = models.DateTimeField(null=True)
    closed_why = models.TextField(
        default="", help_text="gone, joined, ran_out, or the verdict of the answer that closed it."
    )

    class Meta:
        db_table = "flag"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["anchor_id", "part", "audience_id"], name="one_flag_a_part")
        ]
        indexes: ClassVar = [
            models.Index(
                F("score").desc(), F("id"), condition=Q(closed_at=None, before_start=False), name="flag_ranked"
            ),
            models.Index(fields=["entity_id"], name="flag_of_thing"),
            models.Index(fields=["client_id"], condition=Q(closed_at=None), name="flag_of_client"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="flag_closed"),
            GinIndex(fields=["evidence"], condition=Q(closed_at=None), name="flag_evidence", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.title


class Answer(models.Model):
    """A person's answer to a flag. It holds on to records, so a new sync, a merge or a split does not lose it."""

    HANDLED, WRONG_CLIENT, NOT_RELATED, SNOOZED, DECIDED = (
        "handled",
        "wrong_client",
        "not_related",
        "snoozed",
        "decided",
    )
    REPLY, CLOSES = "reply", "closes"

    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="answers")
    verdict = models.TextField()
    records: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField())
    rules: models.Field[list[str], list[str]] = ArrayField(models.TextField())
    client_id = models.BigIntegerField(
        default=0, help_text="The client it was on when the answer was given; a record number."
    )
    until = models.DateTimeField(null=True)
    event = models.TextField(
        default="",
        help_text="Snoozed until this happens: “reply”, the client writes again; “closes”, the work it is about is done.",
    )
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    covers = models.DateTimeField(
        null=True,
        help_text="The newest moment that spoke for what it was given to: newer was not covered when it was read later. Null: its own moment.",
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    anchored: ClassVar = ("records", "client_id")

    class Meta:
        db_table = "answer"
        indexes: ClassVar = [
            GinIndex(fields=["records"], condition=Q(undone_at=None), name="answer_records", fastupdate=False)
        ]


class Wake(models.Model):
    """Nothing has to happen for something to become late: the next moment an entity must be looked at again, and for what."""

    pk = models.CompositePrimaryKey("entity_id", "cause")
    entity_id = models.BigIntegerField()
    cause = models.TextField(help_text="A rule's name, or “flag”.")
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "wake"


class Shape(models.Model):
    """The shape of a notice a system sent (strange.py), so that a new one can be told from all before it."""

    record_id = models.BigIntegerField(primary_key=True)
    sender = models.TextField(help_text="Its address.")
    shape = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "shape"
        indexes: ClassVar = [
            models.Index(fields=["sender", "shape", "at"], name="shape_before"),
            models.Index(F("sender"), F("at").desc(), name="shape_latest"),
        ]


class Wording(models.Model):
    """The words of a mail (``number`` 0), or of a happening on a ticket, as numbers (novelty.py), kept for some months, so that one unlike all before it can be told."""

    pk = models.CompositePrimaryKey("record_id", "number")
    record_id = models.BigIntegerField()
    number = models.SmallIntegerField(default=0)
    writer = models.TextField(help_text="ours (to others of us), out (ours to anybody else), client or other.")
    at = models.DateTimeField()
    parts = models.BinaryField(help_text="32-bit numbers, least byte first.")

    class Meta:
        db_table = "wording"
        indexes: ClassVar = [models.Index(F("writer"), F("at").desc(), name="wording_latest")]


class Pace(models.Model):
    """The terms a client's waiting work was last measured by; when they change, that work is looked at again."""

    client_id = models.BigIntegerField(primary_key=True)
    terms = models.TextField()

    class Meta:
        db_table = "pace"


class RuleNumber(models.Model):
    """A number of a rule as a person set it, for all clients or for one, or as it was learned. A person's newest that is not withdrawn counts."""

    key = models.TextField(help_text="“rule.name”.")
    record_id = models.BigIntegerField(default=0, help_text="A record of the client; 0 for all.")
    value = models.FloatField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    learned_on = models.DateField(null=True, help_text="The night that learned it; then nobody set it.")
    misses: models.Field[list[int], list[int]] = ArrayField(
        models.BigIntegerField(), default=list, help_text="What it was learned from."
    )
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    anchored: ClassVar = ("record_id",)

    class Meta:
        db_table = "rule_number"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "record_id", "learned_on"], name="one_number_learned_a_night")
        ]
        indexes: ClassVar = [models.Index(fields=["key"], condition=Q(withdrawn_at=None), name="rule_number_live")]


class Handover(models.Model):
    """A handover pack given to a successor: what one of us, who leaves or goes away, was in charge of; all of it, or that of one client.

    From ``starts_on`` to before ``back_on`` (null: for good) an accepted one makes the successor the stand-in.
    """

    record_id = models.BigIntegerField(help_text="A record of the person who leaves or goes away.")
    client_id = models.BigIntegerField(default=0, help_text="A record of the client; 0 for everything.")
    successor_id = models.BigIntegerField(help_text="A record of the successor.")
    starts_on = models.DateField()
    back_on = models.DateField(null=True)
    note = models.TextField(default="")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    anchored: ClassVar = ("record_id", "client_id", "successor_id")

    class Meta:
        db_table = "handover"
        indexes: ClassVar = [models.Index(fields=["record_id"], condition=Q(undone_at=None), name="handover_of")]

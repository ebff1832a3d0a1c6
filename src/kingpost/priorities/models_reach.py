"""The tables of how flags reach people: whom they are for, how those people want to be told, and what they were told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Oversight(models.Model):
    """Whether a person sees to what nobody owns. The newest row of a person that is not undone counts; where nobody does, every admin does."""

    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    sees = models.BooleanField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "oversight"
        indexes: ClassVar = [models.Index(fields=["person", "id"], condition=Q(undone_at=None), name="oversight_live")]


class Reach(models.Model):
    """Somebody a thing with open flags concerns: who holds it, or who sees to what nobody owns, may see a flag about it and is here. Derived, by hold.sql."""

    HOLDS, OVERSEES = "holds", "oversees"

    pk = models.CompositePrimaryKey("entity_id", "user_id", "role")
    entity_id = models.BigIntegerField()
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    role = models.TextField()

    class Meta:
        db_table = "reach"


class ReachChoice(models.Model):
    """How one person wants to be reached. The newest row of a person that is not undone counts; without one, the usual (attention.py)."""

    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    urgent = models.TextField(help_text="now, digest or page.")
    important = models.TextField()
    rest = models.TextField()
    per_hour = models.IntegerField(help_text="Mails about single flags an hour; what is more comes in one.")
    quiet_from = models.TimeField(null=True, help_text="Null: quiet outside our working hours.")
    quiet_to = models.TimeField(null=True)
    through = models.BooleanField(help_text="Urgent ones come in quiet hours too.")
    morning = models.TimeField(
        null=True, help_text="When the morning digest is sent, in the person's own zone; null: none."
    )
    evening = models.TimeField(null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reach_choice"
        indexes: ClassVar = [
            models.Index(fields=["person", "id"], condition=Q(undone_at=None), name="reach_choice_live")
        ]


class Mute(models.Model):
    """A person does not want to be written to about a flag, a client or a rule until a moment. It stays on their pages."""

    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    flag = models.ForeignKey("priorities.Flag", null=True, on_delete=models.PROTECT, related_name="+")
    record_id = models.BigIntegerField(default=0, help_text="A record of the client; 0: not about a client.")
    rule = models.TextField(default="")
    until = models.DateTimeField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    anchored: ClassVar = ("record_id",)

    class Meta:
        db_table = "mute"
        indexes: ClassVar = [models.Index(fields=["person", "until"], condition=Q(undone_at=None), name="mute_live")]


class Letter(models.Model):
    """A mail to one person about flags. ``key`` is unique, so that it is made once; what it says is put together when it is sent, from what holds then."""

    SINGLE, GROUP, MORNING, EVENING = "single", "group", "morning", "evening"
    WAITING, SENDING, SENT, FAILED, UNSURE, DROPPED = "waiting", "sending", "sent", "failed", "unsure", "dropped"

    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    key = models.TextField(unique=True)
    message_id = models.TextField(default="")
    subject = models.TextField(default="")
    state = models.TextField(default=WAITING)
    error = models.TextField(default="")
    tries = models.IntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "letter"
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(state__in=["waiting", "sending"]), name="letter_underway"),
            models.Index(fields=["person", "sent_at"], name="letter_of_person"),
        ]


class Alert(models.Model):
    """That a person is, or is not, to be told something about a flag, and why. One row for each person, flag, reason and time the flag opened, or was raised again."""

    NEW, URGENT, IMPORTANT, AGAIN, SETTLED = "new", "urgent", "important", "again", "settled"
    WAITING, SENT, DROPPED, ON_PAGE, HELD_BACK = "waiting", "sent", "dropped", "page", "held"

    person = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # every index but the ones below would be taken for a better one while a storm fills the table
    flag = models.ForeignKey("priorities.Flag", on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField()
    opened_at = models.DateTimeField(help_text="When the flag opened that time.")
    asked_at = models.DateTimeField(
        db_default=Now(),
        help_text="When it last asked for attention as far as this tells of it: when it opened, or was raised again.",
    )
    channel = models.TextField(help_text="now, digest or page.")
    level = models.TextField(default="", help_text="urgent, important or rest, as it was then.")
    why = models.TextField(help_text="One sentence: why that way.")
    score = models.FloatField(default=0)
    state = models.TextField(default=WAITING)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="alerts")
    again_at = models.DateTimeField(null=True, help_text="When one that is held back is looked at again.")
    at = models.DateTimeField()

    class Meta:
        db_table = "alert"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["flag", "person", "reason", "opened_at", "asked_at"], name="told_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person"], condition=Q(state__in=["waiting", "held"]), name="alert_waiting"),
            models.Index(fields=["person", "-at"], name="alert_of_person"),
        ]


class ReachBegun(models.Model):
    """One row: since when flags are told, and when they were last looked at. What was open before that is on the pages and in no mail."""

    at = models.DateTimeField()
    looked_at = models.DateTimeField()

    class Meta:
        db_table = "reach_begun"

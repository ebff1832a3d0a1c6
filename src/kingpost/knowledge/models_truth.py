"""The tables of one truth: where systems disagree, what people ruled about it, and which value counts."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class Ruling(models.Model):
    """What a person said about a disagreement. Anchored on records: it survives merges, splits and every later sync. Undone by a withdrawal."""

    SIDE, BOTH, THIRD = "side", "both", "third"

    family = models.TextField(help_text="What it is about: due, amount, owner, … (disagreements.py)")
    choice = models.TextField()
    value = models.JSONField(null=True, help_text="The value that holds; null when both are right.")
    record_id = models.BigIntegerField(null=True, help_text="The record of the side that was chosen.")
    records: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField())
    said = models.JSONField(
        help_text="What each side said then: [[record, field, value], …]; anything else later is new."
    )
    note = models.TextField(default="")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    anchored: ClassVar = ("record_id", "records", "said")

    class Meta:
        db_table = "ruling"
        indexes: ClassVar = [GinIndex(fields=["records"], name="ruling_records")]


class Disagreement(models.Model):
    """Live words of several systems that differ where it matters, as one audience may know it. Written by picture.py's stage alone.

    ``sides`` hold what each record says (disagreements.Side). ``news`` is what came up after the ruling. A row whose cause is gone stays, closed.
    """

    digest = models.TextField(
        help_text="Of the records it is between and the field: the same whenever it is worked out again."
    )
    family = models.TextField()
    entity_id = models.BigIntegerField(help_text="The thing it is about.")
    audience_id = models.BigIntegerField()
    client_id = models.BigIntegerField(default=0)
    kind = models.TextField()
    title = models.TextField()
    sides = models.JSONField()
    records: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField())
    entities: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField())
    money = models.DecimalField(
        null=True, max_digits=20, decimal_places=2, help_text="At risk: how far the sums are apart."
    )
    currency = models.TextField(default="")
    days = models.FloatField(null=True, help_text="At risk: how far the dates are apart.")
    first = models.DateTimeField(null=True, help_text="The earliest moment one of the sides names.")
    since = models.DateTimeField(null=True, help_text="From when on it counts; not shown before.")
    until = models.DateTimeField(null=True, help_text="When it no longer matters: the meeting is over.")
    ruling = models.ForeignKey(Ruling, null=True, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(
        "ValueRule",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="A rule that settles it: the system it trusts has a side.",
    )
    news = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    history = models.JSONField(default=list, help_text="[moment, what happened, in words], oldest first.")

    class Meta:
        db_table = "disagreement"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "audience_id"], name="one_disagreement_a_digest"),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["entities"], name="disagreement_entities", condition=Q(closed_at=None)),
            GinIndex(fields=["records"], name="disagreement_records"),
            models.Index(fields=["client_id"], name="disagreement_client", condition=Q(closed_at=None)),
        ]


class Stated(models.Model):
    """What a mail states as settled: a day something is delivered, the time of a meeting, a price (stated.py). Once for each client it concerns."""

    pk = models.CompositePrimaryKey("record_id", "number", "client_id")
    record_id = models.BigIntegerField()
    number = models.SmallIntegerField()
    client_id = models.BigIntegerField()
    at = models.DateTimeField()
    what = models.TextField(help_text="delivery, meeting or price")
    says = models.TextField(help_text="An ISO date or moment, or a sum.")
    words = models.TextField(help_text="The sentence.")
    currency = models.TextField(default="")
    weekday_only = models.BooleanField(default=False)

    class Meta:
        db_table = "stated"
        indexes: ClassVar = [models.Index(fields=["client_id", "at"], name="stated_of_client")]


class ValueRule(models.Model):
    """Which value counts for a field of a kind: a person's rule in place of the usual one. A withdrawn row stays as history."""

    kind = models.TextField(help_text="A kind of thing.")
    field = models.TextField()
    way = models.TextField(help_text="trust, recent, complete or agreement (survivorship.py)")
    system = models.ForeignKey(
        "evidence.System", null=True, on_delete=models.CASCADE, related_name="+", help_text="For trust."
    )
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "value_rule"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "field"], condition=Q(withdrawn_at=None), name="one_value_rule_a_field"
            ),
        ]

"""The tables of what is learned: what was held back each day, what of it turned out to matter, weights, and grouping as people said it.

``Night`` and ``HeldBack`` are what stood at the end of a day and never change; of the latter each goes once it is decided whether it mattered, so that
what comes later cannot count it again. ``MissAnswer`` and ``GroupRuling`` are what people say, anchored on records, so that they hold after a sync, a merge
or a split.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Night(models.Model):
    """How many things were held back on one day, as one audience may know it. The row of everyone says that the day was looked at."""

    pk = models.CompositePrimaryKey("day", "audience_id")
    day = models.DateField(help_text="In the zone of the business.")
    audience_id = models.BigIntegerField()
    held = models.IntegerField()
    at = models.DateTimeField(help_text="When it was looked at.")

    class Meta:
        db_table = "night"


class HeldBack(models.Model):
    """One thing that came in on a day and was not shown by its end. Kept while it is looked back at, and nothing has shown yet whether it mattered."""

    NOT_SHOWN, NOTICED, LOW, SNOOZED, NOT_RELATED = "not_shown", "noticed", "low", "snoozed", "not_related"

    day = models.DateField()
    record_id = models.BigIntegerField(help_text="A record of the thing.")
    audience_id = models.BigIntegerField()
    way = models.TextField(
        help_text="not_shown; noticed: by a rule that opens no flag; low: below Today's cut; snoozed; not_related."
    )
    why = models.TextField(help_text="In words, as on the page Not shown.")
    came_at = models.DateTimeField()
    closes_at = models.DateTimeField(help_text="The end of the day: what is shown later was held back until then.")
    flag_id = models.BigIntegerField(null=True)
    near = models.JSONField(
        default=list, help_text="[[number, value]]: at this value the rule would have raised it, the nearest first."
    )

    class Meta:
        db_table = "held_back"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "record_id", "audience_id", "way"], name="one_held_back_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["record_id"], name="held_back_record")]


class Miss(models.Model):
    """Something held back that turned out to matter: what showed it, and when. Who may see all of ``audiences`` may see it."""

    record_id = models.BigIntegerField()
    cause = models.TextField(help_text="What showed it, e.g. “client_waiting”; with the record once for each.")
    audiences: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField())
    day = models.DateField(help_text="On which it came in.")
    came_at = models.DateTimeField()
    way = models.TextField()
    why = models.TextField(help_text="Why it was not shown.")
    showed = models.TextField(help_text="What showed that it mattered, in a sentence.")
    showed_at = models.DateTimeField()
    evidence: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField())
    near = models.JSONField(default=list)
    found_on = models.DateField(help_text="The day of the night that found it.")

    class Meta:
        db_table = "miss"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record_id", "cause", "audiences"], name="one_miss_a_cause")
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="miss_day")]


class MissAnswer(models.Model):
    """A person says that a miss did not matter. Withdrawn, it is a miss again."""

    record_id = models.BigIntegerField()
    cause = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    anchored: ClassVar = ("record_id",)

    class Meta:
        db_table = "miss_answer"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record_id", "cause"], condition=Q(withdrawn_at=None), name="one_live_miss_answer"
            )
        ]


class LearnedWeight(models.Model):
    """How many times its usual weight a reason counts, as learned from what people do first. The newest that is not withdrawn holds."""

    rule = models.TextField()
    key = models.TextField(default="")
    factor = models.FloatField()
    first = models.IntegerField(help_text="How often it was acted on while something else stood above it.")
    times = models.IntegerField(help_text="How often it was that, or was passed over, snoozed or called not related.")
    since = models.DateTimeField(help_text="Where the counting began.")
    learned_on = models.DateField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "learned_weight"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "key", "learned_on"], name="one_weight_learned_a_night")
        ]


class GroupRuling(models.Model):
    """A person says what belongs together: a reason split off into a flag of its own, or one flag joined to another. Undone by a withdrawal."""

    SPLIT, JOIN = "split", "join"

    verdict = models.TextField()
    record_id = models.BigIntegerField(
        help_text="Split: of the thing the reason was noticed on. Join: of the thing whose flag joins another."
    )
    part = models.TextField(default="", help_text="Join: the part of that thing's reasons, when they were split off.")
    into_id = models.BigIntegerField(help_text="Split: of the thing it was split off from. Join: of the other thing.")
    into_part = models.TextField(default="")
    rule = models.TextField(default="", help_text="Of the reason; for a join of the loudest.")
    key = models.TextField(default="")
    kind = models.TextField(default="", help_text="Of the thing it was noticed on.")
    client_id = models.BigIntegerField(default=0, help_text="A record of its client.")
    words = models.TextField(default="", help_text="Join: the title without its numbers; the next so called follows.")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    anchored: ClassVar = ("record_id", "into_id", "client_id")

    class Meta:
        db_table = "group_ruling"
        indexes: ClassVar = [
            models.Index(fields=["record_id"], condition=Q(withdrawn_at=None), name="group_ruling_live"),
            models.Index(fields=["client_id"], condition=Q(withdrawn_at=None), name="group_ruling_client"),
        ]

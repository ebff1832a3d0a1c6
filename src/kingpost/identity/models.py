"""Identity's tables. Clusters are a pure function of match keys and live judgements; ``Member`` is that function's result.

An entity has no row of its own here: its number is the number of the oldest record in it. Every other member's number redirects
to it, and comes back to life when a split gives that record a cluster of its own. So URLs stay valid and nothing is copied.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value


class MatchKey(models.Model):
    """One exact key of a record, e.g. ``email:marcus@aldgatefreight.example``. Two records with one key are candidates."""

    pk = models.CompositePrimaryKey("record_id", "key")
    record_id = models.BigIntegerField()
    key = models.TextField()

    class Meta:
        db_table = "match_key"
        indexes: ClassVar = [
            models.Index(fields=["key"], name="match_key_key"),
            # The people with an address at a domain.
            models.Index(
                Func(F("key"), Value("@"), Value(2), function="split_part"),
                name="match_key_host",
                condition=Q(key__startswith="email:"),
            ),
        ]


class Member(models.Model):
    """Which entity a record belongs to."""

    record_id = models.BigIntegerField(primary_key=True)
    entity_id = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "member"


class CoreName(models.Model):
    """The name of a client or project without legal form, for look-alikes."""

    record_id = models.BigIntegerField(primary_key=True)
    kind = models.TextField()
    name = models.TextField()

    class Meta:
        db_table = "core_name"
        indexes: ClassVar = [GinIndex(OpClass("name", "gin_trgm_ops"), name="core_name_alike")]


class Judgement(models.Model):
    """Two records are the same thing, are not, or may be. Superseded, never overwritten: withdrawing one brings back the one before."""

    SAME, DIFFERENT, UNSURE = "same", "different", "unsure"

    one = models.BigIntegerField(help_text="The lower record number of the pair.")
    other = models.BigIntegerField()
    verdict = models.TextField()
    reason = models.TextField()
    score = models.FloatField(null=True)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "judgement"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="judgement_pair_in_order"),
            models.UniqueConstraint(
                fields=["one", "other"], condition=Q(withdrawn_at=None), name="one_live_judgement_a_pair"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["one"], condition=Q(withdrawn_at=None), name="judgement_one"),
            models.Index(fields=["other"], condition=Q(withdrawn_at=None), name="judgement_other"),
            models.Index(fields=["verdict", "-at"], condition=Q(withdrawn_at=None), name="judgement_to_review"),
        ]

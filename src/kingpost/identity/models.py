"""Identity's tables. Clusters are a pure function of match keys and live judgements; ``Member`` is that function's result.

An entity has no row of its own here: its number is the number of the oldest record in it. Every other member's number redirects
to it, and comes back to life when a split gives that record a cluster of its own. So URLs stay valid and nothing is copied.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
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


class Stored(models.Model):
    """How a person, client or project is compared: its fields folded (profiles.Profile), as JSON."""

    record_id = models.BigIntegerField(primary_key=True)
    said = models.TextField()

    class Meta:
        db_table = "profile"


class Block(models.Model):
    """A weak key of a record: records that share one are compared (blocking.py). A key is a hash."""

    pk = models.CompositePrimaryKey("key", "record_id")
    key = models.BigIntegerField()
    record_id = models.BigIntegerField()

    class Meta:
        db_table = "block"


class Pair(models.Model):
    """Two records the model takes for the same, or would ask about. Derived: no one writes it but pairs.py."""

    pk = models.CompositePrimaryKey("one", "other")
    one = models.BigIntegerField(help_text="The lower record number.")
    other = models.BigIntegerField()
    weight = models.FloatField(help_text="Bits for their being one thing.")
    verdict = models.TextField(
        help_text="same; unsure: ask; torn: the same, but one of the two fits another thing as well: ask."
    )
    levels: models.Field[list[str], list[str]] = ArrayField(models.TextField(), help_text="What the comparison found.")

    class Meta:
        db_table = "pair"
        indexes: ClassVar = [
            models.Index(fields=["other"], name="pair_other"),
            models.Index(fields=["-weight", "one"], condition=~Q(verdict="same"), name="pair_to_review"),
        ]


class IdentityModel(models.Model):
    """Weights trained on the business's own records. The newest that is not withdrawn holds (model.py)."""

    weights = models.JSONField(help_text="By kind: prior, thresholds, weight of each level.")
    trained_at = models.DateTimeField()
    records = models.IntegerField(help_text="Records it was trained on.")
    answers = models.IntegerField(default=0, help_text="People's answers used as labels.")
    measured = models.JSONField(
        default=dict,
        help_text="By kind: pairs known to be one thing, and how many of them the weights before and these join.",
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "identity_model"


class HomeCountry(models.Model):
    """The country telephone numbers without one are of; one row at most (home.py)."""

    ONLY = 1

    id = models.SmallIntegerField(primary_key=True)
    country = models.TextField(help_text="ISO 3166, two letters.")
    at = models.DateTimeField()

    class Meta:
        db_table = "home_country"


class Judgement(models.Model):
    """What a person said: two records are the same thing, are not, or not sure yet. Superseded, never overwritten: withdrawing one brings back the one before."""

    SAME, DIFFERENT, UNSURE = "same", "different", "unsure"  # unsure: somebody looked and could not say yet

    one = models.BigIntegerField(help_text="The lower record number of the pair.")
    other = models.BigIntegerField()
    verdict = models.TextField()
    reason = models.TextField()
    score = models.FloatField(null=True)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    anchored: ClassVar = ("one", "other")
    anchored_in_order: ClassVar = True

    class Meta:
        db_table = "judgement"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="judgement_pair_in_order"),
            models.UniqueConstraint(
                fields=["one", "other"], condition=Q(withdrawn_at=None), name="one_live_judgement_a_pair"
            ),
        ]
        indexes: ClassVar = [
            # Withdrawn ones too: whoever was ever judged is settled anew each time (said.sql).
            models.Index(fields=["one"], name="judgement_of_one"),
            models.Index(fields=["other"], name="judgement_of_other"),
            models.Index(fields=["verdict", "-at"], condition=Q(withdrawn_at=None), name="judgement_to_review"),
        ]

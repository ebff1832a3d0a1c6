"""Tables of guesses: which messages a model was asked about, and the words it pointed at. Nothing reads them but the page where a person checks them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ModelQuestion(models.Model):
    """A message's text was looked at for a question to the model. ``outcome``: guessed, nothing, failed, or passed over (not worth asking)."""

    record_id = models.BigIntegerField()
    digest = models.TextField(help_text="MD5 of the body: the same text is never asked about twice.")
    at = models.DateTimeField()
    outcome = models.TextField()

    class Meta:
        db_table = "model_question"
        constraints: ClassVar = [models.UniqueConstraint(fields=["record_id", "digest"], name="model_question_once")]
        indexes: ClassVar = [models.Index(fields=["at"], name="model_question_at")]


class PromiseGuess(models.Model):
    """Words of a message a model takes for a promise. What a person says to it is a ``PromiseRuling`` on the same record and words."""

    record_id = models.BigIntegerField()
    digest = models.TextField(help_text="Of the body it was made from: with another body it is no longer shown.")
    words = models.TextField()
    place: models.Field[list[int], list[int]] = ArrayField(
        models.IntegerField(), help_text="Start and end in the text."
    )
    ours = models.BooleanField()
    due_on = models.DateField(null=True, help_text="Read from the words by our own rules.")
    said_at = models.DateTimeField()
    model = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "promise_guess"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record_id", "digest", "words"], name="promise_guess_once")
        ]

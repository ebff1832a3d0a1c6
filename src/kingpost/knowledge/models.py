"""Knowledge's tables. ``BusinessValue``, ``ClientTerms`` and ``PromiseRuling`` are what people say; all others are written by one
stage each (picture.py, index.py, promises/stage.py) and can be made again.

Derived rows name their subject record beside the entity it belongs to now. A row's audience is that of its evidence: an entity
has one row for each distinct audience among its records, made only from records everyone in that audience may see.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from kingpost.knowledge.models_guesses import ModelQuestion as ModelQuestion  # Django looks for models here
from kingpost.knowledge.models_guesses import PromiseGuess as PromiseGuess
from kingpost.knowledge.models_links import Approval as Approval
from kingpost.knowledge.models_links import ApprovalPlace as ApprovalPlace
from kingpost.knowledge.models_links import ProjectCorrection as ProjectCorrection
from kingpost.knowledge.models_links import ProjectGround as ProjectGround
from kingpost.knowledge.models_links import ProjectLink as ProjectLink
from kingpost.knowledge.models_truth import Disagreement as Disagreement
from kingpost.knowledge.models_truth import Ruling as Ruling
from kingpost.knowledge.models_truth import Stated as Stated
from kingpost.knowledge.models_truth import ValueRule as ValueRule


class Entity(models.Model):
    """A real thing, as one audience may know it. ``golden`` holds the value we go by for each field; ``why`` the record and rule behind it."""

    pk = models.CompositePrimaryKey("entity_id", "audience_id")
    entity_id = models.BigIntegerField()
    audience_id = models.BigIntegerField()
    kind = models.TextField()
    title = models.TextField()
    golden = models.JSONField()
    why = models.JSONField(help_text='{"field": [record, rule]}; "*" stands for all fields of a single record.')
    at = models.DateTimeField(null=True, help_text="The latest moment its evidence speaks of.")
    records = models.IntegerField()
    open = models.BooleanField(null=True, help_text="For work: not yet done, closed, paid or won.")
    due = models.DateTimeField(null=True)
    standing = models.TextField(
        default="", help_text="Clients: client, seen (only ever wrote to us) or own. People: staff."
    )

    class Meta:
        db_table = "entity"
        indexes: ClassVar = [
            models.Index(fields=["kind", "due"], condition=Q(open=True), name="entity_open_due"),
            models.Index(fields=["entity_id"], condition=Q(open=True), name="entity_open"),
            models.Index(fields=["title"], condition=Q(kind__in=["client", "project"]), name="entity_title"),
            models.Index(fields=["entity_id"], condition=Q(standing="staff"), name="entity_staff"),
        ]


class Link(models.Model):
    """One record points at another: said by the system (``why`` is empty) or inferred, with the reason."""

    pk = models.CompositePrimaryKey("record_id", "role", "target_id")
    record_id = models.BigIntegerField()
    role = models.TextField()
    target_id = models.BigIntegerField()
    why = models.TextField(null=True)

    class Meta:
        db_table = "link"
        indexes: ClassVar = [models.Index(fields=["target_id", "role"], name="link_back")]


class LinkBefore(models.Model):
    """One record pointed at another in an earlier version, or before it was gone: where dated pages look for what was a client's then."""

    pk = models.CompositePrimaryKey("record_id", "role", "target_id")
    record_id = models.BigIntegerField()
    role = models.TextField()
    target_id = models.BigIntegerField()

    class Meta:
        db_table = "link_before"
        indexes: ClassVar = [models.Index(fields=["target_id"], name="link_before_back")]


class Quote(models.Model):
    """A number quoted in a record's title, or a word of what may name somebody or a client ("name:", "away:"), also while nothing of that number or name is known yet."""

    pk = models.CompositePrimaryKey("record_id", "token")
    record_id = models.BigIntegerField()
    token = models.TextField()

    class Meta:
        db_table = "quote"
        indexes: ClassVar = [models.Index(fields=["token"], name="quote_token")]


class Notice(models.Model):
    """A mail that a system wrote by itself. ``domain`` is its sender's (empty for invitations, which come from anybody); ``system_id`` and ``target_id`` (a record) are known when it speaks of one thing we hold."""

    record_id = models.BigIntegerField(primary_key=True)
    service = models.TextField(help_text="As the mail names its system: “Redmine”, or its sender.")
    domain = models.TextField()
    system_id = models.BigIntegerField(null=True)
    target_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "notice"
        indexes: ClassVar = [
            models.Index(fields=["domain", "record_id"], name="notice_of_domain", condition=Q(system_id__isnull=False)),
            models.Index(fields=["target_id"], name="notice_about", condition=Q(target_id__isnull=False)),
        ]


class ClientOf(models.Model):
    """Which client a record is about, and how we know."""

    pk = models.CompositePrimaryKey("record_id", "client_id")
    record_id = models.BigIntegerField()
    client_id = models.BigIntegerField(help_text="An entity.")
    kind = models.TextField(help_text="The record's kind, so that a client's people or invoices are found at once.")
    via = models.TextField(help_text="The role of the link it follows from.")

    class Meta:
        db_table = "client_of"
        indexes: ClassVar = [models.Index(fields=["client_id", "kind"], name="client_of_back", include=["record_id"])]


class OpenWork(models.Model):
    """An open thing of a client, by records of this audience: found without reading all that was ever done for the client."""

    pk = models.CompositePrimaryKey("client_id", "entity_id", "audience_id")
    client_id = models.BigIntegerField()
    entity_id = models.BigIntegerField()
    audience_id = models.BigIntegerField()

    class Meta:
        db_table = "open_work"
        indexes: ClassVar = [models.Index(fields=["entity_id"], name="open_work_of_entity")]


DELIVERED = ("delivered", "completed", "approved")
"""Happenings that mean a client got something. A ticket that was resolved may be open again: it is not among them."""


class Timeline(models.Model):
    """One happening on one client's timeline (client 0: on nobody's). Also the timeline of the entity it happened to."""

    pk = models.CompositePrimaryKey("record_id", "number", "client_id")
    record_id = models.BigIntegerField()
    number = models.SmallIntegerField()
    client_id = models.BigIntegerField()
    at = models.DateTimeField()
    entity_id = models.BigIntegerField()
    audience_id = models.BigIntegerField()
    kind = models.TextField()
    what = models.TextField()
    text = models.TextField()
    actor_id = models.BigIntegerField(null=True, help_text="A person's record.")

    class Meta:
        db_table = "timeline"
        indexes: ClassVar = [
            models.Index(F("client_id"), F("at").desc(), name="timeline_of_client"),
            models.Index(
                F("client_id"),
                F("at").desc(),
                condition=Q(what__in=DELIVERED),
                name="timeline_delivered",
            ),
            models.Index(F("entity_id"), F("at").desc(), name="timeline_of_entity"),
            models.Index(F("at").desc(), name="timeline_newest"),
        ]


class Occurrence(models.Model):
    """One time a meeting takes place. A recurring meeting is its rule; the expander keeps these for the weeks around today."""

    record_id = models.BigIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False)

    class Meta:
        db_table = "occurrence"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record_id", "starts_at"], name="one_occurrence_a_start")
        ]
        indexes: ClassVar = [
            models.Index(fields=["starts_at"], name="occurrence_by_time"),
            models.Index(fields=["ends_at", "starts_at"], name="occurrence_by_end"),
        ]


class Search(models.Model):
    """What the box at the top finds."""

    pk = models.CompositePrimaryKey("entity_id", "audience_id")
    entity_id = models.BigIntegerField()
    audience_id = models.BigIntegerField()
    kind = models.TextField()
    title = models.TextField()
    at = models.DateTimeField(null=True)
    client_id = models.BigIntegerField(null=True)
    words = SearchVectorField()

    class Meta:
        db_table = "search"
        indexes: ClassVar = [
            GinIndex(fields=["words"], name="search_words"),
            models.Index(fields=["at"], name="search_at"),
            GinIndex(
                OpClass("title", "gin_trgm_ops"),
                name="search_title",
                condition=Q(kind__in=["client", "person", "project"]),
            ),
        ]


class BusinessValue(models.Model):
    """Something about our own business: guessed from the data, shown, and corrected by a person in one place."""

    name = models.TextField(primary_key=True)
    guessed = models.JSONField(null=True)
    guessed_from = models.TextField(default="")
    corrected = models.JSONField(null=True)
    corrected_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "business_value"


class ClientTerms(models.Model):
    """What a person said about one client; anchored on a record, so it survives merges and splits."""

    record_id = models.BigIntegerField(primary_key=True)
    is_client = models.BooleanField(null=True)
    answer_hours = models.FloatField(null=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    anchored: ClassVar = ("record_id",)

    class Meta:
        db_table = "client_terms"


class PersonTerms(models.Model):
    """What somebody said about one person: one of us or not; anchored on a record, so it survives merges and splits."""

    record_id = models.BigIntegerField(primary_key=True)
    is_staff = models.BooleanField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    anchored: ClassVar = ("record_id",)

    class Meta:
        db_table = "person_terms"


class ClientCorrection(models.Model):
    """Somebody said whose client a thing is about; without a client, nobody's. Anchored on records; a withdrawn one no longer holds."""

    record_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True, help_text="A record of the client.")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    anchored: ClassVar = ("record_id", "client_id")

    class Meta:
        db_table = "client_correction"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record_id"], condition=Q(withdrawn_at=None), name="one_live_client_correction"
            ),
        ]


class Promise(models.Model):
    """Something agreed: who, to whom, what, due when, in whose words (promises/stage.py). ``key`` is made of the record's key and the words, so it
    stays the same however often it is found again; of several in one sentence, one has the key of the whole sentence. What time alone makes of it (at risk, broken) is worked out when it is read."""

    key = models.UUIDField(primary_key=True)
    record_id = models.BigIntegerField(help_text="Where it was said.")
    entity_id = models.BigIntegerField()
    audience_id = models.BigIntegerField()
    client_id = models.BigIntegerField(help_text="An entity; 0 when it is nobody's.")
    thread_id = models.BigIntegerField(help_text="The first message of its thread, or its own record.")
    about_id = models.BigIntegerField(null=True, help_text="The ticket or task (an entity) it was said on or about.")
    kind = models.TextField(help_text="Of the record.")
    ours = models.BooleanField(help_text="We promised the client; else the client promised us.")
    by_id = models.BigIntegerField(null=True, help_text="A person's record.")
    by_name = models.TextField(help_text="When the words name who will do it.")
    to_id = models.BigIntegerField(null=True)
    what = models.TextField()
    words = models.TextField()
    place: models.Field[list[int], list[int]] = ArrayField(
        models.IntegerField(), help_text="Start and end in the text."
    )
    stems: models.Field[list[str], list[str]] = ArrayField(models.TextField())
    said_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    amount = models.DecimalField(null=True, max_digits=18, decimal_places=2)
    currency = models.TextField()
    confidence = models.FloatField()
    reason = models.TextField()
    moves = models.BooleanField(help_text="Gives a new date for something agreed.")
    superseded_by = models.UUIDField(null=True)
    ruling_id = models.BigIntegerField(null=True)
    verdict = models.TextField(help_text='What a person said of it: "", added, corrected, delivered or dismissed.')

    class Meta:
        db_table = "promise"
        indexes: ClassVar = [
            models.Index(fields=["record_id"], name="promise_record"),
            models.Index(fields=["entity_id"], name="promise_entity"),
            models.Index(fields=["client_id", "said_at"], name="promise_client"),
            models.Index(fields=["about_id"], name="promise_about", condition=Q(about_id__isnull=False)),
            models.Index(fields=["due_at"], name="promise_due"),
        ]


class PromiseEvidence(models.Model):
    """What shows that a promise was kept, confirmed or is late: one record, with the reason. Only its own audience knows of it."""

    pk = models.CompositePrimaryKey("key", "kind", "record_id")
    key = models.UUIDField()
    kind = models.TextField(help_text="delivered, confirmed, late or moved.")
    record_id = models.BigIntegerField()
    audience_id = models.BigIntegerField()
    at = models.DateTimeField(null=True)
    why = models.TextField()

    class Meta:
        db_table = "promise_evidence"
        indexes: ClassVar = [models.Index(fields=["record_id"], name="promise_evidence_record")]


class PromiseRuling(models.Model):
    """What a person says about a promise: anchored on the record and the words, so that it holds after every sync. Undone, not deleted."""

    record_id = models.BigIntegerField()
    words = models.TextField()
    verdict = models.TextField(help_text="added, corrected, delivered or dismissed.")
    says = models.JSONField(default=dict, help_text="For added and corrected: what, due_on, ours.")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    anchored: ClassVar = ("record_id",)

    class Meta:
        db_table = "promise_ruling"
        indexes: ClassVar = [
            models.Index(fields=["record_id"], name="promise_ruling_record", condition=Q(withdrawn_at=None))
        ]

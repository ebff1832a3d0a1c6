"""The tables of evidence. Bulk work on them is SQL in named files; these classes are for single rows, admin and types.

A ``Record`` is what one system says about one thing. Its ``id`` is also an entity number: the entity a record belongs to is
named after the oldest record in it (identity/models.py). A record may exist before its object was read, because another object
pointed at it: then ``version`` is null and nothing shows it, but the link already has something to hold on to.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class System(models.Model):
    """One connected system, e.g. "Zendesk, EU"."""

    key = models.SlugField(unique=True)
    title = models.TextField()
    connector = models.TextField()
    settings = models.JSONField(default=dict)
    sealed = models.TextField(default="", help_text="Secret settings, sealed by toolbox/secrets.py.")
    audience = models.ForeignKey("accounts.Audience", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    excluded: models.Field[list[str], list[str]] = ArrayField(models.TextField(), default=list)
    connected_at = models.DateTimeField()
    started_at = models.DateTimeField(help_text="What was late before this moment goes to “Before we started”.")
    loaded_at = models.DateTimeField(
        null=True, help_text="When the first whole read ended; before that nothing is proven."
    )
    paused_at = models.DateTimeField(null=True)
    disconnected_at = models.DateTimeField(null=True)
    disconnected_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    every_seconds = models.PositiveIntegerField(default=60)
    cursor = models.JSONField(null=True)
    translator = models.IntegerField(
        default=0, help_text="The translation all its records were last made with; 0 before the first read."
    )
    kinds: models.Field[list[str], list[str]] = ArrayField(
        models.TextField(),
        default=list,
        help_text="Of the records it has held, sorted: where an answer may be looked for.",
    )
    proven_at = models.DateTimeField(null=True)
    proof_seconds = models.FloatField(default=0, help_text="How long the last proof of completeness took.")

    class Meta:
        db_table = "system"

    def __str__(self) -> str:
        return self.title


class WriteGrant(models.Model):
    """A person switched writing on for one kind in one system. Without a live row nothing is ever written."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="write_grants")
    kind = models.TextField()
    account = models.TextField(help_text="The name the system will show as the author.")
    place = models.TextField(default="", help_text="Where new objects go: a calendar, a project, a file.")
    granted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "write_grant"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["system", "kind"], condition=Q(withdrawn_at=None), name="one_live_write_grant"
            ),
        ]


class Record(models.Model):
    """What one system says about one thing; also an entity number. ``key`` and ``native_key`` are hashes (evidence/keys.py)."""

    id = models.BigAutoField(primary_key=True)
    # Without constraints in the database: checking both for every row took a tenth of the time of landing a page.
    system = models.ForeignKey(System, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    audience = models.ForeignKey(
        "accounts.Audience", on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    kind = models.TextField()
    remote_id = models.TextField()
    key = models.UUIDField(unique=True)
    native_kind = models.TextField(null=True)
    native_id = models.TextField(null=True)
    native_key = models.UUIDField(null=True)
    raw_hash = models.UUIDField(null=True, help_text="Of the bytes last seen; equal bytes are not decoded again.")
    hash = models.UUIDField(null=True, help_text="Of the current version, without volatile fields.")
    version = models.IntegerField(null=True, help_text="The current version's number; null while only pointed at.")
    labels: models.Field[list[str] | None, list[str] | None] = ArrayField(
        models.TextField(), null=True, help_text="Folders, tags and senders as last read."
    )
    too_large = models.BooleanField(
        null=True, help_text="Only a description of its bytes is kept, because they were too many."
    )
    weight = models.IntegerField(default=0, help_text="For mentions: how much it says; the fuller one stays.")
    gone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "record"
        indexes: ClassVar = [
            models.Index(fields=["native_key"], name="record_native", condition=Q(native_key__isnull=False)),
            models.Index(
                fields=["remote_id"],
                name="record_quoted",
                condition=Q(kind__in=["ticket", "task", "project", "invoice"]),
            ),
            models.Index(fields=["gone_at"], name="record_gone", condition=Q(gone_at__isnull=False)),
            models.Index(fields=["remote_id"], name="record_agreement", condition=Q(kind="agreement")),
            models.Index(
                fields=["system", "native_kind"], name="record_of_system", condition=Q(native_key__isnull=False)
            ),
        ]


class Version(models.Model):
    """One state of a record: the bytes as they came, and what they say in canonical words. Append-only.

    ``raw`` is null when the bytes are those of the version before (translated again) or of the record this one was found in
    (``via``). ``learned`` is when we read it, ``valid_from`` when the system says it became true.
    """

    pk = models.CompositePrimaryKey("record_id", "number")
    record_id = models.BigIntegerField()
    number = models.IntegerField()
    learned = models.DateTimeField()
    valid_from = models.DateTimeField(null=True)
    translator = models.IntegerField()
    writeback = models.BigIntegerField(null=True, help_text="Set when this is the read-back of our own write.")
    via = models.BigIntegerField(null=True)
    title = models.TextField()
    fields = models.JSONField()
    body = models.TextField(default="")
    url = models.TextField(default="")
    ref_roles: models.Field[list[str], list[str]] = ArrayField(models.TextField())
    ref_keys: models.Field[list[str], list[str]] = ArrayField(models.UUIDField())
    happenings = models.JSONField(null=True)
    raw = models.BinaryField(null=True)

    class Meta:
        db_table = "version"
        indexes: ClassVar = [models.Index(fields=["learned"], name="version_changed", condition=Q(number__gt=1))]


class Change(models.Model):
    """The log every stage reads. Positions come from a sequence taken under a lock (evidence/changes.py)."""

    position = models.BigAutoField(primary_key=True)
    stream = models.SmallIntegerField()
    ref = models.BigIntegerField()

    class Meta:
        db_table = "change"
        indexes: ClassVar = [models.Index(fields=["stream", "position"], name="change_stream", include=["ref"])]


class News(models.Model):
    """What was logged at ``position`` of a stream can be seen by this audience. One row an audience for each writer's turn."""

    pk = models.CompositePrimaryKey("audience_id", "stream", "position")
    audience = models.ForeignKey(
        "accounts.Audience", on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )
    stream = models.SmallIntegerField()
    position = models.BigIntegerField()

    class Meta:
        db_table = "news"
        indexes: ClassVar = [models.Index(fields=["stream", "position"], name="news_stream")]


class Bookmark(models.Model):
    """How far a stage has read its stream."""

    stage = models.TextField(primary_key=True)
    position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "bookmark"


class SyncRun(models.Model):
    """One read of one system, from its cursor on. The Systems page tells its story."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="runs")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    read = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    gone = models.IntegerField(default=0)
    unreadable = models.IntegerField(default=0)
    error = models.TextField(default="")
    retry_at = models.DateTimeField(null=True)
    notes: models.Field[list[str], list[str]] = ArrayField(models.TextField(), default=list)

    class Meta:
        db_table = "sync_run"
        indexes: ClassVar = [
            models.Index(F("system"), F("id").desc(), name="sync_run_latest"),
            models.Index(F("system"), F("id").desc(), name="sync_run_noted", condition=~Q(notes=[])),
        ]


class Completeness(models.Model):
    """Proof of how complete our copy of one kind in one system is, as of a moment."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="completeness")
    kind = models.TextField()
    title = models.TextField()
    proof = models.TextField(help_text="ids: sets compared; count: totals compared; none: nothing to compare with.")
    held = models.IntegerField()
    excluded = models.IntegerField(default=0)
    counted = models.IntegerField(null=True, help_text="The system's own count.")
    missing = models.IntegerField(default=0)
    surplus = models.IntegerField(default=0)
    gone = models.IntegerField(default=0)
    unreadable = models.IntegerField(default=0)
    oldest = models.DateTimeField(null=True)
    newest = models.DateTimeField(null=True)
    as_of = models.DateTimeField()

    class Meta:
        db_table = "completeness"
        constraints: ClassVar = [models.UniqueConstraint(fields=["system", "kind"], name="one_completeness_a_kind")]

    @property
    def whole(self) -> bool:
        """True when nothing is missing, as far as this system can prove it."""
        return self.counted is not None and not (self.missing or self.surplus or self.unreadable)


class Quarantine(models.Model):
    """What could not be read, translated or worked out, with its reason. Counted, shown, tried again; never in the way."""

    system = models.ForeignKey(System, null=True, on_delete=models.CASCADE, related_name="quarantine")
    stage = models.TextField(help_text="read, translate, or the name of a flow stage.")
    kind = models.TextField()
    remote_id = models.TextField()
    error = models.TextField()
    raw = models.BinaryField(null=True)
    raw_hash = models.UUIDField(null=True)
    native_key = models.UUIDField(null=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.IntegerField(default=1)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "quarantine"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["system", "stage", "kind", "remote_id"], name="one_quarantine_a_thing", nulls_distinct=False
            ),
        ]


class Excluded(models.Model):
    """A thing we were told to leave out: only its hashed key is kept, so that completeness still adds up."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="left_out")
    kind = models.TextField()
    native_key = models.UUIDField()

    class Meta:
        db_table = "excluded"
        constraints: ClassVar = [models.UniqueConstraint(fields=["system", "native_key"], name="one_excluded_a_thing")]


class Vanishing(models.Model):
    """More than a twentieth of a kind disappeared from a system at once. Nothing is removed until a person says so."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="vanishings")
    kind = models.TextField()
    missing = models.IntegerField()
    held = models.IntegerField()
    seen_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    remove = models.BooleanField(null=True)

    class Meta:
        db_table = "vanishing"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "kind"], condition=Q(settled_at=None), name="one_open_vanishing"),
        ]


class Erasure(models.Model):
    """A person was erased. Only digests of address and name are kept (erased.py), so that reading a system again does not bring them back."""

    digest = models.TextField(unique=True)
    words = models.SmallIntegerField(default=0, help_text="How many words the name has; 0: it is an address.")
    at = models.DateTimeField()

    class Meta:
        db_table = "erasure"


class Workspace(models.Model):
    """The one row that says whether this workspace may write at all. A restored copy starts with writing off."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    writing_since = models.DateTimeField(null=True)
    writing_note = models.TextField(default="")

    class Meta:
        db_table = "workspace"

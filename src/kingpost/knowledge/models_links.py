"""Tables of project links and approvals: what the stages ``projects`` and ``approvals`` write, and what people say about a link."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class ProjectLink(models.Model):
    """The project one record belongs to, although its system does not say so. Written by project_links/stage.py alone.

    ``via`` is "reference", "words", "thread", "attachment" or "person"; ``why`` says it in plain words from evidence the record's audience may see.
    """

    record_id = models.BigIntegerField(primary_key=True)
    project_id = models.BigIntegerField(help_text="A record of the project, the first by key.")
    unit_id = models.BigIntegerField(help_text="The entity whose thread it was judged in.")
    via = models.TextField()
    score = models.FloatField()
    why = models.TextField()
    at = models.DateTimeField(
        null=True, help_text="The record's own moment, so that a project's things are found in order."
    )

    class Meta:
        db_table = "project_link"
        indexes: ClassVar = [
            models.Index(fields=["project_id", "at"], name="project_link_back"),
            models.Index(fields=["unit_id"], name="project_link_unit"),
        ]


class ProjectGround(models.Model):
    """A client with projects, and a digest of what its things were last judged by: a different one means judging them again."""

    client_id = models.BigIntegerField(primary_key=True)
    digest = models.TextField()
    names: models.Field[str, str] = models.TextField(default="")

    class Meta:
        db_table = "project_ground"


class ProjectCorrection(models.Model):
    """A person says which project a thing (and its thread) belongs to; ``project_id`` is null for "no project". Anchored on records."""

    record_id = models.BigIntegerField()
    project_id = models.BigIntegerField(null=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    anchored: ClassVar = ("record_id", "project_id")

    class Meta:
        db_table = "project_correction"
        indexes: ClassVar = [
            models.Index(fields=["record_id"], name="project_correction_of", condition=Q(withdrawn_at=None)),
        ]


class Approval(models.Model):
    """A yes that somebody was asked for, as one audience may know it: one row for each distinct audience of the places that record it.

    ``entity_id`` is what was asked for: an approval a system lists, a ticket or task with such a field or status, or the mail thread that asks. ``state`` is
    "asked", "approved", "refused" or "withdrawn": what the latest decision says, whatever a place that was not kept up still says (then ``differs``).
    """

    pk = models.CompositePrimaryKey("entity_id", "audience_id")
    entity_id = models.BigIntegerField()
    audience_id = models.BigIntegerField()
    record_id = models.BigIntegerField(help_text="The subject's first record by key.")
    kind = models.TextField()
    what = models.TextField()
    asked_by_id = models.BigIntegerField(null=True, help_text="A person's record.")
    asked_of_id = models.BigIntegerField(null=True, help_text="A person's record.")
    asked_of_name = models.TextField(default="", help_text="For a name no person is known by.")
    state = models.TextField()
    differs = models.BooleanField()
    asked_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    places = models.IntegerField()

    class Meta:
        db_table = "approval"
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"], name="approval_by_state")]


class ApprovalPlace(models.Model):
    """One place that records an approval: a field, a status, a mail or a comment, with its words and moment."""

    pk = models.CompositePrimaryKey("record_id", "place")
    record_id = models.BigIntegerField()
    place = models.TextField(help_text="field, status, mail or comment.")
    subject_id = models.BigIntegerField(help_text="The entity of the approval.")
    unit_id = models.BigIntegerField(help_text="Mails of one thread are one voice; everything else speaks for itself.")
    state = models.TextField()
    condition = models.TextField(default="", help_text='"conditional" or "waiting" beside the state.')
    quote = models.TextField()
    at = models.DateTimeField(null=True)
    by_id = models.BigIntegerField(null=True, help_text="A person's record.")
    of_id = models.BigIntegerField(null=True, help_text="A person's record: who is asked here.")

    class Meta:
        db_table = "approval_place"
        indexes: ClassVar = [
            models.Index(fields=["subject_id"], name="approval_place_subject"),
            models.Index(fields=["unit_id"], name="approval_place_unit"),
        ]

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

    class Meta:
        db_table = "project_correction"
        indexes: ClassVar = [
            models.Index(fields=["record_id"], name="project_correction_of", condition=Q(withdrawn_at=None)),
        ]

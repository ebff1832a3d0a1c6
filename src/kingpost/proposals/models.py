"""The tables of proposals: a suggestion, what a person decided about it, and each write that follows, with its proof."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Suggestion(models.Model):
    """A proposed next step for a flag, with the exact changes it would make. Superseded by a newer one, never changed."""

    flag = models.ForeignKey("priorities.Flag", on_delete=models.PROTECT, related_name="suggestions")
    routine = models.TextField()
    say = models.TextField(help_text="What to do, in one sentence.")
    detail = models.TextField(default="")
    cases = models.JSONField(default=dict, help_text="Similar past cases (cases.py: Cases).")
    capacity = models.JSONField(default=list, help_text="Who has time (capacity.py: Capacity).")
    changes = models.JSONField(default=list, help_text="The writes (planned.py: Planned).")
    basis = models.TextField(help_text="A hash of what it was made from; while that stays, so does the suggestion.")
    good_until = models.DateTimeField(null=True, help_text="When a moment it proposes is past.")
    made_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "suggestion"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["flag", "routine"], condition=Q(superseded_at=None), name="one_live_suggestion"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["good_until"], condition=Q(superseded_at=None), name="suggestion_good_until"),
        ]


class Decision(models.Model):
    """A person's yes, yes with changes, or no; with what was known at that moment. A standing one is about no suggestion: see ``Filing``."""

    APPROVE, CHANGE, DECLINE, STANDING = "approve", "change", "decline", "standing"

    suggestion = models.ForeignKey(Suggestion, null=True, on_delete=models.PROTECT, related_name="decisions")
    who = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    verdict = models.TextField()
    note = models.TextField(default="")
    at = models.DateTimeField()
    changes = models.JSONField(default=list, help_text="The writes as decided.")
    known = models.JSONField(help_text="The flag, its reasons and the suggestion as they were.")
    answer = models.ForeignKey("priorities.Answer", null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "decision"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["suggestion"], condition=Q(undone_at=None), name="one_live_decision"),
        ]


class Writeback(models.Model):
    """One write to one system. ``key`` goes out with it, so that after a crash it is looked for before it is sent again."""

    WAITING, SENDING, CONFIRMED, FAILED, UNDONE = "waiting", "sending", "confirmed", "failed", "undone"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="writebacks")
    system = models.ForeignKey("evidence.System", null=True, on_delete=models.SET_NULL, related_name="+")
    system_title = models.TextField(default="", help_text="Its name, also once it is disconnected.")
    kind = models.TextField()
    title = models.TextField()
    change = models.JSONField(help_text="connectors.writing.Change")
    shown = models.JSONField(default=dict, help_text="Before and after, in words, for the page.")
    names = models.JSONField(default=dict, help_text="E-mail address to name, of the people in it.")
    key = models.TextField(unique=True)
    state = models.TextField(default=WAITING)
    error = models.TextField(default="", help_text="Why it failed or waits; after an undo, what was left as it is.")
    tries = models.IntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    written_kind = models.TextField(
        default="", help_text="The connector's own word for the object, for reading it back."
    )
    written_id = models.TextField(default="")
    url = models.TextField(default="")
    remote_id = models.TextField(default="", help_text="The object's id as its statement carries it.")
    before = models.JSONField(null=True, help_text="Fields and people as they were, read just before writing.")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_with")

    class Meta:
        db_table = "writeback"
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(state__in=["waiting", "sending"]), name="writeback_underway")
        ]

    @property
    def has_left(self) -> bool:
        """A mail its system took. Whatever becomes of the proof, it is not sent a second time."""
        return self.kind == "message" and self.change["act"] == "create" and bool(self.written_id)


class Filing(models.Model):
    """A standing choice: the notifications of one system are moved out of a mailbox's inbox. It holds while its decision is not undone."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="filing")
    mailbox = models.ForeignKey("evidence.System", null=True, on_delete=models.SET_NULL, related_name="+")
    mailbox_title = models.TextField(help_text="Its name, also once it is disconnected.")
    service = models.TextField(help_text="As the notices name their system.")
    domain = models.TextField(help_text="The domain they are sent from; empty where it tells nothing.")
    folder = models.TextField()

    class Meta:
        db_table = "filing"


class NotePolicy(models.Model):
    """A standing choice: a status note about a client or project goes to these people of theirs, weekly or when something changed.

    It holds while its decision is not undone. ``baseline`` is how things stood when it was made: what the first note compares with.
    """

    WEEKLY, CHANGES = "weekly", "changes"
    ASKED, ITSELF = "asked", "itself"

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="note_policy")
    record_id = models.BigIntegerField(
        help_text="A record of the client or project: numbers move when things are joined."
    )
    kind = models.TextField(help_text="client or project")
    title = models.TextField(help_text="Its name when the choice was made.")
    rhythm = models.TextField(help_text="weekly, or changes: when something changed")
    weekday = models.SmallIntegerField(default=0, help_text="Monday 0; the next working day when that is a day off.")
    time = models.TextField(default="09:00", help_text="Wall clock in the business's zone.")
    sends = models.TextField(help_text="asked: a person approves each; itself: by this choice")
    people = models.JSONField(help_text="[address, name] of who gets it.")
    system = models.ForeignKey("evidence.System", null=True, on_delete=models.SET_NULL, related_name="+")
    system_title = models.TextField(help_text="Its name, also once it is disconnected.")
    baseline = models.JSONField(default=dict, help_text="questions.note_text.Held by record number.")
    looked_at = models.DateTimeField(null=True, help_text="When it was last looked whether something changed.")

    anchored: ClassVar = ("record_id",)

    class Meta:
        db_table = "note_policy"


class StatusNote(models.Model):
    """One note as it was drafted. It waits until a person decides, a newer one takes its place, or its policy sends it; never changed after that."""

    policy = models.ForeignKey(NotePolicy, on_delete=models.PROTECT, related_name="notes")
    period = models.TextField(help_text="What it is for: a planned day, the note it follows, or the note it corrects.")
    made_at = models.DateTimeField()
    since = models.DateTimeField()
    subject = models.TextField()
    text = models.TextField()
    facts = models.JSONField(help_text="How things stood: what the next note compares with.")
    left_out = models.JSONField(
        default=list, help_text="[disagreement, sentence]: what rests on a disagreement and is not said."
    )
    superseded_at = models.DateTimeField(null=True)
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="notes")
    writeback = models.OneToOneField(Writeback, null=True, on_delete=models.PROTECT, related_name="note")

    class Meta:
        db_table = "status_note"
        constraints: ClassVar = [models.UniqueConstraint(fields=["policy", "period"], name="one_note_a_period")]

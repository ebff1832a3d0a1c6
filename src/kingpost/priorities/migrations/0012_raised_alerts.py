"""A flag that is raised again is told once for each raise: an alert keeps up to which moment of its flag it tells. What was raised before counts as told."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies: ClassVar = [("priorities", "0011_ran_out")]

    operations: ClassVar = [
        migrations.AddField(
            "alert",
            "asked_at",
            models.DateTimeField(
                db_default=Now(),
                help_text="When it last asked for attention as far as this tells of it: when it opened, or was raised again.",
            ),
        ),
        migrations.RunSQL(
            """UPDATE alert AS n SET asked_at = CASE WHEN n.reason = 'settled' THEN n.opened_at ELSE greatest(n.opened_at, f.raised_at) END
               FROM flag AS f WHERE f.id = n.flag_id""",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint("alert", "told_once"),
        migrations.AddConstraint(
            "alert",
            models.UniqueConstraint(fields=["flag", "person", "reason", "opened_at", "asked_at"], name="told_once"),
        ),
    ]

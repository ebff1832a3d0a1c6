"""Of all that is noticed, the list of work asks for what is about work: what kind a signal's record is of stands with it."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("priorities", "0009_flags_found")]

    operations: ClassVar = [
        migrations.AddField(
            "signal",
            "kind",
            models.TextField(
                default="", help_text="That record's kind, so that what is noticed about work is found without it."
            ),
        ),
        migrations.RunSQL(
            "UPDATE signal AS s SET kind = r.kind FROM record AS r WHERE r.id = s.subject_id", migrations.RunSQL.noop
        ),
    ]

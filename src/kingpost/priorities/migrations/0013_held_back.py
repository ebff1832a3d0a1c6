"""What a mute or an absence keeps from a person is looked at again when that is over: an alert may be held back until a moment, and such are found quickly."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("priorities", "0012_raised_alerts")]

    operations: ClassVar = [
        migrations.AddField(
            "alert",
            "again_at",
            models.DateTimeField(null=True, help_text="When one that is held back is looked at again."),
        ),
        migrations.RemoveIndex("alert", "alert_waiting"),
        migrations.AddIndex(
            "alert",
            models.Index(fields=["person"], condition=models.Q(state__in=["waiting", "held"]), name="alert_waiting"),
        ),
    ]

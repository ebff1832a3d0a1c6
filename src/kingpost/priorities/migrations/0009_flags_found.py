"""What came in is looked up among the evidence of open flags and what was closed since, for the line on Today that accounts for it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("priorities", "0008_answer_covers")]

    operations: ClassVar = [
        migrations.AddIndex(
            "flag",
            models.Index(fields=["closed_at"], condition=models.Q(closed_at__isnull=False), name="flag_closed"),
        ),
        migrations.AddIndex(
            "flag",
            GinIndex(fields=["evidence"], condition=models.Q(closed_at=None), name="flag_evidence", fastupdate=False),
        ),
    ]

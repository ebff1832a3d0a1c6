"""Who is away now is found by the meetings that go on around now, not among all of somebody's meetings."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("knowledge", "0020_stated_again")]

    operations: ClassVar = [
        migrations.AddIndex(
            "occurrence",
            models.Index(fields=["ends_at", "starts_at"], name="occurrence_by_end"),
        ),
    ]

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("priorities", "0007_wording")]

    operations: ClassVar = [
        migrations.AddField(
            "answer",
            "covers",
            models.DateTimeField(
                help_text="The newest moment that spoke for what it was given to: newer was not covered when it was read later. Null: its own moment.",
                null=True,
            ),
        ),
        migrations.AlterField(
            "signal",
            "latest",
            models.DateTimeField(
                help_text="The newest moment that speaks for it; an answer given to older ones does not cover it."
            ),
        ),
    ]

"""What a system said anew since a moment: for the end of a day. Without first versions it costs a first read nothing."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_agreement_by_number")]

    operations = [
        migrations.AddIndex(
            model_name="version",
            index=models.Index(condition=models.Q(("number__gt", 1)), fields=["learned"], name="version_changed"),
        ),
    ]

"""What a record's object was labelled with in its system: for translating it again, and for leaving out what is stored already."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0005_versions_by_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="record",
            name="labels",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), null=True, size=None, help_text="Folders, tags and senders as last read."
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="too_large",
            field=models.BooleanField(
                null=True, help_text="Only a description of its bytes is kept, because they were too many."
            ),
        ),
    ]

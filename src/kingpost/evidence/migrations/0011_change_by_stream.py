"""The change log is only ever read by stream, and positions come from its own sequence: an index on positions alone is written for nobody."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("evidence", "0010_noted_runs")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE change DROP CONSTRAINT change_pkey",
            "ALTER TABLE change ADD CONSTRAINT change_pkey PRIMARY KEY (position)",
        ),
    ]

"""Which kinds of records a system holds is kept with it: an answer names the systems it was looked for in, and reading all their records for that takes a
second where there are a million."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0011_change_by_stream")]

    operations = [
        migrations.AddField(
            "system",
            "kinds",
            ArrayField(
                models.TextField(),
                default=list,
                help_text="Of the records it has held, sorted: where an answer may be looked for.",
            ),
        ),
        migrations.RunSQL(
            "UPDATE system SET kinds = ARRAY(SELECT DISTINCT r.kind FROM record AS r WHERE r.system_id = system.id ORDER BY 1)",
            migrations.RunSQL.noop,
        ),
    ]

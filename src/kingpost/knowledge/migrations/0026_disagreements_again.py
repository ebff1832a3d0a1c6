"""Open disagreements are worked out again: titles and sums of records that not everyone may see stood in the rows for everyone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0025_agreed_hours"), ("evidence", "0011_change_by_stream")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO change (stream, ref) SELECT DISTINCT 2, unnest(entities) FROM disagreement WHERE closed_at IS NULL ORDER BY 2",
            migrations.RunSQL.noop,
        ),
    ]

"""Numbers, sums and telephone numbers are found, and titles without their accents: everything is indexed anew, behind what else there is to do."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0021_occurrence_by_end"), ("evidence", "0011_change_by_stream")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO change (stream, ref) SELECT DISTINCT 3, entity_id FROM search ORDER BY 2",
            migrations.RunSQL.noop,
        ),
    ]

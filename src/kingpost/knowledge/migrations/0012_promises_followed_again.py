"""What shows that a promise was kept is read otherwise than before: what was promised is followed anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0011_rulings_of_any_day"), ("evidence", "0011_change_by_stream")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO change (stream, ref) SELECT 3, entity_id FROM promise GROUP BY entity_id ORDER BY entity_id",
            migrations.RunSQL.noop,
        ),
    ]

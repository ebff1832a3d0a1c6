"""Prices and days of a part are no longer taken for those of the whole: what mails were taken to state is read anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0019_money_owed"), ("evidence", "0011_change_by_stream")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO change (stream, ref) SELECT DISTINCT 2, m.entity_id FROM stated AS s JOIN member AS m USING (record_id) ORDER BY 2",
            migrations.RunSQL.noop,
        ),
    ]

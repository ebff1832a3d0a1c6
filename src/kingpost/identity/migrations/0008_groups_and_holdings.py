"""What a company's name says of a group or a holding is kept for itself, and sister companies at one domain are two: every client is described and settled anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("identity", "0007_numbers_and_platforms"), ("evidence", "0011_change_by_stream")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO change (stream, ref) SELECT 1, id FROM record WHERE kind = 'client' ORDER BY id",
            migrations.RunSQL.noop,
        ),
    ]

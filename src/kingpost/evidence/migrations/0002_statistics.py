"""No statistics on the columns nothing is looked up by: sampling the raw bytes and texts took most of the time of ANALYZE."""

from django.db import migrations

COLUMNS = ("raw", "body", "fields", "title", "url", "happenings", "ref_roles", "ref_keys")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE version {', '.join(f'ALTER COLUMN {name} SET STATISTICS 0' for name in COLUMNS)}",
            migrations.RunSQL.noop,
        ),
    ]

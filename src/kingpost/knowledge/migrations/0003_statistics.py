"""No statistics on the columns nothing is looked up by (see evidence's migration of this name)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0002_client_correction")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE entity ALTER COLUMN golden SET STATISTICS 0, ALTER COLUMN why SET STATISTICS 0",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL("ALTER TABLE timeline ALTER COLUMN text SET STATISTICS 0", migrations.RunSQL.noop),
    ]

"""Mails that name only the mail before them belong to the thread that one is in: they are looked at again."""

from pathlib import Path

from django.db import migrations

FUNCTIONS = Path(__file__).parent.parent / "thread_functions.sql"
AGAIN = """
INSERT INTO change (stream, ref)
SELECT DISTINCT 2, m.entity_id
FROM link AS l JOIN link AS up ON up.record_id = l.target_id AND up.role = 'thread' JOIN member AS m ON m.record_id = l.record_id
WHERE l.role = 'thread' ORDER BY 2
"""


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0016_open_work"), ("evidence", "0011_change_by_stream")]

    operations = [
        migrations.RunSQL(FUNCTIONS.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]

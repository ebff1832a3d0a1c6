"""Dates, names and several promises in one sentence are read otherwise than before: what people wrote is looked through for promises anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0017_threads"), ("evidence", "0011_change_by_stream")]

    operations = [
        migrations.RunSQL(
            """INSERT INTO change (stream, ref) SELECT DISTINCT 3, m.entity_id FROM member AS m JOIN record AS r ON r.id = m.record_id
               WHERE r.gone_at IS NULL AND r.kind IN ('message', 'comment', 'meeting', 'agreement', 'document', 'project', 'ticket', 'task') ORDER BY 2""",
            migrations.RunSQL.noop,
        ),
    ]

"""Entries that say somebody is away are linked to who it is; those read before are looked at again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0023_words_read_again"), ("evidence", "0011_change_by_stream")]

    operations = [
        migrations.RunSQL(
            r"""INSERT INTO change (stream, ref) SELECT DISTINCT 2, m.entity_id FROM record AS r
                JOIN version AS v ON v.record_id = r.id AND v.number = r.version JOIN member AS m ON m.record_id = r.id
                WHERE r.kind = 'meeting' AND r.gone_at IS NULL
                  AND v.title ~* '\m(away|leave|holidays?|vacations?|sick|out of (the )?office|ooo|oof|pto|toil|days? off|time off|off work|absent|parental|maternity|paternity|urlaub|abwesend|krank|elternzeit|cong[eé]s?)\M'
                ORDER BY 2""",
            migrations.RunSQL.noop,
        )
    ]

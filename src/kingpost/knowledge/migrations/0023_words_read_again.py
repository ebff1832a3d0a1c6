"""What was found in words is looked for again: numbers, sums, telephone numbers and titles without their accents are indexed, and what a mail states, promises
or asks is read by better rules. All of it behind what else there is to do."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0022_what_was_invoiced"), ("evidence", "0011_change_by_stream")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO change (stream, ref) SELECT DISTINCT 3, entity_id FROM search ORDER BY 2",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """INSERT INTO change (stream, ref) SELECT DISTINCT 2, m.entity_id FROM member AS m JOIN record AS r ON r.id = m.record_id
               WHERE r.gone_at IS NULL AND r.kind IN ('message', 'comment') ORDER BY 2""",
            migrations.RunSQL.noop,
        ),
    ]

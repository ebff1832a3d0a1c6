"""Names with ae, oe, ue or aa are another spelling of the form with one letter and are found by it: every person, client and project is described and settled
anew, unless it waits for that already."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("identity", "0010_names_alone")]

    operations = [
        migrations.RunSQL(
            """INSERT INTO change (stream, ref) SELECT 1, r.id FROM record AS r WHERE r.kind IN ('person', 'client', 'project')
                 AND NOT EXISTS (SELECT FROM change AS c WHERE c.stream = 1 AND c.ref = r.id
                                   AND c.position > coalesce((SELECT k.position FROM bookmark AS k WHERE k.stage = 'identity'), 0))
               ORDER BY r.id""",
            migrations.RunSQL.noop,
        ),
    ]

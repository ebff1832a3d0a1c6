"""A department, a company or letters behind a person's name are no part of it: whoever may have some is described and settled anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("identity", "0009_generations")]

    operations = [
        migrations.RunSQL(
            """INSERT INTO change (stream, ref) SELECT 1, r.id FROM record AS r WHERE r.kind = 'person' AND EXISTS (
                   SELECT FROM version AS v WHERE v.record_id = r.id
                     AND coalesce(v.fields ->> 'name', v.title) ~ '[^[:alpha:][:space:].-]| - | via |[[:upper:]]{3}|[[:upper:]][.]?[[:upper:]]')
               ORDER BY r.id""",
            migrations.RunSQL.noop,
        ),
    ]

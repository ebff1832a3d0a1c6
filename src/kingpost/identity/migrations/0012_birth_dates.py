"""Birth dates and home addresses are compared: the people whose record has one are described and settled anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("identity", "0011_two_spellings")]

    operations = [
        migrations.RunSQL(
            """INSERT INTO change (stream, ref) SELECT 1, r.id FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version
               WHERE r.kind = 'person' AND v.fields ?| ARRAY['birth_date', 'address', 'postcode'] ORDER BY r.id""",
            migrations.RunSQL.noop,
        ),
    ]

"""VAT and registration numbers and countries are read in another way: the clients whose record has one are described and settled anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("identity", "0012_birth_dates")]

    operations = [
        migrations.RunSQL(
            """INSERT INTO change (stream, ref) SELECT 1, r.id FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version
               WHERE r.kind = 'client' AND v.fields ?| ARRAY['vat', 'registration', 'country'] ORDER BY r.id""",
            migrations.RunSQL.noop,
        ),
    ]

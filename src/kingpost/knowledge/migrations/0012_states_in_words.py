"""More words say that work is over, in more forms: is_open is made anew, and what it now answers otherwise is worked out again."""

from pathlib import Path

from django.db import migrations

FUNCTIONS = Path(__file__).parent.parent / "functions.sql"


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0011_rulings_of_any_day"), ("evidence", "0011_change_by_stream")]

    operations = [
        migrations.RunSQL(FUNCTIONS.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(
            "INSERT INTO change (stream, ref) SELECT DISTINCT 2, entity_id FROM entity WHERE open <> is_open(golden) ORDER BY 2",
            migrations.RunSQL.noop,
        ),
    ]

"""More words say that work is over; a draft invoice is neither open nor closed, one of which nothing is due is closed, and nobody owes a credit note.

What is answered otherwise now is worked out again, and so is every open invoice under an order: what was invoiced before it counts otherwise.
"""

from pathlib import Path

from django.db import migrations

FUNCTIONS = Path(__file__).parent.parent / "functions.sql"
AGAIN = """
INSERT INTO change (stream, ref)
SELECT DISTINCT 2, entity_id FROM entity
WHERE open IS DISTINCT FROM is_open(kind, golden)
   OR kind = 'invoice' AND (due IS NOT NULL AND (is_draft(golden) OR is_credit_note(golden)) OR open AND golden ? 'order_reference')
ORDER BY 2
"""


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0018_promises_read_again"), ("evidence", "0011_change_by_stream")]

    operations = [
        migrations.RunSQL(FUNCTIONS.read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]

"""Which of several owners counts, and whether a text names something, is said once."""

from pathlib import Path

from django.db import migrations

FUNCTIONS = Path(__file__).parent.parent / "functions.sql"


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0027_invoices_and_orders")]

    operations = [migrations.RunSQL(FUNCTIONS.read_text(encoding="utf-8"), migrations.RunSQL.noop)]

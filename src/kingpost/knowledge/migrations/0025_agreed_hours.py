"""Which word on a client's answer time counts, where several were said, is said once."""

from pathlib import Path

from django.db import migrations

FUNCTIONS = Path(__file__).parent.parent / "functions.sql"


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0024_who_is_away")]

    operations = [migrations.RunSQL(FUNCTIONS.read_text(encoding="utf-8"), migrations.RunSQL.noop)]

"""What dated pages need: whom earlier versions pointed at, functions about what held when, and "open on that day" by index."""

from pathlib import Path

from django.db import migrations, models

FUNCTIONS = Path(__file__).parent.parent / "asof_functions.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0003_statistics"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkBefore",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record_id", "role", "target_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.BigIntegerField()),
                ("role", models.TextField()),
                ("target_id", models.BigIntegerField()),
            ],
            options={
                "db_table": "link_before",
                "indexes": [models.Index(fields=["target_id"], name="link_before_back")],
            },
        ),
        migrations.RunSQL(FUNCTIONS.read_text(encoding="utf-8")),
    ]

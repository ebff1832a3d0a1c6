"""Where the log stands for each audience: an open page asks only about what its reader may see."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_first"),
        ("evidence", "0007_disconnected"),
    ]

    operations = [
        migrations.CreateModel(
            name="News",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "stream",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
                ("stream", models.SmallIntegerField()),
                ("position", models.BigIntegerField()),
            ],
            options={
                "db_table": "news",
                "indexes": [models.Index(fields=["stream", "position"], name="news_stream")],
            },
        ),
    ]

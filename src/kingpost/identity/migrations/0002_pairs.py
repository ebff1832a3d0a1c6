"""Profiles, blocking keys, the model's pairs and trained models; what was asked by look-alikes of names is worked out anew."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_initial"),
        ("evidence", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "record_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.BigIntegerField()),
                ("record_id", models.BigIntegerField()),
            ],
            options={
                "db_table": "block",
            },
        ),
        migrations.CreateModel(
            name="IdentityModel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weights", models.JSONField(help_text="By kind: prior, thresholds, weight of each level.")),
                ("trained_at", models.DateTimeField()),
                ("records", models.IntegerField(help_text="Records it was trained on.")),
                ("answers", models.IntegerField(default=0, help_text="People's answers used as labels.")),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "identity_model",
            },
        ),
        migrations.CreateModel(
            name="Pair",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "one", "other", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("one", models.BigIntegerField(help_text="The lower record number.")),
                ("other", models.BigIntegerField()),
                ("weight", models.FloatField(help_text="Bits for their being one thing.")),
                ("verdict", models.TextField()),
                (
                    "levels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="What the comparison found.", size=None
                    ),
                ),
            ],
            options={
                "db_table": "pair",
            },
        ),
        migrations.CreateModel(
            name="Stored",
            fields=[
                ("record_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("said", models.TextField()),
            ],
            options={
                "db_table": "profile",
            },
        ),
        migrations.DeleteModel(
            name="CoreName",
        ),
        migrations.RunSQL("DELETE FROM judgement WHERE verdict = 'unsure'", migrations.RunSQL.noop),
        migrations.RunSQL(
            "INSERT INTO change (stream, ref) SELECT 1, id FROM record WHERE kind IN ('person', 'client', 'project') ORDER BY id",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(fields=["other"], name="pair_other"),
        ),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(
                condition=models.Q(("verdict", "unsure")), fields=["-weight", "one"], name="pair_to_review"
            ),
        ),
    ]

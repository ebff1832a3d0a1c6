"""The tables of knowledge and the small SQL functions beside them (functions.sql)."""

from pathlib import Path

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FUNCTIONS = Path(__file__).parent.parent / "functions.sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BusinessValue",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("guessed", models.JSONField(null=True)),
                ("guessed_from", models.TextField(default="")),
                ("corrected", models.JSONField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "corrected_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "business_value",
            },
        ),
        migrations.CreateModel(
            name="ClientOf",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record_id", "client_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.BigIntegerField()),
                ("client_id", models.BigIntegerField(help_text="An entity.")),
                (
                    "kind",
                    models.TextField(
                        help_text="The record's kind, so that a client's people or invoices are found at once."
                    ),
                ),
                ("via", models.TextField(help_text="The role of the link it follows from.")),
            ],
            options={
                "db_table": "client_of",
                "indexes": [models.Index(fields=["client_id", "kind"], include=("record_id",), name="client_of_back")],
            },
        ),
        migrations.CreateModel(
            name="ClientTerms",
            fields=[
                ("record_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("is_client", models.BooleanField(null=True)),
                ("answer_hours", models.FloatField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "client_terms",
            },
        ),
        migrations.CreateModel(
            name="PersonTerms",
            fields=[
                ("record_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("is_staff", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "person_terms",
            },
        ),
        migrations.CreateModel(
            name="Entity",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "entity_id", "audience_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("entity_id", models.BigIntegerField()),
                ("audience_id", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("title", models.TextField()),
                ("golden", models.JSONField()),
                (
                    "why",
                    models.JSONField(
                        help_text='{"field": [record, rule]}; "*" stands for all fields of a single record.'
                    ),
                ),
                ("at", models.DateTimeField(help_text="The latest moment its evidence speaks of.", null=True)),
                ("records", models.IntegerField()),
                ("open", models.BooleanField(help_text="For work: not yet done, closed, paid or won.", null=True)),
                ("due", models.DateTimeField(null=True)),
                (
                    "standing",
                    models.TextField(
                        default="", help_text="Clients: client, seen (only ever wrote to us) or own. People: staff."
                    ),
                ),
            ],
            options={
                "db_table": "entity",
                "indexes": [
                    models.Index(condition=models.Q(("open", True)), fields=["kind", "due"], name="entity_open_due"),
                    models.Index(
                        condition=models.Q(("kind__in", ["client", "project"])), fields=["title"], name="entity_title"
                    ),
                    models.Index(condition=models.Q(("standing", "staff")), fields=["entity_id"], name="entity_staff"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
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
                ("why", models.TextField(null=True)),
            ],
            options={
                "db_table": "link",
                "indexes": [models.Index(fields=["target_id", "role"], name="link_back")],
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record_id", "token", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.BigIntegerField()),
                ("token", models.TextField()),
            ],
            options={
                "db_table": "quote",
                "indexes": [models.Index(fields=["token"], name="quote_token")],
            },
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_id", models.BigIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("all_day", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "occurrence",
                "indexes": [models.Index(fields=["starts_at"], name="occurrence_by_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("record_id", "starts_at"), name="one_occurrence_a_start")
                ],
            },
        ),
        migrations.CreateModel(
            name="Search",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "entity_id", "audience_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("entity_id", models.BigIntegerField()),
                ("audience_id", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("title", models.TextField()),
                ("at", models.DateTimeField(null=True)),
                ("client_id", models.BigIntegerField(null=True)),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "db_table": "search",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_words"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("title", "gin_trgm_ops"),
                        condition=models.Q(("kind__in", ["client", "person", "project"])),
                        name="search_title",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Timeline",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record_id",
                        "number",
                        "client_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("record_id", models.BigIntegerField()),
                ("number", models.SmallIntegerField()),
                ("client_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("entity_id", models.BigIntegerField()),
                ("audience_id", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("what", models.TextField()),
                ("text", models.TextField()),
                ("actor_id", models.BigIntegerField(help_text="A person's record.", null=True)),
            ],
            options={
                "db_table": "timeline",
                "indexes": [
                    models.Index(
                        models.F("client_id"),
                        models.OrderBy(models.F("at"), descending=True),
                        name="timeline_of_client",
                    ),
                    models.Index(
                        models.F("entity_id"),
                        models.OrderBy(models.F("at"), descending=True),
                        name="timeline_of_entity",
                    ),
                    models.Index(models.OrderBy(models.F("at"), descending=True), name="timeline_newest"),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS.read_text(encoding="utf-8")),
    ]

"""The tables of evidence, and how the largest is stored (storage.sql)."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STORAGE = Path(__file__).parent.parent / "storage.sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                ("stage", models.TextField(primary_key=True, serialize=False)),
                ("position", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "bookmark",
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.TextField(unique=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "erasure",
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.BigIntegerField()),
                ("number", models.IntegerField()),
                ("learned", models.DateTimeField()),
                ("valid_from", models.DateTimeField(null=True)),
                ("translator", models.IntegerField()),
                (
                    "writeback",
                    models.BigIntegerField(help_text="Set when this is the read-back of our own write.", null=True),
                ),
                ("via", models.BigIntegerField(null=True)),
                ("title", models.TextField()),
                ("fields", models.JSONField()),
                ("body", models.TextField(default="")),
                ("url", models.TextField(default="")),
                ("ref_roles", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("ref_keys", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("happenings", models.JSONField(null=True)),
                ("raw", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "version",
            },
        ),
        migrations.CreateModel(
            name="Workspace",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("writing_since", models.DateTimeField(null=True)),
                ("writing_note", models.TextField(default="")),
            ],
            options={
                "db_table": "workspace",
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("position", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.SmallIntegerField()),
                ("ref", models.BigIntegerField()),
            ],
            options={
                "db_table": "change",
                "indexes": [models.Index(fields=["stream", "position"], include=("ref",), name="change_stream")],
            },
        ),
        migrations.CreateModel(
            name="System",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(unique=True)),
                ("title", models.TextField()),
                ("connector", models.TextField()),
                ("settings", models.JSONField(default=dict)),
                ("sealed", models.TextField(default="", help_text="Secret settings, sealed by toolbox/secrets.py.")),
                (
                    "excluded",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("connected_at", models.DateTimeField()),
                (
                    "started_at",
                    models.DateTimeField(help_text="What was late before this moment goes to “Before we started”."),
                ),
                (
                    "loaded_at",
                    models.DateTimeField(
                        help_text="When the first whole read ended; before that nothing is proven.", null=True
                    ),
                ),
                ("paused_at", models.DateTimeField(null=True)),
                ("every_seconds", models.PositiveIntegerField(default=60)),
                ("cursor", models.JSONField(null=True)),
                (
                    "translator",
                    models.IntegerField(
                        default=0,
                        help_text="The translation all its records were last made with; 0 before the first read.",
                    ),
                ),
                ("proven_at", models.DateTimeField(null=True)),
                (
                    "proof_seconds",
                    models.FloatField(default=0, help_text="How long the last proof of completeness took."),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "system",
            },
        ),
        migrations.CreateModel(
            name="SyncRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("read", models.IntegerField(default=0)),
                ("changed", models.IntegerField(default=0)),
                ("gone", models.IntegerField(default=0)),
                ("unreadable", models.IntegerField(default=0)),
                ("error", models.TextField(default="")),
                ("retry_at", models.DateTimeField(null=True)),
                (
                    "notes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="evidence.system"
                    ),
                ),
            ],
            options={
                "db_table": "sync_run",
                "indexes": [
                    models.Index(
                        models.F("system"), models.OrderBy(models.F("id"), descending=True), name="sync_run_latest"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("remote_id", models.TextField()),
                ("key", models.UUIDField(unique=True)),
                ("native_kind", models.TextField(null=True)),
                ("native_id", models.TextField(null=True)),
                ("native_key", models.UUIDField(null=True)),
                (
                    "raw_hash",
                    models.UUIDField(help_text="Of the bytes last seen; equal bytes are not decoded again.", null=True),
                ),
                ("hash", models.UUIDField(help_text="Of the current version, without volatile fields.", null=True)),
                (
                    "version",
                    models.IntegerField(
                        help_text="The current version's number; null while only pointed at.", null=True
                    ),
                ),
                (
                    "weight",
                    models.IntegerField(default=0, help_text="For mentions: how much it says; the fuller one stays."),
                ),
                ("gone_at", models.DateTimeField(null=True)),
                (
                    "audience",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="evidence.system",
                    ),
                ),
            ],
            options={
                "db_table": "record",
                "indexes": [
                    models.Index(
                        condition=models.Q(("native_key__isnull", False)), fields=["native_key"], name="record_native"
                    ),
                    models.Index(
                        condition=models.Q(("kind__in", ["ticket", "task", "project", "invoice"])),
                        fields=["remote_id"],
                        name="record_quoted",
                    ),
                    models.Index(
                        condition=models.Q(("native_key__isnull", False)),
                        fields=["system", "native_kind"],
                        name="record_of_system",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Quarantine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stage", models.TextField(help_text="read, translate, or the name of a flow stage.")),
                ("kind", models.TextField()),
                ("remote_id", models.TextField()),
                ("error", models.TextField()),
                ("raw", models.BinaryField(null=True)),
                ("raw_hash", models.UUIDField(null=True)),
                ("native_key", models.UUIDField(null=True)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("times", models.IntegerField(default=1)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "system",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quarantine",
                        to="evidence.system",
                    ),
                ),
            ],
            options={
                "db_table": "quarantine",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("system", "stage", "kind", "remote_id"),
                        name="one_quarantine_a_thing",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Excluded",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("native_key", models.UUIDField()),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="left_out", to="evidence.system"
                    ),
                ),
            ],
            options={
                "db_table": "excluded",
                "constraints": [models.UniqueConstraint(fields=("system", "native_key"), name="one_excluded_a_thing")],
            },
        ),
        migrations.CreateModel(
            name="Completeness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("title", models.TextField()),
                (
                    "proof",
                    models.TextField(
                        help_text="ids: sets compared; count: totals compared; none: nothing to compare with."
                    ),
                ),
                ("held", models.IntegerField()),
                ("excluded", models.IntegerField(default=0)),
                ("counted", models.IntegerField(help_text="The system's own count.", null=True)),
                ("missing", models.IntegerField(default=0)),
                ("surplus", models.IntegerField(default=0)),
                ("gone", models.IntegerField(default=0)),
                ("unreadable", models.IntegerField(default=0)),
                ("oldest", models.DateTimeField(null=True)),
                ("newest", models.DateTimeField(null=True)),
                ("as_of", models.DateTimeField()),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="completeness", to="evidence.system"
                    ),
                ),
            ],
            options={
                "db_table": "completeness",
                "constraints": [models.UniqueConstraint(fields=("system", "kind"), name="one_completeness_a_kind")],
            },
        ),
        migrations.CreateModel(
            name="Vanishing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("missing", models.IntegerField()),
                ("held", models.IntegerField()),
                ("seen_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("remove", models.BooleanField(null=True)),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="vanishings", to="evidence.system"
                    ),
                ),
            ],
            options={
                "db_table": "vanishing",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at", None)), fields=("system", "kind"), name="one_open_vanishing"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WriteGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("account", models.TextField(help_text="The name the system will show as the author.")),
                (
                    "place",
                    models.TextField(default="", help_text="Where new objects go: a calendar, a project, a file."),
                ),
                ("granted_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="write_grants", to="evidence.system"
                    ),
                ),
            ],
            options={
                "db_table": "write_grant",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("system", "kind"),
                        name="one_live_write_grant",
                    )
                ],
            },
        ),
        migrations.RunSQL(STORAGE.read_text(encoding="utf-8")),
    ]

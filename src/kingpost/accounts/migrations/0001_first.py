import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kingpost.toolbox.clock

EVERYONE = """
insert into audience (id, name) values (1, 'Everyone');
select setval(pg_get_serial_sequence('audience', 'id'), 1);
insert into audience_within (narrow_id, wide_id) values (1, 1);
"""

APPEND_ONLY = """
create function audit_entry_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'The audit log is append-only.';
end $$;
create trigger append_only before update or delete on audit_entry
    for each row execute function audit_entry_is_append_only();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "role",
                    models.CharField(
                        choices=[("admin", "Admin"), ("member", "Member"), ("viewer", "Viewer")],
                        default="member",
                        max_length=10,
                    ),
                ),
                ("zone", models.CharField(blank=True, default="", max_length=64)),
                (
                    "theme",
                    models.CharField(
                        choices=[("system", "Like my device"), ("light", "Light"), ("dark", "Dark")],
                        default="system",
                        max_length=10,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("joined_at", models.DateTimeField(default=kingpost.toolbox.clock.now)),
            ],
            options={
                "db_table": "accounts_user",
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("digest", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "api_token",
            },
        ),
        migrations.CreateModel(
            name="Audience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                (
                    "private_to",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="private_audience",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "users",
                    models.ManyToManyField(
                        db_table="audience_user", related_name="audiences", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "audience",
            },
        ),
        migrations.CreateModel(
            name="AudienceWithin",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "narrow_id", "wide_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "narrow",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
                (
                    "wide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.audience"
                    ),
                ),
            ],
            options={
                "db_table": "audience_within",
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True)),
                ("act", models.CharField(max_length=60)),
                ("ref", models.CharField(db_index=True, max_length=200)),
                ("detail", models.JSONField(default=dict)),
                (
                    "who",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "audit_entry",
            },
        ),
        migrations.CreateModel(
            name="SignInLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_in_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "sign_in_link",
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True)),
                (
                    "members",
                    models.ManyToManyField(db_table="team_member", related_name="teams", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": "team",
            },
        ),
        migrations.AddField(
            model_name="audience",
            name="only_team",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="own_audience", to="accounts.team"
            ),
        ),
        migrations.AddField(
            model_name="audience",
            name="teams",
            field=models.ManyToManyField(db_table="audience_team", related_name="audiences", to="accounts.team"),
        ),
        migrations.RunSQL(EVERYONE, migrations.RunSQL.noop),
        migrations.RunSQL(
            APPEND_ONLY, "drop trigger append_only on audit_entry; drop function audit_entry_is_append_only"
        ),
    ]

"""What is open of a client is found without reading all that was ever done for it."""

from django.db import migrations, models

FILL = """
INSERT INTO open_work (client_id, entity_id, audience_id)
SELECT DISTINCT c.client_id, e.entity_id, r.audience_id
FROM (SELECT DISTINCT entity_id FROM entity WHERE open) AS e
JOIN member AS m USING (entity_id) JOIN client_of AS c ON c.record_id = m.record_id JOIN record AS r ON r.id = m.record_id
"""


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0015_timeline_delivered")]

    operations = [
        migrations.CreateModel(
            name="OpenWork",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "client_id",
                        "entity_id",
                        "audience_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("client_id", models.BigIntegerField()),
                ("entity_id", models.BigIntegerField()),
                ("audience_id", models.BigIntegerField()),
            ],
            options={
                "db_table": "open_work",
                "indexes": [models.Index(fields=["entity_id"], name="open_work_of_entity")],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]

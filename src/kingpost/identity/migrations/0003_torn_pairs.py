"""Pairs left open between two things are asked about: the index for questions holds them, and everything is settled anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_pairs")]

    operations = [
        migrations.AlterField(
            model_name="pair",
            name="verdict",
            field=models.TextField(
                help_text="same; unsure: ask; torn: the same, but one of the two fits another thing as well: ask."
            ),
        ),
        migrations.RemoveIndex(model_name="pair", name="pair_to_review"),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(
                condition=models.Q(("verdict", "same"), _negated=True),
                fields=["-weight", "one"],
                name="pair_to_review",
            ),
        ),
        migrations.RunSQL(
            "INSERT INTO change (stream, ref) SELECT 1, one FROM pair WHERE verdict = 'same' ORDER BY one",
            migrations.RunSQL.noop,
        ),
    ]

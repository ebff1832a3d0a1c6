"""Withdrawn judgements of a record are found by index too: whoever was ever judged is settled anew each time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_torn_pairs")]

    operations = [
        migrations.RemoveIndex(model_name="judgement", name="judgement_one"),
        migrations.RemoveIndex(model_name="judgement", name="judgement_other"),
        migrations.AddIndex(model_name="judgement", index=models.Index(fields=["one"], name="judgement_of_one")),
        migrations.AddIndex(model_name="judgement", index=models.Index(fields=["other"], name="judgement_of_other")),
    ]

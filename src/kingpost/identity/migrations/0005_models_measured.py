"""A trained model says what it was better at, and who went back to the usual weights."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_judgements_of_a_record"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="identitymodel",
            name="measured",
            field=models.JSONField(
                default=dict,
                help_text="By kind: pairs known to be one thing, and how many of them the weights before and these join.",
            ),
        ),
        migrations.AddField(
            model_name="identitymodel",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]

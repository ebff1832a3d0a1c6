"""What is gone, found by when: pages that say what was known before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_first"),
        ("evidence", "0002_statistics"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(condition=models.Q(("gone_at__isnull", False)), fields=["gone_at"], name="record_gone"),
        ),
    ]

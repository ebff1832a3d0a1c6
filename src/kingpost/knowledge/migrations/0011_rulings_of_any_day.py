import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0010_promise_guesses"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="ruling", name="ruling_records"),
        migrations.AddIndex(
            model_name="ruling",
            index=django.contrib.postgres.indexes.GinIndex(fields=["records"], name="ruling_records"),
        ),
    ]

"""The country telephone numbers without one are of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_models_measured")]

    operations = [
        migrations.CreateModel(
            name="HomeCountry",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("country", models.TextField(help_text="ISO 3166, two letters.")),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "home_country"},
        ),
    ]

"""Of who was erased the full name is known by its digest too: 0 words is an address."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0008_news"),
    ]

    operations = [
        migrations.AddField(
            model_name="erasure",
            name="words",
            field=models.SmallIntegerField(default=0, help_text="How many words the name has; 0: it is an address."),
        ),
    ]

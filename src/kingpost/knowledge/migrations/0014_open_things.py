"""Whether a thing is open is looked up for all that was ever done for a client, when its page shows what is; and what is new is searched first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0013_promises_found_again")]

    operations = [
        migrations.AddIndex(
            model_name="entity",
            index=models.Index(condition=models.Q(("open", True)), fields=["entity_id"], name="entity_open"),
        ),
        migrations.AddIndex(model_name="search", index=models.Index(fields=["at"], name="search_at")),
    ]

"""What was lately delivered to a client is found without reading all that happened to it."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0014_open_things")]

    operations = [
        migrations.AddIndex(
            model_name="timeline",
            index=models.Index(
                F("client_id"),
                F("at").desc(),
                condition=Q(what__in=["delivered", "completed", "approved"]),
                name="timeline_delivered",
            ),
        ),
    ]

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("evidence", "0009_erased_names")]

    operations = [
        migrations.AddIndex(
            model_name="syncrun",
            index=models.Index(F("system"), F("id").desc(), name="sync_run_noted", condition=~Q(notes=[])),
        ),
    ]

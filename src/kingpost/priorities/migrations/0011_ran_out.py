"""A flag nobody acted on until it was history says so: nothing was settled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("priorities", "0010_signal_kind")]

    operations = [
        migrations.AlterField(
            model_name="flag",
            name="closed_why",
            field=models.TextField(
                default="", help_text="gone, joined, ran_out, or the verdict of the answer that closed it."
            ),
        ),
    ]

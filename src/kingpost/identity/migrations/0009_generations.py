"""What tells father and son of one name apart (senior, junior, the third) is kept and no longer dropped like a title: every person is described and settled anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("identity", "0008_groups_and_holdings")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO change (stream, ref) SELECT 1, id FROM record WHERE kind = 'person' ORDER BY id",
            migrations.RunSQL.noop,
        ),
    ]

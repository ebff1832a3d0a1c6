"""Numbers a state gives and domains identify companies in another form than before: the keys of every client are made anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("identity", "0006_home_country"), ("evidence", "0011_change_by_stream")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO change (stream, ref) SELECT 1, id FROM record WHERE kind = 'client' ORDER BY id",
            migrations.RunSQL.noop,
        ),
    ]

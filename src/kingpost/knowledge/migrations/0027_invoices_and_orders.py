"""An invoice against its order is a question of its own, beside what two systems say one invoice is for; with what people decided about it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0026_disagreements_again")]

    operations = [
        migrations.RunSQL(
            """UPDATE disagreement SET family = 'order'
               WHERE family = 'amount' AND kind = 'invoice' AND sides @> '[{"kind": "invoice"}, {"kind": "agreement"}]'""",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """UPDATE ruling AS u SET family = 'order'
               WHERE family = 'amount' AND (SELECT array_agg(DISTINCT r.kind) FROM record AS r WHERE r.id = ANY(u.records)) @> ARRAY['agreement', 'invoice']""",
            migrations.RunSQL.noop,
        ),
    ]

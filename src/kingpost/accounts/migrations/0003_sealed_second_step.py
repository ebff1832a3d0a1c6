"""What two-step sign-in keeps was in the clear: seal it."""

from typing import Any

from django.db import migrations

from kingpost.accounts.second_step import reseal_all


def seal(_apps: Any, _schema: Any) -> None:
    reseal_all()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_saved_view"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]

"""The web server's entry."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

PLANS_KEPT = 600.0  # seconds a connection lives

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kingpost.settings")
application = get_wsgi_application()


def keep_plans() -> None:
    """Have the connections of this process plan what pages ask once, for any parameters (docs/decisions/0019-plans-made-once.md).

    A plan is made anew where a table was analysed, as the worker does when one has grown, and with a new connection at the latest. None has helpers: such a plan
    expects far more rows than a page reads, and to start a helper takes longer than to read them.
    """
    options = connections.settings["default"]["OPTIONS"]
    options["options"] += " -c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0"
    options["pool"]["max_lifetime"] = PLANS_KEPT


keep_plans()

"""The country telephone numbers without one are of: that of the business. Settled above (knowledge/business.py), kept here where numbers are compared."""

from __future__ import annotations

from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.identity.models import HomeCountry
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows


def keep(country: str) -> None:
    """From now on numbers are of this country (two letters, ISO 3166). Where it is another one, every record with a number is compared again."""
    held = HomeCountry.objects.filter(pk=HomeCountry.ONLY).first()
    if held is not None and held.country == country:
        return
    HomeCountry.objects.update_or_create(pk=HomeCountry.ONLY, defaults={"country": country, "at": clock.now()})
    concerned = rows(
        """SELECT r.id FROM profile AS p JOIN record AS r ON r.id = p.record_id JOIN version AS v ON v.record_id = r.id AND v.number = r.version
           WHERE v.fields ?| ARRAY['phone', 'mobile'] ORDER BY r.id"""
    )
    changes.append({Stream.RECORD: [record for (record,) in concerned]})

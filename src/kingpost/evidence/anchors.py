"""What people decide hangs on records. When one record takes over what another says (heirs.py), their decisions come along.

A model that people write says in ``anchored`` which of its columns hold record numbers, so that no layer has to know those above it;
``anchored_in_order`` says that the numbers stand in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q


def move(to: Mapping[int, int]) -> None:
    """Let what people decided about some records hold on to others: by the number of the record that goes, that of the one that stays.

    Where the record that stays has a word of its own, of which there can be but one, that one holds.
    """
    for model, columns in anchored():
        for row in (
            model._default_manager.filter(_about(model, columns, list(to))).order_by("pk").values("pk", *columns)
        ):
            moved = {column: _moved(row[column], to) for column in columns}
            if getattr(model, "anchored_in_order", False):
                moved = dict(zip(columns, sorted(moved.values()), strict=True))
            try:
                with transaction.atomic():
                    model._default_manager.filter(pk=row["pk"]).update(**moved)
            except IntegrityError:
                continue


def anchored() -> Iterator[tuple[type[models.Model], tuple[str, ...]]]:
    """The models whose rows hang on records, with the columns that hold their numbers."""
    for model in apps.get_models():
        if columns := getattr(model, "anchored", ()):
            yield model, columns


def _about(model: type[models.Model], columns: Iterable[str], records: list[int]) -> Q:
    found = Q()
    for column in columns:
        kind = model._meta.get_field(column)
        if not isinstance(kind, models.JSONField):  # what it quotes of records, it names in another column too
            found |= Q(**{f"{column}__overlap" if hasattr(kind, "base_field") else f"{column}__in": records})
    return found


def _moved(value: Any, to: Mapping[int, int]) -> Any:
    """A number, several, or quotes [record, field, value]: of two by one record then, that of the record that goes is the newer word."""
    if not isinstance(value, list):
        return to.get(value, value)
    if value and isinstance(value[0], list):
        newer_last = sorted(value, key=lambda quote: quote[0] in to)
        said = {(to.get(record, record), field): word for record, field, word in newer_last}
        return [[record, field, word] for (record, field), word in said.items()]
    return list(dict.fromkeys(to.get(record, record) for record in value))

"""The rules. A file here is a rule: ``TITLE`` and ``ABOUT`` for people, ``NUMBERS`` a person may set, ``find(batch)`` for what
it notices. Nothing else to register.

``find`` is called with everything that changed or came due and gives back what holds now; what it no longer gives back is over.
For what becomes true by itself later it calls ``batch.wake``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from kingpost.priorities.batch import Batch, Noticed
from kingpost.priorities.numbers import Number, Numbers


@dataclass(frozen=True)
class Rule:
    """A rule as the stage, the settings page and the docs see it."""

    name: str
    title: str
    sentence: str  # with "{name}" where a number stands
    numbers: tuple[Number, ...]
    find: Callable[[Batch], Iterable[Noticed]]

    @property
    def about(self) -> str:
        """Its sentence with the usual numbers."""
        return self.says(Numbers())

    def says(self, held: Numbers) -> str:
        """Its sentence with the numbers that hold."""
        return self.sentence.format(**{number.name: f"{held.of(number):g}" for number in self.numbers})


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by name."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return tuple(
        Rule(m.__name__.rpartition(".")[2], m.TITLE, m.ABOUT, getattr(m, "NUMBERS", ()), m.find) for m in modules
    )

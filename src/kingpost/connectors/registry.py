"""Finds connectors by name. Nobody imports a system by name: a new file in ``systems/`` is all it takes."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any

from kingpost.connectors import systems
from kingpost.connectors.base import Connector, Remembering


@cache
def connectors() -> Mapping[str, type[Connector]]:
    """Every connector class by name. A module in ``systems/`` exports exactly one class as ``CONNECTOR``."""
    found: dict[str, type[Connector]] = {}
    for module in pkgutil.iter_modules(systems.__path__):
        cls = importlib.import_module(f"{systems.__name__}.{module.name}").CONNECTOR
        found[cls.name] = cls
    return dict(sorted(found.items()))


def personal(name: str) -> bool:
    """Whether what this kind of system holds is one person's own (``personal = True`` on its class), such as a mailbox."""
    return bool(getattr(connectors().get(name), "personal", False))


def from_start(name: str, cursor: Any) -> Any:
    """The cursor that reads a system of this kind from its start: none, or what its connector must not settle anew."""
    cls = connectors().get(name)
    return cls.from_start(cursor) if cls is not None and issubclass(cls, Remembering) else None


def connector(name: str) -> type[Connector]:
    """The class called ``name``. Raises LookupError naming the ones there are."""
    try:
        return connectors()[name]
    except KeyError:
        raise LookupError(f"There is no connector called {name!r}. There are: {', '.join(connectors())}.") from None

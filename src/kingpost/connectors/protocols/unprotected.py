"""Connections without TLS: only to this machine, for a password would cross any network for everybody to read."""

from __future__ import annotations

from kingpost.connectors.base import ConnectorError
from kingpost.toolbox.this_machine import is_here


def only_here(host: str, port: int, security: str) -> None:
    """Raises ConnectorError when a server somewhere else is to be spoken to without TLS."""
    if security == "none" and not is_here(host):
        raise ConnectorError(
            f"{host}:{port} is not this machine, so the password would go there unprotected. Choose tls or starttls as its security."
        )

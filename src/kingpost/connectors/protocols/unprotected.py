"""Connections without TLS: only to this machine, for a password would cross any network for everybody to read."""

from __future__ import annotations

import ipaddress

from kingpost.connectors.base import ConnectorError


def only_here(host: str, port: int, security: str) -> None:
    """Raises ConnectorError when a server somewhere else is to be spoken to without TLS."""
    if security == "none" and not _is_here(host.strip().strip("[]").lower()):
        raise ConnectorError(
            f"{host}:{port} is not this machine, so the password would go there unprotected. Choose tls or starttls as its security."
        )


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

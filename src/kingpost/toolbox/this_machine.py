"""Which machine the address of a server means."""

from __future__ import annotations

import ipaddress


def is_here(host: str) -> bool:
    """Whether ``host`` (a name or an address, an IPv6 one with or without brackets) is this machine itself."""
    plain = host.strip().strip("[]").lower()
    try:
        return plain == "localhost" or ipaddress.ip_address(plain).is_loopback
    except ValueError:
        return False

"""Which port the web server gets."""

from __future__ import annotations

import errno
import socket

import typer

from kingpost.toolbox import environment


def choose() -> tuple[str, int]:
    """Host and port to listen on. A taken port is replaced by the next free one, unless it was asked for by name.

    Raises SettingError offering a free one.
    """
    name, port = environment.address()
    host = _number(name)
    if free(host, port):
        return host, port
    other = next((candidate for candidate in range(port + 1, min(port + 100, 65536)) if free(host, candidate)), None)
    if other is None:
        raise environment.SettingError(
            f"Port {port} is taken, and so are the ones after it. Set KINGPOST_ADDRESS to another."
        )
    if environment.read("KINGPOST_ADDRESS"):
        raise environment.SettingError(
            f"Port {port} is taken by another program. Port {other} is free: KINGPOST_ADDRESS={environment.joined(name, other)}"
        )
    typer.echo(f"Port {port} is taken by another program; using {other} instead.", err=True)
    return host, other


def free(host: str, port: int) -> bool:
    """Whether nobody listens there. Raises SettingError when the host is not one of this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
            trial.listen(1)
        except PermissionError:
            raise environment.SettingError(f"This user may not listen on port {port}. Use one above 1023.") from None
        except socket.gaierror:
            raise environment.SettingError(f"KINGPOST_ADDRESS: {host} is not an address of this machine.") from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise environment.SettingError(f"KINGPOST_ADDRESS: {host} is not an address of this machine.") from None
            return False
    return True


def _number(host: str) -> str:
    """The number of a host that is given by name, "localhost" for one: the server takes nothing else."""
    try:
        return host if ":" in host else socket.gethostbyname(host)
    except (socket.gaierror, UnicodeError):
        raise environment.SettingError(f"KINGPOST_ADDRESS: {host} is not an address of this machine.") from None

"""Names turned into fixed-size keys, and bytes into hashes: 16 bytes of BLAKE2b, stored as uuid.

A record's key covers system, canonical kind and remote id, so a reference can be resolved without knowing whether its target
was read yet. A native key covers the connector's own kind and id, so unchanged bytes are recognised without decoding them.
"""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID


def digest(data: bytes) -> UUID:
    """The 128-bit hash of some bytes."""
    return UUID(bytes=blake2b(data, digest_size=16).digest())


def record_key(system_id: int, kind: str, remote_id: str) -> UUID:
    """The key of what ``system_id`` says about one thing."""
    return digest(f"{system_id}\0{kind}\0{remote_id}".encode("utf-8", "surrogatepass"))


def native_key(system_id: int, kind: str, native_id: str) -> UUID:
    """The key of a native object; never equal to a record key."""
    return digest(f"{system_id}\1{kind}\1{native_id}".encode("utf-8", "surrogatepass"))

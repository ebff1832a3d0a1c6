"""Names turned into fixed-size keys, and bytes into hashes: 16 bytes of BLAKE2b, stored as uuid.

A record's key covers system, canonical kind and remote id, so a reference can be resolved without knowing whether its target
was read yet. A native key covers the connector's own kind and id, so unchanged bytes are recognised without decoding them.
Keys are plain ``bytes`` in Python: sixteen bytes are also how PostgreSQL's binary COPY writes a uuid.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from struct import pack

UUID_OID = 2950


def digest(data: bytes) -> bytes:
    """The 128-bit hash of some bytes."""
    return blake2b(data, digest_size=16).digest()


def record_key(system_id: int, kind: str, remote_id: str) -> bytes:
    """The key of what ``system_id`` says about one thing."""
    return blake2b(f"{system_id}\0{kind}\0{remote_id}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def native_key(system_id: int, kind: str, native_id: str) -> bytes:
    """The key of a native object; never equal to a record key."""
    return blake2b(f"{system_id}\1{kind}\1{native_id}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def uuid_array(keys: Sequence[bytes]) -> bytes:
    """The binary form of a uuid[] (dimensions, flags, element type, length, lower bound, then each element with its length)."""
    if not keys:
        return pack("!iiI", 0, 0, UUID_OID)
    return pack("!iiIii", 1, 0, UUID_OID, len(keys), 1) + b"".join(b"\0\0\0\x10" + key for key in keys)

"""Secrets that are handed out once and kept only as a digest."""

from __future__ import annotations

import hashlib
import secrets


def new() -> tuple[str, bytes]:
    """A fresh secret of 256 bits as URL-safe text, and the digest to keep of it."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> bytes:
    """SHA-256: enough for a secret of 256 random bits, which cannot be guessed from a list of likely words."""
    return hashlib.sha256(secret.encode()).digest()

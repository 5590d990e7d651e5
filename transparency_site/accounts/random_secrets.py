"""Long random secrets: what is handed out once, and the digest that is kept."""

from __future__ import annotations

import hashlib
import secrets


def make() -> str:
    """256 random bits as text that fits an address."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """SHA-256 in hexadecimal. Enough for secrets of 256 random bits; passwords take Argon2id."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()

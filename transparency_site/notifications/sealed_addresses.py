"""Addresses of people, sealed (Fernet) with a key that lies in VAR_DIR and not in the database; a keyed digest tells
equal ones apart, and signs the links that mails carry.
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

from transparency_site.accounts.kept_secrets import ADDRESSES, kept
from transparency_site.site import Site


class UnreadableAddress(Exception):
    """The key in VAR_DIR is not the one that this address was sealed with."""


def seal(site: Site, address: str) -> str:
    """The address as it is stored."""
    return Fernet(key(site)).encrypt(address.encode()).decode()


def unseal(site: Site, stored: str) -> str:
    """The address itself. Raises UnreadableAddress."""
    try:
        return Fernet(key(site)).decrypt(stored.encode()).decode()
    except InvalidToken:
        raise UnreadableAddress from None


def digest(site: Site, channel: str, address: str) -> str:
    """What tells one address of a channel from another; nobody without the key can try addresses against it."""
    same = address if channel == "webhook" else address.casefold()
    return hmac.new(key(site).encode(), f"{channel}:{same}".encode(), hashlib.sha256).hexdigest()


def key(site: Site) -> str:
    """The site's key, made at its first use."""
    return kept(site.settings.var_dir, ADDRESSES, lambda: Fernet.generate_key().decode())

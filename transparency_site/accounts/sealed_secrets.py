"""Second factors' secrets, encrypted (Fernet) with a key that lies in VAR_DIR and not in the database: who gets the
database or a backup of it alone cannot make codes.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, func, select, update
from sqlalchemy.orm import Session

from transparency_site.accounts.kept_secrets import SECOND_FACTOR, kept
from transparency_site.models import Activation, Credential
from transparency_site.site import Site

_SEALED = "gAAAA"  # how every Fernet token begins; a secret in base 32 has no lower case


class UnreadableSecret(Exception):
    """The key in VAR_DIR is not the one that this secret was encrypted with: the person needs a new second factor."""


def seal(site: Site, secret: str) -> str:
    """The secret as it is stored."""
    return _box(site).encrypt(secret.encode()).decode()


def unseal(site: Site, stored: str) -> str:
    """The secret itself. Raises UnreadableSecret."""
    try:
        return _box(site).decrypt(stored.encode()).decode()
    except InvalidToken:
        raise UnreadableSecret from None


def seal_older(site: Site, connection: Connection) -> None:
    """Encrypt what an older release stored as it is."""
    for model in (Credential, Activation):
        column, key = model.totp_secret, next(iter(model.__table__.primary_key))
        plain = select(key, column).where(column.is_not(None), func.substr(column, 1, len(_SEALED)) != _SEALED)
        for number, secret in connection.execute(plain).all():
            connection.execute(update(model).where(key == number).values(totp_secret=seal(site, secret)))


def unreadable(site: Site, session: Session) -> int:
    """How many people have a second factor that this key does not open."""
    count = 0
    for stored in session.scalars(select(Credential.totp_secret).where(Credential.totp_secret.is_not(None))):
        try:
            unseal(site, stored or "")
        except UnreadableSecret:
            count += 1
    return count


def _box(site: Site) -> Fernet:
    return Fernet(kept(site.settings.var_dir, SECOND_FACTOR, lambda: Fernet.generate_key().decode()))

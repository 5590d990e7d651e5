"""Signed words in links and forms: what they say cannot be made up, and nothing is stored for them."""

from __future__ import annotations

from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from transparency_site.notifications import sealed_addresses
from transparency_site.site import Site

CONFIRM_SECONDS = 72 * 3600
FORM_SECONDS = 2 * 3600


def confirmation(site: Site, subscriber: int) -> str:
    """The word that confirms a subscription, for three days."""
    return _timed(site, "confirm").dumps(subscriber)


def confirmed(site: Site, word: str) -> int | None:
    """The subscription that the word confirms; None where it is none, or too old."""
    found = _read(_timed(site, "confirm"), word, max_age=CONFIRM_SECONDS)
    return found if isinstance(found, int) else None


def unsubscribing(site: Site, address_hash: str) -> str:
    """The word with which an address ends all its subscriptions. It never grows old."""
    return URLSafeSerializer(sealed_addresses.key(site), salt="unsubscribe").dumps(address_hash)


def unsubscribed(site: Site, word: str) -> str | None:
    """The address's hash; None where the word is none of ours."""
    found = _read(URLSafeSerializer(sealed_addresses.key(site), salt="unsubscribe"), word)
    return found if isinstance(found, str) else None


def form(site: Site) -> str:
    """The word that a form of this site carries for two hours: who posts without it has not read the page."""
    return _timed(site, "form").dumps("subscribe")


def is_of_form(site: Site, word: str) -> bool:
    """Whether a form carries such a word."""
    return _read(_timed(site, "form"), word, max_age=FORM_SECONDS) == "subscribe"


def _timed(site: Site, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(sealed_addresses.key(site), salt=purpose)


def _read(serializer: URLSafeSerializer | URLSafeTimedSerializer, word: str, **limits: Any) -> Any:
    try:
        return serializer.loads(word, **limits)
    except BadSignature:
        return None

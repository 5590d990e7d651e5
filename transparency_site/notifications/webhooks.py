"""Webhooks by the Standard Webhooks rules: webhook-id, webhook-timestamp, webhook-signature (HMAC-SHA256)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from transparency_site.notifications import outside
from transparency_site.notifications.outside import Rules
from transparency_site.notifications.sent_things import NotSent, Outgoing

PREFIX = "whsec_"


def new_secret() -> str:
    """A signing secret, in the form that receivers' libraries take."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, number: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the HMAC over id, time and body. Raises NotSent (bad-secret)."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise NotSent("bad-secret", for_good=True) from None
    signed = b".".join((number.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


@dataclass(frozen=True)
class Webhooks:
    """Receivers at addresses outside (`outside.Rules`)."""

    now: Callable[[], dt.datetime]
    rules: Rules = field(default_factory=Rules)

    def send(self, message: Outgoing, hand_over: Callable[[], None]) -> None:
        """Post one message. Raises NotSent."""
        body = json.dumps(message.payload, ensure_ascii=False, separators=(",", ":")).encode()
        timestamp = int(self.now().replace(tzinfo=dt.UTC).timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "transparency-site",
            "webhook-id": message.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(message.secret or "", message.id, timestamp, body),
        }
        outside.post(message.address, body, headers, self.rules, hand_over)

"""Requests to addresses that other people chose: only to the outside, never to this machine or its networks.

The name is looked up here and the connection goes to the very address that was judged (a second look-up could answer
otherwise); redirects are not followed; nothing of the answer is given back but its status.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from transparency_site.notifications.sent_things import NotSent

TIMEOUT = 10.0  # seconds
LONGEST = 500
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Resolve = Callable[[str, int], Sequence[str]]


def looked_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the system knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Rules:
    """Where requests may go. `allowed`: addresses inside that may be reached in spite of all, also without https: the
    operator's own gateway, and receivers of tests. `resolve`: how names are looked up.
    """

    allowed: frozenset[tuple[str, int]] = frozenset()
    resolve: Resolve = looked_up


def is_outside(address: str) -> bool:
    """Whether an IP address is a public one: not of this machine, a private network, a group, or reserved; nor one of
    those in the disguise of an IPv6 address (mapped, 6to4, Teredo, NAT64).
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if not parsed.is_global or parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return True
    return all(is_outside(str(inner)) for inner in _inner(parsed))


def _inner(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """IPv4 addresses that an IPv6 one stands for."""
    found = [one for one in (address.ipv4_mapped, address.sixtofour) if one is not None]
    found += address.teredo or ()
    if address in _NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return found


def split(address: str) -> SplitResult:
    """An https address in its parts. Raises NotSent (bad-address)."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise NotSent("bad-address", for_good=True) from None
    plain = address.isascii() and address.isprintable() and " " not in address and len(address) <= LONGEST
    if not plain or parts.scheme not in ("https", "http") or not parts.hostname or parts.username or port == 0:
        raise NotSent("bad-address", for_good=True)
    return parts


def judged(address: str, rules: Rules) -> tuple[SplitResult, str, int]:
    """The address in its parts, and the IP address and port to connect to.

    Raises NotSent: bad-address, not-https, points-inside (one of the name's addresses is not public), name-unknown.
    """
    parts = split(address)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = rules.resolve(host, port)
    except (OSError, UnicodeError):
        raise NotSent("name-unknown") from None
    if not found:
        raise NotSent("name-unknown")
    if all((one, port) in rules.allowed for one in found):
        return parts, found[0], port
    if not all(is_outside(one) for one in found):
        raise NotSent("points-inside", for_good=True)
    if parts.scheme != "https":
        raise NotSent("not-https", for_good=True)
    return parts, found[0], port


def post(address: str, body: bytes, headers: Mapping[str, str], rules: Rules, hand_over: Callable[[], None]) -> None:
    """Post `body`. Raises NotSent unless the answer is a 2xx."""
    parts, ip, port = judged(address, rules)
    connection = _Connection(parts, ip, port)
    try:
        connection.connect()
        hand_over()
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, dict(headers))
        status = connection.getresponse().status
    except ssl.SSLError as error:
        raise NotSent("bad-certificate") from error
    except (OSError, http.client.HTTPException) as error:
        raise NotSent("receiver-away") from error
    finally:
        connection.close()
    _judge_status(status)


def _judge_status(status: int) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise NotSent("redirected", for_good=True)
    raise NotSent(f"answer-{status}", for_good=status in (404, 410))


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was judged, under the name that the certificate is for."""

    def __init__(self, parts: SplitResult, ip: str, port: int) -> None:
        super().__init__(parts.hostname or "", port, timeout=TIMEOUT)
        self._ip, self._secure = ip, parts.scheme == "https"
        self.default_port: Any = 443 if self._secure else 80

    def connect(self) -> None:
        """Connect to the judged address, not to whatever the name means by now."""
        self.sock = socket.create_connection((self._ip, self.port), self.timeout)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

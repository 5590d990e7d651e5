"""Addresses of clients as networks: which are counted as one, which are this machine, which proxies are believed."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def network_of(address: str) -> str:
    """What is counted as one client: an IPv4 address; of IPv6 the /64 that every host owns; else "unknown"."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
    return str(parsed)


@lru_cache(maxsize=4096)
def is_in(address: str, networks: tuple[Network, ...]) -> bool:
    """Whether `address` lies in one of `networks`; text that is no address does not."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


def believing(
    networks: tuple[Network, ...], proxied: WSGIApplication, plain: WSGIApplication
) -> WSGIApplication:
    """`proxied` for requests that come from a proxy in `networks` or over a local socket, `plain` for all others.

    Whoever connects from elsewhere could write any client's address into X-Forwarded-For.
    """

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        peer = environ.get("REMOTE_ADDR", "")
        chosen: Callable[..., Iterable[bytes]] = proxied if not peer or is_in(peer, networks) else plain
        return chosen(environ, start)

    return application

"""How often one client may ask: a 429 that says when to come back, and RateLimit headers on every counted answer.

Counted in the memory of each process by the client's network; no address is ever written to disk. Not counted: whole
files, static files, probes, preflights, the bureau (which has limits of its own), and requests from this machine: with
a proxy in front that is not believed (TRUST_PROXY=0) all readers would share its address.
"""

from __future__ import annotations

import ipaddress
import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import limits
from flask import Flask, Response, g, request
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from transparency_site.client_networks import is_in, network_of
from transparency_site.site import Site

MOST_CLIENTS = 50_000
THIS_MACHINE = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
UNCOUNTED = ("static", "healthz", "readyz", "metrics", "downloads.", "api_docs.", "bureau.")


class Counts(Storage):
    """Counters of the current window by key, at most `MOST_CLIENTS` of them; the one first seen is forgotten first.

    The library's own memory storage has a clock of its own, a timer thread, and no bound.
    """

    STORAGE_SCHEME = None

    def __init__(self, seconds: Callable[[], float]) -> None:
        super().__init__()
        self._seconds, self._lock = seconds, threading.Lock()
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    @property
    def base_exceptions(self) -> type[Exception]:
        """Errors of the store itself: none can happen in memory."""
        return MemoryError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count; a window begins with its first request."""
        now = self._seconds()
        with self._lock:
            count, until = self._counts.get(key, (0, 0.0))
            if until <= now:
                self._counts.pop(key, None)
                count, until = 0, now + expiry
            self._counts[key] = (count + amount, until)
            while len(self._counts) > MOST_CLIENTS:
                self._counts.popitem(last=False)
        return count + amount

    def get(self, key: str) -> int:
        """The count of the running window."""
        count, until = self._counts.get(key, (0, 0.0))
        return count if until > self._seconds() else 0

    def get_expiry(self, key: str) -> float:
        """When the running window ends, in seconds of the clock."""
        return self._counts.get(key, (0, self._seconds()))[1]

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget all; how many there were."""
        with self._lock:
            found = len(self._counts)
            self._counts.clear()
        return found

    def clear(self, key: str) -> None:
        """Forget one."""
        with self._lock:
            self._counts.pop(key, None)


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of the window that is nearest its end of patience: requests, and seconds until it begins anew."""

    limit: int
    window: int  # seconds
    remaining: int
    reset: int  # seconds

    def headers(self) -> dict[str, str]:
        """RateLimit-Policy and RateLimit as the IETF draft on RateLimit header fields has them."""
        return {"RateLimit-Policy": f'"default";q={self.limit};w={self.window}',
                "RateLimit": f'"default";r={self.remaining};t={self.reset}'}


class Limiter:
    """Counts requests of one process against the limits of the settings."""

    def __init__(self, rule: str, seconds: Callable[[], float]) -> None:
        self.items = limits.parse_many(rule) if rule else []
        self._seconds = seconds
        self._windows = FixedWindowRateLimiter(Counts(seconds))

    def hit(self, client: str) -> tuple[bool, Quota]:
        """Count a request of `client`: whether it may pass, and the tightest quota."""
        results = [(self._windows.hit(item, client), self._quota(item, client)) for item in self.items]
        return all(passed for passed, _quota in results), min(
            (quota for _passed, quota in results), key=lambda one: (one.remaining, -one.reset))

    def _quota(self, item: limits.RateLimitItem, client: str) -> Quota:
        stats = self._windows.get_window_stats(item, client)
        reset = max(1, math.ceil(stats.reset_time - self._seconds()))
        return Quota(item.amount, item.get_expiry(), stats.remaining, reset)


def init_app(app: Flask, site: Site) -> None:
    """Count before every request, say so after it."""
    limiter = Limiter(site.settings.rate_limit, lambda: site.clock().timestamp())
    app.before_request(lambda: _count(limiter))
    app.after_request(_say)


def _count(limiter: Limiter) -> None:
    if not limiter.items or not _is_counted():
        return
    passed, g.quota = limiter.hit(network_of(request.remote_addr or ""))
    if not passed:
        raise TooManyRequests(retry_after=g.quota.reset)


def _is_counted() -> bool:
    endpoint = request.endpoint or ""
    if request.method == "OPTIONS" or endpoint.startswith(UNCOUNTED) or request.path.startswith("/bureau"):
        return False
    # Over a local socket there is no address: whoever asks is the proxy, or this machine itself.
    return bool(request.remote_addr) and not is_in(request.remote_addr or "", THIS_MACHINE)


def _say(response: Response) -> Response:
    if "quota" in g:
        response.headers.update(g.quota.headers())
    return response

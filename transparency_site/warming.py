"""The main pages asked for once in each worker and again after each publication, so that no reader pays for the first.

A thread of the worker asks its own application as a reader's browser would; what comes is remembered where every answer
is (`ready_answers`, the queries' memo, the open index).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.test import Client

from transparency_site import search_index
from transparency_site.site import Site
from transparency_site.snapshot import latest_version

if TYPE_CHECKING:
    from flask import Flask

ADDRESSES = (
    "/", "/units", "/special-funds", "/batches", "/disbursements", "/townships", "/three-public", "/search", "/data",
    "/publications", "/api/v1/units", "/api/v1/batches", "/api/v1/disbursements", "/api/v1/budget-lines",
)  # fmt: skip
READING = {"Accept-Encoding": "gzip, deflate, br"}
SECONDS = 2.0
log = structlog.get_logger()


class Warmer:
    """Asks for the main pages whenever the newest version is another one."""

    def __init__(self, site: Site, ask: Callable[[str], int]) -> None:
        self._site, self._ask = site, ask
        self._warmed = 0

    def look(self) -> bool:
        """Warm what a new version made cold; whether there was one. Segments that are merged are opened before they
        count.
        """
        search_index.index_of(self._site).open_ahead()
        try:
            with self._site.read_sessions() as session:
                version = latest_version(session)
        except SQLAlchemyError:
            return False  # the next look finds it again, and readers are told in words meanwhile
        if version in (0, self._warmed):
            return False
        statuses = {address: self._ask(address) for address in ADDRESSES}
        cold = [address for address, status in statuses.items() if status != 200]
        if cold:
            log.warning("pages could not be warmed", addresses=cold)
        self._warmed = version
        return True


def start(app: Flask) -> None:
    """Begin in a thread of this worker; it ends with the worker."""
    site: Site = app.extensions["site"]
    client = Client(app)
    warmer = Warmer(site, lambda address: client.get(address, headers=READING).status_code)
    stopped = threading.Event()

    def watch() -> None:
        while True:
            warmer.look()
            stopped.wait(SECONDS)

    threading.Thread(target=watch, name="warming", daemon=True).start()

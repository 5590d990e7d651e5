"""Whole-data files of each new version, and the cells of its large workbooks, written by an idle worker once publishing
has been quiet for a while.

Files are derived, as the search index is: whatever published (form, command, timer, withdrawal, erasure), and however
often a worker dies, the next one sees that the newest version has no files and writes them. One process at a time.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from sqlalchemy.exc import OperationalError

from transparency_site import exporting
from transparency_site.queries import source_cells
from transparency_site.site import Site
from transparency_site.snapshot import latest_version, open_snapshot

_AGAIN = 300.0  # seconds until what failed (a full disk, say) is tried again
log = structlog.get_logger()


class Prebuilder:
    """One worker's watch; `clock` gives seconds."""

    def __init__(self, site: Site, clock: Callable[[], float] = time.monotonic) -> None:
        self._site, self._clock = site, clock
        self._version = 0
        self._due: float | None = None

    def look(self) -> bool:
        """Write the newest version's files if it is time and nobody else does. True: they were written now."""
        after = self._site.settings.prebuild_after
        if after < 0:
            return False
        with self._site.sessions() as session:
            version = latest_version(session)
        if version != self._version:
            self._version, self._due = version, self._clock() + after
        if not version or self._due is None or self._clock() < self._due:
            return False
        return self._write()

    def _prepare_cells(self) -> None:
        """The cells of large workbooks, so that no reader waits for one to be opened."""
        with self._site.sessions() as session:
            files = source_cells.public_files(open_snapshot(session, self._site.today()))
        for file in files:
            source_cells.prepare(self._site, file)

    def _write(self) -> bool:
        try:
            found = exporting.export_if_free(self._site)
            self._prepare_cells()
        except (OSError, OperationalError):
            log.exception("whole-data files could not be written", version=self._version)
            self._due = self._clock() + _AGAIN
            return False
        # Another process is at it: look again whether it came to an end.
        self._due = None if found is not None else self._clock() + 5
        return bool(found)

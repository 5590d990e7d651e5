"""Segments of one size merged into a larger one in the background: a search asks few, however much was published.

A tier holds segments up to GROWTH times as large as the tier below. The smallest are merged by the publication that
makes them too many (`search_index.tidy`); the others by an idle worker, while publications and readers go on:

1. Under the publish lock, for a moment: what is due is chosen, and the folder for it made. An erasure that comes later
   removes that folder with all orphans, so that no word of it stays.
2. Without a lock: the new segment is written, sealed and named. Readers' processes open it before they need it.
3. Under the publish lock, for a moment: the manifest names it in place of the old ones, if those still count.

Whoever dies in between leaves an orphan, which the next merge removes.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from transparency_site.search.index import DamagedIndex, Sealed, Searcher, Segment
from transparency_site.search_index import SMALL, index_of, manifest, remove_orphans, replace
from transparency_site.site import Site
from transparency_site.transactions import publish_lock

GROWTH = 8
MANY = 4  # segments of a tier; the smallest tier has a limit of its own
LARGEST = 4_000_000  # documents of one segment: merging needs about 200 bytes of memory for each
LOOK = 5.0  # seconds between two looks
AHEAD = 10.0  # seconds for the readers' processes to open the new segment; they look every two
AGAIN = 300.0  # seconds until what failed (a full disk, say) is tried again
log = structlog.get_logger()


def tier(segment: Segment) -> int:
    """0 for the small ones, which publications merge themselves."""
    place, most = 0, SMALL
    while segment.documents >= most:
        place, most = place + 1, most * GROWTH
    return place


def due(segments: Sequence[Segment]) -> list[Segment]:
    """What to merge next: the segments of the lowest tier that has too many; [] where none has."""
    by_tier: dict[int, list[Segment]] = {}
    for segment in segments:
        by_tier.setdefault(tier(segment), []).append(segment)
    full = [place for place, some in by_tier.items() if place and len(some) > MANY]
    chosen = by_tier[min(full)] if full else []
    return chosen if sum(segment.documents for segment in chosen) <= LARGEST else []


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge that has begun."""

    old: tuple[Segment, ...]
    opened: Searcher
    folder: Path


def everything(segments: Sequence[Segment]) -> list[Segment]:
    """All segments, where they can be one."""
    together = sum(segment.documents for segment in segments)
    return list(segments) if len(segments) > 1 and together <= LARGEST else due(segments)


def begin(site: Site, session: Session, choose: Callable[[Sequence[Segment]], list[Segment]] = due) -> Merge | None:
    """Choose what is due; None where nothing is. One process at a time: what others merge would be an orphan here."""
    with publish_lock(site):
        chosen = choose(manifest(session))
        session.commit()
        if not chosen:
            return None
        remove_orphans(site, session)
        index = index_of(site)
        return Merge(tuple(chosen), index.open(chosen), index.begin())


def write(site: Site, merge: Merge) -> Sealed:
    """Write and name the new segment. Raises OSError where the disk fails, or an erasure took the folder away."""
    written = index_of(site).write_merged(merge.folder, merge.opened.segments)
    with publish_lock(site):
        return index_of(site).settle(written)


def finish(site: Site, session: Session, merge: Merge, sealed: Sealed) -> bool:
    """Let it count, if the old ones still do; False where it came to nothing."""
    with publish_lock(site):
        session.rollback()
        still = set(merge.old) <= set(manifest(session)) and (site.index / sealed.name).exists()
        if still:
            replace(site, session, sealed, [segment.name for segment in merge.old])
        else:
            index_of(site).remove([sealed.name])
    return still


def merge_all(site: Site, session: Session) -> int:
    """Merge everything at once: for a command that published much and serves nobody. How many merges there were."""
    count = 0
    while merge := begin(site, session, everything):
        finish(site, session, merge, write(site, merge))
        count += 1
    return count


class Merger:
    """One worker's watch; `clock` gives seconds. Only one process merges: it holds a lock that ends with it."""

    def __init__(self, site: Site, clock: Callable[[], float] = time.monotonic) -> None:
        self._site, self._clock = site, clock
        self._next = 0.0
        self._lock: IO[str] | None = None
        self._waiting: tuple[Merge, Sealed] | None = None

    def look(self) -> bool:
        """Begin or finish a merge if it is time. True: something was done."""
        if self._clock() < self._next:
            return False
        self._next = self._clock() + LOOK
        try:
            with self._site.sessions() as session:
                return self._finish(session) if self._waiting else self._begin(session)
        except (OSError, DamagedIndex, OperationalError) as failed:
            log.warning("search segments could not be merged", problem=str(failed))
            self._next = self._clock() + AGAIN
            self._let_go()
            return False

    def _begin(self, session: Session) -> bool:
        if not due(manifest(session)) or not self._alone():
            return False
        merge = begin(self._site, session)
        if merge is None:
            self._let_go()
            return False
        self._waiting = merge, write(self._site, merge)
        self._next = self._clock() + AHEAD
        return True

    def _finish(self, session: Session) -> bool:
        assert self._waiting is not None
        merge, sealed = self._waiting
        done = finish(self._site, session, merge, sealed)
        log.info("search segments merged", segments=len(merge.old), documents=sealed.documents, counts=done)
        self._let_go()
        return True

    def _alone(self) -> bool:
        """Whether no other process merges; then this one may until it lets go."""
        lock = (self._site.settings.var_dir / "merge.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def close(self) -> None:
        """Let another process merge; what was written and does not count yet is an orphan then."""
        self._let_go()

    def _let_go(self) -> None:
        self._waiting = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

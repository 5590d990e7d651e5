"""The index: an append-only folder of sealed segments. What counts is what the caller's manifest names.

Order of a publication: ``append`` builds aside, syncs files and folders, renames; the caller records the returned
``Segment`` in its manifest, in the transaction that publishes; ``open(manifest)`` sees it. A crash in between leaves an
orphan that no manifest names; ``remove_orphans`` deletes it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from transparency_site.durable import sync_folder
from transparency_site.search.building import SegmentBuilder
from transparency_site.search.documents import SearchDocument
from transparency_site.search.files import MANIFEST, DamagedIndex, seal
from transparency_site.search.merging import write_merged
from transparency_site.search.segment import OpenSegment

__all__ = ["DamagedIndex", "Index", "Sealed", "Searcher", "Segment"]

_BUILDING: Final = "building-"
_KEPT_SEARCHERS: Final = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """A row of the manifest: a segment's name, its number of documents, and the SHA-256 of its own list of files."""

    name: str
    documents: int
    digest: str


@dataclass(frozen=True, slots=True)
class Sealed(Segment):
    """A segment just written. ``sha256_by_file`` is also in the segment's manifest file, which ``digest`` covers."""

    sha256_by_file: tuple[tuple[str, str], ...] = ()

    @property
    def segment(self) -> Segment:
        """The part to record."""
        return Segment(self.name, self.documents, self.digest)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A segment that is written and durable, but still aside."""

    folder: Path
    documents: int
    sums: Mapping[str, str]
    digest: str


class Searcher:
    """The opened segments of one manifest, immutable and shared by threads; ``find`` asks it."""

    def __init__(self, segments: Sequence[OpenSegment]) -> None:
        self.segments = tuple(segments)

    @property
    def documents(self) -> int:
        """How many documents are stored, visible or not."""
        return sum(segment.documents for segment in self.segments)


class Index:
    """A folder of segments."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True, exist_ok=True)
            sync_folder(self.folder.parent)
        self._lock = threading.Lock()
        self._open: dict[Segment, OpenSegment] = {}
        self._ahead: dict[Segment, OpenSegment] = {}
        self._searchers: OrderedDict[tuple[Segment, ...], Searcher] = OrderedDict()

    def append(self, documents: Iterable[SearchDocument]) -> Sealed:
        """Write the documents as one new segment and make it durable. Nothing is visible until a manifest names it.

        Documents of one disclosure should follow one another. Raises OSError where the disk fails; nothing is left
        behind then.
        """
        aside = self.begin()
        return self.settle(self._written(aside, lambda: _build(aside, documents)))

    def begin(self) -> Path:
        """A folder aside for a segment that is to be written. Who removes orphans removes it too, and then writing ends
        with OSError.
        """
        aside = self.folder / f"{_BUILDING}{uuid.uuid4().hex}"
        aside.mkdir()
        return aside

    def write_merged(
        self,
        aside: Path,
        segments: Sequence[OpenSegment],
        without: frozenset[int] = frozenset(),
        terms: Callable[[], object] | None = None,
    ) -> Unsettled:
        """Write the documents of the segments, in their order, into a folder that was begun, and make them durable.

        `without`: disclosures whose documents are left out. `terms` waits for somebody who writes the terms meanwhile.
        """
        return self._written(aside, lambda: write_merged(aside, segments, without, terms))

    def settle(self, written: Unsettled) -> Sealed:
        """Give what was written its name; until a manifest has it too, it is an orphan."""
        name = written.folder.name.removeprefix(_BUILDING)
        written.folder.rename(self.folder / name)
        sync_folder(self.folder)
        return Sealed(name, written.documents, written.digest, tuple(sorted(written.sums.items())))

    def _written(self, aside: Path, write: Callable[[], int]) -> Unsettled:
        try:
            return Unsettled(aside, write(), *seal(aside))
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise

    def open(self, manifest: Sequence[Segment]) -> Searcher:
        """The searcher over the segments of a manifest, verified file by file; the same manifest gives the same one.

        Raises DamagedIndex where a segment is missing or is not what was sealed.
        """
        wanted = tuple(Segment(row.name, row.documents, row.digest) for row in manifest)
        with self._lock:
            searcher = self._searchers.get(wanted)
            if searcher is None:
                searcher = Searcher([self._opened(segment) for segment in wanted])
                self._searchers[wanted] = searcher
                self._forget_old()
            self._searchers.move_to_end(wanted)
            return searcher

    def _opened(self, segment: Segment) -> OpenSegment:
        known = self._open.get(segment) or self._ahead.pop(segment, None)
        if known is None:
            known = OpenSegment(self._path(segment), segment.digest)
            if known.documents != segment.documents:
                raise DamagedIndex(segment.name, "segment.json", "counts other documents than the manifest")
            self._open[segment] = known
        return known

    def open_ahead(self) -> None:
        """Open and prepare the sealed segments that no reader has asked for yet, so that the first one does not wait.

        What is gone from the disk meanwhile, or damaged, is for the reader who asks for it to notice.
        """
        there = {path.name for path in self.folder.iterdir() if path.name.isalnum()}
        with self._lock:
            for gone in [segment for segment in self._ahead if segment.name not in there]:
                del self._ahead[gone]
            known = {segment.name for segment in (*self._open, *self._ahead)}
        for name in sorted(there - known):
            with contextlib.suppress(OSError, DamagedIndex):
                digest = hashlib.sha256((self.folder / name / MANIFEST).read_bytes()).hexdigest()
                opened = OpenSegment(self.folder / name, digest)
                opened.prepare()
                with self._lock:
                    self._ahead[Segment(name, opened.documents, digest)] = opened

    def _path(self, segment: Segment) -> Path:
        if not segment.name.isalnum():  # a name from a manifest never leads out of the folder
            raise DamagedIndex(segment.name, "manifest", "names no segment")
        return self.folder / segment.name

    def _forget_old(self) -> None:
        while len(self._searchers) > _KEPT_SEARCHERS:
            self._searchers.popitem(last=False)
        used = {segment for manifest in self._searchers for segment in manifest}
        for segment in self._open.keys() - used:
            del self._open[segment]  # its maps close when the last reader lets go

    def remove_orphans(self, manifest: Iterable[Segment], older_than: float = 0.0) -> list[str]:
        """Delete what no row of the manifest names and was last touched ``older_than`` seconds ago: the names deleted.

        Call it while holding the lock that publications take: a segment being appended is an orphan too.
        """
        named = {segment.name for segment in manifest}
        orphans = [path for path in sorted(self.folder.iterdir()) if path.name not in named]
        return self._remove([path for path in orphans if time.time() - path.stat().st_mtime >= older_than])

    def remove(self, names: Iterable[str]) -> list[str]:
        """Delete segments that the manifest no longer names: those that were there."""
        paths = (self.folder / name for name in names)
        return self._remove([path for path in paths if path.exists()])

    def _remove(self, paths: Sequence[Path]) -> list[str]:
        for path in paths:
            # First out of the way under a name that no manifest has, so that a crash leaves no half segment.
            doomed = self.folder / f"{_BUILDING}{uuid.uuid4().hex}"
            path.rename(doomed)
            shutil.rmtree(doomed) if doomed.is_dir() else doomed.unlink()
        if paths:
            sync_folder(self.folder)
        return [path.name for path in paths]

    def merge(self, manifest: Sequence[Segment], without: frozenset[int] = frozenset()) -> Sealed:
        """One new segment with the documents of all of the manifest's, in its order; record it in their place.

        Documents of the disclosures in ``without`` are left out (legal erasure), and with them every word that only
        they have. The old segments stay until ``remove_orphans``.
        """
        opened = self.open(manifest)
        if not opened.segments:
            return self.append(())
        return self.settle(self.write_merged(self.begin(), opened.segments, without))


def _build(folder: Path, documents: Iterable[SearchDocument]) -> int:
    builder = SegmentBuilder(folder)
    try:
        for document in documents:
            builder.add(document)
        return builder.finish()
    finally:
        builder.close()


def folder_size(folder: Path) -> int:
    """Bytes of all files under a folder."""
    total = 0
    for root, _, files in os.walk(folder):
        for name in files:
            with contextlib.suppress(FileNotFoundError):  # removed while we look
                total += (Path(root) / name).stat().st_size
    return total

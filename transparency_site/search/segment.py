"""One opened segment: its bitmaps, documents, orders, and which documents a set of disclosures makes visible."""

from __future__ import annotations

import json
import mmap
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
from pyroaring import BitMap

from transparency_site.search import codec
from transparency_site.search.analysis import NameSounds
from transparency_site.search.building import COLUMNS, FORMAT, FORMS, META, STORED
from transparency_site.search.columns import SORTS, read_columns
from transparency_site.search.documents import SearchDocument
from transparency_site.search.files import DamagedIndex, close_all, open_verified

_REMEMBERED: Final = 256  # bitmaps of phrases and of visible sets per segment: at most 32 MB at a million documents
_BLOCK: Final = 4096
_FEW: Final = 4096  # hits up to which sorting them is quicker than any block
_TRIED: Final = 16  # blocks that are looked through before that many hits are sorted
_MANY: Final = 1 << 15  # hits from which on sorting them takes longer than to look through all blocks
_ONE_BY_ONE: Final = 24  # hits below which arithmetic on arrays costs more than it saves
_APART: Final = 1024  # hits from which on the first few are found before the others are sorted
_TAKEN: Final = 64  # as many: a page takes twenty


class Remembered:
    """A bounded memo of bitmaps, shared by threads. A bitmap in it is never changed again."""

    def __init__(self, bound: int = _REMEMBERED) -> None:
        self._bound = bound
        self._known: OrderedDict[str, BitMap] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], BitMap]) -> BitMap:
        with self._lock:
            found = self._known.get(key)
            if found is not None:
                self._known.move_to_end(key)
                return found
        made = make()
        with self._lock:
            self._known[key] = made
            while len(self._known) > self._bound:
                self._known.popitem(last=False)
        return made


class Order:
    """Documents in one precomputed order: the first hits of any result without sorting all of them."""

    def __init__(self, order: memoryview, ranks: memoryview) -> None:
        self._order, self._ranks = np.asarray(order), np.asarray(ranks)
        self._single_order, self._single_ranks = order, ranks

    @cached_property
    def _blocks(self) -> list[BitMap]:
        return [BitMap(self._order[start : start + _BLOCK].tolist()) for start in range(0, len(self._order), _BLOCK)]

    def walk(self, hits: BitMap) -> Iterator[int]:
        """The hits in this order. Taking the first few of many costs a few intersections where they lie at its
        beginning; where they do not, as those of an early year, they are sorted unless they are very many.
        """
        return self._from_blocks(hits) if len(hits) > _FEW else self._sorted(hits)

    def _from_blocks(self, hits: BitMap) -> Iterator[int]:
        given, count = 0, len(hits)
        for block in self._blocks if count > _MANY else self._blocks[:_TRIED]:
            found = hits & block
            yield from self._sorted(found)
            given += len(found)
            if given == count:
                return
        yield from islice(self._sorted(hits), given, None)

    def _sorted(self, hits: BitMap) -> Iterator[int]:
        """The ranks are sorted, not the hits by them: that is four times as fast, and a rank says which document."""
        if not hits:
            return
        if len(hits) < _ONE_BY_ONE:
            yield from map(self._single_order.__getitem__, sorted(map(self._single_ranks.__getitem__, hits)))
            return
        ranks = self._ranks.take(np.frombuffer(hits.to_array(), dtype=np.uint32))
        if len(ranks) > _APART:
            ranks.partition(_TAKEN)
        else:
            ranks.sort()
        yield from self._order.take(np.sort(ranks[:_TAKEN])).tolist()
        yield from self._order.take(np.sort(ranks[_TAKEN:])).tolist()

    def prepare(self) -> None:
        """Make what the first walk would make."""
        len(self._blocks)


class OpenSegment:
    """A verified, memory-mapped segment; every method may be called from many threads."""

    def __init__(self, folder: Path, digest: str) -> None:
        self.name = folder.name
        self._maps = open_verified(folder, digest)
        try:
            meta = json.loads(self._maps[META][:])
            if meta["format"] != FORMAT or meta["byteorder"] != sys.byteorder:
                raise DamagedIndex(self.name, META, "is of another format")
        except DamagedIndex:
            close_all(self._maps)
            raise
        self.documents: int = meta["documents"]
        self.postings = codec.Postings(folder, self.documents, self._maps)
        self.columns = read_columns(self._maps[COLUMNS], meta["columns"])
        self.values: dict[str, list[str]] = meta["values"]
        self.disclosures: list[tuple[int, int, int]] = meta["disclosures"]
        self._ranges: dict[int, list[tuple[int, int]]] = {}
        for disclosure, start, end in self.disclosures:
            self._ranges.setdefault(disclosure, []).append((start, end))
        self._names: list[tuple[int, str]] = meta["names"]
        self._orders: dict[str, Order] = {}
        self._facets: dict[str, dict[str, BitMap]] = {}
        self._sizes: dict[str, int] = {}
        self._of_kinds: dict[frozenset[str], BitMap] = {}
        self._visible, self.phrases = Remembered(), Remembered()

    @cached_property
    def everything(self) -> BitMap:
        """All documents of the segment, visible or not."""
        return BitMap(range(self.documents))

    @cached_property
    def names(self) -> list[tuple[int, str, NameSounds]]:
        """The documents that are names (units, funds, townships): number, folded title, sounds."""
        return [(number, title, NameSounds(title)) for number, title in self._names]

    def visible(self, key: str, disclosures: Callable[[], frozenset[int]]) -> BitMap:
        """The documents of the given disclosures; asked for once per key."""
        return self._visible.get(key, lambda: self._documents_of(disclosures()))

    def _documents_of(self, disclosures: frozenset[int]) -> BitMap:
        bitmap = BitMap()
        for disclosure in self._ranges.keys() & disclosures:
            for start, end in self._ranges[disclosure]:
                bitmap.add_range(start, end)
        bitmap.run_optimize()
        return bitmap

    def facet(self, name: str) -> Mapping[str, BitMap]:
        """Every value of a facet with its documents (shared: not to be changed)."""
        known = self._facets.get(name)
        if known is None:
            known = self._facets[name] = dict(self.postings.values(name))
        return known

    def of_kinds(self, kinds: frozenset[str]) -> BitMap:
        """The documents of some kinds (shared: not to be changed)."""
        known = self._of_kinds.get(kinds)
        if known is None:
            found = [documents for kind, documents in self.facet("kind").items() if kind in kinds]
            known = self._of_kinds[kinds] = BitMap().union(*found)
        return known

    def facet_size(self, facet: str) -> int:
        """How many bytes the bitmaps of a facet's values take."""
        known = self._sizes.get(facet)
        if known is None:
            known = sum(len(documents.serialize()) for documents in self.facet(facet).values())
            self._sizes[facet] = known
        return known

    def order(self, sort: str) -> Order:
        known = self._orders.get(sort)
        if known is None:
            known = self._orders[sort] = Order(self.columns[f"order {sort}"], self.columns[f"rank {sort}"])
        return known

    @cached_property
    def slices(self) -> list[tuple[int, BitMap]]:
        """The binary digits of the amounts: what each is worth, and the documents that have it."""
        return [
            ((-1 if name[0] == "-" else 1) << int(name[1:]), documents)
            for name, documents in self.postings.values("slice")
        ]

    def record(self, number: int) -> list[Any]:
        """A document as it was stored: its fields in their order."""
        starts = self.columns["stored_start"]
        stored = self._maps[STORED][starts[number] : starts[number + 1]]
        try:
            record: list[Any] = orjson.loads(stored)
        except orjson.JSONDecodeError:  # half a surrogate pair, which orjson refuses
            record = json.loads(stored.decode("utf-8", "surrogatepass"))
        return record

    def document(self, number: int) -> SearchDocument:
        *record, exact = self.record(number)
        return SearchDocument._make((*record, tuple(exact)))

    def form(self, number: int) -> bytes:
        """The folded text of a document, in which phrases are looked up."""
        starts, form = self.columns["form_start"], self.columns["form"][number]
        return self._maps[FORMS][starts[form] : starts[form + 1]]

    def form_has(self, form: int, encoded: bytes) -> bool:
        """Whether a form has the UTF-8 bytes of a phrase."""
        starts = self.columns["form_start"]
        return self._maps[FORMS].find(encoded, starts[form], starts[form + 1]) >= 0

    def sort_key(self, number: int) -> tuple[int, int, int, str, int]:
        """Kind's place, year, amount, key and disclosure of a document, for ordering across segments."""
        disclosure, _, key, *_ = self.record(number)
        kind, year, amount = (self.columns[name][number] for name in ("kind", "year", "amount"))
        return kind, year, amount, key, disclosure

    def named(self) -> Sequence[tuple[int, str]]:
        """The documents that are names: number, folded title."""
        return self._names

    def runs(self, disclosure: int) -> Sequence[tuple[int, int]]:
        """Where the documents of a disclosure lie: first and one behind the last."""
        return self._ranges.get(disclosure, ())

    def content(self, name: str) -> mmap.mmap:
        """One of the segment's files."""
        return self._maps[name]

    def prepare(self) -> None:
        """Ask the system for the files, and make what is made on first use."""
        for content in self._maps.values():
            content.madvise(mmap.MADV_WILLNEED)
        for sort in SORTS:
            self.order(sort).prepare()
        for facet in codec.FACETS:
            self.facet_size(facet)
        for made in (self.names, self.slices):
            len(made)

"""Whoosh's file formats with roaring bitmaps as posting lists: the only file that imports Whoosh.

A segment written here is a Whoosh segment: stock Whoosh can open and search it, which the tests use as the reference.
The site itself asks only for bitmaps (``Postings.bitmap``).
"""

from __future__ import annotations

import mmap
import struct
import warnings
from array import array
from collections.abc import Iterable, Iterator, Mapping
from hashlib import md5
from pathlib import Path
from typing import IO, Any

from pyroaring import BitMap

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Whoosh 2.7.4 compiles with SyntaxWarnings ("is" with a literal); not ours to fix
    from whoosh import analysis, fields, formats
    from whoosh.codec import whoosh3
    from whoosh.filedb import filetables
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.structfile import StructFile
    from whoosh.matching import LeafMatcher
    from whoosh.reading import SegmentReader, TermInfo
    from whoosh.util.numeric import length_to_byte

FACETS = ("kind", "year", "unit", "township", "fund")
TEXT_FIELDS = ("exact", "heading", "repeat", "run", "slice", "word")
FIELDS = tuple(sorted((*FACETS, *TEXT_FIELDS)))
INDEX_NAME = "terms"

Posting = BitMap | int
"""The documents of a term, never none; a single one as its number."""

_SHORT, _LENGTHS = struct.Struct("!H"), struct.Struct("!ii")
_SLOT = struct.Struct("!Iq")  # of a hash table: a key's hash, and where its entry is; 0 where the slot is empty
_TERM = struct.Struct("!BfIBBfIIqi")  # W3TermInfo: no inlined postings, weight, documents, lengths, ids, place in file
_ONE_LONG = length_to_byte(1)
_PREFIXES = {name: _SHORT.pack(number) for number, name in enumerate(FIELDS)}
_SINGLE, _NO_RUNS, _SINGLE_HEADER = struct.Struct("<IIHHIH"), 12346, 16  # one document in roaring's portable format


class TermSet(fields.FieldType):  # Whoosh has no types
    """A field that records only which terms a document has: no positions, no weights, nothing stored."""

    analyzer = analysis.IDAnalyzer()
    indexed, scorable, stored, unique, vector, column_type, spelling = True, False, False, False, None, None, False
    multitoken_query = "and"

    def __init__(self) -> None:
        self.format = formats.Existence()

    def separate_spelling(self) -> bool:
        return False

    def supports(self, name: str) -> bool:
        return name == "existence"


def schema() -> Any:
    """The Whoosh schema of every segment; built in code, never unpickled from a file."""
    return fields.Schema(**{name: TermSet() for name in FIELDS})


class BitmapMatcher(LeafMatcher):  # Whoosh has no types
    """A posting list for Whoosh's own machinery; this site's evaluation takes ``bitmap`` as it is."""

    def __init__(self, bitmap: BitMap, format_: Any, term: Any = None, scorer: Any = None) -> None:
        self.bitmap, self.format, self._term, self.scorer = bitmap, format_, term, scorer
        self._documents, self._at = bitmap.to_array(), 0

    def is_active(self) -> bool:
        return self._at < len(self._documents)

    def id(self) -> int:
        return int(self._documents[self._at])

    def next(self) -> bool:
        self._at += 1
        return True

    def reset(self) -> None:
        self._at = 0

    def copy(self) -> BitmapMatcher:
        twin = self.__class__(self.bitmap, self.format, self._term, self.scorer)
        twin._at = self._at
        return twin

    def all_ids(self) -> Iterator[int]:
        return iter(self.bitmap)

    def weight(self) -> float:
        return 1.0

    def value(self) -> bytes:
        return b""

    def supports_block_quality(self) -> bool:
        return False


class DocumentReader(whoosh3.W3PerDocReader):  # Whoosh has no types
    """Whoosh's per-document side, of which a segment has only the number of documents."""

    def stored_fields(self, docnum: int) -> dict[str, Any]:  # noqa: ARG002  # Whoosh's signature
        return {}


class RoaringCodec(whoosh3.W3Codec):  # Whoosh has no types
    """Whoosh 3's codec with other posting lists."""

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None) -> Any:
        return BitmapMatcher(read_bitmap(dbfile, terminfo), format_, term, scorer)

    def per_document_reader(self, storage: Any, segment: Any) -> Any:
        return DocumentReader(storage, segment)


def read_bitmap(postfile: Any, info: TermInfo) -> BitMap:
    offset, length = info.extent()
    # Whoosh 2.7.4 forgets to unpack the tuple that struct gives it.
    return BitMap.deserialize(postfile.get(offset, length[0] if isinstance(length, tuple) else length))


class MappedFile(StructFile):  # Whoosh has no types
    """A file read from a memory map: ``get`` neither seeks nor copies the file, so threads can share it."""

    def __init__(self, content: mmap.mmap, name: str) -> None:
        super().__init__(content, name=name)
        self.is_real = False

    def get(self, position: int, length: int) -> bytes:
        content: mmap.mmap = self.file
        return content[position : position + length]


class MappedStorage(FileStorage):  # Whoosh has no types
    """The files of one segment, already mapped and verified; Whoosh opens nothing by itself."""

    def __init__(self, folder: Path, maps: Mapping[str, mmap.mmap]) -> None:
        super().__init__(str(folder), readonly=True)
        self._maps = maps

    def open_file(self, name: str, **_: Any) -> MappedFile:
        return MappedFile(self._maps[name], name)

    def file_length(self, name: str) -> int:
        return len(self._maps[name])

    def file_exists(self, name: str) -> bool:
        return name in self._maps


def _whoosh_segment(documents: int) -> Any:
    return whoosh3.W3Segment(RoaringCodec(), INDEX_NAME, doccount=documents, segid="0")


TERM_FILES = tuple(_whoosh_segment(0).make_filename(end) for end in (RoaringCodec.TERMS_EXT, RoaringCodec.POSTS_EXT))


def bitmap_of(documents: array[int]) -> Posting:
    """The posting list of these document numbers (type "I", at least one; the order and repetitions do not matter)."""
    return documents[0] if len(documents) == 1 else BitMap(documents, optimize=False)


class TermsWriter(filetables.OrderedHashWriter):  # Whoosh has no types
    """Whoosh's terms file, written term by term without a call into five layers for each."""

    def add_field(self, number: int, terms: Iterable[tuple[bytes, Posting]], postfile: IO[bytes]) -> None:
        """Write the terms of one field, in rising order, and their posting lists."""
        file, position, offset, prefix = self.dbfile.file, self.dbfile.tell(), postfile.tell(), _SHORT.pack(number)
        buckets, positions = self.buckets, self.index.array
        for term, posting in terms:
            data, count, first, last = _serialized(posting)
            postfile.write(data)
            key = prefix + term
            entry = _TERM.pack(0, count, count, _ONE_LONG, _ONE_LONG, 1.0, first, last, offset, len(data))
            file.write(_LENGTHS.pack(len(key), len(entry)) + key + entry)
            digest = _hash(key)
            buckets[digest & 255].append((digest, position))
            positions.append(position)
            position += _LENGTHS.size + len(key) + len(entry)
            offset += len(data)

    def _write_hashes(self) -> None:
        """The 256 hash tables, as HashWriter writes them, each packed at once."""
        for entries in self.buckets:
            slots = 2 * len(entries)
            self.directory.append((self.dbfile.tell(), slots))
            table = [0] * (2 * slots)  # digest, position; position 0 is an empty slot
            for digest, position in entries:
                slot = (digest >> 8) % slots
                while table[2 * slot + 1]:
                    slot = (slot + 1) % slots
                table[2 * slot : 2 * slot + 2] = digest, position
            self.dbfile.write(struct.pack("!" + "Iq" * slots, *table))


def _hash(key: bytes) -> int:
    """Whoosh's hash of a term's key: the last four bytes of its MD5."""
    return int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:], "big")


def _serialized(posting: Posting) -> tuple[bytes, int, int, int]:
    """A posting list's bytes, its length, its first and its last document."""
    if isinstance(posting, int):  # half of all terms: written without making a bitmap
        return _SINGLE.pack(_NO_RUNS, 1, posting >> 16, 0, _SINGLE_HEADER, posting & 0xFFFF), 1, posting, posting
    posting.run_optimize()
    return posting.serialize(), len(posting), posting.min(), posting.max()


def write_terms(folder: Path, terms: Mapping[str, Iterable[tuple[bytes, Posting]]]) -> None:
    """Write the term files of a segment: per field its terms in rising order, each with its documents.

    Goes around Whoosh's SegmentWriter, whose pool sorts single postings in Python: ten minutes for a million documents.
    """
    terms_name, postings_name = TERM_FILES
    termfile = FileStorage(str(folder)).create_file(terms_name)
    try:
        with (folder / postings_name).open("wb") as postfile:
            _write_fields(termfile, postfile, terms)
    except BaseException:
        termfile.close()
        raise


def _write_fields(
    termfile: StructFile, postfile: IO[bytes], terms: Mapping[str, Iterable[tuple[bytes, Posting]]]
) -> None:
    writer = TermsWriter(termfile)
    writer.index.array = array("q")
    writer.extras["fieldmap"] = {name: number for number, name in enumerate(FIELDS)}
    postfile.write(b"roaring1")
    for number, name in enumerate(FIELDS):
        writer.add_field(number, terms.get(name, ()), postfile)
    if writer.dbfile.tell() < 1 << 32:
        writer.index.array = array("I", writer.index.array)
    writer.close()


class Postings:
    """The posting lists of one segment, by field and term; safe to read from many threads."""

    def __init__(self, folder: Path, documents: int, maps: Mapping[str, mmap.mmap]) -> None:
        self._storage = MappedStorage(folder, maps)
        self._segment = _whoosh_segment(documents)
        self._terms = RoaringCodec().terms_reader(self._storage, self._segment)
        self._entries: mmap.mmap = self._terms._dbfile.file
        self._lists = memoryview(self._terms._postfile.file)

    def bitmap(self, field: str, term: str) -> BitMap:
        """The documents that have the term; an empty bitmap where none has. The bitmap is the caller's own."""
        place = self._place(_PREFIXES[field] + term.encode())
        if place is None:
            return BitMap()
        posting = self.at(place)
        return BitMap((posting,)) if isinstance(posting, int) else posting

    def _place(self, key: bytes) -> int | None:
        """Where the term of a key is (see `at`), read from Whoosh's hash tables without its objects for each step."""
        entries, digest = self._entries, _hash(key)
        start, slots = self._terms._tindex.tables[digest & 255]
        for further in range(slots):
            slot = ((digest >> 8) + further) % slots
            found, entry = _SLOT.unpack_from(entries, start + slot * _SLOT.size)
            if not entry:
                return None
            begin: int = entry + _LENGTHS.size
            if found == digest and entries[begin : begin + _LENGTHS.unpack_from(entries, entry)[0]] == key:
                return begin + len(key)
        return None

    def values(self, field: str) -> Iterator[tuple[str, BitMap]]:
        """Every term of a field with its documents, in the order of the terms' bytes."""
        for (name, term), info in self._terms.items_from(field, b""):
            if name != field:
                return
            yield term.decode(), read_bitmap(self._terms._postfile, info)

    def places(self, field: str) -> Iterator[tuple[bytes, int]]:
        """Every term of a field as bytes and its place (see `at`), in rising order; without Whoosh's objects for each.
        """
        index, content = self._terms._tindex, self._entries
        prefix, further = _PREFIXES[field], _LENGTHS.size
        position, end = index.closest_key_pos(prefix), index.endofdata
        while position is not None and position < end:
            start = position + further
            behind = start + _LENGTHS.unpack_from(content, position)[0]
            key = content[start:behind]
            if not key.startswith(prefix):
                return
            yield key[_SHORT.size :], behind
            position = behind + _TERM.size

    def at(self, place: int) -> Posting:
        """The posting list of the term that has this place."""
        _, _, count, _, _, _, first, _, offset, length = _TERM.unpack_from(self._entries, place)
        return first if count == 1 else BitMap.deserialize(self._lists[offset : offset + length])  # type: ignore[arg-type]  # takes any buffer

    def whoosh_reader(self) -> SegmentReader:
        """The same segment as Whoosh itself reads it (the reference in tests)."""
        return SegmentReader(self._storage, schema(), self._segment)

"""A disk in memory that replays what recording_disk.c wrote down, and what may be left of it when the power fails.

Only what was synced is sure: bytes by fsync of their file, names by fsync of their folder. Of everything else any part
may be missing: writes singly, in 512-byte pieces or as zeros; names of a folder from some point on.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

_HEAD = struct.Struct("=6q")
SECTOR = 512


@dataclass(frozen=True, slots=True)
class Event:
    """One call: `kind` W write, T truncate, S sync, C create, M mkdir, R rename, L link, U unlink or rmdir,
    K a mark.
    """

    kind: str
    inode: int
    offset: int  # of a write; the size after a truncation; the number of a mark
    path: str
    target: str
    data: bytes


def read_log(path: Path) -> list[Event]:
    """The events of a recording."""
    content, at, events = path.read_bytes(), 0, []
    while at < len(content):
        kind, inode, offset, first, second, size = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        one, other, data = content[at : at + first], content[at + first : at + first + second], b""
        at += first + second
        data, at = content[at : at + size], at + size
        events.append(Event(chr(kind), inode, offset, one.decode(), other.decode(), data))
    return events


@dataclass(slots=True)
class File:
    """What is surely on the disk, and the writes (offset, bytes) and truncations (size, None) since."""

    sure: bytes
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def now(self) -> bytes:
        return _applied(self.sure, self.pending)

    def sync(self) -> None:
        self.sure, self.pending = self.now(), []

    def left(self, chance: random.Random) -> bytes:
        """What may be left of it."""
        return _applied(self.sure, [part for one in self.pending for part in _remains(*one, chance)])


@dataclass(slots=True)
class Folder:
    """The names that are surely there, and the changes since: each a few (folder, name, what it now is or None)."""

    sure: dict[str, Node] = field(default_factory=dict)
    pending: list[Change] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.pending:
            for folder, name, node, before in change:
                _set(folder.sure, name, node, before)
        self.pending = []


Node: TypeAlias = File | Folder
Change = list[tuple[Folder, str, "Node | None", "Node | None"]]
"""(Folder, name, what it becomes, what it was)."""
Tree = dict[int, dict[str, Node]]


def _set(names: dict[str, Node], name: str, node: Node | None, before: Node | None) -> None:
    if node is not None:
        names[name] = node
    elif names.get(name) is before:
        names.pop(name, None)


def _applied(content: bytes, changes: list[tuple[int, bytes | None]]) -> bytes:
    made = bytearray(content)
    for at, data in changes:
        end = at + len(data or b"")
        if data is None:
            del made[at:]
        if len(made) < end:
            made.extend(bytes(end - len(made)))
        if data is not None:
            made[at:end] = data
    return bytes(made)


def _remains(at: int, data: bytes | None, chance: random.Random) -> Iterator[tuple[int, bytes | None]]:
    """What is left of one write: all, nothing, some of its sectors, or room without content."""
    kind = chance.choice(("all", "all", "nothing", "sectors", "zeros"))
    if kind == "nothing":
        return
    if data is None or kind == "all":
        yield at, data
    elif kind == "zeros":
        yield at, bytes(len(data))
    else:
        edges = [at, *range((at // SECTOR + 1) * SECTOR, at + len(data), SECTOR), at + len(data)]
        for start, end in pairwise(edges):
            if chance.random() < 0.5:
                yield start, data[start - at : end - at]


class Disk:
    """A folder as it stood when the recording began; `play` goes on, `left` draws what a power cut may leave."""

    def __init__(self, root: Path, inodes: dict[str, int], copy: Path) -> None:
        """`root`: the folder that was recorded, with its inodes by path below it; `copy`: its content at that time."""
        self.root = str(root)
        self.top = Folder()
        self.live: Tree = {}
        self.files: dict[int, Node] = {inodes["."]: self.top}
        self._load(inodes, copy, copy, self.top)

    def _load(self, inodes: dict[str, int], copy: Path, place: Path, folder: Folder) -> None:
        names: dict[str, Node] = {}
        for path in sorted(place.iterdir()):
            node: Node = Folder() if path.is_dir() else File(path.read_bytes())
            names[path.name] = self.files[inodes[str(path.relative_to(copy))]] = node
            if isinstance(node, Folder):
                self._load(inodes, copy, path, node)
        folder.sure = dict(names)
        self.live[id(folder)] = names

    def play(self, event: Event) -> None:
        """What this call did."""
        if event.kind in "WT":
            file = self.files[event.inode]
            assert isinstance(file, File)
            file.pending.append((event.offset, event.data if event.kind == "W" else None))
        elif event.kind == "S":
            self.files[event.inode].sync()
        elif event.kind == "R":
            self._rename(event)
        elif event.kind == "L":
            folder, name = self._place(event.path)
            self._change(folder, [(folder, name, self.files[event.inode], None)])
        elif event.kind in "CM":
            self._make(event)
        elif event.kind == "U":
            folder, name = self._place(event.path)
            self._change(folder, [(folder, name, None, self.live[id(folder)].get(name))])

    def _make(self, event: Event) -> None:
        folder, name = self._place(event.path)
        node: Node = File(b"") if event.kind == "C" else Folder()
        self.files[event.inode] = node
        if isinstance(node, Folder):
            self.live[id(node)] = {}
        self._change(folder, [(folder, name, node, None)])

    def _rename(self, event: Event) -> None:
        source, target = self._place(event.path), self._place(event.target)
        node = self.live[id(source[0])][source[1]]
        self._change(target[0], [(*target, node, None), (*source, None, node)])

    def _change(self, anchor: Folder, change: Change) -> None:
        """A change is sure when the folder that gets the name is synced."""
        for folder, name, node, before in change:
            _set(self.live[id(folder)], name, node, before)
        anchor.pending.append(change)

    def _place(self, path: str) -> tuple[Folder, str]:
        *parents, name = path.removeprefix(self.root).strip("/").split("/")
        folder = self.top
        for parent in parents:
            found = self.live[id(folder)][parent]
            assert isinstance(found, Folder)
            folder = found
        return folder, name

    def now(self) -> dict[str, bytes | None]:
        """Every file's content by its path, None for folders: as running programs see it."""
        return {path: node.now() if isinstance(node, File) else None for path, node in _walk(self.top, self.live)}

    def left(self, chance: random.Random) -> dict[str, bytes | None]:
        """The same, as a power cut at this moment may leave it."""
        folders = [node for node in {id(one): one for one in self.files.values()}.values() if isinstance(node, Folder)]
        names: Tree = {id(folder): dict(folder.sure) for folder in folders}
        for folder in folders:
            kept = chance.choice((0, len(folder.pending), chance.randint(0, len(folder.pending))))
            for change in folder.pending[:kept]:
                for place, name, node, before in change:
                    _set(names.setdefault(id(place), dict(place.sure)), name, node, before)
        contents: dict[int, bytes] = {}
        left: dict[str, bytes | None] = {}
        for path, node in _walk(self.top, names):
            if isinstance(node, File):
                contents.setdefault(id(node), node.left(chance))
            left[path] = contents.get(id(node))
        return left


def _walk(folder: Folder, names: Tree, above: str = "") -> Iterator[tuple[str, Node]]:
    for name, node in sorted(names.get(id(folder), {}).items()):
        yield f"{above}{name}", node
        if isinstance(node, Folder):
            yield from _walk(node, names, f"{above}{name}/")


def inodes_of(folder: Path) -> dict[str, int]:
    """The inodes of everything in a folder by path, and its own as `.`."""
    return {str(path.relative_to(folder)): path.stat().st_ino for path in (folder, *folder.rglob("*"))}


def write(tree: dict[str, bytes | None], folder: Path) -> None:
    """Make these files and folders."""
    folder.mkdir()
    for path, content in tree.items():  # sorted: a folder stands before what is in it
        if content is None:
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(content)

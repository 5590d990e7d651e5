"""Durable, verified files: a segment's folder is sealed by a manifest of SHA-256 sums before anybody can see it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import mmap
import os
from collections.abc import Mapping
from pathlib import Path

from transparency_site.durable import sync_folder

MANIFEST = "manifest.json"


class DamagedIndex(Exception):
    """A segment's files are missing or not those that were sealed; the index must be rebuilt."""

    def __init__(self, segment: str, file: str, problem: str) -> None:
        super().__init__(f"search segment {segment}: {file} {problem}")
        self.segment, self.file, self.problem = segment, file, problem


def _digest_and_sync(path: Path) -> str:
    with path.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return digest


def seal(folder: Path) -> tuple[dict[str, str], str]:
    """Sync every file of a folder, write the manifest, sync that and the folder: the sums and the manifest's own."""
    sums = {path.name: _digest_and_sync(path) for path in sorted(folder.iterdir())}
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps({"files": sums}, sort_keys=True, indent=1) + "\n", encoding="utf-8")
    digest = _digest_and_sync(manifest)
    sync_folder(folder)
    return sums, digest


def open_verified(folder: Path, digest: str) -> dict[str, mmap.mmap]:
    """Map the files of a sealed folder, each compared with the manifest and the manifest with ``digest``.

    The sums are taken over the maps that are returned, so what was verified is what is read. Raises DamagedIndex.
    """
    maps: dict[str, mmap.mmap] = {}
    try:
        for name, expected in _sums(folder, digest).items():
            maps[name] = _map(folder, name)
            if hashlib.sha256(maps[name]).hexdigest() != expected:
                raise DamagedIndex(folder.name, name, "does not have the content that was sealed")
    except DamagedIndex:
        close_all(maps)
        raise
    return maps


def _sums(folder: Path, digest: str) -> dict[str, str]:
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise DamagedIndex(folder.name, MANIFEST, "cannot be read") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise DamagedIndex(folder.name, MANIFEST, "is not the one that was sealed")
    sums: dict[str, str] = json.loads(content)["files"]
    return sums


def _map(folder: Path, name: str) -> mmap.mmap:
    try:
        with (folder / name).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped, and none was sealed
        raise DamagedIndex(folder.name, name, "cannot be read") from error


def close_all(maps: Mapping[str, mmap.mmap]) -> None:
    for content in maps.values():
        with contextlib.suppress(BufferError):  # somebody still holds a view: the collector closes it later
            content.close()

"""Files and folders that a power cut leaves there, all of them or nothing."""

from __future__ import annotations

import os
from pathlib import Path


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that a power cut leaves all of it or nothing: temporary name, fsync, rename, fsync of the
    folder.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with beside.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """A folder that a power cut leaves there: each new one is made sure in the folder above it."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """fsync a folder: a new, renamed or linked name in it is only durable after that."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

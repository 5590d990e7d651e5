"""Files by their SHA-256 in VAR_DIR/files: written beside, fsynced, renamed; never rewritten.

What was received lies in files/sealed, which no face reads, until the check has found it free of personal data.
Originals that carry declared personal columns stay there for good, and a redacted twin is served in their place.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from transparency_site.durable import make_folder, sync_folder, write_durably
from transparency_site.site import Site


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_of(site: Site, sha256: str, *, sealed: bool = False) -> Path:
    """Where the file with this hash lies (or would)."""
    return (site.files / "sealed" if sealed else site.files) / sha256


def keep(site: Site, content: bytes, *, sealed: bool = False) -> str:
    """Store bytes and return their SHA-256; bytes that are already there are not written again."""
    sha256 = sha256_of(content)
    path = path_of(site, sha256, sealed=sealed)
    if not (path.is_file() and path.stat().st_size == len(content)):
        make_folder(path.parent)
        write_durably(path, content)
    return sha256


def find(site: Site, sha256: str) -> Path | None:
    """Where the file lies: a process killed between moving it and committing leaves it in the other folder."""
    return next((path for sealed in (True, False) if (path := path_of(site, sha256, sealed=sealed)).is_file()), None)


def move(site: Site, sha256: str, *, sealed: bool) -> None:
    """Put a stored file among the sealed ones, or take it out from there. A file that is there already stays."""
    source, target = path_of(site, sha256, sealed=not sealed), path_of(site, sha256, sealed=sealed)
    if source.is_file():
        make_folder(target.parent)
        source.replace(target)
        sync_folder(target.parent)
        sync_folder(source.parent)


def forget_derived(site: Site) -> None:
    """Delete every exported file and kept cell: erased content may be in any of them; they are written anew."""
    for folder in (site.exports, site.cells):
        shutil.rmtree(folder, ignore_errors=True)


def forget(site: Site, sha256: str) -> None:
    """Delete a file wherever it lies: an upload refused for personal data, or content under legal erasure."""
    for sealed in (True, False):
        path_of(site, sha256, sealed=sealed).unlink(missing_ok=True)

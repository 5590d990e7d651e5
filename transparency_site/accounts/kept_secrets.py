"""Secrets that a site makes once and keeps in VAR_DIR, for its owner only to read, beside the database."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from transparency_site.accounts import random_secrets
from transparency_site.durable import sync_folder

COOKIES, SECOND_FACTOR, ADDRESSES = "secret_key", "second_factor_key", "addresses_key"
QUESTIONS, CONTACTS = "questions_key", "contacts_key"
NAMES = (COOKIES, SECOND_FACTOR, ADDRESSES, QUESTIONS, CONTACTS)
"""Every such file; backups leave them out."""


def kept(folder: Path, name: str, make: Callable[[], str]) -> str:
    """The secret of that name, made where there is none: the same for every worker."""
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        own = folder / f"{name}.{os.getpid()}.{random_secrets.make()[:8]}"
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(make())
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(own, path)  # of several workers the first one's stays
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        finally:
            own.unlink()
            sync_folder(folder)  # what is sealed with it must not outlive it
    return path.read_text(encoding="ascii").strip()

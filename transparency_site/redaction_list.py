"""The redaction list: VAR_DIR/redactions.jsonl, one line per redaction, without any of its words.

A backup made before a redaction still holds the words. The list outlives it: `restore` does again what the list says.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from transparency_site.durable import write_durably
from transparency_site.models import Redaction
from transparency_site.site import Site

Entry = dict[str, Any]
NAME = "redactions.jsonl"
_KEPT = ("mark", "key", "targets", "legal_basis", "state", "hidden_by", "hidden_at", "decided_by", "decided_at")


def path_of(site: Site) -> Path:
    return site.settings.var_dir / NAME


def write(site: Site, session: Session) -> None:
    """Bring the list up to the database; what only the list knows stays (an older backup was restored)."""
    known = {entry["mark"]: entry for entry in read(path_of(site))}
    for one in session.scalars(select(Redaction).order_by(Redaction.id)):
        known[one.mark] = {name: getattr(one, name) for name in _KEPT}
    lines = b"".join(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE) for entry in known.values())
    path_of(site).parent.mkdir(parents=True, exist_ok=True)
    write_durably(path_of(site), lines)


def read(path: Path) -> list[Entry]:
    """The entries of a list; none where there is no list."""
    if not path.is_file():
        return []
    return [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]

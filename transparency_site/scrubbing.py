"""Taking erased words out of everything that was written along the way: reports, findings, explanations, marks, names
of files, jobs, proposals, reasons and the details of events.

JSON is stored with escapes, so each text is looked for in both forms.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import JSON, Text, cast, or_, select, update
from sqlalchemy.orm import Session

from transparency_site.db import Base
from transparency_site.models import (
    Disclosure,
    Event,
    Job,
    Proposal,
    Publication,
    PublishedFinding,
    Redaction,
    SourceFile,
    Submission,
    Upload,
)
from transparency_site.storing import table_of

MARKER = "（依法删除）"
SHORTEST = 2  # characters: shorter texts stand in every second sentence
_WRITTEN: Sequence[tuple[type[Base], tuple[str, ...]]] = (
    (Submission, ("report", "explanations", "reason", "options")),
    (PublishedFinding, ("value", "message_zh", "message_en", "explanation")),
    (Disclosure, ("title", "marks")),
    (SourceFile, ("name",)),
    (Upload, ("files",)),
    (Job, ("details",)),
    (Proposal, ("reason", "answer")),
    (Publication, ("reason",)),
    (Redaction, ("answer",)),
    (Event, ("details",)),
)


def scrub(session: Session, texts: Iterable[str]) -> int:
    """Replace these texts by the marker wherever they were written; how many rows changed. Inside a transaction that
    the database lets touch the log: a redaction is `confirmed`.
    """
    wanted = sorted({text for text in texts if len(text) >= SHORTEST}, key=len, reverse=True)
    if not wanted:
        return 0
    return sum(_scrub(session, model, name, wanted) for model, names in _WRITTEN for name in names)


def _scrub(session: Session, model: type[Base], name: str, texts: Sequence[str]) -> int:
    table = table_of(model)
    column = table.c[name]
    [key] = table.primary_key.columns
    written = cast(column, Text)
    forms = {form for text in texts for form in (text, json.dumps(text)[1:-1])}
    statement = select(key, column).where(or_(*(written.contains(form, autoescape=True) for form in forms)))
    found = session.execute(statement).all()
    for number, value in found:
        clean = replaced(value, texts) if isinstance(column.type, JSON) else _replaced_text(value, texts)
        session.execute(update(table).where(key == number).values({name: clean}))
    return len(found)


def replaced(value: Any, texts: Sequence[str]) -> Any:
    """A JSON value without these texts, in keys and values."""
    if isinstance(value, str):
        return _replaced_text(value, texts)
    if isinstance(value, dict):
        return {_replaced_text(key, texts): replaced(one, texts) for key, one in value.items()}
    return [replaced(one, texts) for one in value] if isinstance(value, list) else value


def _replaced_text(value: str, texts: Sequence[str]) -> str:
    for text in texts:
        value = value.replace(text, MARKER)
    return value

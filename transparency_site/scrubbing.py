"""Taking erased words out of everything that was written along the way: reports, findings, explanations, marks, names
of files, jobs, proposals, reasons, readers' questions and the details of events.

JSON is stored with escapes, so each text is looked for in both forms.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Select, Text, cast, or_, select, update
from sqlalchemy.orm import Session

from transparency_site.db import Base
from transparency_site.models import (
    Disclosure,
    Event,
    Job,
    Proposal,
    Publication,
    PublishedFinding,
    Question,
    Redaction,
    SourceFile,
    Submission,
    Upload,
)
from transparency_site.phrases import Phrases
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
    (Question, ("text", "answer", "reject_reason")),
)
_COUNTED: Mapping[type[Base], Mapping[str, Any]] = {Question: {"changes": Question.changes + 1}}
"""What makes caches take notice of the change."""
_ASKED = 400  # texts in one statement: an expression may not be deeper


def scrub(session: Session, texts: Iterable[str]) -> int:
    """Replace these texts by the marker wherever they were written; how many rows changed. Inside a transaction that
    the database lets touch the log: a redaction is `confirmed`.
    """
    wanted = Phrases(text for text in texts if len(text) >= SHORTEST)
    if not wanted:
        return 0
    return sum(_scrub(session, model, name, wanted) for model, names in _WRITTEN for name in names)


def _scrub(session: Session, model: type[Base], name: str, wanted: Phrases[str]) -> int:
    table = table_of(model)
    column = table.c[name]
    [key] = table.primary_key.columns
    changed = 0
    for number, value in session.execute(_with_any(select(key, column), column, wanted)).all():
        clean = replaced(value, wanted)
        if clean != value:
            session.execute(update(table).where(key == number).values({name: clean, **_COUNTED.get(model, {})}))
            changed += 1
    return changed


def _with_any(statement: Select[Any], column: Column[Any], wanted: Phrases[str]) -> Select[Any]:
    """Only rows that say one of the texts, where the database can be asked for so many."""
    forms = {form for text in wanted.texts for form in (text, json.dumps(text)[1:-1])}
    if len(forms) > _ASKED:
        return statement.where(column.is_not(None))
    written = cast(column, Text)
    return statement.where(or_(*(written.contains(form, autoescape=True) for form in forms)))


def replaced(value: Any, wanted: Phrases[str]) -> Any:
    """A text or JSON value without these texts, in keys and values."""
    if isinstance(value, str):
        return wanted.replaced(value, MARKER)
    if isinstance(value, dict):
        return {wanted.replaced(key, MARKER): replaced(one, wanted) for key, one in value.items()}
    return [replaced(one, wanted) for one in value] if isinstance(value, list) else value

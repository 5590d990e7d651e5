"""Which key each row of a document keeps from the revision before: recipients of a batch, rows of a register."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data_loaders.records import Document
from data_loaders.registers import REGISTERS
from transparency_site import document_rows, recipient_lines
from transparency_site.models import Disbursement, Disclosure, RegisterRow
from transparency_site.recipient_lines import KeyedRow, RowContent


def line_keys(session: Session, document: Document) -> list[str]:
    """The keys of the document's recipients or register rows, in order; none for documents without such rows."""
    if document.register is not None:
        rows = [_content(document.register.key, entry.values) for entry in document.register.entries]
        before = _entries_before(session, str(document.key))
    elif document.recipients:
        rows = [document_rows.content_of(recipient) for recipient in document.recipients]
        before = _recipients_before(session, str(document.key))
    else:
        return []
    model = RegisterRow if document.register is not None else Disbursement
    return recipient_lines.assign(rows, before, _highest(session, model, str(document.key)))


def _highest(session: Session, model: type[RegisterRow] | type[Disbursement], key: str) -> int:
    """The highest number ever used in this disclosure; 0 before its first revision."""
    revisions = select(Disclosure.id).where(Disclosure.key == key)
    return int(session.scalar(select(func.max(model.line)).where(model.disclosure_id.in_(revisions))) or 0)


def _last(key: str) -> Any:
    return select(func.max(Disclosure.id)).where(Disclosure.key == key).scalar_subquery()


def _recipients_before(session: Session, key: str) -> list[KeyedRow]:
    columns = [getattr(Disbursement, name) for name in document_rows.WHO]
    statement = (
        select(Disbursement.line, Disbursement.amount_fen, *columns)
        .where(Disbursement.disclosure_id == _last(key))
        .order_by(Disbursement.position)
    )
    return [KeyedRow(row[0], RowContent(tuple(row[2:]), row[1])) for row in session.execute(statement)]


def _entries_before(session: Session, key: str) -> list[KeyedRow]:
    statement = (
        select(RegisterRow.line, RegisterRow.register, RegisterRow.content)
        .where(RegisterRow.disclosure_id == _last(key))
        .order_by(RegisterRow.position)
    )
    return [KeyedRow(line, _content(register, content)) for line, register, content in session.execute(statement)]


def _content(register: str, values: Mapping[str, Hashable]) -> RowContent:
    """A row is itself by the register's identity columns; everything else may be corrected."""
    names = REGISTERS[register].identity
    return RowContent(
        tuple(values.get(name) for name in names), orjson.dumps(dict(values), option=orjson.OPT_SORT_KEYS)
    )

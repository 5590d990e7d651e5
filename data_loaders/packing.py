"""Results on their way from one process to another: recipients go by column, all names, all amounts …, since a pickle
of a hundred thousand records one by one takes longer than all rules over them.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from data_loaders.records import Amount, Document, Recipient

_OF_RECIPIENT = tuple(one.name for one in fields(Recipient))
_OF_AMOUNT = tuple(one.name for one in fields(Amount))
_AMOUNT = _OF_RECIPIENT.index("amount")
Columns = list[list[Any]]


def packed(result: object) -> bytes:
    """`result` as a pickle that `pickle.loads` reads."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {Document: _document}
    pickler.dump(result)
    return buffer.getvalue()


def _document(document: Document) -> tuple[Any, ...]:
    if not document.recipients:
        return Document, tuple(getattr(document, one.name) for one in fields(Document))
    recipients = _columns(document.recipients, _OF_RECIPIENT)
    amounts = _columns(recipients[_AMOUNT], _OF_AMOUNT)
    recipients[_AMOUNT] = []
    return _with_recipients, (replace(document, recipients=()), recipients, amounts)


def _columns(records: Sequence[object], names: Sequence[str]) -> Columns:
    return [[getattr(one, name) for one in records] for name in names]


def _with_recipients(document: Document, recipients: Columns, amounts: Columns) -> Document:
    recipients[_AMOUNT] = [Amount(*values) for values in zip(*amounts, strict=True)]
    return replace(document, recipients=tuple(Recipient(*values) for values in zip(*recipients, strict=True)))

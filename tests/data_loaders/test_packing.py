"""Results go from process to process as they are, whatever they hold."""

from __future__ import annotations

import pickle
from dataclasses import replace

from data_loaders.check import CheckedFile
from data_loaders.packing import packed
from data_loaders.records import Document
from data_loaders.report import Report
from tests import factories as make


def sent(*documents: Document) -> tuple[CheckedFile, CheckedFile]:
    given = CheckedFile("0" * 64, Report("a.xlsx", "0" * 64, "clean", (), ()), documents)
    return given, pickle.loads(packed(given))


def test_documents_of_every_kind_come_out_as_they_went_in() -> None:
    batch = make.batch()
    assert batch.recipients
    register = make.register("prevention", [make.prevention()])
    given, got = sent(make.budget(), batch, replace(batch, recipients=()), register)
    assert got == given
    assert got.documents[1].recipients[0].amount == batch.recipients[0].amount


def test_what_recipients_share_is_shared_again() -> None:
    batch = make.batch()
    [one] = batch.recipients[:1]
    _given, got = sent(replace(batch, recipients=(one, replace(one, row=one.row + 1))), batch)
    first, second = got.documents[0].recipients
    assert first.columns is second.columns
    assert first.purpose is second.purpose


def test_a_large_batch_takes_little_more_than_its_words() -> None:
    batch = make.batch()
    [one] = batch.recipients[:1]
    many = tuple(replace(one, row=row) for row in range(4, 10_004))
    assert len(packed(replace(batch, recipients=many))) < 10_000 * 60

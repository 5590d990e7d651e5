"""The excerpt around a source cell is read again from the archived workbook; sealed originals are never opened."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest
import xlsxwriter

from transparency_site.models import SourceFile
from transparency_site.queries.datasets import Source
from transparency_site.queries.source_cells import excerpt, public_file
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot, open_snapshot


def archived(site: Site, folder: Path) -> str:
    """A workbook with the numbers 101, 102 … in the public archive; its SHA-256."""
    path = folder / "made.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("支出总表")
        for row in range(20):
            sheet.write_row(row, 0, [100 * (row + 1) + column for column in range(1, 21)])
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    site.files.mkdir(parents=True, exist_ok=True)
    (site.files / digest).write_bytes(content)
    return digest


def known(site: Site, digest: str, **more: object) -> Snapshot:
    session = site.sessions()
    session.add(SourceFile(sha256=digest, name="made.xlsx", size=1, received_at=dt.datetime(2013, 1, 1), **more))
    session.commit()
    return open_snapshot(session, site.today())


def test_rows_around_the_cell(empty_site: Site, tmp_path: Path) -> None:
    digest = archived(empty_site, tmp_path)
    snapshot = known(empty_site, digest)
    found = excerpt(empty_site.files, snapshot, Source(digest, "支出总表", "C7"), around=2, width=5)
    assert found is not None
    assert found.columns == ("A", "B", "C", "D", "E")
    assert [number for number, _texts in found.rows] == [5, 6, 7, 8, 9]
    assert found.rows[2][1] == ("701", "702", "703", "704", "705")
    assert (found.row, found.column) == (7, 3)
    last = excerpt(empty_site.files, snapshot, Source(digest, "支出总表", "T20"), around=2, width=5)
    assert last is not None
    assert (last.columns[-1], last.rows[-1][1][-1]) == ("T", "2020")
    snapshot.session.close()


def test_a_sealed_original_is_not_public_and_its_twin_is(empty_site: Site, tmp_path: Path) -> None:
    digest = archived(empty_site, tmp_path)
    snapshot = known(empty_site, "0" * 64, sealed=True, twin_sha256=digest)
    assert public_file(snapshot, "0" * 64) is None
    twin = public_file(snapshot, digest)
    assert twin is not None
    assert twin.name == "redacted-made.xlsx"
    assert excerpt(empty_site.files, snapshot, Source("0" * 64, "支出总表", "A1")) is None
    assert excerpt(empty_site.files, snapshot, Source(digest, "支出总表", "A1")) is not None
    snapshot.session.close()


@pytest.mark.parametrize("source", [
    Source(None, "支出总表", "A1"), Source("1" * 64, "支出总表", "A1"), Source("2" * 64, None, None)])
def test_without_file_sheet_or_cell_there_is_no_excerpt(empty_site: Site, source: Source) -> None:
    snapshot = known(empty_site, "1" * 64)
    assert excerpt(empty_site.files, snapshot, source) is None
    snapshot.session.close()

"""The excerpt around a source cell is read again from the archived workbook; sealed originals are never opened."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import xlsxwriter

from data_loaders.workbook import open_workbook
from transparency_site import file_store, kept_cells
from transparency_site.models import SourceFile
from transparency_site.queries import source_cells
from transparency_site.queries.datasets import Source
from transparency_site.queries.source_cells import PublicFile, excerpt, public_file
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
    found = excerpt(empty_site, snapshot, Source(digest, "支出总表", "C7"), around=2, width=5)
    assert found is not None
    assert found.columns == ("A", "B", "C", "D", "E")
    assert [number for number, _texts in found.rows] == [5, 6, 7, 8, 9]
    assert found.rows[2][1] == ("701", "702", "703", "704", "705")
    assert (found.row, found.column) == (7, 3)
    last = excerpt(empty_site, snapshot, Source(digest, "支出总表", "T20"), around=2, width=5)
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
    assert excerpt(empty_site, snapshot, Source("0" * 64, "支出总表", "A1")) is None
    assert excerpt(empty_site, snapshot, Source(digest, "支出总表", "A1")) is not None
    snapshot.session.close()


@pytest.mark.parametrize("source", [
    Source(None, "支出总表", "A1"), Source("1" * 64, "支出总表", "A1"), Source("2" * 64, None, None)])
def test_without_file_sheet_or_cell_there_is_no_excerpt(empty_site: Site, source: Source) -> None:
    snapshot = known(empty_site, "1" * 64)
    assert excerpt(empty_site, snapshot, source) is None
    snapshot.session.close()


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every workbook counts as a large one, whose cells are kept."""
    monkeypatch.setattr(kept_cells, "LARGE", 0)


PLACES = ("A1", "C7", "T20", "K16", "B17", "A40")


def test_kept_cells_are_the_workbooks(empty_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = archived(empty_site, tmp_path)
    snapshot = known(empty_site, digest)
    opened = [excerpt(empty_site, snapshot, Source(digest, "支出总表", cell)) for cell in PLACES]
    assert not empty_site.cells.exists(), "a small workbook is opened as it is"
    source_cells._opened.clear()
    monkeypatch.setattr(kept_cells, "LARGE", 0)
    file = public_file(snapshot, digest)
    assert file is not None
    assert source_cells.prepare(empty_site, file)
    assert not source_cells.prepare(empty_site, file), "they stand already"
    monkeypatch.setattr(source_cells, "open_workbook", None)  # nobody opens the workbook again
    assert [excerpt(empty_site, snapshot, Source(digest, "支出总表", cell)) for cell in PLACES] == opened
    snapshot.session.close()


def test_a_small_workbook_is_opened_once_to_learn_that_it_is(
    empty_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = archived(empty_site, tmp_path)
    snapshot = known(empty_site, digest)
    file = public_file(snapshot, digest)
    assert file is not None
    assert not source_cells.prepare(empty_site, file)
    monkeypatch.setattr(source_cells, "open_workbook", None)
    assert not source_cells.prepare(empty_site, file)
    assert (empty_site.kept.small_files, empty_site.kept.unreadable_files) == ({digest}, set())
    snapshot.session.close()


def test_a_file_that_cannot_be_opened_is_not_called_small_and_not_opened_again(
    empty_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = PublicFile("0" * 64, "名单.xlsx", 11)
    empty_site.files.mkdir(parents=True, exist_ok=True)
    (empty_site.files / file.sha256).write_bytes(b"PK\x03\x04 no zip")
    assert not source_cells.prepare(empty_site, file)
    monkeypatch.setattr(source_cells, "open_workbook", None)
    assert not source_cells.prepare(empty_site, file)
    assert (empty_site.kept.small_files, empty_site.kept.unreadable_files) == (set(), {file.sha256})


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("damage", [b"", b"cells 2\n", b"SQLite format 3\0 as cells were kept before"])
def test_damaged_cells_are_made_anew(empty_site: Site, tmp_path: Path, damage: bytes) -> None:
    source_cells._opened.clear()
    digest = archived(empty_site, tmp_path)
    snapshot = known(empty_site, digest)
    before = excerpt(empty_site, snapshot, Source(digest, "支出总表", "C7"))
    kept = empty_site.cells / f"{digest}.cells"
    whole = kept.read_bytes()
    kept.write_bytes(damage or whole[: len(whole) // 2])
    assert excerpt(empty_site, snapshot, Source(digest, "支出总表", "C7")) == before
    assert before is not None
    snapshot.session.close()


@pytest.mark.usefixtures("large")
def test_a_block_that_is_damaged_is_noticed(empty_site: Site, tmp_path: Path) -> None:
    source_cells._opened.clear()
    digest = archived(empty_site, tmp_path)
    snapshot = known(empty_site, digest)
    before = excerpt(empty_site, snapshot, Source(digest, "支出总表", "C7"))
    kept = empty_site.cells / f"{digest}.cells"
    whole = bytearray(kept.read_bytes())
    whole[40:44] = b"\0\0\0\0"
    kept.write_bytes(whole)
    assert excerpt(empty_site, snapshot, Source(digest, "支出总表", "C7")) == before
    assert kept.read_bytes() != whole, "made anew"
    snapshot.session.close()


@pytest.mark.usefixtures("large")
def test_cells_in_another_form_are_made_ready_anew(empty_site: Site, tmp_path: Path) -> None:
    digest = archived(empty_site, tmp_path)
    snapshot = known(empty_site, digest)
    file = public_file(snapshot, digest)
    assert file is not None
    empty_site.cells.mkdir()
    (empty_site.cells / f"{digest}.cells").write_bytes(b"SQLite format 3\0")
    assert source_cells.prepare(empty_site, file)
    assert not source_cells.prepare(empty_site, file), "now they stand"
    snapshot.session.close()


@pytest.mark.usefixtures("large")
def test_first_readers_at_the_same_moment_do_not_write_one_file(empty_site: Site, tmp_path: Path) -> None:
    digest = archived(empty_site, tmp_path)
    path = empty_site.files / digest
    workbook, together = open_workbook(path, "made.xlsx"), threading.Barrier(8)

    def keep(_reader: int) -> bool:
        together.wait()
        return kept_cells.keep(empty_site.cells, path, digest, workbook)

    with ThreadPoolExecutor(8) as readers:
        assert list(readers.map(keep, range(8))) == [True] * 8
    sheet = kept_cells.find(empty_site.cells, digest, "支出总表")
    assert sheet is not None
    own = next(one for one in workbook.sheets if one.name == "支出总表")
    assert [sheet.text(row, 2) for row in range(1, own.height + 1)] == [
        own.text(row, 2) for row in range(1, own.height + 1)
    ]
    assert [one.name for one in empty_site.cells.iterdir()] == [f"{digest}.cells"]


@pytest.mark.usefixtures("large")
def test_cells_leave_with_what_is_erased(empty_site: Site, tmp_path: Path) -> None:
    source_cells._opened.clear()
    digest = archived(empty_site, tmp_path)
    snapshot = known(empty_site, digest)
    assert excerpt(empty_site, snapshot, Source(digest, "支出总表", "C7")) is not None
    assert list(empty_site.cells.glob("*.cells"))
    file_store.forget_derived(empty_site)
    assert not empty_site.cells.exists()
    snapshot.session.close()


@pytest.mark.usefixtures("large")
def test_cells_of_a_file_that_was_taken_away_are_not_kept(empty_site: Site, tmp_path: Path) -> None:
    digest = archived(empty_site, tmp_path)
    workbook = open_workbook(empty_site.files / digest, "made.xlsx")
    (empty_site.files / digest).unlink()
    assert not kept_cells.keep(empty_site.cells, empty_site.files / digest, digest, workbook)
    assert not list(empty_site.cells.iterdir())

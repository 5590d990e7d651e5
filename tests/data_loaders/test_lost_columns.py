"""A sheet of any template that lost the header of one column has a finding that says so, and ends nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_loaders.check import check_workbook
from data_loaders.reading import Context
from data_loaders.workbook import open_workbook
from tests.acceptance.clean_files import clean_files
from tests.data_loaders.tidy_factories import codes

HEADER_ROW = 3


@pytest.mark.parametrize("name", ["batches.xlsx", "execution.xlsx", "three.xlsx", "tidy.xlsx"])
def test_every_lost_header_is_said(tmp_path: Path, name: str) -> None:
    clean_files(tmp_path)
    lost = 0
    for sheet in open_workbook(tmp_path / name).sheets:
        for column, header in enumerate(sheet.rows[HEADER_ROW - 1]):
            workbook = open_workbook(tmp_path / name)
            changed = workbook.sheet(sheet.name)
            assert changed is not None
            changed.rows[HEADER_ROW - 1][column] = f"别的{header}"
            found = codes(check_workbook(workbook, Context()))
            assert found & {"columns-missing", "column-not-read", "layout-unknown"}, header
            lost += 1
    assert lost > 5

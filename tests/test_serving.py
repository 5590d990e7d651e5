"""What `make run` decides before it serves."""

from __future__ import annotations

from pathlib import Path

from tests.sample_site import ROOT
from transparency_site.config import read_settings
from transparency_site.serving import is_ready, make_ready
from transparency_site.site import Site


def _site(var_dir: Path) -> Site:
    return Site(read_settings({"CITY": str(ROOT / "cities/sample"), "VAR_DIR": str(var_dir)}))


def test_a_first_start_in_a_folder_that_is_not_there_is_not_ready(tmp_path: Path) -> None:
    assert not is_ready(_site(tmp_path / "var" / "sample"))


def test_a_start_that_was_stopped_before_the_sample_was_done_goes_on(tmp_path: Path) -> None:
    site = _site(tmp_path)
    done: list[str] = []
    make_ready(site, lambda: done.append("init"), lambda: done.append("sample"))
    assert done == ["init", "sample"]
    assert not is_ready(site), "the marker alone is not a database"

"""`python -m data_loaders`: exit codes, JSON, languages, marked workbooks, templates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data_loaders.__main__ import main
from data_loaders.workbook import open_workbook
from tests.data_loaders.factories import write_xlsx


def test_an_unusable_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"随便": [["无关", 1]]})
    assert main(["check", str(path)]) == 2
    assert "无法使用" in capsys.readouterr().out
    assert main(["check", str(path), "--lang", "en"]) == 2
    assert "unusable" in capsys.readouterr().out


def test_json_of_one_and_of_several(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"随便": [["无关", 1]]})
    main(["check", str(path), "--json"])
    one = json.loads(capsys.readouterr().out)
    assert (one["file"], one["verdict"], one["findings"][0]["code"]) == ("a.xlsx", "unusable", "layout-unknown")
    assert main(["check", str(path), str(tmp_path / "none.xlsx"), "--json"]) == 2
    assert [report["verdict"] for report in json.loads(capsys.readouterr().out)] == ["unusable", "unusable"]


def test_annotate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"随便": [["无关", 1]]})
    marked = tmp_path / "marked.xlsx"
    assert main(["check", str(path), "--annotate", str(marked)]) == 2
    assert [sheet.name for sheet in open_workbook(marked).sheets] == ["校验结果", "随便"]
    assert main(["check", str(path), "--annotate", str(tmp_path / "no" / "such.xlsx")]) == 2
    assert "没有写出" in capsys.readouterr().err
    assert main(["check", str(path), str(path), "--annotate", str(marked)]) == 2


def test_a_city_folder_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"随便": [["无关", 1]]})
    assert main(["check", str(path), "--city", str(tmp_path / "nowhere")]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["budget", "execution", "batches", "three-public"])
def test_templates(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"{kind}.xlsx"
    assert main(["template", kind, "-o", str(path)]) == 0
    assert capsys.readouterr().out.strip() == str(path)
    assert open_workbook(path).sheets


def test_wrong_arguments_end_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["template", "nothing"])
    assert ended.value.code == 2

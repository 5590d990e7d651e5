"""Hostile and broken files: each refused with a sentence, none a crash, none read as other data than the sound file."""

from __future__ import annotations

import os
import random
import re
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data_loaders.findings import Severity
from data_loaders.grid import CellError, Limits, UnusableFile, Workbook
from data_loaders.isolation import Worker
from data_loaders.reading import Context
from data_loaders.rules import cell_rules, opening_rules, package_rules
from data_loaders.workbook import open_workbook
from data_loaders.worker import Resources
from tests.data_loaders.factories import write_ods, write_xls, write_xlsx
from tests.data_loaders.hostile import NOTICED, ROWS, UNUSABLE

CASES = int(os.environ.get("TORTURE_CASES", "100"))
_REFUSED = [(code, build) for code, builders in UNUSABLE.items() for build in builders]


@pytest.fixture(autouse=True)
def _bounded_memory() -> Iterator[None]:
    """Whatever is opened here must do with one gigabyte, beside what this process has mapped for earlier tests."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + 2**30, hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.mark.parametrize(("code", "build"), _REFUSED, ids=[f"{code}-{n}" for n, (code, _) in enumerate(_REFUSED)])
def test_refused_with_a_sentence(code: str, build: Callable[[Path], Path], tmp_path: Path) -> None:
    with pytest.raises(UnusableFile) as refused:
        open_workbook(build(tmp_path))
    assert [item.code for item in refused.value.findings] == [code]
    assert re.search("请|只", refused.value.findings[0].message_zh)


@pytest.mark.parametrize("code", NOTICED)
def test_noticed_with_its_cell(code: str, tmp_path: Path) -> None:
    build, cell = NOTICED[code]
    found = [item for item in open_workbook(build(tmp_path)).findings if item.code == code]
    assert [item.cell for item in found][:1] == [cell]


def test_every_rule_of_the_opening_has_its_malformed_file() -> None:
    rules = {rule.code for rule in (*opening_rules.RULES, *package_rules.RULES, *cell_rules.RULES)} | {
        "more-of-the-same"
    }
    assert rules == set(UNUSABLE) | set(NOTICED)


def test_a_cell_that_two_readers_see_differently_is_no_value(tmp_path: Path) -> None:
    build, _ = NOTICED["readers-disagree"]
    value = open_workbook(build(tmp_path)).sheets[0].value(2, 2)
    assert isinstance(value, CellError)
    assert value.kind == "unreadable"


def _seeds(folder: Path) -> list[Path]:
    rows = [*ROWS, ["日期", "2013-01-31"], ["说明", "本表含一般公共预算"], *([f"科目{n}", n * 1.37] for n in range(60))]
    return [
        write_xlsx(folder / "seed.xlsx", {"表一": rows, "表二": rows}, comments={"表一": {"A1": "批注"}}),
        write_ods(folder / "seed.ods", {"表一": rows, "表二": rows}),
        write_xls(folder / "seed.xls", {"表一": rows, "表二": rows}),
        _csv(folder / "utf8.csv", rows, "utf-8"),
        _csv(folder / "gb.csv", rows, "gb18030"),
    ]


def _csv(path: Path, rows: list[list[object]], encoding: str) -> Path:
    path.write_bytes("\r\n".join(",".join(map(str, row)) for row in rows).encode(encoding))
    return path


def _mutated(content: bytes, chance: random.Random) -> bytes:
    """`content` with some bytes changed, cut out, doubled or swapped."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(len(data))
        act = chance.randrange(5)
        if act == 0:
            data[place] = chance.randrange(256)
        elif act == 1:
            del data[place : place + chance.choice((1, 2, 50, 500))]
        elif act == 2:
            data[place:place] = data[place : place + chance.choice((1, 30, 300))]
        elif act == 3:
            data[place : place + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"))
        else:
            data[place] ^= 1 << chance.randrange(8)
        if not data:
            return b"PK"
    return bytes(data)


def _grid(workbook: Workbook) -> list[tuple[str, list[list[object]]]]:
    return [(sheet.name, [list(row) for row in sheet.rows]) for sheet in workbook.sheets]


def _opened(path: Path) -> Workbook | None:
    try:
        return open_workbook(path)
    except UnusableFile as error:
        findings = error.findings
    assert findings
    assert all(item.message_zh and item.message_en for item in findings)
    return None


def test_mutated_packages_are_refused_or_read_the_same(tmp_path: Path) -> None:
    """A zip package carries checksums: what still opens must say what the sound file says, or have an error."""
    chance = random.Random(20_130_101)
    seeds = [(path, path.read_bytes(), _opened(path)) for path in _seeds(tmp_path)[:2]]
    for _ in range(CASES):
        path, content, clean = chance.choice(seeds)
        target = tmp_path / f"mutated{path.suffix}"
        target.write_bytes(_mutated(content, chance))
        workbook = _opened(target)
        if workbook is None or any(item.severity is Severity.ERROR for item in workbook.findings):
            continue
        assert clean is not None
        assert _grid(workbook) == _grid(clean)


def test_mutated_files_of_every_format_never_end_the_process(tmp_path: Path) -> None:
    """The old formats carry no checksums: here only that each answer is a report, from a worker that lives on."""
    chance = random.Random(20_140_101)
    seeds = [(path, path.read_bytes()) for path in _seeds(tmp_path)]
    with Worker(Context(), Resources(memory_bytes=2 * 2**30, wall_seconds=60), Limits()) as worker:
        for _ in range(CASES):
            path, content = chance.choice(seeds)
            target = tmp_path / f"mutated{path.suffix}"
            target.write_bytes(_mutated(content, chance))
            report = worker.check(target).report
            assert report.findings
            broken = [item for item in report.findings if item.code in ("check-failed", "parser-timeout")]
            assert broken == []


def test_random_bytes_are_refused(tmp_path: Path) -> None:
    chance = random.Random(7)
    starts = (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xef\xbb\xbf")
    for number in range(CASES):
        path = tmp_path / "random.xlsx"
        path.write_bytes(starts[number % 4] + chance.randbytes(chance.randrange(64, 5_000)))
        assert _opened(path) is None

"""A batch workbook as large as wanted: batches of 500 recipients of the small city, every amount different."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from data_loaders.templates import write_workbook

PER_BATCH = 500
_DAY = dt.date(2013, 5, 6)


def large_batches(path: Path, rows: int) -> Path:
    """Write `rows` recipients in batches 101, 102 … of 2013."""
    starts = range(0, rows, PER_BATCH)
    batches = [_batch(start, min(PER_BATCH, rows - start)) for start in starts]
    recipients = (row for start in starts for row in _recipients(start, min(PER_BATCH, rows - start)))
    return write_workbook("batches", path, {"year": 2013}, {"batches": batches, "recipients": list(recipients)})


def _number(start: int) -> str:
    return f"{101 + start // PER_BATCH:03d}"


def _fen(position: int) -> int:
    return 100_000_00 + position


def _batch(start: int, count: int) -> dict[str, object]:
    number = _number(start)
    return {
        "number": number,
        "document_no": f"样财建〔2013〕{int(number)}号",
        "fund_code": "F02",
        "fund_name": "农村危房改造补助资金",
        "fund_level": "中央",
        "unit_code": "212001",
        "unit_name": "小样市建设局",
        "amount": sum(_fen(position) for position in range(start, start + count)),
        "allocated_on": _DAY,
        "notice_start": _DAY,
        "notice_end": dt.date(2013, 5, 20),
    }


def _recipients(start: int, count: int) -> Iterator[dict[str, object]]:
    for position in range(start, start + count):
        yield {
            "batch_number": _number(start),
            "recipient": f"甲镇虚构第{position + 1}项目",
            "recipient_type": "project",
            "township_code": "999982001",
            "township_name": "甲镇",
            "village": f"第{position % 37 + 1}村",
            "purpose": "危房改造",
            "amount": _fen(position),
        }

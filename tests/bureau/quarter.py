"""A quarter's batch workbook of the small city as a clerk fills it: one right, one with a slip, one corrected later."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from data_loaders.templates import write_workbook

NAME = "2013年第三季度专项资金.xlsx"
NOTICE_REASON = "汛期紧急拨款，经市政府同意，公示期缩短为七天。"


def quarter(path: Path, *, slip: bool = False, bridge_yuan: int = 260_000) -> Path:
    """Two batches with five recipients. `slip`: the sum of batch 101 is typed with two digits exchanged."""
    first = [("甲镇清水村公路", 180_000), ("甲镇新桥村公路", bridge_yuan), ("乙乡大塘村公路", 90_000)]
    second = [("甲镇危房改造安置点", 320_000), ("乙乡危房改造安置点", 140_000)]
    total = sum(yuan for _name, yuan in first)
    typed = total + 270_000 if slip else total  # 530,000 written as 800,000
    batches = [
        _batch("101", "F01", "农村公路建设补助资金", "省", typed, dt.date(2013, 8, 5), dt.date(2013, 8, 16)),
        _batch("102", "F02", "农村危房改造补助资金", "中央", 460_000, dt.date(2013, 8, 5), dt.date(2013, 8, 11)),
    ]
    rows = [_recipient("101", *one) for one in first] + [_recipient("102", *one) for one in second]
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_workbook("batches", path, {"year": 2013}, {"batches": batches, "recipients": rows})


def _batch(number: str, code: str, fund: str, level: str, yuan: int, begin: dt.date, end: dt.date) -> dict[str, object]:
    return {
        "number": number,
        "document_no": f"样财建〔2013〕{number}号",
        "fund_code": code,
        "fund_name": fund,
        "fund_level": level,
        "unit_code": "212001",
        "unit_name": "小样市建设局",
        "amount": yuan * 100,
        "allocated_on": dt.date(2013, 8, 2),
        "notice_start": begin,
        "notice_end": end,
    }


def _recipient(batch: str, name: str, yuan: int) -> dict[str, object]:
    place = ("999982001", "甲镇") if name.startswith("甲镇") else ("999982002", "乙乡")
    return {
        "batch_number": batch,
        "recipient": name,
        "recipient_type": "project",
        "township_code": place[0],
        "township_name": place[1],
        "purpose": "道路硬化" if "公路" in name else "危房改造",
        "amount": yuan * 100,
    }

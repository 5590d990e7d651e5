"""A workbook of one batch whose recipients are two invented people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from data_loaders.templates import write_workbook

PEOPLE = ("甄假设", "贾设")


def personal_workbook(folder: Path, purpose: str = "危房改造") -> Path:
    """It is written into `folder`: its path. `purpose` is what each is paid for."""
    day = dt.date(2013, 5, 6)
    batch = {
        "number": "001",
        "document_no": "样财建〔2013〕1号",
        "fund_code": "F02",
        "fund_name": "农村危房改造补助资金",
        "fund_level": "中央",
        "unit_code": "212001",
        "unit_name": "小样市建设局",
        "amount": 900_000,
        "allocated_on": day,
        "notice_start": day,
        "notice_end": dt.date(2013, 5, 20),
    }
    people = [
        {
            "batch_number": "001",
            "recipient": name,
            "recipient_type": "person",
            "township_code": "999982001",
            "township_name": "甲镇",
            "village": "某村",
            "purpose": purpose,
            "amount": 450_000,
        }
        for name in PEOPLE
    ]
    return write_workbook(
        "batches", folder / "batches.xlsx", {"year": 2013}, {"batches": [batch], "recipients": people}
    )

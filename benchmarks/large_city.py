"""A published city with as many recipient rows as one asks for, written straight into the tables: seconds, not hours.

Everything is invented (示例市). What a real publication would also make (search documents, source files) is left out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from transparency_site import database
from transparency_site.config import read_settings
from transparency_site.models import Batch, Disclosure, DisclosureTable, Publication, SourceFile
from transparency_site.reference_loading import publish_reference
from transparency_site.site import Site
from transparency_site.snapshot import latest_version
from transparency_site.transactions import writing

ROOT = Path(__file__).resolve().parent.parent
ROWS_OF_A_BATCH = 1_000
FIRST_YEAR = 2005
_FILE = hashlib.sha256("虚构的批次文件".encode()).hexdigest()
_TOWNSHIPS = tuple((f"99998200{number}", f"示例{name}镇") for number, name in enumerate("甲乙丙丁戊己", 1))
_COLUMNS = ("disclosure_id", "line", "position", "year", "batch", "fund_code", "unit_code", "township_code",
            "township_name", "village", "recipient", "recipient_type", "credit_code", "purpose", "standard",
            "amount_fen", "row", "column", "raw")


def amount_of(number: int) -> int:
    """The fen of the `number`-th row: what the sum must come to can be told without the database."""
    return 100_00 + number * 7919 % 1_000_000


def build(var_dir: Path, rows: int, city: str = "cities/sample") -> Site:
    """A city in `var_dir` whose second version has `rows` disbursements."""
    site = Site(read_settings({"CITY": str(ROOT / city), "VAR_DIR": str(var_dir), "DATABASE_URL": ""}))
    var_dir.mkdir(parents=True, exist_ok=True)
    database.upgrade(site)
    with site.sessions() as session:
        publish_reference(site, session)
        with writing(session):
            _publish(site, session, rows)
    return site


def _publish(site: Site, session: Session, rows: int) -> None:
    session.add(SourceFile(sha256=_FILE, name="虚构批次.xlsx", size=1, received_at=site.now()))
    batches = -(-rows // ROWS_OF_A_BATCH)
    session.execute(insert(Disclosure), [_disclosure(number) for number in range(batches)])
    session.execute(insert(DisclosureTable), [_table(number) for number in range(batches)])
    session.execute(insert(Batch), [_batch(number, rows) for number in range(batches)])
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    statement = f"INSERT INTO disbursements ({names}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    recipients = _recipients(rows)
    while some := list(islice(recipients, 20_000)):
        session.connection().exec_driver_sql(statement, some)
    version = latest_version(session) + 1
    session.add(Publication(version=version, published_at=site.now(), business_date=site.today(), kind="first",
                            reason="虚构的大量批次", published_by="虚构", approved_by="虚构"))
    session.flush()
    session.execute(update(Disclosure).where(Disclosure.published_in.is_(None)).values(published_in=version))


def _place(number: int) -> tuple[int, str]:
    """Year and number of the `number`-th batch."""
    return FIRST_YEAR + number // 999, f"{number % 999 + 1:03d}"


def _disclosure(number: int) -> dict[str, Any]:
    year, name = _place(number)
    return {"id": 1000 + number, "key": f"batch.{year}.{name}", "revision": 1, "kind": "batch", "title": "虚构批次",
            "unit_code": "212001", "unit_name": "示例单位", "year": year, "file_sha256": _FILE, "salt": "0" * 32,
            "digest": hashlib.sha256(str(number).encode()).hexdigest(), "totals": {}, "marks": []}


def _table(number: int) -> dict[str, Any]:
    return {"disclosure_id": 1000 + number, "key": "recipients", "title": "拨付明细", "sheet": "拨付明细",
            "money_unit": "元", "columns": {"amount": 10}, "rows": {}, "position": 1}


def _batch(number: int, rows: int) -> dict[str, Any]:
    year, name = _place(number)
    own = range(number * ROWS_OF_A_BATCH, min((number + 1) * ROWS_OF_A_BATCH, rows))
    return {"disclosure_id": 1000 + number, "year": year, "number": name, "document_no": f"示财字〔{year}〕{name}号",
            "fund_code": "示例资金", "fund_name": "示例资金", "fund_level": "本级", "unit_code": "212001",
            "unit_name": "示例单位", "allocated_on": dt.date(year, 6, 1), "recipients": len(own),
            "amount_fen": sum(map(amount_of, own)), "sheet": "批次", "row": 4, "column": 9, "raw": "",
            "money_unit": "元"}


def _recipients(rows: int) -> Iterator[tuple[Any, ...]]:
    for number in range(rows):
        batch, place = divmod(number, ROWS_OF_A_BATCH)
        year, name = _place(batch)
        code, township = _TOWNSHIPS[number % len(_TOWNSHIPS)]
        yield (1000 + batch, str(place + 1), place + 1, year, name, "示例资金", "212001", code, township,
               f"示例第{number % 300}村", f"虚构收款对象{number}号", "project", None, "道路硬化", None,
               amount_of(number), place + 4, 10, str(number))

"""A small published city with everything in it once: budgets, accounts, three-public, execution, batches, a
correction, a withdrawal.

Versions: 1 reference · 2 accounts 2012 · 3 budgets 2013 · 4 execution · 5 batches 001-003 · 6 correction of
budget.204001 · 7 correction of batch 001 · 8 withdrawal of batch 003 · 9 budgets, the registers and a batch of 2014
with its notice open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from data_loaders.records import Document, Kind
from tests import factories as make
from transparency_site import database, publishing, submissions, withdrawal
from transparency_site.config import read_settings
from transparency_site.lifecycle import Role
from transparency_site.models import Publication, Submission, User
from transparency_site.reference_loading import publish_reference
from transparency_site.site import Site
from transparency_site.users import add_user, find_user

CITY = Path(__file__).parent / "cities" / "small"


def open_site(var_dir: Path, city: Path = CITY, database_url: str = "", **settings: str) -> Site:
    """A site of the city; further settings by their names."""
    given = {"CITY": str(city), "VAR_DIR": str(var_dir), "DATABASE_URL": database_url, **settings}
    return Site(read_settings(given))


def start(site: Site, session: Session) -> None:
    """Database, people and reference data: version 1."""
    database.upgrade(site)
    for name, role in (("uploader", Role.UPLOADER), ("reviewer", Role.REVIEWER), ("second-uploader", Role.UPLOADER)):
        add_user(site, session, name, role, f"测试人员（{name}）")
    publish_reference(site, session)


def upload(
    site: Site, session: Session, documents: Sequence[Document], mark: str, user: User | None = None
) -> Submission:
    """A received and checked submission with these documents; `mark` makes its bytes different from others."""
    person = user or find_user(session, "uploader")
    content = f"made for a test: {mark}".encode()
    submission = submissions.receive(site, session, content, "made.xlsx", person)
    return submissions.take(site, session, submission, person, make.checked_file(content, documents))


def approved(site: Site, session: Session, documents: Sequence[Document], mark: str) -> Submission:
    submission = upload(site, session, documents, mark)
    submissions.submit(site, session, submission, find_user(session, "uploader"))
    return submissions.approve(site, session, submission, find_user(session, "reviewer"))


def publish(site: Site, session: Session, documents: Sequence[Document], day: dt.date, reason: str) -> Publication:
    """Upload, approve and publish documents as one publication on `day`."""
    submission = approved(site, session, documents, f"{day} {reason}")
    moment = dt.datetime.combine(day, dt.time(1))
    return publishing.publish(site, session, [submission], find_user(session, "reviewer"), reason, day, moment)


def build(site: Site, session: Session) -> None:
    start(site, session)
    statements = [make.three_public("budget"), make.three_public("final", operation=70_000_00)]
    publish(
        site,
        session,
        [
            make.budget("204001", 2012, 500_000_00, 300_000_00, kind=Kind.ACCOUNTS, three_public=statements),
            make.budget("212001", 2012, 200_000_00, 900_000_00, kind=Kind.ACCOUNTS, klass="212"),
        ],
        dt.date(2012, 8, 20),
        "公开2012年部门决算",
    )
    publish(
        site,
        session,
        [
            make.budget("204001", 2013, three_public=[make.three_public()]),
            make.budget("101001", 2013, 300_000_00, 100_000_00, klass="201"),
            make.budget("212001", 2013, 250_000_00, 950_000_00, klass="212"),
            make.three_public_statement("101001", 2013, overseas=30_000_00),
        ],
        dt.date(2013, 3, 1),
        "公开2013年部门预算",
    )
    publish(
        site,
        session,
        [make.execution("204001", 2013, 1), make.execution("204001", 2013, 2, executed=480_000_00)],
        dt.date(2013, 7, 15),
        "公开预算执行",
    )
    persons = [
        make.recipient("张*", 8_000_00, 6, recipient_type="person", purpose="危房改造"),
        make.recipient(
            "王*明",
            8_000_00,
            7,
            recipient_type="household",
            purpose="危房改造",
            township_code="999982002",
            township_name="乙乡",
        ),
    ]
    publish(
        site,
        session,
        [
            make.batch("001"),
            make.batch("002", recipients=persons, fund="农村危房改造补助资金"),
            make.batch("003", recipients=[make.recipient("重复公示的项目", 9_900_00, 8)]),
        ],
        dt.date(2013, 7, 20),
        "公示专项资金批次",
    )
    publish(
        site,
        session,
        [make.budget("204001", 2013, 600_000_00, 450_000_00, three_public=[make.three_public()])],
        dt.date(2013, 9, 2),
        "更正：项目支出漏列",
    )
    corrected = [
        make.recipient("丙街道某社区道路项目", 55_000_00, 4, township_code="999982003", township_name="丙街道"),
        make.recipient(row=5),
        make.recipient(
            "乙乡某村桥梁项目", 20_000_00, 6, township_code="999982002", township_name="乙乡", purpose="桥梁加固"
        ),
    ]
    publish(site, session, [make.batch("001", recipients=corrected)], dt.date(2013, 9, 10), "更正：漏列一个项目")
    withdrawal.withdraw(
        site,
        session,
        "batch.2013.003",
        find_user(session, "uploader"),
        find_user(session, "reviewer"),
        "与第001批重复公示",
        dt.date(2013, 10, 8),
        dt.datetime(2013, 10, 8, 1),
    )
    publish(
        site,
        session,
        [
            make.budget("204001", 2014, 650_000_00, 500_000_00),
            make.batch("001", 2014, unit="212002", document_no="样财建〔2014〕2号", allocated_on=dt.date(2014, 2, 5)),
            make.register("recusals", [make.recusal(), make.recusal("财务科科长", "预算科轮岗", kind="rotation")]),
            make.register("prevention", [make.prevention(), make.prevention("Q2", 34, 0)]),
            make.register("risk-points", [make.risk_point(), make.risk_point("项目验收", "走过场", "212001")]),
            make.register("reviewed-documents", [make.reviewed_document()]),
        ],
        dt.date(2014, 2, 12),
        "公开2014年部门预算和第001批专项资金",
    )

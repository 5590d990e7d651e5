"""The self-check: at every start a quick look that manifest and index agree; on demand every digest anew.

At start: damaged or missing segments are rebuilt in a process of their own while the site serves with search
degraded. Orphans (what a killed publication left) are removed by `flask self-check` and by the next rebuild or
merge, under the publish lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from transparency_site import database, erasing, file_store, redaction_covers, row_redaction, search_index, wiping
from transparency_site.accounts import sealed_secrets
from transparency_site.file_store import sha256_of
from transparency_site.models import Disclosure, Publication, Redaction, SourceFile, Submission
from transparency_site.row_digests import stored_digest
from transparency_site.scrubbing import MARKER
from transparency_site.site import Site
from transparency_site.transactions import publish_lock

REPAIRED = ("index-rebuilt", "orphan-removed", "erasure-finished")
"""Problems that the check has put right itself."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be: `code`, what it is about, and what was done or is to be done."""

    code: str
    subject: str
    message_zh: str
    message_en: str


def at_start(site: Site) -> list[Problem]:
    """Called by every serving process before its first request; quick. A damaged index is rebuilt beside it."""
    if not database.is_ready(site):
        return [
            Problem(
                "database-not-ready",
                str(site.settings.var_dir),
                "数据库尚未建立或版本不符，请运行 flask --app wsgi init",
                "the database is missing or of another release: run flask --app wsgi init",
            )
        ]
    with site.newest_sessions() as session:
        damaged = search_index.is_sound(site, session)
    if damaged is None:
        return []
    search_index.start_rebuild(site, damaged)
    return [
        Problem(
            "index-damaged",
            damaged,
            "检索索引缺失或损坏，正在重建",
            "the search index is missing or damaged, rebuilding it",
        )
    ]


def run(site: Site, session: Session) -> list[Problem]:
    """The thorough check (`flask self-check`): database, versions, digests, files, index. Repairs what is derived."""
    finished = list(_erasures(site, session))
    with publish_lock(site):
        problems = [*_database(session), *_second_factors(site, session), *_versions(session), *_digests(session)]
        problems += _files(site, session)
        session.commit()
        problems += _index(site, session)
    return finished + problems


def _erasures(site: Site, session: Session) -> Iterator[Problem]:
    """Redactions that were interrupted: what readers get of files first, then what was to be erased."""
    with publish_lock(site):
        for hidden in session.scalars(select(Redaction).where(Redaction.state == row_redaction.HIDDEN)).all():
            redaction_covers.cover_files(site, session, hidden.key)
    for redaction in erasing.unfinished(session):
        try:
            erasing.erase(site, session, redaction)
        except wiping.StillRead:
            yield Problem(
                "erasure-unfinished",
                redaction.key,
                "有程序一直在读数据库，已删除的文字在日志文件中还有残留，请稍后再运行 self-check",
                "readers keep the journal, which still holds erased words: run self-check again later",
            )
        else:
            yield Problem(
                "erasure-finished", redaction.key, "已完成中断的依法删除", "finished an erasure that was interrupted"
            )


def _database(session: Session) -> Iterator[Problem]:
    if session.get_bind().dialect.name == "sqlite":
        answer = session.execute(text("PRAGMA integrity_check")).scalar()
        broken = session.execute(text("PRAGMA foreign_key_check")).first()
        if answer != "ok" or broken is not None:
            yield Problem(
                "database-damaged",
                str(answer),
                "数据库完整性检查未通过，请恢复备份",
                "the database fails its integrity check: restore a backup",
            )


def _second_factors(site: Site, session: Session) -> Iterator[Problem]:
    if count := sealed_secrets.unreadable(site, session):
        yield Problem(
            "second-factor-key",
            str(count),
            "VAR_DIR/second_factor_key 与数据库不符：请放回原来的文件，或用 flask user invite 重新发放激活链接",
            "VAR_DIR/second_factor_key does not open the second factors: put the right file back, or invite anew",
        )


def _versions(session: Session) -> Iterator[Problem]:
    versions = list(session.scalars(select(Publication.version).order_by(Publication.version)))
    if versions != list(range(1, len(versions) + 1)):
        yield Problem("versions-broken", str(len(versions)), "公开版本号不连续", "version numbers have gaps")
    empty = select(Publication.version).where(
        Publication.kind != "redaction",  # words hidden or restored: it brings and retires no disclosure
        ~select(Disclosure.id)
        .where((Disclosure.published_in == Publication.version) | (Disclosure.retired_in == Publication.version))
        .exists()
    )
    for version in session.scalars(empty):
        yield Problem("publication-empty", str(version), "这次公开没有任何内容", "a publication without content")
    half = (
        select(Submission.id, Disclosure.key)
        .join(Disclosure, Disclosure.submission_id == Submission.id)
        .where((Submission.state == "published") != Disclosure.published_in.is_not(None))
    )
    for number, key in session.execute(half):
        yield Problem(
            "half-published",
            f"submission.{number} {key}",
            "提交与公开状态不一致",
            "a submission and its disclosure disagree on being published",
        )


def _digests(session: Session) -> Iterator[Problem]:
    for number in session.scalars(
        select(Disclosure.id).where(Disclosure.retired_as.is_distinct_from("redacted")).order_by(Disclosure.id)
    ).all():
        disclosure = session.get_one(Disclosure, number)
        if stored_digest(session, disclosure) != disclosure.digest:
            yield Problem(
                "digest-differs",
                f"{disclosure.key}~{disclosure.revision}",
                "内容与公开时的摘要不符",
                "the rows are not those that were published",
            )
        session.expunge(disclosure)


def _files(site: Site, session: Session) -> Iterator[Problem]:
    kept = (
        select(SourceFile)
        .join(Submission, Submission.file_sha256 == SourceFile.sha256)
        .where(Submission.state != "refused", SourceFile.name != MARKER)
        .distinct()
    )
    for source in session.scalars(kept):
        for sha256, sealed in _kept_forms(source):
            file_store.move(site, sha256, sealed=sealed)  # a killed check may have left it in the other folder
            path = file_store.path_of(site, sha256, sealed=sealed)
            if not path.is_file() or sha256_of(path.read_bytes()) != sha256:
                yield Problem("file-missing", sha256, "原始文件缺失或内容改变", "a source file is missing or changed")


def _kept_forms(source: SourceFile) -> Iterator[tuple[str, bool]]:
    """(SHA-256, sealed) of every form of a file that must be there."""
    covered = source.cover_sha256 is not None
    if not source.erased:
        yield source.sha256, source.sealed
    if source.twin_sha256:
        yield source.twin_sha256, covered
    if source.cover_sha256 and source.cover_sha256 not in (source.sha256, source.twin_sha256):
        yield source.cover_sha256, False


def _index(site: Site, session: Session) -> Iterator[Problem]:
    damaged = search_index.is_sound(site, session)
    if damaged is None and search_index.holds_erased(session):
        damaged = "erased content"
    if damaged is None and search_index.is_incomplete(session):
        damaged = "missing documents"
    if damaged is not None:
        count = search_index.rebuild(site, session)
        yield Problem(
            "index-rebuilt",
            damaged,
            f"检索索引已重建，共 {count} 条",
            f"the search index was rebuilt: {count} documents",
        )
    for name in search_index.remove_orphans(site, session):
        yield Problem(
            "orphan-removed",
            name,
            "已删除未完成公开留下的索引文件",
            "index files left by an unfinished publication, removed",
        )

"""Files handed over together: each is received and put in the queue for its check; what is not taken is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data_loaders import bundles
from data_loaders.grid import Limits, UnusableFile
from data_loaders.personal_data import redact
from transparency_site import jobs, submissions
from transparency_site.checking import declared
from transparency_site.config import Settings
from transparency_site.lifecycle import Role, require_role
from transparency_site.models import Submission, Upload, User
from transparency_site.site import Site
from transparency_site.submissions import NotReceived
from transparency_site.transactions import writing

FILES_PER_UPLOAD = 5  # a zip, and all files of one upload together, may be this many times the largest file


def most_megabytes(settings: Settings) -> int:
    """How much one upload may bring, in MB: a zip, or several files together."""
    return FILES_PER_UPLOAD * settings.max_upload_mb


class UnknownUpload(LookupError):
    """No upload of that number; `args[0]` is the number."""


@dataclass(frozen=True, slots=True)
class Handed:
    """One file as it came: its name and its bytes."""

    name: str
    content: bytes


def hand_over(
    site: Site, session: Session, files: Iterable[Handed], user: User, options: Mapping[str, str] | None = None
) -> Upload:
    """Receive files (zips are taken apart) and queue their checks. Raises NotAllowed and OptionError before anything
    is stored; a file that is not taken is an entry of the upload.
    """
    require_role(user.role, Role.UPLOADER)
    chosen = {name: value for name, value in (options or {}).items() if value}
    declared(chosen)
    entries = [_taken(site, session, file, user, chosen) for handed in files for file in _each(site, handed)]
    with writing(session):
        upload = Upload(user_id=user.id, files=entries, created_at=site.now())
        session.add(upload)
    return upload


def find(session: Session, number: int) -> Upload:
    """The upload of that number. Raises UnknownUpload."""
    upload = session.get(Upload, number)
    if upload is None:
        raise UnknownUpload(number)
    return upload


def submissions_of(session: Session, upload: Upload) -> dict[int, Submission]:
    """The submissions of an upload by number."""
    numbers = [entry["submission"] for entry in upload.files if entry.get("submission")]
    found: dict[int, Submission] = {}
    for start in range(0, len(numbers), 500):
        statement = select(Submission).where(Submission.id.in_(numbers[start : start + 500]))
        found |= {one.id: one for one in session.scalars(statement)}
    return found


def _each(site: Site, handed: Handed) -> Iterator[Handed | dict[str, Any]]:
    if not bundles.is_bundle(handed.name, handed.content):
        yield handed
        return
    try:
        largest = most_megabytes(site.settings)
        if len(handed.content) > largest * 2**20:
            yield {"name": redact(handed.name), "refused": "too-large", "details": {"megabytes": str(largest)}}
            return
        limits = Limits(file_bytes=site.settings.max_upload_mb * 2**20)
        for member in bundles.members(handed.content, limits):
            name = redact(member.name)
            if member.refused:
                yield {"name": name, "refused": member.refused, "details": {"megabytes": str(limits.file_bytes >> 20)}}
            else:
                yield Handed(member.name, member.content)
    except UnusableFile as unusable:
        message = unusable.findings[0]
        words = {"message_zh": message.message_zh, "message_en": message.message_en}
        yield {"name": redact(handed.name), "refused": message.code, "details": words}


def _taken(
    site: Site, session: Session, file: Handed | dict[str, Any], user: User, options: Mapping[str, str]
) -> dict[str, Any]:
    if isinstance(file, dict):
        return file
    name = redact(Path(file.name).name)[:255]
    try:
        submission = submissions.receive(site, session, file.content, name, user, options)
    except NotReceived as refused:
        return {"name": name, "refused": refused.code, "details": refused.details}
    if submission.state in jobs.CHECKABLE:
        try:
            jobs.enqueue_check(site, session, submission, user, submission.explanations, submission.reason)
        except jobs.Busy:
            return {"name": name, "submission": submission.id}  # the same file twice: one check serves both
    return {"name": name, "submission": submission.id}

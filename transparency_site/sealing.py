"""Files with personal data: the original is sealed and never served; a redacted twin with the same cells stands in
its place. The process that checked the file has written the twin (`data_loaders.twin`).
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from data_loaders.check import CheckedFile
from data_loaders.twin import HIDDEN
from transparency_site import file_store
from transparency_site.models import SourceFile, Submission
from transparency_site.site import Site

MASKED = "personal-columns-masked"
STOPPED = "personal-"


class WithoutTwin(Exception):
    """A file that must not be served itself was checked without its twin: it was not asked for."""


def refuse(site: Site, session: Session, submission: Submission, checked: CheckedFile) -> None:
    """A refused file with personal data is not kept: what leaves no bytes cannot leak. Others stay sealed for the
    uploader.
    """
    if not any(finding.code.startswith(STOPPED) and finding.code != MASKED for finding in checked.report.findings):
        return
    original = session.get_one(SourceFile, submission.file_sha256)
    original.name = HIDDEN
    file_store.forget(site, original.sha256)


def settle(site: Site, session: Session, submission: Submission, checked: CheckedFile) -> str:
    """Unseal a file without personal data, or keep the twin beside a sealed one: the SHA-256 of what may be served.

    Raises WithoutTwin.
    """
    original = session.get_one(SourceFile, submission.file_sha256)
    if not checked.needs_twin:
        file_store.move(site, original.sha256, sealed=False)
        original.sealed = False
        return original.sha256
    if checked.twin is None:
        raise WithoutTwin
    original.sealed, original.twin_sha256 = True, file_store.keep(site, checked.twin)
    return original.twin_sha256

"""Loading files from the command line: receive, check in worker processes, submit, approve by a second person,
publish.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from data_loaders.isolation import check_many
from transparency_site import publishing, submissions
from transparency_site.checking import context_for
from transparency_site.lifecycle import State
from transparency_site.models import Publication, Submission, User
from transparency_site.progress import Progress, silent
from transparency_site.site import Site

PROCESSES = 2
OPEN = (State.RECEIVED, State.CHECKED, State.REFUSED, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Said:
    """What the person loading says beside the files."""

    options: Mapping[str, str] = field(default_factory=dict)  # unit, year, scope, …
    explanations: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None


def load(
    site: Site, session: Session, paths: Sequence[Path], uploader: User, said: Said, progress: Progress = silent
) -> list[Submission]:
    """Receive and check files: a submission for each, in order. What is public already, or waits for approval, stays
    as it is.
    """
    received = [submissions.receive(site, session, path, path.name, uploader, said.options) for path in paths]
    waiting = [(path, submission) for path, submission in zip(paths, received, strict=True) if submission.state in OPEN]
    context = context_for(site, session, said.options, "")
    session.commit()  # no transaction stays open while other processes work
    processes = min(PROCESSES, max(1, len(waiting)))
    results = check_many([path for path, _submission in waiting], context, processes, with_twins=True)
    for (path, submission), checked in zip(waiting, results, strict=True):
        submissions.take(site, session, submission, uploader, checked, said.explanations, said.reason)
        progress(path.name)
    return received


def approve_and_publish(
    site: Site, session: Session, loaded: Sequence[Submission], uploader: User, reviewer: User, reason: str
) -> Publication:
    """Hand in, approve and publish checked submissions together. Raises NotAllowed and PublishingRefused."""
    for submission in loaded:
        if submission.state == State.CHECKED:
            submissions.submit(site, session, submission, uploader)
        if submission.state == State.SUBMITTED:
            submissions.approve(site, session, submission, reviewer)
    return publishing.publish(site, session, loaded, reviewer, reason)

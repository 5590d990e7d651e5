"""What stands and what waits, as numbers for an operator's monitoring: versions, jobs, redactions, the index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from transparency_site import jobs, row_redaction, search_index
from transparency_site.models import Job
from transparency_site.site import Site
from transparency_site.snapshot import open_snapshot

Gauges = Mapping[str, tuple[float, str]]
"""Name -> (value, what it is)."""


def standing(site: Site, session: Session) -> Gauges:
    """Every gauge, read from the database now. Jobs that wait for a set time do not count as waiting before it."""
    snapshot = open_snapshot(session, site.today())
    degraded = snapshot.version > 0 and search_index.searcher(site, snapshot).degraded
    return {
        "site_data_version": (snapshot.version, "Newest published version"),
        "site_publications": (snapshot.version, "Acts of publishing since the beginning"),
        **_jobs(site, session),
        "site_index_degraded": (int(degraded), "1 while the search index is being rebuilt"),
        "site_redactions_waiting": (row_redaction.waiting(session), "Redactions that wait for a second person"),
        "site_redactions_overdue": (
            len(row_redaction.overdue(site, session)), "Redactions that nobody decided within a day"
        ),
    }


def _jobs(site: Site, session: Session) -> Gauges:
    now = site.now()
    counts = {state: count for state, count in session.execute(select(Job.state, func.count()).group_by(Job.state))}
    waiting = (Job.state == jobs.WAITING) & (Job.due_at <= now)
    count, oldest = session.execute(select(func.count(), func.min(Job.due_at)).where(waiting)).one()
    silent = session.scalar(select(func.count()).where(jobs.is_silent(now))) or 0
    return {
        "site_jobs_waiting": (count, "Background jobs that are due and wait"),
        "site_jobs_running": (counts.get(jobs.RUNNING, 0), "Background jobs under way"),
        "site_jobs_failed": (counts.get(jobs.FAILED, 0), "Background jobs that ended without a result, ever"),
        "site_jobs_silent": (silent, "Jobs whose worker gives no sign of life"),
        "site_job_oldest_seconds": (_age(oldest, now), "How long the oldest due job has waited"),
    }


def _age(since: dt.datetime | None, now: dt.datetime) -> int:
    return int((now - since).total_seconds()) if since else 0

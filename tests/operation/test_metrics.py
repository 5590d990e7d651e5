"""What Prometheus is told: versions, jobs and their age, the index, requests by status and their times."""

from __future__ import annotations

import datetime as dt
import re
import shutil

from sqlalchemy.orm import Session

from transparency_site import create_app, jobs, metrics_of_work
from transparency_site.models import Job
from transparency_site.site import Site
from transparency_site.users import find_user


def scraped(site: Site) -> dict[str, float]:
    browser = create_app(site=site).test_client()
    browser.get("/")
    browser.get("/nowhere")
    lines = browser.get("/metrics").get_data(as_text=True).splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def test_everything_is_told(small_site: Site) -> None:
    told = scraped(small_site)
    assert (told["site_database_up"], told["site_data_version"], told["site_index_degraded"]) == (1, 9, 0)
    assert told["site_jobs_waiting"] == told["site_job_oldest_seconds"] == told["site_redactions_overdue"] == 0
    statuses = {match[1] for name in told if (match := re.search(r'site_requests_total\{.*status="(\d+)"', name))}
    assert {"200", "404"} <= statuses
    assert any(name.startswith("site_request_seconds_bucket") for name in told)


def test_due_jobs_wait_and_set_times_do_not(small_site: Site, session: Session) -> None:
    now, user = small_site.now(), find_user(session, "uploader")
    for minutes in (-5, 60):
        due = now + dt.timedelta(minutes=minutes)
        session.add(Job(kind="publish", state=jobs.WAITING, stage=jobs.WAITING, submission_id=None, user_id=user.id,
                        details={}, attempts=0, due_at=due, created_at=now))
    session.add(Job(kind="check", state=jobs.RUNNING, stage="reading", submission_id=None, user_id=user.id,
                    details={}, attempts=1, due_at=now, created_at=now, heartbeat_at=now - 2 * jobs.STALE))
    session.commit()
    told = {name: value for name, (value, _about) in metrics_of_work.standing(small_site, session).items()}
    assert (told["site_jobs_waiting"], told["site_jobs_running"], told["site_jobs_silent"]) == (1, 1, 1)
    assert 300 <= told["site_job_oldest_seconds"] < 360


def test_a_database_that_is_gone_is_told_too(small_site: Site) -> None:
    small_site.engine.dispose()
    shutil.rmtree(small_site.settings.var_dir)
    assert scraped(small_site)["site_database_up"] == 0

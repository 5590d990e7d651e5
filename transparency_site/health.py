"""What an operator's probes ask: alive (`/healthz`), ready (`/readyz`), counted (`/metrics`, Prometheus text)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import orjson
from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from transparency_site import metrics_of_work
from transparency_site.site import Site
from transparency_site.snapshot import latest_version

REGISTRY = CollectorRegistry()
REQUESTS = Counter("site_requests", "Requests answered", ("face", "method", "status"), registry=REGISTRY)
SECONDS = Histogram(
    "site_request_seconds", "Time from request to answer", ("face",), registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def init_app(app: Flask, site: Site) -> None:
    """Routes and counters."""
    app.before_request(_start)
    app.after_request(_count)
    app.add_url_rule("/healthz", "healthz", lambda: _plain({"status": "ok"}))
    app.add_url_rule("/readyz", "readyz", lambda: readiness(site))
    app.add_url_rule("/metrics", "metrics", lambda: metrics(site))


def readiness(site: Site) -> Response:
    """200 with the version where the database answers and something is published, else 503 with what is missing."""
    try:
        with site.read_sessions() as session:
            version = latest_version(session)
    except SQLAlchemyError:
        return _plain({"status": "unavailable", "reason": "database"}, 503)
    if version == 0:
        return _plain({"status": "empty", "reason": "nothing is published"}, 503)
    return _plain({"status": "ready", "version": version})


def metrics(site: Site) -> Response:
    """Counters of this process, or of all workers where PROMETHEUS_MULTIPROC_DIR is set; then what stands now."""
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    now = CollectorRegistry()
    now.register(_Now(site))
    return _unstored(Response(generate_latest(registry) + generate_latest(now), content_type=CONTENT_TYPE_LATEST))


class _Now(Collector):
    """What the database says at this moment: asked at each scrape, so that no worker keeps an old answer."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge per thing that an operator wants to be told of; without a database its absence."""
        try:
            with self.site.read_sessions() as session:
                standing = metrics_of_work.standing(self.site, session)
        except SQLAlchemyError:
            yield GaugeMetricFamily("site_database_up", "1 where the database answers", 0)
            return
        yield GaugeMetricFamily("site_database_up", "1 where the database answers", 1)
        for name, (value, about) in standing.items():
            yield GaugeMetricFamily(name, about, value)


def _start() -> None:
    g.started = time.perf_counter()


def count(path: str, method: str, status: int, seconds: float | None) -> None:
    """Count one request answered, and the seconds that it took."""
    face = _face(path)
    REQUESTS.labels(face, method if method in ("GET", "HEAD", "OPTIONS", "POST") else "other", str(status)).inc()
    if seconds is not None:
        SECONDS.labels(face).observe(seconds)


def _count(response: Response) -> Response:
    seconds = time.perf_counter() - g.started if "started" in g else None
    count(request.path, request.method, response.status_code, seconds)
    return response


def _face(path: str) -> str:
    first = path.split("/", 2)[1] if "/" in path else ""
    return first if first in ("api", "bureau", "static") else "pages"


def _plain(body: dict[str, Any], status: int = 200) -> Response:
    return _unstored(Response(orjson.dumps(body), status, mimetype="application/json"))


def _unstored(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response

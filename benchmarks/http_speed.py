"""Requests a second: our gunicorn as shipped against Datasette (tuned and default) and nginx, in alternating runs."""

from __future__ import annotations

import sqlite3
import statistics
import time
import urllib.request
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.load import Load, load
from benchmarks.peers import datasette, nginx
from benchmarks.processes import PYTHON, free_port, serving, site_environment
from benchmarks.report import Measured
from benchmarks.scenarios import Scenario, scenarios
from transparency_site.warming import ADDRESSES

CSV_GOAL, NGINX_GOAL, START_GOAL, GROWTH_GOAL = 6, 8, 3, 2
OF_GOALS = "1m"
"""The goals beside Datasette are set for a million rows; what it takes at other sizes is measured all the same."""
WARMING = 2  # seconds
SETTLING = 8  # seconds
CSV_ROWS = 100_000
CHECKED = 20


def measure(
    size: str, site: Path, data: Path, binaries: Path, folder: Path, seconds: float, rounds: int
) -> list[Measured]:
    """Every scenario at one size; the median of the rounds' ratios counts."""
    port = free_port()
    # gunicorn itself: `flask serve` looks after the sample city of its own size alone, and starts a worker beside it.
    server: list[str | Path] = [PYTHON, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
    with (
        serving(server, port, "/healthz", site_environment(site, port), folder / "serve.log") as start,
        datasette(binaries, data, tuned=True) as tuned,
        datasette(binaries, data, tuned=False) as default,
    ):
        found = [Measured("start of a ready site", size, start, "s", START_GOAL, at_least=False)]
        _settle(port)
        for scenario in scenarios(data):
            found += _compare(
                size, scenario, port, {"tuned Datasette": tuned, "default Datasette": default}, seconds, rounds
            )
        found += _csv(size, port, tuned, rounds, _yuan_of_row(data, CSV_ROWS))
        with nginx(folder, _fetch(port, "/disbursements")) as static:
            found += _beside_nginx(size, port, static, seconds, rounds)
    return found


def _settle(port: int) -> None:
    """Until each worker has warmed its pages: a site that is up is measured, its start is a figure of its own."""
    for _ in range(4):
        for path in ADDRESSES:
            _fetch(port, path)
    time.sleep(SETTLING)


def _compare(
    size: str, scenario: Scenario, port: int, peers: dict[str, int], seconds: float, rounds: int
) -> list[Measured]:
    _check_answers(scenario, port, peers.values())
    ours: list[Load] = []
    theirs: dict[str, list[Load]] = {name: [] for name in peers}
    for side, paths in ((port, scenario.ours), *((peer, scenario.theirs) for peer in peers.values())):
        load(side, paths[-1000:], WARMING)  # templates, connections, caches of the disk: of everybody
    for number in range(rounds):
        ours.append(load(port, scenario.share(scenario.ours, number, rounds), seconds))
        for name, peer in peers.items():
            theirs[name].append(load(peer, scenario.share(scenario.theirs, number, rounds), seconds))
    errors = sum(one.errors for one in ours)
    found = [
        Measured(f"{scenario.name}: requests answered wrong", size, errors, "", 0, at_least=False),
        Measured(
            f"{scenario.name}: time of one", size, statistics.median(one.p50_ms for one in ours), "ms (p50, 8 at once)"
        ),
    ]
    for name, runs in theirs.items():
        ratios = [one.per_second / other.per_second for one, other in zip(ours, runs, strict=True)]
        told = f"{_median(ours):.0f} against {_median(runs):.0f} a second"
        goal = scenario.goal if name == "tuned Datasette" and size == OF_GOALS else None
        found.append(
            Measured(f"{scenario.name} : {name}", size, statistics.median(ratios), "×", goal, True, told, tuple(ratios))
        )
    return found


def _check_answers(scenario: Scenario, port: int, peers: Iterable[int]) -> None:
    """Everybody answers with what was asked for: a quick page that found nothing is no measure. Raises RuntimeError."""
    mine, other = scenario.marks
    for side, paths, mark in ((port, scenario.ours, mine), *((peer, scenario.theirs, other) for peer in peers)):
        for path in paths[:: max(1, len(paths) // CHECKED)]:
            if mark not in _fetch(side, path).decode():
                raise RuntimeError(f"{scenario.name}: the answer to {path} has no {mark}")


def _median(runs: Sequence[Load]) -> float:
    return statistics.median(one.per_second for one in runs)


def _yuan_of_row(data: Path, number: int) -> int:
    """Whole yuan up to which about `number` payments go; of a smaller base, all of them."""
    with sqlite3.connect(data) as connection:
        held = connection.execute("SELECT count(*) FROM disbursements").fetchone()[0]
        (fen,) = connection.execute(
            "SELECT amount_fen FROM disbursements ORDER BY amount_fen LIMIT 1 OFFSET ?", (min(number, held - 1),)
        ).fetchone()
        return int(fen) // 100


def _csv(size: str, port: int, peer: int, rounds: int, most: int) -> list[Measured]:
    ratios, told = [], ""
    for number in range(rounds):
        # Another address each time: a file made before would be sent from memory.
        mine, lines = _timed(port, f"/api/v1/disbursements.csv?amount_yuan__gte={number}&amount_yuan__lte={most}")
        other, others = _timed(
            peer,
            "/datasette/disbursements.csv?_stream=on&_size=max"
            f"&amount_fen__gte={number * 100}&amount_fen__lte={most * 100}",
        )
        ratios.append((other / others) / (mine / lines))
        told = f"{lines} rows in {mine:.2f} s against {others} in {other:.2f} s"
    goal = CSV_GOAL if size == OF_GOALS else None
    return [Measured("CSV : tuned Datasette", size, statistics.median(ratios), "×", goal, True, told, tuple(ratios))]


def _timed(port: int, path: str) -> tuple[float, int]:
    started = time.perf_counter()
    lines = _fetch(port, path).count(b"\n")
    return time.perf_counter() - started, max(1, lines)


def _beside_nginx(size: str, port: int, static: int, seconds: float, rounds: int) -> list[Measured]:
    shares, told = [], ""
    for _ in range(rounds):
        mine, limit = load(port, ["/disbursements"], seconds), load(static, ["/page"], seconds)
        shares.append(100 * mine.per_second / limit.per_second)
        told = f"{mine.per_second:.0f} against {limit.per_second:.0f} a second"
    return [
        Measured(
            "page seen before, share of nginx",
            size,
            statistics.median(shares),
            "%",
            NGINX_GOAL,
            True,
            told,
            tuple(shares),
        )
    ]


def growth(measured: Sequence[Measured]) -> list[Measured]:
    """How much slower the largest size answers a page that nobody saw before than the smallest."""
    times = [one for one in measured if one.name.endswith(": time of one") and not one.name.startswith("page seen")]
    sizes = list(dict.fromkeys(one.size for one in times))
    if len(sizes) < 2:
        return []
    by_size = {size: {one.name: one.value for one in times if one.size == size} for size in (sizes[0], sizes[-1])}
    first, last = by_size[sizes[0]], by_size[sizes[-1]]
    return [
        Measured(f"{name}, growth", f"{sizes[0]} → {sizes[-1]}", last[name] / first[name], "×", GROWTH_GOAL, False)
        for name in first
    ]  # fmt: skip


def _fetch(port: int, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=300) as answer:
        body: bytes = answer.read()
        return body

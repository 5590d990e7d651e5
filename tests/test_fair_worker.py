"""Workers take connections in turns: the more one holds, the later it takes another."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from gunicorn.workers.gthread import ThreadWorker

from transparency_site import fair_worker
from transparency_site.fair_worker import MOST, FairWorker


@pytest.mark.parametrize(("held", "waits"), [(0, []), (1, [0.0005]), (4, [0.002]), (900, [MOST])])
@pytest.mark.parametrize("workers", [1, 2])
def test_who_holds_connections_lets_others_go_first(
    held: int, waits: list[float], workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, slept, taken = object.__new__(FairWorker), [], []
    worker.nr_conns, worker.cfg = held, SimpleNamespace(workers=workers)
    monkeypatch.setattr(fair_worker.time, "sleep", slept.append)
    monkeypatch.setattr(ThreadWorker, "accept", lambda _worker, listener: taken.append(listener))
    worker.accept("listener")
    assert (slept, taken) == (waits if workers > 1 else [], ["listener"])

"""Workers take connections in turns: the more one holds, the later it takes another."""

from __future__ import annotations

import pytest
from gunicorn.workers.gthread import ThreadWorker

from transparency_site import fair_worker
from transparency_site.fair_worker import MOST, FairWorker


@pytest.mark.parametrize(("held", "waits"), [(0, []), (1, [0.0005]), (4, [0.002]), (900, [MOST])])
def test_who_holds_connections_lets_others_go_first(
    held: int, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, slept, taken = object.__new__(FairWorker), [], []
    worker.nr_conns = held
    monkeypatch.setattr(fair_worker.time, "sleep", slept.append)
    monkeypatch.setattr(ThreadWorker, "accept", lambda _worker, listener: taken.append(listener))
    worker.accept("listener")
    assert (slept, taken) == (waits, ["listener"])

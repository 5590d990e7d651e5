"""gunicorn's threads, with connections shared among the workers.

Workers listen on one socket, and whichever wakes first takes what waits there: of eight browsers one worker may get
all, and the other has nothing to do for as long as they stay. So a worker that holds connections lets others go first.
"""

from __future__ import annotations

import time
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

STEP: Final = 0.0005
"""Seconds of waiting for each connection that is held, at most `MOST`."""
MOST: Final = 0.003


class FairWorker(ThreadWorker):
    """A worker that takes a new connection later the more it holds; who came first in between has it."""

    def accept(self, listener: Any) -> None:
        if self.nr_conns and self.cfg.workers > 1:
            time.sleep(min(MOST, STEP * self.nr_conns))
        super().accept(listener)

"""The collector of circular garbage, held back where a great many objects are made that stay for a while."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No search for circular garbage while the block makes records by the hundred thousand: it would go through all of
    them again and again, and they have no circles. Everything else is freed as ever.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

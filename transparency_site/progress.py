"""How long work tells its progress: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import click


class Progress(Protocol):
    """What a use case calls: one step is done, and what it was."""

    def __call__(self, what: str, steps: int = 1) -> None: ...


def silent(what: str, steps: int = 1) -> None:
    """Progress that nobody watches."""


@contextmanager
def shown(label: str, total: int) -> Iterator[Progress]:
    """Show progress of `total` steps under `label` while the block runs."""
    if sys.stderr.isatty():
        with click.progressbar(length=total, label=label, item_show_func=lambda item: item, file=sys.stderr) as bar:
            yield lambda what, steps=1: bar.update(steps, what)
        return
    started = time.monotonic()
    state = {"done": 0, "said": started}

    def step(what: str, steps: int = 1) -> None:
        state["done"] += steps
        now = time.monotonic()
        # A line every two seconds, and the last one: a log should tell that work goes on, not every file.
        if now - state["said"] >= 2 or state["done"] >= total:
            state["said"] = now
            click.echo(f"{label} {int(state['done'])}/{total} {what}", err=True)

    yield step
    click.echo(f"{label}: {time.monotonic() - started:.1f} s", err=True)

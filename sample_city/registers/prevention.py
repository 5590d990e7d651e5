"""The sample city's prevention of 2013 in numbers: 122 items, 3 leads, 119,412 messages. All invented."""

from __future__ import annotations

from collections.abc import Iterator

from data_loaders.city import City

Row = dict[str, object]
KEY = "prevention"
YEAR = 2013

QUARTERS = (
    ("Q1", 27, 0, 11, 26_104),
    ("Q2", 34, 1, 16, 30_377),
    ("Q3", 25, 0, 9, 28_950),
    ("Q4", 36, 2, 18, 33_981),
)
"""Quarter, items of information, leads handed over, talks held, messages sent."""


def rows(_city: City) -> Iterator[Row]:
    """The four quarters."""
    for quarter, items, leads, talks, messages in QUARTERS:
        yield {"quarter": quarter, "items": items, "leads": leads, "talks": talks, "messages": messages}

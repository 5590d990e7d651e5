"""What the sample city's public registers hold, one module for each; a new register adds its module here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from data_loaders.city import City
from sample_city.registers import (
    prevention,
    recusals,
    reviewed_documents,
    risk_points,
)

Rows = Callable[[City], Iterator[dict[str, object]]]

SAMPLES: Mapping[str, tuple[int, Rows]] = {
    module.KEY: (module.YEAR, module.rows)
    for module in (
        recusals,
        risk_points,
        reviewed_documents,
        prevention,
    )
}
"""Register -> the year of its rows, and what makes them."""

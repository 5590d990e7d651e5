"""The digest of a result: SHA-256 over its rows in the dataset's own order, each as canonical JSON and a line feed.

It does not depend on sort, page or file format, so that page, API, CSV and XLSX of one question give one digest.
"""

from __future__ import annotations

import hashlib

import orjson

from transparency_site.exports.records import record_maker
from transparency_site.filters import Filters
from transparency_site.queries.memo import remembered
from transparency_site.queries.registry import AnyDataset
from transparency_site.snapshot import Snapshot


def digest(snapshot: Snapshot, dataset: AnyDataset, filters: Filters) -> str:
    """SHA-256 in hexadecimal over the whole result of `filters`, whatever their order."""
    return _digest(snapshot, dataset, Filters(filters.conditions, status=filters.status))


@remembered
def _digest(snapshot: Snapshot, dataset: AnyDataset, filters: Filters) -> str:
    found, make = hashlib.sha256(), record_maker(dataset.columns)
    for item in dataset.stream(snapshot, filters):
        found.update(orjson.dumps(make(item), option=orjson.OPT_SORT_KEYS))
        found.update(b"\n")
    return found.hexdigest()

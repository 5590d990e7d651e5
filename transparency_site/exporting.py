"""The whole city as files: one CSV per dataset at one version, with counts, sums and digests in a list beside them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from transparency_site.exports.csv_files import csv_lines
from transparency_site.exports.digests import digest
from transparency_site.file_store import sync_folder, write_durably
from transparency_site.filters import Filters
from transparency_site.progress import Progress, silent
from transparency_site.queries.registry import DATASETS, AnyDataset
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot, open_snapshot


def export(site: Site, session: Session, as_of: str | None = None, progress: Progress = silent) -> Path:
    """Write every dataset of a version into VAR_DIR/exports/v<version>; the folder. Raises UnknownVersion."""
    snapshot = open_snapshot(session, site.today(), as_of)
    folder = site.exports / f"v{snapshot.version}"
    folder.mkdir(parents=True, exist_ok=True)
    listed = []
    for dataset in DATASETS.values():
        listed.append(_write(site, snapshot, dataset, folder))
        progress(dataset.name)
    about = {"city": site.city["name"], "sample": site.is_sample, "version": snapshot.version, "files": listed}
    write_durably(folder / "about.json", json.dumps(about, ensure_ascii=False, indent=1).encode())
    return folder


def _write(site: Site, snapshot: Snapshot, dataset: AnyDataset, folder: Path) -> dict[str, Any]:
    name = f"{dataset.name.replace(':', '-')}{'-sample' if site.is_sample else ''}.csv"
    rows = dataset.stream(snapshot, Filters())
    beside = folder / f".{name}.part"
    with beside.open("wb") as file:
        for piece in csv_lines(dataset.columns, rows, sample=site.is_sample):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / name)
    sync_folder(folder)
    summary = dataset.summary(snapshot, Filters())
    return {
        "file": name,
        "title": dataset.zh,
        "title_en": dataset.en,
        "count": summary.count,
        "sum_fen": summary.sum_fen,
        "digest": digest(snapshot, dataset, Filters()),
    }

"""The whole city as files: CSV, JSON lines, Parquet per dataset and year, SQLite, sources, descriptors; all as one zip.

They lie in VAR_DIR/exports/v<version>, written beside and renamed, and never change; `about.json` lists what is public.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.orm import Session

from transparency_site import file_store
from transparency_site.durable import sync_folder, write_durably
from transparency_site.exports.bundle_texts import dictionary, readmes
from transparency_site.exports.csv_files import csv_of
from transparency_site.exports.datapackage import datapackage, resource
from transparency_site.exports.digests import digest
from transparency_site.exports.edition import Edition, edition_of
from transparency_site.exports.jsonl_files import jsonl_of
from transparency_site.exports.parquet_files import available, parquet_of
from transparency_site.exports.sqlite_files import write_sqlite
from transparency_site.filters import Filters, where
from transparency_site.progress import Progress, silent
from transparency_site.queries import aggregate, grouping, source_cells
from transparency_site.queries.publications import last_redaction
from transparency_site.queries.registry import DATASETS, AnyDataset
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot, open_snapshot

Entry = dict[str, Any]
ABOUT = "about.json"
VERIFY = Path(__file__).resolve().parent.parent / "docs/verify.md"
_WRITERS: dict[str, Callable[..., Iterator[bytes]]] = {"csv": csv_of, "jsonl": jsonl_of}
if available():
    _WRITERS["parquet"] = parquet_of


def export(site: Site, session: Session, as_of: str | None = None, progress: Progress = silent) -> Path:
    """Write a version's files; the folder. Raises UnknownVersion. What stands already stays as it is: it is cited."""
    found = open_snapshot(session, site.today(), as_of)
    with _alone(site):
        return _complete(site, session, found.version, progress)[0]


def export_if_free(site: Site) -> bool | None:
    """Write the newest version's files unless they stand (False). None: another process is writing files."""
    try:
        with _alone(site, fcntl.LOCK_NB), site.newest_sessions() as session:
            return _complete(site, session, open_snapshot(session, site.today()).version, silent)[1]
    except BlockingIOError:
        return None


def _complete(site: Site, session: Session, version: int, progress: Progress) -> tuple[Path, bool]:
    """The folder of a version's files, and whether they were written now."""
    # Read on the publication's own date, so that the same version gives the same bytes on any day.
    snapshot = open_snapshot(session, site.today(), str(version))
    folder = site.exports / f"v{version}"
    stands = bool(listed(site, snapshot, version))
    if not stands:
        _write_all(site, snapshot, folder, progress)
    return folder, not stands


@contextmanager
def _alone(site: Site, how: int = 0) -> Iterator[None]:
    """One export at a time; a process that dies gives the lock back."""
    site.exports.mkdir(parents=True, exist_ok=True)
    with (site.exports / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | how)
        yield


def _write_all(site: Site, snapshot: Snapshot, folder: Path, progress: Progress) -> None:
    beside = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    edition = edition_of(site, snapshot)
    entries: list[Entry] = []
    for dataset in DATASETS.values():
        entries += _write_dataset(snapshot, edition, dataset, beside)
        progress(dataset.name)
    entries += _write_texts(edition, entries, beside)
    entries.append(_write_city(snapshot, edition, beside))
    entries.append(_write_bundle(site, snapshot, edition, entries, beside))
    about = {"city": edition.city, "sample": edition.sample, "version": edition.version,
             "redaction": last_redaction(snapshot), "files": entries}
    with site.newest_sessions() as fresh:  # this reading began before whatever has been published since
        erased = last_redaction(open_snapshot(fresh, site.today()))
    if erased != about["redaction"]:
        shutil.rmtree(beside)  # content was erased meanwhile: these files still have it
        raise OSError("content was erased while its files were written")
    write_durably(beside / ABOUT, orjson.dumps(about, option=orjson.OPT_INDENT_2))
    shutil.rmtree(folder, ignore_errors=True)
    beside.rename(folder)
    sync_folder(site.exports)


def listed(site: Site, snapshot: Snapshot, version: int) -> list[Entry]:
    """The public files of an exported version; none where it was not exported, or before content was erased."""
    try:
        about = orjson.loads((site.exports / f"v{version}" / ABOUT).read_bytes())
    except FileNotFoundError:
        return []
    files: list[Entry] = about["files"]
    return files if about["redaction"] == last_redaction(snapshot) else []


def newest(site: Site, snapshot: Snapshot) -> int | None:
    """The newest exported version that this snapshot knows."""
    names = (path.name for path in site.exports.glob("v*"))
    versions = sorted((int(name[1:]) for name in names if name[1:].isdigit()), reverse=True)
    return next((one for one in versions if one <= snapshot.version and listed(site, snapshot, one)), None)


def is_current(site: Site) -> bool:
    """Whether the newest version's files stand: what a timer asks before it exports."""
    with site.newest_sessions() as session:
        snapshot = open_snapshot(session, site.today())
        return newest(site, snapshot) == snapshot.version


def _parts(snapshot: Snapshot, dataset: AnyDataset) -> list[tuple[str, Filters]]:
    """The files of a dataset: one per year where every row has a year, else one."""
    groups = aggregate.group_columns(dataset)
    if "year" not in groups or groups["year"].key != "year":
        return [(dataset.name, Filters())]
    counted = grouping.groups(snapshot, dataset.name, ("year",), grouping.Measure("count", None), Filters())
    years = [group.year for group in counted]
    if None in years or not years or dataset.name == "units":
        return [(dataset.name, Filters())]
    return [(f"{dataset.name}-{year}", where(year=year)) for year in sorted(years)]


def _write_dataset(snapshot: Snapshot, edition: Edition, dataset: AnyDataset, folder: Path) -> list[Entry]:
    found: list[Entry] = []
    for stem, filters in _parts(snapshot, dataset):
        summary = dataset.summary(snapshot, filters)
        facts = {"dataset": dataset.name, "title": dataset.zh, "title_en": dataset.en, "count": summary.count,
                 "sum_fen": summary.sum_fen, "digest": digest(snapshot, dataset, filters),
                 **({"year": filters.value("year")} if filters.conditions else {})}
        for kind, write in _WRITERS.items():
            name = f"{kind}/{stem}{'-sample' if edition.sample else ''}.{kind}"
            found.append(_write(folder, name, write(dataset, snapshot, filters, sample=edition.sample)) | facts)
    return found


def _write(folder: Path, name: str, pieces: Iterator[bytes]) -> Entry:
    path, found, size = folder / name, hashlib.sha256(), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
            found.update(piece)
            size += len(piece)
    return {"file": name, "bytes": size, "sha256": found.hexdigest()}


def _write_texts(edition: Edition, entries: list[Entry], folder: Path) -> list[Entry]:
    tables = (one for one in entries if one["file"].startswith("csv/"))
    package = datapackage(edition, (_resource(edition, one) for one in tables))
    texts = {
        **readmes(edition), "dictionary.csv": dictionary(DATASETS.values(), sample=edition.sample),
        "datapackage.json": orjson.dumps(package, option=orjson.OPT_INDENT_2).decode(),
        "verify.md": VERIFY.read_text(encoding="utf-8"),
    }
    return [_write(folder, name, iter([text.encode()])) for name, text in texts.items()]


def _resource(edition: Edition, entry: Entry) -> dict[str, Any]:
    dataset = DATASETS[entry["dataset"]]
    name = dataset.name + (f"-{entry['year']}" if "year" in entry else "")
    return resource(edition, dataset, entry["file"], entry["count"], entry["sum_fen"], name=name,
                    bytes=entry["bytes"], hash=f"sha256:{entry['sha256']}", digest=entry["digest"])


def _write_city(snapshot: Snapshot, edition: Edition, folder: Path) -> Entry:
    name = f"city{'-sample' if edition.sample else ''}.sqlite"
    about = {"title": edition.title, "title_en": edition.title_en, "version": edition.version,
             "published_on": edition.business_date, "licence": edition.licence, "sample": edition.sample}
    write_sqlite(folder / name, ((one.name, one.columns, one.stream(snapshot)) for one in DATASETS.values()), about)
    return _measured(folder, name)


def _measured(folder: Path, name: str) -> Entry:
    with (folder / name).open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": name, "bytes": (folder / name).stat().st_size, "sha256": found}


def _write_bundle(site: Site, snapshot: Snapshot, edition: Edition, entries: list[Entry], folder: Path) -> Entry:
    name = f"city-{edition.code}{'-sample' if edition.sample else ''}.zip"
    moment = edition.published_at.timetuple()[:6]
    sources: list[Entry] = [
        {"file": f"sources/{one.sha256[:12]}-{Path(one.name).name}", "sha256": one.sha256,
         "bytes": file_store.path_of(site, one.sha256).stat().st_size}  # a twin's own size, not its original's
        for one in source_cells.public_files(snapshot)
    ]
    checked = [*entries, *sources]
    sums = "".join(f"{one['sha256']}  {one['file']}\n" for one in checked)
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as bundle:
        for one in entries:
            _add(bundle, folder / one["file"], one["file"], moment)
        for one in sources:
            _add(bundle, file_store.path_of(site, one["sha256"]), one["file"], moment)
        for text_name, text in (("checksums.json", orjson.dumps(checked, option=orjson.OPT_INDENT_2).decode()),
                                ("SHA256SUMS", sums)):
            bundle.writestr(zipfile.ZipInfo(text_name, moment), text, zipfile.ZIP_DEFLATED)
    return _measured(folder, name)


def _add(bundle: zipfile.ZipFile, path: Path, name: str, moment: Any) -> None:
    info = zipfile.ZipInfo(name, moment)
    info.compress_type = zipfile.ZIP_DEFLATED
    with path.open("rb") as source, bundle.open(info, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, 1 << 20)

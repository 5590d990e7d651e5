"""Eight readers of the served site while the city publishes again and again: no error, and no answer of two versions.

Every answer names its version. After the last publication the same addresses are asked again `as_of` each version that
readers saw: what they read must be exactly that. Small segments of the index are merged meanwhile.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from data_loaders.records import Document
from tests import factories as make
from tests import small_city
from tests.served import served
from transparency_site import search_index
from transparency_site.models import IndexSegment
from transparency_site.site import Site

PUBLICATIONS = int(os.environ.get("TORTURE_PUBLICATIONS", "6"))
READERS = 8
YEAR = 2015
WORD = urllib.request.quote("读者所见")
ADDRESSES = (
    f"/api/v1/disbursements?year={YEAR}&page_size=500", f"/api/v1/batches?year={YEAR}&page_size=500",
    f"/api/v1/search?q={WORD}&page_size=100", f"/batches?year={YEAR}", f"/search?q={WORD}", "/publications",
    f"/batches/{YEAR}/001",
)  # fmt: skip

Read = tuple[str, int]
"""An address and the version that its answer named."""


@dataclass
class Readers:
    """What eight readers saw, as it came; an address is asked as often as the site answers."""

    server: str
    seen: dict[Read, set[str]] = field(default_factory=lambda: defaultdict(set))
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def read(self, first: int) -> None:
        turn = first
        while not self.done.is_set():
            address = ADDRESSES[turn % len(ADDRESSES)]
            turn += 1
            try:
                version, core = ask(self.server, address)
            except Exception as error:
                self.wrong.append(f"{address}: {error!r}")
                continue
            self.seen[address, version].add(core)
            self.answers[address] += 1


def ask(server: str, address: str, as_of: int | None = None) -> tuple[int, str]:
    """The version of an answer, and what it says without what only names its own address."""
    asked = address if as_of is None else f"{address}{'&' if '?' in address else '?'}as_of={as_of}"
    with urllib.request.urlopen(server + asked, timeout=60) as answer:
        version, body = int(answer.headers["X-Data-Version"]), answer.read().decode()
    return version, _of_api(body, version) if address.startswith("/api/") else _of_page(body)


def _of_api(body: str, version: int) -> str:
    said: dict[str, Any] = json.loads(body)
    meta = said["meta"]
    assert meta["version"] == version, "the header names another version than the answer"
    assert not meta.get("degraded"), "the index was not whole"
    amounts = [row["amount_fen"] for row in said["data"] if "amount_fen" in row]
    if meta.get("sum_fen") is not None and len(amounts) == meta["count"]:
        assert sum(amounts) == meta["sum_fen"], "the sum is not that of the rows"
    for row in said["data"]:
        row.pop("url", None)
    return json.dumps([said["data"], meta], sort_keys=True, ensure_ascii=False)


def _of_page(body: str) -> str:
    """The words of a page's middle; banners and links about the version itself stand outside tables and lists."""
    middle = body.split("<main", 1)[1].split("</main>", 1)[0]
    parts = re.findall(r"<(tbody|ol)\b[^>]*>(.*?)</\1>", middle, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", " ".join(text for _, text in parts)).split())


def _publication(number: int) -> list[Document]:
    """A new batch each time; every third publication corrects the first one."""
    rows = [make.recipient(f"读者所见第{number}次第{row}项", 1_000_00 * number + row, 3 + row) for row in range(1, 4)]
    corrects = number > 1 and number % 3 == 0
    return [make.batch("001" if corrects else f"{number:03}", YEAR, rows)]


@pytest.fixture
def city(small_site_folder: Path, tmp_path: Path) -> Iterator[Site]:
    shutil.copytree(small_site_folder, tmp_path / "var")
    site = small_city.open_site(tmp_path / "var")
    yield site
    site.engine.dispose()


def test_readers_see_one_version_at_a_time(city: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    spent = _watch_merging(monkeypatch)
    _publish(city, 0, 1)
    with served(city.settings.var_dir, RATE_LIMIT="off", WORKERS="2") as running:
        readers = Readers(running.address)
        threads = [threading.Thread(target=readers.read, args=(first,)) for first in range(READERS)]
        for thread in threads:
            thread.start()
        _publish(city, 1, PUBLICATIONS + 1)
        time.sleep(0.5)
        readers.done.set()
        for thread in threads:
            thread.join(120)
        assert readers.wrong == []
        _compare(readers)
    _segments_are_few(city)
    _say(readers, spent)


def _publish(city: Site, first: int, end: int) -> None:
    with city.sessions() as session:
        for number in range(first + 1, end + 1):
            small_city.publish(city, session, _publication(number), city.today(), f"第{number}次")


def _compare(readers: Readers) -> None:
    assert len({version for _, version in readers.seen}) >= min(PUBLICATIONS, 3)
    for (address, version), cores in readers.seen.items():
        assert len(cores) == 1, f"{address} said different things at version {version}"
        again, core = ask(readers.server, address, version)
        assert again == version
        assert cores == {core}, f"{address} at version {version}"


def _watch_merging(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bool, float]]:
    """(whether it merged, seconds of CPU) of each look for small segments."""
    spent: list[tuple[bool, float]] = []
    tidy = search_index.tidy

    def watched(*given: Any) -> bool:
        started = time.thread_time()
        merged = tidy(*given)
        spent.append((merged, time.thread_time() - started))
        return merged

    monkeypatch.setattr(search_index, "tidy", watched)
    return spent


def _segments_are_few(city: Site) -> None:
    with city.sessions() as session:
        names = {segment.name for segment in search_index.manifest(session)}
        replaced = session.scalar(select(func.count()).where(IndexSegment.active.is_(False)))
    assert len(names) <= search_index.MANY
    assert replaced, "no segment was merged"
    assert {path.name for path in city.index.iterdir()} == names, "segments that were merged are still on the disk"


def _say(readers: Readers, spent: list[tuple[bool, float]]) -> None:
    merges = [seconds for merged, seconds in spent if merged]
    versions = {version for _, version in readers.seen}
    print(
        f"{PUBLICATIONS} publications, {sum(readers.answers.values())} answers of {len(versions)} versions "
        f"to {READERS} readers, {len(readers.seen)} compared; {len(merges)} merges, at most {max(merges):.2f} s of "
        f"CPU, {sum(seconds for _, seconds in spent) / len(spent):.3f} s for each publication"
    )

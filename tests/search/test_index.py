"""Segments are durable, verified, append-only; damage is noticed, orphans go, readers never mind a writer."""

from __future__ import annotations

import json
import os
import random
import shutil
import threading
from itertools import pairwise
from pathlib import Path

import pytest

from transparency_site.search.codec import FIELDS
from transparency_site.search.documents import SearchDocument
from transparency_site.search.find import Query, Visible, find, warm_up
from transparency_site.search.index import DamagedIndex, Index, Searcher, Segment

from .corpus import random_corpus, random_query

EVERYTHING = Visible("everything", range(100))


def answers(searcher: Searcher, corpus: list[SearchDocument], cases: int = 40) -> list[object]:
    random_ = random.Random(1)
    return [find(searcher, random_query(random_, corpus), EVERYTHING) for _ in range(cases)]


def test_nothing_is_visible_before_the_manifest_names_it(tmp_path: Path) -> None:
    index, corpus = Index(tmp_path), random_corpus(1, 20, 3)
    first = index.append(corpus[:10]).segment
    second = index.append(corpus[10:]).segment
    assert find(index.open([]), Query(), EVERYTHING).total == 0
    assert find(index.open([first]), Query(), EVERYTHING).total == 10
    assert find(index.open([first, second]), Query(), EVERYTHING).total == 20
    assert index.open([first, second]) is index.open([first, second])


def test_an_empty_segment_opens(tmp_path: Path) -> None:
    index = Index(tmp_path)
    sealed = index.append([])
    searcher = index.open([sealed.segment])
    assert (sealed.documents, find(searcher, Query("教", facets=True, sums=True), EVERYTHING).total) == (0, 0)
    warm_up(searcher, EVERYTHING)


def test_each_damaged_byte_or_missing_file_is_noticed(tmp_path: Path) -> None:
    sealed = Index(tmp_path).append(random_corpus(2, 30, 3))
    folder, random_ = tmp_path / sealed.name, random.Random(3)
    files = sorted(folder.iterdir())
    assert {path.name for path in files} == {name for name, _ in sealed.sha256_by_file} | {"manifest.json"}
    for path in files:
        whole = path.read_bytes()
        place = random_.randrange(len(whole))
        flipped = whole[:place] + bytes([whole[place] ^ 1 << random_.randrange(8)]) + whole[place + 1 :]
        for damaged in (flipped, whole[:-1], whole + b"\0", b""):
            path.write_bytes(damaged)
            with pytest.raises(DamagedIndex) as noticed:
                Index(tmp_path).open([sealed.segment])
            assert noticed.value.segment == sealed.name
        path.unlink()
        with pytest.raises(DamagedIndex, match="cannot be read"):
            Index(tmp_path).open([sealed.segment])
        path.write_bytes(whole)
    assert Index(tmp_path).open([sealed.segment]).documents == 30


def test_a_manifest_row_that_does_not_fit_is_damage(tmp_path: Path) -> None:
    sealed = Index(tmp_path).append(random_corpus(2, 5, 1))
    elsewhere = Index(tmp_path / "other").append(random_corpus(3, 5, 1))
    shutil.copytree(tmp_path / "other" / elsewhere.name, tmp_path / elsewhere.name)
    for row in (
        Segment("0" * 32, 5, sealed.digest),
        Segment(f"../{sealed.name}", 5, sealed.digest),
        Segment(elsewhere.name, 5, sealed.digest),
        Segment(sealed.name, 6, sealed.digest),
    ):
        with pytest.raises(DamagedIndex):
            Index(tmp_path).open([row])


def test_a_segment_of_another_format_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transparency_site.search.building.FORMAT", 0)
    sealed = Index(tmp_path).append(random_corpus(2, 5, 1))
    with pytest.raises(DamagedIndex, match="another format"):
        Index(tmp_path).open([sealed.segment])


def test_orphans_are_removed_and_named_segments_stay(tmp_path: Path) -> None:
    index = Index(tmp_path)
    kept, orphan = index.append(random_corpus(1, 5, 1)), index.append(random_corpus(2, 5, 1))
    (tmp_path / "building-interrupted").mkdir()
    (tmp_path / "building-interrupted" / "forms.bin").write_bytes(b"half")
    (tmp_path / "stray").write_bytes(b"")
    assert index.remove_orphans([kept.segment], older_than=3600) == []
    assert set(index.remove_orphans([kept.segment])) == {"building-interrupted", orphan.name, "stray"}
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]
    assert Index(tmp_path).open([kept.segment]).documents == 5


def test_a_failed_append_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index, corpus = Index(tmp_path), random_corpus(1, 20, 3)

    def interrupted():
        yield from corpus[:10]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.append(interrupted())
    real, left = os.fsync, [0]

    def failing(handle: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(5, "Input/output error")
        real(handle)

    monkeypatch.setattr(os, "fsync", failing)
    for successes in range(8):  # at the n-th sync of a file or folder before the rename
        left[0] = successes
        with pytest.raises(OSError, match="Input/output"):
            index.append(corpus)
        assert list(tmp_path.iterdir()) == []


def test_every_file_and_folder_is_synced_before_the_segment_has_its_name(tmp_path: Path, monkeypatch) -> None:
    synced: list[str] = []
    real = os.fsync

    def noting(handle: int) -> None:
        synced.append(Path(os.readlink(f"/proc/self/fd/{handle}")).name)
        real(handle)

    monkeypatch.setattr(os, "fsync", noting)
    sealed = Index(tmp_path).append(random_corpus(1, 5, 1))
    files = {path.name for path in (tmp_path / sealed.name).iterdir()}
    assert files <= set(synced)
    assert synced[-3:] == ["manifest.json", f"building-{sealed.name}", tmp_path.name]


def test_merging_keeps_every_answer(tmp_path: Path) -> None:
    index, corpus = Index(tmp_path), random_corpus(5, 200, 9)
    manifest = [index.append(d for d in corpus if d.disclosure % 4 == part).segment for part in range(4)]
    before = answers(index.open(manifest), corpus)
    merged = index.merge(manifest)
    assert merged.documents == 200
    assert answers(index.open([merged.segment]), corpus) == before
    some = Visible("some", (2, 5))
    assert find(index.open([merged.segment]), Query(limit=500), some) == find(
        index.open(manifest), Query(limit=500), some
    )


def test_merging_without_a_disclosure_erases_its_bytes(tmp_path: Path) -> None:
    index, corpus = Index(tmp_path), random_corpus(5, 50, 5)
    secret = SearchDocument(3, "line", "secret-key", "机密示例", "绝密内容", 2013, None, None, None, 1, "/s", ("秘号",))
    manifest = [index.append([*corpus, secret]).segment]
    merged = index.merge(manifest, without=frozenset({3}))
    index.remove_orphans([merged.segment])
    assert merged.documents == sum(1 for document in corpus if document.disclosure != 3)
    for path in (tmp_path / merged.name).iterdir():
        content = path.read_bytes()
        assert not any(word.encode() in content for word in ("secret-key", "机密示例", "绝密内容", "秘号"))


def test_four_readers_never_mind_a_writer(tmp_path: Path) -> None:
    index, corpus = Index(tmp_path), random_corpus(4, 120, 12)
    manifests = [[index.append(d for d in corpus if d.disclosure == 0).segment]]
    finished, failures, searches = threading.Event(), [], []

    def read(seed: int) -> None:
        random_, mine = random.Random(seed), 0
        try:
            while not finished.is_set() or mine < 20:
                manifest = manifests[-1]
                found = find(index.open(manifest), random_query(random_, corpus), EVERYTHING)
                shown = {hit.disclosure for hit in found.hits}
                assert shown <= set(range(len(manifest)))
                mine += 1
        except BaseException as error:
            failures.append(error)
        searches.append(mine)

    readers = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for reader in readers:
        reader.start()
    for disclosure in range(1, 12):
        sealed = index.append(d for d in corpus if d.disclosure == disclosure)
        manifests.append([*manifests[-1], sealed.segment])
    index.remove_orphans(manifests[-1])
    finished.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert min(searches) >= 20


def test_disclosures_may_come_in_any_order(tmp_path: Path) -> None:
    corpus = random_corpus(6, 100, 7)
    shuffled = random.Random(1).sample(corpus, len(corpus))
    index = Index(tmp_path)
    searcher = index.open([index.append(shuffled).segment])
    found = find(searcher, Query(limit=500), Visible("two", (2, 6)))
    assert {hit.key for hit in found.hits} == {d.key for d in corpus if d.disclosure in (2, 6)}


def test_the_manifest_file_lists_what_was_returned(tmp_path: Path) -> None:
    sealed = Index(tmp_path).append(random_corpus(1, 5, 1))
    listed = json.loads((tmp_path / sealed.name / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert listed == dict(sealed.sha256_by_file)


def terms_of(searcher: Searcher) -> dict[tuple[str, bytes], set[int]]:
    """Every term of a searcher's one segment with its documents."""
    [segment] = searcher.segments
    return {
        (field, term): {posting} if isinstance(posting, int) else set(posting)
        for field in FIELDS
        for term, place in segment.postings.places(field)
        for posting in (segment.postings.at(place),)
    }


@pytest.mark.parametrize("seed", range(6))
def test_a_merged_segment_is_what_one_built_at_once_is(tmp_path: Path, seed: int) -> None:
    index, random_ = Index(tmp_path), random.Random(seed)
    corpus = random_corpus(seed, 300, 9)
    cuts = sorted(random_.sample(range(len(corpus) + 1), 4))
    pieces = [corpus[start:end] for start, end in pairwise([0, *cuts, len(corpus)])]  # some may be empty
    without = frozenset(random_.sample(range(9), seed % 3))
    merged = index.open([index.merge([index.append(piece).segment for piece in pieces], without).segment])
    corpus = [document for document in corpus if document.disclosure not in without]
    built = index.open([index.append(corpus).segment])
    assert terms_of(merged) == terms_of(built)
    [one], [other] = merged.segments, built.segments
    assert [one.document(number) for number in range(one.documents)] == corpus
    for name, column in other.columns.items():
        if name not in ("form", "form_start"):  # a form met again in another segment is stored twice
            assert list(one.columns[name]) == list(column), name
    every = range(len(corpus))
    assert [one.form(number) for number in every] == [other.form(number) for number in every]
    assert (one.values, one.named()) == (other.values, other.named())
    assert answers(merged, corpus, 200) == answers(built, corpus, 200)

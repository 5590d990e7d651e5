"""Documents in a precomputed order, however many of them are hits and wherever they lie."""

from __future__ import annotations

import random
from array import array
from itertools import islice

import pytest
from pyroaring import BitMap

from transparency_site.search.segment import _BLOCK, _FEW, _TAKEN, Order

DOCUMENTS = 3 * _BLOCK + 7


@pytest.fixture(scope="module")
def order() -> list[int]:
    return random.Random(3).sample(range(DOCUMENTS), DOCUMENTS)


@pytest.fixture(scope="module")
def walked(order: list[int]) -> Order:
    ranks = array("I", sorted(range(DOCUMENTS), key=order.__getitem__))
    return Order(memoryview(array("I", order)), memoryview(ranks))


@pytest.mark.parametrize("count", [0, 1, _TAKEN, _TAKEN + 1, _FEW, _FEW + 1, DOCUMENTS])
def test_hits_come_in_their_order(order: list[int], walked: Order, count: int) -> None:
    hits = BitMap(random.Random(count).sample(range(DOCUMENTS), count))
    expected = [document for document in order if document in hits]
    assert list(walked.walk(hits)) == expected
    assert list(islice(walked.walk(hits), 20)) == expected[:20]


def test_many_hits_at_the_end_of_the_order(order: list[int], walked: Order) -> None:
    last = order[-_FEW - 1 :]
    assert list(walked.walk(BitMap(last))) == last

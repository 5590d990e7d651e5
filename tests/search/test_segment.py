"""Documents in a precomputed order, however many of them are hits and wherever they lie."""

from __future__ import annotations

import random
from array import array
from itertools import islice

import pytest
from pyroaring import BitMap

from transparency_site.search.segment import _APART, _BLOCK, _FEW, _MANY, _ONE_BY_ONE, _TAKEN, _TRIED, Order

DOCUMENTS = (_TRIED + 2) * _BLOCK + 7


@pytest.fixture(scope="module")
def order() -> list[int]:
    return random.Random(3).sample(range(DOCUMENTS), DOCUMENTS)


@pytest.fixture(scope="module")
def walked(order: list[int]) -> Order:
    ranks = array("I", sorted(range(DOCUMENTS), key=order.__getitem__))
    return Order(memoryview(array("I", order)), memoryview(ranks))


COUNTS = [0, 1, _ONE_BY_ONE, _TAKEN, _TAKEN + 1, _APART, _APART + 1, _FEW, _FEW + 1, _MANY, _MANY + 1, DOCUMENTS]


@pytest.mark.parametrize("count", COUNTS)
def test_hits_come_in_their_order(order: list[int], walked: Order, count: int) -> None:
    hits = BitMap(random.Random(count).sample(range(DOCUMENTS), count))
    expected = [document for document in order if document in hits]
    assert list(walked.walk(hits)) == expected
    assert list(islice(walked.walk(hits), 20)) == expected[:20]


@pytest.mark.parametrize("first", [0, _BLOCK, _TRIED * _BLOCK - 20, _TRIED * _BLOCK])
def test_hits_that_lie_together_in_the_order(order: list[int], walked: Order, first: int) -> None:
    together = order[first : first + _FEW + 1]
    assert list(walked.walk(BitMap(together))) == together
    assert list(islice(walked.walk(BitMap(together)), 20)) == together[:20]

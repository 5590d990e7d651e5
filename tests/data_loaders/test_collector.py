"""The collector is held back for one block and no longer, whatever happens in it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from data_loaders.collector import collector_paused


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    assert gc.isenabled()
    yield
    gc.enable()


def test_it_is_off_inside_and_on_again_behind() -> None:
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_error_turns_it_on_again() -> None:
    with pytest.raises(MemoryError), collector_paused():
        raise MemoryError
    assert gc.isenabled()


def test_blocks_in_blocks_and_who_keeps_it_off_himself() -> None:
    with collector_paused():
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    gc.disable()
    with collector_paused():
        assert not gc.isenabled()
    assert not gc.isenabled()

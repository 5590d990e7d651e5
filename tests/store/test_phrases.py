"""Many texts at once are found and replaced as one after the other would be."""

from __future__ import annotations

import random

import pytest

from transparency_site.phrases import Phrases


def test_the_longer_of_two_is_replaced() -> None:
    assert Phrases(["乙乡", "乙乡某村"]).replaced("在乙乡某村和乙乡，乙", "×") == "在×和×，乙"


def test_bytes_are_looked_through_too() -> None:
    texts = Phrases([text.encode("utf-16-le") for text in ("桥梁", "社区")])
    assert texts.are_in("某村桥梁项目".encode("utf-16-le"))
    assert not texts.are_in("某村道路项目".encode("utf-16-le"))


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_left_of_any(seed: int) -> None:
    chance = random.Random(seed)
    texts = {"".join(chance.choices("甲乙丙", k=chance.randint(2, 5))) for _ in range(6)}
    value = "".join(chance.choices("甲乙丙丁戊", k=200))
    found = Phrases(texts)
    assert found.are_in(value) == any(text in value for text in texts)
    assert not any(text in found.replaced(value, "×") for text in texts)
    assert Phrases[str](()).replaced(value, "×") == value

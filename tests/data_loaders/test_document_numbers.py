"""Document numbers in every style of brackets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.document_numbers import is_well_formed, normalise, search_key, year_of

STYLES = (
    "样财农〔2013〕45号",
    "样财农[2013]45号",
    "样财农［2013］45号",
    "样财农【2013】45号",
    "样财农（2013）45号",
    "样财农(2013)45号",
    " 样财农 （２０１３） 第45号",
)


@pytest.mark.parametrize("text", STYLES)
def test_every_style_of_brackets_gives_one_number(text: str) -> None:
    assert normalise(text) == "样财农〔2013〕45号"
    assert is_well_formed(normalise(text))
    assert year_of(normalise(text)) == 2013


@pytest.mark.parametrize(
    "text", ["样财农2013年45号", "〔2013〕45号", "样财农〔2013〕号", "样财农〔13〕45号", "样财农〔2013〕045号", "无"]
)
def test_other_shapes_are_not_well_formed(text: str) -> None:
    assert not is_well_formed(normalise(text))


def test_search_key_is_the_same_with_and_without_brackets() -> None:
    keys = {search_key(text) for text in (*STYLES, "样财农201345号", "样财农〔2013〕45")}
    assert keys == {"样财农|2013|45"}


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once or "〔" not in once

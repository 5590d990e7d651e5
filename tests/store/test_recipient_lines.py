"""Keys of recipient rows over revisions, by properties: content decides, then order; no key is used for another row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transparency_site.recipient_lines import KeyedRow, RowContent, assign

ROWS = st.lists(st.builds(RowContent, st.sampled_from(["甲", "乙", "丙", "丁"]), st.integers(-3, 3)), max_size=12)


def first(rows: list[RowContent]) -> list[KeyedRow]:
    return [KeyedRow(key, row) for key, row in zip(assign(rows, [], 0), rows, strict=True)]


@given(ROWS)
def test_first_revision_is_numbered_in_order(rows: list[RowContent]) -> None:
    assert assign(rows, [], 0) == [f"{number:04d}" for number in range(1, len(rows) + 1)]


@given(ROWS, ROWS, ROWS)
def test_an_unchanged_row_keeps_its_key_wherever_it_moves(
    head: list[RowContent], rows: list[RowContent], tail: list[RowContent]
) -> None:
    before = first(rows)
    keys = dict.fromkeys(assign([*head, *rows, *tail], before, len(rows)))
    assert {old.key for old in before} <= set(keys)


@given(ROWS, ROWS)
def test_keys_are_unique_and_equal_content_keeps_its_keys(old: list[RowContent], new: list[RowContent]) -> None:
    before = first(old)
    keys = assign(new, before, len(old))
    assert len(set(keys)) == len(keys)
    by_key = {row.key: row.content for row in before}
    for content in set(old) & set(new):
        kept = [key for key, row in zip(keys, new, strict=True) if row == content and by_key.get(key) == content]
        assert len(kept) == min(old.count(content), new.count(content))
    for key, row in zip(keys, new, strict=True):
        assert key not in by_key or by_key[key].who == row.who
        assert key in by_key or int(key) > len(old)


@given(ROWS)
def test_the_same_rows_keep_all_keys(rows: list[RowContent]) -> None:
    assert assign(rows, first(rows), len(rows)) == [row.key for row in first(rows)]


def test_a_corrected_amount_is_a_change_of_one_figure() -> None:
    before = first([RowContent("甲", 100), RowContent("乙", 200)])
    assert assign([RowContent("乙", 250), RowContent("甲", 100)], before, 2) == ["0002", "0001"]


def test_a_number_once_used_does_not_come_back() -> None:
    before = first([RowContent("甲", 1)])
    assert assign([RowContent("乙", 1)], before, 7) == ["0008"]

"""How the disclosures of a large index are shared out among pieces."""

from __future__ import annotations

from transparency_site.index_building import PIECES, _pieces


def test_pieces_keep_the_order_and_have_about_as_many_rows() -> None:
    ids = list(range(1, 401))
    rows = {number: 5 if number <= 200 else 500 for number in ids}  # the newer ones are larger
    pieces = _pieces(ids, rows)
    assert [number for piece in pieces for number in piece] == ids
    assert len(pieces) == PIECES
    sizes = [sum(rows[number] + 1 for number in piece) for piece in pieces]
    assert max(sizes) - min(sizes) <= 2 * 501


def test_fewer_disclosures_than_pieces() -> None:
    assert _pieces([3, 5], {3: 100_000}) == [[3], [5]]
    assert _pieces([], {}) == []

"""What is worked out from groups: exact shares, the same groups a year before, the largest n and the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from transparency_site.filters import Condition, Filters
from transparency_site.queries.grouping import Group, Measure

SCALE = 1_000_000  # shares and ratios have six decimals


def with_shares(groups: Sequence[Group], measure: Measure) -> list[Group]:
    """Each group's share of the total, as decimal text; together exactly 1.000000.

    Rounded by the largest remainder. None without a total: a group without a figure, a total of 0, or groups that
    must not be added.
    """
    known = [group for group in groups if measure.of(group) is not None and group.whole]
    total = sum(measure.of(group) or 0 for group in known)
    if not total:
        return list(groups)
    parts = {id(group): divmod((measure.of(group) or 0) * SCALE, total) for group in known}
    missing = SCALE - sum(whole for whole, _left in parts.values())
    by_remainder = sorted(known, key=lambda group: (-abs(parts[id(group)][1]), repr(group.keys)))
    one_more = {id(group) for group in by_remainder[:missing]}
    return [
        replace(group, share=decimal_text(parts[id(group)][0] + (id(group) in one_more)))
        if id(group) in parts else group
        for group in groups
    ]


def decimal_text(millionths: int) -> str:
    """Millionths as decimal text: 123456 -> "0.123456"."""
    return f"{'-' if millionths < 0 else ''}{abs(millionths) // SCALE}.{abs(millionths) % SCALE:06d}"


def year_before(filters: Filters) -> Filters:
    """The same filters with every condition on the year one year earlier."""
    return replace(filters, conditions=tuple(
        Condition(one.key, one.operator, tuple(year - 1 for year in one.values)) if one.key == "year" else one
        for one in filters.conditions
    ))


def with_base(
    groups: Sequence[Group], base: Sequence[Group], keys: tuple[str, ...], measure: Measure, year: int | None
) -> list[Group]:
    """Each group beside itself a year before, found in `base`; `year` is the filter's, None where years are groups."""
    by_key = {tuple(group.keys.values()): group for group in base}
    found = []
    for group in groups:
        own = group.keys["year"] if "year" in keys else year
        base_year = None if own is None else own - 1
        moved = tuple(base_year if key == "year" else value for key, value in group.keys.items())
        before = by_key.get(moved)
        found.append(_beside(replace(group, base_year=base_year), before, measure))
    return found


def _beside(group: Group, before: Group | None, measure: Measure) -> Group:
    if before is None:
        return group
    found = replace(group, base_count=before.count, base_amount_fen=before.amount_fen)
    return replace(found, **_change(measure, measure.of(group), measure.of(before)))


def _change(measure: Measure, now: int | None, before: int | None) -> Mapping[str, Any]:
    if now is None or before is None:
        return {}
    name = "change_fen" if measure.key else "change_count"
    return {name: now - before, "change_ratio": ratio(now - before, before)}


def ratio(change: int, base: int) -> str | None:
    """`change` / `base` with six decimals as text; None where the base is 0 or less: no per cent says anything then."""
    if base <= 0:
        return None
    return str((Decimal(change) / Decimal(base)).quantize(Decimal("0.000001"), ROUND_HALF_EVEN))


def largest(groups: Sequence[Group], measure: Measure, top: int) -> list[Group]:
    """The `top` largest groups, and what is left in one row (`rest`), so that they add up as before."""

    def place(group: Group) -> tuple[bool, int, str]:
        value = measure.of(group)
        return value is None, -(value or 0), repr([str(one) for one in group.keys.values()])

    ranked = sorted(groups, key=place)
    shown, left = ranked[:top], ranked[top:]
    return [*shown, _rest(left, measure)] if left else shown


def _rest(left: Sequence[Group], measure: Measure) -> Group:
    shares = [int(Decimal(group.share) * SCALE) for group in left if group.share is not None]
    rest = Group(
        dict.fromkeys(left[0].keys), sum(group.count for group in left), _added([group.amount_fen for group in left]),
        whole=left[0].whole, rest=True, groups=len(left), share=decimal_text(sum(shares)) if shares else None,
        base_year=left[0].base_year if len({group.base_year for group in left}) == 1 else None,
    )
    # A rest of which some groups have no base has none itself: its change would be one of coverage, not of money.
    if any(measure.of(group) is None or group.base_count is None for group in left):
        return rest
    before = Group({}, sum(group.base_count or 0 for group in left), _added([group.base_amount_fen for group in left]))
    return _beside(rest, before, measure)


def _added(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None

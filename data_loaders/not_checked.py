"""Which rules a check leaves open because the city, or last year's figures, are not at hand."""

from __future__ import annotations

from data_loaders.reading import Context
from data_loaders.records import Identity

_NEED_CITY = ("unit-not-in-city", "amount-out-of-bounds")


def unchecked_rules(context: Context, identity: Identity) -> tuple[str, ...]:
    """Codes of the rules about official tables that cannot be applied with what is known."""
    open_rules = [] if context.city else list(_NEED_CITY)
    known = identity.unit_code and identity.year and identity.kind
    if not known or (identity.unit_code, (identity.year or 0) - 1, str(identity.kind)) not in context.prior:
        open_rules.append("year-on-year")
    return tuple(open_rules)

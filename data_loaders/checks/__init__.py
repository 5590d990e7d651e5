"""Checks of documents: the identities that official tables must keep.

Each is a function (documents, context) -> findings.
"""

from __future__ import annotations

from data_loaders.checks.between_tables import check_between_tables
from data_loaders.checks.codes import check_codes
from data_loaders.checks.money_units import check_bounds, check_money_units
from data_loaders.checks.row_sums import check_rows
from data_loaders.checks.signs import check_signs
from data_loaders.checks.three_public_sums import check_three_public
from data_loaders.checks.tree_sums import check_trees
from data_loaders.checks.year_on_year import check_year_on_year

CHECKS = (
    check_money_units,
    check_bounds,
    check_rows,
    check_trees,
    check_between_tables,
    check_three_public,
    check_codes,
    check_signs,
    check_year_on_year,
)

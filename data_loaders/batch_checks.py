"""Checks of batches, execution and three-public statements as documents: alone, together and against the city."""

from __future__ import annotations

from data_loaders.checks_of_batches import check_batch_sums, check_dates, check_duplicates, check_marks
from data_loaders.checks_of_execution import check_execution, check_totals_in_bounds
from data_loaders.checks_of_recipients import check_funds, check_recipients, check_repeated
from data_loaders.checks_of_statements import check_final_over_budget
from data_loaders.checks_of_words import check_names_of_totals, check_once, check_words

CHECKS = (
    check_batch_sums,
    check_duplicates,
    check_dates,
    check_marks,
    check_funds,
    check_recipients,
    check_repeated,
    check_execution,
    check_final_over_budget,
    check_totals_in_bounds,
    check_once,
    check_words,
    check_names_of_totals,
)

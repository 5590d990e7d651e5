"""Who may do what under /bureau, as data: one row per method and address. A test walks every route through every role;
a route without a row fails it.

This is a statement beside the code, not the code itself: the marks of `access` decide, this says what they must be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from transparency_site.lifecycle import Role

UPLOADER, REVIEWER, ADMINISTRATOR, AUDITOR = Role.UPLOADER, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR
EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Row:
    """One method of one address.

    `roles`: who may; others who are signed in get 403, people who are not get 303 to the sign-in page (401 for a form).
    `open`: for people who are not signed in too. `token`: for programs with an upload token; browsers get 401.
    `expected`: what an allowed role gets in a city without submissions, with an empty form and with `values` in the
    address.
    """

    method: str
    rule: str
    roles: frozenset[Role] = frozenset()
    expected: int = 200
    values: Mapping[str, str | int] = field(default_factory=dict)
    open: bool = False
    token: bool = False


ROWS: tuple[Row, ...] = (
    Row("GET", "/bureau/", EVERYBODY),
    Row("GET", "/bureau/sign-in", EVERYBODY, open=True),
    Row("POST", "/bureau/sign-out", EVERYBODY, 303),
)


def row_of(method: str, rule: str) -> Row | None:
    """The row of a route, or None where it was forgotten."""
    return next((row for row in ROWS if (row.method, row.rule) == (method, rule)), None)

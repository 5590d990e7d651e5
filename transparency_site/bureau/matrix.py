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


_ADMINISTRATOR, _AUDITOR = frozenset({ADMINISTRATOR}), frozenset({AUDITOR})
_UPLOADER, _REVIEWER = frozenset({UPLOADER}), frozenset({REVIEWER})
_NOBODY = {"number": 999_999}

ROWS: tuple[Row, ...] = (
    # signing in
    Row("GET", "/bureau/", EVERYBODY),
    Row("GET", "/bureau/sign-in", EVERYBODY, 303, open=True),
    Row("POST", "/bureau/sign-in", EVERYBODY, 422, open=True),
    Row("GET", "/bureau/second-factor", EVERYBODY, 303, open=True),
    Row("POST", "/bureau/second-factor", EVERYBODY, 303, open=True),
    Row("POST", "/bureau/sign-out", EVERYBODY, 303),
    Row("GET", "/bureau/activate/<token>", EVERYBODY, 404, {"token": "made-up"}, open=True),
    Row("POST", "/bureau/activate/<token>", EVERYBODY, 404, {"token": "made-up"}, open=True),
    # one's own account
    Row("GET", "/bureau/account", EVERYBODY),
    Row("POST", "/bureau/account/password", EVERYBODY, 422),
    Row("POST", "/bureau/account/recovery-codes", EVERYBODY, 422),
    Row("POST", "/bureau/account/end-sessions", EVERYBODY, 303),
    Row("POST", "/bureau/account/tokens", _UPLOADER, 422),
    Row("POST", "/bureau/account/tokens/<int:number>/revoke", _UPLOADER, 404, _NOBODY),
    # people
    Row("GET", "/bureau/users", _ADMINISTRATOR),
    Row("POST", "/bureau/users", _ADMINISTRATOR, 422),
    Row("POST", "/bureau/users/<int:number>/invite", _ADMINISTRATOR, 404, _NOBODY),
    Row("POST", "/bureau/users/<int:number>/role", _ADMINISTRATOR, 404, _NOBODY),
    Row("POST", "/bureau/users/<int:number>/disable", _ADMINISTRATOR, 404, _NOBODY),
    Row("POST", "/bureau/users/<int:number>/enable", _ADMINISTRATOR, 404, _NOBODY),
    # audit
    Row("GET", "/bureau/audit", _AUDITOR),
    Row("GET", "/bureau/audit.csv", _AUDITOR),
)


def row_of(method: str, rule: str) -> Row | None:
    """The row of a route, or None where it was forgotten."""
    return next((row for row in ROWS if (row.method, row.rule) == (method, rule)), None)

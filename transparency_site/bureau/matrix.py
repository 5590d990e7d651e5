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
    # uploading and checking
    Row("GET", "/bureau/uploads", EVERYBODY),
    Row("POST", "/bureau/uploads", _UPLOADER, 409),
    Row("GET", "/bureau/uploads/<int:number>", EVERYBODY, 404, _NOBODY),
    Row("POST", "/bureau/uploads/<int:number>/reason", _UPLOADER, 404, _NOBODY),
    Row("POST", "/bureau/uploads/<int:number>/submit", _UPLOADER, 404, _NOBODY),
    Row("GET", "/bureau/submissions/<int:number>", EVERYBODY, 404, _NOBODY),
    Row("GET", "/bureau/submissions/<int:number>/marked.xlsx", _UPLOADER, 404, _NOBODY),
    Row("GET", "/bureau/submissions/<int:number>/compare", EVERYBODY, 404, _NOBODY),
    Row("POST", "/bureau/submissions/<int:number>/explain", _UPLOADER, 404, _NOBODY),
    Row("POST", "/bureau/submissions/<int:number>/check", _UPLOADER, 404, _NOBODY),
    Row("POST", "/bureau/submissions/<int:number>/submit", _UPLOADER, 404, _NOBODY),
    Row("GET", "/bureau/submissions/<int:number>/preview/", _UPLOADER | _REVIEWER, 404, _NOBODY),
    Row("GET", "/bureau/submissions/<int:number>/preview/<path:path>", _UPLOADER | _REVIEWER, 404,
        {**_NOBODY, "path": "units"}),
    # review and publishing
    Row("GET", "/bureau/review", _REVIEWER),
    Row("POST", "/bureau/review", _REVIEWER, 409),
    Row("GET", "/bureau/submissions/<int:number>/review", _REVIEWER, 404, _NOBODY),
    Row("POST", "/bureau/submissions/<int:number>/approve", _REVIEWER, 404, _NOBODY),
    Row("POST", "/bureau/submissions/<int:number>/return", _REVIEWER, 404, _NOBODY),
    Row("GET", "/bureau/publish", _REVIEWER),
    Row("POST", "/bureau/publish", _REVIEWER, 409),
    Row("POST", "/bureau/publish/<int:number>/cancel", _REVIEWER, 409, _NOBODY),
    # correction, withdrawal, rollback
    Row("GET", "/bureau/published", EVERYBODY),
    Row("GET", "/bureau/published/<key>", _UPLOADER, 404, {"key": "made-up"}),
    Row("POST", "/bureau/published/<key>", _UPLOADER, 404, {"key": "made-up"}),
    Row("GET", "/bureau/proposals", _UPLOADER | _REVIEWER | _AUDITOR),
    Row("GET", "/bureau/proposals/<int:number>", _REVIEWER, 404, _NOBODY),
    Row("POST", "/bureau/proposals/<int:number>", _REVIEWER, 404, _NOBODY),
    # legal erasure
    Row("GET", "/bureau/erasures", _UPLOADER | _REVIEWER | _AUDITOR),
    Row("GET", "/bureau/published/<key>/erase", _REVIEWER, 404, {"key": "made-up"}),
    Row("POST", "/bureau/published/<key>/erase", _REVIEWER, 404, {"key": "made-up"}),
    Row("GET", "/bureau/erasures/<int:number>", _UPLOADER | _REVIEWER, 404, _NOBODY),
    Row("POST", "/bureau/erasures/<int:number>", _UPLOADER | _REVIEWER, 404, _NOBODY),
    # readers' questions
    Row("GET", "/bureau/questions", _UPLOADER | _REVIEWER | _AUDITOR),
    Row("GET", "/bureau/questions/<int:number>", _UPLOADER | _REVIEWER, 404, _NOBODY),
    Row("POST", "/bureau/questions/<int:number>/text", _UPLOADER | _REVIEWER, 404, _NOBODY),
    Row("POST", "/bureau/questions/<int:number>/draft", _UPLOADER, 404, _NOBODY),
    Row("POST", "/bureau/questions/<int:number>/answer", _REVIEWER, 404, _NOBODY),
    Row("POST", "/bureau/questions/<int:number>/reject", _REVIEWER, 404, _NOBODY),
    Row("POST", "/bureau/questions/<int:number>/correction", _UPLOADER | _REVIEWER, 404, _NOBODY),
    # deadlines
    Row("GET", "/bureau/board", EVERYBODY, 303),
    Row("GET", "/bureau/board/<int:year>", EVERYBODY, values={"year": 2013}),
    # notifications
    Row("GET", "/bureau/contacts", _ADMINISTRATOR),
    Row("POST", "/bureau/contacts", _ADMINISTRATOR, 409),
    Row("POST", "/bureau/contacts/import", _ADMINISTRATOR, 409),
    Row("GET", "/bureau/contacts/<int:number>", _ADMINISTRATOR, 404, _NOBODY),
    Row("POST", "/bureau/contacts/<int:number>", _ADMINISTRATOR, 404, _NOBODY),
    Row("POST", "/bureau/contacts/<int:number>/remove", _ADMINISTRATOR, 404, _NOBODY),
    Row("POST", "/bureau/webhooks", _ADMINISTRATOR, 409),
    Row("POST", "/bureau/webhooks/<int:number>/remove", _ADMINISTRATOR, 404, _NOBODY),
    Row("GET", "/bureau/messages", _ADMINISTRATOR | _AUDITOR),
    # programs
    Row("POST", "/bureau/api/submissions", token=True, expected=400),
    Row("GET", "/bureau/api/submissions/<int:number>", token=True, expected=404, values=_NOBODY),
    # audit
    Row("GET", "/bureau/audit", _AUDITOR),
    Row("GET", "/bureau/audit.csv", _AUDITOR),
)


def row_of(method: str, rule: str) -> Row | None:
    """The row of a route, or None where it was forgotten."""
    return next((row for row in ROWS if (row.method, row.rule) == (method, rule)), None)

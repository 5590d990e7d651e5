"""Triggers that hold four eyes in the database: who approves is a reviewer who neither received nor checked the file,
and nothing is approved or published without an approver.
"""

from __future__ import annotations

NO_APPROVER = "four_eyes: an approver is a reviewer who neither uploaded nor checked the file"
NOT_APPROVED = "four_eyes: nothing is published that nobody approved"

_UNFIT = (
    "NEW.approved_by_id IS NOT NULL AND ("
    "NOT EXISTS (SELECT 1 FROM users u WHERE u.id = NEW.approved_by_id AND u.role = 'reviewer') "
    "OR EXISTS (SELECT 1 FROM events e JOIN users u ON u.name = e.actor WHERE u.id = NEW.approved_by_id "
    "AND e.subject = 'submission.' || NEW.id AND e.action IN ('receive', 'check')))"
)
_UNAPPROVED = "NEW.state IN ('approved', 'published') AND NEW.approved_by_id IS NULL"
_GUARDS = (
    ("submissions_four_eyes", "UPDATE OF approved_by_id", _UNFIT, NO_APPROVER),
    ("submissions_new_four_eyes", "INSERT", _UNFIT, NO_APPROVER),
    ("submissions_approved", "UPDATE OF state, approved_by_id", _UNAPPROVED, NOT_APPROVED),
    ("submissions_new_approved", "INSERT", _UNAPPROVED, NOT_APPROVED),
)


def statements(dialect: str) -> list[str]:
    """CREATE statements for `dialect`: sqlite or postgresql."""
    return [statement for guard in _GUARDS for statement in _made(dialect, *guard)]


def drop_statements(dialect: str) -> list[str]:
    """What takes them away again."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name, *_rest in _GUARDS]
    return [f"DROP FUNCTION refuse_{name} CASCADE" for name, *_rest in _GUARDS]


def _made(dialect: str, name: str, verb: str, unfit: str, message: str) -> list[str]:
    if dialect == "sqlite":
        refused = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        return [f"CREATE TRIGGER {name} BEFORE {verb} ON submissions WHEN {unfit} {refused}"]
    body = f"IF {unfit} THEN RAISE EXCEPTION '{message}'; END IF; RETURN NEW;"
    return [
        f"CREATE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {name} BEFORE {verb} ON submissions FOR EACH ROW EXECUTE FUNCTION refuse_{name}()",
    ]

"""Triggers that hold what a question is: what was asked never changes, a released answer stays, and a reviewer released
it. That he is another person than the one who drafted it is a constraint of the table.
"""

from __future__ import annotations

from collections.abc import Iterator

ASKED_STAYS = "questions: what was asked never changes"
ANSWER_STAYS = "questions: a released answer never changes"
NO_REVIEWER = "four_eyes: a reviewer releases an answer"
NO_DELETE = "questions: no question is deleted"

_ASKED = ("code_hash", "kind", "about", "disclosure", "version", "text", "asked_at", "asked_on", "due_on")
_ANSWER = ("answer", "drafted_at", "drafted_by_id", "answered_at", "answered_on", "answered_by_id", "rejected_at")
_WORDS = ("text", "answer")
_ERASING = "SELECT 1 FROM redactions r WHERE r.state = 'confirmed'"
_UNFIT = (
    "NEW.answered_by_id IS NOT NULL AND "
    "NOT EXISTS (SELECT 1 FROM users u WHERE u.id = NEW.answered_by_id AND u.role = 'reviewer')"
)


def _guards(dialect: str, erasable: bool = False) -> Iterator[tuple[str, str, str, str]]:
    """Name, verb, condition, message. `erasable`: a legal erasure that two people agreed on may touch the words."""
    differs = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"

    def changed(column: str) -> str:
        change = f"NEW.{column} {differs} OLD.{column}"
        return f"({change} AND NOT EXISTS ({_ERASING}))" if erasable and column in _WORDS else change

    asked = " OR ".join(map(changed, _ASKED))
    answer = " OR ".join(map(changed, _ANSWER))
    released = f"NEW.answered_by_id {differs} OLD.answered_by_id AND {_UNFIT}"
    yield "questions_asked", "UPDATE", asked, ASKED_STAYS
    yield "questions_answer", "UPDATE", f"OLD.answered_at IS NOT NULL AND ({answer})", ANSWER_STAYS
    yield "questions_four_eyes", "UPDATE", released, NO_REVIEWER
    yield "questions_new_four_eyes", "INSERT", _UNFIT, NO_REVIEWER
    yield "questions_no_delete", "DELETE", "1 = 1", NO_DELETE


def statements(dialect: str, erasable: bool = False) -> list[str]:
    """CREATE statements for `dialect`: sqlite or postgresql."""
    return [statement for guard in _guards(dialect, erasable) for statement in _made(dialect, *guard)]


def drop_statements(dialect: str) -> list[str]:
    """What takes them away again."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name, *_rest in _guards(dialect)]
    return [f"DROP FUNCTION refuse_{name} CASCADE" for name, *_rest in _guards(dialect)]


def _made(dialect: str, name: str, verb: str, unfit: str, message: str) -> list[str]:
    if dialect == "sqlite":
        refused = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        return [f"CREATE TRIGGER {name} BEFORE {verb} ON questions WHEN {unfit} {refused}"]
    given_back = "OLD" if verb == "DELETE" else "NEW"
    body = f"IF {unfit} THEN RAISE EXCEPTION '{message}'; END IF; RETURN {given_back};"
    return [
        f"CREATE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {name} BEFORE {verb} ON questions FOR EACH ROW EXECUTE FUNCTION refuse_{name}()",
    ]

"""Triggers that hold in the database what the code promises: the log only grows, published rows never change.

Statements for SQLite and PostgreSQL; the first revision creates them, a later one those of a table that it adds.
"""

from __future__ import annotations

FACTS = (
    "budget_lines",
    "budget_executions",
    "three_public_expenses",
    "batches",
    "disbursements",
    "disclosure_tables",
    "text_sections",
    "budget_units",
    "places",
    "special_funds",
    "calendar_entries",
    "classification_editions",
    "classification_codes",
)

LOG_ONLY_GROWS = "the event log is append-only"
FACTS_STAY = "rows of a disclosure never change"
PUBLISHED_STAYS = "a published disclosure never changes"

# Rows leave when an unpublished disclosure is checked again, and by legal erasure (the disclosure is marked first).
_MAY_LEAVE = (
    "SELECT 1 FROM disclosures d WHERE d.id = OLD.disclosure_id "
    "AND (d.published_in IS NULL OR d.retired_as = 'redacted')"
)
_FROZEN = ("key", "revision", "kind", "digest", "published_in")


def statements(dialect: str) -> list[str]:
    """CREATE TRIGGER statements (and functions) for `dialect`: sqlite or postgresql."""
    return _sqlite() if dialect == "sqlite" else _postgresql()


def of_table(dialect: str, table: str) -> list[str]:
    """CREATE TRIGGER statements for a table of facts that came after the first revision."""
    return _sqlite_of(table) if dialect == "sqlite" else _postgresql_of(table)


def drop_statements(dialect: str) -> list[str]:
    """What takes the guards away again."""
    names = [statement.split()[2] for statement in statements(dialect)]
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name in names]
    return [f"DROP FUNCTION {name} CASCADE" for name in names if name.endswith("()")]


def _sqlite() -> list[str]:
    made = [
        f"CREATE TRIGGER events_no_{verb.lower()} BEFORE {verb} ON events "
        f"BEGIN SELECT RAISE(ABORT, '{LOG_ONLY_GROWS}'); END"
        for verb in ("UPDATE", "DELETE")
    ]
    made += [statement for table in FACTS for statement in _sqlite_of(table)]
    made.append(
        f"CREATE TRIGGER disclosures_no_change BEFORE UPDATE OF {', '.join(_FROZEN)} ON disclosures "
        f"WHEN OLD.published_in IS NOT NULL BEGIN SELECT RAISE(ABORT, '{PUBLISHED_STAYS}'); END"
    )
    made.append(
        "CREATE TRIGGER disclosures_no_delete BEFORE DELETE ON disclosures WHEN OLD.published_in IS NOT NULL "
        f"BEGIN SELECT RAISE(ABORT, '{PUBLISHED_STAYS}'); END"
    )
    return made


def _postgresql() -> list[str]:
    made = [
        _function("refuse_event_change", f"RAISE EXCEPTION '{LOG_ONLY_GROWS}';"),
        "CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events FOR EACH ROW "
        "EXECUTE FUNCTION refuse_event_change()",
        _function("refuse_fact_update", f"RAISE EXCEPTION '{FACTS_STAY}';"),
        _function(
            "refuse_fact_delete",
            f"IF NOT EXISTS ({_MAY_LEAVE}) THEN RAISE EXCEPTION '{FACTS_STAY}'; END IF; RETURN OLD;",
        ),
        _function("refuse_published_change", f"RAISE EXCEPTION '{PUBLISHED_STAYS}';"),
        f"CREATE TRIGGER disclosures_no_change BEFORE UPDATE OF {', '.join(_FROZEN)} ON disclosures FOR EACH ROW "
        "WHEN (OLD.published_in IS NOT NULL) EXECUTE FUNCTION refuse_published_change()",
        "CREATE TRIGGER disclosures_no_delete BEFORE DELETE ON disclosures FOR EACH ROW "
        "WHEN (OLD.published_in IS NOT NULL) EXECUTE FUNCTION refuse_published_change()",
    ]
    return made + [statement for table in FACTS for statement in _postgresql_of(table)]


def _sqlite_of(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{FACTS_STAY}'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT EXISTS ({_MAY_LEAVE}) "
        f"BEGIN SELECT RAISE(ABORT, '{FACTS_STAY}'); END",
    ]


def _postgresql_of(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_fact_update()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_fact_delete()",
    ]


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"

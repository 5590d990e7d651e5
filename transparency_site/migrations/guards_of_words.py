"""Triggers that let legal erasure, and nothing else, take words out of published rows and of the log's details.

They replace the "never changes" triggers of the tables that hold words (`guards.py`): amounts and codes still never
change, and words do only while a redaction of that disclosure is under way.
"""

from __future__ import annotations

from transparency_site.migrations.guards import FACTS_STAY, LOG_ONLY_GROWS

WORDS = {
    "disbursements": ("village", "recipient", "credit_code", "purpose", "standard"),
    "batches": ("basis", "complaint_office", "complaint_phone"),
    "text_sections": ("text",),
    "three_public_expenses": ("reason",),
    "budget_lines": ("name",),
    "budget_executions": ("name",),
}
"""The columns of each table that are words."""
OTHERS = {
    "disbursements": (
        "id", "disclosure_id", "line", "position", "year", "batch", "fund_code", "unit_code", "township_code",
        "township_name", "recipient_type", "amount_fen", "row", "column", "raw",
    ),
    "batches": (
        "id", "disclosure_id", "year", "number", "document_no", "upper_document_no", "fund_code", "fund_name",
        "fund_level", "unit_code", "unit_name", "functional_code", "money_kind", "allocated_on", "notice_start",
        "notice_end", "recipients", "amount_fen", "sheet", "row", "column", "raw", "money_unit",
    ),
    "text_sections": ("id", "disclosure_id", "key", "title", "sheet", "row"),
    "three_public_expenses": (
        "id", "disclosure_id", "unit_code", "year", "stage", "total_fen", "overseas_travel_fen", "vehicles_fen",
        "vehicle_purchase_fen", "vehicle_operation_fen", "reception_fen", "meeting_fen", "training_fen",
        "operating_fen", "overseas_groups", "overseas_persons", "vehicles_purchased", "vehicles_kept",
        "reception_batches", "reception_persons", "foreign_reception_batches", "foreign_reception_persons", "sheet",
        "row", "columns", "raw", "money_unit",
    ),
    "budget_lines": (
        "id", "disclosure_id", "table", "line", "measure", "position", "direction", "level", "is_leaf", "fund",
        "functional_class", "functional_section", "functional_item", "functional_code", "economic_code", "amount_fen",
        "blank", "row", "column", "raw",
    ),
    "budget_executions": (
        "id", "disclosure_id", "line", "position", "direction", "level", "is_leaf", "functional_code", "basis",
        "budget_fen", "executed_fen", "row", "raw",
    ),
}
"""All others; a test holds that none is forgotten."""
REGISTER_ROWS = ("id", "disclosure_id", "register", "year", "line", "position", "unit_code", "row")
"""All columns of registers' rows but `content`, in which words and figures stand together."""
_LOG = ("id", "at", "actor", "action", "subject", "digest")
_UNDER_WAY = (
    "SELECT 1 FROM redactions r JOIN disclosures d ON d.key = r.key "
    "WHERE d.id = OLD.disclosure_id AND r.state = 'hidden'"
)
_ERASING = "SELECT 1 FROM redactions r WHERE r.state = 'confirmed'"


def statements(dialect: str) -> list[str]:
    """What replaces the older triggers, for `dialect`: sqlite or postgresql."""
    return _sqlite() if dialect == "sqlite" else _postgresql()


def _named(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _sqlite() -> list[str]:
    made = ["DROP TRIGGER events_no_update"]
    made.append(_sqlite_trigger("events_no_update", "events", _LOG, LOG_ONLY_GROWS))
    made.append(_sqlite_trigger("events_no_words", "events", ("details",), LOG_ONLY_GROWS, _ERASING))
    for table, words in WORDS.items():
        made.append(f"DROP TRIGGER {table}_no_update")
        made.append(_sqlite_trigger(f"{table}_no_update", table, OTHERS[table], FACTS_STAY))
        made.append(_sqlite_trigger(f"{table}_no_words", table, words, FACTS_STAY, _UNDER_WAY))
    return made


def _sqlite_trigger(name: str, table: str, columns: tuple[str, ...], message: str, unless: str | None = None) -> str:
    when = f" WHEN NOT EXISTS ({unless})" if unless else ""
    return (
        f"CREATE TRIGGER {name} BEFORE UPDATE OF {_named(columns)} ON {table}{when} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql() -> list[str]:
    made = [
        _function("refuse_word_change", f"IF NOT EXISTS ({_UNDER_WAY}) THEN RAISE EXCEPTION '{FACTS_STAY}'; END IF;"),
        _function("refuse_log_words", f"IF NOT EXISTS ({_ERASING}) THEN RAISE EXCEPTION '{LOG_ONLY_GROWS}'; END IF;"),
        "DROP TRIGGER events_no_change ON events",
        "CREATE TRIGGER events_no_delete BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_event_change()",
        _postgresql_trigger("events_no_change", "events", _LOG, "refuse_event_change"),
        _postgresql_trigger("events_no_words", "events", ("details",), "refuse_log_words"),
    ]
    for table, words in WORDS.items():
        made.append(f"DROP TRIGGER {table}_no_update ON {table}")
        made.append(_postgresql_trigger(f"{table}_no_update", table, OTHERS[table], "refuse_fact_update"))
        made.append(_postgresql_trigger(f"{table}_no_words", table, words, "refuse_word_change"))
    return made


def _postgresql_trigger(name: str, table: str, columns: tuple[str, ...], function: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE UPDATE OF {_named(columns)} ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION {function}()"
    )


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$"


def drop_statements(dialect: str) -> list[str]:
    """What takes the newer triggers away; the older ones of the same names go with `guards.drop_statements`."""
    tables = [*WORDS, "events"]
    if dialect == "sqlite":
        return [f"DROP TRIGGER {table}_no_words" for table in tables]
    return ["DROP FUNCTION refuse_word_change CASCADE", "DROP FUNCTION refuse_log_words CASCADE",
            "DROP TRIGGER events_no_delete ON events"]


def of_registers(dialect: str) -> list[str]:
    """What replaces the older trigger of registers' rows: texts in `content` may go, never a number in it."""
    if dialect == "sqlite":
        return [
            "DROP TRIGGER register_rows_no_update",
            _sqlite_trigger("register_rows_no_update", "register_rows", REGISTER_ROWS, FACTS_STAY),
            _sqlite_trigger("register_rows_no_words", "register_rows", ("content",), FACTS_STAY, _UNDER_WAY),
            "CREATE TRIGGER register_rows_no_numbers BEFORE UPDATE OF content ON register_rows "
            f"WHEN {_numbers_differ(_SQLITE_NUMBERS, 'IS NOT')} "
            f"BEGIN SELECT RAISE(ABORT, '{FACTS_STAY}'); END",
        ]
    differ = _numbers_differ(_POSTGRESQL_NUMBERS, "IS DISTINCT FROM")
    return [
        _function("refuse_number_change", f"IF {differ} THEN RAISE EXCEPTION '{FACTS_STAY}'; END IF;"),
        "DROP TRIGGER register_rows_no_update ON register_rows",
        _postgresql_trigger("register_rows_no_update", "register_rows", REGISTER_ROWS, "refuse_fact_update"),
        _postgresql_trigger("register_rows_no_words", "register_rows", ("content",), "refuse_word_change"),
        _postgresql_trigger("register_rows_no_numbers", "register_rows", ("content",), "refuse_number_change"),
    ]


_SQLITE_NUMBERS = (
    "(SELECT json_group_object(key, value) FROM (SELECT key, value FROM json_each(ROW.content) "
    "WHERE type IN ('integer', 'real') ORDER BY key))"
)
_POSTGRESQL_NUMBERS = (
    "(SELECT jsonb_object_agg(key, value) FROM jsonb_each(ROW.content::jsonb) WHERE jsonb_typeof(value) = 'number')"
)


def _numbers_differ(numbers: str, differs: str) -> str:
    """The condition that the numbers before and after a change are not the same."""
    return f"{numbers.replace('ROW', 'OLD')} {differs} {numbers.replace('ROW', 'NEW')}"


def drop_of_registers(dialect: str) -> list[str]:
    """What brings the older trigger back, but for creating it (`guards.of_table`)."""
    names = ("register_rows_no_update", "register_rows_no_words", "register_rows_no_numbers")
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name in names]
    return [*(f"DROP TRIGGER {name} ON register_rows" for name in names), "DROP FUNCTION refuse_number_change"]

"""Legal erasure reaches the words in rows of public registers and in readers' questions."""

from alembic import op

from transparency_site.migrations import guards_of_questions, guards_of_words
from transparency_site.migrations.guards import of_table

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    _run(guards_of_words.of_registers(dialect))
    _run(guards_of_questions.drop_statements(dialect))
    _run(guards_of_questions.statements(dialect, erasable=True))


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    _run(guards_of_words.drop_of_registers(dialect))
    _run(one for one in of_table(dialect, 'register_rows') if 'no_update' in one)
    _run(guards_of_questions.drop_statements(dialect))
    _run(guards_of_questions.statements(dialect))


def _run(statements) -> None:
    for statement in statements:
        op.execute(statement)

"""The indexes of payments by year, by amount and by township count and add without the rows: they know the disclosure,
which decides who sees a row; the one by amount also what kind of recipient it is.
"""

from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

TABLE = 'disbursements'
BEFORE = {
    'ix_disbursements_year_amount': ['year', 'amount_fen'],
    'ix_disbursements_amount': ['amount_fen'],
    'ix_disbursements_township': ['township_code', 'year', 'fund_code', 'amount_fen'],
}
NOW = {
    'ix_disbursements_year_amount': ['year', 'amount_fen', 'disclosure_id'],
    'ix_disbursements_amount': ['amount_fen', 'recipient_type', 'disclosure_id'],
    'ix_disbursements_township': ['township_code', 'year', 'fund_code', 'amount_fen', 'disclosure_id'],
}


def upgrade() -> None:
    _replace(NOW)


def downgrade() -> None:
    _replace(BEFORE)


def _replace(indexes: dict[str, list[str]]) -> None:
    for name, columns in indexes.items():
        op.drop_index(name, TABLE)
        op.create_index(name, TABLE, columns)

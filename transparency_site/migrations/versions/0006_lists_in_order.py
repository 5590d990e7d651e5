"""Indexes in the orders in which long lists of payments are read."""

from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

INDEXES = {
    'ix_disbursements_in_year': 'year', 'ix_disbursements_in_township': 'township_code',
    'ix_disbursements_amount': 'amount_fen', 'ix_disbursements_recipient': 'recipient',
}


def upgrade() -> None:
    for name, column in INDEXES.items():
        op.create_index(name, 'disbursements', [column], unique=False)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, 'disbursements')

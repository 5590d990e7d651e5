"""The index of payments by township answers fund and amount too, in the order of amounts; disclosures by segment, since
each search asks whether one is in none.
"""

from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

NAME, TABLE = 'ix_disbursements_township', 'disbursements'


def upgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, ['township_code', 'year', 'fund_code', 'amount_fen'])
    op.create_index('ix_disclosures_segment_id', 'disclosures', ['segment_id'])


def downgrade() -> None:
    op.drop_index('ix_disclosures_segment_id', 'disclosures')
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, ['township_code', 'year'])

"""How far a job is within its file: rows done of rows, and since when."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('jobs', sa.Column('rows_done', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('jobs', sa.Column('rows_total', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('jobs', sa.Column('started_at', sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column('jobs', 'started_at')
    op.drop_column('jobs', 'rows_total')
    op.drop_column('jobs', 'rows_done')

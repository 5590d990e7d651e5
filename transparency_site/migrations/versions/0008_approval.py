"""Four eyes as triggers: an uploader's approval is refused by the database, and so is publishing without one."""

import sqlalchemy as sa
from alembic import op

from transparency_site.migrations import guards_of_approval

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_events_subject', 'events', ['subject'])
    for statement in guards_of_approval.statements(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    for statement in guards_of_approval.drop_statements(op.get_bind().dialect.name):
        op.execute(sa.text(statement))
    op.drop_index('ix_events_subject', 'events')

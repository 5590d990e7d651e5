"""Public registers: one table for the rows of all of them, guarded like every other table of facts."""

import sqlalchemy as sa
from alembic import op

from transparency_site.migrations.guards import of_table

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('register_rows',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('register', sa.String(length=48), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('line', sa.String(length=16), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('unit_code', sa.String(length=6), nullable=True),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'],
                            name=op.f('fk_register_rows_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_rows'))
    )
    op.create_index('ix_register_rows_disclosure', 'register_rows', ['disclosure_id', 'line'])
    op.create_index('ix_register_rows_register', 'register_rows', ['register', 'year'])
    op.create_index('ix_register_rows_unit', 'register_rows', ['unit_code', 'register'])
    for statement in of_table(op.get_bind().dialect.name, 'register_rows'):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('register_rows')

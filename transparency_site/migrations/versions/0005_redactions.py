"""Redactions of single rows, digests of rows without words, covers of files; room for encrypted second factors."""

import sqlalchemy as sa
from alembic import op

from transparency_site.migrations import guards_of_words

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('redactions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mark', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=96), nullable=False),
    sa.Column('targets', sa.JSON(), nullable=False),
    sa.Column('legal_basis', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('words', sa.JSON(), nullable=True),
    sa.Column('hidden_by', sa.String(length=64), nullable=False),
    sa.Column('hidden_at', sa.DateTime(), nullable=False),
    sa.Column('decided_by', sa.String(length=64), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('erased_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=True),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> hidden_by', name=op.f('ck_redactions_four_eyes')),
    sa.ForeignKeyConstraint(['version'], ['publications.version'], name=op.f('fk_redactions_version_publications')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redactions')),
    sa.UniqueConstraint('mark', name=op.f('uq_redactions_mark'))
    )
    op.create_index('ix_redactions_key', 'redactions', ['key', 'state'])
    op.create_table('row_digests',
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('table', sa.String(length=32), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.Column('salt', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'],
                            name=op.f('fk_row_digests_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('disclosure_id', 'table', 'row_id', name=op.f('pk_row_digests'))
    )
    op.add_column('source_files', sa.Column('cover_sha256', sa.String(length=64), nullable=True))
    op.add_column('source_files', sa.Column('erased', sa.Boolean(), server_default=sa.false(), nullable=False))
    _secrets(64, 255)
    for statement in guards_of_words.statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in guards_of_words.drop_statements(op.get_bind().dialect.name):
        op.execute(statement)
    _secrets(255, 64)
    op.drop_column('source_files', 'erased')
    op.drop_column('source_files', 'cover_sha256')
    op.drop_table('row_digests')
    op.drop_table('redactions')


def _secrets(before: int, after: int) -> None:
    for table in ('credentials', 'activations'):
        with op.batch_alter_table(table) as changed:
            changed.alter_column('totp_secret', existing_type=sa.String(length=before), type_=sa.String(length=after))

"""Questions of readers, their answers, and sealed contacts."""

import sqlalchemy as sa
from alembic import op

from transparency_site.migrations import guards_of_questions

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

FOUR_EYES = (
    'answered_at IS NULL OR (answer IS NOT NULL AND answered_on IS NOT NULL AND answered_by_id IS NOT NULL '
    'AND drafted_by_id IS NOT NULL AND answered_by_id <> drafted_by_id)'
)
REJECTED = 'rejected_at IS NULL OR (rejected_by_id IS NOT NULL AND reject_code IS NOT NULL AND answered_at IS NULL)'


def upgrade() -> None:
    op.create_table('questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('about', sa.String(length=160), nullable=False),
    sa.Column('disclosure', sa.String(length=96), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('text_released_at', sa.DateTime(), nullable=True),
    sa.Column('text_released_by_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('drafted_at', sa.DateTime(), nullable=True),
    sa.Column('drafted_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('rejected_at', sa.DateTime(), nullable=True),
    sa.Column('rejected_by_id', sa.Integer(), nullable=True),
    sa.Column('reject_code', sa.String(length=16), nullable=True),
    sa.Column('reject_reason', sa.Text(), nullable=True),
    sa.Column('correction', sa.Integer(), nullable=True),
    sa.Column('corrected_at', sa.DateTime(), nullable=True),
    sa.Column('changes', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint(FOUR_EYES, name=op.f('ck_questions_four_eyes')),
    sa.CheckConstraint(REJECTED, name=op.f('ck_questions_rejected')),
    sa.ForeignKeyConstraint(['version'], ['publications.version'], name=op.f('fk_questions_version_publications')),
    sa.ForeignKeyConstraint(['correction'], ['publications.version'],
                            name=op.f('fk_questions_correction_publications')),
    sa.ForeignKeyConstraint(['text_released_by_id'], ['users.id'], name=op.f('fk_questions_text_released_by_id_users')),
    sa.ForeignKeyConstraint(['drafted_by_id'], ['users.id'], name=op.f('fk_questions_drafted_by_id_users')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['users.id'], name=op.f('fk_questions_answered_by_id_users')),
    sa.ForeignKeyConstraint(['rejected_by_id'], ['users.id'], name=op.f('fk_questions_rejected_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questions')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_questions_code_hash'))
    )
    op.create_index('ix_questions_disclosure', 'questions', ['disclosure'])
    op.create_table('question_contacts',
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_question_contacts_question_id_questions')),
    sa.PrimaryKeyConstraint('question_id', name=op.f('pk_question_contacts'))
    )
    for statement in guards_of_questions.statements(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    for statement in guards_of_questions.drop_statements(op.get_bind().dialect.name):
        op.execute(sa.text(statement))
    op.drop_table('question_contacts')
    op.drop_table('questions')

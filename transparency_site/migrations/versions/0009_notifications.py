"""Notifications: contacts, subscribers, the outbox and its deliveries. All private."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contacts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_code', sa.String(length=6), nullable=False),
    sa.Column('role', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('mobile', sa.Text(), nullable=True),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contacts')),
    sa.UniqueConstraint('unit_code', 'role', 'name', name=op.f('uq_contacts_unit_code'))
    )
    op.create_table('subscribers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=8), nullable=False),
    sa.Column('address', sa.Text(), nullable=True),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('secret', sa.Text(), nullable=True),
    sa.Column('topic', sa.String(length=8), nullable=False),
    sa.Column('value', sa.String(length=32), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscribers')),
    sa.UniqueConstraint('channel', 'address_hash', 'topic', 'value', name=op.f('uq_subscribers_channel'))
    )
    op.create_index('ix_subscribers_topic', 'subscribers', ['state', 'topic', 'value'])
    op.create_table('messages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.String(length=64), nullable=False),
    sa.Column('publication', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('channel', sa.String(length=8), nullable=False),
    sa.Column('recipient', sa.String(length=64), nullable=False),
    sa.Column('contacts', sa.JSON(), nullable=False),
    sa.Column('subscribers', sa.JSON(), nullable=False),
    sa.Column('units', sa.JSON(), nullable=False),
    sa.Column('disclosures', sa.JSON(), nullable=False),
    sa.Column('shown_as', sa.String(length=255), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('uncertain', sa.Integer(), nullable=False),
    sa.Column('problem', sa.String(length=64), nullable=True),
    sa.Column('digest', sa.Integer(), nullable=True),
    sa.Column('owner', sa.String(length=64), nullable=True),
    sa.Column('lease_until', sa.DateTime(), nullable=True),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['digest'], ['messages.id'], name=op.f('fk_messages_digest_messages')),
    sa.ForeignKeyConstraint(['publication'], ['publications.version'],
                            name=op.f('fk_messages_publication_publications')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('message_id', name=op.f('uq_messages_message_id')),
    sa.UniqueConstraint('publication', 'channel', 'recipient', 'kind', name=op.f('uq_messages_publication'))
    )
    op.create_index('ix_messages_recipient', 'messages', ['recipient', 'channel', 'state'])
    op.create_index('ix_messages_sent', 'messages', ['state', 'sent_at'])
    op.create_index('ix_messages_state', 'messages', ['state', 'due_at'])
    op.create_table('deliveries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=12), nullable=False),
    sa.Column('problem', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['message'], ['messages.id'], name=op.f('fk_deliveries_message_messages')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliveries'))
    )
    op.create_index(op.f('ix_deliveries_message'), 'deliveries', ['message'])


def downgrade() -> None:
    op.drop_index(op.f('ix_deliveries_message'), table_name='deliveries')
    op.drop_table('deliveries')
    op.drop_index('ix_messages_state', table_name='messages')
    op.drop_index('ix_messages_sent', table_name='messages')
    op.drop_index('ix_messages_recipient', table_name='messages')
    op.drop_table('messages')
    op.drop_index('ix_subscribers_topic', table_name='subscribers')
    op.drop_table('subscribers')
    op.drop_table('contacts')

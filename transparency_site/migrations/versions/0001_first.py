"""The first revision: all tables, and the guards that keep published rows as they are."""

import sqlalchemy as sa
from alembic import op

from transparency_site.migrations.guards import drop_statements, statements

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor', sa.String(length=64), nullable=False),
    sa.Column('action', sa.String(length=32), nullable=False),
    sa.Column('subject', sa.String(length=128), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events'))
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_events_at'), ['at'], unique=False)

    op.create_table('index_segments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('documents', sa.Integer(), nullable=False),
    sa.Column('sealed_at', sa.DateTime(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_index_segments')),
    sa.UniqueConstraint('name', name=op.f('uq_index_segments_name'))
    )
    op.create_table('publications',
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('published_by', sa.String(length=64), nullable=False),
    sa.Column('approved_by', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('version', name=op.f('pk_publications'))
    )
    with op.batch_alter_table('publications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_publications_business_date'), ['business_date'], unique=False)

    op.create_table('source_files',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.Boolean(), nullable=False),
    sa.Column('twin_sha256', sa.String(length=64), nullable=True),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_source_files'))
    )
    op.create_table('users',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('display_name', sa.String(length=64), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('password_hash', sa.String(length=256), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('name', name=op.f('uq_users_name'))
    )
    op.create_table('submissions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_sha256', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('report', sa.JSON(), nullable=True),
    sa.Column('explanations', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('approved_by_id IS NULL OR approved_by_id <> uploaded_by_id', name=op.f('ck_submissions_four_eyes')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['users.id'], name=op.f('fk_submissions_approved_by_id_users')),
    sa.ForeignKeyConstraint(['file_sha256'], ['source_files.sha256'], name=op.f('fk_submissions_file_sha256_source_files')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['users.id'], name=op.f('fk_submissions_uploaded_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submissions'))
    )
    with op.batch_alter_table('submissions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submissions_file_sha256'), ['file_sha256'], unique=False)

    op.create_table('disclosures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=96), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('unit_code', sa.String(length=6), nullable=True),
    sa.Column('unit_name', sa.String(length=128), nullable=True),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('scope', sa.String(length=16), nullable=True),
    sa.Column('stage', sa.String(length=16), nullable=True),
    sa.Column('quarter', sa.Integer(), nullable=True),
    sa.Column('submission_id', sa.Integer(), nullable=True),
    sa.Column('file_sha256', sa.String(length=64), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=True),
    sa.Column('segment_id', sa.Integer(), nullable=True),
    sa.Column('totals', sa.JSON(), nullable=False),
    sa.Column('marks', sa.JSON(), nullable=False),
    sa.Column('published_in', sa.Integer(), nullable=True),
    sa.Column('retired_in', sa.Integer(), nullable=True),
    sa.Column('retired_as', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['published_in'], ['publications.version'], name=op.f('fk_disclosures_published_in_publications')),
    sa.ForeignKeyConstraint(['retired_in'], ['publications.version'], name=op.f('fk_disclosures_retired_in_publications')),
    sa.ForeignKeyConstraint(['segment_id'], ['index_segments.id'], name=op.f('fk_disclosures_segment_id_index_segments')),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_disclosures_submission_id_submissions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosures')),
    sa.UniqueConstraint('key', 'revision', name=op.f('uq_disclosures_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('disclosures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosures_key'), ['key'], unique=False)
        batch_op.create_index(batch_op.f('ix_disclosures_published_in'), ['published_in'], unique=False)
        batch_op.create_index(batch_op.f('ix_disclosures_retired_in'), ['retired_in'], unique=False)
        batch_op.create_index(batch_op.f('ix_disclosures_submission_id'), ['submission_id'], unique=False)
        batch_op.create_index('ix_disclosures_unit', ['unit_code', 'year'], unique=False)
        batch_op.create_index('ix_disclosures_visible', ['kind', 'year', 'published_in', 'retired_in'], unique=False)

    op.create_table('batches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=3), nullable=False),
    sa.Column('document_no', sa.String(length=64), nullable=False),
    sa.Column('upper_document_no', sa.String(length=64), nullable=True),
    sa.Column('basis', sa.Text(), nullable=True),
    sa.Column('fund_code', sa.String(length=32), nullable=False),
    sa.Column('fund_name', sa.String(length=128), nullable=False),
    sa.Column('fund_level', sa.String(length=8), nullable=False),
    sa.Column('unit_code', sa.String(length=6), nullable=False),
    sa.Column('unit_name', sa.String(length=128), nullable=False),
    sa.Column('functional_code', sa.String(length=7), nullable=True),
    sa.Column('money_kind', sa.String(length=16), nullable=True),
    sa.Column('allocated_on', sa.Date(), nullable=False),
    sa.Column('notice_start', sa.Date(), nullable=True),
    sa.Column('notice_end', sa.Date(), nullable=True),
    sa.Column('complaint_office', sa.String(length=128), nullable=True),
    sa.Column('complaint_phone', sa.String(length=64), nullable=True),
    sa.Column('recipients', sa.Integer(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('sheet', sa.String(length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.Integer(), nullable=False),
    sa.Column('raw', sa.String(length=64), nullable=False),
    sa.Column('money_unit', sa.String(length=4), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_batches_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batches')),
    sa.UniqueConstraint('disclosure_id', name=op.f('uq_batches_disclosure_id'))
    )
    with op.batch_alter_table('batches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batches_fund_code'), ['fund_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_batches_unit_code'), ['unit_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_batches_year'), ['year'], unique=False)

    op.create_table('budget_executions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('line', sa.String(length=96), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('direction', sa.String(length=12), nullable=False),
    sa.Column('level', sa.String(length=8), nullable=False),
    sa.Column('is_leaf', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('functional_code', sa.String(length=7), nullable=True),
    sa.Column('basis', sa.String(length=8), nullable=False),
    sa.Column('budget_fen', sa.BigInteger(), nullable=True),
    sa.Column('executed_fen', sa.BigInteger(), nullable=True),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('raw', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_budget_executions_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_executions'))
    )
    with op.batch_alter_table('budget_executions', schema=None) as batch_op:
        batch_op.create_index('ix_budget_executions_figure', ['disclosure_id', 'line'], unique=False)

    op.create_table('budget_lines',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('table', sa.String(length=48), nullable=False),
    sa.Column('line', sa.String(length=96), nullable=False),
    sa.Column('measure', sa.String(length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('direction', sa.String(length=12), nullable=False),
    sa.Column('level', sa.String(length=8), nullable=False),
    sa.Column('is_leaf', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('fund', sa.String(length=16), nullable=True),
    sa.Column('functional_class', sa.String(length=3), nullable=True),
    sa.Column('functional_section', sa.String(length=5), nullable=True),
    sa.Column('functional_item', sa.String(length=7), nullable=True),
    sa.Column('functional_code', sa.String(length=7), nullable=True),
    sa.Column('economic_code', sa.String(length=5), nullable=True),
    sa.Column('amount_fen', sa.BigInteger(), nullable=True),
    sa.Column('blank', sa.Boolean(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.Integer(), nullable=False),
    sa.Column('raw', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_budget_lines_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_lines'))
    )
    with op.batch_alter_table('budget_lines', schema=None) as batch_op:
        batch_op.create_index('ix_budget_lines_figure', ['disclosure_id', 'table', 'line', 'measure'], unique=False)
        batch_op.create_index('ix_budget_lines_function', ['table', 'measure', 'functional_class'], unique=False)

    op.create_table('budget_units',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=6), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('short_name', sa.String(length=64), nullable=False),
    sa.Column('category', sa.String(length=32), nullable=False),
    sa.Column('unit_type', sa.String(length=32), nullable=False),
    sa.Column('parent_code', sa.String(length=6), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('former_names', sa.JSON(), nullable=False),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.Column('predecessors', sa.JSON(), nullable=False),
    sa.Column('successors', sa.JSON(), nullable=False),
    sa.Column('township_code', sa.String(length=16), nullable=True),
    sa.Column('telephone', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_budget_units_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_units'))
    )
    with op.batch_alter_table('budget_units', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_budget_units_code'), ['code'], unique=False)
        batch_op.create_index(batch_op.f('ix_budget_units_disclosure_id'), ['disclosure_id'], unique=False)

    op.create_table('calendar_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('replied_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('rule', sa.String(length=255), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_calendar_entries_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_entries'))
    )
    with op.batch_alter_table('calendar_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_entries_disclosure_id'), ['disclosure_id'], unique=False)

    op.create_table('classification_codes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('scheme', sa.String(length=24), nullable=False),
    sa.Column('edition', sa.String(length=16), nullable=False),
    sa.Column('code', sa.String(length=7), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_classification_codes_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_classification_codes'))
    )
    with op.batch_alter_table('classification_codes', schema=None) as batch_op:
        batch_op.create_index('ix_classification_codes_lookup', ['disclosure_id', 'scheme', 'edition', 'code'], unique=False)

    op.create_table('classification_editions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('scheme', sa.String(length=24), nullable=False),
    sa.Column('edition', sa.String(length=16), nullable=False),
    sa.Column('first_year', sa.Integer(), nullable=False),
    sa.Column('last_year', sa.Integer(), nullable=True),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_classification_editions_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_classification_editions'))
    )
    with op.batch_alter_table('classification_editions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_classification_editions_disclosure_id'), ['disclosure_id'], unique=False)

    op.create_table('disbursements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('line', sa.String(length=16), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('batch', sa.String(length=3), nullable=False),
    sa.Column('fund_code', sa.String(length=32), nullable=False),
    sa.Column('unit_code', sa.String(length=6), nullable=False),
    sa.Column('township_code', sa.String(length=16), nullable=True),
    sa.Column('township_name', sa.String(length=64), nullable=True),
    sa.Column('village', sa.String(length=64), nullable=True),
    sa.Column('recipient', sa.String(length=128), nullable=False),
    sa.Column('recipient_type', sa.String(length=16), nullable=False),
    sa.Column('credit_code', sa.String(length=18), nullable=True),
    sa.Column('purpose', sa.String(length=255), nullable=True),
    sa.Column('standard', sa.String(length=255), nullable=True),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.Integer(), nullable=False),
    sa.Column('raw', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_disbursements_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disbursements'))
    )
    with op.batch_alter_table('disbursements', schema=None) as batch_op:
        batch_op.create_index('ix_disbursements_disclosure', ['disclosure_id', 'line'], unique=False)
        batch_op.create_index('ix_disbursements_fund', ['fund_code', 'year'], unique=False)
        batch_op.create_index('ix_disbursements_township', ['township_code', 'year'], unique=False)
        batch_op.create_index('ix_disbursements_unit', ['unit_code', 'year'], unique=False)
        batch_op.create_index('ix_disbursements_year_amount', ['year', 'amount_fen'], unique=False)

    op.create_table('disclosure_tables',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=48), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('sheet', sa.String(length=64), nullable=False),
    sa.Column('money_unit', sa.String(length=4), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_disclosure_tables_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure_tables'))
    )
    with op.batch_alter_table('disclosure_tables', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosure_tables_disclosure_id'), ['disclosure_id'], unique=False)

    op.create_table('findings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('severity', sa.String(length=8), nullable=False),
    sa.Column('sheet', sa.String(length=64), nullable=True),
    sa.Column('cell', sa.String(length=12), nullable=True),
    sa.Column('value', sa.String(length=128), nullable=True),
    sa.Column('message_zh', sa.Text(), nullable=False),
    sa.Column('message_en', sa.Text(), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=True),
    sa.Column('explained_by', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_findings_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_findings'))
    )
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_findings_disclosure_id'), ['disclosure_id'], unique=False)

    op.create_table('places',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('successor', sa.String(length=16), nullable=True),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.Column('population', sa.Integer(), nullable=True),
    sa.Column('population_source', sa.String(length=255), nullable=True),
    sa.Column('tile_column', sa.Integer(), nullable=True),
    sa.Column('tile_row', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_places_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_places'))
    )
    with op.batch_alter_table('places', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_places_disclosure_id'), ['disclosure_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_places_key'), ['key'], unique=False)

    op.create_table('special_funds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('level', sa.String(length=8), nullable=False),
    sa.Column('unit_code', sa.String(length=6), nullable=True),
    sa.Column('persons', sa.String(length=8), nullable=False),
    sa.Column('legal_basis', sa.Text(), nullable=True),
    sa.Column('notice_days', sa.Integer(), nullable=False),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_special_funds_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_special_funds'))
    )
    with op.batch_alter_table('special_funds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_special_funds_code'), ['code'], unique=False)
        batch_op.create_index(batch_op.f('ix_special_funds_disclosure_id'), ['disclosure_id'], unique=False)

    op.create_table('text_sections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('sheet', sa.String(length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_text_sections_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_text_sections'))
    )
    with op.batch_alter_table('text_sections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_text_sections_disclosure_id'), ['disclosure_id'], unique=False)

    op.create_table('three_public_expenses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('unit_code', sa.String(length=6), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(length=8), nullable=False),
    sa.Column('total_fen', sa.BigInteger(), nullable=True),
    sa.Column('overseas_travel_fen', sa.BigInteger(), nullable=True),
    sa.Column('vehicles_fen', sa.BigInteger(), nullable=True),
    sa.Column('vehicle_purchase_fen', sa.BigInteger(), nullable=True),
    sa.Column('vehicle_operation_fen', sa.BigInteger(), nullable=True),
    sa.Column('reception_fen', sa.BigInteger(), nullable=True),
    sa.Column('meeting_fen', sa.BigInteger(), nullable=True),
    sa.Column('training_fen', sa.BigInteger(), nullable=True),
    sa.Column('operating_fen', sa.BigInteger(), nullable=True),
    sa.Column('overseas_groups', sa.Integer(), nullable=True),
    sa.Column('overseas_persons', sa.Integer(), nullable=True),
    sa.Column('vehicles_purchased', sa.Integer(), nullable=True),
    sa.Column('vehicles_kept', sa.Integer(), nullable=True),
    sa.Column('reception_batches', sa.Integer(), nullable=True),
    sa.Column('reception_persons', sa.Integer(), nullable=True),
    sa.Column('foreign_reception_batches', sa.Integer(), nullable=True),
    sa.Column('foreign_reception_persons', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('sheet', sa.String(length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('raw', sa.JSON(), nullable=False),
    sa.Column('money_unit', sa.String(length=4), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosures.id'], name=op.f('fk_three_public_expenses_disclosure_id_disclosures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_three_public_expenses'))
    )
    with op.batch_alter_table('three_public_expenses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_three_public_expenses_disclosure_id'), ['disclosure_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_three_public_expenses_unit_code'), ['unit_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_three_public_expenses_year'), ['year'], unique=False)


    for statement in statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_statements(op.get_bind().dialect.name):
        op.execute(statement)

    with op.batch_alter_table('three_public_expenses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_three_public_expenses_year'))
        batch_op.drop_index(batch_op.f('ix_three_public_expenses_unit_code'))
        batch_op.drop_index(batch_op.f('ix_three_public_expenses_disclosure_id'))

    op.drop_table('three_public_expenses')
    with op.batch_alter_table('text_sections', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_text_sections_disclosure_id'))

    op.drop_table('text_sections')
    with op.batch_alter_table('special_funds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_special_funds_disclosure_id'))
        batch_op.drop_index(batch_op.f('ix_special_funds_code'))

    op.drop_table('special_funds')
    with op.batch_alter_table('places', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_places_key'))
        batch_op.drop_index(batch_op.f('ix_places_disclosure_id'))

    op.drop_table('places')
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_findings_disclosure_id'))

    op.drop_table('findings')
    with op.batch_alter_table('disclosure_tables', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disclosure_tables_disclosure_id'))

    op.drop_table('disclosure_tables')
    with op.batch_alter_table('disbursements', schema=None) as batch_op:
        batch_op.drop_index('ix_disbursements_year_amount')
        batch_op.drop_index('ix_disbursements_unit')
        batch_op.drop_index('ix_disbursements_township')
        batch_op.drop_index('ix_disbursements_fund')
        batch_op.drop_index('ix_disbursements_disclosure')

    op.drop_table('disbursements')
    with op.batch_alter_table('classification_editions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_classification_editions_disclosure_id'))

    op.drop_table('classification_editions')
    with op.batch_alter_table('classification_codes', schema=None) as batch_op:
        batch_op.drop_index('ix_classification_codes_lookup')

    op.drop_table('classification_codes')
    with op.batch_alter_table('calendar_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_entries_disclosure_id'))

    op.drop_table('calendar_entries')
    with op.batch_alter_table('budget_units', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_budget_units_disclosure_id'))
        batch_op.drop_index(batch_op.f('ix_budget_units_code'))

    op.drop_table('budget_units')
    with op.batch_alter_table('budget_lines', schema=None) as batch_op:
        batch_op.drop_index('ix_budget_lines_function')
        batch_op.drop_index('ix_budget_lines_figure')

    op.drop_table('budget_lines')
    with op.batch_alter_table('budget_executions', schema=None) as batch_op:
        batch_op.drop_index('ix_budget_executions_figure')

    op.drop_table('budget_executions')
    with op.batch_alter_table('batches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batches_year'))
        batch_op.drop_index(batch_op.f('ix_batches_unit_code'))
        batch_op.drop_index(batch_op.f('ix_batches_fund_code'))

    op.drop_table('batches')
    with op.batch_alter_table('disclosures', schema=None) as batch_op:
        batch_op.drop_index('ix_disclosures_visible')
        batch_op.drop_index('ix_disclosures_unit')
        batch_op.drop_index(batch_op.f('ix_disclosures_submission_id'))
        batch_op.drop_index(batch_op.f('ix_disclosures_retired_in'))
        batch_op.drop_index(batch_op.f('ix_disclosures_published_in'))
        batch_op.drop_index(batch_op.f('ix_disclosures_key'))

    op.drop_table('disclosures')
    with op.batch_alter_table('submissions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submissions_file_sha256'))

    op.drop_table('submissions')
    op.drop_table('users')
    op.drop_table('source_files')
    with op.batch_alter_table('publications', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_publications_business_date'))

    op.drop_table('publications')
    op.drop_table('index_segments')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_events_at'))

    op.drop_table('events')

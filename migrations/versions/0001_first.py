"""Schools, routines, cases, conversations."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

# What happened and what was written is never changed, only added to: the database itself refuses.
APPEND_ONLY = ("fact", "note")


def _forbid_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def upgrade() -> None:
    op.create_table('routine_version',
    sa.Column('hash', sa.String(16), nullable=False),
    sa.Column('routine_id', sa.String(60), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('hash')
    )
    with op.batch_alter_table('routine_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_routine_version_routine_id'), ['routine_id'], unique=False)

    op.create_table('school',
    sa.Column('id', sa.String(60), nullable=False),
    sa.Column('name', sa.String(120), nullable=False),
    sa.Column('routine_id', sa.String(60), nullable=False),
    sa.Column('language', sa.String(2), nullable=False),
    sa.Column('breaks', sa.JSON(), nullable=True),
    sa.Column('barnevernvakt', sa.String(120), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('teacher',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=False),
    sa.Column('subject', sa.String(200), nullable=False),
    sa.Column('name', sa.String(120), nullable=False),
    sa.Column('role', sa.String(20), nullable=False),
    sa.Column('language', sa.String(2), nullable=True),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('subject')
    )
    with op.batch_alter_table('teacher', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_teacher_school_id'), ['school_id'], unique=False)

    op.create_table('pupil_case',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(120), nullable=False),
    sa.Column('school_id', sa.String(), nullable=False),
    sa.Column('routine_hash', sa.String(), nullable=False),
    sa.Column('label', sa.LargeBinary(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['teacher.id'], ),
    sa.ForeignKeyConstraint(['routine_hash'], ['routine_version.hash'], ),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    with op.batch_alter_table('pupil_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pupil_case_school_id'), ['school_id'], unique=False)

    op.create_table('case_member',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('teacher_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['pupil_case.id'], ),
    sa.ForeignKeyConstraint(['teacher_id'], ['teacher.id'], ),
    sa.PrimaryKeyConstraint('case_id', 'teacher_id')
    )
    with op.batch_alter_table('case_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_member_teacher_id'), ['teacher_id'], unique=False)

    op.create_table('conversation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('teacher_id', sa.Uuid(), nullable=False),
    sa.Column('channel', sa.String(20), nullable=False),
    sa.Column('key', sa.String(200), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('standing', sa.JSON(), nullable=True),
    sa.Column('offered', sa.LargeBinary(), nullable=False),
    sa.Column('misunderstood', sa.Integer(), nullable=False),
    sa.Column('last_turn', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['pupil_case.id'], ),
    sa.ForeignKeyConstraint(['teacher_id'], ['teacher.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('teacher_id', 'channel', 'key')
    )
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conversation_teacher_id'), ['teacher_id'], unique=False)

    op.create_table('guide_run',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('guide_id', sa.String(60), nullable=False),
    sa.Column('level', sa.String(6), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('cursor', sa.String(60), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['pupil_case.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('guide_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guide_run_case_id'), ['case_id'], unique=False)

    op.create_table('reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('teacher_id', sa.Uuid(), nullable=False),
    sa.Column('what', sa.String(20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['pupil_case.id'], ),
    sa.ForeignKeyConstraint(['teacher_id'], ['teacher.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('reading', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reading_case_id'), ['case_id'], unique=False)

    op.create_table('turn',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.String(200), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('payload', sa.LargeBinary(), nullable=True),
    sa.Column('today', sa.Date(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ranking', sa.JSON(), nullable=True),
    sa.Column('outcome', sa.LargeBinary(), nullable=True),
    sa.Column('reply', sa.LargeBinary(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('conversation_id', 'message_id'),
    sa.UniqueConstraint('conversation_id', 'number')
    )
    with op.batch_alter_table('turn', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_turn_conversation_id'), ['conversation_id'], unique=False)

    op.create_table('fact',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(40), nullable=False),
    sa.Column('level', sa.String(6), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('occurred_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=False),
    sa.Column('task', sa.String(60), nullable=True),
    sa.Column('decision', sa.String(60), nullable=True),
    sa.Column('outcome', sa.String(60), nullable=True),
    sa.Column('with_whom', sa.String(20), nullable=True),
    sa.Column('deadline', sa.String(60), nullable=True),
    sa.Column('on_date', sa.Date(), nullable=True),
    sa.Column('reached', sa.Boolean(), nullable=True),
    sa.Column('supersedes', sa.Integer(), nullable=True),
    sa.Column('turn_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['pupil_case.id'], ),
    sa.ForeignKeyConstraint(['recorded_by'], ['teacher.id'], ),
    sa.ForeignKeyConstraint(['turn_id'], ['turn.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('case_id', 'number')
    )
    with op.batch_alter_table('fact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fact_case_id'), ['case_id'], unique=False)

    op.create_table('note',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=True),
    sa.Column('question_id', sa.String(60), nullable=True),
    sa.Column('kind', sa.String(12), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=True),
    sa.Column('replaces', sa.Uuid(), nullable=True),
    sa.Column('turn_id', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind IN ('answer', 'skip', 'concern', 'loose', 'taken_back')", name='note_kind'),
    sa.CheckConstraint('(question_id IS NULL) = (run_id IS NULL)', name='note_question_in_run'),
    sa.ForeignKeyConstraint(['case_id'], ['pupil_case.id'], ),
    sa.ForeignKeyConstraint(['recorded_by'], ['teacher.id'], ),
    sa.ForeignKeyConstraint(['replaces'], ['note.id'], ),
    sa.ForeignKeyConstraint(['run_id'], ['guide_run.id'], ),
    sa.ForeignKeyConstraint(['turn_id'], ['turn.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('turn_id', 'kind', name='note_once_per_turn')
    )
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_note_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_note_number'), ['number'], unique=False)
        batch_op.create_index(batch_op.f('ix_note_run_id'), ['run_id'], unique=False)

    _forbid_changes()


def downgrade() -> None:
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_note_run_id'))
        batch_op.drop_index(batch_op.f('ix_note_number'))
        batch_op.drop_index(batch_op.f('ix_note_case_id'))

    op.drop_table('note')
    with op.batch_alter_table('fact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fact_case_id'))

    op.drop_table('fact')
    with op.batch_alter_table('turn', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_turn_conversation_id'))

    op.drop_table('turn')
    with op.batch_alter_table('reading', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reading_case_id'))

    op.drop_table('reading')
    with op.batch_alter_table('guide_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guide_run_case_id'))

    op.drop_table('guide_run')
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_conversation_teacher_id'))

    op.drop_table('conversation')
    with op.batch_alter_table('case_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_member_teacher_id'))

    op.drop_table('case_member')
    with op.batch_alter_table('pupil_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pupil_case_school_id'))

    op.drop_table('pupil_case')
    with op.batch_alter_table('teacher', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_teacher_school_id'))

    op.drop_table('teacher')
    op.drop_table('school')
    with op.batch_alter_table('routine_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_routine_version_routine_id'))

    op.drop_table('routine_version')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change")

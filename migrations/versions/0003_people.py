"""Persons, how logins name them and where they work, in place of teachers; memberships that end; an audit that outlives the case."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

LOCAL = 'local'
NAMED = {'uq': 'uq_%(table_name)s_%(column_0_name)s'}  # so that what has no name in SQLite can be dropped


def upgrade() -> None:
    _readings_to_audit()
    _teachers_to_people()
    _members_with_a_time()
    _conversations_at_a_school()
    op.drop_index('ix_teacher_school_id', 'person')
    with op.batch_alter_table('person') as person:
        for column in ('school_id', 'subject', 'role'):
            person.drop_column(column)
        person.create_check_constraint('person_language', "language IN ('nb', 'nn')")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == 'sqlite'


def _rows(statement: str, **columns: sa.types.TypeEngine[object]) -> list[dict[str, object]]:
    found = op.get_bind().execute(sa.text(statement).columns(**columns))
    return [dict(row) for row in found.mappings()]


def _rename_column(table: str, old: str, new: str) -> None:
    op.execute(f'ALTER TABLE {table} RENAME COLUMN {old} TO {new}')
    if not _is_sqlite():
        op.execute(f'ALTER TABLE {table} RENAME CONSTRAINT {table}_{old}_fkey TO {table}_{new}_fkey')
    op.drop_index(f'ix_{table}_{old}', table)
    op.create_index(f'ix_{table}_{new}', table, [new])


def _readings_to_audit() -> None:
    readings = _rows(
        'SELECT case_id, teacher_id AS person_id, what, at FROM reading',
        case_id=sa.Uuid(),
        person_id=sa.Uuid(),
        what=sa.String(),
        at=sa.DateTime(timezone=True),
    )
    audit = op.create_table(
        'audit',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=True),
        sa.Column('what', sa.String(20), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('turn_id', sa.Uuid(), nullable=True),
        sa.CheckConstraint("person_id IS NOT NULL OR what IN ('move_shown', 'moved')", name='audit_by_somebody'),
    )
    op.create_index('ix_audit_case_id', 'audit', ['case_id'])
    op.bulk_insert(audit, [{'id': uuid.uuid4(), 'turn_id': None, **reading} for reading in readings])
    op.drop_index('ix_reading_case_id', 'reading')
    op.drop_table('reading')
    if _is_sqlite():
        for change in ('UPDATE', 'DELETE'):
            op.execute(
                f"CREATE TRIGGER audit_takes_no_{change.lower()} BEFORE {change} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
            )
    else:
        op.execute(
            'CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON audit '
            'FOR EACH ROW EXECUTE FUNCTION refuse_change()'
        )


def _teachers_to_people() -> None:
    """The table is renamed, so that what refers to a teacher now refers to the person of the same id."""
    op.rename_table('teacher', 'person')
    if not _is_sqlite():
        op.execute('ALTER INDEX teacher_pkey RENAME TO person_pkey')
    op.execute("UPDATE person SET language = NULL WHERE language NOT IN ('nb', 'nn')")
    op.create_table(
        'identity',
        sa.Column('issuer', sa.String(200), primary_key=True),
        sa.Column('subject', sa.String(200), primary_key=True),
        sa.Column('person_id', sa.Uuid(), sa.ForeignKey('person.id'), nullable=False),
    )
    op.create_index('ix_identity_person_id', 'identity', ['person_id'])
    op.create_table(
        'employment',
        sa.Column('person_id', sa.Uuid(), sa.ForeignKey('person.id'), primary_key=True),
        sa.Column('school_id', sa.String(), sa.ForeignKey('school.id'), primary_key=True),
        sa.Column('role', sa.String(20), nullable=False),
        sa.CheckConstraint("role IN ('teacher', 'leader', 'adviser')", name='employment_role'),
    )
    op.create_index('ix_employment_school_id', 'employment', ['school_id'])
    op.execute(f"INSERT INTO identity (issuer, subject, person_id) SELECT '{LOCAL}', subject, id FROM person")
    op.execute(
        'INSERT INTO employment (person_id, school_id, role) SELECT id, school_id, '
        "CASE WHEN role IN ('leader', 'adviser') THEN role ELSE 'teacher' END FROM person"
    )


def _members_with_a_time() -> None:
    """Nothing tells when a colleague was let in but the first fact that says so of the case."""
    members = _rows(
        'SELECT m.case_id, m.teacher_id AS person_id, '
        "CASE WHEN m.teacher_id = c.created_by THEN 'owner' ELSE 'member' END AS role, "
        'CASE WHEN m.teacher_id = c.created_by THEN c.created_at ELSE coalesce('
        "(SELECT min(f.recorded_at) FROM fact f WHERE f.case_id = c.id AND f.kind = 'handed_over'), "
        'c.created_at) END AS since '
        'FROM case_member m JOIN pupil_case c ON c.id = m.case_id',
        case_id=sa.Uuid(),
        person_id=sa.Uuid(),
        role=sa.String(),
        since=sa.DateTime(timezone=True),
    )
    op.drop_index('ix_case_member_teacher_id', 'case_member')
    op.drop_table('case_member')
    table = op.create_table(
        'case_member',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('pupil_case.id'), nullable=False),
        sa.Column('person_id', sa.Uuid(), sa.ForeignKey('person.id'), nullable=False),
        sa.Column('role', sa.String(20), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('owner', 'member')", name='case_member_role'),
        sa.CheckConstraint('until >= since', name='case_member_until'),
    )
    op.create_index('ix_case_member_case_id', 'case_member', ['case_id'])
    op.create_index('ix_case_member_person_id', 'case_member', ['person_id'])
    not_ended = sa.text('until IS NULL')
    op.create_index(
        'case_member_once',
        'case_member',
        ['case_id', 'person_id'],
        unique=True,
        sqlite_where=not_ended,
        postgresql_where=not_ended,
    )
    op.bulk_insert(table, [{'id': uuid.uuid4(), 'until': None, **member} for member in members])


def _once_of_a_teacher() -> str:
    """What the unnamed constraint of the first migration is called, when the column is renamed."""
    return 'uq_conversation_person_id' if _is_sqlite() else 'conversation_teacher_id_channel_key_key'


def _conversations_at_a_school() -> None:
    _rename_column('conversation', 'teacher_id', 'person_id')
    op.add_column('conversation', sa.Column('school_id', sa.String(), nullable=True))
    op.execute(
        'UPDATE conversation SET school_id = (SELECT school_id FROM person WHERE person.id = conversation.person_id)'
    )
    with op.batch_alter_table('conversation', naming_convention=NAMED) as conversation:
        conversation.alter_column('school_id', nullable=False)
        conversation.create_foreign_key('conversation_school_id_fkey', 'school', ['school_id'], ['id'])
        conversation.drop_constraint(_once_of_a_teacher(), type_='unique')
        conversation.create_unique_constraint('conversation_once', ['person_id', 'school_id', 'channel', 'key'])


def downgrade() -> None:
    """A teacher works at one school and has one subject: of several the first stays, and ended memberships are dropped.

    Who works nowhere any longer gets a subject nobody can log in with.
    """
    with op.batch_alter_table('person') as person:
        person.drop_constraint('person_language', type_='check')
        person.add_column(sa.Column('school_id', sa.String(), nullable=True))
        person.add_column(sa.Column('subject', sa.String(200), nullable=True))
        person.add_column(sa.Column('role', sa.String(20), nullable=True))
    op.execute(
        'UPDATE person SET school_id = (SELECT min(e.school_id) FROM employment e WHERE e.person_id = person.id), '
        f"subject = (SELECT min(i.subject) FROM identity i WHERE i.person_id = person.id AND i.issuer = '{LOCAL}')"
    )
    op.execute(
        'UPDATE person SET role = '
        '(SELECT e.role FROM employment e WHERE e.person_id = person.id AND e.school_id = person.school_id)'
    )
    nobody = "'nobody:' || id" if _is_sqlite() else "'nobody:' || id::text"
    op.execute(
        "UPDATE person SET role = 'teacher', school_id = (SELECT min(id) FROM school), subject = NULL "
        'WHERE school_id IS NULL'
    )
    op.execute(f'UPDATE person SET subject = {nobody} WHERE subject IS NULL')
    _conversations_of_a_teacher()
    _members_without_a_time()
    op.drop_table('employment')
    op.drop_table('identity')
    with op.batch_alter_table('person') as person:
        for column in ('school_id', 'subject', 'role'):
            person.alter_column(column, nullable=False)
        person.create_foreign_key('teacher_school_id_fkey', 'school', ['school_id'], ['id'])
        person.create_unique_constraint('teacher_subject_key', ['subject'])
    op.rename_table('person', 'teacher')
    op.create_index('ix_teacher_school_id', 'teacher', ['school_id'])
    if not _is_sqlite():
        op.execute('ALTER INDEX person_pkey RENAME TO teacher_pkey')
    _audit_to_readings()


def _conversations_of_a_teacher() -> None:
    op.execute(
        "UPDATE conversation SET key = substr(key || '@' || school_id, 1, 200) "
        'WHERE school_id <> (SELECT school_id FROM person WHERE person.id = conversation.person_id)'
    )
    with op.batch_alter_table('conversation', naming_convention=NAMED) as conversation:
        conversation.drop_constraint('conversation_once', type_='unique')
        conversation.drop_column('school_id')
    _rename_column('conversation', 'person_id', 'teacher_id')
    with op.batch_alter_table('conversation') as conversation:
        conversation.create_unique_constraint(_once_of_a_teacher(), ['teacher_id', 'channel', 'key'])


def _members_without_a_time() -> None:
    members = _rows(
        'SELECT case_id, person_id AS teacher_id FROM case_member WHERE until IS NULL',
        case_id=sa.Uuid(),
        teacher_id=sa.Uuid(),
    )
    op.drop_table('case_member')
    table = op.create_table(
        'case_member',
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('pupil_case.id'), primary_key=True),
        sa.Column('teacher_id', sa.Uuid(), sa.ForeignKey('person.id'), primary_key=True),
    )
    op.create_index('ix_case_member_teacher_id', 'case_member', ['teacher_id'])
    op.bulk_insert(table, members)


def _audit_to_readings() -> None:
    """What outlived its case, and what the command line did, has no place there."""
    op.create_table(
        'reading',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('pupil_case.id'), nullable=False),
        sa.Column('teacher_id', sa.Uuid(), sa.ForeignKey('teacher.id'), nullable=False),
        sa.Column('what', sa.String(20), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index('ix_reading_case_id', 'reading', ['case_id'])
    op.execute(
        'INSERT INTO reading (case_id, teacher_id, what, at) SELECT case_id, person_id, what, at FROM audit '
        'WHERE case_id IN (SELECT id FROM pupil_case) AND person_id IN (SELECT id FROM teacher) ORDER BY at'
    )
    op.drop_table('audit')

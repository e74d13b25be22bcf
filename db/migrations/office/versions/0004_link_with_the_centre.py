"""The link with the centre: what is sent, what has to be, what the centre told."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: The tables whose changed rows are marked, with their keys.
_MARKED = {
    "decreed_day": ("day", "place"),
    "entity": ("id",),
    "office": ("id",),
    "person": ("id",),
    "counter": ("id",),
    "queue_day": ("day", "office_id"),
    "staff": ("id",),
    "approval": ("id",),
    "catalogue_version": ("number",),
    "counter_session": ("id",),
    "notice": ("id",),
    "staff_role": ("staff_id", "place"),
    "ticket": ("id",),
    "case_file": ("id",),
    "ticket_call": ("id",),
    "case_finding": ("case_id", "submission", "requirement"),
    "case_return": ("case_id", "submission"),
    "solution": ("id",),
}
_MARK = """CREATE TRIGGER IF NOT EXISTS mark_{table}_{what} AFTER {event} ON {table}
WHEN EXISTS (SELECT 1 FROM centre_link) BEGIN
  INSERT INTO changed_row (name, key, changes)
  VALUES ('{table}', {key}, abs(random() / 10000000000))
  ON CONFLICT (name, key) DO UPDATE SET changes = changes + 1;
END"""


def upgrade() -> None:
    authority = op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("usable_from", sa.String(length=32), nullable=False),
        sa.Column("contingency_from", UtcDateTime(), nullable=True),
        sa.Column("contingency_day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
    )
    first = {"id": 1, "epoch": 1, "since": datetime(1970, 1, 1, tzinfo=UTC), "usable_from": "0004"}
    op.bulk_insert(authority, [first])
    op.create_table(
        "centre_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("ca", sa.Text(), nullable=False),
        sa.Column("sealing_key_id", sa.String(length=80), nullable=False),
        sa.Column("sealing_key", sa.String(length=200), nullable=False),
        sa.Column("feed_epoch", sa.String(length=40), nullable=False),
        sa.Column("feed_place", sa.BigInteger(), nullable=False),
        sa.Column("backed_up_through", sa.BigInteger(), nullable=False),
        sa.Column("offline_days", sa.Integer(), nullable=False),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.Column("last_push_at", UtcDateTime(), nullable=True),
        sa.Column("last_pull_at", UtcDateTime(), nullable=True),
        sa.Column("branch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_link")),
    )
    op.create_table(
        "changed_row",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "key", name=op.f("pk_changed_row")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kept_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_slots")),
    )
    op.create_table(
        "known_person",
        sa.Column("document_type", sa.String(length=10), nullable=False),
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("canonical", sa.Uuid(), nullable=False),
        sa.Column("offices", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("document_type", "document", name=op.f("pk_known_person")),
    )
    op.create_table(
        "other_branch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_branch")),
    )
    op.create_table(
        "pending_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("owner_role", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(length=120), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("how", sa.String(length=600), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_by", sa.String(length=120), nullable=False),
        sa.Column("resolution", sa.String(length=600), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_task")),
    )
    with op.batch_alter_table("pending_task", schema=None) as batch_op:
        batch_op.create_index("ix_pending_task_opened", ["opened_at"], unique=False)

    op.create_table(
        "refused_operation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_operation")),
    )
    op.create_table(
        "sent_run",
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("first", name=op.f("pk_sent_run")),
    )
    for table, keys in _MARKED.items():
        for what, row in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
            key = " || '|' || ".join(f"{row}.{name}" for name in keys)
            op.execute(_MARK.format(table=table, what=what, event=what.upper(), key=key))


def downgrade() -> None:
    for table in _MARKED:
        for what in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS mark_{table}_{what}")
    op.drop_table("sent_run")
    op.drop_table("refused_operation")
    with op.batch_alter_table("pending_task", schema=None) as batch_op:
        batch_op.drop_index("ix_pending_task_opened")

    op.drop_table("pending_task")
    op.drop_table("other_branch")
    op.drop_table("known_person")
    op.drop_table("kept_slots")
    op.drop_table("changed_row")
    op.drop_table("centre_link")
    op.drop_table("authority")

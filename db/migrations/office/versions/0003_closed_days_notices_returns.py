"""Closed days counted, notices to the counters, cases handed back."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closed_day_minutes",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(length=10), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day", "measure", "service", "minutes", "office_id", name=op.f("pk_closed_day_minutes")
        ),
    )
    op.create_table(
        "closed_day_slot",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("arrivals", sa.Integer(), nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day", "slot", "service", "office_id", name=op.f("pk_closed_day_slot")
        ),
    )
    op.create_table(
        "closed_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("expired", sa.Integer(), nullable=False),
        sa.Column("no_shows", sa.Integer(), nullable=False),
        sa.Column("rejoined", sa.Integer(), nullable=False),
        sa.Column("out_of_turn_calls", sa.Integer(), nullable=False),
        sa.Column("wait_usual", sa.Float(), nullable=True),
        sa.Column("wait_most", sa.Float(), nullable=True),
        sa.Column("attention_usual", sa.Float(), nullable=True),
        sa.Column("attention_most", sa.Float(), nullable=True),
        sa.Column("cases_opened", sa.Integer(), nullable=False),
        sa.Column("cases_in_process", sa.Integer(), nullable=False),
        sa.Column("cases_returned", sa.Integer(), nullable=False),
        sa.Column("cases_answered", sa.Integer(), nullable=False),
        sa.Column("cases_on_time", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_closed_day_office_id")),
        sa.PrimaryKeyConstraint("day", "office_id", name=op.f("pk_closed_day")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counter_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("read_by", sa.Uuid(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_notice_counter_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_notice_office_id")),
        sa.ForeignKeyConstraint(["read_by"], ["staff.id"], name=op.f("fk_notice_read_by")),
        sa.ForeignKeyConstraint(["sent_by"], ["staff.id"], name=op.f("fk_notice_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_day", ["day", "sent_at"], unique=False)

    op.create_table(
        "case_return",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_return_case_id")),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entity.id"], name=op.f("fk_case_return_entity_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_return_staff_id")),
        sa.PrimaryKeyConstraint("case_id", "submission", name=op.f("pk_case_return")),
    )
    with op.batch_alter_table("case_return", schema=None) as batch_op:
        batch_op.create_index("ix_case_return_day", ["day", "at"], unique=False)
        batch_op.create_index("ix_case_return_entity", ["entity_id", "service", "at"], unique=False)

    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index(
            "ix_case_file_answered",
            ["resolved_at", "due_at"],
            unique=False,
            sqlite_where=sa.text("resolved_at IS NOT NULL AND due_at IS NOT NULL"),
            postgresql_where=sa.text("resolved_at IS NOT NULL AND due_at IS NOT NULL"),
        )

    _tell_earlier_returns()


def _tell_earlier_returns() -> None:
    """Note the cases handed back before there was a table for it, as the log tells them."""
    link = op.get_bind()
    office = sa.table("office", sa.column("settings", sa.Text()))
    settings = link.execute(sa.select(office.c.settings)).scalar()
    if settings is None:
        return
    told = json.loads(settings)
    zone = ZoneInfo(told.get("timezone", "America/Guayaquil"))
    hour, minute = map(int, told.get("day_begins", "04:00").split(":")[:2])
    before_day = timedelta(hours=hour, minutes=minute)
    operation = sa.table(
        "operation",
        sa.column("sequence", sa.BigInteger()),
        sa.column("aggregate_id", sa.Uuid()),
        sa.column("type", sa.String()),
        sa.column("actor_id", sa.Uuid()),
        sa.column("at", UtcDateTime()),
        sa.column("payload", sa.Text()),
    )
    case_file = sa.table(
        "case_file",
        sa.column("id", sa.Uuid()),
        sa.column("service", sa.Integer()),
        sa.column("entity_id", sa.Uuid()),
    )
    case_return = sa.table(
        "case_return",
        sa.column("case_id", sa.Uuid()),
        sa.column("submission", sa.Integer()),
        sa.column("day", sa.Date()),
        sa.column("at", UtcDateTime()),
        sa.column("service", sa.Integer()),
        sa.column("entity_id", sa.Uuid()),
        sa.column("staff_id", sa.Uuid()),
    )
    returned = (
        sa.select(operation, case_file.c.service, case_file.c.entity_id)
        .join(case_file, case_file.c.id == operation.c.aggregate_id)
        .where(operation.c.type == "case_returned", operation.c.payload.is_not(None))
        .order_by(operation.c.sequence)
    )
    rows = {}
    for row in link.execute(returned):
        at: datetime = row.at
        submission = json.loads(row.payload)["submission"]
        rows[row.aggregate_id, submission] = {
            "case_id": row.aggregate_id,
            "submission": submission,
            "day": (at.astimezone(zone) - before_day).date(),
            "at": at,
            "service": row.service,
            "entity_id": row.entity_id,
            "staff_id": row.actor_id,
        }
    if rows:
        link.execute(sa.insert(case_return), list(rows.values()))


def downgrade() -> None:
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_case_file_answered",
            sqlite_where=sa.text("resolved_at IS NOT NULL AND due_at IS NOT NULL"),
            postgresql_where=sa.text("resolved_at IS NOT NULL AND due_at IS NOT NULL"),
        )

    with op.batch_alter_table("case_return", schema=None) as batch_op:
        batch_op.drop_index("ix_case_return_entity")
        batch_op.drop_index("ix_case_return_day")

    op.drop_table("case_return")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_day")

    op.drop_table("notice")
    op.drop_table("closed_day")
    op.drop_table("closed_day_slot")
    op.drop_table("closed_day_minutes")

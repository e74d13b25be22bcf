"""What happened to cases, the days counted, surveys, improvements, and what was published."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from db.earlier_cases import tell_earlier_cases
from db.types import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


_COUNTED = (
    "issued", "priority", "cancelled", "expired", "served", "calls", "no_shows",
    "rejoined", "out_of_turn", "lost", "opened", "returned", "answered", "promised",
    "on_time", "answer_minutes", "closed", "refused", "reopened", "referred", "lapsed",
    "withdrawn", "asked", "replied", "score1", "score2", "score3", "score4",
    "score5",
)  # fmt: skip


def _counted() -> list[sa.Column[Any]]:
    """Return what is counted, the same in three tables."""
    return [
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTED),
        sa.Column("waits", sa.Text(), nullable=False),
        sa.Column("attentions", sa.Text(), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "figure_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("service", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("counter", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("staff", sa.String(length=36), nullable=False),
        *_counted(),
        sa.PrimaryKeyConstraint(
            "day", "service", "channel", "counter", "staff", name=op.f("pk_figure_day")
        ),
        info={"since": "0007"},
    )
    op.create_table(
        "figure_due",
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_figure_due")),
        info={"since": "0007"},
    )
    op.create_table(
        "figure_entity",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "entity_id", "service", name=op.f("pk_figure_entity")),
        info={"since": "0007"},
    )
    op.create_table(
        "figure_entity_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "entity_id", "service", name=op.f("pk_figure_entity_day")),
        info={"since": "0007"},
    )
    op.create_table(
        "figure_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("counter", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("staff", sa.String(length=36), nullable=False),
        *_counted(),
        sa.PrimaryKeyConstraint(
            "month",
            "office_id",
            "service",
            "channel",
            "counter",
            "staff",
            name=op.f("pk_figure_month"),
        ),
        info={"since": "0007"},
    )
    op.create_table(
        "figure_ranked",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("service", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "what", "service", "key", name=op.f("pk_figure_ranked")),
        info={"since": "0007"},
    )
    op.create_table(
        "figure_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_state")),
        info={"since": "0007"},
    )
    op.create_table(
        "known_figure_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("counter", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("staff", sa.String(length=36), nullable=False),
        *_counted(),
        sa.PrimaryKeyConstraint(
            "day",
            "office_id",
            "service",
            "channel",
            "counter",
            "staff",
            name=op.f("pk_known_figure_day"),
        ),
        info={"since": "0007"},
    )
    op.create_table(
        "known_figure_ranked",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("service", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day", "office_id", "what", "service", "key", name=op.f("pk_known_figure_ranked")
        ),
        info={"since": "0007"},
    )
    op.create_table(
        "known_office",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("heard_at", UtcDateTime(), nullable=True),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("names", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_office")),
        info={"since": "0007"},
    )
    op.create_table(
        "survey_rules",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("question", sa.String(length=160), nullable=False),
        sa.Column("thanks", sa.String(length=160), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("on_receipt", sa.Boolean(), nullable=False),
        sa.Column("code_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_survey_rules_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_survey_rules")),
        info={"since": "0007"},
    )
    op.create_table(
        "opinion_box",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_box")),
        info={"since": "0007"},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("opinion_box", schema=None) as batch_op:
        batch_op.create_index("ix_opinion_box_code", ["code_hash"], unique=False)

    op.create_table(
        "survey_ask",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(length=600), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_survey_ask_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_ask")),
        info={"since": "0007"},
    )
    with op.batch_alter_table("survey_ask", schema=None) as batch_op:
        batch_op.create_index("ix_survey_ask_answered", ["answered_on"], unique=False)
        batch_op.create_index("ix_survey_ask_code", ["code_hash"], unique=False)
        batch_op.create_index("ix_survey_ask_day", ["day"], unique=False)

    op.create_table(
        "activity_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("coordinator_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("remarks", sa.String(length=600), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coordinator_id"], ["staff.id"], name=op.f("fk_activity_report_coordinator_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_activity_report_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_activity_report_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_report")),
        info={"since": "0007"},
    )
    with op.batch_alter_table("activity_report", schema=None) as batch_op:
        batch_op.create_index("uq_activity_report_month", ["month", "staff_id"], unique=True)
        batch_op.create_index("ix_activity_report_staff", ["staff_id", "month"], unique=False)
        batch_op.create_index(
            "ix_activity_report_sent",
            ["month"],
            unique=False,
            sqlite_where=sa.text("state = 'sent'"),
            postgresql_where=sa.text("state = 'sent'"),
        )

    op.create_table(
        "improvement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("cause", sa.String(length=12), nullable=False),
        sa.Column("cause_service", sa.Integer(), nullable=False),
        sa.Column("cause_key", sa.String(length=1000), nullable=False),
        sa.Column("cause_words", sa.String(length=300), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("responsible_id", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=600), nullable=False),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("verdict", sa.String(length=600), nullable=False),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["staff.id"], name=op.f("fk_improvement_created_by")
        ),
        sa.ForeignKeyConstraint(["done_by"], ["staff.id"], name=op.f("fk_improvement_done_by")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_improvement_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["staff.id"], name=op.f("fk_improvement_responsible_id")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by"], ["staff.id"], name=op.f("fk_improvement_verified_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement")),
        info={"since": "0007"},
    )
    with op.batch_alter_table("improvement", schema=None) as batch_op:
        batch_op.create_index(
            "ix_improvement_under_way",
            ["due"],
            unique=False,
            sqlite_where=sa.text("state IN ('open', 'done')"),
            postgresql_where=sa.text("state IN ('open', 'done')"),
        )
        batch_op.create_index(
            "ix_improvement_responsible", ["responsible_id", "verified_at"], unique=False
        )
        batch_op.create_index("ix_improvement_created", ["created_at", "id"], unique=False)

    op.create_table(
        "lotaip_holder",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("person", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_lotaip_holder_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_lotaip_holder")),
        info={"since": "0007"},
    )
    op.create_table(
        "lotaip_issue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["staff.id"], name=op.f("fk_lotaip_issue_issued_by")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_lotaip_issue_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lotaip_issue")),
        info={"since": "0007"},
    )
    with op.batch_alter_table("lotaip_issue", schema=None) as batch_op:
        batch_op.create_index("uq_lotaip_issue_number", ["scope", "month", "number"], unique=True)

    op.create_table(
        "lotaip_opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.Column("cumulative", sa.Integer(), nullable=False),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["staff.id"], name=op.f("fk_lotaip_opening_confirmed_by")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_lotaip_opening_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lotaip_opening")),
        info={"since": "0007"},
    )
    with op.batch_alter_table("lotaip_opening", schema=None) as batch_op:
        batch_op.create_index("uq_lotaip_opening_month", ["scope", "month", "service"], unique=True)

    op.create_table(
        "suggestion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("about", sa.String(length=12), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.String(length=600), nullable=False),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_suggestion_office_id")),
        sa.ForeignKeyConstraint(["seen_by"], ["staff.id"], name=op.f("fk_suggestion_seen_by")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_suggestion_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        info={"since": "0007"},
    )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.create_index("ix_suggestion_day", ["day"], unique=False)

    op.create_table(
        "case_event",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("clock_from", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("detail", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_event_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_event_staff_id")),
        sa.PrimaryKeyConstraint("case_id", "place", name=op.f("pk_case_event")),
        info={"since": "0007"},
    )
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.create_index("ix_case_event_at", ["at", "kind"], unique=False)
        batch_op.create_index(
            "ix_case_event_closing",
            ["at", "service"],
            unique=False,
            sqlite_where=sa.text("kind = 'case_closed' AND first"),
            postgresql_where=sa.text("kind = 'case_closed' AND first"),
        )
    with op.batch_alter_table("counter_session", schema=None) as batch_op:
        batch_op.create_index("ix_counter_session_day", ["day"], unique=False)
    tell_earlier_cases(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table("counter_session", schema=None) as batch_op:
        batch_op.drop_index("ix_counter_session_day")
    for name in (
        "case_event",
        "suggestion",
        "lotaip_opening",
        "lotaip_issue",
        "lotaip_holder",
        "improvement",
        "activity_report",
        "survey_ask",
        "opinion_box",
        "survey_rules",
        "known_office",
        "known_figure_ranked",
        "known_figure_day",
        "figure_state",
        "figure_ranked",
        "figure_month",
        "figure_entity_day",
        "figure_entity",
        "figure_due",
        "figure_day",
    ):
        op.drop_table(name)

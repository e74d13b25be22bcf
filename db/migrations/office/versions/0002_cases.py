"""Cases with their checklists, the bank of solutions, decreed days, versions of the catalogue."""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEARCH = """CREATE VIRTUAL TABLE solution_fts USING fts5(title, text, topic, system,
content='', contentless_delete=1, tokenize='ascii', prefix='1 2 3')"""


def upgrade() -> None:
    op.create_table(
        "case_series",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "office_id", name=op.f("pk_case_series")),
    )
    op.create_table(
        "decreed_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("day", "place", name=op.f("pk_decreed_day")),
        sa.UniqueConstraint("id", name=op.f("uq_decreed_day_id")),
    )
    op.create_table(
        "catalogue_version",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["published_by"], ["staff.id"], name=op.f("fk_catalogue_version_published_by")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_catalogue_version")),
    )
    op.create_table(
        "case_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        sa.Column("catalogue_version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("bearer_id", sa.Uuid(), nullable=True),
        sa.Column("beneficiary_id", sa.Uuid(), nullable=True),
        sa.Column("signer_id", sa.Uuid(), nullable=True),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("system", sa.String(length=120), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("apart", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("held_since", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("area", sa.String(length=60), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("clock_from", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("term_ends", sa.Date(), nullable=True),
        sa.Column("attend_by", UtcDateTime(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("solution_type", sa.String(length=20), nullable=False),
        sa.Column("solution_detail", sa.String(length=600), nullable=False),
        sa.Column("solution_code", sa.String(length=20), nullable=False),
        sa.Column("conformity", sa.String(length=20), nullable=False),
        sa.Column("conformity_reason", sa.String(length=200), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("unforeseen", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bearer_id"], ["person.id"], name=op.f("fk_case_file_bearer_id")),
        sa.ForeignKeyConstraint(
            ["beneficiary_id"], ["person.id"], name=op.f("fk_case_file_beneficiary_id")
        ),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name=op.f("fk_case_file_entity_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["staff.id"], name=op.f("fk_case_file_holder_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_case_file_office_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["staff.id"], name=op.f("fk_case_file_opened_by")),
        sa.ForeignKeyConstraint(["signer_id"], ["person.id"], name=op.f("fk_case_file_signer_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_case_file_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("number", name=op.f("uq_case_file_number")),
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index("ix_case_file_bearer", ["bearer_id", "opened_at", "id"], unique=False)
        batch_op.create_index(
            "ix_case_file_beneficiary", ["beneficiary_id", "opened_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_case_file_ended_holder",
            ["holder_id", "opened_at", "id", "service", "state"],
            unique=False,
            sqlite_where=sa.text("state IN ('closed', 'lapsed', 'withdrawn')"),
            postgresql_where=sa.text("state IN ('closed', 'lapsed', 'withdrawn')"),
        )
        batch_op.create_index(
            "ix_case_file_ended_rare",
            ["state", "opened_at", "id", "holder_id", "service"],
            unique=False,
            sqlite_where=sa.text("state IN ('lapsed', 'withdrawn')"),
            postgresql_where=sa.text("state IN ('lapsed', 'withdrawn')"),
        )
        batch_op.create_index(
            "ix_case_file_ended_service",
            ["service", "opened_at", "id", "holder_id", "state"],
            unique=False,
            sqlite_where=sa.text("state IN ('closed', 'lapsed', 'withdrawn')"),
            postgresql_where=sa.text("state IN ('closed', 'lapsed', 'withdrawn')"),
        )
        batch_op.create_index("ix_case_file_entity", ["entity_id", "opened_at", "id"], unique=False)
        batch_op.create_index(
            "ix_case_file_mine",
            ["holder_id", "attend_by", "id", "due_at", "state", "service"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('closed', 'lapsed', 'withdrawn')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'lapsed', 'withdrawn')"),
        )
        batch_op.create_index(
            "ix_case_file_open",
            ["attend_by", "id", "due_at", "state", "service"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('closed', 'lapsed', 'withdrawn')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'lapsed', 'withdrawn')"),
        )
        batch_op.create_index("ix_case_file_opened", ["opened_at", "id"], unique=False)
        batch_op.create_index(
            "ix_case_file_returned",
            ["term_ends"],
            unique=False,
            sqlite_where=sa.text("state = 'returned'"),
            postgresql_where=sa.text("state = 'returned'"),
        )
        batch_op.create_index("ix_case_file_ticket", ["ticket_id"], unique=False)
        batch_op.create_index(
            "uq_case_file_open_subject",
            ["entity_id", "subject"],
            unique=True,
            sqlite_where=sa.text(
                "state NOT IN ('closed', 'lapsed', 'withdrawn') AND entity_id IS NOT NULL"
            ),
            postgresql_where=sa.text(
                "state NOT IN ('closed', 'lapsed', 'withdrawn') AND entity_id IS NOT NULL"
            ),
        )

    op.create_table(
        "case_finding",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_finding_case_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_finding_staff_id")),
        sa.PrimaryKeyConstraint(
            "case_id", "submission", "requirement", name=op.f("pk_case_finding")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "solution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("system", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=600), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_solution_case_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_solution_office_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["staff.id"], name=op.f("fk_solution_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["staff.id"], name=op.f("fk_solution_reviewed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solution")),
        sa.UniqueConstraint("number", "office_id", name=op.f("uq_solution_number_office_id")),
    )
    with op.batch_alter_table("solution", schema=None) as batch_op:
        batch_op.create_index(
            "ix_solution_pending",
            ["number"],
            unique=False,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )
        batch_op.create_index(
            "ix_solution_ranked", ["number", "topic", "system", "uses"], unique=False
        )
        batch_op.create_index("ix_solution_state", ["state", "number"], unique=False)
        batch_op.create_index("ix_solution_uses", ["state", "uses", "number"], unique=False)
    op.execute(SEARCH)


def downgrade() -> None:
    op.execute("DROP TABLE IF EXISTS solution_fts")
    with op.batch_alter_table("solution", schema=None) as batch_op:
        batch_op.drop_index("ix_solution_uses")
        batch_op.drop_index("ix_solution_state")
        batch_op.drop_index("ix_solution_ranked")
        batch_op.drop_index(
            "ix_solution_pending",
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )

    op.drop_table("solution")
    op.drop_table("case_finding")
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_file_open_subject",
            sqlite_where=sa.text(
                "state NOT IN ('closed', 'lapsed', 'withdrawn') AND entity_id IS NOT NULL"
            ),
            postgresql_where=sa.text(
                "state NOT IN ('closed', 'lapsed', 'withdrawn') AND entity_id IS NOT NULL"
            ),
        )
        batch_op.drop_index("ix_case_file_ticket")
        batch_op.drop_index(
            "ix_case_file_returned",
            sqlite_where=sa.text("state = 'returned'"),
            postgresql_where=sa.text("state = 'returned'"),
        )
        batch_op.drop_index("ix_case_file_opened")
        batch_op.drop_index(
            "ix_case_file_open",
            sqlite_where=sa.text("state NOT IN ('closed', 'lapsed', 'withdrawn')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'lapsed', 'withdrawn')"),
        )
        batch_op.drop_index(
            "ix_case_file_mine",
            sqlite_where=sa.text("state NOT IN ('closed', 'lapsed', 'withdrawn')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'lapsed', 'withdrawn')"),
        )
        batch_op.drop_index("ix_case_file_entity")
        batch_op.drop_index(
            "ix_case_file_ended_service",
            sqlite_where=sa.text("state IN ('closed', 'lapsed', 'withdrawn')"),
            postgresql_where=sa.text("state IN ('closed', 'lapsed', 'withdrawn')"),
        )
        batch_op.drop_index(
            "ix_case_file_ended_rare",
            sqlite_where=sa.text("state IN ('lapsed', 'withdrawn')"),
            postgresql_where=sa.text("state IN ('lapsed', 'withdrawn')"),
        )
        batch_op.drop_index(
            "ix_case_file_ended_holder",
            sqlite_where=sa.text("state IN ('closed', 'lapsed', 'withdrawn')"),
            postgresql_where=sa.text("state IN ('closed', 'lapsed', 'withdrawn')"),
        )
        batch_op.drop_index("ix_case_file_beneficiary")
        batch_op.drop_index("ix_case_file_bearer")

    op.drop_table("case_file")
    op.drop_table("catalogue_version")
    op.drop_table("decreed_day")
    op.drop_table("case_series")

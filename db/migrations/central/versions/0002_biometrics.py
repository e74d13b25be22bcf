"""Captures that offices told of, what is searched of them, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signing_key",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("workstation", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "office_id", "workstation", "public_key", name=op.f("pk_signing_key")
        ),
    )
    op.create_table(
        "enrolment_packet",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("workstation", sa.Text(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint(
            "office_id", "enrolment_id", "sha256", name=op.f("pk_enrolment_packet")
        ),
    )
    op.create_index(
        "ix_enrolment_packet_waiting",
        "enrolment_packet",
        ["announced_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "biometric_template",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "enrolment_id", name=op.f("pk_biometric_template")),
    )
    op.create_index("ix_biometric_template_place", "biometric_template", ["place"], unique=False)
    op.create_table(
        "biometric_hit",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("other_office_id", sa.Uuid(), nullable=False),
        sa.Column("other_enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("finger", sa.Integer(), nullable=False),
        sa.Column("other_finger", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_biometric_hit")),
    )
    op.create_index("ix_biometric_hit_task", "biometric_hit", ["task_id"], unique=False)
    op.create_table(
        "biometric_look",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_biometric_look")),
    )
    op.create_index(
        "ix_biometric_look_enrolment",
        "biometric_look",
        ["office_id", "enrolment_id"],
        unique=False,
    )

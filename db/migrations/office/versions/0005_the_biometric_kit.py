"""Enrolments, authorisers, what was lent to entities, and the sealed packets."""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_authoriser",
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("entity_ruc", sa.String(length=13), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("document_type", sa.String(length=10), nullable=False),
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_known_authoriser")),
    )
    with op.batch_alter_table("known_authoriser", schema=None) as batch_op:
        batch_op.create_index("ix_known_authoriser_ruc", ["entity_ruc"], unique=False)

    op.create_table(
        "gallery_entry",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_gallery_entry")),
    )
    op.create_table(
        "sealed_packet",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sealed_packet")),
    )
    with op.batch_alter_table("sealed_packet", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sealed_packet_unsent",
            ["made_at"],
            unique=False,
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        )

    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("absent", sa.Uuid(), nullable=False),
        sa.Column("stand_in", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("signer_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("first_last", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name=op.f("fk_absence_entity_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_absence_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index("ix_absence_case", ["case_id"], unique=False)
        batch_op.create_index("ix_absence_entity", ["entity_id", "first"], unique=False)
        batch_op.create_index(
            "ix_absence_open",
            ["last"],
            unique=False,
            sqlite_where=sa.text("state IN ('programmed', 'waiting', 'in_force')"),
            postgresql_where=sa.text("state IN ('programmed', 'waiting', 'in_force')"),
        )

    op.create_table(
        "authoriser",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("holding", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name=op.f("fk_authoriser_entity_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_authoriser_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_authoriser_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authoriser")),
    )
    with op.batch_alter_table("authoriser", schema=None) as batch_op:
        batch_op.create_index("ix_authoriser_entity", ["entity_id", "since"], unique=False)
        batch_op.create_index(
            "uq_authoriser_active",
            ["entity_id"],
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )

    op.create_table(
        "enrolment_rules",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("fingers", sa.String(length=40), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("two_people", sa.Boolean(), nullable=False),
        sa.Column("most_unsent", sa.Integer(), nullable=False),
        sa.Column("retention_years", sa.Integer(), nullable=False),
        sa.Column("legal_basis", sa.String(length=400), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_enrolment_rules_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_enrolment_rules")),
    )
    op.create_table(
        "kit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("serial", sa.String(length=60), nullable=False),
        sa.Column("delivery_record", sa.String(length=40), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name=op.f("fk_kit_entity_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_kit_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit")),
    )
    with op.batch_alter_table("kit", schema=None) as batch_op:
        batch_op.create_index("ix_kit_entity", ["entity_id"], unique=False)

    op.create_table(
        "loan_contract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entity.id"], name=op.f("fk_loan_contract_entity_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_loan_contract_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_contract")),
    )
    with op.batch_alter_table("loan_contract", schema=None) as batch_op:
        batch_op.create_index("ix_loan_contract_entity", ["entity_id"], unique=False)

    op.create_table(
        "payment_pc",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("serial", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name=op.f("fk_payment_pc_entity_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_payment_pc_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_pc")),
    )
    with op.batch_alter_table("payment_pc", schema=None) as batch_op:
        batch_op.create_index("ix_payment_pc_entity", ["entity_id"], unique=False)

    op.create_table(
        "authoriser_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("activates", sa.Uuid(), nullable=True),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("absence_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff.id"], name=op.f("fk_authoriser_change_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entity.id"], name=op.f("fk_authoriser_change_entity_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_authoriser_change_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authoriser_change")),
    )
    with op.batch_alter_table("authoriser_change", schema=None) as batch_op:
        batch_op.create_index(
            "ix_authoriser_change_due",
            ["starts_on"],
            unique=False,
            sqlite_where=sa.text("state = 'programmed'"),
            postgresql_where=sa.text("state = 'programmed'"),
        )
        batch_op.create_index(
            "ix_authoriser_change_entity", ["entity_id", "asked_at"], unique=False
        )
        batch_op.create_index(
            "uq_authoriser_change_waiting",
            ["entity_id"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "enrolment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("validated_by", sa.Uuid(), nullable=True),
        sa.Column("validated_at", UtcDateTime(), nullable=True),
        sa.Column("notice_by", sa.Uuid(), nullable=True),
        sa.Column("notice_at", UtcDateTime(), nullable=True),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("captured_by", sa.Uuid(), nullable=True),
        sa.Column("captured_at", UtcDateTime(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("packet", sa.String(length=64), nullable=False),
        sa.Column("check_state", sa.String(length=10), nullable=False),
        sa.Column("check_words", sa.String(length=600), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("checked_by", sa.String(length=120), nullable=False),
        sa.Column("configured_by", sa.Uuid(), nullable=True),
        sa.Column("configured_at", UtcDateTime(), nullable=True),
        sa.Column("payment_pc_id", sa.Uuid(), nullable=True),
        sa.Column("notified_by", sa.Uuid(), nullable=True),
        sa.Column("notified_at", UtcDateTime(), nullable=True),
        sa.Column("ods_installed", sa.Boolean(), nullable=False),
        sa.Column("delete_after", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["captured_by"], ["staff.id"], name=op.f("fk_enrolment_captured_by")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_enrolment_case_id")),
        sa.ForeignKeyConstraint(
            ["configured_by"], ["staff.id"], name=op.f("fk_enrolment_configured_by")
        ),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name=op.f("fk_enrolment_entity_id")),
        sa.ForeignKeyConstraint(["notice_by"], ["staff.id"], name=op.f("fk_enrolment_notice_by")),
        sa.ForeignKeyConstraint(
            ["notified_by"], ["staff.id"], name=op.f("fk_enrolment_notified_by")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_enrolment_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id")),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["staff.id"], name=op.f("fk_enrolment_requested_by")
        ),
        sa.ForeignKeyConstraint(
            ["validated_by"], ["staff.id"], name=op.f("fk_enrolment_validated_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_case", ["case_id"], unique=False)
        batch_op.create_index(
            "ix_enrolment_delete_after",
            ["delete_after"],
            unique=False,
            sqlite_where=sa.text("delete_after IS NOT NULL"),
            postgresql_where=sa.text("delete_after IS NOT NULL"),
        )
        batch_op.create_index("ix_enrolment_entity", ["entity_id", "requested_at"], unique=False)
        batch_op.create_index(
            "ix_enrolment_open",
            ["requested_at"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.create_index("ix_enrolment_person", ["person_id", "requested_at"], unique=False)
        batch_op.create_index(
            "uq_enrolment_case_role",
            ["case_id", "role"],
            unique=True,
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolment_case_role",
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )
        batch_op.drop_index("ix_enrolment_person")
        batch_op.drop_index(
            "ix_enrolment_open",
            sqlite_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.drop_index("ix_enrolment_entity")
        batch_op.drop_index(
            "ix_enrolment_delete_after",
            sqlite_where=sa.text("delete_after IS NOT NULL"),
            postgresql_where=sa.text("delete_after IS NOT NULL"),
        )
        batch_op.drop_index("ix_enrolment_case")

    op.drop_table("enrolment")
    with op.batch_alter_table("authoriser_change", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_authoriser_change_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_authoriser_change_entity")
        batch_op.drop_index(
            "ix_authoriser_change_due",
            sqlite_where=sa.text("state = 'programmed'"),
            postgresql_where=sa.text("state = 'programmed'"),
        )

    op.drop_table("authoriser_change")
    with op.batch_alter_table("payment_pc", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_pc_entity")

    op.drop_table("payment_pc")
    with op.batch_alter_table("loan_contract", schema=None) as batch_op:
        batch_op.drop_index("ix_loan_contract_entity")

    op.drop_table("loan_contract")
    with op.batch_alter_table("kit", schema=None) as batch_op:
        batch_op.drop_index("ix_kit_entity")

    op.drop_table("kit")
    op.drop_table("enrolment_rules")
    with op.batch_alter_table("authoriser", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_authoriser_active",
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )
        batch_op.drop_index("ix_authoriser_entity")

    op.drop_table("authoriser")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_absence_open",
            sqlite_where=sa.text("state IN ('programmed', 'waiting', 'in_force')"),
            postgresql_where=sa.text("state IN ('programmed', 'waiting', 'in_force')"),
        )
        batch_op.drop_index("ix_absence_entity")
        batch_op.drop_index("ix_absence_case")

    op.drop_table("absence")
    with op.batch_alter_table("sealed_packet", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_sealed_packet_unsent",
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        )

    op.drop_table("sealed_packet")
    op.drop_table("gallery_entry")
    with op.batch_alter_table("known_authoriser", schema=None) as batch_op:
        batch_op.drop_index("ix_known_authoriser_ruc")

    op.drop_table("known_authoriser")

"""first release"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("workstation_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index("ix_access_log_subject", "access_log", ["subject", "at"], unique=False)
    op.create_table(
        "backup_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("offices", sa.Integer(), nullable=False),
        sa.Column("operations", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_mark")),
    )
    op.create_table(
        "catalogue_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_catalogue_version")),
    )
    op.create_table(
        "feed",
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_feed")),
    )
    op.create_index("ix_feed_office", "feed", ["office_id", "place"], unique=False)
    op.create_table(
        "feed_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_state")),
    )
    op.create_table(
        "file",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "sha256", name=op.f("pk_file")),
    )
    op.create_table(
        "file_piece",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "sha256", "start", name=op.f("pk_file_piece")),
    )
    op.create_table(
        "identity",
        sa.Column("canonical", sa.Uuid(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), server_default=sa.text("'single'"), nullable=False),
        sa.Column(
            "answered", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("answered_same", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("canonical", name=op.f("pk_identity")),
    )
    op.create_index("uq_identity_document", "identity", ["document_type", "document"], unique=True)
    op.create_table(
        "identity_member",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("canonical", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "person_id", name=op.f("pk_identity_member")),
    )
    op.create_index("ix_identity_member_canonical", "identity_member", ["canonical"], unique=False)
    op.create_table(
        "seat",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("entity_ruc", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_seat")),
    )
    op.create_index(
        "uq_seat_active",
        "seat",
        ["entity_ruc", "seat"],
        unique=True,
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("head_sequence", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("head_hash", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("schema", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("epoch", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("forked_at", sa.BigInteger(), nullable=True),
        sa.Column("data_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "backed_up_through", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "operation",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("workstation", sa.Text(), nullable=False),
        sa.Column("aggregate", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Uuid(), nullable=False),
        sa.Column("aggregate_version", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("payload_hash", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("body", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_operation")),
    )
    op.create_index(
        "ix_operation_not_applied",
        "operation",
        ["office_id", "aggregate_id", "sequence"],
        unique=False,
        postgresql_where=sa.text("state <> 'applied'"),
    )
    op.create_index("ix_operation_sequence", "operation", ["office_id", "sequence"], unique=False)
    op.create_table(
        "pairing_code",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("office_code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workstation_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_pairing_code")),
    )
    op.create_table(
        "row_image",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("row", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "table_name", "key", name=op.f("pk_row_image")),
    )
    op.create_index(
        "ix_row_image_day",
        "row_image",
        ["office_id", sa.literal_column("(row ->> 'day')"), "table_name"],
        unique=False,
        postgresql_where=sa.text("row ? 'day'"),
    )
    case = "table_name = 'case_file'"
    promised = "row ->> 'state' IN ('in_process', 'diagnosing', 'referred')"
    for name, column, which in (
        ("opened", "opened_at", case),
        ("resolved", "resolved_at", f"{case} AND row ->> 'resolved_at' IS NOT NULL"),
        ("due", "due_at", f"{case} AND {promised}"),
        ("found", "case_id", "table_name = 'case_finding'"),
        ("returned", "case_id", "table_name = 'case_return'"),
        ("returned_entity", "entity_id", "table_name = 'case_return'"),
    ):
        op.create_index(
            f"ix_row_image_{name}",
            "row_image",
            ["office_id", sa.text(f"(row ->> '{column}')")],
            postgresql_where=sa.text(which),
        )
    op.create_index(
        "ix_row_image_document",
        "row_image",
        [sa.text("(row ->> 'document')"), sa.text("(row ->> 'document_type')")],
        postgresql_where=sa.text("table_name = 'person'"),
    )
    op.create_index(
        "ix_row_image_ticket_person",
        "row_image",
        [sa.text("(row ->> 'person_id')")],
        postgresql_where=sa.text("table_name = 'ticket'"),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner_role", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("subject", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("resolution", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_office", "task", ["office_id", "opened_at"], unique=False)
    op.create_index(
        "ix_task_person",
        "task",
        [sa.literal_column("(subject ->> 'canonical')")],
        unique=False,
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "workstation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("previous_nonce", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("previous_request", sa.Uuid(), nullable=True),
        sa.Column(
            "used", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("program", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cloned_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workstation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_workstation_token_hash")),
    )
    op.create_index("ix_workstation_office", "workstation", ["office_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_workstation_office", table_name="workstation")
    op.drop_table("workstation")
    op.drop_index(
        "ix_task_person",
        table_name="task",
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.drop_index("ix_task_office", table_name="task")
    op.drop_table("task")
    op.drop_index(
        "ix_row_image_day", table_name="row_image", postgresql_where=sa.text("row ? 'day'")
    )
    op.drop_table("row_image")
    op.drop_table("pairing_code")
    op.drop_index("ix_operation_sequence", table_name="operation")
    op.drop_index(
        "ix_operation_not_applied",
        table_name="operation",
        postgresql_where=sa.text("state <> 'applied'"),
    )
    op.drop_table("operation")
    op.drop_table("office")
    op.drop_index("uq_seat_active", table_name="seat", postgresql_where=sa.text("state = 'active'"))
    op.drop_table("seat")
    op.drop_index("ix_identity_member_canonical", table_name="identity_member")
    op.drop_table("identity_member")
    op.drop_index("uq_identity_document", table_name="identity")
    op.drop_table("identity")
    op.drop_table("file_piece")
    op.drop_table("file")
    op.drop_table("feed_state")
    op.drop_index("ix_feed_office", table_name="feed")
    op.drop_table("feed")
    op.drop_table("catalogue_version")
    op.drop_table("backup_mark")
    op.drop_index("ix_access_log_subject", table_name="access_log")
    op.drop_table("access_log")

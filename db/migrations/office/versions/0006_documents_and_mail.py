"""Received files, the documents in them, and messages to applicants."""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "received_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media", sa.String(length=40), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("signature", sa.String(length=20), nullable=False),
        sa.Column("signature_report", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["staff.id"], name=op.f("fk_received_file_added_by")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_received_file_office_id")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_received_file")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("requirement", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=24), nullable=False),
        sa.Column("by_code", sa.Boolean(), nullable=False),
        sa.Column("letter", sa.String(length=60), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("filed_by", sa.Uuid(), nullable=True),
        sa.Column("filed_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_document_case_id")),
        sa.ForeignKeyConstraint(["filed_by"], ["staff.id"], name=op.f("fk_document_filed_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_document_office_id")),
        sa.ForeignKeyConstraint(
            ["sha256"], ["received_file.sha256"], name=op.f("fk_document_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index("ix_document_case", ["case_id", "requirement"], unique=False)
        batch_op.create_index("ix_document_file", ["sha256", "first"], unique=False)
        batch_op.create_index(
            "ix_document_filed_at",
            ["filed_at"],
            unique=False,
            sqlite_where=sa.text("state = 'filed'"),
            postgresql_where=sa.text("state = 'filed'"),
        )
        batch_op.create_index(
            "ix_document_tray",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'tray'"),
            postgresql_where=sa.text("state = 'tray'"),
        )
        batch_op.create_index(
            "uq_document_filed",
            ["case_id", "requirement", "sha256", "first"],
            unique=True,
            sqlite_where=sa.text("state = 'filed'"),
            postgresql_where=sa.text("state = 'filed'"),
        )

    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("attachment", sa.String(length=64), nullable=False),
        sa.Column("attachment_name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", UtcDateTime(), nullable=True),
        sa.Column("sender", sa.String(length=120), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_mail_case_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_mail_made_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_mail_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index("ix_mail_case", ["case_id", "made_at"], unique=False)
        batch_op.create_index("ix_mail_made_at", ["made_at"], unique=False)
        batch_op.create_index(
            "ix_mail_open",
            ["made_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'sending', 'failed', 'unknown')"),
            postgresql_where=sa.text("state IN ('waiting', 'sending', 'failed', 'unknown')"),
        )

    if op.get_bind().dialect.name == "postgresql":
        _make_pieces()


def _make_pieces() -> None:
    """Make the second database, which an office in a file has in a file of its own."""
    op.execute("CREATE SCHEMA documentos")
    op.create_table(
        "piece",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media", sa.String(length=40), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("sent_to", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_piece")),
        schema="documentos",
    )
    op.create_index("ix_piece_sent_to", "piece", ["sent_to"], schema="documentos")
    for name, columns in (
        ("part", [sa.Column("content", sa.LargeBinary(), nullable=False)]),
        (
            "page",
            [
                sa.Column("width", sa.Integer(), nullable=False),
                sa.Column("height", sa.Integer(), nullable=False),
                sa.Column("angle", sa.Float(), nullable=False),
                sa.Column("thumbnail", sa.LargeBinary(), nullable=False),
            ],
        ),
    ):
        op.create_table(
            name,
            sa.Column("sha256", sa.String(length=64), nullable=False),
            sa.Column("number", sa.Integer(), nullable=False),
            *columns,
            sa.ForeignKeyConstraint(
                ["sha256"], ["documentos.piece.sha256"], name=op.f(f"fk_{name}_sha256")
            ),
            sa.PrimaryKeyConstraint("sha256", "number", name=op.f(f"pk_{name}")),
            schema="documentos",
        )
    op.execute("ALTER TABLE documentos.part ALTER COLUMN content SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE documentos.page ALTER COLUMN thumbnail SET STORAGE EXTERNAL")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SCHEMA documentos CASCADE")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_mail_open",
            sqlite_where=sa.text("state IN ('waiting', 'sending', 'failed', 'unknown')"),
            postgresql_where=sa.text("state IN ('waiting', 'sending', 'failed', 'unknown')"),
        )
        batch_op.drop_index("ix_mail_made_at")
        batch_op.drop_index("ix_mail_case")

    op.drop_table("mail")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_document_filed",
            sqlite_where=sa.text("state = 'filed'"),
            postgresql_where=sa.text("state = 'filed'"),
        )
        batch_op.drop_index(
            "ix_document_tray",
            sqlite_where=sa.text("state = 'tray'"),
            postgresql_where=sa.text("state = 'tray'"),
        )
        batch_op.drop_index(
            "ix_document_filed_at",
            sqlite_where=sa.text("state = 'filed'"),
            postgresql_where=sa.text("state = 'filed'"),
        )
        batch_op.drop_index("ix_document_file")
        batch_op.drop_index("ix_document_case")

    op.drop_table("document")
    op.drop_table("received_file")

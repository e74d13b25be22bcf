"""Received files, the documents found in them, and messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, literal_column, select

from db.repositories.base import Repository, changing, plain
from db.tables import (
    DOCUMENT_IS_FILED,
    DOCUMENT_IS_IN_TRAY,
    MAIL_IS_OPEN,
    document,
    mail,
    received_file,
)
from domain.documents import Document, DocumentState, ReceivedFile, Source
from domain.errors import NotFound
from domain.mail import Mail, MailKind, MailState
from domain.signatures import SignatureState

_FILE = select(received_file).where(received_file.c.sha256 == bindparam("digest"))
_FILES = select(received_file.c.sha256)
_ATTACHED = select(mail.c.attachment).where(mail.c.attachment != literal_column("''")).distinct()
_ADD_FILE = insert(received_file)
_SAVE_FILE = changing(received_file, "sha256")

_GET = select(document).where(document.c.id == bindparam("key"))
_OF_FILE = (
    select(document).where(document.c.sha256 == bindparam("digest")).order_by(document.c.first)
)
_OF_CASE = (
    select(document)
    .where(document.c.case_id == bindparam("case"))
    .order_by(document.c.requirement, document.c.id.desc())
)
_TRAY = select(document).where(DOCUMENT_IS_IN_TRAY).order_by(document.c.id).limit(bindparam("most"))
_FILED_SINCE = (
    select(document)
    .where(DOCUMENT_IS_FILED, document.c.filed_at >= bindparam("at"))
    .order_by(document.c.filed_at.desc(), document.c.id.desc())
    .limit(bindparam("most"))
)
_ADD = insert(document)
_SAVE = changing(document, "id")

_MAIL = select(mail).where(mail.c.id == bindparam("key"))
_MAILS_OF_CASE = (
    select(mail)
    .where(mail.c.case_id == bindparam("case"))
    .order_by(mail.c.made_at.desc(), mail.c.id.desc())
)
_OPEN = (
    select(mail).where(MAIL_IS_OPEN).order_by(mail.c.made_at, mail.c.id).limit(bindparam("most"))
)
_DUE = (
    select(mail)
    .where(MAIL_IS_OPEN, mail.c.state == literal_column("'waiting'"))
    .where(mail.c.next_at <= bindparam("at"))
    .order_by(mail.c.made_at, mail.c.id)
    .limit(bindparam("most"))
)
_BEING_SENT = (
    select(mail)
    .where(MAIL_IS_OPEN, mail.c.state == literal_column("'sending'"))
    .order_by(mail.c.made_at, mail.c.id)
)
_LATELY = select(mail).order_by(mail.c.made_at.desc(), mail.c.id.desc()).limit(bindparam("most"))
_ADD_MAIL = insert(mail)
_SAVE_MAIL = changing(mail, "id")


class SqlDocuments(Repository):
    """Received files and the documents found in them."""

    def file(self, sha256: str) -> ReceivedFile | None:
        """Return a file as it was received, if it was."""
        row = self._one(_FILE, digest=sha256)
        return None if row is None else _file(row)

    def files(self, names: Sequence[str]) -> Sequence[ReceivedFile]:
        """Return those of these files that were received, in no order."""
        found = (self.file(name) for name in set(names))
        return [file for file in found if file is not None]

    def mentioned(self) -> frozenset[str]:
        """Return the SHA-256 of every piece that must be kept: files, and messages' attachments."""
        return frozenset(
            row[0] for statement in (_FILES, _ATTACHED) for row in self._rows(statement)
        )

    def add_file(self, file: ReceivedFile) -> None:
        """Store a new one."""
        self._change(_ADD_FILE, plain(file))

    def save_file(self, file: ReceivedFile) -> None:
        """Store a changed one. Raises Stale."""
        self._save(_SAVE_FILE, file, "sha256")

    def get(self, document_id: UUID) -> Document:
        """Return a document. Raises NotFound."""
        row = self._one(_GET, key=document_id)
        if row is None:
            raise NotFound("Ese documento no existe.")
        return _document(row)

    def of_file(self, sha256: str) -> Sequence[Document]:
        """Return the documents found in a file, by their pages."""
        return [_document(row) for row in self._rows(_OF_FILE, digest=sha256)]

    def of_case(self, case_id: UUID) -> Sequence[Document]:
        """Return a case's documents, filed and replaced, by requirement, the newest first."""
        return [_document(row) for row in self._rows(_OF_CASE, case=case_id)]

    def tray(self, limit: int) -> Sequence[Document]:
        """Return what nobody could tell yet, the oldest first."""
        return [_document(row) for row in self._rows(_TRAY, most=limit)]

    def filed_since(self, at: datetime, limit: int) -> Sequence[Document]:
        """Return what was filed from a moment on, the newest first."""
        return [_document(row) for row in self._rows(_FILED_SINCE, at=at, most=limit)]

    def add(self, document: Document) -> None:
        """Store a new one."""
        self._change(_ADD, plain(document))

    def save(self, document: Document) -> None:
        """Store a changed document. Raises Stale."""
        self._save(_SAVE, document, "id")

    def _save(self, statement: Any, thing: Document | ReceivedFile, key: str) -> None:
        values = plain(thing)
        kept = values.pop(key)
        self._change_one(statement, {**values, "key": kept, "previous": thing.version - 1})


class SqlMails(Repository):
    """Messages to applicants."""

    def get(self, mail_id: UUID) -> Mail:
        """Return a message. Raises NotFound."""
        row = self._one(_MAIL, key=mail_id)
        if row is None:
            raise NotFound("Ese mensaje no existe.")
        return _mail(row)

    def of_case(self, case_id: UUID) -> Sequence[Mail]:
        """Return a case's messages, the newest first."""
        return [_mail(row) for row in self._rows(_MAILS_OF_CASE, case=case_id)]

    def due(self, at: datetime, limit: int) -> Sequence[Mail]:
        """Return those that wait and may be sent now, the oldest first."""
        return [_mail(row) for row in self._rows(_DUE, at=at, most=limit)]

    def open(self, limit: int) -> Sequence[Mail]:
        """Return those that are neither sent nor cancelled, the oldest first."""
        return [_mail(row) for row in self._rows(_OPEN, most=limit)]

    def being_sent(self) -> Sequence[Mail]:
        """Return those handed to the mail server whose outcome nobody noted."""
        return [_mail(row) for row in self._rows(_BEING_SENT)]

    def lately(self, limit: int) -> Sequence[Mail]:
        """Return those made last, the newest first."""
        return [_mail(row) for row in self._rows(_LATELY, most=limit)]

    def add(self, mail: Mail) -> None:
        """Store a new one."""
        self._change(_ADD_MAIL, plain(mail))

    def save(self, mail: Mail) -> None:
        """Store a changed message. Raises Stale."""
        values = plain(mail)
        key = values.pop("id")
        self._change_one(_SAVE_MAIL, {**values, "key": key, "previous": mail.version - 1})


def _file(row: Any) -> ReceivedFile:
    told = row._asdict()
    return ReceivedFile(
        **{
            **told,
            "source": Source(row.source),
            "signature": SignatureState(row.signature),
        }
    )


def _document(row: Any) -> Document:
    return Document(**{**row._asdict(), "state": DocumentState(row.state)})


def _mail(row: Any) -> Mail:
    return Mail(**{**row._asdict(), "kind": MailKind(row.kind), "state": MailState(row.state)})

"""Where received files, the documents in them and messages are told of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.documents import Document, ReceivedFile
from domain.mail import Mail


class Documents(Protocol):
    """Received files and the documents found in them; their bytes are in ``Pieces``."""

    def file(self, sha256: str) -> ReceivedFile | None:
        """Return a file as it was received, if it was."""
        ...

    def files(self, names: Sequence[str]) -> Sequence[ReceivedFile]:
        """Return those of these files that were received, in no order."""
        ...

    def mentioned(self) -> frozenset[str]:
        """Return the SHA-256 of every piece that must be kept: files, and messages' attachments."""
        ...

    def add_file(self, file: ReceivedFile) -> None: ...

    def save_file(self, file: ReceivedFile) -> None:
        """Store a changed one. Raises Stale."""
        ...

    def get(self, document_id: UUID) -> Document:
        """Return a document. Raises NotFound."""
        ...

    def of_file(self, sha256: str) -> Sequence[Document]:
        """Return the documents found in a file, by their pages."""
        ...

    def of_case(self, case_id: UUID) -> Sequence[Document]:
        """Return a case's documents, filed and replaced, by requirement, the newest first."""
        ...

    def tray(self, limit: int) -> Sequence[Document]:
        """Return what nobody could tell yet, the oldest first."""
        ...

    def filed_since(self, at: datetime, limit: int) -> Sequence[Document]:
        """Return what was filed from a moment on, the newest first."""
        ...

    def add(self, document: Document) -> None: ...

    def save(self, document: Document) -> None:
        """Store a changed document. Raises Stale."""
        ...


class Mails(Protocol):
    """Messages to applicants."""

    def get(self, mail_id: UUID) -> Mail:
        """Return a message. Raises NotFound."""
        ...

    def of_case(self, case_id: UUID) -> Sequence[Mail]:
        """Return a case's messages, the newest first."""
        ...

    def due(self, at: datetime, limit: int) -> Sequence[Mail]:
        """Return those that wait and may be sent now, the oldest first."""
        ...

    def open(self, limit: int) -> Sequence[Mail]:
        """Return those that are neither sent nor cancelled, the oldest first."""
        ...

    def being_sent(self) -> Sequence[Mail]:
        """Return those handed to the mail server whose outcome nobody noted."""
        ...

    def lately(self, limit: int) -> Sequence[Mail]:
        """Return those made last, the newest first."""
        ...

    def add(self, mail: Mail) -> None: ...

    def save(self, mail: Mail) -> None:
        """Store a changed message. Raises Stale."""
        ...

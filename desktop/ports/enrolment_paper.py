"""What the receipt of an enrolment says; it holds no image, nor anything made from one."""

from dataclasses import dataclass
from datetime import datetime

from desktop.ports.entity_papers import EntityPaper


@dataclass(frozen=True, slots=True)
class ReceiptFinger:
    """One finger, or the photograph.

    Attributes:
        taken: it was captured; False where a supervisor let it be left out.
        result: in words: ``Capturado``, ``Exceptuado: vendado, temporal``.
        detail: its impressions and their quality, or who allowed the exception.
    """

    name: str
    taken: bool
    result: str
    detail: str


@dataclass(frozen=True, slots=True)
class EnrolmentReceipt:
    """What was captured of somebody, and what comes of it; times are local.

    Attributes:
        role: ``Titular``, ``Alterno``.
        state: in a word; ``meaning`` what that means for the person, in a sentence.
        done: the person has nothing to wait for.
        reader: model and serial number; empty where the fingerprints were on file.
        basis: the norm under which it was captured; ``kept`` until when it is kept.
    """

    head: EntityPaper
    case_number: str
    person: str
    document: str
    role: str
    state: str
    done: bool
    meaning: str
    fingers: tuple[ReceiptFinger, ...]
    reader: str
    captured_at: datetime
    technician: str
    notice_at: datetime | None
    basis: str
    kept: str
    rights: str

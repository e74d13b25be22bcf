"""What every store of received files, documents and messages must do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from domain.case_parts import Matter, Origin, Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.documents import Document, DocumentState, ReceivedFile, Source
from domain.errors import NotFound, Stale
from domain.ids import new_id
from domain.mail import Mail, MailKind, MailState
from domain.ports import UnitOfWork, Units
from domain.signatures import SignatureState
from tests.contracts.test_units import tell
from tests.office import MORNING, SmallOffice

NAME = "ab" * 32


def write(units: Units, change: Callable[[UnitOfWork], object]) -> None:
    """Change something in a transaction of its own, and tell it."""
    with units.write() as unit:
        tell(unit)
        change(unit)


@pytest.fixture
def by(office: SmallOffice) -> UUID:
    return office.staff["asesor-1"].id


@pytest.fixture
def case(units: Units, office: SmallOffice, by: UUID) -> Case:
    made = Case(
        new_id(), office.office.id, "QUITO-26-00001-2", 1, 1,
        Origin(Channel.EMAIL, MORNING), Parties(), Matter(), by, MORNING, MORNING, by, MORNING,
    )  # fmt: skip
    write(units, lambda unit: unit.cases.add(made))
    return made


@pytest.fixture
def file(units: Units, office: SmallOffice, by: UUID) -> ReceivedFile:
    made = ReceivedFile(
        NAME, office.office.id, "acta ñandú.pdf", "application/pdf", 5 << 30, 9,
        Source.FOLDER, by, MORNING, SignatureState.VALID, "{}",
    )  # fmt: skip
    write(units, lambda unit: unit.documents.add_file(made))
    return made


def document(file: ReceivedFile, first: int = 1, last: int = 1) -> Document:
    return Document(new_id(), file.office_id, file.sha256, first, last, reason="Sin código")


def test_files_are_read_as_they_were_stored(units: Units, file: ReceivedFile) -> None:
    changed = replace(file, signature=SignatureState.ALTERED, signature_report="", version=2)
    with units.read() as unit:
        assert unit.documents.file(NAME) == file
        assert unit.documents.file("cd" * 32) is None
        assert unit.documents.files([NAME, NAME, "cd" * 32]) == [file]
    write(units, lambda unit: unit.documents.save_file(changed))
    with units.read() as unit:
        assert unit.documents.file(NAME) == changed
    with pytest.raises(Stale):
        write(units, lambda unit: unit.documents.save_file(changed))


def test_documents_are_read_as_they_were_stored(
    units: Units, file: ReceivedFile, case: Case, by: UUID
) -> None:
    one = document(file)
    write(units, lambda unit: unit.documents.add(one))
    filed = replace(
        one.filed(case.id, 3, 2, by=by, at=MORNING, by_code=True),
        form="ACTA", letter="MEF-2026-1-O", letter_on=date(2026, 12, 1), replaces=new_id(),
    )  # fmt: skip
    write(units, lambda unit: unit.documents.save(filed))
    with units.read() as unit:
        assert unit.documents.get(one.id) == filed
        with pytest.raises(NotFound):
            unit.documents.get(new_id())
    with pytest.raises(Stale):
        write(units, lambda unit: unit.documents.save(filed))


def test_lists_in_their_order(units: Units, file: ReceivedFile, case: Case, by: UUID) -> None:
    ones = [document(file, number, number) for number in range(1, 7)]
    later = MORNING + timedelta(minutes=5)
    filed = [
        ones[0].filed(case.id, 2, 1, by=by, at=MORNING, by_code=True),
        ones[1].filed(case.id, 1, 1, by=by, at=later, by_code=True),
        ones[2].filed(case.id, 1, 1, by=by, at=later, by_code=False),
    ]
    gone = ones[3].discarded("En blanco")
    old = ones[4].filed(case.id, 1, 1, by=by, at=MORNING, by_code=True).replaced("Ilegible")

    def keep(unit: UnitOfWork) -> None:
        for one in (*filed, gone, old, ones[5]):
            unit.documents.add(one)

    write(units, keep)
    with units.read() as unit:
        documents = unit.documents
        assert documents.tray(10) == [ones[5]]
        assert documents.tray(0) == []
        assert documents.of_file(NAME) == [*filed, gone, old, ones[5]]
        assert documents.of_case(case.id) == [old, filed[2], filed[1], filed[0]]
        assert documents.of_case(new_id()) == []
        assert documents.filed_since(MORNING, 10) == [filed[2], filed[1], filed[0]]
        assert documents.filed_since(later, 1) == [filed[2]]


def test_the_same_pages_never_lie_twice_in_one_place(
    units: Units, file: ReceivedFile, case: Case, by: UUID
) -> None:
    first, second = (
        document(file).filed(case.id, 1, 1, by=by, at=MORNING, by_code=True) for _ in range(2)
    )
    write(units, lambda unit: unit.documents.add(first))
    with pytest.raises((sqlcipher.IntegrityError, psycopg.errors.UniqueViolation)):
        write(units, lambda unit: unit.documents.add(second))
    replaced = first.replaced("Ilegible")
    write(units, lambda unit: unit.documents.save(replaced))
    write(units, lambda unit: unit.documents.add(second))
    with units.read() as unit:
        assert unit.documents.get(second.id).state is DocumentState.FILED


def message(office: SmallOffice, by: UUID, **more: object) -> Mail:
    made = new_id()
    return replace(
        Mail(
            made,
            office.office.id,
            MailKind.RETURNED,
            "luz@ejemplo.ec",
            "Su trámite",
            "Texto\nñ",
            f"{made}@ventanilla",
            by,
            MORNING,
            MORNING,
        ),
        **more,  # type: ignore[arg-type]
    )


def test_messages_are_read_as_they_were_stored(
    units: Units, office: SmallOffice, case: Case, by: UUID
) -> None:
    one = message(office, by, case_id=case.id, attachment=NAME, attachment_name="Ficha.pdf")
    write(units, lambda unit: unit.mails.add(one))
    begun = one.begun("PC-1", MORNING)
    write(units, lambda unit: unit.mails.save(begun))
    with units.read() as unit:
        assert unit.mails.get(one.id) == begun
        assert unit.mails.of_case(case.id) == [begun]
        assert unit.mails.being_sent() == [begun]
        with pytest.raises(NotFound):
            unit.mails.get(new_id())
    with pytest.raises(Stale):
        write(units, lambda unit: unit.mails.save(begun))


def test_messages_in_their_order(units: Units, office: SmallOffice, by: UUID) -> None:
    later = MORNING + timedelta(hours=1)
    waiting = message(office, by)
    paused = message(office, by, next_at=later)
    begun = message(office, by).begun("PC-1", MORNING)
    unknown = message(office, by).begun("PC-1", MORNING).unknown("Se cortó")
    sent = message(office, by).begun("PC-1", MORNING).sent()
    cancelled = message(office, by).cancelled()

    def keep(unit: UnitOfWork) -> None:
        for one in (waiting, paused, begun, unknown, sent, cancelled):
            unit.mails.add(one)

    write(units, keep)
    with units.read() as unit:
        mails = unit.mails
        assert mails.due(MORNING, 10) == [waiting]
        assert mails.due(later, 10) == [waiting, paused]
        assert mails.due(later, 1) == [waiting]
        assert mails.open(10) == [waiting, paused, begun, unknown]
        assert mails.being_sent() == [begun]
        assert mails.lately(3) == [cancelled, sent, unknown]
        assert unknown.state is MailState.UNKNOWN

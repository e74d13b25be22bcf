"""People whom other offices know."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from desktop.ports import RecordSeen
from desktop.usecases import elsewhere, reception
from desktop.usecases.desk import Desk
from domain.errors import InvalidInput, KnownError, NotFound
from domain.exchange import KnownPerson
from domain.ids import new_id
from domain.people import DocumentType
from tests.office import SmallOffice
from tests.usecases.casework import a_person
from tests.usecases.hall import told

OWN = "Centro de Servicios Quito"
ROSA = KnownPerson("cedula", "1710034065", "Rosa Quishpe", new_id(), f"Guayaquil, {OWN}")
RECORD = RecordSeen("Guayaquil", "Rosa", "099", "", datetime(2026, 12, 1, tzinfo=UTC), ())


class Centre:
    """A centre that knows one person."""

    def __init__(self, error: KnownError | None = None) -> None:
        self.asked: list[tuple[str, str, UUID]] = []
        self._error = error

    def records(self, document_type: str, document: str, staff_id: UUID) -> Sequence[RecordSeen]:
        if self._error is not None:
            raise self._error
        self.asked.append((document_type, document, staff_id))
        return (RECORD,)


def know(desk: Desk, person: KnownPerson = ROSA) -> None:
    with desk.units.write() as unit:
        unit.exchange.put_person(person)


@pytest.mark.parametrize("typed", ["1710034065", "171003406-5", " 1710.034065 "])
def test_a_document_nobody_here_knows_is_offered_with_its_name_and_where(
    desk: Desk, office: SmallOffice, typed: str
) -> None:
    know(desk)
    (found,) = elsewhere.known_elsewhere(desk, office.actor("recepcion-1"), typed)
    assert (found.name, found.offices) == ("Rosa Quishpe", "Guayaquil")


def test_passports_and_other_documents_too(desk: Desk, office: SmallOffice) -> None:
    actor = office.actor("recepcion-1")
    know(desk, replace(ROSA, document_type="passport", document="AB12345"))
    know(desk, replace(ROSA, document_type="other", document="Carné 7"))
    for typed in ("ab12345", "Carné 7"):
        assert len(elsewhere.known_elsewhere(desk, actor, typed)) == 1


def test_a_part_of_a_document_or_a_name_offers_nobody(desk: Desk, office: SmallOffice) -> None:
    know(desk)
    for typed in ("171003406", "Rosa Quishpe", ""):
        assert not elsewhere.known_elsewhere(desk, office.actor("recepcion-1"), typed)
    with pytest.raises(InvalidInput):
        elsewhere.known_elsewhere(desk, office.actor("recepcion-1"), "\x00")


def test_who_is_on_file_here_is_not_offered_but_told_of(desk: Desk, office: SmallOffice) -> None:
    know(desk)
    actor = office.actor("recepcion-1")
    person = a_person(desk, office)
    assert not elsewhere.known_elsewhere(desk, actor, person.document)
    found = elsewhere.also_known(desk, actor, person.id)
    assert found is not None
    assert found.offices == "Guayaquil"


@pytest.mark.parametrize("offices", [OWN, ""])
def test_whom_only_this_office_knew_is_known_nowhere_else(
    desk: Desk, office: SmallOffice, offices: str
) -> None:
    know(desk, replace(ROSA, offices=offices))
    assert not elsewhere.known_elsewhere(desk, office.actor("recepcion-1"), ROSA.document)


def test_without_a_document_nobody_else_can_know_them(desk: Desk, office: SmallOffice) -> None:
    actor = office.actor("recepcion-1")
    draft = reception.PersonDraft(DocumentType.NONE, "", "Luz")
    person = reception.register_person(desk, actor, draft)
    centre = Centre()
    assert elsewhere.also_known(desk, actor, person.id) is None
    with pytest.raises(NotFound):
        elsewhere.full_record(desk, actor, centre, person.id)
    assert not centre.asked


def test_a_look_at_the_full_record_is_logged_here_and_there(
    desk: Desk, office: SmallOffice
) -> None:
    actor = office.actor("recepcion-1")
    person = a_person(desk, office)
    centre = Centre()
    assert elsewhere.full_record(desk, actor, centre, person.id) == (RECORD,)
    assert centre.asked == [("cedula", person.document, actor.staff_id)]
    last = told(desk, person.id)[-1]
    assert (last.type, last.actor_id) == ("person_looked_up", actor.staff_id)
    assert "Guayaquil" in (last.payload or "")
    assert "099" not in (last.payload or "")


def test_what_could_not_be_asked_is_not_told_as_seen(desk: Desk, office: SmallOffice) -> None:
    actor = office.actor("recepcion-1")
    person = a_person(desk, office)
    with pytest.raises(KnownError):
        elsewhere.full_record(desk, actor, Centre(KnownError()), person.id)
    assert told(desk, person.id)[-1].type == "person_registered"

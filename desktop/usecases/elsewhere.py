"""People whom other offices know: their name at hand, the full record on demand and logged."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from desktop.ports import PeopleElsewhere, RecordSeen
from desktop.usecases.desk import Desk, begin
from domain import identifiers
from domain.errors import InvalidInput, NotFound
from domain.exchange import KnownPerson
from domain.people import DocumentType
from domain.ports import UnitOfWork
from domain.staff import Action, Actor
from domain.text import clean_text

_BETWEEN = ", "
_SPARE = re.compile(r"[\s.\-]")


def known_elsewhere(desk: Desk, actor: Actor, text: str) -> Sequence[KnownPerson]:
    """Return whom other offices know by a document typed whole, and nobody here.

    Args:
        text: as typed; a part of a document or a name finds nobody.

    Raises:
        InvalidInput: what was typed holds characters that nothing on file can hold.
    """
    typed = clean_text(text, label="Buscar")
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.REGISTER_PEOPLE)
        return [
            found
            for document_type, document in _documents(typed)
            if (found := _elsewhere(unit, document_type, document)) is not None
            and unit.people.by_document(document_type, document) is None
        ]


def also_known(desk: Desk, actor: Actor, person_id: UUID) -> KnownPerson | None:
    """Return what other offices tell of somebody who is on file here; None where none does.

    Raises:
        NotFound: there is no such person.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.REGISTER_PEOPLE)
        person = unit.people.get(person_id)
        return _elsewhere(unit, person.document_type, person.document)


def full_record(
    desk: Desk, actor: Actor, people: PeopleElsewhere, person_id: UUID
) -> Sequence[RecordSeen]:
    """Return what every office keeps of a person; the look is logged here and at the centre.

    Args:
        people: asks the centre.

    Raises:
        NotFound: there is no such person, or one without a document, whom nobody else can know.
        KnownError: the centre could not be asked; nothing was looked at.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.REGISTER_PEOPLE)
        person = unit.people.get(person_id)
    if not person.document:
        raise NotFound()
    # No transaction is held while the network is asked.
    records = people.records(person.document_type.value, person.document, actor.staff_id)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REGISTER_PEOPLE)
        offices = [record.office for record in records]
        step.tell("person", person.id, person.version, "person_looked_up", {"offices": offices})
    return records


def _documents(typed: str) -> list[tuple[DocumentType, str]]:
    plain = _SPARE.sub("", typed)
    found = [(DocumentType.OTHER, typed)]
    with suppress(InvalidInput):
        found.append((DocumentType.PASSPORT, identifiers.passport(plain)))
    with suppress(InvalidInput):
        found.append((DocumentType.CEDULA, identifiers.cedula(plain)))
    return found[::-1]


def _elsewhere(unit: UnitOfWork, document_type: DocumentType, document: str) -> KnownPerson | None:
    """Return whom other offices than this one know by a document."""
    if not document:
        return None
    found = unit.exchange.known_person(document_type.value, document)
    if found is None:
        return None
    own = unit.offices.office().name
    others = _BETWEEN.join(name for name in found.offices.split(_BETWEEN) if name not in {own, ""})
    return replace(found, offices=others) if others else None

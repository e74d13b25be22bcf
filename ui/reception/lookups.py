"""What reception looks up: by what was typed, and whether somebody is on file already."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from desktop.usecases import case_view, elsewhere, reception
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from desktop.usecases.visit_cases import open_cases
from domain.case_number import means_case
from domain.exchange import KnownPerson
from domain.identifiers import CEDULA_LENGTH, RUC_LENGTH
from domain.people import DocumentType, Entity, Person
from domain.ports import CaseRow, Visit
from domain.staff import Actor
from domain.text import search_key
from ui.reception.cases import case_result
from ui.reception.state import (
    NEW,
    NewEntity,
    NewPerson,
    elsewhere_result,
    entity_result,
    person_result,
    ticket_result,
)
from ui.widgets.results import Result


@dataclass(frozen=True, slots=True)
class About:
    """What is known of who came."""

    visits: tuple[Visit, ...]
    cases: tuple[CaseRow, ...]
    elsewhere: KnownPerson | None = None


def about(desk: Desk, actor: Actor, person: Person, entity: Entity | None) -> About:
    """Return the person's visits, and the open cases of them and of the entity they come for."""
    return About(
        tuple(reception.visits(desk, actor, person.id)),
        open_cases(desk, actor, person.id, None if entity is None else entity.id),
        elsewhere.also_known(desk, actor, person.id),
    )


def search(desk: Desk, actor: Actor, text: str) -> tuple[Result, ...]:
    """Return people, entities, the turno or the case that ``text`` finds, or who to register.

    Raises:
        InvalidInput: what was typed can be no one's.
        NotACase, OtherOffice, NotFound: it is the number of a case that is not here.
    """
    if means_case(text):
        found_case = case_view.find(desk, actor, text)
        return (case_result(case_view.view(desk, actor, found_case.id)),)
    found: list[Result] = []
    ticket = reception.find_ticket(desk, actor, text)
    if ticket is not None:
        found.append(ticket_result(ticket, desk.catalogue.short_names(ticket.services)))
    found += [person_result(person) for person in reception.find_people(desk, actor, text)]
    found += [elsewhere_result(one) for one in elsewhere.known_elsewhere(desk, actor, text)]
    found += [entity_result(entity) for entity in reception.find_entities(desk, actor, text)]
    digits = re.sub(r"[\s.\-]", "", text)
    entity_number = digits.isascii() and digits.isdigit() and len(digits) == RUC_LENGTH
    person = Result(
        NEW, "Registrar una persona", _as_new(text), "user-plus", NewPerson(text), key="F5"
    )
    entity = Result(NEW, "Registrar una entidad", _as_new(text), "building-2", NewEntity(text))
    return (*found, *((entity, person) if entity_number else (person, entity)))


def search_entities(desk: Desk, actor: Actor, text: str) -> tuple[Result, ...]:
    """Return the entities that ``text`` finds, and that one can be registered.

    Raises:
        InvalidInput: what was typed can be no one's.
    """
    found = [entity_result(entity) for entity in reception.find_entities(desk, actor, text)]
    new = Result(
        NEW, "Registrar una entidad", _as_new(text), "building-2", NewEntity(text), key="F5"
    )
    return (*found, new)


def exact(results: Sequence[Result], text: str) -> Result | None:
    """Return the one result that Intro may take unseen: the very document, or the only one."""
    found = [result for result in results if result.group != NEW]
    same = [result for result in found if _is(result.value, search_key(text).replace(" ", ""))]
    if len(same) == 1:
        return same[0]
    if found:
        return found[0] if len(found) == 1 else None
    return results[0] if results else None


def known_person(
    desk: Desk, actor: Actor, document_type: DocumentType, document: str, but: UUID | None
) -> Person | None:
    """Return who is on file with a document, except the person ``but``."""
    for person in reception.find_people(desk, actor, document):
        same = (person.document_type, person.document) == (document_type, document)
        if same and person.id != but:
            return person
    return None


def known_entity(desk: Desk, actor: Actor, ruc: str, but: UUID | None) -> Entity | None:
    """Return the body on file with a RUC, except the entity ``but``."""
    found = reception.find_entities(desk, actor, ruc)
    return next((entity for entity in found if entity.ruc == ruc and entity.id != but), None)


def _as_new(text: str) -> str:
    return f"Con «{text}»"


def _is(value: object, typed: str) -> bool:
    if isinstance(value, UUID | CaseView):
        return True  # a code finds one turno or case only
    number = value.document if isinstance(value, Person | KnownPerson) else ""
    number = value.ruc if isinstance(value, Entity) else number
    return len(typed) >= min(CEDULA_LENGTH, 5) and bool(number) and number.casefold() == typed

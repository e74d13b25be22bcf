"""What the reception page shows, as one frozen value, and how what was found is told."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from desktop.ports import PrintOutcome
from desktop.usecases.hall import Hall
from desktop.usecases.reception import Issued
from domain.approvals import ApprovalKind
from domain.catalogue import Catalogue
from domain.exchange import KnownPerson
from domain.identifiers import RUC_LENGTH
from domain.people import DocumentType, Entity, Person
from domain.ports import CaseRow, Visit
from domain.tickets import OPEN_STATES, Ticket, TicketState
from ui.reception.cases import CameWith
from ui.states import STATE_KINDS
from ui.widgets.notices import Notice
from ui.widgets.results import Result

PEOPLE = "Personas"
ELSEWHERE = "En otras oficinas"
ENTITIES = "Entidades"
TICKETS = "Turnos de hoy"
NEW = "¿No está en la lista?"

AskLeave = Callable[[ApprovalKind, str, str, Callable[[UUID], None]], None]
"""Ask a supervisor: what for, about what, why; call back with the leave that was given."""


class Step(StrEnum):
    """What the page asks for now."""

    FIND = "find"
    PERSON_FORM = "person_form"
    CHOOSE = "choose"
    FIND_ENTITY = "find_entity"
    ENTITY_FORM = "entity_form"


@dataclass(frozen=True, slots=True)
class Papers:
    """What the page has printed; both may raise ``PrintFailed`` and are run off the UI thread."""

    slip: Callable[[Issued], PrintOutcome]
    checklist: Callable[[tuple[int, ...]], PrintOutcome]


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Register somebody who was not found; ``typed`` is what was searched for."""

    typed: str


@dataclass(frozen=True, slots=True)
class NewEntity:
    """Register a body that was not found."""

    typed: str


@dataclass(frozen=True, slots=True)
class LastIssued:
    """The turno just issued and what became of its slip (empty while it is being printed)."""

    issued: Issued
    paper: str = ""
    printed: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The page.

    Attributes:
        query: the text that ``results`` belong to.
        refusal: why what was typed cannot be searched for, or a form not be kept.
        person: whose turno it will be, with their ``visits``, the latest first.
        cases: open ones of the person and of the entity.
        elsewhere: what other offices tell of the person; None where none knows them.
        came: the case whose number they brought.
        entity: for whom they come.
        editing: the form corrects ``person`` or ``entity`` instead of registering one.
        typed: what the form begins with.
        existing: who is on file with the document or RUC typed in the form.
        chosen: numbers of the services, in the order chosen.
        issuing: a turno is being stored.
    """

    step: Step = Step.FIND
    hall: Hall | None = None
    query: str = ""
    results: tuple[Result, ...] = ()
    refusal: str = ""
    person: Person | None = None
    visits: tuple[Visit, ...] = ()
    cases: tuple[CaseRow, ...] = ()
    elsewhere: KnownPerson | None = None
    came: CameWith | None = None
    entity: Entity | None = None
    editing: bool = False
    typed: str = ""
    existing: Person | Entity | None = None
    chosen: tuple[int, ...] = ()
    priority: bool = False
    issuing: bool = False
    last: LastIssued | None = None

    @property
    def open_today(self) -> tuple[Visit, ...]:
        """The person's turnos of today that are not over."""
        if self.hall is None:
            return ()
        return tuple(v for v in self.visits if v.day == self.hall.day and v.state in OPEN_STATES)

    @property
    def absent_today(self) -> Visit | None:
        """The turno of today that the person did not come to, if any: they may rejoin with it."""
        if self.hall is None:
            return None
        today, absent = self.hall.day, TicketState.NO_SHOW
        return next((v for v in self.visits if v.day == today and v.state is absent), None)

    @property
    def lacking(self) -> Mapping[int, str]:
        """What is wrong with each requirement the person must bring back; empty for all."""
        came = self.came
        return {} if came is None or self.chosen != (came.service,) else came.lacking

    @property
    def earlier(self) -> tuple[Visit, ...]:
        """The person's other visits."""
        told = (*self.open_today, self.absent_today)
        return tuple(visit for visit in self.visits if visit not in told)


def person_result(person: Person) -> Result:
    """A person as one row."""
    return Result(PEOPLE, person.name, document_words(person), "user-round", person, id=person.id)


def elsewhere_result(known: KnownPerson) -> Result:
    """Somebody whom only other offices know, as one row."""
    kind = DocumentType(known.document_type).label
    about = f"{kind} {known.document} · Conocido en {known.offices}"
    return Result(ELSEWHERE, known.name, about, "user-check", known, id=known.canonical)


def entity_result(entity: Entity) -> Result:
    """An entity as one row."""
    return Result(ENTITIES, entity.name, entity_words(entity), "building-2", entity, id=entity.id)


def ticket_result(ticket: Ticket, services: str) -> Result:
    """A turno as one row."""
    return Result(
        TICKETS,
        ticket.code,
        services,
        "ticket",
        ticket.id,
        chip=ticket.state.label,
        kind=STATE_KINDS[ticket.state],
        id=ticket.id,
    )


def document_words(person: Person) -> str:
    """``Cédula 1710034065``; just the kind where there is no number."""
    return f"{person.document_type.label} {person.document}".strip()


def entity_words(entity: Entity) -> str:
    """``RUC 1760001550001 · eSIGEF 0042``."""
    code = f" · eSIGEF {entity.esigef_code}" if entity.esigef_code else ""
    return f"RUC {entity.ruc}{code}"


def missing_for(person: Person, chosen: tuple[int, ...], catalogue: Catalogue) -> Notice | None:
    """Return what is still missing for a turno of ``person``, in words."""
    if not chosen:
        return Notice("Falta elegir el servicio.", todo="Pulse el número del servicio.")
    services = map(catalogue.find, chosen)
    asking = [s.short_name for s in services if s is not None and s.requirements]
    if not asking or person.document_type is not DocumentType.NONE:
        return None
    return Notice(
        f"Para {asking[0]} hace falta un documento de la persona.",
        "Lo elegido se conserva.",
        "Pulse F4 y anote su cédula o pasaporte.",
    )


def people_ahead(ahead: int) -> str:
    """How many go before, as one says it."""
    if ahead == 0:
        return "Es el siguiente"
    return "1 persona antes" if ahead == 1 else f"{ahead} personas antes"


def guess_document(typed: str) -> tuple[DocumentType, str, str]:
    """Return kind of document, its number and the name that ``typed`` looks like."""
    plain = re.sub(r"[\s.\-]", "", typed)
    if plain.isascii() and plain.isdigit():
        return DocumentType.CEDULA, plain[:RUC_LENGTH], ""
    if plain.isascii() and plain.isalnum() and any(char.isdigit() for char in plain):
        return DocumentType.PASSPORT, plain.upper(), ""
    return DocumentType.CEDULA, "", typed


def guess_ruc(typed: str) -> tuple[str, str]:
    """Return RUC and name that ``typed`` looks like."""
    plain = re.sub(r"[\s.\-]", "", typed)
    return (plain, "") if plain.isascii() and plain.isdigit() else ("", typed)

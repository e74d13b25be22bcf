"""The readiness card of an entity: what is there and missing before anybody travels.

It works with no case yet; printed, saved, sent or copied as a message (docs/decisions/0120).
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from desktop.ports import PrintOutcome
from desktop.ports.entity_papers import EntityPaper, ReadinessPaper
from desktop.usecases.case_notice import CaseNotice, MailWords
from desktop.usecases.case_steps import checklist_of, service_of
from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.paper import Paper
from domain.authorisers import AuthoriserState
from domain.cases import Case
from domain.catalogue import Service
from domain.enrolment import SERVICE, EnrolmentState
from domain.mail import MailKind
from domain.offices import Office
from domain.people import Entity, Person
from domain.readiness import Lent, Readiness, ReadyLine, lines_of
from domain.seats import AuthoriserRole
from domain.staff import Action, Actor

_LOOKED_AT = 20
"""Cases of the entity among which an open one is looked for."""


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody who is to be enrolled, or is, and how far that is."""

    role: AuthoriserRole
    person: Person
    words: str


@dataclass(frozen=True, slots=True)
class ReadinessCard:
    """What an entity has and lacks.

    Attributes:
        change: the log's last sequence when it was read.
        case: the newest open case of enrolment; None where there is none.
        officials: those of the open case, else the entity's authorisers; the titular first.
        read_at: when it was read (UTC); ``by``: who reads it.
    """

    change: int
    office: Office
    today: date
    entity: Entity
    case: Case | None
    officials: tuple[Official, ...]
    lines: tuple[ReadyLine, ...]
    read_at: datetime
    by: str

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return all(line.state is Readiness.THERE for line in self.lines)

    @property
    def lacking(self) -> tuple[ReadyLine, ...]:
        """What is not there."""
        return tuple(line for line in self.lines if line.state is not Readiness.THERE)


def readiness_card(desk: Desk, actor: Actor, entity_id: UUID) -> ReadinessCard:
    """Return the readiness card of an entity.

    Raises:
        NotAllowed: no role in force may see it.
        NotFound: there is no such entity.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_ENROLMENTS)
        entity, office = unit.entities.get(entity_id), unit.offices.office()
        catalogue = desk.catalogues.refresh(unit)
        service = next((one for one in catalogue.services if one.code == SERVICE), None)
        case = None if service is None else _open_case(step, entity_id, service)
        checklist = None
        if case is not None:
            service = service_of(desk, step, case)
            checklist = checklist_of(step, case, service)
        kits = unit.kits
        lent = Lent(kits.contracts(entity_id), kits.kits(entity_id), kits.pcs(entity_id))
        return ReadinessCard(
            unit.log.head().sequence,
            office,
            step.day,
            entity,
            case,
            _officials(step, entity_id, case),
            lines_of(
                lent, () if service is None else service.requirements, checklist, office, step.day
            ),
            step.now,
            actor.full_name,
        )


def message_of(card: ReadinessCard, words: MailWords) -> CaseNotice:
    """Return what is written to the entity of its card, to be sent or copied."""
    number = "" if card.case is None else card.case.number
    where = ", ".join(part for part in (card.office.name, card.office.address) if part)
    values = {
        "saludo": f"Señores {card.entity.name}:",
        "entidad": card.entity.name,
        "estado": "Antes de viajar para el enrolamiento, revise lo siguiente:"
        if card.lacking
        else "Su entidad tiene todo lo necesario para el enrolamiento.",
        "lista": "\n".join(_line(line) for line in card.lines),
        "personas": _people(card),
        "cierre": f"Número de trámite: {number}. Cítelo en su respuesta." if number else "",
        "lugar": f"{where}. Horario: {card.office.hours.words}.",
        "ministerio": card.office.ministry,
    }
    kind = MailKind.READINESS
    return CaseNotice(kind, _recipient(card), *words[kind].filled(values))


def print_card(desk: Desk, actor: Actor, paper: Paper, entity_id: UUID) -> PrintOutcome:
    """Print the readiness card of an entity.

    Raises:
        PrintFailed: it was neither printed nor saved.
        NotAllowed, NotFound, NotOnThisData: as ``readiness_card``.
    """
    card = readiness_card(desk, actor, entity_id)
    pdf = paper.documents.readiness(paper_of(card))
    return paper.printer.print_pdf(pdf, printer=paper.sheets(), title=title_of(card))


def card_pdf(desk: Desk, actor: Actor, paper: Paper, entity_id: UUID) -> bytes:
    """Return, as PDF, what ``print_card`` would print.

    Raises:
        NotAllowed, NotFound, NotOnThisData: as ``readiness_card``.
    """
    card = readiness_card(desk, actor, entity_id)
    return paper.documents.readiness(paper_of(card))


def save_card(desk: Desk, actor: Actor, paper: Paper, entity_id: UUID) -> Path:
    """Save the readiness card where the person finds it, to be sent with the message.

    Raises:
        PrintFailed: the disk refuses.
        NotAllowed, NotFound, NotOnThisData: as ``readiness_card``.
    """
    card = readiness_card(desk, actor, entity_id)
    return paper.files.hand_out(f"{title_of(card)}.pdf", paper.documents.readiness(paper_of(card)))


def paper_of(card: ReadinessCard) -> ReadinessPaper:
    """Return what the card says on paper."""
    return ReadinessPaper(
        EntityPaper.of(card.office, card.entity, card.read_at, card.by),
        "" if card.case is None else card.case.number,
        tuple((one.role.value.capitalize(), one.person.name, one.words) for one in card.officials),
        card.lines,
        card.ready,
    )


def title_of(card: ReadinessCard) -> str:
    """Return what the card is called as a file, without its ending."""
    return f"Ficha de preparación {card.entity.ruc}"


# ------------------------------------------------------------------------------- inside


def _open_case(step: Step, entity_id: UUID, service: Service) -> Case | None:
    rows = step.unit.cases.of_entity(entity_id, _LOOKED_AT, services=(service.id,))
    found = (step.unit.cases.get(row.id) for row in rows)
    return next((case for case in found if case.is_open), None)


def _officials(step: Step, entity_id: UUID, case: Case | None) -> tuple[Official, ...]:
    unit = step.unit
    if case is not None:
        asked = [
            one
            for one in unit.enrolments.of_case(case.id)
            if one.state is not EnrolmentState.WITHDRAWN
        ]
        if asked:
            return tuple(
                Official(one.role, unit.people.get(one.person_id), one.state.label.lower())
                for one in asked
            )
    standing = [
        one
        for one in unit.authorisers.of_entity(entity_id)
        if one.state is not AuthoriserState.ENDED
    ]
    return tuple(
        Official(one.role, unit.people.get(one.person_id), one.state.label.lower())
        for one in sorted(standing, key=lambda one: one.role is AuthoriserRole.ALTERNO)
    )


def _people(card: ReadinessCard) -> str:
    if not card.officials:
        return "Falta designar al titular y al alterno."
    people = (
        f"- {one.role.value.capitalize()}: {one.person.name} ({one.words})"
        for one in card.officials
    )
    return "\n".join(("Personas por enrolar o enroladas:", *people))


def _line(line: ReadyLine) -> str:
    since = "" if line.since is None else f" desde el {line.since:%d/%m/%Y}"
    detail = f" ({line.detail})" if line.detail else ""
    todo = f" {line.todo}" if line.todo else ""
    return f"- {line.name}: {line.state.label.lower()}{since}{detail}.{todo}"


def _recipient(card: ReadinessCard) -> str:
    sender = "" if card.case is None else card.case.origin.sender
    found = (sender, *(one.person.email for one in card.officials))
    return next((address for address in found if "@" in address), "")

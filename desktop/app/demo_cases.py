"""The cases of the demonstration: some weeks of them, in every state, and this morning's support."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, member
from itertools import cycle
from typing import Protocol
from uuid import UUID

from desktop.usecases import case_view, cases, checklists, resolving, solutions
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.desk import Desk
from domain.case_parts import ConformityKind, Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.checklist import Verdict
from domain.people import Entity, Person
from domain.ports import Clock, TrayFilter, TrayScope
from domain.solutions import SolutionType
from domain.staff import Actor

FIELDS: Mapping[int, Mapping[str, str]] = {
    1: {"administrator-kind": "Financiero"},
    3: {
        "entities": "Entidades adscritas al municipio",
        "grounds": "Ordenanza 012-2025, art. 4",
    },
    4: {"user": "tesoreria.gad"},
    8: {"absence-from": "", "absence-to": ""},
    9: {"absence-from": ""},
    10: {
        "request": "Transferencias a los gobiernos parroquiales, por año",
        "address": "Av. 10 de Agosto N21-182",
        "person-kind": "Persona natural",
    },
}
"""What the cases of a service tell besides; empty dates are those of the coming week."""
_PROBLEMS = (
    ("access", "eSIGEF", "La clave está bloqueada"),
    ("permissions", "eSIGEF", "No ve la opción para aprobar"),
    ("payments", "eSIGEF", "La solicitud de pago no avanza"),
    ("data-upload", "Otro sistema del SINFIP", "La carga rechaza el archivo"),
    ("reports", "eSIGEF", "No encuentra el reporte de ejecución"),
)


class MovableClock(Clock, Protocol):
    """A clock that the seeding moves."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class _Told:
    """A case that came by letter or telephone: when, of what service, and what became of it."""

    hours_ago: float
    service: int
    by: str
    becomes: "Callable[[_Weeks, Actor, Case], None]"
    channel: Channel = Channel.EMAIL


@dataclass(slots=True)
class _Weeks:
    """The past weeks, played one case after another."""

    desk: Desk
    clock: MovableClock
    now: datetime

    def go(self, hours_ago: float) -> None:
        self.clock.moment = self.now - timedelta(hours=hours_ago)

    def later(self, minutes: float) -> None:
        self.clock.moment += timedelta(minutes=minutes)

    def check(self, actor: Actor, case: Case, *wrong: int, until: int = 99) -> None:
        """Look at the papers up to number ``until``; reject the ``wrong`` ones."""
        for item in self.desk.catalogue.service(case.service).requirements:
            if item.number > until:
                continue
            found = checklists.Mark(item.number, Verdict.ACCEPTED)
            if item.number in wrong and item.reasons:
                found = checklists.Mark(item.number, Verdict.REJECTED, item.reasons[0].code)
            elif item.number in wrong:
                found = checklists.Mark(item.number, Verdict.MISSING)
            elif item.conditional:
                found = checklists.Mark(item.number, Verdict.NOT_APPLICABLE)
            self.later(1)
            checklists.mark(self.desk, actor, case.id, found)


def _half(weeks: _Weeks, actor: Actor, case: Case) -> None:
    weeks.check(actor, case, until=2)


def _complete(weeks: _Weeks, actor: Actor, case: Case) -> None:
    weeks.check(actor, case)
    checklists.complete(weeks.desk, actor, case.id)


def _returned(weeks: _Weeks, actor: Actor, case: Case) -> None:
    weeks.check(actor, case, 2)
    checklists.give_back(weeks.desk, actor, case.id)


def _withdrawn(weeks: _Weeks, actor: Actor, case: Case) -> None:
    weeks.later(30)
    cases.withdraw(weeks.desk, actor, case.id, "Lo pedirá con otro formulario")


def _steps(weeks: _Weeks, actor: Actor, case: Case) -> None:
    _complete(weeks, actor, case)
    for step in case_view.view(weeks.desk, actor, case.id).steps:
        weeks.later(8)
        note = "mec.tesoreria" if step.step.notes else ""
        resolving.do_step(weeks.desk, actor, case.id, step.step.code, note)


def _resolved(weeks: _Weeks, actor: Actor, case: Case) -> None:
    _steps(weeks, actor, case)
    answer = resolving.Answer(SolutionType.DONE, "Se activó el usuario y se comunicó por correo.")
    resolving.resolve(weeks.desk, actor, case.id, answer)


def _closed(weeks: _Weeks, actor: Actor, case: Case) -> None:
    _resolved(weeks, actor, case)
    weeks.later(5)
    resolving.close(weeks.desk, actor, case.id, ConformityKind.TOLD_BY_EMAIL)


def _diagnosing(weeks: _Weeks, actor: Actor, case: Case) -> None:
    weeks.later(6)
    resolving.diagnose(weeks.desk, actor, case.id)


def _referred(weeks: _Weeks, actor: Actor, case: Case) -> None:
    if weeks.desk.catalogue.service(case.service).requirements:
        _complete(weeks, actor, case)
    weeks.later(20)
    area = "information" if case.service == 10 else "quality"
    resolving.refer(weeks.desk, actor, case.id, area, "El área tiene los datos que se piden")


_TOLD = (
    _Told(24 * 40, 4, "asesor1", _returned),  # lapsed by now
    _Told(24 * 22, 4, "asesor2", _closed),
    _Told(24 * 15, 10, "asesor1", _referred, Channel.DOCUMENT_SYSTEM),
    _Told(24 * 12, 4, "asesor1", _closed),
    _Told(24 * 9, 4, "asesor2", _withdrawn),
    _Told(24 * 6, 10, "asesor2", _complete),
    _Told(24 * 4, 4, "asesor1", _returned),
    _Told(24 * 3, 4, "asesor1", _complete),  # overdue
    _Told(24 * 2, 7, "asesor2", _referred, Channel.PHONE),
    _Told(26, 4, "asesor2", _resolved),
    _Told(20, 5, "tecnico", _half),
    _Told(18, 9, "tecnico", _complete),
    _Told(7, 4, "asesor1", _complete),  # near its limit
    _Told(6, 8, "tecnico", _complete),
    _Told(3, 4, "asesor1", _half),
    _Told(2.5, 7, "asesor1", _diagnosing, Channel.PHONE),
    _Told(2.2, 10, "asesor1", _complete),
)


def none_yet(desk: Desk, actor: Actor) -> bool:
    """Tell whether the demonstration has no case, and so begins."""
    return not case_view.tray(desk, actor, TrayFilter(TrayScope.ALL)).total


def fill(
    desk: Desk,
    clock: MovableClock,
    staff: Mapping[str, Actor],
    people: Sequence[Person],
    entities: Sequence[Entity],
    now: datetime,
) -> None:
    """Play the cases of the past weeks.

    Args:
        desk: a workstation over the demonstration's own database, with ``clock``.
        clock: moved through the weeks; left where the last case ends.
        staff: by user name.
        people, entities: invented, on file.
    """
    anybody = next(iter(staff.values()))
    weeks = _Weeks(desk, clock, now)
    for place, told in enumerate(_TOLD):
        weeks.go(told.hours_ago)
        actor, person = staff[told.by], people[-1 - place]
        entity = entities[place % len(entities)]
        case = open_case(desk, actor, _new(told, person, entity, now, desk))
        told.becomes(weeks, actor, case)
    clock.moment = now - timedelta(hours=2)
    cases.lapse_overdue(desk, anybody)


def _new(told: _Told, person: Person, entity: Entity, now: datetime, desk: Desk) -> NewCase:
    topic, system, problem = _PROBLEMS[told.service % len(_PROBLEMS)]
    support = desk.catalogue.service(told.service).is_support
    first, last = (f"{now + timedelta(days=days):%d/%m/%Y}" for days in (4, 8))
    dates = {"absence-from": first, "absence-to": last}
    fields = {key: text or dates[key] for key, text in FIELDS.get(told.service, {}).items()}
    return NewCase(
        told.service,
        told.channel,
        received_at=now - timedelta(hours=told.hours_ago, minutes=20),
        sender="02 399 8300" if told.channel is Channel.PHONE else "financiero@ejemplo.gob.ec",
        parties=Parties(person.id, entity_id=entity.id),
        topic=topic if support else "",
        system=system if support else "",
        problem=problem if support else "",
        fields=fields,
        email_condition_holds=True,
    )


class Support:
    """Short support cases, one after another, solved as the bank says.

    Args:
        known: only what the bank knows; another answer is proposed to it.
    """

    def __init__(self, desk: Desk, actor: Actor, *, known: bool = False) -> None:
        self._desk, self._actor = desk, actor
        self._bank = solutions.find(desk, actor, "")
        topics = {one.content.topic for one in self._bank}
        self._problems = cycle(one for one in _PROBLEMS if not known or one[0] in topics)

    def solve(self, ticket_id: UUID) -> None:
        """Record what the person of a turno came for, and that they went away content."""
        topic, system, problem = next(self._problems)
        fitting = [one for one in self._bank if one.content.topic == topic]
        known = fitting[0] if fitting else None
        answer = resolving.Answer(
            SolutionType.EXPLAINED if known is None else known.content.type,
            "Se le indicó cómo hacerlo." if known is None else known.content.text,
            "" if known is None else known.code,
        )
        new = NewCase(
            6, ticket_id=ticket_id, topic=topic, system=system, problem=problem,
            apart="Es otra consulta",
        )  # fmt: skip
        resolving.support(self._desk, self._actor, new, answer, ConformityKind.GIVEN)


class Outcome(Enum):
    """What becomes of the papers of who came in person."""

    COMPLETE = member(_complete)
    RETURNED = member(_returned)
    """For the second of them."""
    CLOSED = member(_closed)


def at_counter(
    desk: Desk,
    clock: MovableClock,
    clerk: Actor,
    ticket_id: UUID,
    service: int,
    outcome: Outcome,
) -> None:
    """Open the case of who came in person, and check its papers."""
    fields = FIELDS.get(service, {})
    new = NewCase(service, ticket_id=ticket_id, fields=fields, apart="Lo pide por otra unidad")
    case = open_case(desk, clerk, new)
    outcome.value(_Weeks(desk, clock, clock.moment), clerk, case)

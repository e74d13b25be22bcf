"""Shorthand for tests about authorisers: an entity with enrolled officials, and a small centre."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.usecases import authoriser_changes, checklists, kits
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.centre import receive
from desktop.usecases.desk import Desk, begin
from domain.authorisers import (
    AbsenceState,
    Authoriser,
    AuthoriserChange,
    AuthoriserState,
    ChangeState,
)
from domain.case_parts import Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.enrolment import DuplicateCheck, Enrolment, EnrolmentState
from domain.exchange import FeedEntry
from domain.ids import new_id
from domain.operations import Operation
from domain.people import Entity, Person
from domain.seats import AuthoriserRole, SeatRequest, granted, seat_request
from domain.staff import Action, Actor
from tests.office import SmallOffice
from tests.usecases.casework import a_person, an_entity, check

TITULAR, ALTERNO = AuthoriserRole.TITULAR, AuthoriserRole.ALTERNO
TODAY = "04/12/2026"
A_WEEK = {"absence-from": TODAY, "absence-to": "11/12/2026"}
NEXT_WEEK = {"absence-from": "09/12/2026", "absence-to": "11/12/2026"}
FOR_GOOD = {"absence-from": TODAY}


@dataclass(frozen=True, slots=True)
class Body:
    """An entity, and its officials as people."""

    entity: Entity
    titular: Person
    alterno: Person


def a_body(desk: Desk, office: SmallOffice) -> Body:
    """Register an entity and two of its officials."""
    return Body(
        an_entity(desk, office),
        a_person(desk, office, "1710034065", "Tatiana Titular"),
        a_person(desk, office, "0962467429", "Alberto Alterno"),
    )


def technician(office: SmallOffice) -> Actor:
    """Return who works at the kit."""
    return office.actor("tecnico-1")


def enrolled(
    desk: Desk, office: SmallOffice, body: Body, person: Person, role: AuthoriserRole
) -> Authoriser:
    """Enrol an official, as the kit does at the end."""
    actor = technician(office)
    case = a_case(desk, actor, 5, body, served=person)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        enrolment = Enrolment(
            new_id(),
            office.office.id,
            case.id,
            body.entity.id,
            person.id,
            role,
            actor.staff_id,
            step.now,
            EnrolmentState.ENROLLED,
            check_state=DuplicateCheck.CLEAR,
        )
        unit.enrolments.add(enrolment)
        return authoriser_changes.enrolled(step, enrolment)


def both(desk: Desk, office: SmallOffice, body: Body) -> tuple[Authoriser, Authoriser]:
    """Enrol the titular, who is active where the office is its own centre, and the alterno."""
    return (
        enrolled(desk, office, body, body.titular, TITULAR),
        enrolled(desk, office, body, body.alterno, ALTERNO),
    )


def a_case(
    desk: Desk,
    actor: Actor,
    service: int,
    body: Body,
    fields: Mapping[str, str] | None = None,
    served: Person | None = None,
) -> Case:
    """Open a case that came by e-mail, apart from any other of the entity."""
    who = body.titular if served is None else served
    new = NewCase(
        service,
        Channel.EMAIL,
        sender="tesoreria@ejemplo.gob.ec",
        parties=Parties(body.titular.id, who.id, body.alterno.id, body.entity.id),
        fields=fields or {},
        apart="Otro pedido",
        email_condition_holds=True,
    )
    return open_case(desk, actor, new)


def absence_case(
    desk: Desk, actor: Actor, body: Body, fields: Mapping[str, str], served: Person | None = None
) -> Case:
    """A case of an absence whose papers are complete: temporary where it has a last day."""
    service = 8 if "absence-to" in fields else 9
    case = a_case(desk, actor, service, body, fields, served)
    check(desk, actor, case)
    return checklists.complete(desk, actor, case.id)


def lend(desk: Desk, office: SmallOffice, entity: Entity) -> None:
    """Lend a kit to an entity, with all its papers, and note from where it pays."""
    actor = technician(office)
    signed = desk.clock.now().date() - timedelta(days=30)
    contract = kits.register_contract(
        desk, actor, entity.id, kits.ContractForm("CC-12", signed, signed.replace(year=2029))
    )
    kits.register_kit(
        desk,
        actor,
        entity.id,
        kits.KitForm(contract.id, "U.are.U 4500", "UA-1", "ACTA-7", signed),
    )
    kits.register_pc(desk, actor, entity.id, kits.PcForm("PAGOS-01", "5CD1", "Tesorería"))


def states(desk: Desk, entity: Entity) -> dict[str, AuthoriserState]:
    """Return how each authoriser of an entity stands, by name."""
    with desk.units.read() as unit:
        return {
            unit.people.get(one.person_id).name.split()[0]: one.state
            for one in unit.authorisers.of_entity(entity.id)
        }


def changes(desk: Desk, entity: Entity) -> list[ChangeState]:
    """Return how each change of an entity stands, the oldest first."""
    with desk.units.read() as unit:
        return [one.state for one in reversed(unit.authorisers.changes_of(entity.id))]


def last_change(desk: Desk, entity: Entity) -> AuthoriserChange:
    """Return the newest change of an entity."""
    with desk.units.read() as unit:
        return unit.authorisers.changes_of(entity.id)[0]


def require_one_step(desk: Desk, entity: Entity) -> None:
    """Fail where two are active, or an absence is in force without who stands in."""
    with desk.units.read() as unit:
        people = {one.id: one for one in unit.authorisers.of_entity(entity.id)}
        active = [one for one in people.values() if one.state is AuthoriserState.ACTIVE]
        assert len(active) <= 1
        assert all(one.holding is not None for one in active)
        assert all(one.holding is None for one in people.values() if one not in active)
        waiting = [
            one
            for one in unit.authorisers.changes_of(entity.id)
            if one.state in {ChangeState.WAITING, ChangeState.PROGRAMMED}
        ]
        assert len(waiting) <= 1
        for absence in unit.authorisers.absences_of(entity.id):
            if absence.state is AbsenceState.IN_FORCE:
                assert people[absence.absent].state is AuthoriserState.SUSPENDED
                assert absence.stand_in is not None
                assert people[absence.stand_in].state is AuthoriserState.ACTIVE
            if absence.state in {AbsenceState.WAITING, AbsenceState.PROGRAMMED}:
                assert [one.absence_id for one in waiting] == [absence.id]
                assert waiting[0].state.value == absence.state.value
        away = {
            one.absent
            for one in unit.authorisers.absences_of(entity.id)
            if one.state is AbsenceState.IN_FORCE
        }
        suspended = {one.id for one in people.values() if one.state is AuthoriserState.SUSPENDED}
        assert suspended == away


@dataclass(slots=True)
class SmallCentre:
    """Decides on seats as the centre does (``central.seating``), for one office and strangers.

    Attributes:
        feed: what it told, and the office has heard ``heard`` of.
    """

    held: dict[UUID, SeatRequest] = field(default_factory=dict)
    decided: set[UUID] = field(default_factory=set)
    feed: list[FeedEntry] = field(default_factory=list)
    had: int = 0
    heard: int = 0

    def take(self, desk: Desk) -> None:
        """Take what the office told since, and decide."""
        with desk.units.read() as unit:
            told = list(unit.log.since(self.had))
        for operation in told:
            self.had = operation.sequence
            if operation.type == "authoriser_requested":
                self._decide(desk, operation)
            elif operation.type == "authoriser_released":
                self._release(desk.clock.now(), operation.aggregate_id)

    def stranger(self, desk: Desk, ruc: str) -> bool:
        """Another office asks for somebody of its own; tell whether that was granted."""
        request = seat_request("authoriser_requested", new_id(), asking(ruc))
        if not granted(request, [one.id for one in self._of(ruc)]):
            return False
        self._hold(desk.clock.now(), request)
        return True

    def stranger_leaves(self, desk: Desk, ruc: str) -> None:
        """Whoever another office has active is so no longer."""
        for one in self._of(ruc):
            if one.name == "Eva Extraña":
                self._release(desk.clock.now(), one.id)

    def tell(self, desk: Desk, entries: int = 100) -> None:
        """Have the office hear the next entries."""
        for entry in self.feed[self.heard : self.heard + entries]:
            with desk.units.write() as unit:
                receive(desk, unit, entry)
            self.heard += 1

    def begin_anew(self) -> None:
        """Have the office hear everything again."""
        self.heard = 0

    def forget(self) -> None:
        """It was restored from a backup that held nothing; offices send everything again."""
        self.held.clear()
        self.decided.clear()
        self.feed.clear()
        self.had = self.heard = 0

    def answer(self, desk: Desk) -> None:
        """Take everything and tell everything."""
        self.take(desk)
        self.tell(desk)

    def _decide(self, desk: Desk, operation: Operation) -> None:
        request = seat_request(
            operation.type, operation.aggregate_id, json.loads(operation.payload or "")
        )
        if request.id in self.decided:
            return
        self.decided.add(request.id)
        now = desk.clock.now()
        if granted(request, [one.id for one in self._of(request.entity_ruc)]):
            if request.gives_up is not None:
                self._release(now, request.gives_up)
            self._say(now, "decision", **_outcome(operation, "granted", "Activado."))
            self._hold(now, request)
        else:
            words = f"La entidad {request.entity_ruc} ya tiene un autorizador activo."
            self._say(now, "decision", **_outcome(operation, "refused", words))

    def _of(self, ruc: str) -> list[SeatRequest]:
        return [one for one in self.held.values() if one.entity_ruc == ruc]

    def _hold(self, at: datetime, request: SeatRequest) -> None:
        self.held[request.id] = request
        self._announce(at, request, "active")

    def _release(self, at: datetime, request_id: UUID) -> None:
        request = self.held.pop(request_id, None)
        if request is not None:
            self._announce(at, request, "released")

    def _announce(self, at: datetime, request: SeatRequest, state: str) -> None:
        self._say(
            at,
            "authoriser",
            request=str(request.id),
            entity_ruc=request.entity_ruc,
            role=request.role,
            document_type=request.document_type.value,
            document=request.document,
            name=request.name,
            state=state,
        )

    def _say(self, at: datetime, kind: str, **body: Any) -> None:
        place = len(self.feed) + 1
        self.feed.append(FeedEntry(place, kind, at + timedelta(microseconds=place), body))


def asking(ruc: str, name: str = "Eva Extraña", document: str = "XYZ123") -> dict[str, Any]:
    """What an office asks of the centre."""
    return {
        "entity_ruc": ruc,
        "person": {"document_type": "passport", "document": document, "name": name},
        "role": "titular",
        "gives_up": None,
    }


def _outcome(operation: Operation, outcome: str, words: str) -> dict[str, Any]:
    return {
        "operation_id": str(operation.id),
        "sequence": operation.sequence,
        "outcome": outcome,
        "words": words,
    }

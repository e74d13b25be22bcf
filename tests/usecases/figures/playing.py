"""Random days of a small office, played through the use cases: hall, cases, corrections, clocks."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.usecases import (
    calling,
    cases,
    checklists,
    counters,
    day,
    reception,
    resolving,
    serving,
    steering,
)
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.desk import Desk
from domain.calendar import Calendar
from domain.case_parts import ConformityKind, Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.errors import KnownError
from domain.people import Entity, Person
from domain.solutions import SolutionType
from domain.staff import Actor
from domain.tickets import OPEN_STATES, Ticket, TicketState
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import FIELDS, check

CLERKS = ("asesor-1", "asesor-2", "tecnico-1")
_ACTS = (
    "issue", "issue", "issue", "serve", "serve", "serve", "serve", "serve", "no_show", "undo",
    "hold", "resume", "send_on", "cancel", "chosen", "letter", "phone", "review", "review",
    "review", "resubmit", "resubmit", "answer", "answer", "answer", "close", "close", "reopen",
    "withdraw", "refer", "correct", "reclassify", "rejoin", "rejoin",
)  # fmt: skip


@dataclass(slots=True)
class Play:
    """Plays days of an office.

    Attributes:
        clocks: by case and moment of an answer, from when until when its promised time ran.
    """

    desk: Desk
    office: SmallOffice
    clock: FakeClock
    chance: random.Random
    person: Person
    entities: tuple[Entity, ...]
    issued: list[Ticket] = field(default_factory=list)
    opened: list[UUID] = field(default_factory=list)
    clocks: dict[tuple[UUID, datetime], tuple[datetime | None, datetime | None]] = field(
        default_factory=dict
    )

    def day(self, acts: int, *, close: bool = True) -> None:
        """Play the next working day from 08:00, with so many random acts, and leave it."""
        self._begin_day()
        self.issued = []
        for number, clerk in enumerate(self.chance.sample(CLERKS, 3), start=1):
            who, counter = self.office.actor(clerk), self.office.counter_id(number)
            self._try(counters.open_counter, self.desk, who, counter)
        for _ in range(acts):
            self.clock.go(seconds=self.chance.randrange(5, 400))
            getattr(self, f"_{self.chance.choice(_ACTS)}")()
        if close:
            self._end_day()

    def _begin_day(self) -> None:
        morning = self.clock.now().replace(hour=13, minute=0, second=0, microsecond=0)
        morning += timedelta(days=1)
        while not Calendar().is_working(morning.date(), ("QUITO",)):
            morning += timedelta(days=1)
        self.clock.set(morning)

    def _end_day(self) -> None:
        """People called come; half of who is attended is left for the next day."""
        supervisor = self.office.actor("supervisor-1")
        for clerk in CLERKS:
            self._try(calling.arrived, self.desk, self.office.actor(clerk))
        self.clock.go(minutes=3)
        self._try(lambda: day.close_day(self.desk, supervisor, "Fin"))
        for ticket in self._in(TicketState.SERVING):
            if self.chance.random() < 0.5:
                self.clock.go(hours=14)
            self.clock.go(minutes=2)
            ended = ticket.id
            self._try(steering.end_attention, self.desk, supervisor, ended, "Olvido")
        if self.chance.random() < 0.3:
            self._try(lambda: day.reopen_day(self.desk, supervisor, "Faltaba uno"))
            self._issue()

    def _try(self, act: Callable[..., Any], *told: Any, **more: Any) -> Any:
        try:
            return act(*told, **more)
        except KnownError:
            return None

    def _clerk(self) -> Actor:
        return self.office.actor(self.chance.choice(CLERKS))

    def _in(self, *states: TicketState) -> list[Ticket]:
        with self.desk.units.read() as unit:
            now = [unit.tickets.get(ticket.id) for ticket in self.issued]
        return [ticket for ticket in now if ticket.state in states]

    def _one_case(self) -> Case | None:
        if not self.opened:
            return None
        with self.desk.units.read() as unit:
            return unit.cases.get(self.chance.choice(self.opened[-12:]))

    def _holder(self, case: Case) -> Actor:
        return next(
            (a for c in CLERKS if (a := self.office.actor(c)).staff_id == case.holder_id),
            self._clerk(),
        )

    def _keep(self, case: Case | None) -> None:
        """Note the case, and of an answer from when until when its promised time ran."""
        if case is not None:
            if case.resolved_at is not None:
                self.clocks[case.id, case.resolved_at] = (case.clock_from, case.due_at)
            if case.id not in self.opened:
                self.opened.append(case.id)

    def _issue(self) -> None:
        entity = self.chance.choice((None, *self.entities))
        asked = reception.NewTicket(
            tuple(self.chance.sample((1, 2, 3, 5, 6), self.chance.choice((1, 1, 2)))),
            self.person.id,
            None if entity is None else entity.id,
            priority=self.chance.random() < 0.2,
        )
        who = self.office.actor("recepcion-1")
        done = self._try(lambda: reception.issue(self.desk, who, asked))
        if done is not None:
            self.issued.append(done.ticket)

    def _serve(self) -> None:
        """Take one at a counter a step further."""
        who = self._clerk()
        with self.desk.units.read() as unit:
            session = unit.sessions.open_of(who.staff_id)
            here = None if session is None else unit.tickets.at_counter(session.counter_id)
        if here is None:
            self._try(lambda: calling.call_next(self.desk, who))
        elif here.state is TicketState.CALLED:
            self._try(lambda: calling.arrived(self.desk, who))
        elif self.chance.random() < 0.5:
            new = NewCase(
                self.chance.choice(here.services),
                ticket_id=here.id,
                topic="access",
                system="eSIGEF",
                problem="No puede entrar",
            )
            new = NewCase(
                new.service,
                ticket_id=here.id,
                topic=new.topic if new.service == 6 else "",
                system=new.system if new.service == 6 else "",
                problem=new.problem if new.service == 6 else "",
                fields=FIELDS.get(new.service, {}),
                apart=f"Otro {len(self.opened)}",
            )
            self._keep(self._try(lambda: open_case(self.desk, who, new)))
        else:
            self._try(lambda: serving.finish(self.desk, who, "Volverá"))

    def _no_show(self) -> None:
        who = self._clerk()
        for _ in range(2):
            self.clock.go(seconds=40)
            self._try(lambda: calling.call_again(self.desk, who))
        self._try(lambda: calling.did_not_come(self.desk, who))

    def _undo(self) -> None:
        who = self._clerk()
        self._try(lambda: calling.undo_call(self.desk, who))

    def _hold(self) -> None:
        who = self._clerk()
        self._try(lambda: serving.hold(self.desk, who, "Trae una copia"))

    def _resume(self) -> None:
        who = self._clerk()
        for ticket in self._in(TicketState.HELD):
            self._try(serving.resume, self.desk, who, ticket.id)

    def _send_on(self) -> None:
        who = self._clerk()
        for ticket in self._in(*OPEN_STATES)[:1]:
            self._try(serving.send_on, self.desk, who, ticket.id, "Otra ventanilla", add_service=6)

    def _cancel(self) -> None:
        who = self.office.actor("recepcion-1")
        for ticket in self._in(TicketState.ISSUED)[-1:]:
            self._try(reception.cancel, self.desk, who, ticket.id, "Se fue")

    def _rejoin(self) -> None:
        who = self.office.actor("recepcion-1")
        for ticket in self._in(TicketState.NO_SHOW)[:1]:
            self._try(reception.rejoin, self.desk, who, ticket.id)

    def _chosen(self) -> None:
        who = self._clerk()
        for ticket in self._in(TicketState.ISSUED)[-1:]:
            self._try(calling.call_chosen, self.desk, who, ticket.id, "Está enferma")

    def _letter(self) -> None:
        who = self._clerk()
        entity = self.chance.choice(self.entities)
        service = self.chance.choice((4, 8, 9, 10))
        new = NewCase(
            service,
            Channel.EMAIL,
            parties=Parties(self.person.id, entity_id=entity.id),
            fields=FIELDS[service],
            apart=f"Otro {len(self.opened)}",
            email_condition_holds=True,
        )
        self._keep(self._try(lambda: open_case(self.desk, who, new)))

    def _phone(self) -> None:
        who = self._clerk()
        new = NewCase(7, Channel.PHONE, topic="system-failure", problem="No imprime")
        if self.chance.random() < 0.5:
            self._keep(self._try(lambda: open_case(self.desk, who, new)))
            return
        answer = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
        refused = self.chance.random() < 0.3
        said = ConformityKind.REFUSED if refused else ConformityKind.GIVEN
        done = self._try(
            lambda: resolving.support(self.desk, who, new, answer, said, "No" if refused else "")
        )
        self._keep(done)

    def _review(self) -> None:
        case = self._one_case()
        if case is None:
            return
        who = self._holder(case)
        faulty = self.chance.random() < 0.5
        self._try(lambda: check(self.desk, who, case, *((1,) if faulty else ())))
        act = checklists.give_back if faulty else checklists.complete
        self._keep(self._try(lambda: act(self.desk, who, case.id)))

    def _resubmit(self) -> None:
        case = self._one_case()
        who = self._clerk()
        visits = self._in(TicketState.SERVING)
        if case is not None:
            ticket_id = visits[0].id if visits and self.chance.random() < 0.7 else None
            self._keep(
                self._try(lambda: cases.resubmit(self.desk, who, case.id, ticket_id=ticket_id))
            )

    def _answer(self) -> None:
        case = self._one_case()
        if case is not None:
            refused = self.chance.choice((SolutionType.REFUSED, SolutionType.EXPLAINED))
            answer = resolving.Answer(refused, "No procede")
            who = self._holder(case)
            self._keep(self._try(lambda: resolving.resolve(self.desk, who, case.id, answer)))

    def _close(self) -> None:
        case = self._one_case()
        if case is not None:
            said = self.chance.choice((ConformityKind.GIVEN, ConformityKind.REFUSED))
            who = self._holder(case)
            self._try(lambda: resolving.close(self.desk, who, case.id, said, "Tarde"))

    def _reopen(self) -> None:
        case = self._one_case()
        if case is not None:
            who = self.office.actor("supervisor-1")
            self._keep(self._try(lambda: resolving.reopen(self.desk, who, case.id, "No sirvió")))

    def _withdraw(self) -> None:
        case = self._one_case()
        if case is not None and self.chance.random() < 0.4:
            who = self._holder(case)
            self._try(lambda: cases.withdraw(self.desk, who, case.id, "Desiste"))

    def _refer(self) -> None:
        case = self._one_case()
        if case is not None:
            area = self.desk.catalogue.areas[0].code
            who = self._holder(case)
            self._try(lambda: resolving.refer(self.desk, who, case.id, area, "Otra área"))

    def _correct(self) -> None:
        case = self._one_case()
        if case is not None:
            entity = self.chance.choice(self.entities)
            parties = Parties(self.person.id, entity_id=entity.id, place=case.parties.place)
            who = self._holder(case)
            self._keep(self._try(lambda: cases.correct(self.desk, who, case.id, parties=parties)))

    def _reclassify(self) -> None:
        case = self._one_case()
        if case is not None:
            service = self.chance.choice((1, 2, 3, 10))
            who = self._holder(case)
            self._try(lambda: cases.reclassify(self.desk, who, case.id, service))

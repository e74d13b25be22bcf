"""A whole morning at the small office, with Fridays before it: what the supervisor looks at."""

import random
from datetime import date, timedelta

from desktop.app.demo import cedula
from desktop.usecases import calling, checklists, counters, notices, reception, resolving, serving
from desktop.usecases.desk import Desk
from domain.case_parts import Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.checklist import Verdict
from domain.day_figures import (
    CaseFigures,
    ClosedDayTotals,
    DayFigures,
    Slot,
    Spread,
)
from domain.people import DocumentType
from domain.queue import QueueEmpty
from domain.solutions import SolutionType
from domain.staff import Actor
from domain.tickets import TicketState
from tests.usecases.casework import check, opened_case, seen
from tools.demo_queue import Demo, new_demo, once

EARLIER_DAYS = 20
_HABIT = (3, 5, 7, 8, 6, 5, 6, 4, 3, 2, 3, 4, 5, 4, 3, 3, 2, 1)
"""People by half hour of a usual day, from 08:00."""
_TODAY = (5, 8, 11, 9, 7, 5, 7)
_OPENS, _NOW = 8 * 60, 11 * 60 + 34
_SERVICES = (6, 6, 6, 2, 6, 1, 6, 3, 5, 6, 6, 10)
_TAKES = {6: 8, 2: 9, 1: 11, 3: 11, 5: 21, 10: 8}
"""Minutes of an attention, about."""
_EARLY = timedelta(hours=5)
"""From the beginning of the day of the queue: whoever lacks a paper goes for it by then."""
BODIES = (
    ("1860000210001", "GAD Municipal de Ambato (ejemplo)"),
    ("1060000260001", "GAD Municipal de Ibarra (ejemplo)"),
    ("1760013210001", "Unidad Educativa Mejía (ejemplo)"),
    ("0560000380001", "GAD Provincial de Cotopaxi (ejemplo)"),
)
BEARERS = ("Gloria Simbaña", "Wilson Toapanta", "Nelly Cabrera", "Byron Velasco", "Inés Loor")
_CHOSEN = 10 * 60 + 20
"""When somebody is called before others."""
_BREAK = 10 * 60 + 58
"""When the technician leaves for a break; nobody is called to them from then."""


def busy_morning() -> Demo:
    """Half past eleven of a full Friday: cases opened, returned and due, a long break."""
    demo = new_demo()
    earlier_days(demo)
    chance = random.Random(4)
    desk, office = demo.desk, demo.office
    staff = {1: "asesor-1", 2: "asesor-2", 3: "tecnico-1"}
    demo.clock.at("08:00")
    for number, name in staff.items():
        counters.open_counter(desk, office.actor(name), office.counter_id(number))
    arrivals = sorted(
        _OPENS + 30 * slot + chance.randrange(30)
        for slot, people in enumerate(_TODAY)
        for _ in range(people)
    )
    bodies = [
        reception.register_entity(desk, office.actor("recepcion-1"), ruc, name).id
        for ruc, name in BODIES
    ]
    bearers = [
        reception.register_person(
            desk,
            office.actor("recepcion-1"),
            reception.PersonDraft(DocumentType.CEDULA, cedula(chance), name),
        ).id
        for name in BEARERS
    ]
    free_at = dict.fromkeys(staff, _OPENS)
    _by_email(demo)
    issued, chosen = 0, False
    for minute in range(_OPENS, _NOW + 1):
        at = f"{minute // 60:02}:{minute % 60:02}"
        demo.clock.at(at)
        while arrivals and arrivals[0] <= minute:
            arrivals.pop(0)
            issued += 1
            service = _SERVICES[issued % len(_SERVICES)]
            priority = chance.random() < 0.08
            asked = reception.NewTicket(
                (service,),
                chance.choice(demo.people if service == 6 else bearers),
                None if service == 6 else chance.choice(bodies),
                priority,
            )
            reception.issue(desk, office.actor("recepcion-1"), asked)
        for number, name in staff.items():
            if free_at[number] <= minute and not (number == 3 and minute >= _BREAK):
                before = number == 1 and minute >= _CHOSEN and not chosen
                chosen = chosen or before
                free_at[number] = minute + _attend(demo, office.actor(name), chance, before=before)
        if minute == _BREAK:
            _finish(desk, office.actor("tecnico-1"))
            counters.take_break(desk, office.actor("tecnico-1"), "Almuerzo")
        if minute == _NOW - 9:
            notices.send_notice(
                desk, office.actor("supervisor-1"), "Llame a quienes vienen de lejos", None
            )
    return demo


morning = once(busy_morning)
"""The same, made once: for whoever needs no other office beside it."""


def _attend(demo: Demo, actor: Actor, chance: random.Random, *, before: bool) -> int:
    """Finish who is at the counter, call the next or the last; return how long that will take."""
    desk = demo.desk
    _finish(desk, actor)
    try:
        if before:
            last = demo.issue(f"{_CHOSEN // 60:02}:{_CHOSEN % 60:02}", 1, 6)
            calling.call_chosen(desk, actor, last, "Viene de Zumba")
        else:
            calling.call_next(desk, actor)
    except QueueEmpty:
        return 1
    if chance.random() < 0.04:
        for _ in range(2):
            demo.clock.go(seconds=40)
            calling.call_again(desk, actor)
        calling.did_not_come(desk, actor)
        return 2
    ticket = calling.arrived(desk, actor)
    service = ticket.services[0]
    if service == 10 and demo.clock.now() < demo.office.office.bounds(ticket.day)[0] + _EARLY:
        serving.hold(desk, actor, "Trae la copia del oficio")
        return 1
    if service == 1:
        _return(desk, actor, opened_case(desk, actor, 1, ticket, apart="Otro funcionario"))
    elif service in {2, 3}:
        case = opened_case(desk, actor, service, ticket, apart="Otro funcionario")
        check(desk, actor, case)
        checklists.complete(desk, actor, case.id)
    return max(2, round(chance.gauss(_TAKES[service], 3)))


def _finish(desk: Desk, actor: Actor) -> None:
    """End the attention at the counter, if there is one."""
    with desk.units.read() as unit:
        session = unit.sessions.open_of(actor.staff_id)
        ticket = None if session is None else unit.tickets.at_counter(session.counter_id)
    if ticket is not None and ticket.state is TicketState.SERVING:
        serving.finish(desk, actor, "Consulta atendida")


def _return(desk: Desk, actor: Actor, case: Case) -> None:
    """Hand a case back: one paper without its signature."""
    for number in seen(desk, actor, case.id).checklist.undecided:
        (requirement,) = (
            one for one in seen(desk, actor, case.id).checklist.requirements if one.number == number
        )
        if requirement.conditional:
            mark = checklists.Mark(number, Verdict.NOT_APPLICABLE)
        elif number == 1:
            mark = checklists.Mark(number, Verdict.REJECTED, requirement.reasons[0].code)
        else:
            mark = checklists.Mark(number, Verdict.ACCEPTED)
        checklists.mark(desk, actor, case.id, mark)
    checklists.give_back(desk, actor, case.id)


def _by_email(demo: Demo) -> None:
    """What came by e-mail yesterday and is due today."""
    person, entity = demo.who(1)
    desk, clerk = demo.desk, demo.office.actor("asesor-1")
    answered = ("09:20", "10:05", "10:30", "11:00", "11:40", "12:15")
    for hour in (*answered, "14:10", "16:20"):
        demo.clock.at(hour)
        demo.clock.go(days=-1)
        case = opened_case(
            desk,
            clerk,
            4,
            channel=Channel.EMAIL,
            received_at=demo.clock.now(),
            sender="tesoreria@ejemplo.gob.ec",
            parties=Parties(person.id, entity_id=entity.id),
            email_condition_holds=True,
            apart="Otro usuario",
        )
        check(desk, clerk, case)
        checklists.complete(desk, clerk, case.id)
        if hour in answered:
            demo.clock.at("08:30")  # the first is late by then
            for step in desk.catalogue.service(4).steps:
                resolving.do_step(desk, clerk, case.id, step.code, "hecho")
            resolving.resolve(
                desk, clerk, case.id, resolving.Answer(SolutionType.EXPLAINED, "Restablecida")
            )
    demo.clock.at("08:00")


def earlier_days(demo: Demo) -> None:
    """Keep the figures of the working days before, as their closings would have."""
    chance = random.Random(7)
    today = demo.office.office.day_of(demo.clock.now())
    days = [today - timedelta(days=back) for back in range(EARLIER_DAYS * 2, 0, -1)]
    with demo.desk.units.write() as unit:
        sequence = unit.log.append(
            "office", demo.office.office.id, 2, "office_edited", {}, actor_id=None,
            at=demo.clock.now(),
        )  # fmt: skip
        for day in (day for day in days if day.weekday() < 5):
            slots = _habit(day, chance)
            unit.closed_days.put(_totals(demo, day, slots, sequence, chance), slots, ())


def _habit(day: date, chance: random.Random) -> tuple[Slot, ...]:
    busy = 1.15 if day.weekday() == 4 else 0.9
    return tuple(
        Slot(16 + place, 6, people, people)
        for place, usual in enumerate(_HABIT)
        if (people := max(0, round(chance.gauss(usual * busy, 1.2))))
    )


def _totals(
    demo: Demo, day: date, slots: tuple[Slot, ...], sequence: int, chance: random.Random
) -> ClosedDayTotals:
    issued = sum(slot.arrivals for slot in slots)
    lost = chance.randrange(4)
    answered = chance.randrange(6, 14)
    figures = DayFigures(
        issued=issued,
        served=issued - lost,
        cancelled=lost,
        wait=Spread(chance.randrange(12, 22) / 2, float(chance.randrange(20, 34))),
        attention=Spread(chance.randrange(14, 24) / 2, float(chance.randrange(22, 40))),
        cases=CaseFigures(issued // 3, issued // 4, chance.randrange(5), answered, answered - lost),
    )
    return ClosedDayTotals(demo.office.office.id, day, sequence, figures)

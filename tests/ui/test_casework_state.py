"""What the view of a case shows, told without a window."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.usecases import cases, checklists
from desktop.usecases.desk import Desk
from desktop.usecases.resolving import Answer
from domain.case_parts import ConformityKind
from domain.cases import Case
from domain.checklist import Checklist, Finding, Verdict
from domain.people import Entity, Person
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    opened_case,
    resolve_and_close,
    returned_case,
    seen,
)
from tests.usecases.hall import opened
from ui.casework.head import holder_words, moment_words, parties_words
from ui.casework.moment import parse_moment
from ui.casework.rows import rows
from ui.casework.state import Casework, Next, Phase, time_chip, way
from ui.theme import Kind


@pytest.fixture
def clerk(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


@pytest.fixture
def person(desk: Desk, office: SmallOffice) -> Person:
    return a_person(desk, office)


@pytest.fixture
def entity(desk: Desk, office: SmallOffice) -> Entity:
    return an_entity(desk, office)


def state(
    desk: Desk, actor: Actor, case: Case, *, works: bool = True, serves: bool = True
) -> Casework:
    return Casework(seen(desk, actor, case.id), works, steers=False, serves=serves)


def test_what_f2_does_follows_the_papers(
    desk: Desk, office: SmallOffice, clerk: Actor, person: Person, entity: Entity
) -> None:
    ticket = at_the_counter(desk, office, clerk, 1, person=person, entity=entity)
    case = opened_case(desk, clerk, 1, ticket, fields={})
    assert state(desk, clerk, case).next_words == "Revisar el requisito 1 · quedan 6"
    check(desk, clerk, case, skip=(6,))
    assert state(desk, clerk, case).next is Next.FILL
    checklists.mark(desk, clerk, case.id, checklists.Mark(5, Verdict.MISSING))
    told = state(desk, clerk, case)
    assert (told.next, told.next_words) == (Next.GIVE_BACK, "Devolver con la lista")
    checklists.mark(desk, clerk, case.id, checklists.Mark(5, Verdict.PENDING))
    assert state(desk, clerk, case).next_words == "Revisar el requisito 5 · queda 1"


def test_nothing_can_be_done_and_why(
    desk: Desk, office: SmallOffice, clerk: Actor, person: Person, entity: Entity
) -> None:
    ticket = at_the_counter(desk, office, clerk, 2, person=person, entity=entity)
    case = opened_case(desk, clerk, 2, ticket)
    other = office.actor("asesor-2")
    told = state(desk, other, case)
    assert (told.next, told.why_nothing) == (
        Next.NOTHING,
        "Lo tiene Ana Asesora. Usted puede verlo.",
    )
    told = state(desk, office.actor("recepcion-1"), case, works=False, serves=False)
    assert "Sus funciones de hoy" in told.why_nothing


def test_the_way_of_a_case(
    desk: Desk, clerk: Actor, person: Person, entity: Entity, clock: FakeClock
) -> None:
    case = by_email(desk, clerk, 4, person, entity, clock.now())
    assert [(m.words, m.kind) for m in way(state(desk, clerk, case))] == [
        ("1  Documentos", Kind.INFO),
        ("2  En otros sistemas", Kind.NEUTRAL),
        ("3  Solución", Kind.NEUTRAL),
        ("4  Conformidad", Kind.NEUTRAL),
    ]
    check(desk, clerk, case)
    checklists.complete(desk, clerk, case.id)
    resolve_and_close(
        desk,
        clerk,
        case.id,
        Answer(SolutionType.REFUSED, "No corresponde"),
        ConformityKind.GIVEN,
    )
    assert {mark.kind for mark in way(state(desk, clerk, case))} == {Kind.OK}
    assert state(desk, clerk, case).phase is Phase.ENDED


def test_a_returned_case_warns_until_its_term(
    desk: Desk,
    office: SmallOffice,
    clerk: Actor,
    person: Person,
    entity: Entity,
    clock: FakeClock,
) -> None:
    case = returned_case(desk, office, clerk, person, entity)
    view = seen(desk, clerk, case.id)
    told = time_chip(view, clock.now())
    assert told == ("Puede completarse hasta el 21/12/2026", Kind.WARN, "calendar-clock")
    over = time_chip(view, clock.now() + timedelta(days=18))
    assert over == ("El plazo terminó el 21/12/2026", Kind.ERROR, "circle-x")
    assert state(desk, clerk, case).next_words == "Recibir lo que faltaba"


def test_the_time_left_is_never_told_by_colour_alone(
    desk: Desk, clerk: Actor, person: Person, entity: Entity, clock: FakeClock
) -> None:
    case = by_email(desk, clerk, 4, person, entity, clock.now())
    assert time_chip(seen(desk, clerk, case.id), clock.now()) is None
    check(desk, clerk, case)
    checklists.complete(desk, clerk, case.id)
    view = seen(desk, clerk, case.id)
    chips = [time_chip(view, clock.now() + timedelta(hours=h)) for h in (0, 7, 9)]
    assert [chip is not None and (chip[0].split(":")[0], chip[1]) for chip in chips] == [
        ("A tiempo", Kind.OK),
        ("Por vencer", Kind.WARN),
        ("Vencido", Kind.ERROR),
    ]


def test_what_stood_before_comes_last_and_quiet(
    desk: Desk,
    office: SmallOffice,
    clerk: Actor,
    person: Person,
    entity: Entity,
    clock: FakeClock,
) -> None:
    case = returned_case(desk, office, clerk, person, entity)
    clock.go(hours=1)
    cases.resubmit(desk, clerk, case.id, received_at=clock.now())
    shown = rows(seen(desk, clerk, case.id))
    assert [(row.number, row.before) for row in shown] == [
        (5, False),
        (1, True),
        (2, True),
        (3, True),
        (4, True),
        (6, True),
    ]
    assert [row.words for row in shown[1:]] == ["Aceptado antes"] * 4 + ["No aplica"]
    assert shown[0].details == "Original, sello de la entidad"
    assert "Revise que lleve el sello" in shown[0].told


def test_who_it_is_for_and_who_has_it(
    desk: Desk, clerk: Actor, person: Person, entity: Entity, clock: FakeClock
) -> None:
    case = by_email(desk, clerk, 4, person, entity, clock.now())
    told = state(desk, clerk, case)
    assert parties_words(told) == f"{entity.name} · Pide: {person.name} {person.document}"
    assert holder_words(told, clock.now()) == (
        "Lo tiene Ana Asesora desde hoy 08:00 · llegó por correo electrónico de"
        " tesoreria@ejemplo.gob.ec hoy 08:00"
    )
    local = told.view.office.local(clock.now())
    assert moment_words(local, local + timedelta(days=2)) == "el 04/12 08:00"
    assert moment_words(local, local + timedelta(days=60)) == "el 04/12/2026 08:00"


@pytest.mark.parametrize(
    ("day", "hour", "read"),
    [
        ("4/12/2026", "9:05", "2026-12-04 09:05"),
        (" 04-12-2026 ", "09h05", "2026-12-04 09:05"),
        ("31/02/2026", "09:05", ""),
        ("04/12/26", "09:05", ""),
        ("04/12/2026", "24:00", ""),
        ("\x00", "😀", ""),
        ("٠٤/12/2026", "09:05", ""),
    ],
)
def test_a_moment_as_people_write_it(clock: FakeClock, day: str, hour: str, read: str) -> None:
    moment = parse_moment(day, hour, clock.now())
    assert (f"{moment:%Y-%m-%d %H:%M}" if moment else "") == read


def test_what_hangs_on_another_that_does_not_apply_says_so(
    desk: Desk, office: SmallOffice, clerk: Actor, person: Person, entity: Entity
) -> None:
    ticket = at_the_counter(desk, office, clerk, 1, person=person, entity=entity)
    case = opened_case(desk, clerk, 1, ticket)
    view = seen(desk, clerk, case.id)
    hanging = tuple(
        replace(item, depends_on=(6,)) if item.number == 5 else item
        for item in view.service.requirements
    )
    out = {6: Finding(6, Verdict.NOT_APPLICABLE)}
    changed = replace(
        view,
        service=replace(view.service, requirements=hanging),
        checklist=Checklist(hanging, out),
    )
    fifth = next(row for row in rows(changed) if row.number == 5)
    assert (fifth.words, fifth.fixed) == ("No aplica: depende del 6", True)

"""Corrective and preventive actions: from a cause to whether it happens less."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desktop.usecases import counters, resolving, serving, staff_admin
from desktop.usecases.desk import Desk
from desktop.usecases.figures import improvements, improvements_view, upkeep
from desktop.usecases.figures.activity_count import lesson
from desktop.usecases.figures.improvements import NewImprovement
from desktop.usecases.figures.improvements_view import ImprovementRow
from domain.case_parts import ConformityKind
from domain.errors import InvalidInput, NotFound, Stale
from domain.figures.waiting import StillCounting
from domain.ids import new_id
from domain.improvements import (
    Cause,
    CauseKind,
    Improvement,
    ImprovementKind,
    ImprovementState,
    NotResponsible,
    OwnImprovement,
    WrongImprovementState,
)
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    opened_case,
    returned_case,
)
from tests.usecases.hall import opened

FREE = Cause(CauseKind.FREE, "Los formularios llegan sin sello")


@pytest.fixture
def sara(office: SmallOffice) -> Actor:
    """Who supervises."""
    return office.actor("supervisor-1")


def new(office: SmallOffice, cause: Cause = FREE, **more: Any) -> NewImprovement:
    made = NewImprovement(
        ImprovementKind.CORRECTIVE,
        cause,
        "Entregar el formulario con el lugar marcado",
        office.actor("asesor-1").staff_id,
        date(2026, 12, 18),
    )
    return replace(made, **more)


def count(desk: Desk, office: SmallOffice) -> None:
    while upkeep.bring_up_to_date(desk, office.actor("recepcion-1")).left:
        pass


def support(desk: Desk, office: SmallOffice, ana: Actor, topic: str = "access") -> None:
    """Solve a case of support."""
    ticket = at_the_counter(desk, office, ana, 6)
    case = opened_case(desk, ana, 6, ticket, topic=topic, problem="No entra")
    answer = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
    resolving.resolve(desk, ana, case.id, answer)
    resolving.close(desk, ana, case.id, ConformityKind.GIVEN)
    serving.finish(desk, ana)


@pytest.fixture
def friday(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    """A day on which two cases of a topic were solved and one was handed back; now it is over."""
    ana = opened(desk, office, "asesor-1", 1)
    support(desk, office, ana)
    support(desk, office, ana)
    support(desk, office, ana, "reports")
    returned_case(desk, office, ana, a_person(desk, office), an_entity(desk, office))
    counters.close_counter(desk, ana)
    clock.go(days=3)
    count(desk, office)


def the_row(desk: Desk, actor: Actor, one: Improvement) -> ImprovementRow:
    board = improvements_view.board(desk, actor)
    (row,) = (r for r in (*board.under_way, *board.ended) if r.improvement.id == one.id)
    return row


def test_from_free_words_to_effective(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    one = improvements.add(desk, sara, new(office))
    assert (one.before, one.state) == (0, ImprovementState.OPEN)
    row = the_row(desk, sara, one)
    assert (row.responsible, row.creator, row.lately, row.overdue) == (
        "Ana Asesora",
        "Sara Supervisora",
        None,
        False,
    )
    clock.go(days=15)
    assert the_row(desk, sara, one).overdue
    assert improvements_view.board(desk, sara).overdue == 1
    one = improvements.change(
        desk, sara, one.id, 1, "Entregarlo marcado", one.responsible_id, date(2026, 12, 19)
    )
    one = improvements.done(desk, office.actor("asesor-1"), one.id, 2, "Se entrega marcado")
    row = the_row(desk, sara, one)
    assert (row.may_verify, row.overdue, row.done is not None) == (True, False, True)
    one = improvements.verify(desk, sara, one.id, 3, "Ya no llegan sin sello", True)
    row = the_row(desk, sara, one)
    assert (row.verifier, row.improvement.after, row.lately) == ("Sara Supervisora", 0, None)
    assert row.verified is not None
    story = improvements_view.story(desk, sara, one.id)
    assert [(line.who, line.what, line.words) for line in story] == [
        ("Sara Supervisora", "La creó", "Entregar el formulario con el lugar marcado"),
        ("Sara Supervisora", "La cambió", "Entregarlo marcado"),
        ("Ana Asesora", "Anotó que se hizo", "Se entrega marcado"),
        ("Sara Supervisora", "La verificó", "Ya no llegan sin sello"),
    ]


@pytest.mark.usefixtures("friday")
def test_a_cause_is_counted_before_and_after(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    seen = {one.cause.kind: one for one in reversed(improvements_view.causes(desk, sara))}
    assert seen[CauseKind.TOPIC].count == 2
    kinds = {CauseKind.REQUIREMENT, CauseKind.REASON, CauseKind.ENTITY, CauseKind.SOLUTION}
    assert {*kinds, CauseKind.TOPIC} == seen.keys()
    cause = seen[CauseKind.TOPIC].cause
    draft = improvements_view.from_cause(desk, sara, cause)
    assert (draft.seen, draft.waits, draft.already) == (seen[CauseKind.TOPIC], 0, ())
    assert (office.actor("asesor-1").staff_id, "Ana Asesora") in draft.people
    assert "Adela Administradora" not in [name for _, name in draft.people]
    one = improvements.add(desk, sara, new(office, cause))
    assert one.before == 2
    assert improvements_view.from_cause(desk, sara, cause).already == (one.words,)
    other = replace(cause, key="reports")
    assert improvements_view.from_cause(desk, sara, other).already == ()
    assert the_row(desk, sara, one).lately == 2
    requirement = seen[CauseKind.REQUIREMENT]
    assert (requirement.count, requirement.cause.service) == (1, 1)
    assert "requisito 5" in requirement.cause.words
    back = improvements.add(desk, sara, new(office, requirement.cause))
    assert back.before == 1
    second = improvements.add(desk, sara, new(office, other))
    assert (second.before, the_row(desk, sara, second).lately) == (1, 1)
    clock.go(days=30)
    count(desk, office)
    assert the_row(desk, sara, one).lately == 0
    one = improvements.done(desk, sara, one.id, 1, "Se explicó")
    simon = office.actor("supervisor-2")
    one = improvements.verify(desk, simon, one.id, 2, "Bajó a cero", True)
    assert (one.before, one.after, the_row(desk, sara, one).lately) == (2, 0, 0)
    assert lesson(one) == (
        f"{cause.words}. Entregar el formulario con el lugar marcado. Eficaz: Bajó a cero"
        " (2 veces en los 30 días de antes, 0 después)."
    )


@pytest.mark.usefixtures("friday")
def test_what_is_kept_is_kept_whole(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    support(desk, office, ana)
    counters.close_counter(desk, ana)
    clock.go(days=1)
    cause = Cause(CauseKind.TOPIC, "Acceso", 6, "access")
    with pytest.raises(StillCounting):
        improvements.add(desk, sara, new(office, cause))
    assert improvements_view.board(desk, sara).waits == 1
    assert improvements_view.from_cause(desk, sara, cause).waits == 1
    one = improvements.add(desk, sara, new(office))  # of a free cause nothing is counted
    one = improvements.done(desk, sara, one.id, 1, "Hecho")
    improvements.verify(desk, office.actor("supervisor-2"), one.id, 2, "Sirvió", False)
    count(desk, office)
    assert improvements.add(desk, sara, new(office, cause)).before == 3


def test_nobody_verifies_what_they_carried_out(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    simon = office.actor("supervisor-2")
    own = improvements.add(desk, simon, new(office, responsible_id=sara.staff_id))
    noted = improvements.add(desk, sara, new(office))
    for one in (own, noted):
        improvements.done(desk, sara, one.id, 1, "Hecho")
        assert not the_row(desk, sara, one).may_verify
        with pytest.raises(OwnImprovement):
            improvements.verify(desk, sara, one.id, 2, "Sirvió", True)
        assert the_row(desk, simon, one).may_verify
        improvements.verify(desk, simon, one.id, 2, "No sirvió", False)
    states = [row.improvement.state for row in improvements_view.board(desk, sara).ended]
    assert states == [ImprovementState.INEFFECTIVE] * 2


def test_only_who_is_responsible_tells_that_it_is_done(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    one = improvements.add(desk, sara, new(office))
    with pytest.raises(NotResponsible):
        improvements.done(desk, office.actor("asesor-2"), one.id, 1, "Hecho")
    assert improvements.done(desk, office.actor("asesor-1"), one.id, 1, "Hecho").version == 2


def test_one_is_given_up_with_a_reason(desk: Desk, office: SmallOffice, sara: Actor) -> None:
    one = improvements.add(desk, sara, new(office))
    with pytest.raises(InvalidInput):
        improvements.drop(desk, sara, one.id, 1, " ")
    dropped = improvements.drop(desk, sara, one.id, 1, "Ya no hay formulario")
    assert (dropped.state, dropped.verdict) == (ImprovementState.DROPPED, "Ya no hay formulario")
    with pytest.raises(WrongImprovementState):
        improvements.done(desk, sara, one.id, 2, "Hecho")
    with pytest.raises(WrongImprovementState):
        improvements.change(desk, sara, one.id, 2, "x", one.responsible_id, one.due)
    board = improvements_view.board(desk, sara)
    assert ([row.improvement for row in board.ended], board.under_way) == ([dropped], ())


def test_what_two_change_at_once_is_not_lost(desk: Desk, office: SmallOffice, sara: Actor) -> None:
    one = improvements.add(desk, sara, new(office))
    improvements.change(desk, sara, one.id, 1, "De otra manera", one.responsible_id, one.due)
    with pytest.raises(Stale):
        improvements.done(desk, sara, one.id, 1, "Hecho")
    with pytest.raises(NotFound):
        improvements.drop(desk, sara, new_id(), 1, "No existe")


def test_what_cannot_be_asked_of_anybody_is_refused(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    administrator = office.actor("admin-1").staff_id
    for bad in (
        new(office, words=" "),
        new(office, words="x" * 601),
        new(office, words="a\x00b"),
        new(office, due=date(2026, 12, 3)),
        new(office, due=date(2028, 1, 1)),
        new(office, Cause(CauseKind.FREE, "")),
        new(office, responsible_id=administrator),
    ):
        with pytest.raises(InvalidInput):
            improvements.add(desk, sara, bad)
    with pytest.raises(NotFound):
        improvements.add(desk, sara, new(office, responsible_id=new_id()))
    one = improvements.add(desk, sara, new(office))
    with pytest.raises(InvalidInput):
        improvements.change(desk, sara, one.id, 1, "x", administrator, one.due)
    clock.go(days=20)
    with pytest.raises(InvalidInput):
        improvements.change(desk, sara, one.id, 1, "x", one.responsible_id, date(2026, 12, 19))
    # A date that stays may be past, and who is responsible may have left.
    ana = office.actor("asesor-1")
    staff_admin.set_active(desk, office.actor("admin-1"), ana.staff_id, ana.version, active=False)
    kept = improvements.change(desk, sara, one.id, 1, "Así", one.responsible_id, one.due)
    assert kept.words == "Así"

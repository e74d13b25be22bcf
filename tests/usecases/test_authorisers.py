"""Authorisers of an entity: enrolled, activated, decided by the centre, shown, and their past."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from db import unit_of_work
from db.repositories.base import NotThereYet
from desktop.usecases import absences, authoriser_changes, authorisers, cases, reception
from desktop.usecases.authoriser_changes import begin_due
from desktop.usecases.centre import receive
from desktop.usecases.desk import Desk, begin
from desktop.usecases.received import EntryUnusable
from domain.authorisers import (
    AuthoriserEnded,
    AuthoriserState,
    ChangeReason,
    ChangeState,
    ChangeUnderWay,
    SomebodyActive,
)
from domain.errors import InvalidInput, NotFound, NotOnThisData
from domain.exchange import FeedEntry
from domain.ids import new_id
from domain.staff import Action
from tests.office import FakeClock, SmallOffice
from tests.usecases.authorising import (
    A_WEEK,
    ALTERNO,
    FOR_GOOD,
    NEXT_WEEK,
    TITULAR,
    SmallCentre,
    a_body,
    absence_case,
    both,
    changes,
    enrolled,
    last_change,
    lend,
    require_one_step,
    states,
    technician,
)
from tests.usecases.casework import RUC, a_person
from tests.usecases.linked import linked

ACTIVE, SUSPENDED = AuthoriserState.ACTIVE, AuthoriserState.SUSPENDED
ENDED, INACTIVE = AuthoriserState.ENDED, AuthoriserState.ENROLLED_INACTIVE
AT = datetime(2026, 12, 4, 15, tzinfo=UTC)
EVA = {
    "entity_ruc": RUC,
    "role": "titular",
    "document_type": "passport",
    "document": "XYZ123",
    "name": "Eva Extraña",
}


def heard(desk: Desk, kind: str, **body: Any) -> None:
    """The centre told something."""
    with desk.units.write() as unit:
        receive(desk, unit, FeedEntry(7, kind, AT, body))


def test_an_alterno_waits_and_a_titular_is_asked_for_where_nobody_is_active(
    desk: Desk, office: SmallOffice
) -> None:
    body = a_body(desk, office)
    alterno = enrolled(desk, office, body, body.alterno, ALTERNO)
    assert (alterno.state, changes(desk, body.entity)) == (INACTIVE, [])
    titular = enrolled(desk, office, body, body.titular, TITULAR)
    assert titular.state is ACTIVE
    assert titular.holding == last_change(desk, body.entity).id
    third = a_person(desk, office, "1712345675", "Teresa Titular")
    assert enrolled(desk, office, body, third, TITULAR).state is INACTIVE


def test_whoever_is_enrolled_again_goes_by_the_new_fingerprints(
    desk: Desk, office: SmallOffice
) -> None:
    body = a_body(desk, office)
    before = enrolled(desk, office, body, body.titular, TITULAR)
    again = enrolled(desk, office, body, body.titular, TITULAR)
    assert (again.id, again.state, again.holding) == (before.id, ACTIVE, before.holding)
    assert again.enrolment_id != before.enrolment_id
    with desk.units.read() as unit:
        assert unit.enrolments.get(before.enrolment_id).delete_after is not None
        assert unit.enrolments.get(again.enrolment_id).delete_after is None


def test_a_new_titular_takes_over_from_the_alterno_who_was_left(
    desk: Desk, office: SmallOffice
) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    with pytest.raises(SomebodyActive):
        authorisers.activate(desk, who, alterno.id)
    with pytest.raises(InvalidInput, match="activo"):
        authorisers.activate(desk, who, titular.id)
    case = absence_case(desk, who, body, FOR_GOOD)
    absences.register(desk, who, case.id, titular.id, alterno.id)
    with pytest.raises(AuthoriserEnded):
        authorisers.activate(desk, who, titular.id)
    third = a_person(desk, office, "1712345675", "Teresa Titular")
    new = enrolled(desk, office, body, third, TITULAR)
    assert new.state is INACTIVE  # nobody is replaced unasked
    change = authorisers.activate(desk, who, new.id)
    assert (change.reason, change.state) == (ChangeReason.ENROLMENT, ChangeState.GRANTED)
    assert states(desk, body.entity) == {"Tatiana": ENDED, "Alberto": INACTIVE, "Teresa": ACTIVE}


def test_while_a_titular_is_away_nobody_takes_over(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, A_WEEK)
    absences.register(desk, who, case.id, titular.id, alterno.id)
    third = a_person(desk, office, "1712345675", "Teresa Titular")
    new = enrolled(desk, office, body, third, TITULAR)
    with pytest.raises(SomebodyActive):
        authorisers.activate(desk, who, new.id)


def test_what_is_asked_waits_and_is_the_only_one(desk: Desk, office: SmallOffice) -> None:
    linked(desk)
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    for one in (titular, alterno):
        with pytest.raises(ChangeUnderWay):
            authorisers.activate(desk, who, one.id)
    with pytest.raises(NotFound):
        authorisers.cancel(desk, who, new_id(), "No")
    (line,) = authorisers.awaiting(desk, who).waiting
    assert line.entity == body.entity.name
    assert line.words == "Enrolamiento: activar a Tatiana Titular, por confirmar"
    assert line.asked_by == "Tomás Técnico"
    seen = authorisers.entity_authorisers(desk, office.actor("asesor-1"), body.entity.id)
    assert seen.under_way is not None
    assert (seen.may_act, seen.linked) == (False, True)


def test_what_is_programmed_is_listed_by_its_day(desk: Desk, office: SmallOffice) -> None:
    """Of two entities, the nearest first; what is further ahead is not listed yet."""
    body, who = a_body(desk, office), technician(office)
    titular, _ = both(desk, office, body)
    entity = reception.register_entity(
        desk, office.actor("recepcion-1"), "1768152560001", "Otra entidad"
    )
    other = replace(body, entity=entity)
    second, _ = both(desk, office, other)
    for whose, leaving, day in ((body, titular, "15/12/2026"), (other, second, "09/12/2026")):
        case = absence_case(desk, who, whose, {"absence-from": day})
        absences.register(desk, who, case.id, leaving.id)
    found = authorisers.awaiting(desk, who)
    assert [(line.entity, line.words) for line in found.programmed] == [
        (
            "Otra entidad",
            "Ausencia permanente: desactivar a Tatiana Titular, programado para el 09/12/2026",
        ),
        (
            "Municipio de Ejemplo",
            "Ausencia permanente: desactivar a Tatiana Titular, programado para el 15/12/2026",
        ),
    ]


def test_an_office_that_is_linked_no_more_decides_what_waited(
    desk: Desk, office: SmallOffice
) -> None:
    linked(desk)
    body = a_body(desk, office)
    both(desk, office, body)
    assert begin_due(desk) == 0
    with desk.units.write() as unit:
        unit.exchange.remove_link()
    assert begin_due(desk) == 1
    assert states(desk, body.entity)["Tatiana"] is ACTIVE


def test_the_day_comes_while_another_change_waits(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    """A return that was asked for late is decided first."""
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    linked(desk)
    case = absence_case(desk, who, body, NEXT_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    with desk.units.write() as unit:  # what an earlier branch of the office left waiting
        step = begin(desk, unit, who, Action.ENROL)
        other = authoriser_changes.new_change(
            step, unit.authorisers.get(titular.id), None, ChangeReason.RETURN
        )
        step.tell("authoriser_change", other.id, 1, "change_programmed", {})
        unit.authorisers.add_change(other.become(ChangeState.WAITING))
    clock.go(days=5)
    assert begin_due(desk) == 0
    assert done.change.state is ChangeState.PROGRAMMED


def test_what_no_longer_fits_on_its_day_is_called_off(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, NEXT_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    with desk.units.write() as unit:  # somehow the alterno's designation ended meanwhile
        step = begin(desk, unit, who, Action.ENROL)
        ended = unit.authorisers.get(alterno.id).become(ENDED, step.now)
        step.tell("authoriser", ended.id, ended.version, "authoriser_added", {"role": "alterno"})
        unit.authorisers.save(ended)
    clock.go(days=5)
    assert begin_due(desk) == 1
    change = last_change(desk, body.entity)
    assert (change.id, change.state) == (done.change.id, ChangeState.CANCELLED)
    assert change.words == authoriser_changes.NO_LONGER


def test_two_programs_begin_what_is_due_once(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, NEXT_WEEK)
    absences.register(desk, who, case.id, titular.id, alterno.id)
    clock.go(days=5)
    change = last_change(desk, body.entity)

    class Late:
        """Another program begins it between this one's look and its deed."""

        def __init__(self, desk: Desk) -> None:
            self._desk, self._first = desk, True

        def read(self) -> Any:
            return self._desk.units.read()

        def write(self) -> Any:
            if self._first:
                self._first = False
                assert begin_due(self._desk) == 1
            return self._desk.units.write()

    assert begin_due(Desk(Late(desk), desk.catalogues, clock, desk.passwords)) == 0
    assert last_change(desk, body.entity).version == change.version + 1


def test_on_a_server_of_an_earlier_program_nothing_is_due_and_cases_go_their_way(
    desk: Desk, office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, who = a_body(desk, office), technician(office)
    case = absence_case(desk, who, body, A_WEEK)
    monkeypatch.setattr(unit_of_work, "SqlAuthorisers", lambda *_: NotThereYet("El enrolamiento"))
    assert begin_due(desk) == 0
    with pytest.raises(NotOnThisData):
        authorisers.awaiting(desk, who)
    heard(desk, "authoriser", request=str(new_id()), state="active", **EVA)
    assert cases.withdraw(desk, who, case.id, "Desiste").reason == "Desiste"


def test_what_is_granted_too_late_is_given_back(desk: Desk, office: SmallOffice) -> None:
    """The centre was restored, and decides again what it had refused."""
    centre = SmallCentre()
    linked(desk)
    body, who = a_body(desk, office), technician(office)
    centre.stranger(desk, body.entity.ruc)
    titular, alterno = both(desk, office, body)
    centre.answer(desk)  # refused
    first = last_change(desk, body.entity)
    centre.stranger_leaves(desk, body.entity.ruc)
    authorisers.activate(desk, who, alterno.id)
    centre.answer(desk)
    assert states(desk, body.entity) == {"Tatiana": INACTIVE, "Alberto": ACTIVE}
    centre.forget()
    centre.answer(desk)  # grants the titular's, refuses the alterno's
    centre.answer(desk)
    require_one_step(desk, body.entity)
    with desk.units.read() as unit:
        told = [one for one in unit.log.of(first.id) if one.type == "authoriser_released"]
    assert len(told) == 1
    assert titular.id != alterno.id
    assert centre.held == {}


def test_a_late_grant_that_fits_is_made(desk: Desk, office: SmallOffice) -> None:
    centre = SmallCentre()
    linked(desk)
    body = a_body(desk, office)
    centre.stranger(desk, body.entity.ruc)
    both(desk, office, body)
    centre.answer(desk)
    centre.forget()
    centre.answer(desk)
    assert changes(desk, body.entity) == [ChangeState.GRANTED]
    assert states(desk, body.entity)["Tatiana"] is ACTIVE


def test_a_decision_of_something_else_changes_nothing(desk: Desk, office: SmallOffice) -> None:
    linked(desk)
    body = a_body(desk, office)
    both(desk, office, body)
    with desk.units.read() as unit:
        asked = next(one for one in unit.log.all() if one.type == "authoriser_requested")
        other = unit.log.at(1)
    assert other is not None
    said = {"outcome": "granted", "words": "Activado."}
    heard(desk, "decision", operation_id=str(other.id), sequence=1, **said)
    heard(desk, "decision", operation_id=str(asked.id), sequence=1, **said)
    heard(desk, "decision", operation_id=str(new_id()), sequence=10**6, **said)
    heard(
        desk,
        "decision",
        operation_id=str(asked.id),
        sequence=asked.sequence,
        outcome="postponed",
        words="Más tarde.",
    )
    assert changes(desk, body.entity) == [ChangeState.WAITING]
    heard(desk, "decision", operation_id=str(asked.id), sequence=asked.sequence, **said)
    assert changes(desk, body.entity) == [ChangeState.GRANTED]


def test_what_the_centre_tells_of_others_is_kept_and_forgotten(
    desk: Desk, office: SmallOffice
) -> None:
    body, who = a_body(desk, office), technician(office)
    told = {**EVA, "request": str(new_id())}
    for _ in range(2):
        heard(desk, "authoriser", state="active", **told)
    (known,) = authorisers.entity_authorisers(desk, who, body.entity.id).elsewhere
    assert (known.name, known.role, known.at) == ("Eva Extraña", TITULAR, AT)
    with pytest.raises(EntryUnusable):
        heard(desk, "authoriser", state="active", **{**told, "role": "otro"})
    heard(desk, "authoriser", state="released", **told)
    assert authorisers.entity_authorisers(desk, who, body.entity.id).elsewhere == ()


def test_the_past_of_an_entity_is_told_line_by_line(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    body, who = a_body(desk, office), technician(office)
    lend(desk, office, body.entity)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, NEXT_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    clock.go(days=5)
    begin_due(desk)
    absences.extend(desk, who, done.absence.id, datetime(2026, 12, 15).date())
    absences.confirm_return(desk, who, done.absence.id, "Volvió antes")
    leaves = absence_case(desk, who, body, {"absence-from": "30/12/2026"})
    coming = absences.register(desk, who, leaves.id, titular.id)
    authorisers.cancel(desk, who, coming.change.id, "Sigue en el cargo")
    clock.go(minutes=1)
    now = absence_case(desk, who, body, FOR_GOOD)
    absences.register(desk, who, now.id, titular.id)
    seen = authorisers.entity_authorisers(desk, who, body.entity.id)
    told = [(event.who, event.what, event.detail) for event in reversed(seen.history)]
    tomas = "Tomás Técnico"
    assert told == [
        (tomas, "Se registró el contrato de comodato", "CC-12, del 04/11/2026 al 04/11/2029"),
        (tomas, "Se registró el kit", "U.are.U 4500, serie UA-1, acta ACTA-7 del 04/11/2026"),
        (tomas, "Se registró el equipo de pago", "PAGOS-01, serie 5CD1"),
        (tomas, "Enrolado como titular", ""),
        (tomas, "Se pidió al centro activar a Tatiana Titular", ""),
        (tomas, "Enrolamiento: confirmado", "activo: Tatiana Titular"),
        (tomas, "Enrolado como alterno", ""),
        (
            tomas,
            "Ausencia de Tatiana Titular",
            "del 09/12/2026 al 11/12/2026, suple Alberto Alterno",
        ),
        (
            tomas,
            "Ausencia temporal: programado para el 09/12/2026",
            "activo: Alberto Alterno, deja de estarlo: Tatiana Titular",
        ),
        ("", "Se pidió al centro activar a Alberto Alterno", ""),
        (
            "",
            "Ausencia temporal: confirmado",
            "activo: Alberto Alterno, deja de estarlo: Tatiana Titular",
        ),
        (tomas, "Se amplió la ausencia hasta el 15/12/2026", "antes 11/12/2026"),
        (tomas, "Se confirmó la reincorporación", "Volvió antes"),
        (tomas, "Se pidió al centro activar a Tatiana Titular", ""),
        (tomas, "Terminó la ausencia", ""),
        (
            tomas,
            "Reincorporación: confirmado",
            "activo: Tatiana Titular, deja de estarlo: Alberto Alterno",
        ),
        (tomas, "Ausencia de Tatiana Titular", "desde el 30/12/2026, sin suplente"),
        (
            tomas,
            "Ausencia permanente: programado para el 30/12/2026",
            "deja de estarlo: Tatiana Titular",
        ),
        (
            tomas,
            "Ausencia permanente: anulado",
            "deja de estarlo: Tatiana Titular, Sigue en el cargo",
        ),
        (tomas, "Ausencia de Tatiana Titular", "desde el 04/12/2026, sin suplente"),
        (tomas, "Terminó la ausencia", ""),
        (tomas, "Ausencia permanente: confirmado", "deja de estarlo: Tatiana Titular"),
    ]

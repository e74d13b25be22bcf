"""What an office asks of enrolments; captures kept for their time, deleted after it; every look."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db import unit_of_work
from db.repositories.base import NotThereYet
from desktop.usecases import day, enrolling, enrolment_admin
from desktop.usecases.desk import Desk, begin
from desktop.usecases.enrolment_admin import EnrolmentRulesForm, designation_ended
from domain.enrolment import Enrolment, EnrolmentState, NotThatState, StillKept
from domain.enrolment_rules import USUAL_BASIS, USUAL_NOTICE
from domain.errors import InvalidInput, NotFound, Stale
from domain.fingers import USUAL_FINGERS, Finger
from domain.ids import new_id
from domain.staff import Action, Actor
from tests.office import FakeClock, SmallOffice
from tests.usecases.at_the_kit import (
    ALTERNO,
    TITULAR,
    AtKit,
    at_kit,
    at_kit_again,
    captured,
    configured,
    requested,
    stored,
    with_centre,
)
from tests.usecases.hall import issue
from tests.usecases.hall import told as told_of

FORM = EnrolmentRulesForm(USUAL_FINGERS, 2, True, 50, 5, USUAL_BASIS, USUAL_NOTICE)


@pytest.fixture
def kit(desk: Desk, office: SmallOffice) -> AtKit:
    """A case of enrolment whose papers are complete."""
    return at_kit(desk, office)


@pytest.fixture
def admin(office: SmallOffice) -> Actor:
    return office.actor("admin-1")


def ended(desk: Desk, kit: AtKit, enrolment: Enrolment) -> Enrolment:
    """End a designation."""
    with desk.units.write() as unit:
        step = begin(desk, unit, kit.technician, Action.ENROL)
        return designation_ended(step, enrolment.id)


# ------------------------------------------------------------------------------ the rules
def test_rules_are_the_usual_until_somebody_changes_them(desk: Desk, admin: Actor) -> None:
    before = enrolment_admin.rules(desk, admin)
    assert (before.version, before.fingers, before.minimum) == (0, USUAL_FINGERS, 2)
    assert (before.legal_basis, before.notice) == (USUAL_BASIS, USUAL_NOTICE)
    thumbs = (Finger.RIGHT_THUMB, Finger.LEFT_THUMB)
    form = replace(FORM, fingers=thumbs, minimum=1, notice="Uno.\r\n\r\n  Dos  \n")
    changed = enrolment_admin.change_rules(desk, admin, 0, form)
    assert (changed.fingers, changed.notice, changed.version) == (thumbs, "Uno.\nDos", 1)
    assert enrolment_admin.rules(desk, admin) == changed
    with pytest.raises(Stale):
        enrolment_admin.change_rules(desk, admin, 0, FORM)
    assert enrolment_admin.change_rules(desk, admin, 1, FORM).version == 2
    told = [one.type for one in told_of(desk, changed.office_id)]
    assert told.count("enrolment_rules_changed") == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fingers": ()}, "Dedos que se piden"),
        ({"fingers": (Finger.LEFT_RING, Finger.LEFT_RING)}, "dos veces"),
        ({"minimum": 5}, "Mínimo"),
        ({"minimum": 0}, "Mínimo"),
        ({"most_unsent": 0}, "Capturas por enviar"),
        ({"retention_years": 31}, "conservación"),
        ({"legal_basis": " "}, "Base legal"),
        ({"legal_basis": "x" * 401}, "Base legal"),
        ({"notice": "\n \n"}, "Aviso de privacidad"),
        ({"notice": "x" * 4001}, "Aviso de privacidad"),
        ({"notice": "dos palabras\n" * 320}, "Aviso de privacidad"),
        ({"notice": "x" * 8001}, "Aviso de privacidad"),
        ({"notice": "a\x00b"}, "caracteres"),
        ({"legal_basis": "\ud800"}, "caracteres"),
    ],
)
def test_rules_that_cannot_be(
    desk: Desk, admin: Actor, office: SmallOffice, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        enrolment_admin.change_rules(desk, admin, 0, replace(FORM, **change))
    assert enrolment_admin.rules(desk, admin).version == 0


# ------------------------------------------------------------------------------ looks
def test_every_look_is_told(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    asked = requested(desk, kit)
    enrolment_admin.record_look(desk, office.actor("supervisor-1"), asked.id, "Pidió acceso")
    last = told_of(desk, asked.id)[-1]
    assert (last.type, last.actor_id) == ("biometric_looked", office.staff["supervisor-1"].id)
    assert stored(desk, asked) == asked
    with pytest.raises(InvalidInput):
        enrolment_admin.record_look(desk, kit.technician, asked.id, " ")
    with pytest.raises(NotFound):
        enrolment_admin.record_look(desk, kit.technician, new_id(), "Pidió acceso")


# ------------------------------------------------------------------------------ their time
def test_a_capture_is_kept_for_its_years_and_then_deleted(
    desk: Desk, office: SmallOffice, kit: AtKit, clock: FakeClock
) -> None:
    supervisor = office.actor("supervisor-1")
    done = configured(desk, office, kit)
    with desk.units.write() as unit:
        unit.packets.keep_gallery(done.id, b"sellado", desk.clock.now())
    with pytest.raises(StillKept):
        enrolment_admin.delete(desk, supervisor, done.id)
    kept = ended(desk, kit, done)
    assert kept.delete_after == date(2031, 12, 4)
    clock.go(days=365 * 5 + 1)
    assert enrolment_admin.due_for_deletion(desk, supervisor) == []
    with pytest.raises(StillKept):
        enrolment_admin.delete(desk, supervisor, done.id)
    clock.go(days=1)
    [due] = enrolment_admin.due_for_deletion(desk, supervisor)
    assert (due.person, due.entity, due.since) == (
        "Tatiana Titular",
        "Municipio de Ejemplo",
        date(2031, 12, 4),
    )
    gone = enrolment_admin.delete(desk, supervisor, done.id)
    assert (gone.state, gone.summary, gone.packet) == (EnrolmentState.WITHDRAWN, "", "")
    with desk.units.read() as unit:
        assert list(unit.packets.all()) == []
        assert list(unit.packets.gallery()) == []
    assert told_of(desk, done.id)[-1].type == "enrolment_deleted"
    assert enrolment_admin.due_for_deletion(desk, supervisor) == []
    with pytest.raises(StillKept):
        enrolment_admin.delete(desk, supervisor, done.id)


def test_of_29_february_it_is_the_first_of_march(
    desk: Desk, office: SmallOffice, kit: AtKit, clock: FakeClock
) -> None:
    done = configured(desk, office, kit)
    clock.go(days=(date(2028, 2, 29) - date(2026, 12, 4)).days)
    assert ended(desk, kit, done).delete_after == date(2033, 3, 1)


def test_only_a_designation_ends(desk: Desk, kit: AtKit) -> None:
    with pytest.raises(NotThatState):
        ended(desk, kit, captured(desk, kit))


def test_what_another_enrolment_goes_by_is_kept_as_long_as_that(
    desk: Desk, office: SmallOffice, kit: AtKit, clock: FakeClock
) -> None:
    supervisor = office.actor("supervisor-1")
    first = configured(desk, office, kit)
    again = at_kit_again(desk, office, kit)
    asked = enrolling.request(desk, again.technician, again.case.id, kit.body.titular.id, TITULAR)
    enrolling.validate(desk, again.technician, asked.id)
    enrolling.use_file(desk, again.technician, asked.id)
    ended(desk, kit, first)
    clock.go(days=365 * 6)
    assert enrolment_admin.due_for_deletion(desk, supervisor) == []
    with pytest.raises(StillKept):
        enrolment_admin.delete(desk, supervisor, first.id)
    enrolling.withdraw(desk, again.technician, asked.id, "Ya no hace falta")
    assert len(enrolment_admin.due_for_deletion(desk, supervisor)) == 1
    enrolment_admin.delete(desk, supervisor, first.id)
    assert stored(desk, first).packet == ""


def test_what_was_withdrawn_goes_the_day_after(
    desk: Desk, office: SmallOffice, kit: AtKit, clock: FakeClock
) -> None:
    supervisor = office.actor("supervisor-1")
    waiting = captured(desk, kit, ALTERNO)
    enrolling.withdraw(desk, kit.technician, waiting.id, "Se arrepintió")
    assert enrolment_admin.due_for_deletion(desk, supervisor) == []
    clock.go(days=1)
    [due] = enrolment_admin.due_for_deletion(desk, supervisor)
    assert due.enrolment.id == waiting.id
    enrolment_admin.delete(desk, supervisor, waiting.id)
    with desk.units.read() as unit:
        assert list(unit.packets.all()) == []


def test_closing_the_day_deletes_what_is_over(
    desk: Desk, office: SmallOffice, kit: AtKit, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = office.actor("supervisor-1")
    waiting = captured(desk, kit)
    enrolling.withdraw(desk, kit.technician, waiting.id, "Se arrepintió")
    clock.go(days=3)  # Monday
    issue(desk, office)
    with monkeypatch.context() as patched:
        missing = NotThereYet("El enrolamiento")
        patched.setattr(unit_of_work, "SqlEnrolments", lambda *_: missing)
        day.close_day(desk, supervisor, "Fin de jornada")
    assert stored(desk, waiting).packet == waiting.packet
    clock.go(days=1)
    issue(desk, office)
    day.close_day(desk, supervisor, "Fin de jornada")
    assert stored(desk, waiting).packet == ""
    last = told_of(desk, waiting.id)[-1]
    assert (last.type, last.actor_id) == ("enrolment_deleted", supervisor.staff_id)


def test_what_is_on_its_way_to_the_centre_gets_there_first(
    desk: Desk, office: SmallOffice, kit: AtKit, clock: FakeClock
) -> None:
    supervisor = office.actor("supervisor-1")
    with_centre(desk)
    waiting = captured(desk, kit)
    enrolling.withdraw(desk, kit.technician, waiting.id, "Se arrepintió")
    clock.go(days=1)
    with pytest.raises(StillKept):
        enrolment_admin.delete(desk, supervisor, waiting.id)
    with desk.units.write() as unit:
        unit.packets.sent(waiting.packet, clock.now(), 99)
    assert enrolment_admin.delete(desk, supervisor, waiting.id).packet == ""

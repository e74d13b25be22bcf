"""The page of support by telephone, and nothing written there is lost."""

import threading
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import counters, serving
from desktop.usecases.desk import Desk
from desktop.usecases.support_desk import support_desk
from domain.catalogue import Channel
from domain.people import Entity, Person
from domain.scanned import ScanKind, scanned
from domain.tickets import Ticket
from tests.office import FakeClock, SmallOffice
from tests.ui.support_seat import Key, Seat, attended, entity, kept, person, seat, ticket
from tests.usecases.casework import by_email
from ui.support import who
from ui.support.drafts import Drafts
from ui.support.state import Step
from ui.widgets import Text

__all__ = ["entity", "person", "seat", "ticket"]

HOSTILE = ("\x00nulo", "\ud800", "🧑‍🚀" * 300, "x" * 10_000, "<b>marca</b>", "'; DROP TABLE --")


# ------------------------------------------------------------------------- the telephone


def test_a_known_caller(person: Person, entity: Entity, clock: FakeClock, seat: Seat) -> None:
    clock.at("11:00")
    seat.open()
    seat.press(Key.Key_F3)
    assert seat.focused() is seat.page.caller.search
    seat.type("1710034065")
    seat.until(lambda: bool(seat.page.presenter.shown.results))
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.step is Step.ENTITY)
    seat.type("1760001550001")
    seat.until(lambda: bool(seat.page.presenter.shown.results))
    seat.press(Key.Key_Return)
    seat.until(seat.page.form.topic.hasFocus)
    clock.at("11:09")
    seat.write()
    seat.press(Key.Key_F2)
    seat.until(lambda: bool(seat.ended))
    view = kept(seat)
    assert (view.case.service, view.case.origin.channel) == (7, Channel.PHONE)
    assert (view.parties.bearer, view.parties.entity) == (person, entity)
    assert view.case.resolved_at is not None
    assert view.case.due_at is not None
    assert view.case.resolved_at <= view.case.due_at
    assert (view.case.resolved_at - view.case.origin.received_at).seconds == 9 * 60


def test_a_cedula_that_is_read_is_who_calls(person: Person, seat: Seat) -> None:
    seat.open()
    read = scanned(person.document)
    assert read is not None
    assert not seat.page.take_scanned(read)  # nobody is asked for
    seat.press(Key.Key_F3)
    assert seat.page.take_scanned(read)
    seat.until(lambda: seat.page.presenter.shown.person == person)
    assert not seat.page.take_scanned(replace(read, kind=ScanKind.CASE))


def test_a_caller_who_is_not_on_file(seat: Seat) -> None:
    seat.open()
    seat.press(Key.Key_F3)
    seat.type("Rocio Almeida")
    seat.until(lambda: bool(seat.page.presenter.shown.results))
    seat.press(Key.Key_Return)
    seat.until(seat.page.caller.form.phone.hasFocus)
    seat.type("02 399 8300")
    seat.press(Key.Key_Tab)
    seat.type("ralmeida")
    seat.press(Key.Key_Return)
    assert seat.page.caller.form.email_row.error
    seat.type("@ejemplo.gob.ec")
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.step is Step.ENTITY)
    seat.press(Key.Key_Return)  # without an entity
    seat.until(seat.page.form.topic.hasFocus)
    seat.write()
    seat.press(Key.Key_F2)
    seat.until(lambda: bool(seat.ended))
    view = kept(seat)
    assert view.parties.bearer is not None
    assert view.parties.entity is None
    assert view.parties.bearer.name == "Rocio Almeida"
    assert view.case.origin.sender == "02 399 8300"


def test_a_call_hung_up_leaves_nothing(seat: Seat) -> None:
    seat.open()
    seat.press(Key.Key_F3)
    seat.press(Key.Key_Escape)
    steps = [seat.step]
    for key in (Key.Key_F3, Key.Key_F5, Key.Key_Escape):
        seat.press(key)
        steps.append(seat.step)
    assert steps == [Step.IDLE, Step.PERSON, Step.REGISTER, Step.PERSON]
    seat.press(Key.Key_Escape)
    assert seat.page.presenter.shown.waiting == ()


# ------------------------------------------------------------------------- nothing is lost


def test_what_is_written_survives_the_queue_a_call_and_the_lock(ticket: Ticket, seat: Seat) -> None:
    seat.open()
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    seat.type("No puede entrar")
    seat.press(Key.Key_Escape)
    assert seat.window.current == "queue"
    seat.open()
    assert seat.page.form.problem.text() == "No puede entrar"
    seat.press(Key.Key_F3)  # the telephone rings
    seat.type("Rocio Almeida")
    seat.until(lambda: bool(seat.page.presenter.shown.results))
    seat.press(Key.Key_Return)
    seat.press(Key.Key_F2)
    seat.until(lambda: seat.step is Step.ENTITY)
    seat.press(Key.Key_Return)
    seat.until(seat.page.form.topic.hasFocus)
    assert seat.page.who.resume.text() == f"Retomar {ticket.code}"
    seat.press(Key.Key_F4)
    assert seat.page.form.problem.text() == "No puede entrar"
    assert seat.page.who.resume.text() == "Retomar llamada de Rocio Almeida"
    seat.window.cover(QWidget())
    seat.window.uncover()
    seat.settle()
    assert seat.page.form.problem.text() == "No puede entrar"


def test_what_is_written_outlives_the_page(
    qtbot: QtBot, ticket: Ticket, desk: Desk, office: SmallOffice
) -> None:
    drafts = Drafts()
    first = Seat(qtbot, desk, office.actor("asesor-1"), drafts)
    first.open()
    first.press(Key.Key_1)
    first.press(Key.Key_1)
    first.type("No puede entrar")
    first.window.close()
    again = Seat(qtbot, desk, office.actor("asesor-1"), drafts)
    again.open()
    again.until(lambda: again.page.form.problem.text() == "No puede entrar")


def test_discarding_asks_first(ticket: Ticket, seat: Seat) -> None:
    seat.open()
    seat.write()
    seat.press(Key.Key_F12)
    seat.until_asked("¿Descartar")
    seat.press(Key.Key_Escape)
    assert seat.page.form.problem.text() == "No puede entrar"
    seat.press(Key.Key_F12)
    seat.until_asked("¿Descartar")
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.step is Step.IDLE)
    assert seat.ended == []
    seat.press(Key.Key_F5)
    assert seat.page.form.problem.text() == ""


def test_the_next_person_is_not_the_last_one(
    ticket: Ticket, desk: Desk, office: SmallOffice, person: Person, seat: Seat
) -> None:
    seat.open()  # nothing is written
    serving.finish(desk, seat.actor, "Consulta breve")
    after = attended(desk, office, None, None)
    seat.window.open("queue")
    seat.open()
    seat.until(lambda: seat.page.who.accessibleName() == f"{after.code}, Sin nombre")


def test_what_was_being_read_before_is_not_who_is_attended_now(
    ticket: Ticket,
    desk: Desk,
    office: SmallOffice,
    seat: Seat,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seat.open()
    read, goes_on = threading.Event(), threading.Event()

    def slowly(*asked: Any) -> Any:
        found = support_desk(*asked)
        read.set()
        assert goes_on.wait(60)
        return found

    monkeypatch.setattr(who, "support_desk", slowly)
    serving.finish(desk, seat.actor, "Consulta breve")
    seat.until(read.is_set)  # nobody is attended
    after = attended(desk, office, None, None)
    seat.window.open("queue")
    seat.window.open("support")
    goes_on.set()
    seat.until(lambda: seat.page.who.accessibleName() == f"{after.code}, Sin nombre")


def test_who_and_for_which_entity_are_told_at_the_page(
    desk: Desk, office: SmallOffice, person: Person, entity: Entity, seat: Seat
) -> None:
    counters.open_counter(desk, seat.actor, office.counter_id(1))
    attended(desk, office, None, None)
    seat.open()
    seat.press(Key.Key_F11)
    seat.type("rosa")
    seat.until(lambda: bool(seat.page.presenter.shown.results))
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.step is Step.CASE)
    seat.press(Key.Key_F11)
    seat.press(Key.Key_Return)  # the person stays
    assert seat.step is Step.ENTITY
    seat.type("gad")
    seat.until(lambda: bool(seat.page.presenter.shown.results))
    seat.press(Key.Key_Return)
    seat.write()
    seat.press(Key.Key_F2)
    seat.until(lambda: bool(seat.ended))
    parties = kept(seat).parties
    assert (parties.bearer, parties.entity) == (person, entity)


def test_nobody_is_attended(seat: Seat) -> None:
    seat.open()
    assert seat.step is Step.IDLE
    seat.press(Key.Key_Return)
    seat.press(Key.Key_F2)
    assert seat.step is Step.IDLE


def test_who_attends_no_support(qtbot: QtBot, desk: Desk, office: SmallOffice) -> None:
    seat = Seat(qtbot, desk, office.actor("tecnico-1"))
    seat.open()
    assert not seat.page.call_button.isEnabled()


def test_the_time_is_told_in_words(ticket: Ticket, clock: FakeClock, seat: Seat) -> None:
    seat.open()
    seat.until(lambda: seat.page.who.limit_words == "Límite 30 min")
    clock.go(minutes=28)
    seat.until(lambda: seat.page.who.limit_words == "Cerca del límite de 30 min")
    clock.go(minutes=3)
    seat.until(lambda: seat.page.who.limit_words == "Pasó el límite de 30 min")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_told_in_words_and_nothing_is_lost(
    ticket: Ticket, text: str, seat: Seat
) -> None:
    seat.open()
    seat.press(Key.Key_1)
    seat.press(Key.Key_1)
    form = seat.page.form
    form.problem.setText(text)
    form.problem.textEdited.emit(form.problem.text())
    seat.press(Key.Key_Tab)
    seat.press(Key.Key_1)
    form.detail.setPlainText(text)
    written = form.detail.toPlainText()
    seat.press(Key.Key_F2)
    seat.until(lambda: bool(seat.told) or seat.focused() in {form.problem, form.detail})
    if not seat.ended:
        assert form.detail.toPlainText() == written
    assert "Traceback" not in seat.told


def test_an_earlier_case_with_papers_says_its_service(
    ticket: Ticket,
    person: Person,
    entity: Entity,
    clock: FakeClock,
    seat: Seat,
    office: SmallOffice,
) -> None:
    case = by_email(seat.desk, office.actor("asesor-1"), 4, person, entity, clock.now())
    seat.open()
    told = f"Restablecer contraseña {case.number}"
    card = seat.page.earlier
    seat.until(lambda: told in [text.text() for text in card.findChildren(Text)])

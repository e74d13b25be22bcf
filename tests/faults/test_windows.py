"""Faults of lock, disk and clock while people work at the windows: told, and nothing is lost."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QWidget

from db import engine as engines
from db.engine import connect, open_engine
from desktop.app.backups import verify_log
from desktop.app.simulated_day.hands import until
from desktop.app.simulated_day.script import MORNING, DayClock
from desktop.usecases import access, reception, staff_admin
from desktop.usecases.desk import Desk
from domain.people import DocumentType
from domain.staff import Actor, Role, RoleGrant
from domain.tickets import TicketState
from tests.journeys.seats import PASSWORD, MadeOffice, Seat, Seats, door_to
from ui.queue.page import QueuePage
from ui.queue.state import QueueState
from ui.reception.page import ReceptionPage
from ui.reception.state import Step
from ui.signin.account import PasswordChangeSheet
from ui.signin.page import LockPage, SignInPage
from ui.supervision.page import SupervisionPage
from ui.widgets.sheets import Sheet
from ui.widgets.text import Text

CEDULA = "1710034065"
NEW = "otra frase larga"


@pytest.fixture
def clock() -> DayClock:
    """09:00 of a working day, until the test sets it."""
    return DayClock(MORNING + timedelta(hours=1))


def receptionist(seats: Seats, office: MadeOffice, clock: DayClock) -> Seat:
    """Sit down at reception; one person is on file."""
    door = door_to(office.folder, clock)
    desk = door.open().desk
    actor = access.sign_in(desk, "recepcion", PASSWORD)
    draft = reception.PersonDraft(DocumentType.CEDULA, CEDULA, "Rosa Chimbo")
    if not reception.find_people(desk, actor, CEDULA):
        reception.register_person(desk, actor, draft)
    seat = seats.take(door)
    seat.sign_in("recepcion")
    page = seat.page("reception", ReceptionPage)
    until(lambda: page.presenter.state.hall is not None, "the services are shown")
    return seat


def clerk(seats: Seats, office: MadeOffice, clock: DayClock, username: str = "asesora") -> Seat:
    """Sit down at a counter, not yet opened."""
    seat = seats.take(door_to(office.folder, clock))
    seat.sign_in(username)
    page = seat.page("queue", QueuePage)
    until(lambda: page.presenter.state is not None, "the queue is read")
    until(lambda: page.opening.chosen() is not None, "a counter is offered")
    return seat


def state(seat: Seat) -> QueueState:
    """What the queue page shows."""
    found = seat.page("queue", QueuePage).presenter.state
    assert found is not None
    return found


def ask_turno(seat: Seat) -> ReceptionPage:
    """Find the person, choose support, and ask for the turno."""
    page = seat.page("reception", ReceptionPage)
    seat.hands.type(CEDULA)
    seat.hands.press("Return")
    until(lambda: page.presenter.state.step is Step.CHOOSE, "the person is on the screen")
    until(
        lambda: not isinstance(QApplication.focusWidget(), QLineEdit), "the services have the keys"
    )
    seat.hands.press("6")
    until(lambda: page.presenter.state.chosen == (6,), "support is chosen")
    seat.hands.press("F2")
    return page


def code_of(page: ReceptionPage) -> str:
    """The turno issued last."""
    last = page.presenter.state.last
    return "" if last is None else last.issued.ticket.code


def cells(page: QWidget) -> Iterator[QModelIndex]:
    """Everything in the tables that can be seen."""
    for table in page.findChildren(QAbstractItemView):
        model = table.model()
        if not table.isVisible():
            continue
        for row in range(model.rowCount()):
            yield from (model.index(row, column) for column in range(model.columnCount()))


def fill(path: Path) -> None:
    """Write until the disk is full."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


@contextmanager
def held_by_another(office: MadeOffice) -> Iterator[None]:
    """Another program is in the middle of a long change."""
    with closing(connect(office.folder / "oficina.db", office.key.key)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def whole(office: MadeOffice) -> None:
    """The log's chain holds."""
    engine = open_engine(office.folder / "oficina.db", office.key.key)
    try:
        verify_log(engine)
    finally:
        engine.dispose()


def test_a_database_held_by_another_program_is_told_and_tried_again(
    seats: Seats, office: MadeOffice, clock: DayClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Long enough for what the programs write beside each other.
    impatient = partial(engines.open_engine, busy_seconds=1.0)
    monkeypatch.setattr("desktop.app.station.engines.open_engine", impatient)
    seat = receptionist(seats, office, clock)
    with held_by_another(office):
        page = ask_turno(seat)
        until(lambda: "ocupada por otro programa" in seat.told, "it is told")
        assert "esta acción no se hizo" in seat.told
        assert page.presenter.state.chosen == (6,)  # nothing has to be chosen again
    until(lambda: not page.presenter.runner.is_busy, "reception is ready")
    seat.hands.press("F2")
    until(lambda: code_of(page) == "A-001", "the turno is issued")
    at_counter = clerk(seats, office, clock)
    with held_by_another(office):
        at_counter.hands.press("F2")
        until(lambda: "ocupada" in at_counter.told, "it is told at the counter too")
    queue = at_counter.page("queue", QueuePage)
    until(lambda: not queue.presenter.is_acting, "the counter is ready")
    at_counter.hands.press("F2")
    until(lambda: state(at_counter).board.session is not None, "the counter is open")
    whole(office)


def test_two_programs_on_one_database(seats: Seats, office: MadeOffice, clock: DayClock) -> None:
    hall = receptionist(seats, office, clock)
    desk = hall.station.desk
    admin = access.sign_in(desk, "admin", PASSWORD)
    added = staff_admin.add_staff(desk, admin, "asesor", "Andrés", [RoleGrant(Role.CLERK)])
    access.change_password(desk, "asesor", added.temporary_password, PASSWORD)
    first, second = clerk(seats, office, clock), clerk(seats, office, clock, "asesor")
    assert first.station is not second.station
    first.hands.press("F2")
    until(lambda: state(first).board.session is not None, "the counter is open")
    session = state(first).board.session
    assert session is not None
    second.page("queue", QueuePage).presenter.open_counter(session.counter_id, frozenset({6}))
    until(lambda: "ya está abierta" in second.told, "the counter is taken")
    page = ask_turno(hall)
    until(lambda: code_of(page) == "A-001", "the turno is issued")
    until(lambda: state(first).next_row is not None, "the other program sees it")
    first.hands.press("F2")
    until(lambda: state(first).current is not None, "it is called")
    whole(office)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small disk")
def test_a_full_disk_is_told_and_nothing_is_lost(
    seats: Seats, office: MadeOffice, clock: DayClock, tmp_path: Path
) -> None:
    small = tmp_path / "disco"
    small.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small)])
    if made.returncode:
        pytest.skip("this system mounts no small disk")
    try:
        subprocess.run(["cp", "-a", f"{office.folder}/.", str(small)], check=True)
        there = MadeOffice(small, office.code, office.key)
        seat = receptionist(seats, there, clock)
        page = ask_turno(seat)
        until(lambda: code_of(page) == "A-001", "there is room for one")
        until(lambda: bool(page.presenter.state.last and page.presenter.state.last.paper), "paper")
        ballast = small / "relleno"
        fill(ballast)
        seat.hands.press("F3")
        until(lambda: page.presenter.state.step is Step.FIND, "reception is free")
        for _ in range(60):  # the engine's log may have room inside for some more
            before = code_of(page)
            ask_turno(seat)
            until(lambda: code_of(page) != before or bool(seat.told), "issued, or told")  # noqa: B023
            if "No queda" in seat.told:
                break
            seat.window.notices.clear()
            seat.hands.press("F3")
            until(lambda: page.presenter.state.step is Step.FIND, "reception is free")
        assert "No queda espacio en el disco" in seat.told
        issued = code_of(page)
        ballast.unlink()
        until(lambda: not page.presenter.runner.is_busy, "reception is ready")
        seat.hands.press("F2")
        until(lambda: code_of(page) != issued, "with room it goes on")
        assert int(code_of(page)[2:]) == int(issued[2:]) + 1  # no number was lost
        whole(there)
        seats.leave()
    finally:
        seats.leave()
        subprocess.run(["umount", str(small)], check=True)


def test_a_clock_that_jumps(seats: Seats, office: MadeOffice, clock: DayClock) -> None:
    hall = receptionist(seats, office, clock)
    page = ask_turno(hall)
    until(lambda: code_of(page) == "A-001", "the first")
    clock.moment -= timedelta(hours=1)
    seat = clerk(seats, office, clock)
    until(lambda: "antes que el último registro" in seat.told, "the clock is told")
    hall.hands.press("F3")
    until(lambda: page.presenter.state.step is Step.FIND, "reception is free")
    ask_turno(hall)
    until(lambda: code_of(page) == "A-002", "the second, by an earlier clock")
    seat.hands.press("F2")
    until(lambda: state(seat).board.session is not None, "the counter is open")
    until(lambda: state(seat).next_row is not None, "somebody waits")
    texts = [text.text() for text in seat.window.findChildren(Text) if text.isVisible()]
    assert not [text for text in texts if "-1" in text or "-60" in text]
    codes = [row.view.ticket.code for row in state(seat).board.waiting]
    assert codes == ["A-001", "A-002"]
    queue = seat.page("queue", QueuePage)
    until(lambda: not queue.presenter.is_acting, "the counter is ready")
    seat.hands.press("F2")
    until(lambda: state(seat).current is not None, "called")
    current = state(seat).current
    assert current is not None
    assert (current.code, current.state) == ("A-001", TicketState.CALLED)
    seat.window.grab()
    clock.moment += timedelta(days=2)
    until(lambda: not queue.presenter.is_acting, "the counter is ready")
    seat.window.notices.clear()
    seat.hands.press("F2")
    until(lambda: bool(seat.told) or state(seat).current != current, "answered")
    whole(office)


def test_midnight_and_the_morning_after(seats: Seats, office: MadeOffice, clock: DayClock) -> None:
    clock.at("23:59")
    hall = receptionist(seats, office, clock)
    page = ask_turno(hall)
    until(lambda: code_of(page) == "A-001", "before midnight")
    clock.moment += timedelta(minutes=2)
    hall.hands.press("F3")
    until(lambda: page.presenter.state.step is Step.FIND, "reception is free")
    ask_turno(hall)
    until(lambda: code_of(page) == "A-002", "after midnight it is the same day")
    clock.moment += timedelta(hours=4)
    hall.hands.press("F3")
    until(lambda: page.presenter.state.step is Step.FIND, "reception is free")
    ask_turno(hall)
    until(lambda: code_of(page) == "A-001", "at four another day begins")
    seat = seats.take(door_to(office.folder, clock))
    seat.sign_in("supervisora")
    supervision = seat.page("supervision", SupervisionPage)
    assert supervision.isVisible()

    def told() -> list[str]:
        return [str(item.data()) for item in cells(supervision)]

    left = "Jornada del 04/12 sin cerrar"
    until(lambda: any(left in words for words in told()), "the day left open")


def locks(seat: Seat) -> list[LockPage]:
    """The locks that can be seen."""
    return [page for page in seat.window.findChildren(LockPage) if page.isVisible()]


def test_a_slow_answer_locks_nobody_else(
    seats: Seats, office: MadeOffice, clock: DayClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether there is a PIN is read while the lock is up already; somebody may be gone by then."""
    answer = Event()
    read = access.account

    def slow(desk: Desk, actor: Actor) -> access.Account:
        answer.wait(60)
        return replace(read(desk, actor), has_pin=True)

    seat = receptionist(seats, office, clock)
    monkeypatch.setattr(access, "account", slow)
    seat.hands.press("Ctrl+L")
    until(lambda: bool(locks(seat)), "the screen is locked")
    seat.hands.press("F8")
    seat.sign_in("supervisora")
    answer.set()
    until(lambda: not seat.place._runner.is_busy, "the answer has come")
    assert locks(seat) == []
    assert seat.window.current == "supervision"


def test_a_change_under_way_does_not_unlock(
    seats: Seats, office: MadeOffice, clock: DayClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Event()
    change = access.change_password

    def slow(desk: Desk, username: str, current: str, new: str) -> Actor:
        answer.wait(60)
        return change(desk, username, current, new)

    monkeypatch.setattr(access, "change_password", slow)
    seat = receptionist(seats, office, clock)
    seat.place._change_password()
    sheet = seat.see(PasswordChangeSheet)
    for field, typed in ((sheet.current, PASSWORD), (sheet.new, NEW), (sheet.again, NEW)):
        field.setFocus()
        seat.hands.type(typed)
    seat.hands.press("Return")
    seat.place.lock()
    answer.set()
    until(lambda: not sheet_is_open(seat), "the password was changed")
    assert len(locks(seat)) == 1
    seat.hands.type(NEW)
    seat.hands.press("Return")
    seat.unlocked()
    ask_turno(seat)
    page = seat.page("reception", ReceptionPage)
    until(lambda: code_of(page) == "A-001", "work goes on")


def sheet_is_open(seat: Seat) -> bool:
    """Whether a question waits, also behind the lock."""
    return any(not sheet.isHidden() for sheet in seat.window.findChildren(Sheet))


def test_unlocking_and_leaving_at_once_leaves(
    seats: Seats, office: MadeOffice, clock: DayClock
) -> None:
    seat = receptionist(seats, office, clock)
    seat.place.lock()
    lock = seat.see(LockPage)
    lock._presenter.submit(PASSWORD)
    lock.leave.click()  # before the answer to the password
    seat.see(SignInPage)
    until(lambda: not seat.place._runner.is_busy, "all is done")
    assert (seat.place.actor, seat.window.current) == (None, "")
    seat.sign_in("supervisora")

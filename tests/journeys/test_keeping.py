"""What keeps an office safe without anybody's asking: archives, and an eye on the clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop import settings
from desktop.app.simulated_day.hands import until
from desktop.app.simulated_day.script import DayClock
from desktop.doctor import ClockWatch
from desktop.keys import slots
from desktop.keys.recovery import RecoveryCode
from desktop.usecases import access, reception
from domain.errors import DiskFull, RecoveryCodeRefused
from domain.people import DocumentType
from tests.journeys.seats import PASSWORD, MadeOffice, Seat, Seats, door_to
from ui.admin.page import AdminPage
from ui.admin.recovery import NewCodeSheet
from ui.supervision.closing import ClosingSheet
from ui.supervision.page import SupervisionPage
from ui.widgets.sheets import ReasonSheet

pytestmark = pytest.mark.journey


def archives(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.vbak"))


def somebody_waits(seat: Seat) -> None:
    desk = seat.station.desk
    host = access.sign_in(desk, "recepcion", PASSWORD)
    draft = reception.PersonDraft(DocumentType.CEDULA, "1710034065", "Pedro Pérez")
    person = reception.register_person(desk, host, draft)
    reception.issue(desk, host, reception.NewTicket((6,), person.id))


def told_of_codes(seat: Seat) -> list[str | None]:
    """What the log tells of recovery codes."""
    with seat.station.desk.units.read() as unit:
        return [one.payload for one in unit.log.all() if one.type == "recovery_code_changed"]


def test_an_archive_each_day_and_when_the_day_is_closed(seats: Seats, office: MadeOffice) -> None:
    copies = office.folder / "copias"
    seat = seats.take(door_to(office.folder))
    until(lambda: len(archives(copies)) == 1, "the day's archive is made")
    seat.sign_in("supervisora")
    somebody_waits(seat)
    page = seat.page("supervision", SupervisionPage)
    until(page.close_button.isEnabled, "closing the day is offered")
    first = archives(copies)
    seat.hands.press("F12")
    until(seat.see(ClosingSheet).close_button.isEnabled, "what is open is shown")
    seat.hands.press("F12")
    seat.see(ReasonSheet)
    seat.hands.press("Return")
    until(lambda: archives(copies) not in (first, []), "a later archive takes its place")
    seats.leave()
    made = archives(copies)
    seats.take(door_to(office.folder)).sign_in("recepcion")
    assert archives(copies) == made  # today's is there


def test_an_archive_that_cannot_be_made_holds_nothing_up(seats: Seats, office: MadeOffice) -> None:
    here = office.folder / "settings.toml"
    blocked = office.folder / "usb"
    blocked.write_text("no es una carpeta")
    settings.change(here, datetime.now(UTC), backup_folder=str(blocked))
    seat = seats.take(door_to(office.folder))
    until(lambda: bool(seat.told), "it is told")
    seat.sign_in("recepcion")
    assert "copia" in seat.told.lower()


def test_a_lost_recovery_code_is_replaced(seats: Seats, office: MadeOffice) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("admin")
    page = seat.page("admin", AdminPage)
    assert page.safety is not None
    page.show_section("Copias y diagnóstico")
    seat.hands.press("F9")
    sheet = seat.see(NewCodeSheet)
    groups = [label.text() for label in sheet.code.labels]
    database = seat.station.database
    slots.read(database).unwrap(RecoveryCode.parse(office.code))  # holds until the new one does
    seat.hands.press("F7")
    until(sheet.code.last.hasFocus, "the sheet is kept")
    seat.hands.type(groups[-1])
    seat.hands.press("Ctrl+Return")
    until(lambda: "código nuevo ya vale" in seat.told, "the new code holds")
    assert told_of_codes(seat) == ['{"confirmed":false}', '{"confirmed":true}']
    slots.read(database).unwrap(RecoveryCode.parse("-".join(groups)))
    with pytest.raises(RecoveryCodeRefused):
        slots.read(database).unwrap(RecoveryCode.parse(office.code))


def test_a_full_disk_is_told_too(
    seats: Seats, office: MadeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise DiskFull

    monkeypatch.setattr("db.backup.backup", full)
    seat = seats.take(door_to(office.folder))
    until(lambda: DiskFull.what in seat.told, "it is told")
    seat.sign_in("recepcion")


def test_a_clock_behind_the_last_record_is_told_once(seats: Seats, office: MadeOffice) -> None:
    clock = DayClock(datetime.now(UTC) - timedelta(days=40))
    seat = seats.take(door_to(office.folder, clock))
    until(lambda: "El reloj marca" in seat.told, "it is told")
    assert "orden de llegada" in seat.told
    seat.hands.press("Escape")
    seat.sign_in("recepcion")
    assert seat.place._clock_teller is not None
    seat.place._clock_teller.look()
    assert not seat.told


def test_a_clock_that_is_moved_is_told_each_time(seats: Seats, office: MadeOffice) -> None:
    moved = timedelta()
    door = door_to(office.folder)
    door._watch = ClockWatch(lambda: datetime(2026, 12, 4, tzinfo=UTC) + moved, lambda: 0.0)
    seat = seats.take(door)
    seat.sign_in("admin")
    teller = seat.place._clock_teller
    assert teller is not None
    assert not seat.told
    moved = timedelta(minutes=45)
    teller.look()
    assert "se adelantó 45 min" in seat.told
    seat.hands.press("Escape")
    teller.look()
    assert not seat.told
    moved = timedelta(minutes=15)
    teller.look()
    assert "se atrasó 30 min" in seat.told
    page = seat.page("admin", AdminPage)
    page.show_section("Copias y diagnóstico")
    until(lambda: bool(page.presenter.state.checks), "the check-up is made")
    found = next(one for one in page.presenter.state.checks if one.name == "Reloj")
    assert "se adelantó 15 min" in found.words


def test_this_computer_is_used_as_chosen_at_once(
    seats: Seats, office: MadeOffice, tmp_path: Path
) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("admin")
    page = seat.page("admin", AdminPage)
    page.show_section("Este equipo")
    section = page.computer
    assert section is not None
    until(lambda: section.counter.count() == 3, "the counters are offered")
    section.theme.setFocus()
    seat.hands.press("Down", "Down", "Tab", "Down")
    section.counter.setFocus()
    seat.hands.press("Down")
    section.folder.setFocus()
    seat.hands.type("/no/hay")
    seat.hands.press("F2")
    until(lambda: "No se puede guardar" in section.error.words, "the folder is refused")
    from ui import theme

    assert not theme.now().dark
    section.folder.clear()
    seat.hands.type(str(tmp_path))
    seat.hands.press("F2")
    until(lambda: theme.now().dark, "it is dark")
    assert theme.now().scale == 1.25
    chosen = seat.station.settings
    assert (chosen.theme, chosen.scale, chosen.counter) == ("dark", 125, 1)
    assert chosen.backup_folder == str(tmp_path)
    page.show_section("Copias y diagnóstico")
    seat.hands.press("F2")
    until(lambda: bool(archives(tmp_path)), "the copy is made there")

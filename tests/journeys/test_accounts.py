"""Another account of the computer, a blank computer, and data that cannot be opened."""

import errno
import getpass
import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from db.engine import open_engine
from desktop.app.simulated_day.hands import until
from desktop.cli import OK, main
from desktop.keys import slots
from desktop.keys.stores import SystemKeyring
from tests import memory_keyring
from tests.journeys.seats import MadeOffice, Seats, door_to
from ui.opening.covers import AskCode, Trouble
from ui.signin.page import SignInPage
from ui.widgets.text import Text

pytestmark = pytest.mark.journey


def words(cover: Trouble) -> str:
    return " ".join(text.text() for text in cover.findChildren(Text))


def test_a_second_account_types_the_code_once(seats: Seats, office: MadeOffice) -> None:
    memory_keyring.forget_all()
    seat = seats.take(door_to(office.folder))
    cover = seat.see(AskCode)
    seat.hands.press("Return")
    assert "Escriba el código" in cover.error.words
    QApplication.clipboard().setText("🗝 \x00 no es")
    seat.hands.press("Ctrl+V", "Return")
    until(lambda: "tiene 7 grupos" in cover.error.words, "what is no code is refused")
    cover.field.clear()
    seat.hands.type(office.code)
    seat.hands.press("Return")
    seat.sign_in("recepcion")
    assert seat.window.current == "reception"
    seats.leave()
    assert SystemKeyring().load(office.key.database_id) == office.key.key
    seats.take(door_to(office.folder)).sign_in("recepcion")


def test_a_blank_computer_is_restored_by_the_code_alone(
    seats: Seats, office: MadeOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VENTANILLA_HOME", str(office.folder))
    assert main(["backup", "--folder", str(tmp_path / "usb")]) == OK
    (archive,) = (tmp_path / "usb").glob("*.vbak")
    memory_keyring.forget_all()
    blank = tmp_path / "otro"
    monkeypatch.setenv("VENTANILLA_HOME", str(blank))
    monkeypatch.setattr(getpass, "getpass", lambda _: office.code)
    assert main(["restore", str(archive)]) == OK
    assert main(["audit", "verify"]) == OK
    seats.take(door_to(blank)).sign_in("supervisora")


def test_damaged_data_are_told_and_tried_again(seats: Seats, office: MadeOffice) -> None:
    database = office.folder / "oficina.db"
    whole = database.read_bytes()
    database.write_bytes(b"\x00nada de esto es una base" * 400)
    seat = seats.take(door_to(office.folder))
    cover = seat.see(Trouble)
    assert "dañad" in words(cover)
    seat.hands.press("F2")
    again = seat.see(Trouble, lambda one: one is not cover)
    assert "dañad" in words(again)
    database.write_bytes(whole)
    seat.hands.press("F2")
    seat.sign_in("recepcion")


def test_data_of_a_later_version_are_told(seats: Seats, office: MadeOffice) -> None:
    engine = open_engine(office.folder / "oficina.db", office.key.key, key_checked=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    seat = seats.take(door_to(office.folder))
    assert "versión más nueva" in words(seat.see(Trouble))
    assert not seat.told


def test_data_that_are_not_where_they_were_are_told(seats: Seats, office: MadeOffice) -> None:
    database = office.folder / "oficina.db"
    database.rename(office.folder / "en otro lugar")
    seat = seats.take(door_to(office.folder))
    assert "No se encuentran los datos" in words(seat.see(Trouble))
    (office.folder / "en otro lugar").rename(database)
    seat.hands.press("F2")
    seat.see(SignInPage)
    until(lambda: seat.door.station is not None, "the office is open")


def test_data_without_their_key_file_are_told(seats: Seats, office: MadeOffice) -> None:
    for path in slots.copies(office.folder / "oficina.db"):
        path.unlink()
    seat = seats.take(door_to(office.folder))
    assert "claves" in words(seat.see(Trouble))


def test_a_folder_that_refuses_is_told(
    seats: Seats, office: MadeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Permissions do not bind who runs the tests as root, so the disk's answer is given here."""

    really = os.open

    def refused(path: Path, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(".uso"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return really(path, flags, mode)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refused)
        seat = seats.take(door_to(office.folder))
        assert "protegida contra escritura" in words(seat.see(Trouble))
    seat.hands.press("F2")
    seat.sign_in("recepcion")

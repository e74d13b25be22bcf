"""The first start of an office, whole, cut short, and without a keyring."""

import subprocess
import sys
from pathlib import Path

import keyring.core
import pytest

from desktop.app.door import Door
from desktop.app.simulated_day.hands import until
from desktop.keys import slots
from desktop.keys.stores import DemoKeyFile
from desktop.paths import Places
from tests.journeys.seats import PASSWORD, Seat, Seats, door_to
from ui.admin.page import AdminPage
from ui.firststart.page import FirstStartPage
from ui.firststart.presenter import Step
from ui.opening.covers import AskCode
from ui.signin.page import SignInPage
from ui.widgets.buttons import KeyButton
from ui.widgets.sheets import ConfirmSheet
from ui.widgets.text import Text

pytestmark = pytest.mark.journey

ROOT = Path(__file__).parents[2]


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer whose session has no keyring."""
    backend = keyring.core.load_keyring("keyring.backends.fail.Keyring")
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)


def fill_in(seat: Seat) -> FirstStartPage:
    """Go through the first three steps."""
    page = seat.see(FirstStartPage)
    at = page._presenter.state
    assert at.step is Step.OFFICE
    seat.hands.press("F2")
    until(lambda: page._presenter.state.step is Step.COUNTERS, "the counters are asked")
    seat.hands.press("F3", "F2")
    until(lambda: page._presenter.state.step is Step.ADMINISTRATOR, "the administrator is asked")
    seat.hands.type("Adela Burbano")
    for text in ("adela", PASSWORD, PASSWORD):
        seat.hands.press("Tab")
        seat.hands.type(text)
    seat.hands.press("F2")
    until(lambda: page._presenter.state.step is Step.CODE, "the code is shown")
    return page


def confirm(seat: Seat, page: FirstStartPage) -> str:
    """Keep the sheet, type the last group of the code, and go on to sign in."""
    groups = [label.text() for label in page.code.labels]
    seat.hands.press("F7")
    until(lambda: "Guardada en" in page.code.told.text(), "the sheet is kept")
    while not page.code.last.hasFocus():
        seat.hands.press("Tab")
    seat.hands.type("XXXXX")
    seat.hands.press("F2")
    until(lambda: "último grupo" in page.error.words, "a wrong group is refused")
    page.code.last.clear()
    seat.hands.type(groups[-1].lower())
    seat.hands.press("F2")
    until(lambda: page._presenter.state.step is Step.DONE, "the code is in somebody's hands")
    seat.hands.press("F2")
    return "-".join(groups)


def begin_again(seat: Seat) -> None:
    """Give up a first start that nobody can enter."""
    cover = seat.see(AskCode)
    until(lambda: bool(shown(cover)), "beginning again is offered")
    seat.hands.press("F8")
    seat.see(ConfirmSheet)
    seat.hands.press("Return")


def shown(cover: AskCode) -> list[KeyButton]:
    """Return the button that begins again, where it is offered."""
    found = cover.findChildren(KeyButton)
    return [one for one in found if one.accessibleName().startswith("Comenzar") and one.isVisible()]


def test_an_office_is_made_and_administered(seats: Seats, tmp_path: Path) -> None:
    seat = seats.take(door_to(tmp_path / "datos"))
    page = fill_in(seat)
    confirm(seat, page)
    seat.sign_in("adela")
    assert seat.window.current == "admin"
    admin = seat.page("admin", AdminPage)
    until(lambda: len(admin.presenter.state.staff) == 2, "administrator and display are on file")
    until(lambda: admin.presenter.state.view is not None, "office and counters are read")
    view = admin.presenter.state.view
    assert view is not None
    assert [counter.number for counter in view.counters] == [1, 2]
    assert slots.read(seat.station.database).code_confirmed
    with seat.station.desk.units.read() as unit:
        assert "recovery_code_changed" in [one.type for one in unit.log.all()]
    until(lambda: any(seat.station.places.backups.glob("*.vbak")), "the day's archive is made")


def test_closed_before_the_office_is_made_it_begins_again(seats: Seats, tmp_path: Path) -> None:
    seat = seats.take(door_to(tmp_path / "datos"))
    page = seat.see(FirstStartPage)
    seat.hands.press("F2")
    until(lambda: page._presenter.state.step is Step.COUNTERS, "the counters are asked")
    seats.leave()
    assert not (tmp_path / "datos" / "oficina.db").exists()
    seat = seats.take(door_to(tmp_path / "datos"))
    confirm(seat, fill_in(seat))
    seat.see(SignInPage)


#: Dies as by SIGKILL when the database stands and there is no office in it yet.
KILLED = """
import os, sys
from pathlib import Path
from desktop.app import station
from desktop.app.demo import first_start
from desktop.keys.stores import DemoKeyFile
from desktop.paths import Places
station.set_up = lambda *_: os._exit(9)
home = Path(sys.argv[1])
station.begin_station(Places(home, home / "logs"), DemoKeyFile(home / "key"), first_start())
"""


def test_killed_while_the_office_is_made_it_begins_again(seats: Seats, tmp_path: Path) -> None:
    home = tmp_path / "datos"
    home.mkdir()
    done = subprocess.run([sys.executable, "-c", KILLED, str(home)], cwd=ROOT, check=False)
    assert done.returncode == 9
    assert (home / "oficina.db").exists()
    seat = seats.take(Door(Places(home, home / "logs"), DemoKeyFile(home / "key")))
    confirm(seat, fill_in(seat))
    seat.sign_in("adela")
    assert list(home.glob("oficina.db.anterior-*"))  # put aside, never erased


def test_closed_before_the_code_is_confirmed_it_opens_with_the_keyring(
    seats: Seats, tmp_path: Path
) -> None:
    fill_in(seats.take(door_to(tmp_path / "datos")))
    seats.leave()
    seat = seats.take(door_to(tmp_path / "datos"))
    seat.sign_in("adela")
    assert seat.window.current == "admin"
    until(lambda: "«Copias y diagnóstico»" in seat.told, "a code on paper is asked for")


def test_without_a_keyring_the_code_is_asked_at_each_start(
    seats: Seats, tmp_path: Path, no_keyring: None
) -> None:
    seat = seats.take(door_to(tmp_path / "datos"))
    page = fill_in(seat)
    assert "se pedirá cada vez" in page.code._note.text()
    code = confirm(seat, page)
    seat.sign_in("adela")
    seats.leave()

    seat = seats.take(door_to(tmp_path / "datos"))
    cover = seat.see(AskCode)
    assert "se pide cada vez" in " ".join(text.text() for text in cover.findChildren(Text))
    first, *rest = code.split("-")
    wrong = ("0" if first[0] != "0" else "1") + first[1:]
    seat.hands.type("-".join([wrong, *rest]))
    seat.hands.press("Return")
    until(lambda: "grupo 1" in cover.error.words, "the mistyped group is told")
    cover.field.clear()
    seat.hands.type(code.replace("-", " ").lower())
    seat.hands.press("Return")
    seat.sign_in("adela")


def test_cut_where_nobody_can_enter_it_begins_again(
    seats: Seats, tmp_path: Path, no_keyring: None
) -> None:
    home = tmp_path / "datos"
    fill_in(seats.take(door_to(home)))
    beside = seats.take(door_to(home))  # while the first window still shows the code
    refused = beside.see(AskCode)
    begin_again(beside)
    until(lambda: bool(refused.error.words), "it is in use")
    assert not list(home.glob("*.anterior-*"))
    seats.leave()

    seat = seats.take(door_to(home))
    begin_again(seat)
    code = confirm(seat, fill_in(seat))
    assert len(list(home.glob("oficina.db.anterior-*"))) == 1
    assert len(list(home.glob("oficina.db.claves.anterior-*"))) == 1
    seat.sign_in("adela")
    seats.leave()

    # Somebody holds this code: from now on it is asked for, and nothing else.
    seat = seats.take(door_to(home))
    cover = seat.see(AskCode)
    assert not seat.door.nobody_enters()
    seat.hands.press("F8")
    assert not seat.window.findChildren(ConfirmSheet)
    cover.field.setFocus()
    seat.hands.type(code)
    seat.hands.press("Return")
    seat.sign_in("adela")


def test_a_code_nobody_confirmed_opens_and_is_held(
    seats: Seats, tmp_path: Path, no_keyring: None
) -> None:
    page = fill_in(seats.take(door_to(tmp_path / "datos")))
    code = "-".join(label.text() for label in page.code.labels)
    seats.leave()
    seat = seats.take(door_to(tmp_path / "datos"))
    seat.see(AskCode)
    seat.hands.type(code)
    seat.hands.press("Return")
    seat.sign_in("adela")
    assert slots.read(seat.station.database).code_confirmed


def test_a_folder_that_takes_no_data_is_told(seats: Seats, tmp_path: Path) -> None:
    blocked = tmp_path / "datos"
    blocked.write_text("un archivo donde va la carpeta")
    seat = seats.take(Door(door_to(blocked).places))
    page = seat.see(FirstStartPage)
    seat.hands.press("F2")
    until(lambda: page._presenter.state.step is Step.COUNTERS, "the counters are asked")
    seat.hands.press("F2")
    until(lambda: page._presenter.state.step is Step.ADMINISTRATOR, "the administrator is asked")
    seat.hands.type("Adela Burbano")
    for text in ("adela", PASSWORD, PASSWORD):
        seat.hands.press("Tab")
        seat.hands.type(text)
    seat.hands.press("F2")
    until(lambda: bool(page.error.words), "it is told")
    assert page._presenter.state.step is Step.ADMINISTRATOR

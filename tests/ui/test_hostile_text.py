"""Anything typed or pasted into any field of any window: no traceback, words a person understands.

The real windows over a real encrypted office. Every field that can be seen is filled with the same
hostile text and Enter is pressed; then every button is pressed, and the sheets it opens are
treated alike. A bug reaches the excepthook, and a warning of Qt or of ours the log: both fail.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid
from sqlalchemy import select

from db.tables import metadata
from desktop.app import demo
from desktop.app.backups import verify_log
from desktop.app.door import DemoDoor, Door
from desktop.app.hall import Hall
from desktop.app.leave import asks_leave
from desktop.app.simulated_day.hands import Hands, until
from desktop.app.simulated_day.script import DayClock
from desktop.app.station import Station
from desktop.app.workplace import Workplace
from desktop.paths import Places
from desktop.usecases import access, reception
from desktop.usecases.desk import Desk
from desktop.usecases.first_start import FirstStart
from domain.approvals import ApprovalKind
from domain.people import DocumentType
from domain.staff import Role
from tests.office import CHEAP
from ui.opening.covers import AskCode
from ui.shell import MainWindow
from ui.shell.rail import Rail
from ui.signin.page import SignInPage
from ui.widgets import KeyButton, NoticeArea, Sheet
from ui.widgets.cover import ErrorLine
from ui.widgets.fields import FormRow
from ui.work import Runner

MARK = "zqxj"
"""In every hostile text, so that a log that repeats one is found."""
HOSTILE = (
    f"{MARK}\0nul",
    f"{MARK}\ud800",
    f"\udc00{MARK}",
    f"{MARK} 🧑‍💼🇪🇨",
    f"{MARK}\N{RIGHT-TO-LEFT OVERRIDE}9876\N{POP DIRECTIONAL FORMATTING}",
    f"{MARK}a" + "\N{COMBINING ACUTE ACCENT}" * 60,
    MARK + "ñ" * 10_000,
    MARK + "😀" * 5_000,
    "x" + MARK + "😀" * 5_000,
    f"<b>{MARK}</b><img src='x'>&amp;",
    f"'; DROP TABLE ticket; --{MARK}",
    f"=1+1+{MARK}",
    f'{MARK} "%s" %(x)s {{0}} \\x00 *',
    f"{MARK}\t\r\n\v\x1b[31m",
    f"{MARK}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}\N{WORD JOINER}\ufeff",
    f"\N{LINE SEPARATOR}{MARK}\N{PARAGRAPH SEPARATOR}\uffff\ufdd0",
    "1710034066",
    "٣٤٥٦",
    "-1",
    "1e999",
    "²",
)
TECHNICAL = re.compile(
    r"error|exception|codec|surrogate|sql|traceback|none|null|nan\b|errno", re.IGNORECASE
)
KEPT_OUT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
LEFT_ALONE = re.compile("Bloquear|Cambiar de usuario|Otra ventana|pantalla", re.IGNORECASE)


DOCUMENT = "1710034065"
BODY = "GAD"
"""Finds an entity of the demonstration."""


class OnePersonDoor(DemoDoor):
    """The demonstration, with one person who may do everything."""

    def __init__(self, places: Places) -> None:
        self.clock = DayClock()
        super().__init__(places, self.clock)

    def _request(self) -> FirstStart:
        asked = super()._request()
        everything = frozenset(Role) - {Role.DISPLAY}
        return replace(asked, administrator=replace(asked.administrator, roles=everything))

    def _fill(self, station: Station) -> None:
        super()._fill(station)
        actor = access.sign_in(station.desk, "recepcion", demo.PASSWORD)
        if not reception.find_people(station.desk, actor, DOCUMENT):
            draft = reception.PersonDraft(DocumentType.CEDULA, DOCUMENT, "Rosa Chimbo")
            reception.register_person(station.desk, actor, draft)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weak hashes: the rules are tried, not their cost."""
    monkeypatch.setattr("desktop.app.station.Desk", partial(Desk, passwords=CHEAP))


@pytest.fixture(autouse=True)
def runners(monkeypatch: pytest.MonkeyPatch) -> set[Runner]:
    """Everything that works behind the windows."""
    known: set[Runner] = set()
    started = Runner._start

    def start(self: Runner, *args: object) -> None:
        known.add(self)
        started(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Runner, "_start", start)
    return known


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[str]]:
    """Everything any part of the program logs."""
    told: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(self.format(record))

    ear, root = Ear(logging.DEBUG), logging.getLogger()
    before = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    yield told
    root.setLevel(before)
    root.removeHandler(ear)
    assert [line for line in told if MARK in line] == []


class Attacker:
    """Fills in and presses whatever can be seen."""

    def __init__(self, window: QWidget, runners: set[Runner]) -> None:
        self.window = window
        self._runners = runners
        self.fields: set[str] = set()
        self.pressed: set[str] = set()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(2):
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        until(lambda: not any(isValid(r) and r.is_busy for r in self._runners), "all is done")
        self._read_words()

    def attack(self, root: QWidget, text: str) -> None:
        """Paste ``text`` into every field below ``root``; press Enter in the first and the last."""
        QApplication.clipboard().setText(text)
        fields, before = self._fields(root), self.sheet()
        for field in fields:
            field.setFocus()
            self.fields.add(field.accessibleName())
            QTest.keySequence(field, QKeySequence("Ctrl+A"))
            QTest.keySequence(field, QKeySequence("Ctrl+V"))
        self.settle()
        for field in {*fields[:1], *fields[-1:]}:
            if isValid(field) and field.isVisible():
                field.setFocus()
                QTest.keySequence(field, QKeySequence("Return"))
                self.settle()
                self.drop_sheets(keep=before)

    def press_everything(self, root: QWidget, text: str) -> None:
        """Press every button below ``root``; attack and confirm the sheets they open."""
        for button in root.findChildren(KeyButton):
            if not isValid(button) or not button.isVisible() or not button.isEnabled():
                continue
            if button.text() in TABS or LEFT_ALONE.search(button.text()):
                continue
            self.pressed.add(button.text())
            button.click()
            self.settle()
            while (sheet := self.sheet()) is not None:
                self.attack(sheet, text)
                self.drop_sheets()
            for dialog in QApplication.topLevelWidgets():
                if dialog is not self.window and dialog.isVisible():
                    dialog.close()
            self.settle()

    def _fields(self, root: QWidget) -> list[QWidget]:
        typed: list[QLineEdit | QPlainTextEdit] = [*root.findChildren(QLineEdit)]
        typed += root.findChildren(QPlainTextEdit)
        found: list[QWidget] = [
            field
            for field in typed
            if field.isVisible() and field.isEnabled() and not field.isReadOnly()
        ]
        assert not [box for box in root.findChildren(QComboBox) if box.isEditable()]
        return [root] if isinstance(root, QLineEdit) else found

    def sheet(self) -> Sheet | None:
        shown = [sheet for sheet in self.window.findChildren(Sheet) if sheet.isVisible()]
        return shown[-1] if shown else None

    def drop_sheets(self, keep: QWidget | None = None) -> None:
        """Cancel every question but one."""
        while (sheet := self.sheet()) is not None and sheet is not keep:
            sheet.cancel()
            self.settle()

    def _read_words(self) -> None:
        shown = [line.words for line in self.window.findChildren(ErrorLine) if line.isVisible()]
        shown += [row.error for row in self.window.findChildren(FormRow) if row.isVisible()]
        for area in self.window.findChildren(NoticeArea):
            while (notice := area.current) is not None:
                shown += [notice.what, notice.kept, notice.todo]
                area.dismiss()
        wrong = [words for words in shown if TECHNICAL.search(words.replace(MARK, ""))]
        assert wrong == []


@contextmanager
def workplace(door: Door, qapp: QApplication) -> Iterator[Workplace]:
    """One window of the program."""
    window = MainWindow()
    place = Workplace(window, door, qapp)
    place.start()
    window.show()
    window.activateWindow()
    until(window.isActiveWindow, "the window is in front")
    try:
        yield place
    finally:
        window.close()
        window.deleteLater()


@pytest.fixture
def door(tmp_path: Path) -> Iterator[OnePersonDoor]:
    """The office."""
    door = OnePersonDoor(Places(tmp_path / "datos", tmp_path / "registros"))
    yield door
    door.close()


def check_kept(door: Door) -> None:
    """Nothing that paper or another database could not hold was stored, and the log is whole."""
    station = door.station
    assert station is not None
    verify_log(station.engine)
    with station.engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name == "catalogue_version":
                continue  # a file, with its lines
            for row in connection.execute(select(table)).mappings():
                for name, value in row.items():
                    # The privacy notice is read paragraph by paragraph.
                    text = value.replace("\n", "") if name == "notice" and value else value
                    assert not isinstance(text, str) or not KEPT_OUT.search(text), (table, name)


def sign_in(place: Workplace, attacker: Attacker) -> None:
    """Sign in who may do everything."""
    until(lambda: place._access is not None, "the office is open")
    page = place.window.findChild(SignInPage)
    assert page is not None
    page.username.setFocus()
    hands = Hands(place.window)
    hands.type("admin")
    hands.press("Tab")
    hands.type(demo.PASSWORD)
    hands.press("Return")
    until(lambda: bool(place.window.current), "signed in")
    attacker.settle()


FIGURES = (
    *("LOTAIP", "Opiniones", "Pronóstico", "Actividades", "Mejoras", "Repetición", "Exportar"),
)
STATES = (
    ("queue", ()),
    ("queue", ("Abrir la ventanilla",)),
    ("reception", ()),
    ("reception", ("Registrar persona",)),
    ("reception", (DOCUMENT,)),
    ("reception", (DOCUMENT, "Corregir")),
    ("reception", (DOCUMENT, "Entidad")),
    ("reception", (DOCUMENT, "Entidad", "Registrar entidad")),
    ("cases", ()),
    ("cases", ("Míos",)),
    ("cases", ("Míos", "Abrir")),
    ("documents", ()),
    ("documents", ("Hoy",)),
    ("biometrics", ()),
    ("biometrics", ("Abrir",)),
    ("support", ("Nuevo por teléfono",)),
    ("support", ("Nuevo por teléfono", "Registrar persona")),
    ("support", ("Nuevo por teléfono", DOCUMENT, "Continuar sin entidad")),
    ("supervision", ()),
    ("figures", ("Estadísticas",)),
    *(("figures", (part,)) for part in FIGURES),
    ("solutions", ("Por revisar",)),
    ("solutions", ("Aprobadas",)),
    ("solutions", ("Retiradas",)),
    ("mail", ()),
    ("pending", ()),
    ("pending", ("Todos",)),
    ("admin", ("Personal",)),
    ("admin", ("Ventanillas",)),
    ("admin", ("Catálogo",)),
    ("admin", ("Oficina",)),
    ("admin", ("Feriados",)),
    ("admin", ("Impresora y pantalla",)),
    ("admin", ("Este equipo",)),
    ("admin", ("Copias y diagnóstico",)),
    ("admin", ("Biometría",)),
    ("admin", ("Enlace",)),
    ("admin", ("Firmas electrónicas",)),
    ("entities", ()),
    ("entities", (BODY, "Preparación")),
    ("entities", (BODY, "Autorizadores")),
    ("entities", (BODY, "Kit")),
)
"""Each page, and the way from its beginning: buttons pressed, and a document typed."""
TABS = {step for key, way in STATES if key in {"admin", "solutions"} for step in way}
TABS |= {"Estadísticas", *FIGURES}
FIELDS = {
    "Buscar: Nombre, RUC o número de trámite",
    "Buscar: Cédula, RUC, nombre, turno o trámite",
    "Buscar: Cédula, RUC, pasaporte, nombre, turno o trámite",
    *("Número", "Nombres y apellidos", "Teléfono", "Correo", "Usuario"),
    *(
        "RUC",
        "Nombre de la entidad",
        "Código eSIGEF",
        "Motivo",
        "Otro motivo",
        "Otro aviso",
        "PIN del supervisor",
    ),
    *("Buscar: Palabras del problema o código", "Problema, en una línea", "Qué hacer o qué decir"),
    *("Buscar: Cédula, pasaporte o nombre", "Correo institucional"),
    *("Tema", "Sistema", "Tipo de solución", "Qué se hizo o se indicó"),
    *("Nombre de la oficina", "Ministerio", "Dirección", "Abre", "Cierra"),
    *("Nombre corto", "Descripción", "Documento", "Base legal", "Texto del catálogo"),
    *("Cómo se pide", "Qué se hace", "Opciones"),
    *("Serie general", "Serie prioritaria", "Carpeta de las copias de seguridad"),
    *("Dirección del centro", "Código"),
}


def go(attacker: Attacker, window: MainWindow, key: str, way: tuple[str, ...]) -> QWidget:
    """Bring a page to the front and into a state."""
    attacker.drop_sheets()  # nothing behind one can be reached
    window.open(key)
    page = window.page(key)
    assert page is not None
    attacker.settle()
    if key == "reception":
        QTest.keySequence(window, QKeySequence("F3"))
        attacker.settle()
    for step in way:
        if step in {DOCUMENT, BODY}:
            Hands(window).type(step)
            Hands(window).press("Return")
        buttons = [*page.findChildren(KeyButton), *page.head_actions]
        for button in buttons:
            if isinstance(button, KeyButton) and button.text() == step and button.isVisible():
                button.click()
        attacker.settle()
    return page


def test_every_page_and_its_sheets(
    door: OnePersonDoor, qapp: QApplication, runners: set[Runner]
) -> None:
    granted: list[UUID] = []
    with workplace(door, qapp) as place:
        attacker = Attacker(place.window, runners)
        sign_in(place, attacker)
        for text in HOSTILE:
            attacker.attack(place.window.search, text)
        station, actor = door.station, place.actor
        assert station is not None
        assert actor is not None
        ask = asks_leave(station.desk, actor, place.window)
        for text in HOSTILE:
            ask(ApprovalKind.ISSUE_AFTER_HOURS, reception.AFTER_HOURS, "", granted.append)
            attacker.attack(place.window, text)  # the reason
            attacker.attack(place.window, text)  # the supervisor's PIN, where the reason was kept
            attacker.drop_sheets()
        assert granted == []
        for key, way in STATES:
            for text in HOSTILE:
                attacker.attack(go(attacker, place.window, key, way), text)
            attacker.press_everything(go(attacker, place.window, key, way), HOSTILE[1])
    assert FIELDS - attacker.fields == set()
    check_kept(door)


def test_signing_in_unlocking_and_ones_own_account(
    door: OnePersonDoor, qapp: QApplication, runners: set[Runner]
) -> None:
    with workplace(door, qapp) as place:
        window = place.window
        attacker = Attacker(window, runners)
        until(lambda: place._access is not None, "the office is open")
        for text in HOSTILE:
            attacker.attack(window, text)
        assert place.actor is None
        for field in window.findChildren(QLineEdit):
            field.clear()
        sign_in(place, attacker)
        for ask in (place._set_pin, place._change_password):
            for text in HOSTILE:
                ask()
                attacker.attack(window, text)
        place.lock()
        attacker.settle()
        for text in HOSTILE:
            attacker.attack(window, text)
        assert [rail.isVisible() for rail in window.findChildren(Rail)] == [False]
    assert {"Usuario", "Contraseña", "Contraseña actual", "PIN nuevo"} <= attacker.fields
    check_kept(door)


def test_the_displays_sign_in(
    door: OnePersonDoor, qapp: QApplication, runners: set[Runner]
) -> None:
    hall = Hall(door)
    hall.page.show()
    hall.start()
    attacker = Attacker(hall.page, runners)
    attacker.settle()
    for text in HOSTILE:
        attacker.attack(hall.page, text)
    assert hall.display is None
    hall.close()


def test_the_recovery_code(door: OnePersonDoor, qapp: QApplication, runners: set[Runner]) -> None:
    door.open()
    door.close()
    door.places.demo_key.unlink()  # another account of the computer: it has no key
    with workplace(Door(door.places), qapp) as place:
        attacker = Attacker(place.window, runners)
        attacker.settle()
        for text in HOSTILE:
            attacker.attack(place.window, text)
        assert place.window.findChild(AskCode) is not None
    assert attacker.fields == {"Código"}


def test_the_first_start(tmp_path: Path, qapp: QApplication, runners: set[Runner]) -> None:
    door = Door(Places(tmp_path / "datos", tmp_path / "registros"), clock=DayClock())
    with workplace(door, qapp) as place:
        attacker = Attacker(place.window, runners)
        attacker.settle()
        for text in HOSTILE:
            attacker.attack(place.window, text)
        assert door.station is None
    assert attacker.fields >= {"Nombre de la oficina"}

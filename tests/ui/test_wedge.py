"""A hand-held reader types anywhere; whoever types on the keyboard is never taken for one.

Keys are given to the window itself, as the window system does, at times that the tests say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from domain.case_number import CaseNumber
from domain.form_mark import FormMark
from domain.scanned import ScanKind, Scanned
from domain.ticket_qr import ticket_qr
from ui.first import FirstWindow
from ui.shell import MainWindow, Page, Section
from ui.shell.typed import take_codes
from ui.shell.wedge import GAP_MS, Wedge
from ui.widgets import ConfirmSheet, KeyButton

Key = Qt.Key
TICKET = ticket_qr("QUITO", date(2026, 12, 4), "A-007")
CASE = CaseNumber("QUITO", 26, 12)
FORM = FormMark(CASE, 3, "ADMINISTRADOR", 1).qr
CEDULA = "1710034065"
READER_MS, PERSON_MS = 8, 100
LONG = 60_000
"""No timer ends by itself in a test that says when."""


class Pad(QWidget):
    """What keeps every key it is given, as a checklist does its digits."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pressed = ""
        self.released = 0
        self.repeated = 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.repeated += event.isAutoRepeat()
        names = {Key.Key_Return: "⏎", Key.Key_Tab: "⇥", Key.Key_F2: "F2", Key.Key_Down: "↓"}
        self.pressed += names.get(Key(event.key()), event.text())

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.released += 1

    def focusNextPrevChild(self, _forward: bool) -> bool:
        return False  # so that Tab is a key like any other


@dataclass(slots=True)
class Bench:
    """A window with what can be typed into, its wedge, and a keyboard with a clock."""

    window: MainWindow
    page: Page
    pad: Pad
    line: QLineEdit
    area: QPlainTextEdit
    wedge: Wedge
    now: float = 1000.0
    read: list[Scanned] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    clicks: list[str] = field(default_factory=list)

    def key(self, key: Qt.Key | str, ms: float = READER_MS, *, shift: bool = False) -> None:
        self.now += ms
        handle = self.handle
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(handle, cast(Qt.Key, key), held)  # a letter will do as well

    @property
    def handle(self) -> QWindow:
        handle = self.window.window().windowHandle()
        assert handle is not None
        return handle

    def type(self, text: str, ms: float = READER_MS) -> None:
        for char in text:
            self.key(char, ms)

    def scan(self, text: str, end: Qt.Key = Key.Key_Return) -> None:
        self.now += 1000
        self.type(text)
        self.key(end)

    def pause(self) -> None:
        """Let the time go by in which a reader's next key would come."""
        self.now += 1000
        self.wedge._expire()


@pytest.fixture(params=[False, True], ids=["office", "training"])
def bench(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Return a window in which to type."""
    frame = FirstWindow(training=request.param)
    qtbot.addWidget(frame)
    window = MainWindow()
    page = Page("Prueba")
    pad, line, area = Pad(), QLineEdit(), QPlainTextEdit()
    for part in (pad, line, area):
        page.body.addWidget(part)
    window.set_sections([Section("queue", "Turnos", "list-ordered", lambda: page)])
    frame.fill(window)
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is frame.windowHandle())
    pad.setFocus()
    made: list[Bench] = []
    wedge = Wedge(window, when=lambda _event: made[0].now, hold_ms=LONG)
    made.append(Bench(window, page, pad, line, area, wedge))
    wedge.read.connect(made[0].read.append)
    wedge.unknown.connect(lambda: made[0].told.append("unknown"))
    wedge.busy.connect(lambda: made[0].told.append("busy"))
    yield made[0]
    wedge.close()


def kinds(bench: Bench) -> list[ScanKind]:
    """Return what was read so far."""
    return [found.kind for found in bench.read]


# ------------------------------------------------------------------ outside of fields


@pytest.mark.parametrize("end", [Key.Key_Return, Key.Key_Enter, Key.Key_Tab])
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (TICKET, ScanKind.TICKET),
        (CASE.qr, ScanKind.CASE),
        (str(CASE), ScanKind.CASE),
        (FORM, ScanKind.FORM),
        (CEDULA, ScanKind.DOCUMENT),
        (TICKET.swapcase().replace("/", "-").replace("-", "'"), ScanKind.TICKET),
    ],
)
def test_a_code_is_read_and_is_no_command(
    bench: Bench, code: str, kind: ScanKind, end: Qt.Key
) -> None:
    bench.scan(code, end)
    assert [(found.kind, found.text) for found in bench.read] == [(kind, code)]
    bench.key(Key.Key_Return)  # some readers end twice
    assert (bench.pad.pressed, bench.pad.released, bench.told) == ("", 0, [])
    bench.key(Key.Key_Return, PERSON_MS)
    assert bench.pad.pressed == "⏎"


def test_shift_and_capitals_are_part_of_what_a_reader_types(bench: Bench) -> None:
    for char in TICKET:
        bench.key(Key.Key_Shift)
        bench.key(char, shift=char.isalpha())
    bench.key(Key.Key_Return)
    assert kinds(bench) == [ScanKind.TICKET]


def test_what_is_no_code_of_ours_marks_nothing_and_is_told(bench: Bench) -> None:
    bench.scan("7702004003508")
    assert (bench.pad.pressed, bench.told, bench.read) == ("", ["unknown"], [])
    bench.scan("1" * 5_000)
    assert (bench.pad.pressed, bench.told) == ("", ["unknown"] * 2)
    bench.type("2" * 500)
    bench.pause()
    assert (bench.pad.pressed, bench.told) == ("", ["unknown"] * 3)


def test_a_code_without_an_end_is_read_when_nothing_follows(bench: Bench) -> None:
    bench.type(CASE.qr)
    bench.pause()
    assert (kinds(bench), bench.pad.pressed) == ([ScanKind.CASE], "")


def test_one_code_after_the_other(bench: Bench) -> None:
    for _ in range(20):
        bench.scan(TICKET)
        bench.scan(CEDULA)
    assert kinds(bench) == [ScanKind.TICKET, ScanKind.DOCUMENT] * 20


# ------------------------------------------------------------------ people


def test_a_person_s_keys_come_out_as_they_were_typed(bench: Bench) -> None:
    bench.type("12431", PERSON_MS)
    assert bench.pad.pressed == "1243"  # the last waits for who follows
    assert bench.wedge.holds
    bench.pause()
    assert (bench.pad.pressed, bench.pad.released) == ("12431", 5)
    assert bench.read == []


@pytest.mark.parametrize("ms", [GAP_MS + 1, 60, PERSON_MS, 300])
def test_whoever_types_a_code_by_hand_is_no_reader(bench: Bench, ms: float) -> None:
    bench.type(CEDULA, ms)
    bench.key(Key.Key_Return, ms)
    assert (bench.pad.pressed, bench.read, bench.told) == (f"{CEDULA}⏎", [], [])


def test_fingers_that_roll_over_a_few_keys_are_a_person_s(bench: Bench) -> None:
    bench.type("123", 20)
    bench.key(Key.Key_Return, 20)
    assert bench.pad.pressed == "123⏎"
    bench.type("45", 20)
    bench.key(Key.Key_Down, 20)
    assert bench.pad.pressed == "123⏎45↓"
    bench.type("12", 20)
    bench.key(Key.Key_F2, 20)
    assert bench.pad.pressed == "123⏎45↓12F2"
    bench.type("123456", 20)
    bench.pause()
    assert bench.pad.pressed.endswith("F2123456")


def test_a_key_held_down_repeats_and_is_no_reader(bench: Bench) -> None:
    handle = bench.handle
    bench.key("1")
    for _ in range(12):
        bench.now += 30
        event = QKeyEvent(
            QEvent.Type.KeyPress, Key.Key_1, Qt.KeyboardModifier.NoModifier, "1", autorep=True
        )
        QGuiApplication.sendEvent(handle, event)
    bench.key(Key.Key_Return)
    assert (bench.pad.pressed, bench.pad.repeated) == ("1" * 13 + "⏎", 12)
    assert (bench.read, bench.told) == ([], [])


def test_keys_with_control_accents_and_blanks_pass_at_once(bench: Bench) -> None:
    bench.key(Key.Key_Space, PERSON_MS)
    bench.key(Key.Key_F2, PERSON_MS)
    assert bench.pad.pressed == " F2"
    assert not bench.wedge.holds
    handle = bench.handle
    QTest.keyClick(handle, Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    none = Qt.KeyboardModifier.NoModifier
    QGuiApplication.sendEvent(handle, QKeyEvent(QEvent.Type.KeyPress, Key.Key_Dead_Acute, none))
    assert not bench.wedge.holds


def test_a_key_is_given_back_by_itself(bench: Bench, qtbot: QtBot) -> None:
    bench.wedge._timer.setInterval(5)
    bench.key("1", PERSON_MS)
    qtbot.waitUntil(lambda: bench.pad.pressed == "1")


def test_what_piled_up_while_the_program_was_busy_is_looked_at_first(bench: Bench) -> None:
    bench.key("1", PERSON_MS)
    bench.wedge._armed -= 10  # seconds: the timer comes late, with keys behind it
    bench.wedge._expire()
    assert (bench.pad.pressed, bench.wedge.holds) == ("", True)
    bench.wedge._expire()
    assert bench.pad.pressed == "1"


def test_a_digit_still_presses_its_shortcut_once(bench: Bench) -> None:
    pressed: list[str] = []
    for key in ("1", "P"):
        button = KeyButton(key, key=key)
        button.clicked.connect(lambda _checked=False, key=key: pressed.append(key))
        bench.page.body.addWidget(button)
    gone = KeyButton("3", key="3")
    gone.clicked.connect(lambda: pressed.append("3"))
    bench.page.body.addWidget(gone)
    gone.setEnabled(False)
    bench.type("1p3", PERSON_MS)
    bench.pause()
    assert (pressed, bench.pad.pressed) == (["1", "P"], "3")
    bench.scan("1" * 13)
    assert pressed == ["1", "P"]


# ------------------------------------------------------------------ fields


def test_a_code_typed_into_a_field_is_taken_out_and_read(bench: Bench) -> None:
    bench.line.setFocus()
    bench.type("Juan ", PERSON_MS)
    bench.line.setCursorPosition(2)
    bench.type("xy", PERSON_MS)
    ended: list[bool] = []
    bench.line.returnPressed.connect(lambda: ended.append(True))
    bench.scan(TICKET)
    assert (kinds(bench), ended) == ([ScanKind.TICKET], [])
    assert (bench.line.text(), bench.line.cursorPosition()) == ("Juxyan ", 4)
    bench.line.undo()
    assert bench.line.text() == "Juan "
    bench.line.undo()
    assert bench.line.text() == ""


def test_what_was_selected_is_selected_again(bench: Bench) -> None:
    bench.line.setText("uno 😀 dos tres")
    bench.line.setFocus()
    bench.line.setSelection(7, 3)
    bench.scan(FORM)
    assert (bench.line.text(), bench.line.selectedText()) == ("uno 😀 dos tres", "dos")
    bench.line.setSelection(10, -3)  # backwards, the cursor before it
    bench.scan(CASE.qr)
    assert (bench.line.selectedText(), bench.line.cursorPosition()) == ("dos", 7)
    assert kinds(bench) == [ScanKind.FORM, ScanKind.CASE]


def test_a_code_that_did_not_fit_is_taken_out_as_well(bench: Bench) -> None:
    bench.line.setMaxLength(12)
    bench.line.setText("antes")
    bench.line.setFocus()
    bench.scan(TICKET)
    assert (bench.line.text(), kinds(bench)) == ("antes", [ScanKind.TICKET])


def test_a_longer_text_is_mended_too(bench: Bench) -> None:
    bench.area.setPlainText("Una línea\nOtra 😀 línea")
    cursor = bench.area.textCursor()
    cursor.setPosition(4)
    bench.area.setTextCursor(cursor)
    bench.area.setFocus()
    bench.type("abc", PERSON_MS)
    bench.scan(TICKET)
    assert bench.area.toPlainText() == "Una abclínea\nOtra 😀 línea"
    assert bench.area.textCursor().position() == 7
    bench.type("d", PERSON_MS)
    assert bench.area.toPlainText().startswith("Una abcd")
    assert kinds(bench) == [ScanKind.TICKET]
    bench.area.undo()
    bench.area.undo()
    assert bench.area.toPlainText() == "Una línea\nOtra 😀 línea"


def test_a_document_stays_in_its_field_with_its_end(bench: Bench) -> None:
    ended: list[str] = []
    bench.line.returnPressed.connect(lambda: ended.append(bench.line.text()))
    bench.line.setFocus()
    bench.scan(CEDULA)
    bench.scan("7702004003508")
    assert ended == [CEDULA, f"{CEDULA}7702004003508"]
    assert (bench.read, bench.told) == ([], [])


def test_a_field_meant_for_codes_keeps_them(bench: Bench) -> None:
    take_codes(bench.line, ScanKind.CASE)
    bench.line.setFocus()
    bench.scan(CASE.qr)
    assert (bench.line.text(), bench.read) == (CASE.qr, [])
    bench.line.clear()
    bench.scan(TICKET)
    assert (bench.line.text(), kinds(bench)) == ("", [ScanKind.TICKET])


def test_a_secret_is_nobody_s(bench: Bench) -> None:
    bench.line.setEchoMode(QLineEdit.EchoMode.Password)
    bench.line.setFocus()
    bench.scan(TICKET)
    assert (bench.line.text(), bench.read, bench.told) == (TICKET, [], [])


def test_typing_by_hand_in_a_field_is_as_ever(bench: Bench) -> None:
    bench.line.setFocus()
    bench.type(TICKET, PERSON_MS)
    bench.key(Key.Key_Return, PERSON_MS)
    assert (bench.line.text(), bench.read) == (TICKET, [])
    assert not bench.wedge.holds


def test_a_field_that_cannot_be_typed_into_is_none(bench: Bench) -> None:
    bench.line.setReadOnly(True)
    bench.line.setFocus()
    bench.scan(TICKET)
    assert kinds(bench) == [ScanKind.TICKET]


# ------------------------------------------------------------------ questions and covers


def test_a_question_is_not_answered_by_a_reader(bench: Bench, qtbot: QtBot) -> None:
    sheet = ConfirmSheet("¿Cancelar?", "No se podrá recuperar.", "Cancelar el turno")
    confirmed: list[bool] = []
    sheet.confirmed.connect(lambda: confirmed.append(True))
    sheet.open(bench.page)
    bench.scan(TICKET)
    assert (bench.read, bench.told, confirmed) == ([], ["busy"], [])
    assert bench.window.asks
    sheet.cancel()
    bench.scan(TICKET)
    assert kinds(bench) == [ScanKind.TICKET]


def test_nothing_is_read_behind_a_lock(bench: Bench) -> None:
    lock = QLineEdit()
    bench.window.cover(lock)
    bench.scan(TICKET)
    assert (lock.text(), bench.read, bench.told) == (TICKET, [], [])
    bench.window.uncover()
    bench.pad.setFocus()
    bench.scan(TICKET)
    assert kinds(bench) == [ScanKind.TICKET]


def test_closed_it_lets_everything_pass(bench: Bench) -> None:
    bench.key("1", PERSON_MS)
    bench.wedge.close()
    assert bench.pad.pressed == "1"
    bench.scan(CEDULA)
    assert bench.pad.pressed == f"1{CEDULA}⏎"


def test_time_is_the_window_system_s_where_it_tells(qtbot: QtBot) -> None:
    from ui.shell.wedge import _time_of

    event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_1, Qt.KeyboardModifier.NoModifier, "1")
    assert _time_of(event) > 0
    event.setTimestamp(1234)
    assert _time_of(event) == 1234

"""The controls, worked with the keyboard as a person would."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from domain.errors import InvalidInput
from ui.theme import Kind, Role, Tone
from ui.widgets import (
    BusyBar,
    Chip,
    ChoiceSheet,
    Column,
    ConfirmSheet,
    DataTable,
    Elapsed,
    EmptyState,
    FlowLayout,
    FormRow,
    KeyButton,
    Notice,
    NoticeArea,
    PinField,
    ReasonSheet,
    RowLook,
    SearchField,
    Stat,
    TableModel,
    Text,
    key_name,
    tell,
)

Key = Qt.Key


def window_of(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    """An active window with these widgets below each other."""
    window = QWidget()
    inner = QWidget(window)
    outer = QVBoxLayout(window)
    outer.addWidget(inner)
    column = QVBoxLayout(inner)
    for widget in widgets:
        column.addWidget(widget)
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.mark.parametrize(
    "text",
    ["<b>negrita</b>", "a\0b", "🧑‍💼" * 50, "ñ" * 10_000, "\N{LEFT-TO-RIGHT OVERRIDE}x"],
)
def test_anything_can_be_shown_as_plain_text(qtbot: QtBot, text: str) -> None:
    label = Text(text, elide=True)
    chip = Chip(text, Kind.WARN, icon="info")
    window = window_of(qtbot, label, chip, Stat(text, text, text), EmptyState("inbox", text, text))
    assert label.text() == text
    assert label.textFormat() == Qt.TextFormat.PlainText
    window.grab()


def test_elided_text_offers_the_whole(qtbot: QtBot) -> None:
    label = Text("Rosa Elvira Chimborazo Quishpe", Role.SECTION, elide=True)
    _window = window_of(qtbot, label)
    assert label.toolTip() == ""
    label.resize(80, 20)
    assert label.toolTip() == "Rosa Elvira Chimborazo Quishpe"
    label.set_tone(Tone.ERROR)
    assert label.property("tone") == "error"


def test_elapsed_counts_while_it_is_seen_and_never_below_zero(qtbot: QtBot) -> None:
    moments = [datetime(2026, 3, 2, 15, 0, tzinfo=UTC)]
    elapsed = Elapsed(lambda: moments[-1], every_ms=1)
    window = window_of(qtbot, elapsed)
    elapsed.start(moments[0] + timedelta(minutes=5), warn_after=timedelta(minutes=1))
    assert (elapsed.text, elapsed.kind) == ("00:00", Kind.OK)  # the clock was set back
    moments.append(moments[0] + timedelta(hours=1, minutes=9, seconds=12))
    qtbot.waitUntil(lambda: elapsed.text == "1:04:12")
    assert elapsed.kind is Kind.WARN
    window.hide()


def test_a_key_presses_its_button_once_and_only_while_it_can_be_seen(qtbot: QtBot) -> None:
    pressed: list[str] = []
    button = KeyButton("Llamar", key="F2", icon="megaphone")
    button.clicked.connect(lambda: pressed.append("F2"))
    window = window_of(qtbot, button, QLineEdit())
    assert button.accessibleName() == "Llamar (F2)"
    QTest.keyClick(window, Key.Key_F2)
    assert pressed == ["F2"]
    button.setEnabled(False)
    QTest.keyClick(window, Key.Key_F2)
    button.setEnabled(True)
    button.hide()
    QTest.keyClick(window, Key.Key_F2)
    assert pressed == ["F2"]
    button.show()
    button.set("Finalizar", key="F4")
    QTest.keyClick(window, Key.Key_F2)
    QTest.keyClick(window, Key.Key_F4)
    assert pressed == ["F2", "F2"]
    assert key_name("Ctrl+Shift+Return") == "Ctrl+Mayús+Intro"


def test_intro_presses_the_focused_button_not_the_default_one(qtbot: QtBot) -> None:
    pressed: list[str] = []
    default = KeyButton("Aceptar", key="Return")
    other = KeyButton("Otro")
    default.clicked.connect(lambda: pressed.append("default"))
    other.clicked.connect(lambda: pressed.append("other"))
    _window = window_of(qtbot, default, other)
    other.setFocus()
    QTest.keyClick(other, Key.Key_Return)
    assert pressed == ["other"]


def test_search_waits_for_a_pause_and_tells_each_text_once(qtbot: QtBot) -> None:
    field = SearchField("Cédula o nombre", key="Ctrl+K", wait_ms=1)
    told: list[str] = []
    entered: list[str] = []
    field.searched.connect(told.append)
    field.entered.connect(entered.append)
    window = window_of(qtbot, field)
    field.setFocus()
    with qtbot.waitSignal(field.searched):
        QTest.keyClicks(field, "rosa")
    QTest.keyClick(field, Key.Key_Return)
    with qtbot.waitSignal(field.moved_down):
        QTest.keyClick(field, Key.Key_Down)
    QTest.keyClick(field, Key.Key_Escape)
    assert told[-2:] == ["rosa", ""]
    assert entered == ["rosa"]
    field.setText("x" * 10_000)
    assert len(field.text()) == 100
    QTest.keyClick(field, Key.Key_Return)
    window.grab()


def test_the_key_of_a_search_is_in_sight_where_the_prompt_is_too_long(qtbot: QtBot) -> None:
    field = SearchField("Cédula, RUC, nombre, turno o trámite", key="Ctrl+K")
    window = window_of(qtbot, field)
    field.setFixedWidth(240)
    qtbot.waitUntil(lambda: field.width() == 240)
    beside = field.textMargins().right()
    assert beside > 0  # the prompt ends before the key
    QTest.keyClicks(field, "Rosa")
    assert field.textMargins().right() == 0  # what is typed has all the room
    field.clear()
    assert field.textMargins().right() == beside
    field.setFixedWidth(100)
    qtbot.waitUntil(lambda: field.textMargins().right() == 0)
    window.close()


def test_the_same_text_is_searched_again_right_after_the_field_was_emptied(qtbot: QtBot) -> None:
    field = SearchField("Cédula o nombre", wait_ms=60_000)
    told: list[str] = []
    field.searched.connect(told.append)
    _window = window_of(qtbot, field)
    field.setFocus()
    for _ in range(2):  # two turnos for one person: a scanner types it and Intro at once
        QTest.keyClicks(field, "1710034065")
        QTest.keyClick(field, Key.Key_Return)
        field.clear()
    assert told == ["1710034065", "", "1710034065", ""]


def test_pin_takes_digits_only_and_shows_none(qtbot: QtBot) -> None:
    field = PinField(length=6)
    _window = window_of(qtbot, field)
    with qtbot.waitSignal(field.entered) as entered:
        QTest.keyClicks(field, "12a3-4567")
        QTest.keyClick(field, Key.Key_Return)
    assert entered.args == ["123456"]
    assert field.displayText() != field.text()


def test_a_form_row_tells_what_is_wrong(qtbot: QtBot) -> None:
    row = FormRow("Cédula", QLineEdit(), hint="Diez dígitos", optional=True)
    _window = window_of(qtbot, row)
    assert row.field.accessibleName() == "Cédula"
    row.set_error("Faltan dígitos.")
    row.set_error("Faltan dígitos.")
    assert row.error == "Faltan dígitos."
    assert row.field.accessibleDescription() == "Faltan dígitos."
    assert row.field.property("wrong") is True
    row.set_error()
    assert row.field.accessibleDescription() == "Diez dígitos"


def test_notices_close_by_esc_and_good_news_goes_by_itself(qtbot: QtBot) -> None:
    area = NoticeArea(passing_ms=1)
    button = KeyButton("Llamar")
    window = window_of(qtbot, area, button)
    tell(button, InvalidInput("La cédula no es válida."))
    tell(button, Notice("Turno emitido.", kind=Kind.OK))
    qtbot.waitUntil(lambda: area.current is not None and area.current.kind is Kind.WARN)
    tell(button, InvalidInput("La cédula no es válida."))
    window.grab()
    QTest.keyClick(window, Key.Key_Escape)
    assert area.current is None
    assert not area.isVisible()
    tell(button, Notice("Turno anulado.", kind=Kind.OK))
    window.grab()
    assert all(b.key == "" for b in area.findChildren(KeyButton))  # Esc is the page's way back
    area.clear()
    done: list[bool] = []
    tell(button, Notice("Sin papel.", action=("Reintentar", lambda: done.append(True))))
    again = next(b for b in area.findChildren(KeyButton) if b.text() == "Reintentar")
    again.setFocus()
    again.click()
    assert done == [True]
    assert area.current is None
    tell(button, Notice("Uno."))
    area.clear()
    assert area.current is None


def test_a_window_without_notice_area_says_so(qtbot: QtBot) -> None:
    window = window_of(qtbot)
    with pytest.raises(LookupError):
        tell(window, Notice("x"))


def test_a_sheet_blocks_what_is_behind_and_gives_the_focus_back(qtbot: QtBot) -> None:
    pressed: list[bool] = []
    behind = KeyButton("Llamar", key="F2")
    behind.clicked.connect(lambda: pressed.append(True))
    field = QLineEdit()
    window = window_of(qtbot, behind, field)
    field.setFocus()
    sheet = ConfirmSheet("¿Cancelar?", "Se pierde el lugar.", "Cancelar el turno", danger=True)
    confirmed: list[bool] = []
    sheet.confirmed.connect(lambda: confirmed.append(True))
    sheet.open(behind)
    QTest.keyClick(window, Key.Key_F2)
    assert pressed == []
    for _ in range(5):  # Tab stays in the sheet
        focus = window.focusWidget()
        assert focus is not None
        assert sheet.isAncestorOf(focus)
        QTest.keyClick(focus, Key.Key_Tab)
    window.resize(700, 500)
    assert sheet.size() == window.size()
    window.grab()
    with qtbot.waitSignal(sheet.cancelled):
        QTest.keyClick(window, Key.Key_Escape)
    assert window.focusWidget() is field
    QTest.keyClick(window, Key.Key_F2)
    assert pressed == [True]
    assert confirmed == []


def test_what_a_sheet_had_blocked_may_go_meanwhile(qtbot: QtBot) -> None:
    gone = QLineEdit()
    window = window_of(qtbot, gone)
    beside = QWidget(window)
    gone.setFocus()
    sheet = ConfirmSheet("¿Terminar?", "", "Terminar")
    sheet.open(window)
    shiboken6.delete(gone)
    shiboken6.delete(beside)
    sheet.cancel()
    assert not sheet.isVisible()


def test_a_sheet_below_another_may_close_first(qtbot: QtBot) -> None:
    pressed: list[bool] = []
    behind = KeyButton("Llamar", key="F2")
    behind.clicked.connect(lambda: pressed.append(True))
    window = window_of(qtbot, behind)
    behind.setFocus()
    below, above = (ConfirmSheet(title, "", "Seguir") for title in ("¿Uno?", "¿Dos?"))
    below.open(window)
    above.open(window)
    below.cancel()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QTest.keyClick(window, Key.Key_F2)
    assert pressed == []  # the second question still waits
    above.cancel()
    assert window.focusWidget() is behind
    QTest.keyClick(window, Key.Key_F2)
    assert pressed == [True]


def test_a_confirmation_confirms_once(qtbot: QtBot) -> None:
    window = window_of(qtbot, QLineEdit())
    sheet = ConfirmSheet("¿Cerrar el día?", "Quedan dos turnos.", "Cerrar el día")
    sheet.open(window)
    with qtbot.waitSignal(sheet.confirmed):
        QTest.keyClick(sheet.confirm_button, Key.Key_Return)
    assert not sheet.isVisible()


def test_a_reason_by_its_digit_or_typed(qtbot: QtBot) -> None:
    window = window_of(qtbot, QLineEdit())

    def ask() -> ReasonSheet:
        sheet = ReasonSheet("¿Por qué?", ["Prioridad", "Viene de lejos"], text="Queda registrado.")
        sheet.open(window)
        return sheet

    sheet = ask()
    focus = window.focusWidget()
    assert focus is not None
    with qtbot.waitSignal(sheet.chosen) as chosen:
        QTest.keyClick(focus, Key.Key_2)
    assert chosen.args == ["Viene de lejos"]

    sheet = ask()
    field = sheet.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    QTest.keyClick(field, Key.Key_Return)
    assert sheet.isVisible()  # a reason is wanted
    QTest.keyClicks(field, "2 motivos")
    with qtbot.waitSignal(sheet.chosen) as chosen:
        QTest.keyClick(field, Key.Key_Return)
    assert chosen.args == ["2 motivos"]

    sheet = ask()  # who just writes is not answered with the first of the list
    focus = window.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "S")
    field = sheet.findChild(QLineEdit)
    assert window.focusWidget() is field
    assert field is not None
    QTest.keyClicks(field, "e retira")
    with qtbot.waitSignal(sheet.chosen) as chosen:
        QTest.keyClick(field, Key.Key_Return)
    assert chosen.args == ["Se retira"]

    only = ReasonSheet("¿Por qué?", ["Almuerzo"], free=False)
    only.open(window)
    QTest.keyClicks(only, "S")
    assert only.isVisible()
    with qtbot.waitSignal(only.cancelled):
        only.cancel()


def test_who_is_told_that_nothing_was_answered_may_move_the_focus(qtbot: QtBot) -> None:
    ground, before, elsewhere = QWidget(), QLineEdit(), QLineEdit()
    column = QVBoxLayout(ground)
    column.addWidget(before)
    column.addWidget(elsewhere)
    window = window_of(qtbot, ground)
    before.setFocus()
    sheet = ReasonSheet("¿Por qué?", ["Prioridad"])
    sheet.cancelled.connect(elsewhere.setFocus)
    sheet.open(window)
    sheet.cancel()
    assert window.focusWidget() is elsewhere


@dataclass(frozen=True)
class Row:
    code: str
    waited: int = 0
    elsewhere: bool = False


def make_table() -> tuple[TableModel[Row], DataTable]:
    model = TableModel[Row](
        [
            Column("Turno", lambda row: row.code, width=90, role=Role.SECTION),
            Column(
                "Espera",
                lambda row: f"{row.waited} min",
                width=120,
                right=True,
                stretch=1,
                tone=lambda row: Tone.WARN if row.waited > 30 else Tone.NORMAL,
                chip=lambda row: Kind.WARN if row.waited > 60 else None,
            ),
            Column("Llegada", lambda row: "10:00", width=300, optional=True),
        ],
        key=lambda row: row.code,
        look=lambda row: RowLook.GREYED if row.elsewhere else RowLook.NORMAL,
    )
    return model, DataTable("Turnos", model)


def test_the_table_keeps_its_row_through_refreshes(qtbot: QtBot) -> None:
    model, table = make_table()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    _window = window_of(qtbot, table)
    rows = [Row("A-001", 10), Row("A-002", 40), Row("A-003", 70, elsewhere=True)]
    model.set_rows(rows)
    assert table.choose("A-002")
    model.set_rows([Row("P-001"), *rows])
    assert table.current() == Row("A-002", 40)
    with qtbot.waitSignal(model.dataChanged):
        model.set_rows([Row("P-001"), *rows[:2], Row("A-003", 71)])
    assert table.current() == Row("A-002", 40)
    with qtbot.assertNotEmitted(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.set_rows([Row("P-001"), *rows[:2], Row("A-003", 71)])
    with qtbot.waitSignal(table.chosen) as chosen:
        model.set_rows([])
    assert chosen.args == [None]
    assert table.current() is None
    assert not table.choose("A-002")


def test_the_table_is_worked_with_the_keyboard(qtbot: QtBot) -> None:
    model, table = make_table()
    field = QLineEdit()
    window = window_of(qtbot, field, table)
    field.setFocus()
    model.set_rows([Row(f"A-{n:03}", n) for n in range(1, 6)])
    QTest.keyClick(field, Key.Key_Tab)
    assert table.hasFocus()
    assert table.current() == Row("A-001", 1)
    QTest.keyClick(table, Key.Key_Down)
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Key.Key_Return)
    assert opened.args == [Row("A-002", 2)]
    QTest.keyClick(table, Key.Key_A)  # no jumping about by letters
    assert table.current() == Row("A-002", 2)
    window.grab()
    QTest.keyClick(table, Key.Key_Tab)
    assert not table.hasFocus()


def test_a_narrow_table_leaves_out_what_is_optional(qtbot: QtBot) -> None:
    model, table = make_table()
    model.set_rows([Row("A-001")])
    window = window_of(qtbot, table)
    assert not table.isColumnHidden(2)
    table.setFixedWidth(240)
    assert table.isColumnHidden(2)
    table.setFixedWidth(700)
    assert not table.isColumnHidden(2)
    table.show_column(2, False)
    assert table.isColumnHidden(2)
    corner = QPoint(5, 5)
    table.viewportEvent(QHelpEvent(QHelpEvent.Type.ToolTip, corner, table.mapToGlobal(corner)))
    window.grab()


def test_buttons_flow_into_lines(qtbot: QtBot) -> None:
    holder = QWidget()
    flow = FlowLayout(holder)
    buttons = [KeyButton(f"Botón {n}", key="F5") for n in range(4)]
    for button in buttons:
        flow.addWidget(button)
    _window = window_of(qtbot, holder)
    wide = flow.heightForWidth(2000)
    assert flow.heightForWidth(buttons[0].sizeHint().width() + 4) > 3 * wide
    buttons[3].hide()
    assert flow.sizeHint().width() < 2000
    taken = flow.takeAt(3)
    assert taken is not None
    assert flow.count() == 3
    assert flow.takeAt(9) is None


def test_the_bar_moves_only_while_busy(qtbot: QtBot) -> None:
    bar = BusyBar()
    window = window_of(qtbot, bar)
    assert bar.accessibleName() == ""
    bar.set_busy(True)
    assert bar.is_busy
    assert bar.accessibleName() == "Trabajando…"
    window.grab()
    bar.set_share(0.4)
    assert bar.accessibleName() == "Hecho: 40 %"
    window.grab()
    bar.set_busy(False)
    assert not bar.is_busy


def test_a_chip_takes_the_room_of_its_words_even_where_they_are_as_many_letters(
    qtbot: QtBot,
) -> None:
    chip = Chip("iiiiii", Kind.NEUTRAL)
    _window = window_of(qtbot, chip)
    narrow = chip.width()
    chip.set("mmmmmm")
    qtbot.waitUntil(lambda: chip.width() > narrow)
    assert chip.width() == chip.sizeHint().width()


def test_a_choice_is_offered_whole_however_long_and_alike_its_words(
    qtbot: QtBot,
) -> None:
    window = window_of(qtbot)
    sheet = ChoiceSheet("¿Quién continúa?", [("Ana · 1 abierto", number) for number in range(12)])
    picked: list[int] = []
    sheet.picked.connect(picked.append)
    sheet.open(window)
    sheet.table.choose(12)
    QTest.keyClick(sheet.table, Qt.Key.Key_Return)
    assert picked == [11]

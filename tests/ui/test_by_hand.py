"""The sheet of turnos given by hand: declared, entered by keyboard, ended; printed at any time."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.app import by_hand
from desktop.paths import Places
from desktop.ports import PrintOutcome
from desktop.usecases import contingency
from desktop.usecases.desk import Desk
from desktop.usecases.supervision import supervision_board
from domain.contingency import Fate
from domain.errors import PrintFailed
from tests.office import FakeClock, SmallOffice, catalogue, clock, desk, office, units
from tests.usecases.test_contingency import hour
from ui.by_hand.presenter import ByHandPresenter
from ui.by_hand.sheet import ByHandSheet
from ui.supervision.alerts import alerts
from ui.supervision.page import SupervisionPage

__all__ = ["catalogue", "clock", "desk", "office", "units"]


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    widget.resize(1366, 768)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def printed() -> PrintOutcome:
    return PrintOutcome(saved_to=Path("hoja.pdf"))


def opened(qtbot: QtBot, ground: QWidget, desk: Desk, office: SmallOffice, who: str) -> ByHandSheet:
    sheet = ByHandSheet(ByHandPresenter(desk, office.actor(who), printed))
    with qtbot.waitSignal(sheet.presenter.changed):
        sheet.open(ground)
    return sheet


def idle(qtbot: QtBot, sheet: ByHandSheet) -> None:
    qtbot.waitUntil(
        lambda: (
            not sheet.presenter.is_acting
            and not any(runner.is_busy for runner in sheet.presenter.runners)
        )
    )


def test_a_supervisor_declares_enters_and_ends(
    qtbot: QtBot, ground: QWidget, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.at("12:00")
    sheet = opened(qtbot, ground, desk, office, "supervisor-1")
    assert sheet.hour.hasFocus()
    sheet.hour.setText("99")
    sheet.declare_button.click()
    assert "lleva una hora" in sheet.error.words
    sheet.hour.setText("9:00")
    with qtbot.waitSignal(sheet.presenter.changed):
        sheet.declare_button.click()
    idle(qtbot, sheet)
    assert sheet.arrived.hasFocus()
    assert sheet.number.text() == "C-001"
    assert sheet.error.words == ""
    QTest.keyClicks(sheet.arrived, "9:10")
    sheet.name.setText("Rosa Paredes")
    sheet.services.setText("6")
    with qtbot.waitSignal(sheet.presenter.entered):
        QTest.keyClick(sheet.arrived, Qt.Key.Key_Return)
    idle(qtbot, sheet)
    assert (sheet.number.text(), sheet.arrived.text(), sheet.services.text()) == ("C-002", "", "6")
    sheet.fate.setCurrentIndex(list(Fate).index(Fate.ATTENDED))
    assert sheet.counter.isEnabled()
    for field, typed in (
        (sheet.arrived, "9:05"),
        (sheet.counter, "1"),
        (sheet.began, "9:20"),
        (sheet.ended, "9:30"),
    ):
        field.setText(typed)
    with qtbot.waitSignal(sheet.presenter.refused):
        sheet.add_button.click()
    assert "no siguen ese orden" in sheet.error.words
    assert sheet.counter.text() == "1"
    idle(qtbot, sheet)
    sheet.arrived.setText("9:15")
    with qtbot.waitSignal(sheet.presenter.entered):
        sheet.add_button.click()
    idle(qtbot, sheet)
    assert "2 ingresados" in sheet.state_line.text()
    with qtbot.waitSignal(sheet.presenter.ended):
        sheet.presenter.end()
    assert contingency.contingency(desk, office.actor("supervisor-1")) is None
    assert sheet.isHidden()


def test_reception_enters_what_was_declared_and_declares_nothing(
    qtbot: QtBot, ground: QWidget, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.at("12:00")
    sheet = opened(qtbot, ground, desk, office, "recepcion-1")
    assert not sheet.declare_button.isVisible()
    assert "Pida al supervisor" in sheet.state_line.text()
    sheet.cancel()
    contingency.declare(desk, office.actor("supervisor-1"), hour("09:00"))
    sheet = opened(qtbot, ground, desk, office, "recepcion-1")
    assert sheet.add_button.isVisible()
    assert not sheet.end_button.isVisible()
    sheet.cancel()


def test_the_sheet_is_printed_and_what_fails_is_told(
    qtbot: QtBot, ground: QWidget, desk: Desk, office: SmallOffice
) -> None:
    sheet = opened(qtbot, ground, desk, office, "recepcion-1")
    with qtbot.waitSignal(sheet.presenter.told):
        sheet.print_button.click()
    assert "hoja.pdf" in sheet.state_line.text()
    sheet.cancel()

    def fails() -> PrintOutcome:
        raise PrintFailed

    sheet = ByHandSheet(ByHandPresenter(desk, office.actor("recepcion-1"), fails))
    with qtbot.waitSignal(sheet.presenter.changed):
        sheet.open(ground)
    with qtbot.waitSignal(sheet.presenter.refused):
        sheet.print_button.click()
    assert "No se pudo imprimir" in sheet.error.words
    sheet.cancel()


def test_it_is_among_what_asks_for_the_supervisors_attention(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.at("12:00")
    who = office.actor("supervisor-1")
    contingency.declare(desk, who, hour("09:00"))
    board = supervision_board(desk, who)
    alert = alerts(board, clock.now())[0]
    assert (alert.words, alert.measure, alert.by_hand) == (
        "Contingencia: turnos de papel",
        "04/12 09:00",
        True,
    )
    page = SupervisionPage(
        desk, who, by_hand=lambda: ByHandSheet(ByHandPresenter(desk, who, printed))
    )
    qtbot.addWidget(page)
    page.show()
    page.open_alert(alert)
    sheet = page.window().findChild(ByHandSheet)
    assert sheet is not None
    qtbot.waitUntil(lambda: sheet.presenter.state is not None)
    idle(qtbot, sheet)
    sheet.cancel()
    page.shutdown()


def test_the_sheet_is_printed_where_the_office_does_not_open(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path)
    now = datetime(2026, 12, 4, 15, tzinfo=UTC)
    assert by_hand.sheet(places, now).series == "C"
    for damaged in (b"", b"[]", b"\xff", b"[" * 9999, b'{"ministry": "\\ud800"}', b"{}"):
        (tmp_path / "hoja-de-turnos.json").write_bytes(damaged)
        assert by_hand.sheet(places, now).office == ""
    kept = {"ministry": "M", "office": "Quito", "series": "X", "services": [[6, "Soporte"]]}
    (tmp_path / "hoja-de-turnos.json").write_text(json.dumps(kept))
    sheet = by_hand.sheet(places, now)
    assert (sheet.office, sheet.series, sheet.services) == ("Quito", "X", ((6, "Soporte"),))
    outcome = by_hand.print_unopened(places, now)
    assert outcome.saved_to is not None
    assert outcome.saved_to.read_bytes().startswith(b"%PDF")

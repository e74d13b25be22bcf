"""Activity reports and improvements, as a clerk and two supervisors go through them by key."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import counters, serving
from desktop.usecases.desk import Desk
from desktop.usecases.figures import improvements
from desktop.usecases.paper import Paper
from domain.activity import Notes, ReportState
from domain.improvements import Cause, CauseKind, ImprovementKind, ImprovementState
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import at_the_counter
from tests.usecases.hall import opened
from tests.usecases.test_paper import Documents, Files, Printer
from ui.figures.activity.part import ActivityPart
from ui.figures.activity.sheets import NotesSheet
from ui.figures.improvements.part import ImprovementsPart
from ui.figures.improvements.sheets import ImprovementSheet, VerifySheet
from ui.figures.improvements.state import Shown, measured
from ui.figures.page import FiguresPage
from ui.figures.part import Part, PartEntry
from ui.shell import MainWindow, Section
from ui.widgets import ConfirmSheet, ReasonSheet

AFTER = datetime(2026, 12, 1, 13, 30, tzinfo=UTC)
Show = Callable[[Part], None]
S = TypeVar("S", bound=QWidget)


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Shows a part in a window, and waits for what it reads first."""
    windows: list[MainWindow] = []

    def shown(part: Part) -> None:
        window = MainWindow()
        windows.append(window)
        page = FiguresPage([PartEntry("Parte", "history", lambda: part)])
        window.set_sections([Section("figures", "Cifras", "chart-column", lambda: page)])
        window.resize(1366, 768)
        qtbot.addWidget(window)
        window.show()
        assert isinstance(part, ActivityPart | ImprovementsPart)
        rest(qtbot, part)

    yield shown
    for window in windows:
        window.close()


def rest(qtbot: QtBot, part: ActivityPart | ImprovementsPart) -> None:
    """Wait until nothing is being read or kept."""
    presenter = part.presenter
    qtbot.waitUntil(
        lambda: (
            presenter.state is not None and not presenter.runner.is_busy and not presenter.is_acting
        )
    )


def press(
    part: Part, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    target: QWidget | None = part.window().focusWidget()
    QTest.keyClick(target or part, key, with_)


def sheet(part: Part, kind: type[S]) -> S:
    (found,) = part.window().findChildren(kind)
    return found


@pytest.fixture
def november(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    """Ana attended somebody in November; it is December."""
    clock.set(datetime(2026, 11, 10, 13, 0, tzinfo=UTC))
    ana = opened(desk, office, "asesor-1", 1)
    at_the_counter(desk, office, ana, 6)
    clock.go(minutes=7)
    serving.finish(desk, ana, "Sin trámite")
    counters.close_counter(desk, ana)
    clock.set(AFTER)


def reports(desk: Desk, office: SmallOffice, who: str, made: Documents) -> ActivityPart:
    paper = Paper(made, Printer(), str, str, Files())
    return ActivityPart(desk, office.actor(who), paper, poll_ms=20)


@pytest.mark.usefixtures("november")
def test_a_month_is_noted_sent_sent_back_and_accepted(
    qtbot: QtBot, desk: Desk, office: SmallOffice, show: Show
) -> None:
    own = reports(desk, office, "asesor-1", Documents())
    show(own)
    assert own.view is not None
    # Its day was counted as soon as somebody looked.
    qtbot.waitUntil(lambda: own.view is not None and own.view.activity.whole.attended == 1)
    rest(qtbot, own)
    assert (own.view.waits, own.view.row.month) == (0, date(2026, 11, 1))
    assert own.reading.table.model().rowCount() == 1
    assert not own.earlier.isVisible()
    press(own, Qt.Key.Key_F4)
    asked = sheet(own, NotesSheet)
    asked.fields["training"].setPlainText("x" * 1501)
    press(own, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(asked.error.words))
    asked.fields["training"].setPlainText("Taller en Otavalo 😀")
    press(own, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not own.window().findChildren(NotesSheet))
    rest(qtbot, own)
    assert own.view.notes == Notes("Taller en Otavalo 😀")
    press(own, Qt.Key.Key_F2)
    sheet(own, ConfirmSheet).confirm_button.click()
    qtbot.waitUntil(lambda: own.view is not None and own.view.state is ReportState.SENT)
    rest(qtbot, own)
    assert not own.reading.send.isVisible()
    assert not own.reading.note.isVisible()

    sara = reports(desk, office, "supervisor-1", Documents())
    show(sara)
    assert sara.view is not None
    assert sara.view.row.who == "Ana Asesora"  # what waits for an answer comes first
    assert [chip.text for chip in sara.chips] == ["faltan 3 informes", "1 por dar conformidad"]
    press(sara, Qt.Key.Key_F8)
    sheet(sara, ReasonSheet).chosen.emit("Falta Cayambe")
    sheet(sara, ReasonSheet).close_sheet()
    qtbot.waitUntil(lambda: sara.view is not None and sara.view.state is ReportState.RETURNED)
    qtbot.waitUntil(lambda: "Falta Cayambe" in own.reading.standing.text())
    rest(qtbot, own)
    own.reading.send.click()  # its window is behind the other one
    sheet(own, ConfirmSheet).confirm_button.click()
    qtbot.waitUntil(sara.reading.accept.isVisible)
    rest(qtbot, sara)
    press(sara, Qt.Key.Key_F2)
    sheet(sara, ConfirmSheet).confirm_button.click()
    qtbot.waitUntil(lambda: own.view is not None and own.view.state is ReportState.ACCEPTED)
    assert "Sara Supervisora dio su conformidad" in own.reading.standing.text()
    rest(qtbot, sara)
    assert not sara.reading.accept.isVisible()


@pytest.mark.usefixtures("november")
def test_a_supervisor_goes_through_months_and_people(
    qtbot: QtBot, desk: Desk, office: SmallOffice, show: Show
) -> None:
    made = Documents()
    part = reports(desk, office, "supervisor-1", made)
    show(part)
    assert part.month.text() == "noviembre de 2026"
    press(part, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: part.month.text() == "octubre de 2026")
    rest(qtbot, part)
    press(part, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: part.month.text() == "noviembre de 2026")
    rest(qtbot, part)
    press(part, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: part.month.text() == "diciembre de 2026")
    rest(qtbot, part)
    assert not part.later.isEnabled()
    press(part, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: part.view is not None and part.view.row.who == "Andrés Asesor")
    rest(qtbot, part)
    assert part.reading.paper.isVisible()
    assert not part.reading.send.isVisible()
    assert part.reading.standing.text().startswith("Todavía no lo envía")


# ---------------------------------------------------------------- improvements


def test_an_action_from_free_words_to_its_verdict(
    qtbot: QtBot, desk: Desk, office: SmallOffice, show: Show, clock: FakeClock
) -> None:
    part = ImprovementsPart(desk, office.actor("supervisor-1"), poll_ms=20)
    show(part)
    assert part.empty.isVisible()
    press(part, Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: bool(part.window().findChildren(ImprovementSheet)))
    asked = sheet(part, ImprovementSheet)
    asked.free.setText("Faltan sellos")
    asked.due.setText("31/02/2026")
    asked.save.click()
    assert "no existe" in asked.error.words
    asked.due.setText("18/12/2026")
    asked.save.click()
    qtbot.waitUntil(lambda: "Qué se hará" in asked.error.words)
    asked.text.setPlainText("Marcar el lugar del sello")
    asked.save.click()
    qtbot.waitUntil(lambda: not part.window().findChildren(ImprovementSheet))
    qtbot.waitUntil(lambda: part.current is not None)
    rest(qtbot, part)
    assert part.tabs[Shown.OPEN].text().startswith("En curso (1)")
    qtbot.waitUntil(lambda: "La creó: Sara Supervisora" in part.reading.story.text())
    qtbot.waitUntil(part.reading.change.isVisible)
    part.reading.change.click()
    qtbot.waitUntil(lambda: bool(part.window().findChildren(ImprovementSheet)))
    sheet(part, ImprovementSheet).text.setPlainText("Entregarlo marcado")
    sheet(part, ImprovementSheet).save.click()
    qtbot.waitUntil(lambda: part.reading.words.text() == "Entregarlo marcado")
    rest(qtbot, part)
    clock.go(days=20)
    with desk.units.read() as unit:
        (one,) = unit.improvements.under_way()
    simon = office.actor("supervisor-2")
    improvements.done(desk, simon, one.id, one.version, "Se entrega marcado")
    desk.changes.tell()
    qtbot.waitUntil(part.empty.isVisible)
    for _ in range(2):
        part.next.click()
    qtbot.waitUntil(lambda: part.current is not None)
    rest(qtbot, part)
    part.reading.verify.click()
    verdict = sheet(part, VerifySheet)
    verdict.worked.click()
    qtbot.waitUntil(lambda: bool(verdict.error.words))
    verdict.text.setPlainText("Ya no faltan")
    verdict.failed.click()
    qtbot.waitUntil(part.empty.isVisible)
    rest(qtbot, part)
    part.show_list(Shown.ENDED)
    assert part.current is not None
    assert part.current.improvement.state is ImprovementState.INEFFECTIVE
    assert "Ya no faltan" in part.reading.ending.text()


def test_one_that_is_overdue_is_marked_and_given_up(
    qtbot: QtBot, desk: Desk, office: SmallOffice, show: Show, clock: FakeClock
) -> None:
    sara = office.actor("supervisor-1")
    new = improvements.NewImprovement(
        ImprovementKind.PREVENTIVE,
        Cause(CauseKind.FREE, "W" * 300),
        "palabra " * 70,
        office.actor("asesor-1").staff_id,
        date(2026, 12, 5),
    )
    improvements.add(desk, sara, new)
    clock.go(days=3)
    part = ImprovementsPart(desk, sara, poll_ms=20)
    show(part)
    part.show_list(Shown.OVERDUE)
    assert part.current is not None
    assert part.reading._chip.text == "Vencida"
    assert measured(part.current, date(2026, 12, 7)) == "De esta causa no se llevan cifras."
    press(part, Qt.Key.Key_F8)
    sheet(part, ReasonSheet).chosen.emit("Se hará de otra manera")
    sheet(part, ReasonSheet).close_sheet()
    qtbot.waitUntil(part.empty.isVisible)
    part.show_list(Shown.ENDED)
    assert "Se descartó: Se hará de otra manera" in part.reading.ending.text()

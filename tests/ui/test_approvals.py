"""Leave is asked for at the counter and answered at the supervisor's page, or by PIN."""

import threading
from collections.abc import Sequence
from functools import partial
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import approvals, checklists
from desktop.usecases.approvals import PendingApproval
from desktop.usecases.desk import Desk
from domain.approvals import Approval, ApprovalKind, ApprovalState
from domain.errors import DatabaseBusy
from tests.office import PIN, FakeClock, SmallOffice
from tests.usecases.casework import a_person, an_entity, by_email, check
from ui.approvals.card import ApprovalsCard
from ui.approvals.presenter import Answering, Asking, AskPresenter, PendingPresenter, Stage
from ui.approvals.sheet import ApprovalSheet
from ui.widgets.buttons import KeyButton
from ui.widgets.notices import Notice
from ui.widgets.sheets import ReasonSheet

KIND = ApprovalKind.ISSUE_AFTER_HOURS


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    QVBoxLayout(window).addWidget(QLineEdit())
    window.resize(1000, 700)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture
def asker(qtbot: QtBot, desk: Desk, office: SmallOffice) -> AskPresenter:
    actor = office.actor("recepcion-1")
    return AskPresenter(
        Asking(
            partial(approvals.ask, desk, actor),
            partial(approvals.state, desk, actor),
            partial(approvals.answer_with_pin, desk),
            partial(approvals.supervisors, desk, actor),
        ),
        KIND,
        "after_hours",
        poll_ms=10,
    )


def pending(desk: Desk, office: SmallOffice) -> PendingPresenter:
    supervisor = office.actor("supervisor-1")

    def told(notice: Notice) -> None:
        raise AssertionError(notice.what)

    return PendingPresenter(
        Answering(
            partial(approvals.pending, desk, supervisor),
            partial(approvals.answer, desk, supervisor),
        ),
        told,
        poll_ms=10,
    )


def texts(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_asked_here_granted_there(
    qtbot: QtBot,
    desk: Desk,
    office: SmallOffice,
    clock: FakeClock,
    window: QWidget,
    asker: AskPresenter,
) -> None:
    sheet = ApprovalSheet(asker, "Emitir un turno fuera de horario necesita autorización.")
    granted: list[object] = []
    sheet.granted.connect(granted.append)
    sheet.open(window)
    QTest.keyClicks(sheet.reason, "viene de lejos")
    QTest.keyClick(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: asker.state.stage is Stage.WAITING)
    presenter = pending(desk, office)
    card = ApprovalsCard(presenter, clock.now)
    # The closure keeps the window until Qt has deleted the rows that the answer took away.
    qtbot.addWidget(card, before_close_func=lambda _window: card.hide())
    with qtbot.waitActive(card):
        card.show()
        card.activateWindow()
    qtbot.waitUntil(lambda: "viene de lejos" in texts(card))
    assert "Rosa Recepción" in texts(card)
    QTest.keyClick(card, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bool(granted))
    qtbot.waitUntil(lambda: not window.findChildren(ApprovalSheet))
    qtbot.waitUntil(lambda: "Nada que autorizar" in texts(card))
    with desk.units.read() as unit:
        [approval_id] = {op.aggregate_id for op in unit.log.all() if op.aggregate == "approval"}
        assert unit.approvals.get(approval_id).state is ApprovalState.GRANTED
    card.hide()
    presenter.close()


def test_refused_with_words(
    qtbot: QtBot,
    desk: Desk,
    office: SmallOffice,
    clock: FakeClock,
    window: QWidget,
    asker: AskPresenter,
) -> None:
    sheet = ApprovalSheet(asker, "Necesita autorización.", reason="viene de lejos")
    sheet.open(window)
    presenter = pending(desk, office)
    card = ApprovalsCard(presenter, clock.now)
    card.setParent(window)
    card.show()
    qtbot.waitUntil(lambda: bool(presenter.rows))
    presenter.answer(presenter.rows[0].id, "Hable conmigo primero", granted=False)
    qtbot.waitUntil(lambda: asker.state.stage is Stage.REFUSED)
    assert "«Hable conmigo primero»" in texts(sheet)
    sheet.cancel()
    qtbot.waitUntil(lambda: not presenter.rows)
    refuse = [
        b for b in card.findChildren(KeyButton) if b.text() == "No autorizar" and b.isVisible()
    ]
    assert refuse == []
    card.hide()
    presenter.close()


def test_an_answer_is_read_before_it_is_allowed(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock, window: QWidget
) -> None:
    clerk = office.actor("asesor-1")
    person = a_person(desk, office, "1710034065", "Luz Ejemplo")
    entity = an_entity(desk, office)
    case = by_email(desk, clerk, 10, person, entity, clock.now())
    check(desk, clerk, case)
    checklists.complete(desk, clerk, case.id)
    words = "Se adjunta la serie por año. " * 15
    approvals.ask(desk, clerk, ApprovalKind.SEND_ANSWER, str(case.id), words)
    presenter = pending(desk, office)
    card = ApprovalsCard(presenter, clock.now)
    card.setParent(window)
    card.show()
    qtbot.waitUntil(lambda: bool(presenter.rows))
    read = texts(card)
    for told in (case.number, "Pedido de información", entity.name, words.strip()):
        assert told in read
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    [sheet] = window.findChildren(ReasonSheet)
    assert "Falta información" in [b.text() for b in sheet.findChildren(KeyButton)]
    QTest.keyClick(sheet, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: not presenter.rows)
    with desk.units.read() as unit:
        assert [op.type for op in unit.log.all() if op.aggregate == "approval"] == [
            "approval_asked",
            "approval_refused",
        ]
    card.hide()
    presenter.close()


def test_an_answer_that_takes_longer_than_the_poll_arrives(
    qtbot: QtBot, desk: Desk, office: SmallOffice
) -> None:
    clerk = office.actor("recepcion-1")
    slow_link = threading.Event()

    def state(approval_id: UUID) -> Approval:
        found = approvals.state(desk, clerk, approval_id)
        slow_link.wait(0.1)
        return found

    asking = Asking(
        partial(approvals.ask, desk, clerk),
        state,
        partial(approvals.answer_with_pin, desk),
        partial(approvals.supervisors, desk, clerk),
    )
    asker = AskPresenter(asking, KIND, "after_hours", poll_ms=10)
    asker.start("viene de lejos")
    qtbot.waitUntil(lambda: asker.state.stage is Stage.WAITING)
    supervisor = office.actor("supervisor-1")
    [waiting] = approvals.pending(desk, supervisor)
    approvals.answer(desk, supervisor, waiting.approval.id, granted=True)
    with qtbot.waitSignal(asker.granted):
        pass
    asker.close()


def test_a_supervisor_who_is_here_answers_by_pin(
    qtbot: QtBot, desk: Desk, office: SmallOffice, window: QWidget, asker: AskPresenter
) -> None:
    sheet = ApprovalSheet(asker, "Necesita autorización.", reason="viene de lejos")
    sheet.open(window)
    qtbot.waitUntil(lambda: asker.state.stage is Stage.WAITING and sheet.pin.isVisible())
    assert sheet.supervisor.currentText() == "Sara Supervisora"
    sheet.go.click()  # without a PIN nothing is sent
    QTest.keyClicks(sheet.pin, "9999")
    sheet.go.click()
    qtbot.waitUntil(lambda: "PIN no es correcto" in sheet.error.words)
    assert sheet.pin.text() == ""
    QTest.keyClicks(sheet.pin, PIN)
    with qtbot.waitSignal(sheet.granted):
        QTest.keyClick(window, Qt.Key.Key_Return)


def test_a_supervisor_who_is_here_refuses_by_pin(
    qtbot: QtBot, desk: Desk, office: SmallOffice, window: QWidget, asker: AskPresenter
) -> None:
    sheet = ApprovalSheet(asker, "Necesita autorización.", reason="viene de lejos")
    sheet.open(window)
    qtbot.waitUntil(lambda: asker.state.stage is Stage.WAITING and sheet.pin.isVisible())
    QTest.keyClicks(sheet.pin, PIN)
    sheet.refuse.click()
    qtbot.waitUntil(lambda: asker.state.stage is Stage.REFUSED)
    assert sheet.cancel_button.text() == "Cerrar"
    sheet.cancel()


def test_a_reason_that_cannot_be_kept_is_told(
    qtbot: QtBot, window: QWidget, asker: AskPresenter
) -> None:
    sheet = ApprovalSheet(asker, "Necesita autorización.")
    sheet.open(window)
    sheet.go.click()
    qtbot.waitUntil(lambda: "Motivo" in sheet.error.words)
    sheet.cancel()


def test_trouble_is_told_once_until_it_is_over(qtbot: QtBot) -> None:
    told: list[str] = []
    looked: list[bool] = []

    def look() -> Sequence[PendingApproval]:
        looked.append(True)
        if len(looked) not in {5, 6}:
            raise DatabaseBusy()
        return []

    def never(approval_id: UUID, granted: bool, words: str) -> Approval:
        raise NotImplementedError

    presenter = PendingPresenter(
        Answering(look, never), lambda notice: told.append(notice.what), poll_ms=1
    )
    presenter.start()
    qtbot.waitUntil(lambda: len(looked) >= 10)
    presenter.close()
    assert told == [DatabaseBusy.what] * 2

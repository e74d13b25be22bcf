"""The main window: sections by key, heads, covers, search, closing."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from ui.shell import Found, LinkState, MainWindow, Page, Section, UserAction, UserState
from ui.shell.find import FindPanel
from ui.shell.rail import RailItem
from ui.theme import Kind
from ui.widgets import Chip, ConfirmSheet, KeyButton, Notice, ReasonSheet

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
Ctrl = Qt.KeyboardModifier.ControlModifier


class SomePage(Page):
    """A page that remembers what was done to it."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.done: list[str] = []
        self.field = QLineEdit()
        self.body.addWidget(self.field)
        call = KeyButton("Llamar", key="F2")
        call.clicked.connect(lambda: self.done.append("F2"))
        self.body.addWidget(call)
        new = KeyButton("Nuevo", key="F3")
        new.clicked.connect(lambda: self.done.append("F3"))
        self.add_action(new)

    def entered(self) -> None:
        self.done.append("entered")
        self.field.setFocus()

    def shutdown(self) -> None:
        self.done.append("shutdown")


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.set_office("Quito")
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def sections(*titles: str) -> list[Section]:
    return [
        Section(title, title, "ticket", lambda title=title: SomePage(title))  # type: ignore[misc]
        for title in titles
    ]


def page(window: MainWindow, key: str) -> SomePage:
    found = window.page(key)
    assert isinstance(found, SomePage)
    return found


def shown(window: MainWindow) -> str:
    """What the notice on the screen says; empty where there is none."""
    notice = window.notices.current
    return "" if notice is None else notice.what


def test_it_stands_before_there_is_anything_in_it(window: MainWindow, qtbot: QtBot) -> None:
    assert window.current == ""
    assert window.windowTitle() == "Ventanilla · Quito"
    QTest.keyClick(window, Key.Key_1, Alt)
    window.open("nothing")
    assert window.current == ""
    window.grab()


def test_pages_are_built_when_first_opened_and_only_the_allowed(
    window: MainWindow, qtbot: QtBot
) -> None:
    forbidden = Section("admin", "Administración", "settings", lambda: SomePage("x"), allowed=False)
    window.set_sections([*sections("queue", "desk"), forbidden])
    assert window.current == "queue"
    assert window.page("desk") is None
    with qtbot.waitSignal(window.section_opened):
        QTest.keyClick(window, Key.Key_2, Alt)
    assert window.current == "desk"
    QTest.keyClick(window, Key.Key_1, Ctrl)
    assert window.current == "queue"
    QTest.keyClick(window, Key.Key_3, Alt)
    assert window.current == "queue"
    names = [item.text() for item in window.findChildren(RailItem)]
    assert names == ["Ayuda", "queue", "desk"]


def test_keys_of_a_page_work_on_that_page_only(window: MainWindow, qtbot: QtBot) -> None:
    window.set_sections(sections("queue", "desk"))
    window.open("desk")
    QTest.keyClick(window, Key.Key_F2)
    QTest.keyClick(window, Key.Key_F3)
    assert page(window, "queue").done == ["entered"]
    assert page(window, "desk").done == ["entered", "F2", "F3"]
    window.open("queue")
    QTest.keyClick(window, Key.Key_F3)
    assert page(window, "queue").done == ["entered", "entered", "F3"]


def test_a_cover_hides_the_pages_and_keeps_them(window: MainWindow, qtbot: QtBot) -> None:
    window.set_sections(sections("queue"))
    first = page(window, "queue")
    first.field.setText("a medias")
    window.cover(QWidget())
    second = QLineEdit()
    window.cover(second)
    QTest.keyClick(window, Key.Key_F2)
    QTest.keyClick(window, Key.Key_1, Alt)
    assert first.done == ["entered"]
    window.notices.show_notice(Notice("PIN incorrecto."))
    assert window.notices.isVisible()  # also over the cover
    window.uncover()
    assert window.notices.isVisible()
    assert first.field.text() == "a medias"
    assert first.done == ["entered", "entered"]


def test_nothing_behind_a_sheet_answers(window: MainWindow, qtbot: QtBot) -> None:
    window.set_sections(sections("queue", "desk"))
    sheet = ConfirmSheet("¿Salir?", "Hay un turno en atención.", "Salir")
    sheet.open(window)
    QTest.keyClick(window, Key.Key_F2)
    QTest.keyClick(window, Key.Key_2, Alt)
    assert window.current == "queue"
    sheet.cancel()
    QTest.keyClick(window, Key.Key_2, Alt)
    assert window.current == "desk"


def test_a_lock_hides_the_question_asked_and_gives_it_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.set_sections(sections("queue", "desk"))
    sheet = ReasonSheet("¿Por qué?", ["Prioridad"])
    sheet.open(page(window, "queue"))
    chosen: list[str] = []
    sheet.chosen.connect(chosen.append)
    typed = sheet.findChild(QLineEdit)
    assert typed is not None
    typed.setFocus()
    QTest.keyClicks(typed, "viene de lejos")
    lock = QLineEdit()
    window.cover(lock)
    assert not sheet.isVisible()
    assert window.focusWidget() is lock
    for key in (Key.Key_1, Key.Key_F2, Key.Key_Return, Key.Key_Escape):
        QTest.keyClick(window, key)
    assert (chosen, lock.text()) == ([], "")
    page(window, "queue").field.setFocus()  # what a page does when something was read
    page(window, "queue").entered()
    assert window.focusWidget() is lock
    window.uncover()
    assert sheet.isVisible()
    assert window.focusWidget() is typed
    QTest.keyClick(typed, Key.Key_Return)
    assert chosen == ["viene de lejos"]


def test_a_question_asked_while_locked_waits_below(window: MainWindow, qtbot: QtBot) -> None:
    window.set_sections(sections("queue"))
    lock = QLineEdit()
    window.cover(lock)
    sheet = ConfirmSheet("¿Terminar?", "Queda un servicio.", "Terminar")
    sheet.open(page(window, "queue"))
    assert not sheet.isVisible()
    assert window.focusWidget() is lock
    QTest.keyClick(window, Key.Key_Escape)
    window.uncover()
    assert sheet.isVisible()
    assert window.focusWidget() is sheet.confirm_button
    sheet.cancel()


def test_who_leaves_takes_their_questions_and_notices_along(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.set_sections(sections("queue"))
    sheet = ConfirmSheet("¿Terminar?", "Queda un servicio.", "Terminar")
    sheet.open(window)
    window.notices.show_notice(Notice("Rosa ya está registrada."))
    with qtbot.waitSignal(sheet.cancelled):
        window.set_sections(())
    window.cover(QLineEdit())
    assert window.notices.current is None
    window.uncover()
    assert window.notices.current is None


def test_who_comes_next_does_not_see_what_was_searched(window: MainWindow, qtbot: QtBot) -> None:
    window.set_sections(sections("queue"))
    window.set_searchable(True)
    QTest.keyClicks(window.search, "rosa")
    window.show_found("rosa", [Found("Rosa", "Cédula 1710034065", "user", lambda: None)])
    assert [found for found in window.findChildren(FindPanel) if found.isVisible()]
    window.cover(QLineEdit())
    window.set_sections(sections("queue"))
    window.uncover()
    assert window.search.text() == ""
    QTest.keySequence(window.search, QKeySequence("Ctrl+Z"))
    assert window.search.text() == ""
    assert not [found for found in window.findChildren(FindPanel) if found.isVisible()]


def test_notices_of_the_pages_wait_behind_the_lock(window: MainWindow, qtbot: QtBot) -> None:
    window.set_sections(sections("queue"))
    done: list[str] = []
    again = Notice("Sin papel.", action=("Reintentar", lambda: done.append("again")))
    window.notices.show_notice(again)
    window.cover(QLineEdit())
    assert not window.notices.isVisible()
    window.notices.show_notice(Notice("El PIN no es correcto."))
    window.notices.show_notice(Notice("Sin turno.", action=("Ver", lambda: done.append("see"))))
    assert shown(window) == "El PIN no es correcto."
    window.cover(QLineEdit())  # the lock again, now with a PIN
    window.uncover()
    told = []
    for _ in range(3):
        told.append(shown(window))
        window.notices.dismiss()
    assert told == ["El PIN no es correcto.", "Sin turno.", "Sin papel."]
    assert done == []


@pytest.mark.qt_log_ignore("grabbing the keyboard|raise", extend=True)
def test_a_menu_does_not_stay_over_the_lock(window: MainWindow, qtbot: QtBot) -> None:
    menu = QMenu(window)
    menu.addAction("Mi PIN")
    menu.popup(window.mapToGlobal(QPoint(10, 10)))
    window.cover(QLineEdit())
    assert not menu.isVisible()


def test_head_follows_the_page(window: MainWindow) -> None:
    window.set_sections(sections("queue", "desk"))
    page(window, "queue").set_head("Turnos", [("7 en espera", Kind.INFO), ("1 tarde", Kind.WARN)])
    shown = [chip.text for chip in window.findChildren(Chip) if chip.isVisible()]
    assert shown == ["7 en espera", "1 tarde"]
    window.open("desk")
    assert not [chip for chip in window.findChildren(Chip) if chip.isVisible()]
    page(window, "desk").working.emit(True)
    assert window.busy.is_busy


def test_search_from_anywhere(window: MainWindow, qtbot: QtBot) -> None:
    window.set_sections(sections("queue"))
    QTest.keyClick(window, Key.Key_K, Ctrl)
    assert not window.search.hasFocus()  # not offered yet
    window.set_searchable(True)
    QTest.keyClick(window, Key.Key_K, Ctrl)
    assert window.search.hasFocus()
    opened: list[str] = []
    found = [
        Found("Rosa", "Cédula 1710034065", "user", lambda: opened.append("rosa")),
        Found("A-018", "En espera", "ticket", lambda: opened.append("A-018")),
    ]
    with qtbot.waitSignal(window.searched):
        QTest.keyClicks(window.search, "ro")
    window.show_found("otra cosa", found)  # an answer that came too late
    assert opened == []
    window.show_found("ro", found)
    QTest.keyClick(window.search, Key.Key_Down)
    QTest.keyClick(window.search, Key.Key_Return)
    assert opened == ["A-018"]
    QTest.keyClicks(window.search, "ro")
    QTest.keyClick(window.search, Key.Key_Return)  # typed faster than found
    window.show_found("ro", found)
    assert opened == ["A-018", "rosa"]
    QTest.keyClicks(window.search, "ro")
    window.show_found("ro", [])
    window.resize(1100, 700)
    window.grab()
    QTest.keyClick(window.search, Key.Key_Escape)
    QTest.keyClick(window.search, Key.Key_Escape)
    assert window.search.text() == ""


def test_who_is_signed_in_and_the_link(window: MainWindow, qtbot: QtBot) -> None:
    done: list[str] = []
    window.set_user(
        UserState(
            "Ventanilla 3",
            "Ana Ruiz · Asesora",
            (UserAction("Bloquear", lambda: done.append("lock"), "Ctrl+L"),),
        )
    )
    window.set_link(LinkState("Enlazado", "al día", Kind.OK))
    QTest.keyClick(window, Key.Key_L, Ctrl)
    assert done == ["lock"]
    window.set_user(UserState())
    QTest.keyClick(window, Key.Key_L, Ctrl)
    assert done == ["lock"]
    window.set_sections(sections("queue"))
    window.set_badge("queue", "2")
    window.set_badge("nothing", "2")
    item = window.findChildren(RailItem)[-1]
    assert item.accessibleName() == "queue, 2 por atender (Alt+1)"
    assert not [a for a in window.findChildren(QAction) if a.shortcut().toString() == "Ctrl+L"]


def test_other_roles_get_other_pages_and_closing_finishes_them(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.set_sections(sections("queue"))
    first = page(window, "queue")
    window.set_sections(sections("watch", "queue"), "queue")
    assert first.done[-1] == "shutdown"
    assert window.current == "queue"
    second = page(window, "queue")
    with qtbot.waitSignal(window.closing):
        window.close()
    assert second.done[-1] == "shutdown"


def test_what_gets_the_focus_comes_into_sight(qtbot: QtBot) -> None:
    page = Page("Alta")
    first, last = QLineEdit(), QLineEdit()
    page.body.addWidget(first)
    page.body.addSpacing(2000)
    page.body.addWidget(last)
    window = MainWindow()
    qtbot.addWidget(window)
    window.set_sections([Section("high", "Alta", "house", lambda: page)])
    window.show()
    qtbot.waitUntil(window.isActiveWindow)

    def seen(field: QLineEdit) -> bool:
        return not field.visibleRegion().isEmpty()

    first.setFocus()
    assert not seen(last)
    last.setFocus()
    qtbot.waitUntil(lambda: seen(last))
    assert not seen(first)

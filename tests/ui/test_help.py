"""The window of the manual: F1 from anywhere, its contents, search and pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QFontMetrics, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui import theme
from ui.help.manual import Manual
from ui.help.window import HelpWindow
from ui.shell import MainWindow, Page, Section
from ui.shell.rail import RailItem
from ui.widgets import ConfirmSheet, NoticeArea, Sheet
from ui.widgets.cover import Cover

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
Ctrl = Qt.KeyboardModifier.ControlModifier

INDEX = """# Manual
Aquí están todas.

## El día
- [Turnos](turnos.md): llamar y atender
- [Recepción](recepcion.md): quién viene
"""
TURNOS = """# Turnos
Se llama con `F2`.

![La fila](imagenes/fila.png)

> **Nota.** Nadie pierde su lugar.

## No vino
Pulse `F8`. Vea [la recepción](recepcion.md#volver-a-la-fila), [el final](#reasignar),
[afuera](https://example.org/) y [un archivo](../../README.txt).

| Tecla | Qué hace |
|---|---|
| `F8` | No vino |

## Reasignar
A otra ventanilla. ![Afuera](../../fuera.png)
"""
RECEPCION = (
    "# Recepción\nQuién viene.\n\n" + "Un párrafo.\n\n" * 80 + "## Volver a la fila\nOtra vez.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "manual"
    (made / "imagenes").mkdir(parents=True)
    for name, text in (("indice", INDEX), ("turnos", TURNOS), ("recepcion", RECEPCION)):
        (made / f"{name}.md").write_text(text, encoding="utf-8")
    for place in (made / "imagenes" / "fila.png", tmp_path.parent / "fuera.png"):
        picture = QImage(1600, 400, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.blue)
        assert picture.save(str(place))
    return made


@pytest.fixture
def shown(qtbot: QtBot, folder: Path) -> HelpWindow:
    window = HelpWindow(Manual(folder))
    qtbot.addWidget(window)
    window.show_topic("turnos")
    window.appear()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def words(window: HelpWindow) -> str:
    return window.paper.toPlainText()


def pictures(window: HelpWindow) -> list[tuple[str, float]]:
    """The pictures of the page and how wide they are shown."""
    found = []
    block = window.paper.document().begin()
    while block.isValid():
        place = block.begin()
        while not place.atEnd():
            form = place.fragment().charFormat()
            if form.isImageFormat():
                found.append((form.toImageFormat().name(), form.toImageFormat().width()))
            place += 1
        block = block.next()
    return found


def test_it_shows_the_page_and_marks_it_in_the_contents(shown: HelpWindow) -> None:
    assert words(shown).startswith("Turnos\n")
    assert shown.windowTitle() == "Turnos · Manual de Ventanilla"
    assert shown.paper.accessibleName() == "Manual: Turnos"
    current = shown.contents.current()
    assert current is not None
    assert (current.group, current.title) == ("El día", "Turnos")
    assert shown.paper.hasFocus()
    assert not shown.back.isEnabled()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_no_title_of_the_contents_is_cut(qtbot: QtBot, qapp: QApplication, scale: float) -> None:
    theme.start(qapp, scale=scale)
    try:
        window = HelpWindow()
        qtbot.addWidget(window)
        window.appear()
        look, strong = theme.now(), QFontMetrics(theme.font(theme.Role.STRONG))
        icon = look.px(20) + 3 * (theme.M - 4)  # as the rows of a ResultList draw it
        room = window.contents.viewport().width() - icon
        titles = [entry.title for entry in window.manual.entries]
        assert [title for title in titles if strong.horizontalAdvance(title) > room] == []
    finally:
        theme.start(qapp)


def test_a_heading_comes_to_the_top(shown: HelpWindow) -> None:
    shown.show_topic("recepcion#volver-a-la-fila")
    assert shown.topic == "recepcion#volver-a-la-fila"
    bar = shown.paper.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    shown.show_topic("recepcion")
    assert bar.value() == 0


def test_it_opens_at_the_heading(qtbot: QtBot, folder: Path) -> None:
    window = HelpWindow(Manual(folder))
    qtbot.addWidget(window)
    window.show_topic("recepcion#volver-a-la-fila")
    window.appear()
    bar = window.paper.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0


def test_a_heading_stays_at_the_top_in_a_window_of_another_width(shown: HelpWindow) -> None:
    shown.show_topic("recepcion")
    shown.paper.verticalScrollBar().setValue(600)
    before = shown.paper.cursorForPosition(QPoint(30, 12)).blockNumber()
    shown.resize(shown.minimumWidth(), 600)
    QApplication.processEvents()
    assert abs(shown.paper.cursorForPosition(QPoint(30, 12)).blockNumber() - before) <= 1


def test_a_topic_that_is_not_there_shows_the_contents(shown: HelpWindow) -> None:
    shown.show_topic("nada#tampoco")
    assert shown.topic == "indice"
    assert words(shown).startswith("Manual\n")
    assert shown.contents.current() is None


def test_links_lead_to_pages_and_alt_left_back(shown: HelpWindow) -> None:
    shown.paper.anchorClicked.emit(QUrl("recepcion.md#volver-a-la-fila"))
    assert shown.topic == "recepcion#volver-a-la-fila"
    assert shown.paper.verticalScrollBar().value() > 0
    shown.paper.anchorClicked.emit(QUrl("#volver-a-la-fila"))
    QTest.keyClick(shown, Key.Key_Left, Alt)
    QTest.keyClick(shown, Key.Key_Left, Alt)
    assert shown.topic == "turnos"
    assert not shown.back.isEnabled()


def test_links_are_reached_by_tab_and_opened_by_intro(shown: HelpWindow) -> None:
    QTest.keyClick(shown.paper, Key.Key_Tab)
    QTest.keyClick(shown.paper, Key.Key_Return)
    assert shown.topic == "recepcion#volver-a-la-fila"
    shown.show_topic("recepcion")
    QTest.keyClick(shown.paper, Key.Key_PageDown)
    assert shown.paper.verticalScrollBar().value() > 0


@pytest.mark.parametrize(
    "link", ["https://example.org/", "../../README.txt", "file:///etc/passwd", "mailto:a@b.ec"]
)
def test_a_link_to_anywhere_else_leads_nowhere(shown: HelpWindow, link: str) -> None:
    shown.paper.anchorClicked.emit(QUrl(link))
    assert shown.topic == "turnos"
    assert not shown.back.isEnabled()


def test_pictures_are_as_wide_as_the_page_and_come_from_the_manual_only(shown: HelpWindow) -> None:
    def room() -> int:
        return shown.paper.viewport().width()

    inside, outside = pictures(shown)
    assert inside[0] == "imagenes/fila.png"
    assert room() - 60 < inside[1] < room()
    assert outside[1] == 0
    kind = QTextDocument.ResourceType.ImageResource.value
    forbidden = shown.paper.loadResource(kind, QUrl("../../fuera.png"))
    assert isinstance(forbidden, QImage)
    assert forbidden.isNull()
    before = inside[1]
    shown.resize(shown.minimumWidth(), 600)
    QApplication.processEvents()
    assert pictures(shown)[0][1] < before


def test_the_search_finds_in_all_pages(shown: HelpWindow, qtbot: QtBot) -> None:
    QTest.keyClick(shown, Key.Key_F, Ctrl)
    assert shown.search.hasFocus()
    with qtbot.waitSignal(shown.search.searched):
        QTest.keyClicks(shown.search, "volveran fila")
    current = shown.contents.current()
    assert current is not None
    assert (current.title, current.detail) == ("Volver a la fila", "Recepción")
    QTest.keyClick(shown.search, Key.Key_Return)
    assert shown.topic == "recepcion#volver-a-la-fila"
    assert shown.paper.hasFocus()
    shown.search.setFocus()
    QTest.keyClick(shown.search, Key.Key_Escape)
    assert shown.isVisible()
    current = shown.contents.current()
    assert current is not None
    assert current.title == "Recepción"


def test_what_is_not_found_is_said(shown: HelpWindow, qtbot: QtBot) -> None:
    for hostile in ("zzz", "\ud800 \0", "😀" * 300):
        shown.search.setText(hostile)
        shown.search.entered.emit(hostile)
        current = shown.contents.current()
        assert current is not None
        if hostile == "zzz":
            QTest.keyClick(shown.search, Key.Key_Return)
            current = shown.contents.current()
            assert current is not None
            assert current.title == "No se encontró"
    assert shown.topic == "turnos"


def test_the_arrows_of_the_search_choose_a_page(shown: HelpWindow) -> None:
    shown.search.setFocus()
    QTest.keyClick(shown.search, Key.Key_Down)
    QTest.keyClick(shown.search, Key.Key_Return)
    assert shown.topic == "recepcion"


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[theme.Theme]:
    yield theme.start(qapp, scheme="light")
    theme.start(qapp, scheme="light")


def test_it_follows_scheme_and_text_scale(shown: HelpWindow, dressed: theme.Theme) -> None:
    shown.show_topic("recepcion#volver-a-la-fila")
    dressed.set(scheme="dark", scale=1.5)
    QApplication.processEvents()
    assert shown.paper.verticalScrollBar().value() > 0
    heading = shown.paper.document().begin().begin().fragment()
    assert heading.charFormat().fontPointSize() == 18 * 1.5


# ------------------------------------------------------------------- the way there


class SomePage(Page):
    """A page of the manual's."""

    help_topic = "turnos"

    def __init__(self) -> None:
        super().__init__("Turnos")
        self.field = QLineEdit()
        self.body.addWidget(self.field)

    def entered(self) -> None:
        self.field.setFocus()


class SomeSheet(Sheet):
    """A question with a place of its own."""

    help_topic = "supervision"


class SomeCover(Cover):
    """A cover."""

    help_topic = "primeros-pasos"


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.set_sections([Section("queue", "Turnos", "ticket", SomePage)])
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def helped(window: MainWindow, qtbot: QtBot) -> str:
    """Press F1, tell which topic came, and go back."""
    QTest.keyClick(window, Key.Key_F1)
    manual = window.help.window
    assert manual is not None
    qtbot.waitUntil(manual.isActiveWindow)
    QTest.keyClick(manual, Key.Key_Escape)
    assert not manual.isVisible()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return manual.topic.partition("#")[0]


def test_f1_opens_the_page_of_what_has_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    page = window.page("queue")
    assert isinstance(page, SomePage)
    assert helped(window, qtbot) == "turnos"
    assert page.field.hasFocus()
    window.rail.findChildren(RailItem)[-1].setFocus()
    assert helped(window, qtbot) == "turnos"
    page.field.setFocus()
    plain = ConfirmSheet("¿Seguro?", "Así es.", "Hacerlo")
    plain.open(page)
    assert helped(window, qtbot) == "turnos"
    own = SomeSheet("¿Cuál?")
    own.open(page)
    assert helped(window, qtbot) == "supervision"
    own.cancel()
    plain.cancel()
    window.cover(SomeCover("Ingreso"))
    assert helped(window, qtbot) == "primeros-pasos"
    window.uncover()
    assert helped(window, qtbot) == "turnos"


def test_the_rail_leads_there_too_and_the_manual_goes_with_the_window(
    window: MainWindow, qtbot: QtBot
) -> None:
    item = window.rail.findChildren(RailItem)[0]
    assert item.accessibleName() == "Ayuda (F1)"
    QTest.mouseClick(item, Qt.MouseButton.LeftButton)
    manual = window.help.window
    assert manual is not None
    assert manual.isVisible()
    assert not item.isChecked()
    window.help.open()
    assert window.help.window is manual
    window.close()
    assert window.help.window is None


@pytest.mark.parametrize("broken", ["folder", "page", "words"])
def test_a_manual_that_cannot_be_read_is_told_and_read_once_it_is_back(
    window: MainWindow,
    folder: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
) -> None:
    monkeypatch.setattr(Manual.__init__, "__defaults__", (folder,))
    aside = folder.with_name("aparte")
    page = folder / "turnos.md"
    match broken:
        case "folder":
            folder.rename(aside)
        case "page":
            page.unlink()
        case _:
            page.write_bytes(b"\xff\xfe\x00")
    QTest.keyClick(window, Key.Key_F1)
    notice = NoticeArea.of(window).current
    assert notice is not None
    assert notice.what == "No se puede abrir el manual."
    if broken == "folder":
        aside.rename(folder)
    else:
        page.write_text(TURNOS, encoding="utf-8")
    assert helped(window, qtbot) == "turnos"

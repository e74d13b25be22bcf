"""The window of the manual: contents and search at the left, the page at the right."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.help.manual import INDEX, Manual
from ui.help.paper import Paper
from ui.theme import M, Role, S, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.fields import SearchField
from ui.widgets.notices import NoticeArea
from ui.widgets.results import Result, ResultList
from ui.widgets.text import Text, is_restyled

TITLE = "Manual de Ventanilla"
SIDE = 288
"""Width of the contents in pixels at 100 %."""


class HelpWindow(QWidget):
    """The manual beside the work: not modal; Esc closes it and the work has the focus again.

    Args:
        manual: its pages; those of the program when not given.
    """

    def __init__(self, manual: Manual | None = None) -> None:
        manual = manual or Manual()  # first: what cannot be read leaves no half a window
        super().__init__()
        self.setWindowTitle(TITLE)
        self.manual = manual
        self._titles = {entry.name: entry.title for entry in self.manual.entries}
        self._topic = ""
        self._before: list[tuple[str, int]] = []
        self.search = SearchField("Buscar en el manual", key="Ctrl+F")
        self.contents = ResultList("Contenido", self.search)
        self.paper = Paper(self.manual.folder)
        self.notices = NoticeArea()
        self.back = KeyButton("Atrás", key="Alt+Left", icon="arrow-left", style=ButtonStyle.GHOST)
        self.leave = KeyButton("Cerrar", key="Escape", style=ButtonStyle.GHOST)
        self._side = QWidget()
        self._build()
        self._connect()
        self.resize(theme.now().px(1120), theme.now().px(720))
        self._list_pages()
        self._fit()

    @property
    def topic(self) -> str:
        """The topic that is shown."""
        return self._topic

    def show_topic(self, topic: str) -> None:
        """Show page and heading of ``topic``; the contents where there is no such page."""
        self._before = []
        self._go(topic)

    def appear(self) -> None:
        """Come to the front, no larger than the screen; the page has the focus."""
        room = self.screen().availableSize()
        self.resize(min(self.width(), room.width()), min(self.height(), room.height()))
        self.show()
        self.raise_()
        self.activateWindow()
        self.paper.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Go to the heading: only now is the page laid out."""
        super().showEvent(event)
        if not event.spontaneous():
            self.paper.go_to(self._topic.partition("#")[2])

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    # ------------------------------------------------------------------- parts

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(M, M, M, M)
        row.setSpacing(M)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(S)
        side.addWidget(self.search)
        side.addWidget(Text("↑ ↓ elige · Intro abre", Role.SMALL, Tone.MUTED))
        side.addWidget(self.contents, 1)
        row.addWidget(self._side)
        column = QVBoxLayout()
        column.setSpacing(S)
        row.addLayout(column, 1)
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(self.back)
        head.addStretch(1)
        head.addWidget(self.leave)
        column.addLayout(head)
        column.addWidget(self.notices)
        column.addWidget(self.paper, 1)

    def _connect(self) -> None:
        self.search.searched.connect(self._search)
        self.search.entered.connect(lambda _text: self._open(self.contents.current()))
        self.contents.opened.connect(self._open)
        self.paper.wanted.connect(self._turn)
        self.back.clicked.connect(self._return)
        self.leave.clicked.connect(self._leave)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self._seek)

    def _fit(self) -> None:
        look = theme.now()
        self._side.setFixedWidth(look.px(SIDE))
        self.setMinimumSize(look.px(720), 480)

    # ------------------------------------------------------------------- contents

    def _list_pages(self) -> None:
        self.contents.set_results(
            [
                Result(entry.group, entry.title, "", "file-text", entry.name, id=entry.name)
                for entry in self.manual.entries
            ]
        )
        self._mark()

    def _mark(self) -> None:
        """Mark the page that is shown, while all of them are listed."""
        if self.search.text().strip():
            return
        self.contents.unmark()
        self.contents.choose(self._topic.partition("#")[0])

    def _search(self, text: str) -> None:
        if not text:
            self._list_pages()
            return
        found = self.manual.find(text)
        self.contents.set_results(
            [
                Result(
                    "Resultados",
                    hit.part.title,
                    hit.page_title if hit.part.title != hit.page_title else hit.excerpt,
                    "search",
                    hit.part.topic,
                    id=hit.part.topic,
                )
                for hit in found
            ]
            or [Result("Resultados", "No se encontró", "Pruebe con otra palabra.", "info", "")]
        )

    def _open(self, result: object) -> None:
        if isinstance(result, Result) and result.value:
            self._turn(str(result.value))

    def _leave(self) -> None:
        """Close; from the search, empty that first."""
        if self.search.hasFocus() and self.search.text():
            self.search.clear()
        else:
            self.close()

    def _seek(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # ------------------------------------------------------------------- pages

    def _turn(self, topic: str) -> None:
        """Go to another page, and remember where one was."""
        self._before.append((self._topic, self.paper.verticalScrollBar().value()))
        self._go(topic)
        self.paper.setFocus()

    def _return(self) -> None:
        topic, place = self._before.pop()
        self._go(topic)
        self.paper.verticalScrollBar().setValue(place)

    def _go(self, topic: str) -> None:
        if not self.manual.has(topic):
            topic = INDEX
        name, _, heading = topic.partition("#")
        if name != self._topic.partition("#")[0]:
            title = self._titles.get(name, "Contenido")
            self.paper.show_page(name, title, self.manual.text(name))
            self.setWindowTitle(f"{title} · {TITLE}" if name in self._titles else TITLE)
        self._topic = topic
        self.paper.go_to(heading)
        self._mark()
        self.back.setEnabled(bool(self._before))

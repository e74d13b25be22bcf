"""The main window: rail, page head, notices, pages; and covers such as signing in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.help import Help
from ui.shell.held import Held
from ui.shell.page import Page
from ui.shell.rail import Rail
from ui.shell.state import Found, LinkState, Section, UserState
from ui.theme import L, M, Role, S, Tone
from ui.widgets.busy import BusyBar
from ui.widgets.fields import SearchField
from ui.widgets.flow import FlowLayout
from ui.widgets.notices import NoticeArea
from ui.widgets.reading import read_in_order
from ui.widgets.sheets import Ground, Sheet
from ui.widgets.text import Chip, Text

if TYPE_CHECKING:
    from ui.shell.find import FindPanel


class Head(QWidget):
    """Title, chips, search and actions of the page being shown."""

    def __init__(self, search: SearchField) -> None:
        super().__init__()
        self._chips: list[Chip] = []
        self._actions: list[QWidget] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        self._title = Text("", Role.TITLE)
        self._chip_row = FlowLayout(middle=True)
        self._title.setContentsMargins(0, 0, S, 0)
        self._chip_row.addWidget(self._title)
        row.addLayout(self._chip_row, 3)
        search.setMinimumWidth(200)
        row.addWidget(search, 2)
        self._action_row = QHBoxLayout()
        self._action_row.setSpacing(S)
        row.addLayout(self._action_row)

    def show_page(self, page: Page) -> None:
        """Show the head of ``page``; the actions of the one before go out of sight."""
        for old in self._actions:
            if old not in page.head_actions:
                self._action_row.removeWidget(old)
                old.hide()
        for action in page.head_actions:
            if action not in self._actions:
                self._action_row.addWidget(action)
                action.show()
        self._actions = list(page.head_actions)
        self.refresh(page)

    def forget(self) -> None:
        """Let go of the actions shown: their page goes."""
        for action in self._actions:
            self._action_row.removeWidget(action)
        self._actions = []

    def refresh(self, page: Page) -> None:
        """Show title and chips as they are now; chips that stay are only written anew."""
        self._title.setText(page.title)
        while len(self._chips) < len(page.chips):
            chip = Chip()
            self._chips.append(chip)
            self._chip_row.addWidget(chip)
        for number, chip in enumerate(self._chips):
            chip.setVisible(number < len(page.chips))
            if number < len(page.chips):
                chip.set(*page.chips[number])


class MainWindow(QWidget):
    """The window the work is done in.

    It can be shown before there is anything to work with (``set_sections`` comes later), so that
    the person sees it at once.
    """

    searched = Signal(str)
    """Search anything for this text; answer with ``show_found``."""
    section_opened = Signal(str)
    """The key of the section that came to the front."""
    link_wanted = Signal()
    """What there is to say of the link with the centre was asked for."""
    closing = Signal()
    """The window is about to close; the pages have finished their work."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Ventanilla")
        self._sections: dict[str, Section] = {}
        self._pages: dict[str, Page] = {}
        self._key = ""
        self._link = LinkState()
        self._server: LinkState | None = None
        self._root = QStackedLayout(self)
        self._ground = Ground()
        self._work = QWidget()
        self._cover: QWidget | None = None
        self._focus_behind: QWidget | None = None
        self._band: QWidget | None = None
        inner = QStackedLayout(self._ground)
        inner.addWidget(self._work)
        self._root.addWidget(self._ground)
        self.rail = Rail()
        self.search = SearchField("Cédula, RUC, nombre, turno o trámite", key="Ctrl+K")
        self.search.hide()
        self.busy = BusyBar()
        self.notices = NoticeArea()
        self._head = Head(self.search)
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        self._column = column = QVBoxLayout()
        column.setContentsMargins(L, M, L, M)
        column.setSpacing(S)
        row.addLayout(column, 1)
        column.addWidget(self._head)
        column.addWidget(self.busy)
        column.addWidget(self.notices)
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        self._find: FindPanel | None = None
        self.help = Help(self)
        self._connect()
        self.resize(1366, 768)
        self.setMinimumSize(960, 600)

    @property
    def current(self) -> str:
        """The key of the section in front; empty while there is none."""
        return self._key

    @property
    def is_covered(self) -> bool:
        """Whether something lies in place of everything: signing in, the lock."""
        return self._cover is not None

    @property
    def asks(self) -> bool:
        """Whether a question is open."""
        return any(sheet.isVisible() for sheet in self.window().findChildren(Sheet))

    @property
    def sections(self) -> tuple[str, ...]:
        """The keys of the sections offered, in the order of the rail."""
        return tuple(self._sections)

    def page(self, key: str) -> Page | None:
        """The page of a section, if it has been built."""
        return self._pages.get(key)

    def set_office(self, office: str) -> None:
        """Show the name of the office."""
        self.rail.set_office(office)
        self.setWindowTitle(f"Ventanilla · {office}" if office else "Ventanilla")

    def set_link(self, link: LinkState) -> None:
        """Show the state of the link with the central server."""
        self._link = link
        self.rail.set_link(self._server or link)

    def set_server(self, away: LinkState | None) -> None:
        """Show in place of that link that the office's own server is away; None: it is there."""
        self._server = away
        self.rail.set_link(away or self._link)

    def set_user(self, user: UserState) -> None:
        """Show who is signed in."""
        self.rail.set_user(user)

    def set_badge(self, key: str, badge: str) -> None:
        """Show how many things wait in a section."""
        self.rail.set_badge(key, badge)

    def set_searchable(self, searchable: bool, prompt: str = "") -> None:
        """Offer the search for anything, or not.

        Args:
            prompt: what can be searched for; as it was when empty.
        """
        if prompt:
            self.search.setPlaceholderText(prompt)
        self.search.setVisible(searchable)

    def set_band(self, band: QWidget | None) -> None:
        """Keep ``band`` above whichever page is open, in place of the one before."""
        old, self._band = self._band, band
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        if band is not None:
            self._column.insertWidget(self._column.count() - 1, band)  # the pages are the last

    def set_sections(self, sections: Sequence[Section], open_key: str = "") -> None:
        """Show the sections that are allowed, and open one.

        Pages built before are let go, with the questions and notices that were theirs.

        Args:
            sections: in the order of the rail.
            open_key: the one to open; the first when not given.
        """
        self._drop_pages()
        allowed = [section for section in sections if section.allowed]
        self._sections = {section.key: section for section in allowed}
        self.rail.set_sections(allowed)
        if allowed:
            self.open(open_key if open_key in self._sections else allowed[0].key)

    def open(self, key: str) -> None:
        """Bring a section to the front, building its page if it is its first time."""
        if key not in self._sections:
            return
        if key not in self._pages:
            page = self._sections[key].build()
            page.head_changed.connect(self._refresh_head)
            page.working.connect(self.busy.set_busy)
            for action in page.head_actions:
                action.setParent(self._head)
                action.hide()
            self._pages[key] = page
            self._stack.addWidget(Held(page))
        page = self._pages[key]
        self._key = key
        self.rail.mark(key)
        self._stack.setCurrentIndex(list(self._pages).index(key))
        self._head.show_page(page)
        self.busy.set_busy(False)
        page.entered()
        self.section_opened.emit(key)

    def cover(self, widget: QWidget) -> None:
        """Lay ``widget`` in place of everything (first start, signing in, locked).

        The pages stay as they are behind it, with the attention under way and the question asked,
        but no key of theirs works and none can take the focus. A cover laid before is let go.
        """
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        if self._cover is None:
            self._focus_behind = self.focusWidget()
        self._ground.setEnabled(False)
        if self._pages:
            self.notices.set_aside()
        old = self._cover
        self._cover = holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(L, M, L, M)
        column.addWidget(self.notices)
        column.addWidget(widget, 1)
        column.addWidget(Text("Ayuda: F1", Role.SMALL, Tone.MUTED), 0, Qt.AlignmentFlag.AlignRight)
        self._root.addWidget(holder)
        self._root.setCurrentWidget(holder)
        widget.setFocus()
        self._let_go(old)

    def uncover(self) -> None:
        """Take the cover away."""
        old = self._cover
        self._cover = None
        self._column.insertWidget(2, self.notices)
        self.notices.bring_back()
        self._ground.setEnabled(True)
        self._root.setCurrentWidget(self._ground)
        self._let_go(old)
        if self._key:
            self._pages[self._key].entered()
        behind, self._focus_behind = self._focus_behind, None
        if behind is not None and isValid(behind) and not self.rail.isAncestorOf(behind):
            behind.setFocus()

    def show_found(self, text: str, found: Sequence[Found]) -> None:
        """Show what the search for ``text`` brought, if that is still what is typed."""
        if text == self.search.text().strip() and text:
            self._finding().show_found(text, found)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes on as one reads, and where it leads comes into sight."""
        read_in_order(self)
        moved = super().focusNextPrevChild(forward)
        now = self.focusWidget()
        within: QWidget | None = now
        while within is not None and within is not self:
            within = within.parentWidget()
            if isinstance(within, QScrollArea):
                within.ensureWidgetVisible(now)
        return moved

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the results under the search field."""
        super().resizeEvent(event)
        if self._find is not None:
            self._find.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the pages finish what is under way, then go."""
        for page in self._pages.values():
            page.shutdown()
        self.help.close()
        self.closing.emit()
        super().closeEvent(event)

    def _connect(self) -> None:
        self.rail.opened.connect(self.open)
        self.rail.help_wanted.connect(self.help.open)
        self.rail.link_wanted.connect(self.link_wanted)
        self.search.searched.connect(self._search)
        self.search.entered.connect(lambda: self._finding().open_first())
        find = QShortcut(QKeySequence("Ctrl+K"), self._work)
        find.activated.connect(self._go_search)
        for number in range(1, 10):
            for modifier in ("Alt", "Ctrl"):
                shortcut = QShortcut(QKeySequence(f"{modifier}+{number}"), self._work)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(lambda number=number: self._open_number(number))

    def _open_number(self, number: int) -> None:
        keys = list(self._sections)
        if number <= len(keys):
            self.open(keys[number - 1])

    def _go_search(self) -> None:
        if self.search.isVisible():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()

    def _finding(self) -> "FindPanel":
        """Return the results' panel, made for the first search: the window is there before."""
        if self._find is None:
            from ui.shell.find import FindPanel

            self._find = FindPanel(self._work, self.search)
        return self._find

    def _search(self, text: str) -> None:
        if text:
            self.searched.emit(text)
        else:
            self._finding().hide()

    def _refresh_head(self) -> None:
        if self._key:
            self._head.refresh(self._pages[self._key])

    def _drop_pages(self) -> None:
        self._head.forget()
        for sheet in self._ground.findChildren(Sheet):
            sheet.cancel()
        self._focus_behind = None
        if self._pages:
            self.notices.clear()
            self.search.setText("")  # unlike clear() this cannot be undone
            if self._find is not None:
                self._find.hide()
        for page in self._pages.values():
            page.shutdown()
            for action in page.head_actions:
                action.hide()
                action.deleteLater()
        while self._stack.count():
            holder = self._stack.widget(0)
            assert holder is not None
            self._stack.removeWidget(holder)
            holder.hide()
            holder.deleteLater()
        self._pages = {}
        self._key = ""

    def _let_go(self, cover: QWidget | None) -> None:
        if cover is not None:
            self._root.removeWidget(cover)
            cover.hide()
            cover.deleteLater()

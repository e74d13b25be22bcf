"""A page as the window holds it: it scrolls where there is too little room, but not its main button."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.shell.page import Page
from ui.theme import L, S

MOVES = {QEvent.Type.LayoutRequest, QEvent.Type.Show, QEvent.Type.Hide}


class Held(QWidget):
    """A page that scrolls when the window is too small for it, so that nothing is cut.

    Its main button (``Page.set_main``) then stands below what scrolls: what comes next is always
    in sight.
    """

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._watched: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(S)
        self._column.addWidget(_Scrolled(page), 1)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place the main button anew when the page is another one."""
        if event.type() in MOVES:
            self._place_main()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the main button for the room there is."""
        super().resizeEvent(event)
        self._place_main()

    def _place_main(self) -> None:
        if self._page.main is None:
            return
        button, home = self._page.main
        holder = home.parentWidget()
        if holder is not self._watched and holder is not None:
            holder.installEventFilter(self)
            self._watched = holder
        outside = button.parentWidget() is self
        least = self._page.minimumSizeHint().height()
        needed = max(least, self._page.heightForWidth(self.width()))
        if outside:
            needed += button.sizeHint().height() + home.spacing()
        below = holder is not None and holder.isVisibleTo(self) and needed > self.height()
        if below == outside:
            return
        focused = button.hasFocus()
        (self._column if below else home).addWidget(button)
        if focused:
            button.setFocus()


class _Scrolled(QScrollArea):
    """What gets the focus comes into sight, also where no Tab led to it."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Show the field in which one types now; a list or table scrolls by itself."""
        page = self.widget()
        typed = isinstance(now, QLineEdit | QPlainTextEdit)
        if now is not None and typed and page is not None and page.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, L)

"""What is seen at once: the frame of the program, before the program itself is loaded.

The classes of the windows, their style and the database cost several times what an empty window
does. So this frame, made of next to nothing, is painted first, and the program is put into it.
Nothing may be imported here but the bare widgets (``tests/ui/test_first.py`` holds it to that).
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

# The tokens of the same names; loading them here would cost more than painting the frame.
RAIL = {False: "#10243a", True: "#0a0e14"}
GROUND = {False: "#f4f6f9", True: "#0f141b"}
TRAINING_RAIL = {False: "#3b1459", True: "#260b3b"}
MUTED = {False: "#4a5868", True: "#a9b6c5"}
RAIL_TEXT = "#e8eef5"
RAIL_WIDTH = 208
TITLE_BAR = 48  # the most that desktops draw around a window


class FirstWindow(QWidget):
    """The program's one window: empty at first, then filled with what the program shows.

    Args:
        dark: whether the dark scheme will be worn.
        words: shown until it is filled.
        training: whatever fills it is of training, and a band over it says so.
    """

    def __init__(
        self, *, dark: bool = False, words: str = "Abriendo…", training: bool = False
    ) -> None:
        super().__init__()
        self._content: QWidget | None = None
        self._before = "PRÁCTICA · " if training else ""
        self._call("Ventanilla")
        self.resize(1366, 768)
        self.setMinimumSize(960, 600)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        body = QWidget()
        if training:
            from ui.shell.training import TrainingBand
            from ui.widgets.sheets import Ground

            column.addWidget(TrainingBand())
            body = Ground()  # so that no question is laid over the band
        column.addWidget(body, 1)
        self._row = QHBoxLayout(body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        rail = QLabel("Ventanilla")
        rail.setFixedWidth(RAIL_WIDTH)
        rail.setContentsMargins(20, 16, 0, 0)
        self._words = QLabel(words)
        self._words.setContentsMargins(24, 16, 0, 0)
        self._first: tuple[QWidget, ...] = (rail, self._words)
        for label, ground, ink in (
            (rail, (TRAINING_RAIL if training else RAIL)[dark], RAIL_TEXT),
            (self._words, GROUND[dark], MUTED[dark]),
        ):
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.Window, QColor(ground))
            palette.setColor(QPalette.ColorRole.WindowText, QColor(ink))
            label.setPalette(palette)
            label.setAutoFillBackground(True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            self._row.addWidget(label)
        self._row.setStretch(1, 1)

    @property
    def content(self) -> QWidget | None:
        """What it was filled with."""
        return self._content

    def appear(self) -> None:
        """Show it and bring it to the front; a screen with no room to spare is filled."""
        room = self.screen().availableSize()
        if self.width() < room.width() and self.height() + TITLE_BAR < room.height():
            self.show()
        else:
            self.showMaximized()
        self.activateWindow()

    def say(self, words: str) -> None:
        """Tell how the opening goes."""
        self._words.setText(words)

    def fill(self, content: QWidget) -> None:
        """Show ``content`` instead of the empty frame, or of what was shown before."""
        old = (*self._first, *(() if self._content is None else (self._content,)))
        self._first = ()
        self._content = content
        wanted: QWidget | None = content.focusWidget()  # it forgets when its parent changes
        content.windowTitleChanged.connect(self._call)
        self._call(content.windowTitle() or "Ventanilla")
        self._row.addWidget(content, 1)
        for widget in old:
            self._row.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        content.show()
        (content if wanted is None else wanted).setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the content finish its work first; it may refuse."""
        if self._content is not None and not self._content.close():
            event.ignore()
            return
        super().closeEvent(event)

    def _call(self, title: str) -> None:
        """Show a title; that of training begins with its word."""
        self.setWindowTitle(self._before + title)

"""The pages of a document or of a paper to be printed, one at a time, as large as one likes.

Pictures are made off the windows' thread, as wide as they are shown; until one is there the words
say that it is being read, and what cannot be shown says why.
"""

from collections.abc import Callable
from threading import Lock
from typing import Protocol

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.usecases import document_view
from desktop.usecases.shelf import Shelf
from domain.documents import Document
from domain.errors import KnownError
from ui import theme
from ui.theme import XS, Role, S, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton, key_name
from ui.widgets.flow import FlowLayout
from ui.widgets.text import Text, is_restyled
from ui.work import Runner

WHOLE, WIDE = 0, 1
"""Zoom: all of a page in view, or as wide as the view."""
_WIDTHS = (1.0, 1.5, 2.0, 3.0)
"""Of the view, from ``WIDE`` on."""
_STEP = 200
"""Pictures are asked for in widths of this many pixels: a window drawn larger asks now and then."""
_LARGEST = 3000
"""Pixels; a page of A4 at 300 dots per inch is 2480 wide."""
_KEPT = 4
"""Pictures that are kept: turning back is at once."""
_A4 = 210 / 297
"""Width to height, until a picture tells."""
LEAST = 100
"""Height it asks for, in pixels at 100 %."""
NOTHING = "Aquí verá las páginas."
READING = "Preparando la página…"
UNSEEN = "No se puede mostrar esta página."


class PageSource(Protocol):
    """Pages that can be shown; ``picture`` is called off the windows' thread."""

    @property
    def name(self) -> str:
        """Return what makes it the same source when it is shown again."""
        ...

    def count(self) -> int:
        """Return how many pages there are."""
        ...

    def picture(self, number: int, width: int) -> QImage:
        """Return a page, from 1, about ``width`` pixels wide; a null image where there is none.

        Raises:
            KnownError: it cannot be shown; its words say why.
        """
        ...


class StoredPages:
    """The pages of a document of the store.

    Args:
        look: called once, before its first page is shown: who looks is told in the log.
    """

    def __init__(
        self, shelf: Shelf, document: Document, look: Callable[[], object] | None = None
    ) -> None:
        self._shelf, self._document, self._look = shelf, document, look
        self._looking = Lock()  # pages that are turned quickly are made side by side

    @property
    def name(self) -> str:
        """The document and its pages: what was split is another."""
        return f"{self._document.id}:{self._document.first}-{self._document.last}"

    def count(self) -> int:
        """Return how many pages it has."""
        return self._document.pages

    def picture(self, number: int, width: int) -> QImage:
        """Return a page, straightened; raises as ``document_view.picture`` and ``look``."""
        with self._looking:
            if self._look is not None:
                self._look()
                self._look = None  # only now: what nobody was told of is not shown
        page = self._document.first + number - 1
        return QImage.fromData(document_view.picture(self._shelf, self._document, page, width))


class PagesView(QWidget):
    """Shows a source page by page.

    Its buttons carry their keys (Re Pág, Av Pág, + and −), which work from anywhere in the window
    while it is seen. Arrows move a page that is larger than the view, when it has the focus.

    Args:
        zoom: how a page is shown first, ``WHOLE`` or ``WIDE``.
    """

    turned = Signal(int)
    """Another page is shown (its number, from 1; 0 where there is none)."""

    def __init__(self, *, zoom: int = WIDE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: PageSource | None = None
        self._number = 0
        self._zoom = zoom
        self._pictures: dict[tuple[int, int], QImage] = {}
        self._asked: tuple[int, int] | None = None
        self.runner = Runner(parent=self)
        self._area = _Area()
        self._paper = _Paper(self._area)
        self._area.setWidget(self._paper)
        self._area.resized.connect(self._fit)
        self.place = Text("", Role.SMALL, Tone.MUTED)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self._area, 1)
        row = FlowLayout(spacing=XS)
        self.before = self._button(row, "Página anterior", "chevron-left", key="PgUp")
        row.addWidget(self.place)
        self.after = self._button(row, "Página siguiente", "chevron-right", key="PgDown")
        self.smaller = self._button(row, "Más pequeño", "", key="-")
        self.larger = self._button(row, "Más grande", "", key="+")
        for button, by in ((self.before, -1), (self.after, 1)):
            button.clicked.connect(lambda _checked=False, by=by: self.turn(by))
        for button, by in ((self.smaller, -1), (self.larger, 1)):
            button.clicked.connect(lambda _checked=False, by=by: self.zoom(by))
        column.addLayout(row)
        self._draw()

    @property
    def number(self) -> int:
        """The page that is shown, from 1; 0 where there is none."""
        return self._number

    @property
    def is_shown(self) -> bool:
        """Whether the picture of the page is there."""
        return self._paper.image is not None

    @property
    def words(self) -> str:
        """What stands in the place of a picture."""
        return self._paper.words

    def show_pages(self, source: PageSource | None, number: int = 1) -> None:
        """Show a source from a page on; the same one stays where it is."""
        if source is not None and self._source is not None and source.name == self._source.name:
            return
        self._source = source
        self._pictures.clear()
        self._number = 0 if source is None else max(1, min(number, source.count()))
        self._turn()

    def turn(self, by: int) -> None:
        """Go some pages on or back."""
        if self._source is None:
            return
        number = max(1, min(self._number + by, self._source.count()))
        if number != self._number:
            self._number = number
            self._turn()

    def zoom(self, by: int) -> None:
        """Show pages larger or smaller."""
        zoom = max(WHOLE, min(self._zoom + by, WIDE + len(_WIDTHS) - 1))
        if zoom != self._zoom:
            self._zoom = zoom
            self._draw()
            self._fit()

    def close_work(self) -> None:
        """Make no more pictures and hold none."""
        self.runner.close()
        self._pictures.clear()
        self._paper.show_image(None, NOTHING)

    # ------------------------------------------------------------------------------- inside
    def _button(self, row: FlowLayout, name: str, icon: str, *, key: str) -> KeyButton:
        """Put in a button that shows little but its key, and is called what it does."""
        button = KeyButton("", key=key, icon=icon, style=ButtonStyle.GHOST)
        button.setAccessibleName(f"{name} ({key_name(key)})")
        button.setToolTip(name)
        row.addWidget(button)
        return button

    def _turn(self) -> None:
        self._asked = None
        self._area.verticalScrollBar().setValue(0)
        self._area.horizontalScrollBar().setValue(0)
        self._paper.show_image(None, NOTHING if self._source is None else READING)
        self._draw()
        self._fit()
        self.turned.emit(self._number)

    def _draw(self) -> None:
        count = 0 if self._source is None else self._source.count()
        self.place.setText(f"{self._number} de {count}" if count else "")
        for button in (self.before, self.after):
            button.setVisible(count > 1)
        self.before.setEnabled(self._number > 1)
        self.after.setEnabled(self._number < count)
        for button in (self.smaller, self.larger):
            button.setVisible(count > 0)
        self.smaller.setEnabled(self._zoom > WHOLE)
        self.larger.setEnabled(self._zoom < WIDE + len(_WIDTHS) - 1)
        self._area.setAccessibleName(f"Página {self._number} de {count}" if count else NOTHING)

    def _fit(self) -> None:
        """Give the page the size it is shown in, and ask for a picture of it."""
        room = self._area.viewport().size()
        width = float(room.width())
        if self._zoom > WHOLE:
            width *= _WIDTHS[self._zoom - WIDE]
        else:
            image = self._paper.image
            shape = _A4 if image is None else image.width() / max(1, image.height())
            width = min(width, room.height() * shape)
        self._paper.fit(room, round(width))
        if self._source is None or not self.isVisible():
            return
        pixels = round(width * self.devicePixelRatioF())
        wanted = min(-(-pixels // _STEP) * _STEP, _LARGEST)
        key = self._number, max(wanted, _STEP)
        if key != self._asked:
            self._asked = key
            self._ask(self._source, key)

    def _ask(self, source: PageSource, key: tuple[int, int]) -> None:
        known = self._pictures.get(key)
        if known is not None:
            self._got(source, key, known)
            return
        self.runner.latest(
            "picture",
            lambda: source.picture(*key),
            lambda image: self._got(source, key, image),
            lambda error: self._refused(source, key, error),
        )

    def _got(self, source: PageSource, key: tuple[int, int], image: QImage) -> None:
        if source is not self._source and (
            self._source is None or source.name != self._source.name
        ):
            return
        self._pictures.pop(key, None)
        self._pictures[key] = image
        while len(self._pictures) > _KEPT:
            self._pictures.pop(next(iter(self._pictures)))
        if key[0] == self._number:
            self._paper.show_image(None if image.isNull() else image, UNSEEN)
            self._fit()

    def _refused(self, source: PageSource, key: tuple[int, int], error: KnownError) -> None:
        if self._source is not None and source.name == self._source.name and key == self._asked:
            self._paper.show_image(None, " ".join(filter(None, (error.what, error.todo))))
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what was not made while nobody saw it."""
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()


class _Area(QScrollArea):
    """Where a page is moved about."""

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """Little: it takes what is left."""
        return QSize(theme.now().px(2 * LEAST), theme.now().px(LEAST))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return QSize(theme.now().px(LEAST), theme.now().px(LEAST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of the new room."""
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the page; everything else is the window's."""
        arrows = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right}
        if event.key() in arrows:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take it away."""
        super().focusOutEvent(event)
        self.viewport().update()


class _Paper(QWidget):
    """One page on a quiet ground, or words."""

    def __init__(self, area: "_Area") -> None:
        super().__init__()
        self._area = area
        self.setObjectName("clear")
        self.image: QImage | None = None
        self.words = NOTHING
        self._width = 0

    def show_image(self, image: QImage | None, words: str) -> None:
        """Show a picture, or words where there is none."""
        self.image, self.words = image, "" if image is not None else words
        self.setAccessibleName(self.words or "Imagen de la página")
        self.update()

    def fit(self, room: QSize, width: int) -> None:
        """Be as large as a page of this width, at least as large as the room."""
        self._width = width
        height = 0
        if self.image is not None and self.image.width():
            height = round(width * self.image.height() / self.image.width())
        size = QSize(max(width, room.width()), max(height, room.height()))
        if size != self.size():
            self.resize(size)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the page with a hairline around it: paper is white, and so may be what is behind."""
        palette = theme.now().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self.image is None:
            painter.fillRect(self.rect(), QColor(palette.raised))
            painter.setPen(QColor(palette.muted))
            painter.setFont(theme.font(Role.BODY))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(S, S, -S, -S), flags, self.words)
            return
        height = self._width * self.image.height() / max(1, self.image.width())
        room = QRectF(0, 0, self._width, height)
        room.moveLeft((self.width() - self._width) / 2)
        room.moveTop(max(0.0, (self.height() - height) / 2))
        painter.drawImage(room, self.image)
        focused = self._area.hasFocus()
        painter.setPen(
            QPen(QColor(palette.focus if focused else palette.border), 2.0 if focused else 1.0)
        )
        painter.drawRect(room.adjusted(0.5, 0.5, -0.5, -0.5))

"""The window of opinions, on a second screen or beside the counter."""

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from ui import theme
from ui.survey.pages import (
    AskPage,
    CodePage,
    MorePage,
    RestPage,
    SuggestPage,
    SurveyPage,
    ThanksPage,
)
from ui.survey.presenter import SurveyPresenter
from ui.survey.state import Phase, Screen
from ui.widgets.reading import read_in_order

TRAINING = "PRÁCTICA · nada de esto es real"
_BAND = 6


class SurveyWindow(QWidget):
    """Shows what the presenter says; nothing of the program can be reached from it.

    Keys: 1 to 5 answer, Intro goes on, Esc goes back or declines.

    Args:
        presenter: leads it; closed with the window.
        training: a band across it says that nothing of it is real.
        stays: who stands before it cannot even put it out of the way.
    """

    def __init__(
        self, presenter: SurveyPresenter, *, training: bool = False, stays: bool = False
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._training = training
        self._stays = stays
        self._visit = -1
        self._ended = False
        before = "PRÁCTICA · " if training else ""
        self.setWindowTitle(f"{before}Ventanilla · Su opinión")
        # Who works at the counter goes on typing while it asks.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.resize(1280, 800)
        self.setMinimumSize(800, 520)
        self._column = QVBoxLayout(self)
        self._stack = QStackedLayout()
        self._column.addLayout(self._stack)
        self.rest, self.ask, self.more = RestPage(), AskPage(), MorePage()
        self.code, self.suggest, self.thanks = CodePage(), SuggestPage(), ThanksPage()
        self._pages: dict[Phase, SurveyPage] = {
            Phase.REST: self.rest,
            Phase.ASK: self.ask,
            Phase.MORE: self.more,
            Phase.CODE: self.code,
            Phase.SUGGEST: self.suggest,
            Phase.THANKS: self.thanks,
        }
        for page in self._pages.values():
            page.touched.connect(presenter.touch)
            self._stack.addWidget(page)
        self.rest.code.clicked.connect(presenter.want_code)
        self.rest.suggest.clicked.connect(presenter.want_suggestion)
        self.ask.chosen.connect(presenter.choose)
        self.ask.decline.clicked.connect(presenter.decline)
        self.more.change.clicked.connect(presenter.change_score)
        self.more.send.clicked.connect(self._send)
        self.code.back.clicked.connect(presenter.rest)
        self.code.go.clicked.connect(self._enter_code)
        self.suggest.back.clicked.connect(lambda: self._back(Phase.SUGGEST))
        self.suggest.left.connect(presenter.suggest)
        presenter.shown.connect(self.show_screen)
        self.show_screen(presenter.screen)

    def show_beside(self) -> None:
        """Show it as a window. Where there is one screen, the counter's page stays in sight."""
        room = self.screen().availableGeometry()
        least = self.minimumSize()
        width = max(least.width(), min(self.width(), room.width() * 2 // 3))
        height = max(least.height(), min(self.height(), room.height() * 2 // 3))
        self.resize(width, height)
        self.move(room.right() - width, room.top() + (room.height() - height) // 2)
        self.show()

    def show_on_second_screen(self) -> bool:
        """Fill the second screen; False where there is none, and then nothing is shown."""
        primary = QGuiApplication.primaryScreen()
        others = [screen for screen in QGuiApplication.screens() if screen is not primary]
        if not others:
            return False
        self.setGeometry(others[0].geometry())
        self.showFullScreen()
        return True

    def show_screen(self, screen: Screen) -> None:
        """Show ``screen``; what somebody else typed is wiped first."""
        if screen.visit != self._visit:
            self._visit = screen.visit
            for page in self._pages.values():
                page.wipe()
        page = self._pages[screen.phase]
        self._stack.setCurrentWidget(page)
        if screen.phase is Phase.ASK and self.isMinimized():
            self.showNormal()
        page.show_screen(screen)
        page.set_unit(self._unit)
        said = screen.words or screen.question or screen.office
        self.setAccessibleName(f"{TRAINING}. {said}" if self._training else said)
        self.update()

    def end(self) -> None:
        """Close it for good: the program says so."""
        self._ended = True
        self.close()

    @property
    def _unit(self) -> float:
        return min(self.height(), self.width() * 0.62) / 100

    def _send(self) -> None:
        self._presenter.send(self.more.comment.toPlainText(), self.more.contact.text())

    def _enter_code(self) -> None:
        self._presenter.enter_code(self.code.code.text())

    # ------------------------------------------------------------------------- Qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer with a digit, go on with Intro, back with Esc."""
        phase, key = self._presenter.screen.phase, event.key()
        score = key - Qt.Key.Key_0
        if phase is Phase.ASK and 1 <= score <= 5:
            self._presenter.choose(score)
        elif key == Qt.Key.Key_Escape:
            self._back(phase)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and phase is Phase.MORE:
            self._send()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and phase is Phase.CODE:
            self._enter_code()
        else:
            super().keyPressEvent(event)

    def _back(self, phase: Phase) -> None:
        if phase is Phase.ASK:
            self._presenter.decline()
        elif phase is Phase.MORE:
            self._presenter.change_score()
        elif phase is Phase.CODE or (phase is Phase.SUGGEST and not self.suggest.step_back()):
            self._presenter.rest()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go as one reads."""
        read_in_order(self)
        return super().focusNextPrevChild(forward)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow the page in sight with the window."""
        super().resizeEvent(event)
        unit = self._unit
        side = round(4 * unit)
        top = round((_BAND + 2) * unit) if self._training else round(3 * unit)
        self._column.setContentsMargins(side, top, side, round(3 * unit))
        self._pages[self._presenter.screen.phase].set_unit(unit)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_pages"):
            self._pages[self._presenter.screen.phase].set_unit(self._unit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay, or go out of the way, until the program says that it ends."""
        if self._ended:
            self._presenter.close()
            super().closeEvent(event)
            return
        event.ignore()
        if not self._stays:
            self.showMinimized()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, and the band of training."""
        painter = QPainter(self)
        p = theme.now().palette
        painter.fillRect(self.rect(), QColor(p.ground))
        if not self._training:
            return
        band = QRectF(0, 0, self.width(), _BAND * self._unit)
        painter.fillRect(band, QColor(p.training.bg))
        font = theme.font(weight=700)
        font.setPixelSize(max(round(3 * self._unit), 12))
        painter.setFont(font)
        painter.setPen(QColor(p.training.fg))
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, TRAINING)

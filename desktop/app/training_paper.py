"""Training's papers on paper: only after somebody was asked, for each of them."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from desktop.ports import Printer
from desktop.printing.training import Sheet as Offered
from domain.errors import KnownError
from ui.shell.window import MainWindow
from ui.theme import Role, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.notices import Notice, tell
from ui.widgets.sheets import Sheet
from ui.widgets.text import Text
from ui.work import Runner


class PaperQuestion(Sheet):
    """Says where a marked sheet would be printed, and asks whether it is to be.

    Its key is not Intro: who types on while it comes up prints nothing.
    """

    confirmed = Signal()

    def __init__(self, offered: Offered) -> None:
        super().__init__("¿Imprimir también en papel?")
        words = (
            f"Se imprimirá en «{offered.printer}» una hoja marcada PRÁCTICA: {offered.title}."
            " Ya quedó guardada como PDF."
        )
        self.body.addWidget(Text(words, Role.BODY, Tone.MUTED, wrap=True))
        self.print_button = self.add_action(
            KeyButton("Imprimir la hoja", key="F9", icon="printer", style=ButtonStyle.PRIMARY),
            self._confirm,
        )

    def _confirm(self) -> None:
        self.close_sheet()
        self.confirmed.emit()


class PaperAsker(QObject):
    """Asks in the window in front, and prints what was confirmed.

    Args:
        printer: the system's.
        parent: the application; ``close`` before it goes.
    """

    _offered = Signal(object)

    def __init__(self, printer: Printer, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._printer = printer
        self._runner = Runner(self._tell, parent=self)
        self._offered.connect(self._ask)

    def offer(self, offered: Offered) -> None:
        """Ask about a sheet; from any thread, and without waiting for the answer."""
        self._offered.emit(offered)

    def close(self) -> None:
        """Finish printing what was confirmed, and go."""
        self._runner.close()
        self.deleteLater()

    def _ask(self, offered: Offered) -> None:
        window = _in_front()
        if window is None:
            return  # closed meanwhile; the sheet is kept as a file
        question = PaperQuestion(offered)
        question.confirmed.connect(lambda: self._print(offered))
        question.open(window, question.cancel_button)

    def _print(self, offered: Offered) -> None:
        def work() -> str:
            if offered.send is not None:
                return offered.send().printer
            done = self._printer.print_pdf(
                offered.data, printer=offered.printer, title=f"PRÁCTICA {offered.title}"
            )
            return done.printer

        self._runner.write(work, lambda name: self._tell(Notice(f"Se envió a «{name}».")))

    def _tell(self, words: Notice | KnownError) -> None:
        window = _in_front()
        if window is not None:
            tell(window, words)


def _in_front() -> MainWindow | None:
    """Return the main window that is used, or any that is in sight."""
    for top in (QApplication.activeWindow(), *QApplication.topLevelWidgets()):
        if top is None or not top.isVisible():
            continue
        window = top if isinstance(top, MainWindow) else top.findChild(MainWindow)
        if window is not None:
            return window
    return None

"""The report of a day, looked at, printed and saved."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ports import PrintOutcome
from desktop.usecases import day_paper
from desktop.usecases.desk import Desk
from desktop.usecases.paper import Paper
from domain.day_report import DayReport
from domain.errors import KnownError
from domain.head_code import head_text
from domain.staff import Actor
from domain.tickets import TicketState
from ui.supervision.words import count_words, listed, minutes_words
from ui.theme import XS, Kind, M, Role, S, Tone
from ui.widgets import BusyBar, ButtonStyle, KeyButton, Stat, Text
from ui.widgets.cover import ErrorLine
from ui.widgets.notices import Notice
from ui.widgets.pages import pages_of
from ui.widgets.tall import TallSheet
from ui.work import Runner

PAGES_SEEN = 2
"""So many pages are looked at here; the others are on paper."""
_IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class ReportState:
    """What the sheet shows.

    Attributes:
        report, pdf: None until they are made.
        doing: what is under way; ``said`` what came of the last thing done.
    """

    report: DayReport | None = None
    pdf: bytes | None = None
    doing: str = ""
    said: str = ""
    error: str = ""


class ReportPresenter(QObject):
    """Makes, prints and saves the report of a day, off the UI thread.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        paper: where documents are made and come out.
    """

    changed = Signal(object)
    """The state is another one (``ReportState``)."""
    told = Signal(object)
    """A ``Notice`` of what came of something after nobody looked any more."""

    def __init__(
        self, desk: Desk, actor: Actor, paper: Paper, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._actor, self._paper = desk, actor, paper
        self._day: date | None = None
        self.state = ReportState()
        self.runner = Runner(on_error=self._failed, parent=self)

    def open(self, which: date, *, keep: bool = False) -> None:
        """Make the report of a day; ``keep`` it with the office's data: it was just closed."""
        self._day = which
        self._tell(ReportState(doing="Preparando el informe…"))
        if keep:
            work = partial(day_paper.keep_report, self._desk, self._actor, self._paper, which)
            self.runner.write(work, self._kept, self._not_kept)
        work_on = partial(day_paper.preview_report, self._desk, self._actor, self._paper, which)
        self.runner.latest("report", work_on, self._made)

    def leave(self) -> None:
        """Nobody looks any more: what is still under way is told as a notice."""
        self._day = None

    def close(self) -> None:
        """Finish what is under way, and end."""
        self.runner.close()

    def print_it(self) -> None:
        """Print the report on the printer of A4 sheets."""
        self._do("Imprimiendo…", day_paper.print_report, self._printed)

    def save_pdf(self) -> None:
        """Save it as PDF where the person finds it."""
        self._do("Guardando…", day_paper.save_pdf, self._saved)

    def save_table(self) -> None:
        """Save it for a spreadsheet."""
        self._do("Guardando…", day_paper.save_table, self._saved)

    def _do(
        self,
        doing: str,
        work: Callable[[Desk, Actor, Paper, date], object],
        done: Callable[..., None],
    ) -> None:
        which = self._day
        if which is None or self.state.doing:
            return
        self._tell(replace(self.state, doing=doing, said="", error=""))
        self.runner.write(lambda: work(self._desk, self._actor, self._paper, which), done)

    def _made(self, made: tuple[DayReport, bytes]) -> None:
        report, pdf = made
        self._tell(replace(self.state, report=report, pdf=pdf, doing=""))

    def _kept(self, paths: tuple[Path, ...]) -> None:
        names = " y ".join(f"«{path.name}»" for path in paths)
        words = f"El informe quedó guardado con los datos de la oficina: {names}."
        if self._day is None:
            self.told.emit(Notice(words, kind=Kind.OK))
            return
        # It neither ends the making of what is looked at, nor a print asked for meanwhile.
        self._tell(replace(self.state, said=words))

    def _not_kept(self, error: KnownError) -> None:
        if self._day is None:
            self.told.emit(Notice.of(error))
            return
        self._tell(replace(self.state, error=error.words))

    def _saved(self, path: Path) -> None:
        self._say(f"Guardado en «{path}».")

    def _printed(self, outcome: PrintOutcome) -> None:
        where = "se imprimió" if outcome.printer else f"se guardó en «{outcome.saved_to}»"
        self._say(outcome.notice or f"El informe {where}.")

    def _say(self, words: str) -> None:
        if self._day is None:
            self.told.emit(Notice(words, kind=Kind.OK))
            return
        # What ends of another report does not end the making of what is looked at.
        doing = "" if self.state.pdf is not None else self.state.doing
        self._tell(replace(self.state, doing=doing, said=words))

    def _failed(self, error: KnownError) -> None:
        if self._day is None:
            self.told.emit(Notice.of(error))
            return
        self._tell(replace(self.state, doing="", error=error.words))

    def _tell(self, state: ReportState) -> None:
        self.state = state
        self.changed.emit(state)


class ReportSheet(TallSheet):
    """The figures of a day and its report as printed, with the keys to print and save it.

    Args:
        presenter: its owner closes it; the sheet only leaves it.
        which: the day.
        just_closed: it was closed a moment ago, and its report is kept.
    """

    help_topic = "cierre#el-informe-de-la-jornada"

    def __init__(
        self, presenter: ReportPresenter, which: date, *, just_closed: bool = False
    ) -> None:
        super().__init__(f"Jornada del {which:%d/%m/%Y}", width=1140, height=680, around=250)
        self._presenter, self._shown = presenter, b""
        self.standing = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.told_more = Text("", Role.BODY, wrap=True)
        self.head = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.said = Text("", Role.BODY, wrap=True)
        self.error = ErrorLine()
        self.busy = BusyBar()
        self._stats = tuple(Stat(name) for name in _NAMES)
        self.page = QLabel()
        self.page.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.page.setAccessibleName("El informe, como se imprime")
        self._area = self._scrolling("Hoja impresa", self.page)
        self._lay()
        self.print_button = self.add_action(
            KeyButton("Imprimir", key="Ctrl+P", icon="printer", style=ButtonStyle.PRIMARY),
            presenter.print_it,
        )
        self.pdf_button = self.add_action(KeyButton("Guardar PDF", key="F8"), presenter.save_pdf)
        self.table_button = self.add_action(
            KeyButton("Guardar para hoja de cálculo", key="F9"), presenter.save_table
        )
        presenter.changed.connect(self.show_state)
        presenter.runner.slow.connect(self.busy.set_busy)
        self.closed.connect(presenter.leave)
        presenter.open(which, keep=just_closed)

    def show_state(self, state: ReportState) -> None:
        """Draw ``state``."""
        self.said.setText(state.doing or state.said)
        self.error.set(state.error)
        ready = state.report is not None and not state.doing
        for button in (self.print_button, self.pdf_button, self.table_button):
            button.setEnabled(ready)
        if state.report is not None:
            self._show_report(state.report)
        if state.pdf is not None and state.pdf != self._shown:
            self._shown = state.pdf
            # Once its place is laid out: a page is drawn as wide as that.
            QTimer.singleShot(0, self._draw)

    def _lay(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(S)
        for place, stat in enumerate(self._stats):
            stat.set_flat(flat=True)
            grid.addWidget(stat, place // _IN_A_ROW, place % _IN_A_ROW)
        words = QWidget()
        words.setObjectName("clear")
        column = QVBoxLayout(words)
        column.setContentsMargins(XS, S, XS, S)
        column.setSpacing(S)
        column.addWidget(self.standing)
        column.addLayout(grid)
        for widget in (self.told_more, self.head):
            column.addWidget(widget)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self._scrolling("Cifras de la jornada", words), 4)
        row.addWidget(self._area, 6)
        self.body.addLayout(row)
        for below in (self.said, self.error, self.busy):
            self.body.addWidget(below)

    def _scrolling(self, name: str, content: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setObjectName("scrolled")  # which shows its focus: the arrows move it
        area.setAccessibleName(name)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        self.add_long(area)
        return area

    def _show_report(self, report: DayReport) -> None:
        for stat, (figure, note) in zip(self._stats, figures(report), strict=True):
            stat.set(figure, note)
        self.standing.setText(standing(report))
        self.told_more.setText(told_words(report))
        self.told_more.setVisible(bool(self.told_more.text()))
        closed = report.closed
        self.head.setText("" if closed is None else f"Huella: {head_text(closed.head)}")
        self.head.setVisible(closed is not None)

    def _draw(self) -> None:
        bar = self._area.verticalScrollBar().sizeHint().width()
        self.page.setPixmap(pages_of(self._shown, self._area.width() - bar - 2 * S, PAGES_SEEN))


_NAMES = (
    "Turnos emitidos",
    "Atendidos",
    "Espera habitual",
    "Atención habitual",
    "Sin atender",
    "Fuera de orden",
    "Trámites del día",
    "Devueltos",
)


def figures(report: DayReport) -> tuple[tuple[str, str], ...]:
    """Return the figures of a day with a note each, in the order of their names."""
    all_, cases = report.figures, report.figures.cases
    return (
        (str(all_.issued), ""),
        (str(all_.served), ""),
        (minutes_words(all_.wait.usual), ""),
        (minutes_words(all_.attention.usual), ""),
        (
            str(all_.cancelled + all_.expired),
            count_words(all_.expired, "vencido"),
        ),
        (str(all_.out_of_turn_calls), ""),
        (str(cases.opened), ""),
        (str(cases.returned), ""),
    )


def standing(report: DayReport) -> str:
    """Return how the day stands: closed by whom and why, or provisional."""
    closed = report.closed
    if closed is None:
        return "Provisional: la jornada sigue abierta."
    return f"Cerrada el {closed.at:%d/%m/%Y a las %H:%M} por {closed.who}: {closed.reason}"


def told_words(report: DayReport) -> str:
    """Return what 95 of 100 did not exceed, which turnos expired and which go on, in words."""
    parts = list(_most(report))
    for state, words in (
        (TicketState.EXPIRED, "Vencieron sin ser atendidos"),
        (TicketState.SERVING, "Siguen en atención hasta que terminen"),
    ):
        codes = [one.code for one in report.tickets if one.state is state]
        if codes:
            parts.append(f"{words} ({len(codes)}): {listed(codes)}.")
    return " ".join(parts)


def _most(report: DayReport) -> Iterator[str]:
    wait, attention = report.figures.wait.most, report.figures.attention.most
    if wait is not None:
        yield f"95 de cada 100 esperaron hasta {minutes_words(wait)}."
    if attention is not None:
        yield f"95 de cada 100 atenciones: hasta {minutes_words(attention)}."
    if report.figures.cases.opened:
        yield f"De los trámites del día, {report.figures.cases.in_process} en trámite o resueltos."

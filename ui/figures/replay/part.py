"""The part Repetición: the hall of a day at any minute."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from desktop.usecases.desk import Desk
from domain.figures.replay import MarkKind
from domain.staff import Actor
from ui import theme
from ui.figures.part import Part
from ui.figures.replay.presenter import FRAME_MS, HALF_HOUR, ReplayPresenter, ReplayState
from ui.figures.replay.state import EventRow, PostRow, WaitRow, clock_words, day_words, notes
from ui.figures.replay.strip import DayStrip, MarkLegend
from ui.theme import Kind, M, Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    Chip,
    Column,
    DataTable,
    EmptyState,
    FlowLayout,
    FormRow,
    KeyButton,
    RowLook,
    Sheet,
    TableModel,
    Text,
)
from ui.widgets.forms import date_field, date_of

TITLE = "Repetición"
EMPTY = "Ese día no hubo turnos"
_BEGIN = "Elija otro día con F7, o vaya al anterior que los tuvo."


class ReplayPart(Part):
    """A day of the queue, minute by minute.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        frame_ms: how long a minute stays while it plays.
    """

    help_topic = "repeticion"

    def __init__(
        self, desk: Desk, actor: Actor, *, frame_ms: int = FRAME_MS, parent: QWidget | None = None
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self.presenter = ReplayPresenter(desk, actor, frame_ms=frame_ms, parent=self)
        self._shown: object = None
        self.title = Text("", Role.SECTION)
        self.earlier = KeyButton("Día anterior", key="Alt+Left", style=ButtonStyle.GHOST)
        self.later = KeyButton("Día siguiente", key="Alt+Right", style=ButtonStyle.GHOST)
        self.other = KeyButton("Otro día", key="F7", icon="calendar", style=ButtonStyle.GHOST)
        self.refresh = KeyButton(
            "Hasta ahora", key="F5", icon="refresh-cw", style=ButtonStyle.GHOST
        )
        head = FlowLayout(spacing=S, middle=True)
        for one in (self.title, self.earlier, self.later, self.other, self.refresh):
            head.addWidget(one)
        self.body.addLayout(head)
        self.note = Text("", Role.SMALL, Tone.WARN, wrap=True)
        self.body.addWidget(self.note)
        self.empty = EmptyState("history", "Aquí verá la jornada", "Se está leyendo.")
        self.player = Player()
        self.player.hide()
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.player, 1)
        self._connect()
        self.follow(self.presenter, self._draw)

    def entered(self) -> None:
        """Put the focus where the arrows go from minute to minute."""
        hidden = self.player.isHidden()
        (self.other if hidden else self.player.slider).setFocus()

    def _connect(self) -> None:
        see, player = self.presenter, self.player
        self.earlier.clicked.connect(see.earlier)
        self.later.clicked.connect(see.later)
        self.other.clicked.connect(self._ask_day)
        self.refresh.clicked.connect(see.refresh)
        player.play.clicked.connect(see.toggle)
        player.speed.clicked.connect(see.faster)
        player.following.clicked.connect(see.next_event)
        player.preceding.clicked.connect(see.previous_event)
        player.peak.clicked.connect(see.peak)
        player.slider.valueChanged.connect(see.go)
        player.strip.wanted.connect(see.go)
        for key, act in (
            ("Left", lambda: see.step(-1)),
            ("Right", lambda: see.step(1)),
            ("Ctrl+Left", lambda: see.step(-HALF_HOUR)),
            ("Ctrl+Right", lambda: see.step(HALF_HOUR)),
            ("Home", see.first),
            ("End", see.last),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _draw(self, state: ReplayState) -> None:
        day, view = state.day, state.view
        another = self._shown is not day
        if another:
            self._shown = day
            words = day_words(day)
            self.title.setText(words[:1].upper() + words[1:])
            self.earlier.setEnabled(day.earlier is not None)
            self.later.setEnabled(day.later is not None)
            self.refresh.setVisible(day.now is not None)
            told = " ".join(notes(day))
            self.note.setText(told)
            self.note.setVisible(bool(told))
            self.empty.set(EMPTY, _BEGIN)
        self.empty.setVisible(view is None)
        self.player.setVisible(view is not None)
        if view is not None:
            self.player.show_state(state)
        if another and self.isVisible():
            self.entered()

    def _ask_day(self) -> None:
        state = self.presenter.state
        if state is not None:
            sheet = DaySheet(state)
            sheet.go.clicked.connect(lambda: self.presenter.show_day(date_of(sheet.field)))
            sheet.open(self)


class DaySheet(Sheet):
    """Asks for a day."""

    def __init__(self, state: ReplayState) -> None:
        super().__init__("¿Qué día quiere ver?")
        self.field = date_field(state.day.day)
        self.body.addWidget(FormRow("Día", self.field, hint="Un día pasado, o el de hoy."))
        self.go = KeyButton("Ver el día", key="Return", style=ButtonStyle.PRIMARY)
        self.add_action(self.go, self.close_sheet)


class Player(QWidget):
    """The hall at a minute, and what goes from minute to minute."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self._make_day())
        column.addLayout(self._make_tables(), 1)

    def show_state(self, state: ReplayState) -> None:
        """Show a minute."""
        day, view = state.day, state.view
        assert view is not None
        self.clock.setText(view.clock)
        self.play.set("Detener" if state.playing else "Reproducir")
        self.speed.set(f"Velocidad {state.speed}")
        self.strip.set(day, state.minute)
        self.slider.blockSignals(True)  # it tells only what a person does with it
        self.slider.setMaximum(day.replay.minutes - 1)
        self.slider.setValue(state.minute)
        self.slider.blockSignals(False)
        self.slider.setAccessibleDescription(view.words)
        self.peak.setEnabled(day.replay.peak is not None)
        marked = {mark.kind for mark in day.replay.marks}
        for mark_kind, legend in self.legends.items():
            legend.setVisible(mark_kind in marked)
        for place, chip in enumerate(self.chips):
            words, kind = view.figures[place] if place < len(view.figures) else ("", Kind.NEUTRAL)
            chip.set(words, kind)
            chip.setVisible(bool(words))
        self._waiting.set_rows(view.waiting)
        self._posts.set_rows(view.posts)
        self._events.set_rows(view.events)
        first, last = clock_words(day, 0), clock_words(day, day.replay.minutes - 1)
        self.slider.setToolTip(f"De {first} a {last}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let what happened stand beside the counters where there is room, else below them."""
        super().resizeEvent(event)
        wide = self.width() >= theme.now().px(_WIDE)
        direction = QBoxLayout.Direction
        self._beside.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def _make_day(self) -> QWidget:
        card = Card()
        self.clock = Text("", Role.CODE)
        self.play = KeyButton("Reproducir", key="Space", icon="play", style=ButtonStyle.PRIMARY)
        self.speed = KeyButton("", key="V", style=ButtonStyle.GHOST)
        self.preceding = KeyButton("Hecho anterior", key="B", style=ButtonStyle.GHOST)
        self.following = KeyButton("Hecho siguiente", key="N", style=ButtonStyle.GHOST)
        self.peak = KeyButton("Más gente", key="M", style=ButtonStyle.GHOST)
        row = FlowLayout(spacing=S, middle=True)
        for one in (
            self.clock, self.play, self.speed, self.preceding, self.following, self.peak,
        ):  # fmt: skip
            row.addWidget(one)
        self.strip = DayStrip()
        self.slider = MinuteSlider()
        self.chips = [Chip("", Kind.NEUTRAL) for _ in range(_MOST_FIGURES)]
        figures = FlowLayout(spacing=S, middle=True)
        for chip in self.chips:
            figures.addWidget(chip)
        self.legends = {kind: MarkLegend(kind) for kind in MarkKind}
        legend = FlowLayout(spacing=S, middle=True)
        for meaning in self.legends.values():
            legend.addWidget(meaning)
        card.body.setSpacing(S)
        card.body.addLayout(row)
        card.body.addLayout(figures)
        card.body.addWidget(self.strip)
        card.body.addWidget(self.slider)
        card.body.addLayout(legend)
        return card

    def _make_tables(self) -> QHBoxLayout:
        self._waiting = TableModel[WaitRow](_WAITING, lambda row: row.id, _look)
        self._posts = TableModel[PostRow](_POSTS, lambda row: row.key)
        self._events = TableModel[EventRow](_EVENTS, lambda row: row.key)
        self.waiting = DataTable("En espera", self._waiting)
        self.posts = DataTable("Ventanillas", self._posts)
        self.events = DataTable("En este minuto", self._events)
        row = QHBoxLayout()
        row.setSpacing(M)
        self._beside = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._beside.setSpacing(M)
        queue = Card("En espera")
        queue.body.addWidget(self.waiting)
        row.addWidget(queue, 5)
        for title, table in (("Ventanillas", self.posts), ("En este minuto", self.events)):
            card = Card(title)
            card.body.addWidget(table)
            self._beside.addWidget(card, 1)
        row.addLayout(self._beside, 9)
        return row


class MinuteSlider(QSlider):
    """The minutes of the day, in the columns of the strip above it."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName("Minuto de la jornada")
        self.setPageStep(HALF_HOUR)


def _look(row: WaitRow) -> RowLook:
    return RowLook.GREYED if row.held else RowLook.NORMAL


_MOST_FIGURES = 8
_WIDE = 1000
"""From this width on three tables stand side by side, in pixels at 100 %."""
_WAITING: tuple[Column[WaitRow], ...] = (
    Column("Orden", lambda row: row.place, width=64, right=True),
    Column(
        "Turno",
        lambda row: row.code,
        width=150,
        stretch=1,
        role=Role.STRONG,
        below=lambda row: " · ".join(part for part in (row.note, row.services) if part),
    ),
    Column("Desde", lambda row: row.since, width=70, right=True),
    Column("Espera", lambda row: row.waited, width=90, right=True),
)
_POSTS: tuple[Column[PostRow], ...] = (
    Column("N.º", lambda row: row.counter, width=50, right=True),
    Column("Estado", lambda row: row.state, width=118, chip=lambda row: row.kind),
    Column(
        "Turno",
        lambda row: row.turno or row.staff,
        width=150,
        stretch=1,
        below=lambda row: row.staff if row.turno else "",
    ),
)
_EVENTS: tuple[Column[EventRow], ...] = (
    Column("Qué pasó", lambda row: row.words, width=180, stretch=1, below=lambda row: row.clock),
)

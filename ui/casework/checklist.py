"""The checklist of a case, worked by digits: a document in at most two keys."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.usecases.checklists import Mark
from domain.checklist import FAULTS, OTHER_REASON, Verdict
from ui import theme
from ui.casework.marking import MarkBar
from ui.casework.rows import Row
from ui.casework.scrolls import ScrollColumn
from ui.theme import RADIUS_SMALL, XS, Role, S, Tone
from ui.widgets import Icon, Text

ICONS = {
    Verdict.PENDING: ("circle", Tone.ACCENT),
    Verdict.ACCEPTED: ("circle-check", Tone.OK),
    Verdict.VERIFIED: ("shield-check", Tone.OK),
    Verdict.NOT_APPLICABLE: ("minus", Tone.MUTED),
    Verdict.MISSING: ("triangle-alert", Tone.WARN),
    Verdict.REJECTED: ("circle-x", Tone.ERROR),
}
TONES = {verdict: tone for verdict, (_, tone) in ICONS.items()}
TONES[Verdict.PENDING] = Tone.MUTED


class _Under(QWidget):
    """What lies under a requirement: how many documents, and what their signatures come to."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        self._clip, self._count = Icon("paperclip", size=16), Text("", Role.SMALL, Tone.MUTED)
        self._sign, self._words = Icon("info", size=16), Text("", Role.SMALL, wrap=True)
        for part in (self._clip, self._count, self._sign):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        row.insertSpacing(2, S)
        row.addWidget(self._words, 1)
        self.hide()

    def show_row(self, row: Row, *, whole: bool) -> None:
        """Show what lies there, ``whole`` or in few words; out of sight where nothing does."""
        mark = row.signature
        self.setVisible(bool(row.papers))
        self._count.setText(row.papers)
        self._sign.setVisible(mark is not None)
        if mark is None:
            self._words.clear()
        else:
            self._words.setText(mark.words if whole else mark.short)
            self._sign.set(mark.icon, mark.tone)
            self._words.set_tone(mark.tone)


class RequirementRow(QWidget):
    """One requirement: its number, what it is, how it is brought, and what was found."""

    pressed = Signal(int)
    """A click: this requirement."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 0
        self._current = False
        self._ringed = False
        outer = QHBoxLayout(self)
        outer.setContentsMargins(S, XS + 2, S, XS + 2)
        outer.setSpacing(S)
        self._icon = Icon("circle", size=20)
        outer.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self.column = QVBoxLayout()
        self.column.setSpacing(2)
        top = QHBoxLayout()
        top.setSpacing(S)
        self._name = Text("", wrap=True)
        self._words = Text("", Role.SMALL)
        top.addWidget(self._name, 1)
        top.addWidget(self._words, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(top)
        self._under = _Under()
        self.column.addWidget(self._under)
        self._problem = Text("", Role.SMALL, Tone.ERROR, wrap=True)
        self._condition = Text("", Role.SMALL, Tone.ACCENT, wrap=True)
        self._details = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self._note = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self._warning = Text("", Role.SMALL, Tone.WARN, wrap=True)
        for text in (
            self._problem,
            self._condition,
            self._details,
            self._note,
            self._warning,
        ):
            self.column.addWidget(text)
            text.hide()
        outer.addLayout(self.column, 1)

    def show_row(self, row: Row, *, current: bool, ringed: bool) -> None:
        """Show ``row``; ``ringed``: the keyboard is here."""
        self.number = row.number
        item = row.requirement
        quiet = row.before and not current
        self._icon.set(*ICONS[row.verdict])
        self._name.setText(f"{item.number}.  {item.document if current else item.short_name}")
        self._name.set_tone(Tone.MUTED if quiet or row.fixed else Tone.NORMAL)
        self._words.setText(row.words if row.verdict is not Verdict.PENDING else "")
        self._words.set_tone(TONES[row.verdict])
        self._under.show_row(row, whole=current)
        undecided = row.verdict is Verdict.PENDING
        wrong = row.verdict in {Verdict.REJECTED, Verdict.MISSING}
        for text, words, shown in (
            (self._problem, row.problem, wrong),
            (self._condition, item.condition, current or undecided),
            (self._details, row.details, current or undecided),
            (self._note, item.note, current or undecided),
            (self._warning, item.warning, current),
        ):
            text.setText(words)
            text.setVisible(shown and bool(words))
        self.setAccessibleName(row.told)
        if (current, ringed) != (self._current, self._ringed):
            self._current, self._ringed = current, ringed
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click makes it the current one."""
        self.pressed.emit(self.number)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground of the current one, ringed while it takes the keys."""
        if not self._current:
            return
        palette = theme.now().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.colour(palette.focus if self._ringed else palette.selection)
        painter.setPen(QPen(edge, 2.0))
        painter.setBrush(theme.colour(palette.selection))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS_SMALL, RADIUS_SMALL
        )


class ChecklistPanel(QWidget):
    """The rows, one of them current, with the keys that mark it.

    Args:
        mark: records a mark; tells whether it could be.
    """

    def __init__(self, mark: Callable[[Mark], bool]) -> None:
        super().__init__()
        self._mark = mark
        self._rows: tuple[Row, ...] = ()
        self._editable = False
        self.current = 0
        self._made: list[RequirementRow] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = ScrollColumn(XS)
        outer.addWidget(self._area)
        self.bar = MarkBar(self)
        self.bar.hide()
        self.bar.chosen.connect(self._chosen)
        self.bar.left.connect(self.setFocus)
        self.bar.grown.connect(self._into_view)

    def show_rows(self, rows: Sequence[Row], *, editable: bool) -> None:
        """Show these; the current one stays, or is the first that nobody looked at."""
        rows = tuple(rows)
        if (rows, editable) == (self._rows, self._editable):
            return
        known = {row.number for row in rows}
        if {row.number for row in self._rows} != known:
            self.current = 0
            self.bar.ask_verdict(None)
        self._rows, self._editable = rows, editable
        if self.current not in known:
            wrong = (row.number for row in rows if row.verdict in FAULTS)
            self.current = self._next_undecided(0, next(wrong, 0))
        self._draw()

    def forget(self) -> None:
        """Another case, or the same with what was missing: begin at the first left."""
        self._rows = ()
        self.current = 0
        self.bar.ask_verdict(None)

    def look_at(self, number: int) -> None:
        """Make a requirement the current one, ready for its mark."""
        if number != self.current:
            self.current = number
            self.bar.ask_verdict(None)
        self._draw()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; the digits are those of the buttons shown; Esc leaves a question."""
        if event.key() == Qt.Key.Key_Escape and self.bar.asking:
            self.bar.leave()
            return
        places = [row.number for row in self._rows]
        here = places.index(self.current) if self.current in places else 0
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 4,
            Qt.Key.Key_PageUp: -4,
            Qt.Key.Key_Home: -len(places),
            Qt.Key.Key_End: len(places),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or not places:
            super().keyPressEvent(event)
            return
        self.look_at(places[min(max(here + step, 0), len(places) - 1)])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys work here."""
        super().focusInEvent(event)
        self._draw()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they do not."""
        super().focusOutEvent(event)
        self._draw()

    def event(self, event: QEvent) -> bool:
        """Keep the current row in sight when the room changes."""
        if event.type() == QEvent.Type.Resize:
            self._into_view()
        return super().event(event)

    @property
    def row(self) -> Row | None:
        """The current row."""
        return next((row for row in self._rows if row.number == self.current), None)

    def _chosen(self, verdict: Verdict, reason: str, text: str) -> None:
        row = self.row
        if row is None:
            return
        place = text if verdict is Verdict.VERIFIED else ""
        words = text if verdict is Verdict.REJECTED and reason == OTHER_REASON else ""
        if self._mark(Mark(row.number, verdict, reason, words, place)):
            self.bar.ask_verdict(None)
            self.current = self._next_undecided(row.number)
            self._draw()
        self.setFocus()

    def _next_undecided(self, after: int, otherwise: int = 0) -> int:
        """The next that nobody looked at, from the top again at the end; else the same."""
        places = [row.number for row in self._rows]
        here = places.index(after) + 1 if after in places else 0
        turned = (*self._rows[here:], *self._rows[:here])
        left = next((row.number for row in turned if row.verdict is Verdict.PENDING), 0)
        return left or after or otherwise or next(iter(places), 0)

    def _draw(self) -> None:
        while len(self._made) < len(self._rows):
            made = RequirementRow()
            made.pressed.connect(self.look_at)
            self._made.append(made)
            self._area.add(made)
        ringed = self.hasFocus()
        for number, made in enumerate(self._made):
            made.setVisible(number < len(self._rows))
            if number < len(self._rows):
                row = self._rows[number]
                current = row.number == self.current
                made.show_row(row, current=current, ringed=ringed and current)
                if current:
                    self._place_bar(made, row)
        chosen = self.row
        self.setAccessibleName("Requisitos")
        self.setAccessibleDescription("" if chosen is None else chosen.told)
        self._into_view()

    def _place_bar(self, made: RequirementRow, row: Row) -> None:
        if self.bar.parentWidget() is not made:
            made.column.addWidget(self.bar)
        marks = self._editable and not row.fixed
        self.bar.setVisible(marks)
        if marks:
            self.bar.ask_verdict(row.requirement, keep=True)

    def _into_view(self) -> None:
        QTimer.singleShot(0, self, self._scroll)

    def _scroll(self) -> None:
        made = next((m for m in self._made if m.number == self.current and m.isVisible()), None)
        if made is not None:
            self._area.ensureWidgetVisible(made, 0, XS)

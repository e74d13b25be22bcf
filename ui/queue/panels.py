"""The right side of the queue page: the person's counter, closed, paused, free or attending."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.usecases.boards import QueueBoard
from desktop.usecases.counters import Opening
from domain.catalogue import Catalogue
from ui.queue.state import QueueState
from ui.queue.words import Attention, Line, LineLook, ServiceLine, recall_words
from ui.theme import XS, Kind, M, Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    Chip,
    Elapsed,
    FlowLayout,
    FormRow,
    Icon,
    KeyButton,
    Text,
)


class OpenPanel(Card):
    """The counter is closed: which one to open, and for what.

    Args:
        catalogue: returns the one in force, for the names of the services.
    """

    entered = Signal()
    """Intro was pressed in it."""

    def __init__(self, catalogue: Callable[[], Catalogue]) -> None:
        super().__init__("Abra su ventanilla", Chip("Cerrada", Kind.NEUTRAL))
        self._catalogue = catalogue
        self._openings: tuple[Opening, ...] = ()
        self.which = QComboBox()
        self.which.currentIndexChanged.connect(self._show_services)
        self.body.addSpacing(S)
        self.body.addWidget(FormRow("Ventanilla", self.which))
        self.body.addSpacing(S)
        self.body.addWidget(Text("Servicios que atenderá", Role.STRONG))
        self._boxes = QVBoxLayout()
        self._boxes.setSpacing(XS)
        self.body.addLayout(self._boxes)
        self._hint = Text("", Role.SMALL, Tone.ERROR, wrap=True)
        self._hint.hide()
        self.body.addWidget(self._hint)

    def set_openings(self, openings: tuple[Opening, ...], usual: int | None) -> None:
        """Offer these counters; one that somebody else took meanwhile is not chosen any more."""
        if openings == self._openings:
            return
        kept = self.which.currentData()
        self._openings = openings
        self.which.blockSignals(True)
        self.which.clear()
        for opening in openings:
            held = f"la atiende {opening.holder}" if opening.holder else "libre"
            self.which.addItem(f"Ventanilla {opening.counter.number} · {held}", opening.counter.id)
        self.which.blockSignals(False)
        free = [place for place, opening in enumerate(openings) if not opening.holder]
        same = [place for place in free if openings[place].counter.id == kept]
        mine = [place for place in free if openings[place].counter.number == usual]
        chosen = (same or mine or free or [0])[0]
        self.which.setCurrentIndex(chosen)
        self._show_services()

    def chosen(self) -> tuple[Opening, frozenset[int]] | None:
        """The counter chosen and the services ticked; None where there is no counter."""
        place = self.which.currentIndex()
        if not 0 <= place < len(self._openings):
            return None
        opening = self._openings[place]
        ticked = (box.isChecked() for box in self.boxes())
        pairs = zip(opening.services, ticked, strict=True)
        return opening, frozenset(number for number, yes in pairs if yes)

    def boxes(self) -> list[QCheckBox]:
        """The services as shown, each with its tick."""
        items = (self._boxes.itemAt(place) for place in range(self._boxes.count()))
        found = (None if item is None else item.widget() for item in items)
        return [box for box in found if isinstance(box, QCheckBox)]

    def say(self, hint: str) -> None:
        """Say below the services what is missing."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Intro opens the counter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def _show_services(self) -> None:
        for box in self.boxes():
            self._boxes.removeWidget(box)
            box.hide()
            box.deleteLater()
        place = self.which.currentIndex()
        if 0 <= place < len(self._openings):
            for number in self._openings[place].services:
                box = QCheckBox(self._catalogue().short_names((number,)))
                box.setChecked(True)
                self._boxes.addWidget(box)


class PausePanel(Card):
    """The counter is on a break."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._elapsed = Elapsed(clock)
        super().__init__("En pausa", self._elapsed)
        self._reason = Text("", Role.TITLE, elide=True)
        self.body.addWidget(self._reason)
        self.body.addWidget(
            Text("Nadie será llamado a su ventanilla hasta que vuelva.", tone=Tone.MUTED, wrap=True)
        )

    def show_board(self, board: QueueBoard) -> None:
        """Show why and since when."""
        if board.session is not None and board.session.since is not None:
            self._reason.setText(board.session.break_reason)
            self._elapsed.start(board.session.since)


class FreePanel(Card):
    """The counter is open and free: who is next, and the keys of the counter itself."""

    def __init__(self) -> None:
        super().__init__("Su ventanilla está libre", Chip("Abierta", Kind.OK))
        self._code = Text("", Role.CODE, Tone.ACCENT)
        self._who = Text("", Role.SECTION, wrap=True)
        self._what = Text("", Role.BODY, Tone.MUTED, wrap=True)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self._code)
        column = QVBoxLayout()
        column.setSpacing(XS)
        column.addStretch(1)
        column.addWidget(self._who)
        column.addWidget(self._what)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.body.addLayout(row)
        self.resume = KeyButton("Retomar", key="F7", icon="play")
        self.rest = KeyButton("Pausa", key="Ctrl+P", icon="coffee")
        self.services = KeyButton("Servicios", key="Ctrl+E", icon="list-ordered")
        self.close_counter = KeyButton("Cerrar ventanilla", key="F12", icon="door-closed")
        flow = FlowLayout()
        for button in (self.resume, self.rest, self.services, self.close_counter):
            flow.addWidget(button)
        self.body.addSpacing(S)
        self.body.addLayout(flow)

    def show_state(self, state: QueueState, catalogue: Catalogue) -> None:
        """Show who is next."""
        upcoming = state.next_row
        self._code.setVisible(upcoming is not None)
        if upcoming is None:
            self._who.setText("La jornada está cerrada" if state.board.closed else "Nadie espera")
            self._what.setText("Cuando alguien llegue, aparecerá aquí.")
            if state.board.closed:
                self._what.setText("El supervisor puede reabrirla.")
        else:
            ticket = upcoming.view.ticket
            self._code.setText(ticket.code)
            self._who.setText(upcoming.view.person or "Sin nombre")
            words = [catalogue.short_names(ticket.pending)]
            self._what.setText(" · ".join((["Prioritario"] if ticket.priority else []) + words))
        self.resume.setVisible(bool(state.board.held))
        if state.board.held:
            self.resume.set(f"Retomar {state.board.held[0].ticket.code}")


_LOOKS = {
    LineLook.DONE: ("circle-check", Tone.OK),
    LineLook.HERE: ("circle", Tone.ACCENT),
    LineLook.UNFINISHED: ("corner-up-left", Tone.WARN),
    LineLook.ELSEWHERE: ("arrow-right", Tone.WARN),
}


class ServiceRow(QWidget):
    """One service of the visit: its case, or where it is attended."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, XS // 2, 0, XS // 2)
        row.setSpacing(S)
        self._icon = Icon("circle", size=18)
        self._name = Text("", elide=True)
        self._where = Text("", Role.SMALL, Tone.MUTED)
        row.addWidget(self._icon)
        row.addWidget(self._name, 1)
        row.addWidget(self._where)

    def show_line(self, line: ServiceLine) -> None:
        """Show ``line``."""
        icon, tone = _LOOKS[line.look]
        self._icon.set(icon, tone)
        self._name.setText(line.name)
        self._where.setText(line.where)
        self._where.set_tone(Tone.MUTED if line.look is LineLook.HERE else tone)
        self.setAccessibleName(f"{line.name}: {line.where}")


class AttentionPanel(Card):
    """Who is at the counter, and what can be done with the turno."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._elapsed = Elapsed(clock)
        super().__init__("En atención", self._elapsed)
        self._rows: list[ServiceRow] = []
        self._code = Text("", Role.CODE, Tone.ACCENT)
        self._person = Text("", Role.SECTION, wrap=True)
        self._document = Text("", Role.SMALL, Tone.MUTED, elide=True)
        self._entity = Text("", Role.SMALL, Tone.MUTED, elide=True)
        self._visits = Text("", Role.SMALL, Tone.ACCENT, elide=True)
        self._priority = Chip("Prioritario", Kind.WARN)
        row = QHBoxLayout()
        row.setSpacing(M)
        code = QVBoxLayout()
        code.setSpacing(0)
        code.addWidget(self._code)
        code.addWidget(self._priority)
        code.addStretch(1)
        row.addLayout(code)
        column = QVBoxLayout()
        column.setSpacing(XS // 2)
        column.addSpacing(S)
        for text in (self._person, self._document, self._entity, self._visits):
            column.addWidget(text)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.body.addLayout(row)
        self._services = QVBoxLayout()
        self._services.setSpacing(0)
        self.body.addLayout(self._services)
        self.again = KeyButton("Volver a llamar", key="F4")
        self.absent = KeyButton("No vino", key="F8")
        self.undo = KeyButton("Deshacer", key="Ctrl+Z")
        self.send = KeyButton("Reasignar", key="F6")
        self.pause = KeyButton("En pausa", key="F7")
        self.end = KeyButton("Solo finalizar", key="F10")
        self.case = KeyButton("", key="F5", icon="folder-open")
        self.see = KeyButton("Ver trámite", key="Ctrl+T")
        flow = FlowLayout()
        for button in (
            self.case, self.see, self.again, self.absent,
            self.send, self.pause, self.undo, self.end,
        ):  # fmt: skip
            flow.addWidget(button)
        self.body.addSpacing(S)
        self.body.addLayout(flow)

    def show_cases(self, words: str, count: int) -> None:
        """Offer what F5 does now, and to see the visit's cases, of which there are ``count``."""
        self.case.set(words)
        self.see.set("Ver trámites" if count > 1 else "Ver trámite")
        self.see.setVisible(count > 0)

    def show_attention(self, attention: Attention, *, can_call_next: bool) -> None:
        """Show who is called or attended."""
        calling = attention.calling
        self.heading.setText("Llamando" if calling else "En atención")
        self.setAccessibleName(f"{self.heading.text()}: {attention.code}, {attention.person}")
        self._code.setText(attention.code)
        self._priority.setVisible(attention.priority)
        for text, words in (
            (self._person, attention.person),
            (self._document, attention.document),
            (self._entity, attention.entity),
            (self._visits, attention.visits),
        ):
            text.setText(words)
            text.setVisible(bool(words))
        self._show_services(attention.services)
        if attention.since is not None:
            self._elapsed.start(attention.since, warn_after=attention.warn_after)
        for button in (self.again, self.absent, self.undo):
            button.setVisible(calling)
        for button in (self.pause, self.case):
            button.setVisible(not calling)
        self.end.setVisible(not calling and can_call_next)

    def tick(self, state: QueueState, now: datetime) -> None:
        """Count down to the next call."""
        ticket = state.current
        if ticket is not None and self.again.isVisibleTo(self):
            words, ready = recall_words(ticket, state.board.office.policy, now)
            if words != self.again.text():
                self.again.set(words)
            self.again.setEnabled(ready)

    def _show_services(self, lines: Sequence[ServiceLine]) -> None:
        while len(self._rows) < len(lines):
            row = ServiceRow()
            self._rows.append(row)
            self._services.addWidget(row)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(lines))
            if number < len(lines):
                row.show_line(lines[number])


class LinesCard(Card):
    """A short list of three parts a line: visits, counters.

    Args:
        title: its heading.
        empty: what it says while there is nothing to list.
    """

    def __init__(self, title: str, empty: str = "") -> None:
        super().__init__(title)
        self._rows: list[tuple[QWidget, Text, Text, Text]] = []
        self._empty = Text(empty, tone=Tone.MUTED, wrap=True)
        self.body.addWidget(self._empty)
        self._list = QVBoxLayout()
        self._list.setSpacing(XS)
        self.body.addLayout(self._list)
        self.body.addStretch(1)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        self._empty.setVisible(not lines)
        while len(self._rows) < len(lines):
            self._add_row()
        for number, (holder, *texts) in enumerate(self._rows):
            holder.setVisible(number < len(lines))
            if number < len(lines):
                line = lines[number]
                holder.setAccessibleName(", ".join(part for part in line if part))
                for text, words in zip(texts, line, strict=True):
                    text.setText(words)

    def _add_row(self) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, XS // 2, 0, XS // 2)
        row.setSpacing(M)
        first, middle, last = Text(), Text(elide=True), Text("", Role.SMALL, Tone.MUTED)
        row.addWidget(first)
        row.addWidget(middle, 1)
        row.addWidget(last)
        self._list.addWidget(holder)
        self._rows.append((holder, first, middle, last))


def primary_button() -> KeyButton:
    """The one button that does the natural next thing."""
    button = KeyButton("", key="F2", icon="megaphone", style=ButtonStyle.PRIMARY, large=True)
    policy = button.sizePolicy()
    policy.setHorizontalPolicy(policy.Policy.Expanding)
    button.setSizePolicy(policy)
    return button

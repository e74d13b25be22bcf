"""Sheets: short questions inside the window. What is behind them waits and cannot be touched."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from domain.text import REASON_LIMIT
from ui import theme
from ui.theme import L, M, Role, S, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.fields import FormRow
from ui.widgets.text import Text, is_restyled


class Ground(QWidget):
    """What sheets are laid over, where it is not the whole window.

    Whatever hides it (the lock of the screen) hides the sheets with it, and their keys.
    """


class Panel(QFrame):
    """The surface of a sheet."""


class Sheet(QWidget):
    """A question laid over the whole window, or its ``Ground``; Esc cancels it.

    While it is open everything else there is disabled, so Tab stays in it and no key of a page
    behind it works. The focus returns to where it was.

    Args:
        title: the question.
        width: of its panel in pixels at 100 %.
    """

    help_topic: str = ""
    """Its place in the manual (``"turnos#reasignar"``); empty: that of what it was asked from."""

    closed = Signal()
    """It is gone, answered or not."""
    cancelled = Signal()
    """It was closed without an answer."""

    def __init__(self, title: str, *, width: int = 480) -> None:
        super().__init__()
        self._width = width
        self._blocked: list[QWidget] = []
        self._focus_before: QWidget | None = None
        self._focus: QWidget | None = None
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(L, L, L, L)
        outer.addStretch(1)
        self.panel = Panel()
        # Between stretches, not aligned: only so is its height that of its own width.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.panel)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(2)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(L, L, L, L)
        column.setSpacing(M)
        column.addWidget(Text(title, Role.SECTION, wrap=True))
        self.body = QVBoxLayout()
        self.body.setSpacing(S + S // 2)
        column.addLayout(self.body)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(S)
        self.cancel_button = KeyButton("Volver", key="Escape", style=ButtonStyle.GHOST)
        self.cancel_button.clicked.connect(self.cancel)
        self.foot.addWidget(self.cancel_button)
        self.foot.addStretch(1)
        column.addSpacing(S)
        column.addLayout(self.foot)

    @property
    def asked_from(self) -> QWidget | None:
        """What had the focus before; None where that is gone."""
        before = self._focus_before
        return before if before is not None and isValid(before) else None

    def add_action(self, button: KeyButton, action: Callable[[], None]) -> KeyButton:
        """Put ``button`` at the right of the foot and connect it."""
        self.foot.addWidget(button)
        button.clicked.connect(action)
        return button

    def open(self, over: QWidget, focus: QWidget | None = None) -> None:
        """Lay the sheet over the window of ``over``.

        Args:
            over: any widget of that window.
            focus: what gets the focus; the first that takes it when not given.
        """
        ground = _ground_of(over)
        self._focus_before = ground.window().focusWidget()
        self.setParent(ground)
        self._blocked = [
            child
            for child in ground.children()
            if isinstance(child, QWidget)
            and child is not self
            and not child.isWindow()
            and child.isEnabledTo(ground)
        ]
        for child in self._blocked:
            child.setEnabled(False)
        ground.installEventFilter(self)
        self._fit()
        self._buttons_last()
        self._focus = focus or self._first_field()
        self.show()
        self.raise_()

    def close_sheet(self) -> None:
        """Take the sheet away, answered."""
        ground = self.parentWidget()
        if self.isHidden() or ground is None:
            return
        ground.removeEventFilter(self)
        self.hide()
        above = next((s for s in ground.findChildren(Sheet) if self in s._blocked), None)
        if above is not None:
            above._take_over(self)
        else:
            self._free()
        self.closed.emit()
        self.setParent(None)
        self.deleteLater()

    def cancel(self) -> None:
        """Take the sheet away without an answer."""
        if not self.isHidden():
            self.close_sheet()  # first: whoever is told may put the focus elsewhere
            self.cancelled.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the focus, also when what had hidden the ground goes away."""
        super().showEvent(event)
        if self._focus is not None and not event.spontaneous():
            self._focus.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the ground."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if is_restyled(event) and self.parentWidget() is not None:
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim what is behind."""
        QPainter(self).fillRect(self.rect(), QColor(theme.now().palette.shade))

    def _free(self) -> None:
        """Let what is behind work again; part of it may have gone meanwhile."""
        for child in self._blocked:
            if isValid(child):
                child.setEnabled(True)
        if self._focus_before is not None and isValid(self._focus_before):
            self._focus_before.setFocus()

    def _take_over(self, below: "Sheet") -> None:
        """Keep blocked what the sheet below blocked: that one is answered first."""
        self._blocked = [child for child in self._blocked if child is not below] + below._blocked
        before = self._focus_before
        if before is not None and isValid(before) and below.isAncestorOf(before):
            self._focus_before = below._focus_before

    def _fit(self) -> None:
        ground = self.parentWidget()
        assert ground is not None
        room = ground.rect()
        self.setGeometry(room)
        self.panel.setFixedWidth(min(theme.now().px(self._width), room.width() - 2 * L))

    def _first_field(self) -> QWidget:
        answers = [button for button in self._foot_buttons() if button is not self.cancel_button]
        ready = (
            child
            for child in [*self._fields(), *answers]
            if child.isVisibleTo(self) and child.isEnabledTo(self)
        )
        return next(ready, self.cancel_button)

    def _buttons_last(self) -> None:
        """Let Tab reach the foot after the body, also where a field was added after a button."""
        order = [*self._fields()[-1:], *self._foot_buttons()]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _fields(self) -> list[QWidget]:
        """What Tab reaches, but for the foot; made in reading order."""
        foot = self._foot_buttons()
        return [
            child
            for child in self.panel.findChildren(QWidget)
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus
            and child not in foot
            and child.window() is self.window()  # the list of a combo box is a window of its own
        ]

    def _foot_buttons(self) -> list[QWidget]:
        items = (self.foot.itemAt(place) for place in range(self.foot.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if widget is not None]


def _ground_of(over: QWidget) -> QWidget:
    if over.isWindow():
        return over.findChild(Ground) or over
    ground: QWidget = over
    while not isinstance(ground, Ground) and not ground.isWindow():
        parent = ground.parentWidget()
        assert parent is not None
        ground = parent
    return ground


class ConfirmSheet(Sheet):
    """Asks whether to do something that cannot be undone, or that would lose something.

    Args:
        title: the question.
        text: what will come of it.
        confirm: the words of the button, a verb; never just "Sí".
        danger: it takes something away.
    """

    confirmed = Signal()

    def __init__(self, title: str, text: str, confirm: str, *, danger: bool = False) -> None:
        super().__init__(title)
        self.body.addWidget(Text(text, Role.BODY, Tone.MUTED, wrap=True))
        style = ButtonStyle.DANGER if danger else ButtonStyle.PRIMARY
        self.confirm_button = self.add_action(
            KeyButton(confirm, key="Return", style=style), self._confirm
        )

    def _confirm(self) -> None:
        self.close_sheet()
        self.confirmed.emit()


class ReasonSheet(Sheet):
    """Asks for a reason: one of a list by its digit, or typed.

    Args:
        title: the question.
        reasons: at most nine, the usual ones first.
        text: an explanation above them.
        confirm: the words of the button for a typed reason.
        free: whether a reason may be typed.
        noun: what is asked for, where it is no reason.
        limit: the longest that can be typed, in characters.
        width: as for ``Sheet``.
        instead: what can be done instead of giving a reason, above them; then it is the natural
            thing, not the typed reason.
    """

    chosen = Signal(str)

    def __init__(
        self,
        title: str,
        reasons: Sequence[str],
        *,
        text: str = "",
        confirm: str = "Continuar",
        free: bool = True,
        instead: KeyButton | None = None,
        noun: str = "motivo",
        limit: int = REASON_LIMIT,
        width: int = 480,
    ) -> None:
        super().__init__(title, width=width)
        self._noun = noun
        if text:
            self.body.addWidget(Text(text, Role.BODY, Tone.MUTED, wrap=True))
        if instead is not None:
            self.body.addWidget(instead)
            instead.clicked.connect(self.close_sheet)
            self.body.addWidget(Text("O anote por qué:", Role.SMALL, Tone.MUTED))
        self._buttons = []
        for digit, reason in enumerate(reasons[:9], start=1):
            button = ReasonButton(digit, reason)
            button.clicked.connect(lambda _checked=False, reason=reason: self._choose(reason))
            self.body.addWidget(button)
            self._buttons.append(button)
        self._typed = QLineEdit()
        self._typed.setMaxLength(limit)
        self._row = FormRow(f"Otro {noun}" if reasons else noun.capitalize(), self._typed)
        if free:
            self.body.addWidget(self._row)
            style = ButtonStyle.PRIMARY if instead is None else ButtonStyle.SECONDARY
            self.add_action(KeyButton(confirm, key="Return", style=style), self._choose_typed)
        else:
            self._row.setParent(self)
            self._row.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses, except while a reason is being typed; a letter begins one."""
        digit = event.key() - Qt.Key.Key_0
        if (
            1 <= digit <= len(self._buttons)
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self._buttons[digit - 1].click()
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and event.text().isalpha() and self._typed.isVisibleTo(self):
            self._typed.setFocus()
            self._typed.insert(event.text())
            return
        super().keyPressEvent(event)

    def _choose_typed(self) -> None:
        reason = self._typed.text().strip()
        if not reason:
            self._row.set_error(f"Elija un {self._noun} o escríbalo aquí.")
            self._typed.setFocus()
            return
        self._choose(reason)

    def _choose(self, reason: str) -> None:
        self.close_sheet()
        self.chosen.emit(reason)


class ReasonButton(KeyButton):
    """One reason of a list, its digit first, as wide as the list."""

    def __init__(self, digit: int, reason: str) -> None:
        super().__init__(reason)
        self._digit = str(digit)
        self.setAccessibleName(f"{digit}: {reason}")

    def _draw_content(self, painter: QPainter, ink: str) -> None:
        look = theme.now()
        cap = self.rect().adjusted(M - 4, 0, 0, 0)
        cap.setWidth(look.px(22))
        height = look.px(22)
        cap.setTop((self.height() - height) // 2)
        cap.setHeight(height)
        faint = QColor(ink)
        faint.setAlphaF(0.45)
        painter.setPen(faint)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap, 4, 4)
        painter.setPen(QColor(ink))
        painter.setFont(theme.font(Role.SMALL, weight=600))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._digit)
        painter.setFont(theme.font(Role.BODY))
        room = self.rect().adjusted(cap.right() + S + 4, 0, -M, 0)
        shown = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)

    def _content_width(self) -> int:
        return 0  # as wide as the sheet; a long reason ends in "…"

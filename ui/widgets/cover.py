"""What stands alone in the window: one centred card on the program's ground."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.theme import XL, XS, L, M, Role, S, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import Card, Icon
from ui.widgets.text import Text, is_restyled

LONGEST_SECRET = 200


class Cover(QWidget):
    """A centred card with the program's mark above it; scrolls where the window is too small.

    Put content into ``card.body``.

    Args:
        name: its accessible name.
        width: of the card in pixels at 100 %.
        mark: show the mark and the office above the card.
    """

    help_topic: str = ""
    """Its place in the manual, as a page has one."""

    def __init__(self, name: str, *, width: int = 420, mark: bool = True) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._width = width
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        holder = QWidget()
        holder.setObjectName("clear")
        column = QVBoxLayout(holder)
        column.setContentsMargins(L, L, L, L)
        column.setSpacing(M)
        column.addStretch(2)
        self._office = Text("", Role.BODY, Tone.MUTED, wrap=True, parent=self)
        self._office.hide()
        self._office.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if mark:
            row = QHBoxLayout()
            row.setSpacing(S + XS)
            row.addStretch(1)
            row.addWidget(Icon("ventanilla", size=40))
            row.addWidget(Text("Ventanilla", Role.TITLE))
            row.addStretch(1)
            column.addLayout(row)
            column.addWidget(self._office)
            column.addSpacing(S)
        self.card = Card()
        self.card.body.setContentsMargins(XL, XL, XL, XL)
        self.card.body.setSpacing(M)
        # Between stretches, not aligned: only so is its height that of its own width.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.card)
        middle.addStretch(1)
        column.addLayout(middle)
        self._hint = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._hint.hide()
        column.addWidget(self._hint)
        self._below = column
        self._place_below = column.count()
        column.addStretch(3)
        area.setWidget(holder)
        self._fit()

    def set_office(self, office: str) -> None:
        """Show the name of the office under the mark."""
        self._office.setText(office)
        self._office.setVisible(bool(office))

    def set_hint(self, hint: str) -> None:
        """Show words under the card."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def offer_below(self, button: KeyButton) -> None:
        """Offer something else under the card and its words, last in the order of Tab."""
        self._below.insertWidget(self._place_below, button, alignment=Qt.AlignmentFlag.AlignHCenter)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def _fit(self) -> None:
        self.card.setFixedWidth(theme.now().px(self._width))


class ErrorLine(QWidget):
    """What went wrong, beside the form it went wrong in; out of sight while nothing did."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(Icon("triangle-alert", Tone.ERROR, size=20), 0, Qt.AlignmentFlag.AlignTop)
        self._words = Text("", Role.BODY, Tone.ERROR, wrap=True)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def words(self) -> str:
        """What is shown."""
        return self._words.text()

    def set(self, words: str) -> None:
        """Show ``words``, or nothing."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))


class PasswordField(QWidget):
    """A password with a button to look at it, which tells when the Caps Lock key is on.

    Args:
        name: its accessible name.
    """

    entered = Signal()
    """Intro was pressed in it."""
    caps = Signal(bool)
    """What was typed shows that Caps Lock is on, or off."""

    def __init__(self, name: str = "Contraseña") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.line = _Secret(self)
        self.line.setAccessibleName(name)
        self.line.returnPressed.connect(self.entered)
        self.setFocusProxy(self.line)
        row.addWidget(self.line, 1)
        # The button stands in the field, so that this field is as wide as the others.
        within = QHBoxLayout(self.line)
        within.setContentsMargins(0, 0, 0, 0)
        within.addStretch(1)
        self._name = name.lower()
        self._eye = KeyButton("", icon="eye", style=ButtonStyle.GHOST)
        self._eye.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Ctrl+M looks too
        self._eye.clicked.connect(self.look)
        self._name_eye("Mostrar")
        within.addWidget(self._eye)
        self._leave_room()

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget what was typed and hide it again."""
        self.line.setText("")  # unlike clear() this cannot be undone
        self._show(shown=False)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if is_restyled(event) and hasattr(self, "_eye"):
            self._leave_room()

    def _leave_room(self) -> None:
        self.line.setTextMargins(0, 0, self._eye.sizeHint().width(), 0)

    def look(self) -> None:
        """Show what was typed, or hide it again."""
        self._show(shown=self.line.echoMode() is QLineEdit.EchoMode.Password)
        self.line.setFocus()

    def _show(self, *, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        self._eye.set("", icon="eye-off" if shown else "eye")
        self._name_eye("Ocultar" if shown else "Mostrar")

    def _name_eye(self, verb: str) -> None:
        self._eye.setAccessibleName(f"{verb} {self._name} (Ctrl+M)")
        self._eye.setToolTip(f"{verb} lo escrito (Ctrl+M)")


class _Secret(QLineEdit):
    """The line of a password: its letters tell whether Caps Lock is on, as Qt does not."""

    def __init__(self, owner: PasswordField) -> None:
        super().__init__()
        self._owner = owner
        self._caps = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(LONGEST_SECRET)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if event.key() == Qt.Key.Key_M and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._owner.look()
            return
        if event.key() == Qt.Key.Key_CapsLock:
            self._tell(on=not self._caps)
        elif len(text) == 1 and text.lower() != text.upper():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._tell(on=text.isupper() != shift)
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._tell(on=False)

    def _tell(self, *, on: bool) -> None:
        if on != self._caps:
            self._caps = on
            self._owner.caps.emit(on)

"""What the cases of a service tell besides: its fields, checked as they are typed."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from domain.case_fields import FIELD_LIMIT, checked_fields, shown_value
from domain.catalogue import Service
from domain.errors import InvalidInput
from domain.service_steps import CaseField, FieldKind
from ui.theme import S
from ui.widgets import Card, FormRow, Text

HINTS = {FieldKind.DATE: "dd/mm/aaaa", FieldKind.EMAIL: "nombre@entidad.gob.ec"}


class ChoiceField(QComboBox):
    """One of a few things, chosen by its digit or the arrows.

    Args:
        choices: key on the keyboard (empty for none), words and value of each.
        prompt: what stands there until something is chosen; empty where something always is.
    """

    def __init__(self, choices: Sequence[tuple[str, str, object]], prompt: str = "") -> None:
        super().__init__()
        self._keys: dict[str, int] = {}
        if prompt:
            self.addItem(prompt, "")
        for key, words, value in choices:
            if key:
                self._keys[key] = self.count()
            self.addItem(f"{key}  {words}" if key else words, value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)

    def choose(self, value: object) -> None:
        """Show this value as chosen; the first where it is not offered."""
        self.setCurrentIndex(max(self.findData(value), 0))

    def event(self, event: QEvent) -> bool:
        """Claim the digits before the keys of the checklist do."""
        claimed = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if claimed and isinstance(event, QKeyEvent) and self._place(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses."""
        place = self._place(event)
        if place is not None:
            self.setCurrentIndex(place)
            self.activated.emit(place)
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nothing changes by accident."""
        event.ignore()

    def _place(self, event: QKeyEvent) -> int | None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return self._keys.get(event.text()) if plain else None


class FieldsCard(Card):
    """The fields of a service, kept when one leaves each or presses Intro."""

    edited = Signal()
    """Something was typed that is not kept yet, and can be."""
    finished = Signal()
    """Intro in the last field, and nothing is wrong."""

    def __init__(self) -> None:
        super().__init__("Datos del trámite")
        self._service: Service | None = None
        self._shown: dict[str, str] = {}
        self.has_words = False
        self._read = Text("", wrap=True)
        self.rows: dict[str, FormRow] = {}
        self.body.setSpacing(S)
        self.body.addWidget(self._read)

    def show_fields(self, service: Service, kept: Mapping[str, str], *, editable: bool) -> None:
        """Show what is kept; what is being typed stays as it is."""
        if self._service is None or service.fields != self._service.fields:
            self._build(service)
        self._service = service
        for field in service.fields:
            value = shown_value(field, kept.get(field.key, ""))
            typed = self._typed(field.key)
            if typed == self._shown.get(field.key, "") and typed != value:
                self._put(field.key, value)
            self._shown[field.key] = value
            self.rows[field.key].setVisible(editable)
        told = [
            f"{field.label}: {self._shown[field.key]}"
            for field in service.fields
            if self._shown[field.key]
        ]
        self._read.setText("\n".join(told))
        self._read.setVisible(not editable)
        self.has_words = bool(service.fields) and (editable or bool(told))

    def values(self) -> dict[str, str]:
        """What is typed, by key."""
        return {key: self._typed(key) for key in self.rows}

    @property
    def is_dirty(self) -> bool:
        """Whether something typed is not kept."""
        return any(self._typed(key).strip() != self._shown.get(key, "") for key in self.rows)

    def check(self) -> bool:
        """Say below each field what is wrong with it; tell whether nothing is."""
        service = self._service
        if service is None:
            return True
        good = True
        for field in service.fields:
            wrong = _wrong(service, {field.key: self._typed(field.key)})
            self.rows[field.key].set_error(wrong)
            good = good and not wrong
        if good and (wrong := _wrong(service, self.values())):
            last = [f.key for f in service.fields if f.role is not None][-1:]
            for key in last or list(self.rows)[-1:]:
                self.rows[key].set_error(wrong)
            return False
        return good

    def begin(self, missing: tuple[str, ...] = ()) -> None:
        """Put the focus in the first field that is missing, or the first of all."""
        empty = [key for key in self.rows if key in missing and not self._typed(key)]
        wrong = [key for key, row in self.rows.items() if row.error]
        for key in (*wrong, *empty, *self.rows):
            self.rows[key].field.setFocus()
            return

    def forget(self) -> None:
        """Another case is shown: what was typed for the one before is not its own."""
        self._service = None
        self._shown.clear()
        self._clear()

    def _build(self, service: Service) -> None:
        self._clear()
        self._shown = dict.fromkeys((field.key for field in service.fields), "")
        for field in service.fields:
            row = FormRow(field.label, self._made(field), optional=not field.required)
            self.rows[field.key] = row
            self.body.addWidget(row)

    def _clear(self) -> None:
        for row in self.rows.values():
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {}

    def _made(self, field: CaseField) -> QWidget:
        if field.kind is FieldKind.CHOICE:
            options = [(str(n), words, words) for n, words in enumerate(field.options, start=1)]
            choice = ChoiceField(options, "Elija con su número")
            choice.activated.connect(lambda _place: self._left())
            return choice
        line = QLineEdit()
        line.setMaxLength(FIELD_LIMIT + 100)  # pasting by mistake is told, not cut
        line.setPlaceholderText(HINTS.get(field.kind, ""))
        line.editingFinished.connect(self._left)
        # Once Intro has kept what was typed: leaving the field would keep it a second time.
        line.returnPressed.connect(
            lambda: self._go_on(field.key), Qt.ConnectionType.QueuedConnection
        )
        return line

    def _go_on(self, key: str) -> None:
        """Go to the field below; from the last, it is finished."""
        row = self.rows.get(key)
        if row is None or row.error:
            return
        keys = list(self.rows)
        below = keys[keys.index(key) + 1 :]
        if below:
            self.rows[below[0]].field.setFocus()
        elif not any(other.error for other in self.rows.values()):
            self.finished.emit()

    def _left(self) -> None:
        if self.is_dirty and self.check():
            self.edited.emit()

    def _typed(self, key: str) -> str:
        widget = self.rows[key].field
        if isinstance(widget, ChoiceField):
            return str(widget.currentData() or "")
        assert isinstance(widget, QLineEdit)
        return widget.text()

    def _put(self, key: str, value: str) -> None:
        widget = self.rows[key].field
        if isinstance(widget, ChoiceField):
            widget.choose(value)
        elif isinstance(widget, QLineEdit):
            widget.setText(value)


def _wrong(service: Service, typed: Mapping[str, str]) -> str:
    try:
        checked_fields(service, typed)
    except InvalidInput as refused:
        return refused.words
    return ""

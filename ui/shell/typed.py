"""A field before a hand-held reader typed into it, and how it is made so again."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from domain.scanned import ScanKind

Field = QLineEdit | QPlainTextEdit | QTextEdit
_TAKEN = "kinds_taken"


def take_codes(field: QWidget, *kinds: ScanKind) -> None:
    """Let codes of these kinds stay in a field: it knows what to do with them."""
    field.setProperty(_TAKEN, [kind.value for kind in kinds])


def kinds_taken(field: QWidget) -> frozenset[ScanKind]:
    """Return the kinds of codes that a field is meant for."""
    kinds: Iterable[str] = field.property(_TAKEN) or ()
    return frozenset(map(ScanKind, kinds))


@dataclass(frozen=True, slots=True)
class Before:
    """What stood in a field, and what was selected, before a code was typed into it."""

    field: Field
    text: str
    anchor: int
    cursor: int

    @classmethod
    def of(cls, field: Field) -> "Before":
        """Return how a field is now."""
        if not isinstance(field, QLineEdit):
            cursor = field.textCursor()
            return cls(field, field.toPlainText(), cursor.anchor(), cursor.position())
        here, start = field.cursorPosition(), field.selectionStart()
        if start < 0:
            return cls(field, field.text(), here, here)
        other = field.selectionEnd() if here == start else start
        return cls(field, field.text(), other, here)

    def restore(self) -> None:
        """Take what was typed out again: text, selection, and what can be undone."""
        # What was typed just before is one step with the code: it is undone with it, and given back.
        self.field.undo()
        now = _text(self.field)
        if now != self.text:
            start, end, missing = _change(now, self.text)
            _select(self.field, start, end)
            if isinstance(self.field, QLineEdit):
                self.field.insert(missing)
            else:
                self.field.textCursor().insertText(missing)
        _select(self.field, self.anchor, self.cursor)


def _text(field: Field) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def _change(now: str, meant: str) -> tuple[int, int, str]:
    """Return from where to where ``now`` is to be replaced, and by what, to be ``meant``."""
    old, new = _units(now), _units(meant)
    least = min(len(old), len(new))
    start = next((n for n in range(least) if old[n] != new[n]), least)
    most = least - start
    same = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    missing = b"".join(new[start : len(new) - same])
    return start, len(old) - same, missing.decode("utf-16-le", "surrogatepass")


def _units(text: str) -> list[bytes]:
    """Return a text as Qt counts it: an emoji is two."""
    data = text.encode("utf-16-le", "surrogatepass")
    return [data[n : n + 2] for n in range(0, len(data), 2)]


def _select(field: Field, anchor: int, cursor: int) -> None:
    if not isinstance(field, QLineEdit):
        place = field.textCursor()
        place.setPosition(anchor)
        place.setPosition(cursor, QTextCursor.MoveMode.KeepAnchor)
        field.setTextCursor(place)
    elif anchor == cursor:
        field.setCursorPosition(cursor)
        field.deselect()
    else:
        field.setSelection(anchor, cursor - anchor)

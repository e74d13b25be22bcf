"""One document in words: how it came, its Quipux number, what its signatures come to."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.usecases.document_view import Shown
from domain.offices import Office
from ui.casework.scrolls import ScrollColumn
from ui.documents.words import SignatureMark, how_words, letter_words, signature_lines
from ui.theme import XS, Kind, Role, S, Tone
from ui.widgets import Icon, Text


class _Line(QWidget):
    """One line, with the icon of its meaning where it has one."""

    def __init__(self, words: str, kind: Kind) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        mark = SignatureMark(words, kind)
        plain = kind is Kind.NEUTRAL
        if not plain:
            icon = Icon(mark.icon, mark.tone, size=18)
            row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        role, tone = (Role.SMALL, Tone.MUTED) if plain else (Role.STRONG, mark.tone)
        row.addWidget(Text(words, role, tone, wrap=True), 1)


class DetailPanel(ScrollColumn):
    """Everything that is known of a document, a line each."""

    def __init__(self) -> None:
        super().__init__(XS)
        self._key: object = None
        self.words: tuple[str, ...] = ()
        self.setAccessibleName("Datos del documento")

    def show_document(self, shown: Shown, office: Office) -> None:
        """Show a document."""
        lines = [(how_words(shown, office), Kind.NEUTRAL)]
        letter = letter_words(shown)
        if letter:
            lines.append((letter, Kind.NEUTRAL))
        if shown.document.reason and shown.document.by_code:
            lines.append((shown.document.reason, Kind.WARN))
        lines.append((f"Archivo: {shown.file.name}", Kind.NEUTRAL))
        lines += signature_lines(shown, office)
        if tuple(lines) == self._key:
            return
        self._key = tuple(lines)
        self.words = tuple(words for words, _ in lines)
        while self.column.count() > 1:
            item = self.column.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.deleteLater()
        for words, kind in lines:
            self.add(_Line(words, kind))
        self.setAccessibleDescription(". ".join(self.words))

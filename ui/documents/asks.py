"""Short questions about one document: its Quipux number, its history."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from desktop.usecases.document_view import DocumentEvent
from domain.errors import KnownError
from domain.letters import LETTER_LIMIT
from domain.text import typed_day
from ui.theme import Role, Tone
from ui.widgets import ButtonStyle, Column, DataTable, FormRow, KeyButton, Sheet, TableModel, Text
from ui.widgets.cover import ErrorLine
from ui.widgets.tall import TallSheet


class LetterSheet(Sheet):
    """Asks for the Quipux number and date of an *oficio*; open until it is noted.

    Args:
        title: the question.
        number, on: what is noted already.
        today: offered as the date where none is.
    """

    noted = Signal(str, object)
    """The number as typed, and the day or None; whoever notes it calls ``close_sheet``."""

    def __init__(self, title: str, number: str, on: date | None, today: date) -> None:
        super().__init__(title)
        words = "Como constan en el oficio. Deje el número vacío para quitarlo."
        self.body.addWidget(Text(words, Role.BODY, Tone.MUTED, wrap=True))
        self.number = QLineEdit(number)
        self.number.setMaxLength(LETTER_LIMIT)
        self.number.setPlaceholderText("MEF-DNCS-2026-0123-O")
        self.day = QLineEdit(f"{on or today:%d/%m/%Y}")
        self.day.setMaxLength(10)
        self._day_row = FormRow("Fecha del oficio", self.day)
        self.error = ErrorLine()
        for part in (FormRow("Número de Quipux", self.number), self._day_row, self.error):
            self.body.addWidget(part)
        self.add_action(KeyButton("Anotar", key="Return", style=ButtonStyle.PRIMARY), self._note)

    def refuse(self, error: KnownError) -> None:
        """Say why it was not noted."""
        self.error.set(error.words)
        self.number.setFocus()
        self.number.selectAll()

    def _note(self) -> None:
        day = typed_day(self.day.text())
        wrong = day is None and bool(self.number.text().strip())
        self._day_row.set_error("Escriba el día como 04/12/2026." if wrong else "")
        if wrong:
            self.day.setFocus()
        else:
            self.error.set("")
            self.noted.emit(self.number.text(), day)


class DocumentHistorySheet(TallSheet):
    """What happened to a document: added, filed, looked at, copied, replaced.

    Args:
        title: what the document is called.
        events: the oldest first.
    """

    def __init__(self, title: str, events: Sequence[DocumentEvent]) -> None:
        super().__init__(f"Historia · {title}", width=860, height=400, around=210)
        columns: list[Column[tuple[int, DocumentEvent]]] = [
            Column("Cuándo", lambda row: f"{row[1].at:%d/%m/%Y %H:%M}", width=150),
            Column(
                "Qué pasó",
                lambda row: row[1].what,
                width=240,
                stretch=1,
                below=lambda row: row[1].detail,
            ),
            Column("Quién", lambda row: row[1].who or "El programa", width=220),
        ]
        model = TableModel(columns, key=lambda row: row[0])
        model.set_rows(list(enumerate(events))[::-1])
        self.table = DataTable("Historia del documento", model)
        self.add_long(self.table)
        self.body.addWidget(self.table)

"""What the part of activity reports asks."""

from PySide6.QtWidgets import QPlainTextEdit

from domain.activity import NOTE_LIMIT, Notes
from domain.errors import KnownError
from ui import theme
from ui.figures.activity.presenter import ActivityPresenter
from ui.figures.activity.state import NOTES
from ui.theme import Role, Tone
from ui.widgets import ButtonStyle, FormRow, KeyButton, Sheet, Text
from ui.widgets.cover import ErrorLine

_HEIGHT = 84


class NotesSheet(Sheet):
    """Asks what else was done in the month; it stays until it is kept, and tells why it is not.

    Args:
        presenter: keeps the notes.
        notes: as they are.
    """

    help_topic = "informe-de-actividades#notas"

    def __init__(self, presenter: ActivityPresenter, notes: Notes) -> None:
        super().__init__("¿Qué más hizo en el mes?", width=680)
        self._presenter = presenter
        words = "Lo que consta en el sistema ya está contado. Aquí va lo demás."
        self.body.addWidget(Text(words, Role.BODY, Tone.MUTED, wrap=True))
        self.fields: dict[str, QPlainTextEdit] = {}
        self._rows: dict[str, tuple[FormRow, str, str]] = {}
        for title, hint, field in NOTES:
            edit = QPlainTextEdit(str(getattr(notes, field)))
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(theme.now().px(_HEIGHT))
            row = FormRow(title, edit, hint=hint, optional=True)
            edit.textChanged.connect(lambda field=field: self._count(field))
            self.fields[field] = edit
            self._rows[field] = (row, title, hint)
            self.body.addWidget(row)
        self.error = ErrorLine()
        self.body.addWidget(self.error)
        self.save = self.add_action(
            KeyButton("Guardar", key="Ctrl+Return", style=ButtonStyle.PRIMARY), self._save
        )
        presenter.done.connect(self.close_sheet)
        presenter.refused.connect(self._refused)

    @property
    def notes(self) -> Notes:
        """What is written."""
        return Notes(**{name: field.toPlainText() for name, field in self.fields.items()})

    def _count(self, field: str) -> None:
        over = len(self.fields[field].toPlainText()) - NOTE_LIMIT
        self._rows[field][0].set_error(f"Le sobran {over} caracteres." if over > 0 else "")

    def _save(self) -> None:
        if self._presenter.is_acting:
            return
        state = self._presenter.state
        if state is None or state.view is None:
            return
        self.error.set("")
        self.save.setEnabled(False)
        self._presenter.note(state.view, self.notes)

    def _refused(self, error: KnownError) -> None:
        self.save.setEnabled(True)
        self.error.set(error.words)

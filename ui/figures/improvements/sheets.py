"""What the part of improvements asks."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit

from desktop.usecases.figures.improvements import NewImprovement
from desktop.usecases.figures.improvements_view import CauseSeen, Draft, ImprovementRow
from domain.errors import InvalidInput, KnownError
from domain.improvements import (
    CAUSE_LIMIT,
    WINDOW,
    WORDS_LIMIT,
    Cause,
    ImprovementKind,
)
from domain.text import typed_day
from ui import theme
from ui.figures.improvements.presenter import ImprovementsPresenter
from ui.figures.improvements.state import day, measured, times
from ui.theme import Role, S, Tone
from ui.widgets import ButtonStyle, FormRow, KeyButton, Sheet, Text
from ui.widgets.cover import ErrorLine

_HEIGHT = 84
_TEXT = "Qué se hará"


class _KeptSheet(Sheet):
    """Stays until what it asks for is kept, and tells why it is not."""

    def __init__(self, presenter: ImprovementsPresenter, title: str) -> None:
        super().__init__(title, width=680)
        self._presenter = presenter
        self.error = ErrorLine()
        presenter.done.connect(self.close_sheet)
        presenter.refused.connect(self._refused)

    def _words(self, text: str = "") -> QPlainTextEdit:
        edit = QPlainTextEdit(text)
        edit.setTabChangesFocus(True)
        edit.setFixedHeight(theme.now().px(_HEIGHT))
        return edit

    def _busy(self) -> bool:
        """Tell whether something is being kept; else take back what was said."""
        if self._presenter.is_acting:
            return True
        self.error.set("")
        return False

    def _refused(self, error: KnownError) -> None:
        self.error.set(error.words)


class ImprovementSheet(_KeptSheet):
    """Asks for an action: against which cause, what, who, until when.

    Args:
        presenter: keeps it.
        draft: what it is begun with.
        offered: the causes to choose from; none where the cause is given.
        row: the one that is changed; None for a new one.
    """

    help_topic = "mejoras#nueva"

    def __init__(
        self,
        presenter: ImprovementsPresenter,
        draft: Draft,
        offered: Sequence[CauseSeen] = (),
        row: ImprovementRow | None = None,
    ) -> None:
        super().__init__(presenter, "Cambiar la mejora" if row else "Nueva mejora")
        self._row, self._given = row, draft.seen.cause
        one = None if row is None else row.improvement
        self.cause, self.free = QComboBox(), QLineEdit(self._given.words)
        self.free.setMaxLength(CAUSE_LIMIT)
        self._offer(offered)
        causes = FormRow("Causa", self.cause, hint="Las de los últimos 30 días.")
        self.body.addWidget(causes)
        causes.setVisible(one is None and bool(offered))
        self._free_row = FormRow("Causa en sus palabras", self.free)
        self.body.addWidget(self._free_row)
        if one is not None:
            self.body.addWidget(Text(one.cause.words, Role.STRONG, wrap=True))
        for already in draft.already if one is None else ():
            words = f"Ya hay una en curso contra esta causa: {already}"
            self.body.addWidget(Text(words, Role.SMALL, Tone.WARN, wrap=True))
        self.text = self._words("" if one is None else one.words)
        self.text.textChanged.connect(self._count)
        self._text_row = FormRow(_TEXT, self.text)
        self.body.addWidget(self._text_row)
        self.kind, self.responsible = QComboBox(), QComboBox()
        for kind in ImprovementKind:
            self.kind.addItem(kind.label, kind.value)
        for key, name in draft.people:
            self.responsible.addItem(name, str(key))
        due = draft.today + WINDOW if one is None else one.due
        self.due = QLineEdit(day(due))
        line = QHBoxLayout()
        line.setSpacing(S)
        kinds = FormRow("Clase", self.kind)
        line.addWidget(kinds, 1)
        line.addWidget(FormRow("Responsable", self.responsible), 2)
        line.addWidget(FormRow("Plazo", self.due), 1)
        self.body.addLayout(line)
        kinds.setVisible(one is None)  # once it has its place, or it flashes
        if row is not None and one is not None:
            if self.responsible.findData(str(one.responsible_id)) < 0:
                self.responsible.addItem(row.responsible, str(one.responsible_id))
            self.responsible.setCurrentIndex(self.responsible.findData(str(one.responsible_id)))
        self.body.addWidget(self.error)
        button = KeyButton("Guardar", key="Ctrl+Return", style=ButtonStyle.PRIMARY)
        self.save = self.add_action(button, self._save)
        self.cause.currentIndexChanged.connect(lambda _place: self._show_free())
        self._show_free()

    def _offer(self, offered: Sequence[CauseSeen]) -> None:
        self._offered: list[Cause | None] = [one.cause for one in offered]
        for one in offered:
            said = f"{one.cause.words} · {times(one.count)} · {one.cause.kind.label}"
            self.cause.addItem(said)
        self._offered.append(None)
        self.cause.addItem("Otra causa…")
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.cause.setSizeAdjustPolicy(policy)
        self.cause.setMinimumContentsLength(20)

    def _show_free(self) -> None:
        chosen = self._offered[self.cause.currentIndex()]
        self._free_row.setVisible(self._row is None and chosen is None)

    def _count(self) -> None:
        over = len(self.text.toPlainText()) - WORDS_LIMIT
        self._text_row.set_error(f"Le sobran {over} caracteres." if over > 0 else "")

    @property
    def chosen(self) -> Cause:
        """The cause: of the list, as given, or as written."""
        chosen = self._offered[self.cause.currentIndex()]
        if chosen is not None:
            return chosen
        given = self._given
        return Cause(given.kind, self.free.text(), given.service, given.key)

    def _save(self) -> None:
        if self._busy():
            return
        due = typed_day(self.due.text())
        if due is None:
            wrong = InvalidInput("Esa fecha no existe.", todo="Escríbala como 18/12/2026.")
            self._refused(wrong)
            return
        who = UUID(str(self.responsible.currentData()))
        words = self.text.toPlainText()
        if self._row is not None:
            self._presenter.change(self._row.improvement, words, who, due)
            return
        kind = ImprovementKind(self.kind.currentData())
        self._presenter.add(NewImprovement(kind, self.chosen, words, who, due))


class VerifySheet(_KeptSheet):
    """Asks whether an action worked.

    Args:
        presenter: keeps it.
        row: which.
        today: the office's day.
    """

    help_topic = "mejoras#verificar"

    def __init__(self, presenter: ImprovementsPresenter, row: ImprovementRow, today: date) -> None:
        super().__init__(presenter, "¿Fue eficaz la mejora?")
        self._one = row.improvement
        one = self._one
        for words, role in (
            (one.cause.words, Role.STRONG),
            (f"Resultado: {one.result}", Role.BODY),
            (measured(row, today), Role.BODY),
        ):
            self.body.addWidget(Text(words, role, wrap=True))
        self.text = self._words()
        self.body.addWidget(FormRow("Qué se comprobó", self.text))
        self.body.addWidget(self.error)
        self.failed = self.add_action(
            KeyButton("No fue eficaz", key="F8", icon="circle-x"), lambda: self._say(False)
        )
        good = KeyButton("Fue eficaz", key="F2", icon="check", style=ButtonStyle.PRIMARY)
        self.worked = self.add_action(good, lambda: self._say(True))

    def _say(self, effective: bool) -> None:
        if not self._busy():
            self._presenter.verify(self._one, self.text.toPlainText(), effective=effective)

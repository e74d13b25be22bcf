"""An old table confirmed figure by figure, the old text beside each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit

from domain.errors import InvalidInput, KnownError
from domain.figures.lotaip_old import OldFigure, OldTable
from ui.figures.lotaip.old_state import (
    Draft,
    confirmed,
    corrected,
    drafts_of,
    old_words,
    taken,
    typed_month,
)
from ui.figures.lotaip.state import number_words, share_words
from ui.theme import Role, Tone
from ui.widgets import (
    ButtonStyle,
    Column,
    DataTable,
    FormRow,
    KeyButton,
    Notice,
    Sheet,
    TableModel,
    Text,
)
from ui.widgets.tall import FullSheet

_ROW = 52


class OldTableSheet(FullSheet):
    """Each line of an old table is confirmed, corrected, or not taken; then all are taken over.

    Args:
        name: of the file.
        table: what was recognised.
        scopes: of whom it can be: scope and words.
        names: of the services by number.
    """

    help_topic = "lotaip#cuadro-anterior"

    wanted = Signal(object, str, str, object)
    """To be taken over: month, scope, source, and figures by service."""

    def __init__(
        self,
        name: str,
        table: OldTable,
        scopes: Sequence[tuple[str, str]],
        names: Mapping[int, str],
    ) -> None:
        super().__init__("Tomar un cuadro anterior", width=1180)
        self._name, self._scopes, self._names = name, tuple(scopes), dict(names)
        self._drafts = drafts_of(table)
        told = (
            f"Se leyó «{name}». Compare cada línea con la del archivo y confírmela; "
            "lo dudoso va entre signos de interrogación."
        )
        self.body.addWidget(Text(told, Role.BODY, Tone.MUTED, wrap=True))
        self.month = QLineEdit("" if table.month is None else f"{table.month:%m/%Y}")
        self.month.setPlaceholderText("mm/aaaa")
        hint = f"El archivo dice {table.date_text}." if table.date_text else "No dice su fecha."
        self.month_row = FormRow("Mes del cuadro", self.month, hint=hint)
        self.scope = QComboBox()
        for _code, words in self._scopes:
            self.scope.addItem(words)
        top = QHBoxLayout()
        top.addWidget(self.month_row, 1)
        top.addWidget(FormRow("De qué oficina", self.scope), 2)
        self.body.addLayout(top)
        self._build_table()
        self.problem = Text("", Role.BODY, Tone.ERROR, wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.confirm = KeyButton("Confirmar", key="F2", icon="check", style=ButtonStyle.PRIMARY)
        self.correct = KeyButton("Corregir", key="F6", icon="pencil")
        self.leave = KeyButton("No tomar", key="F8", icon="x")
        self.take = KeyButton("Tomar las cifras", key="F9", icon="download")
        self.add_action(self.leave, self._leave)
        self.add_action(self.correct, self._correct)
        self.add_action(self.take, self._take)
        self.add_action(self.confirm, self._confirm)
        self.table.opened.connect(lambda _row: self._correct())
        self._show()

    def _build_table(self) -> None:
        self.model = TableModel[Draft](
            [
                Column("Fila", lambda one: str(one.old.row), width=52, right=True),
                Column(
                    "Servicio",
                    self._service_words,
                    width=200,
                    stretch=1,
                    below=lambda one: f"decía «{one.old.text}»",
                ),
                _figure("En el mes", lambda one: one.served, lambda one: one.old.served),
                _figure("Acumulado", lambda one: one.cumulative, lambda one: one.old.cumulative),
                _figure(
                    "Satisfacción",
                    lambda one: one.satisfaction,
                    lambda one: one.old.satisfaction,
                    share_words,
                ),
                Column(
                    "Estado",
                    lambda one: one.standing[0],
                    width=136,
                    chip=lambda one: one.standing[1],
                ),
            ],
            key=lambda one: one.old.row,
        )
        self.table = DataTable("Cuadro anterior", self.model, row_height=_ROW)
        self.body.addWidget(self.table)
        self.fill(self.table)

    def _service_words(self, one: Draft) -> str:
        if one.service is None:
            return "¿Qué servicio es?"
        words = f"{one.service}. {self._names.get(one.service, 'Servicio')}"
        return words if one.old.sure or one.confirmed else f"¿{words}?"

    def say(self, told: KnownError | Notice) -> None:
        """Tell why something cannot be: the page's notices lie behind this sheet."""
        self.problem.setText(" ".join(part for part in (told.what, told.kept, told.todo) if part))
        self.problem.show()

    def _show(self) -> None:
        self.problem.hide()
        self.model.set_rows(self._drafts)
        if self.table.current() is None and self._drafts:
            self.table.choose(self._drafts[0].old.row)

    def _put(self, draft: Draft) -> None:
        """Show a changed line, and go to the next that waits."""
        self._drafts = tuple(draft if one.old.row == draft.old.row else one for one in self._drafts)
        self._show()
        rows = [*self._drafts, *self._drafts]
        place = next(n for n, one in enumerate(rows) if one.old.row == draft.old.row)
        waiting = (o for o in rows[place + 1 :] if not o.confirmed and not o.dropped)
        after = next(waiting, None)
        if after is not None:
            self.table.choose(after.old.row)

    def _confirm(self) -> None:
        draft = self.table.current()
        if not isinstance(draft, Draft):
            return
        try:
            self._put(confirmed(draft))
        except InvalidInput as error:
            self.say(error)

    def _leave(self) -> None:
        draft = self.table.current()
        if isinstance(draft, Draft):
            self._put(replace(draft, dropped=True, confirmed=False))

    def _correct(self) -> None:
        draft = self.table.current()
        if isinstance(draft, Draft):
            sheet = LineSheet(draft, self._names)
            sheet.corrected.connect(self._put)
            sheet.open(self)

    def _take(self) -> None:
        month = typed_month(self.month.text())
        self.month_row.set_error("" if month else "Escriba el mes y el año: 11/2023.")
        if month is None:
            self.month.setFocus()
            return
        try:
            figures = taken(self._drafts)
        except InvalidInput as error:
            self.say(error)
            return
        scope = self._scopes[max(self.scope.currentIndex(), 0)][0]
        self.wanted.emit(month, scope, self._name, figures)


class LineSheet(Sheet):
    """One line of the old table, corrected by hand.

    Args:
        draft: the line.
        names: of the services by number.
    """

    help_topic = "lotaip#cuadro-anterior"

    corrected = Signal(object)
    """The line as it is now (``Draft``), confirmed."""

    def __init__(self, draft: Draft, names: Mapping[int, str]) -> None:
        super().__init__(f"Fila {draft.old.row} del archivo", width=560)
        self._draft, self._numbers = draft, tuple(sorted(names))
        self.body.addWidget(Text(f"Decía «{draft.old.text}».", Role.BODY, Tone.MUTED, wrap=True))
        self.service = QComboBox()
        for number in self._numbers:
            self.service.addItem(f"{number}. {names[number]}")
        if draft.service in self._numbers:
            self.service.setCurrentIndex(self._numbers.index(draft.service))
        self.served = QLineEdit(_text(draft.served))
        self.cumulative = QLineEdit(_text(draft.cumulative))
        self.share = QLineEdit(_text(draft.satisfaction))
        old = draft.old
        rows: tuple[tuple[str, QLineEdit, OldFigure], ...] = (
            ("En el mes", self.served, old.served),
            ("Acumulado", self.cumulative, old.cumulative),
            ("Satisfacción, de 0 a 100", self.share, old.satisfaction),
        )
        self.body.addWidget(FormRow("Servicio", self.service))
        for label, field, figure in rows:
            field.setMaxLength(12)
            self.body.addWidget(FormRow(label, field, hint=f"El archivo {old_words(figure)}."))
        self.problem = Text("", Role.BODY, Tone.ERROR, wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.add_action(
            KeyButton("Confirmar", key="F2", icon="check", style=ButtonStyle.PRIMARY), self._done
        )

    def _done(self) -> None:
        number = self._numbers[max(self.service.currentIndex(), 0)]
        try:
            draft = corrected(
                self._draft, number, self.served.text(), self.cumulative.text(), self.share.text()
            )
        except InvalidInput as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.close_sheet()
        self.corrected.emit(draft)


def _figure(
    title: str,
    value: Callable[[Draft], int | None],
    old: Callable[[Draft], OldFigure],
    shown_as: Callable[[int], str] = number_words,
) -> Column[Draft]:
    """Return a column of a figure, with how it stood in the file below it.

    What is in doubt stands between question marks until somebody confirms it.
    """

    def words(one: Draft) -> str:
        figure = value(one)
        shown = "—" if figure is None else shown_as(figure)
        return f"¿{shown}?" if in_doubt(one) else shown

    def in_doubt(one: Draft) -> bool:
        return not one.confirmed and not old(one).sure

    return Column(
        title,
        words,
        width=136,
        right=True,
        role=Role.STRONG,
        tone=lambda one: Tone.WARN if in_doubt(one) else Tone.NORMAL,
        below=lambda one: old_words(old(one)),
    )


def _text(value: int | None) -> str:
    return "" if value is None else str(value)

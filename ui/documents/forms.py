"""The papers that go out of a case: chosen from a list, seen as they will be, printed, saved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.ports import PrintOutcome
from desktop.ports.forms import FormKind, FormOffered
from desktop.usecases import case_paper, forms
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from desktop.usecases.document_view import WHOLE_CASE_WORDS
from desktop.usecases.forms import TYPED_LIMIT
from domain.case_parts import UNDER_REVIEW, CaseState
from domain.documents import WHOLE_CASE
from domain.staff import Actor
from ui import theme
from ui.casework.scrolls import ScrollColumn
from ui.documents.pages import PagesView
from ui.documents.pdf import MadePages
from ui.documents.preview import Out, PaperSheet, made_out, on_printer
from ui.documents.tools import PaperTools
from ui.theme import Kind, M, Role, S, Tone
from ui.widgets import (
    Column,
    DataTable,
    EmptyState,
    FormRow,
    KeyButton,
    Notice,
    TableModel,
    Text,
)
from ui.work import Runner

Typed = Mapping[str, str]
TYPING_MS = 250
"""The page is drawn anew once one stops typing so long."""
LIST_WIDTH = 430


@dataclass(frozen=True, slots=True)
class Line:
    """One paper of the list.

    Attributes:
        key: what tells it from the others.
        below: which requirement it is for.
        chip: a short word, and ``kind`` its meaning.
        lacking: what the case does not know and stays blank.
        asks: what may be typed before printing: key and words.
        offered: the form; None for a receipt or a return sheet.
        make: makes its PDF of what was typed.
        out: where it comes out, of what was typed.
    """

    key: str
    title: str
    below: str
    chip: str
    kind: Kind
    lacking: tuple[str, ...]
    asks: tuple[tuple[str, str], ...]
    offered: FormOffered | None
    make: Callable[[Typed], bytes]
    out: Callable[[Typed], Out]

    @property
    def is_of_service(self) -> bool:
        """Whether it is one of the forms that the service asks for, printed all together."""
        found = self.offered
        return (
            found is not None
            and found.kind is not FormKind.COVER
            and found.requirement != WHOLE_CASE
        )


class Maker:
    """Makes the lines of a case.

    Args:
        desk, actor: who prints.
        tools: where papers are made and come out.
        view: the case.
    """

    def __init__(self, desk: Desk, actor: Actor, tools: PaperTools, view: CaseView) -> None:
        self._desk, self._actor, self._paper, self.view = desk, actor, tools.paper, view

    def lines(self) -> list[Line]:
        """Return every paper of the case, the cover sheets last; read off the UI thread."""
        case_id = self.view.case.id
        found = forms.offered(self._desk, self._actor, self._paper, case_id)
        covers = [one for one in found if one.kind is FormKind.COVER]
        others = [one for one in found if one.kind is not FormKind.COVER]
        return [*map(self._form, others), *self._own(), *map(self._form, covers)]

    def print_form(self, offered: FormOffered, typed: Typed, printer: str) -> PrintOutcome:
        """Print a form."""
        paper = on_printer(self._paper, printer)
        return forms.print_form(self._desk, self._actor, paper, self._wanted(offered, typed))

    def _wanted(self, offered: FormOffered, typed: Typed) -> forms.WantedForm:
        return forms.WantedForm(self.view.case.id, offered.key, offered.requirement, typed)

    def _form(self, offered: FormOffered) -> Line:
        desk, actor, paper, wanted = self._desk, self._actor, self._paper, self._wanted
        item = self.view.service.requirement(offered.requirement)
        place = WHOLE_CASE_WORDS if item is None else f"{item.number}. {item.short_name}"
        code = f"{offered.code} · " if offered.code else ""
        lacking = len(offered.missing)
        if offered.kind is FormKind.COVER:
            chip, kind = "", Kind.NEUTRAL
        elif lacking:
            chip, kind = ("Falta 1 dato" if lacking == 1 else f"Faltan {lacking} datos"), Kind.WARN
        else:
            chip, kind = "Completo", Kind.OK
        return Line(
            f"{offered.key}:{offered.requirement}",
            offered.title,
            f"{code}{place}",
            chip,
            kind,
            offered.missing,
            offered.asks,
            offered,
            lambda typed: forms.form_of(desk, actor, paper, wanted(offered, typed)),
            lambda typed: Out(
                partial(self.print_form, offered, typed),
                lambda: forms.save_form(desk, actor, paper, wanted(offered, typed)),
                paper.printer.names,
            ),
        )

    def _own(self) -> list[Line]:
        """The receipt and the return sheet, where the case has them."""
        case, service = self.view.case, self.view.service
        found: list[Line] = []
        if case.state not in UNDER_REVIEW and service.requirements:
            found.append(self._sheet("Comprobante", case_paper.receipt_pdf))
        if case.state is CaseState.RETURNED:
            found.append(self._sheet("Lista de devolución", case_paper.return_pdf))
        return found

    def _sheet(self, title: str, make: Callable[..., bytes]) -> Line:
        def data() -> bytes:
            return make(self._desk, self._actor, self._paper, self.view.case.id)

        name = f"{title} {self.view.case.number}"
        return Line(
            title,
            title,
            "Se entrega a la persona",
            "",
            Kind.NEUTRAL,
            (),
            (),
            None,
            lambda _typed: data(),
            lambda _typed: made_out(self._paper, data, name),
        )


class FormsSheet(PaperSheet):
    """The papers of a case beside the one that is chosen, as it will be printed.

    Args:
        maker: of the case's papers.
        requirement: whose form is chosen first; None for the first of all.
        runner, pages, over: as for ``PaperSheet``.
    """

    help_topic = "formularios"

    def __init__(
        self,
        maker: Maker,
        requirement: int | None,
        runner: Runner,
        pages: PagesView,
        over: QWidget,
    ) -> None:
        super().__init__(f"Formularios · {maker.view.case.number}", runner, pages, over, width=1240)
        self._maker, self._wanted = maker, requirement
        self._typed: dict[str, dict[str, str]] = {}
        self._rows: list[FormRow] = []
        self._shown: Line | None = None
        self.lines: Sequence[Line] = ()
        self._model = TableModel[Line](
            [
                Column(
                    "Formulario",
                    lambda line: line.title,
                    width=240,
                    stretch=1,
                    below=lambda line: line.below,
                ),
                Column("Datos", lambda line: line.chip, width=136, chip=lambda line: line.kind),
            ],
            key=lambda line: line.key,
        )
        self.table = DataTable("Formularios", self._model)
        self.lacking = Text("", Role.SMALL, Tone.WARN, wrap=True)
        self._asked = ScrollColumn(S)
        self._empty = EmptyState(
            "file-text", "Aquí verá los formularios", "Este trámite no tiene ninguno."
        )
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        for part, stretch in ((self.table, 3), (self._empty, 3), (self.lacking, 0)):
            column.addWidget(part, stretch)
        column.addWidget(self._asked, 2)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(self._left)
        row.addWidget(pages, 1)
        self.body.addWidget(holder)
        self.fill(holder)
        self.all = KeyButton("Imprimir todos", key="F9", icon="printer")
        self.all.clicked.connect(self._print_all)
        self.foot.insertWidget(self.foot.indexOf(self.choose), self.all)
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._typing.timeout.connect(self._draw_page)
        self.table.chosen.connect(self._choose_line)
        for hidden in (self._empty, self.lacking, self._asked):
            hidden.hide()
        pages.show()
        self.offer()
        runner.read(maker.lines, self._show_lines, self.failed)

    def out(self) -> Out | None:
        """Return where the chosen paper comes out."""
        line = self._shown
        return None if line is None else line.out(dict(self._typed_of(line)))

    @property
    def paper_name(self) -> str:
        """What the chosen paper is called."""
        return "" if self._shown is None else self._shown.title

    def offer(self) -> None:
        """Offer to print all where there are several."""
        super().offer()
        if hasattr(self, "all"):
            self.all.setVisible(sum(line.is_of_service for line in self.lines) > 1)

    def _fit(self) -> None:
        super()._fit()
        if hasattr(self, "_left"):
            room = self.panel.maximumWidth() * 2 // 5
            self._left.setFixedWidth(min(theme.now().px(LIST_WIDTH), room))

    def _show_lines(self, lines: Sequence[Line]) -> None:
        if not isValid(self) or not self.isVisible():
            return
        self.lines = lines
        self._model.set_rows(lines)
        self.table.setVisible(bool(lines))
        self._empty.setVisible(not lines)
        first = next(
            (line for line in lines if line.offered and line.offered.requirement == self._wanted),
            lines[0] if lines else None,
        )
        if first is not None:
            self.table.choose(first.key)
            self.table.setFocus()
        self.offer()

    def _choose_line(self, line: Line | None) -> None:
        if line == self._shown:
            return
        self._shown = line
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = []
        if line is None:
            self.show_pages(None)
            return
        self.told.show_notice(None)
        words = ", ".join(line.lacking)
        self.lacking.setText(f"Queda en blanco, para escribirlo a mano: {words}." if words else "")
        self.lacking.setVisible(bool(words))
        for key, label in line.asks:
            field = QLineEdit(self._typed_of(line).get(key, ""))
            field.setMaxLength(TYPED_LIMIT)
            field.textChanged.connect(lambda text, key=key: self._type(key, text))
            self._rows.append(FormRow(label, field, optional=True))
            self._asked.add(self._rows[-1])
        self._asked.setVisible(bool(line.asks))
        self._draw_page()
        self.offer()

    def _typed_of(self, line: Line) -> dict[str, str]:
        return self._typed.setdefault(line.key, {})

    def _type(self, key: str, text: str) -> None:
        if self._shown is not None:
            self._typed_of(self._shown)[key] = text
            self._typing.start()

    def _draw_page(self) -> None:
        line = self._shown
        if line is None:
            return
        typed = dict(self._typed_of(line))
        self._runner.latest(
            "form",
            partial(line.make, typed),
            lambda data: self._drawn(line, typed, data),
            self.failed,
        )

    def _drawn(self, line: Line, typed: dict[str, str], data: bytes) -> None:
        if isValid(self) and self.isVisible() and line == self._shown:
            self.show_pages(MadePages(f"{line.key} {hash(tuple(sorted(typed.items())))}", data))

    def _print_all(self) -> None:
        lines = [
            (line.offered, dict(self._typed_of(line)))
            for line in self.lines
            if line.is_of_service and line.offered is not None
        ]
        printer = self._printer

        def work() -> list[PrintOutcome]:
            return [self._maker.print_form(one, typed, printer) for one, typed in lines]

        def done(outcomes: list[PrintOutcome]) -> None:
            warned = next((one.notice for one in outcomes if one.notice), "")
            places = sorted({one.printer or str(one.saved_to) for one in outcomes})
            what = "imprimieron" if all(one.printer for one in outcomes) else "guardaron"
            words = f"Se {what} {len(outcomes)} formularios: {', '.join(places)}."
            self.say(Notice(warned or words, kind=Kind.WARN if warned else Kind.OK))

        self._runner.write(work, done, self.failed)

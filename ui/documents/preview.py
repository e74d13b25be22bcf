"""A paper as it will be printed, to be looked at before: printed on any printer, or saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.ports import PrintOutcome
from desktop.usecases.paper import Paper
from domain.errors import KnownError
from ui.documents.pages import PageSource, PagesView
from ui.documents.pdf import MadePages
from ui.documents.told import ToldLine
from ui.theme import Kind
from ui.widgets import ButtonStyle, ChoiceSheet, KeyButton, Notice, tell
from ui.widgets.tall import FullSheet
from ui.work import Runner

USUAL = "La impresora de siempre"


@dataclass(frozen=True, slots=True)
class Out:
    """Where a paper comes out; all of it runs off the UI thread and may raise ``PrintFailed``.

    Attributes:
        print: prints it on a printer, by its name; an empty one is the office's usual.
        save: saves it where the person finds it, and returns where.
        printers: returns the printers one can choose, the usual one first.
    """

    print: Callable[[str], PrintOutcome]
    save: Callable[[], Path]
    printers: Callable[[], Sequence[str]]


def made_out(paper: Paper, data: Callable[[], bytes], title: str) -> Out:
    """Return where a paper made of bytes comes out.

    Args:
        paper: where papers come out.
        data: returns the PDF; asked off the UI thread.
        title: names the job and the file.
    """
    return Out(
        lambda printer: paper.printer.print_pdf(
            data(), printer=printer or paper.sheets(), title=title
        ),
        lambda: paper.files.hand_out(f"{title}.pdf", data()),
        paper.printer.names,
    )


def on_printer(paper: Paper, printer: str) -> Paper:
    """Return where papers come out once a printer was chosen for this time."""
    return replace(paper, sheets=lambda: printer) if printer else paper


class PaperSheet(FullSheet):
    """Shows the pages of a paper, prints and saves it.

    What is sent to a printer goes on when the sheet is closed; then the window tells of it.

    Args:
        title: of the sheet.
        runner: of whoever opens it, which outlives it.
        pages: of whoever opens it: a page that is being drawn never holds the sheet back.
        over: the widget whose window tells what happens once the sheet is closed.
    """

    def __init__(
        self, title: str, runner: Runner, pages: PagesView, over: QWidget, *, width: int = 900
    ) -> None:
        super().__init__(title, width=width)
        self._runner, self.pages, self._over = runner, pages, over
        self._printer = ""
        self.told = ToldLine()
        self.body.addWidget(self.told)
        self.choose = self.add_action(
            KeyButton("Impresora", key="F6", icon="sliders-horizontal"), self._choose
        )
        self.save = self.add_action(KeyButton("Guardar en PDF", key="F10", icon="save"), self._save)
        self.print = self.add_action(
            KeyButton("Imprimir", key="Ctrl+P", icon="printer", style=ButtonStyle.PRIMARY),
            self._print,
        )
        self.closed.connect(self._give_back)

    def out(self) -> Out | None:
        """Return where what is shown comes out; None where nothing can."""
        raise NotImplementedError

    @property
    def paper_name(self) -> str:
        """What the paper that is shown is called."""
        return self.accessibleName()

    def show_pages(self, source: PageSource | None) -> None:
        """Show a paper."""
        self.pages.show_pages(source)
        self.offer()

    def offer(self) -> None:
        """Offer what can be done with what is shown."""
        can = self.out() is not None
        for button in (self.save, self.print, self.choose):
            button.setEnabled(can)

    def say(self, notice: Notice) -> None:
        """Tell what happened, here or, where the sheet is gone, in the window."""
        if isValid(self) and self.isVisible():
            self.told.show_notice(notice)
        elif isValid(self._over):
            tell(self._over, notice)

    def failed(self, error: KnownError) -> None:
        """Tell what did not work."""
        self.say(Notice.of(error))

    def _print(self) -> None:
        out = self.out()
        if out is None:
            return
        name = self.paper_name
        self._runner.write(
            partial(out.print, self._printer),
            lambda outcome: self.say(printed_notice(name, outcome)),
            self.failed,
        )

    def _save(self) -> None:
        out = self.out()
        if out is not None:
            self._runner.write(
                out.save,
                lambda path: self.say(Notice(f"Se guardó en {path}.", kind=Kind.OK)),
                self.failed,
            )

    def _choose(self) -> None:
        out = self.out()
        if out is None:
            return

        def ask(names: Sequence[str]) -> None:
            if not isValid(self) or not self.isVisible():
                return
            choices = [(USUAL, ""), *((name, name) for name in names)]
            sheet = ChoiceSheet("¿En qué impresora?", choices, self._printer)
            sheet.picked.connect(self._chosen)
            sheet.open(self)

        self._runner.read(out.printers, ask, self.failed)

    def _chosen(self, printer: str) -> None:
        self._printer = printer
        self.choose.set(printer or "Impresora")
        self.print.setFocus()

    def _give_back(self) -> None:
        self.pages.show_pages(None)
        self.pages.hide()
        if isValid(self._over):  # else who lent them is gone, and they go with the sheet
            self.pages.setParent(self._over)


class PreviewSheet(PaperSheet):
    """One paper, page by page.

    Args:
        title: what it is called.
        runner, pages, over: as for ``PaperSheet``.
        make: makes the PDF, off the UI thread; it is one of our own.
        paper: where it comes out.
    """

    help_topic = "formularios#vista-previa"

    def __init__(
        self,
        title: str,
        runner: Runner,
        pages: PagesView,
        over: QWidget,
        make: Callable[[], bytes],
        paper: Paper,
    ) -> None:
        super().__init__(title, runner, pages, over)
        self._paper, self._title, self._data = paper, title, b""
        self.fill(pages)
        self.body.addWidget(pages)
        pages.show()
        self.offer()
        runner.read(make, self._made, self.failed)

    def out(self) -> Out | None:
        """Return where it comes out, once it is made."""
        data = self._data
        return made_out(self._paper, lambda: data, self._title) if data else None

    def _made(self, data: bytes) -> None:
        if isValid(self) and self.isVisible():
            self._data = data
            self.show_pages(MadePages(self._title, data))


def printed_notice(paper: str, outcome: PrintOutcome) -> Notice:
    """Return what came of printing a paper."""
    where = f"se imprimió en {outcome.printer}" if outcome.printer else ""
    where = where or f"se guardó en {outcome.saved_to}"
    kind = Kind.WARN if outcome.notice else Kind.OK
    return Notice(outcome.notice or f"{paper}: {where}.", kind=kind)

"""Choosing a solution of the bank for a case that was not answered at once."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from desktop.usecases import solutions
from desktop.usecases.desk import Desk
from domain.case_parts import Matter
from domain.errors import KnownError
from domain.solutions import Solution
from domain.staff import Actor
from ui.support.state import solution_result
from ui.theme import Role, Tone
from ui.widgets import EmptyState, SearchField, Sheet, Text
from ui.widgets.results import Result, ResultList
from ui.work import Runner

SEARCH_WAIT_MS = 60


class SolutionSheet(Sheet):
    """Finds approved solutions as one types; Intro takes the current one.

    Args:
        desk, actor: whose bank is searched.
        matter: the topic and system at hand: their solutions come first.
    """

    picked = Signal(object)
    """The ``Solution``."""

    def __init__(self, desk: Desk, actor: Actor, matter: Matter) -> None:
        super().__init__("¿Qué solución se aplica?", width=680)
        self._desk, self._actor, self._matter = desk, actor, matter
        self._runner = Runner(self._refused, parent=self)
        self.search = SearchField("Palabras del problema o código", wait_ms=SEARCH_WAIT_MS)
        self.results = ResultList("Soluciones", self.search)
        self.results.setMinimumHeight(300)
        self._empty = EmptyState(
            "clipboard-check",
            "No hay una solución así",
            "Escriba otras palabras, o resuélvalo usted.",
        )
        self._empty.setMinimumHeight(300)
        self._refusal = Text("", Role.BODY, Tone.ERROR, wrap=True)
        self._refusal.hide()
        for widget in (self.search, self._refusal, self.results, self._empty):
            self.body.addWidget(widget)
        self._empty.hide()
        self.search.searched.connect(self._search)
        self.search.entered.connect(lambda _text: self._take(self.results.current()))
        self.results.opened.connect(self._take)
        self.closed.connect(self._runner.close)
        self._search("")

    def _search(self, text: str) -> None:
        matter = self._matter
        self._runner.latest(
            "find",
            partial(solutions.find, self._desk, self._actor, text, matter.topic, matter.system),
            self._found,
        )

    def _found(self, found: Sequence[Solution]) -> None:
        self._refusal.hide()
        results = [solution_result(one) for one in found]
        self.results.set_results(results)
        self.results.setVisible(bool(results))
        self._empty.setVisible(not results)

    def _refused(self, error: KnownError) -> None:
        self._refusal.setText(error.words)
        self._refusal.show()

    def _take(self, result: Result | None) -> None:
        if result is not None and isinstance(result.value, Solution):
            self.close_sheet()
            self.picked.emit(result.value)

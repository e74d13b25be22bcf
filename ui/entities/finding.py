"""The left part of the page of entities: finds one; else shows what waits over all of them."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from desktop.usecases.desk import Desk
from domain.identifiers import is_cedula
from domain.people import Entity
from domain.staff import Actor
from ui.casework.parties import RegisterSheet
from ui.entities.state import WaitingRow
from ui.reception.lookups import exact, search_entities
from ui.theme import Role
from ui.widgets import (
    Card,
    Column,
    DataTable,
    EmptyState,
    Notice,
    SearchField,
    TableModel,
    Text,
    tell,
)
from ui.widgets.results import Result, ResultList
from ui.work import Runner


class FindCard(Card):
    """Finds an entity, or registers one; while nothing is typed it shows what waits.

    Args:
        desk: the workstation.
        actor: as whom.
    """

    found = Signal(object)
    """The entity that was looked for (``Entity``)."""
    waiting_chosen = Signal(object)
    """A line of what waits (``WaitingRow``)."""

    def __init__(self, desk: Desk, actor: Actor) -> None:
        super().__init__("Entidades")
        self._desk, self._actor = desk, actor
        self._runner = Runner(lambda error: tell(self, error), parent=self)
        self._text = self._found_for = ""
        self.search = SearchField("RUC, código o nombre", key="F3")
        self.results = ResultList("Entidades encontradas", self.search)
        self.heading_waiting = Text("Por atender", Role.STRONG)
        self._model = TableModel[WaitingRow](
            [
                Column(
                    "Entidad y qué espera",
                    lambda row: row.entity,
                    width=200,
                    stretch=1,
                    role=Role.STRONG,
                    below=lambda row: row.words,
                )
            ],
            key=lambda row: row.id,
        )
        self.table = DataTable("Por atender", self._model)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._empty = EmptyState(
            "circle-check",
            "Nada por atender",
            "Aquí verá las reincorporaciones y los cambios que esperan, o que están programados.",
        )
        self.body.addWidget(self.search)
        self.body.addWidget(self.results, 1)
        self.body.addWidget(self.heading_waiting)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._empty, 1)
        self._searching = False
        self._arrange()
        self.search.searched.connect(self._search)
        self.search.entered.connect(self._enter)
        self.search.moved_down.connect(self._go_down)
        self.results.opened.connect(self._open)
        self.table.opened.connect(self.waiting_chosen.emit)

    def draw(self, rows: tuple[WaitingRow, ...]) -> None:
        """Show what waits."""
        self._model.set_rows(rows)
        self._arrange()

    def close_work(self) -> None:
        """Finish what is being looked for."""
        self._runner.close()

    def _go_down(self) -> None:
        if not self._searching and self._model.rowCount():
            self.table.setFocus()

    def _search(self, text: str) -> None:
        self._text, self._found_for = text, ""
        if not text:
            self._show_results(searching=False)
            return
        find = partial(search_entities, self._desk, self._actor, text)
        self._runner.latest("find", find, partial(self._show, text))

    def _enter(self, text: str) -> None:
        """Open what is meant: Intro may come before what was typed was found."""

        def show(results: tuple[Result, ...]) -> None:
            self._show(text, results)
            self._open(exact(results, text) or self.results.current())

        self._text = text
        if text and text == self._found_for:
            self._open(self.results.current())
        elif text:
            find = partial(search_entities, self._desk, self._actor, text)
            self._runner.latest("find", find, show)

    def _show(self, text: str, results: tuple[Result, ...]) -> None:
        if text == self._text:
            self._found_for = text
            # F5 is another button's on this page: Intro registers.
            self.results.set_results([replace(one, key="") for one in results])
            self._show_results(searching=True)

    def _open(self, result: Result | None) -> None:
        if result is None:
            return
        if isinstance(result.value, Entity):
            self._leave(result.value)
            return
        if is_cedula(self._text):  # a hand-held reader's Intro must not register what it read
            words = "Esa es una cédula: aquí se buscan entidades."
            tell(self, Notice(words, todo="Escriba el RUC, el código o el nombre de la entidad."))
            return
        sheet = RegisterSheet(self._desk, self._actor, entity=True)
        sheet.kept.connect(self._leave)
        sheet.open(self)
        sheet.begin(self._text)

    def _leave(self, entity: Entity) -> None:
        self.search.clear()
        self._text = self._found_for = ""
        self._show_results(searching=False)
        self.found.emit(entity)

    def _show_results(self, *, searching: bool) -> None:
        self._searching = searching
        self._arrange()

    def _arrange(self) -> None:
        rows = self._model.rowCount() > 0
        self.results.setVisible(self._searching)
        self.heading_waiting.setVisible(not self._searching and rows)
        self.table.setVisible(not self._searching and rows)
        self._empty.setVisible(not self._searching and not rows)

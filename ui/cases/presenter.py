"""Between the page of cases and the use cases: reads trays, acts on cases, tells one state."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases import boards, case_view, cases, resolving
from desktop.usecases.case_view import PAGE, Colleague, Tray
from desktop.usecases.desk import Desk
from domain.cases import Case
from domain.ports import TrayFilter
from domain.staff import Actor
from ui.cases.state import Asked, TrayState
from ui.following import POLL_MS, Following
from ui.widgets.notices import Notice

_GROWS_OLD = timedelta(seconds=30)
"""Time alone makes cases late: after so long a tray is read anew."""
_TOLD = 6
"""So many numbers are named in a notice."""


class CasesPresenter(Following[TrayState]):
    """Runs the page of cases.

    Args:
        desk: the workstation.
        actor: the person signed in.
        works: whether they work on cases; their own tray is shown first.
        steers: whether they give out the cases of others.
        poll_ms: how often it looks for changes.
    """

    found = Signal(object)
    """The id of the case that a typed or scanned number names."""
    looked = Signal(object)
    """The ``CaseView`` of the case asked for by ``look``."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        works: bool,
        steers: bool,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self._desk, self.actor = desk, actor
        self.works, self.steers = works, steers
        self._lapsed_on: date | None = None
        self._more_wanted = False
        self.asked = Asked(mine=works)

    # ------------------------------------------------------------------ reading

    def ask(self, asked: Asked) -> None:
        """Show another tray."""
        if asked != self.asked:
            self.asked = asked
            self.runner.latest("tray", lambda: self._tray(asked, PAGE), self._polled)

    def more(self) -> None:
        """Read the page after what is shown, if there is one, once nothing else is under way."""
        shown = self._state
        self._more_wanted = self._reading or self._acting
        if shown is None or shown.next is None or self._more_wanted:
            return
        place, wanted = shown.next, self._wanted(shown.asked)
        self._reading = True
        self.runner.read(
            lambda: case_view.tray(self._desk, self.actor, wanted, place),
            partial(self._grown, shown),
            self._not_read,
        )

    def look(self, case_id: UUID) -> None:
        """Read one case for the panel beside the list."""
        self.runner.latest(
            "look", lambda: case_view.view(self._desk, self.actor, case_id), self.looked.emit
        )

    def open_number(self, typed: str) -> None:
        """Find the case of a number, as typed or scanned."""
        self.runner.latest(
            "number",
            lambda: case_view.find(self._desk, self.actor, typed),
            lambda case: self.found.emit(case.id),
        )

    def colleagues(self, service: int | None, then: Callable[[Sequence[Colleague]], None]) -> None:
        """Read who may be given a case, of a service if told."""
        self.runner.latest(
            "people", lambda: case_view.colleagues(self._desk, self.actor, service), then
        )

    def holders(self, then: Callable[[Sequence[Colleague]], None]) -> None:
        """Read who has open cases."""
        self.runner.latest("people", lambda: case_view.holders(self._desk, self.actor), then)

    # ------------------------------------------------------------------ acting

    def lapse(self) -> None:
        """Once a day: end the returned cases whose term has passed, and tell which."""
        today = self._today()
        if today is None or today == self._lapsed_on or self._acting:
            return
        self._lapsed_on = today
        self._act(self._lapse_all, self._say_lapsed)

    def reassign(self, case_id: UUID, to: Colleague, reason: str) -> None:
        """Give a case to a colleague."""
        self._act(
            lambda: cases.reassign(self._desk, self.actor, case_id, to.staff_id, reason),
            lambda case: self._tell(f"{case.number} lo tiene ahora {to.name}."),
        )

    def reassign_all(self, of: Colleague, to: Colleague, reason: str) -> None:
        """Give a colleague every open case of one who is absent."""
        self._act(
            lambda: cases.reassign_all(self._desk, self.actor, of.staff_id, to.staff_id, reason),
            lambda result: self._say_given(of, to, *result),
        )

    def reopen(self, case_id: UUID, reason: str) -> None:
        """Take up a closed case again."""
        self._act(
            lambda: resolving.reopen(self._desk, self.actor, case_id, reason),
            lambda case: self._tell(
                f"{case.number} está abierto otra vez.", "Su plazo corre desde ahora."
            ),
        )

    # ------------------------------------------------------------------ inside

    def _read(self, known: TrayState | None) -> TrayState | None:
        """Read as many lines as are shown; None where nothing moved since ``known``."""
        asked, shown = self.asked, self._state
        if known is not None and known.asked == asked:
            old = self._desk.clock.now() - known.now >= _GROWS_OLD
            if not old and boards.change(self._desk) == known.change:
                return None
        same = shown is not None and shown.asked == asked
        many = len(shown.lines) if same and shown is not None else 0
        return self._tray(asked, max(PAGE, many))

    def _tray(self, asked: Asked, limit: int) -> TrayState:
        wanted = self._wanted(asked)
        return TrayState.of(asked, case_view.tray(self._desk, self.actor, wanted, limit=limit))

    def _wanted(self, asked: Asked) -> TrayFilter:
        return asked.wanted(self.actor.staff_id, self._desk.clock.now())

    def _polled(self, state: TrayState | None) -> None:
        """Show what was read, unless another tray was asked for meanwhile."""
        overtaken = state is not None and state.asked != self.asked
        super()._polled(None if overtaken else state)
        if self._more_wanted:
            self.more()

    def _grown(self, before: TrayState, page: Tray) -> None:
        self._polled(before.with_more(page))

    def _lapse_all(self) -> list[Case]:
        ended: list[Case] = []
        while some := cases.lapse_overdue(self._desk, self.actor):
            ended += some
        return ended

    def _say_lapsed(self, ended: Sequence[Case]) -> None:
        if not ended:
            return
        numbers = ", ".join(case.number for case in ended[:_TOLD])
        rest = f" y {len(ended) - _TOLD} más" if len(ended) > _TOLD else ""
        one = len(ended) == 1
        verb = "Caducó 1 trámite devuelto" if one else f"Caducaron {len(ended)} trámites devueltos"
        self.told.emit(
            Notice(f"{verb}: terminó su plazo para completarse.", kept=f"{numbers}{rest}.")
        )

    def _say_given(self, of: Colleague, to: Colleague, given: int, stayed: tuple[str, ...]) -> None:
        what = "1 trámite" if given == 1 else f"{given} trámites"
        words = f"{to.name} tiene ahora {what} de {of.name}."
        if not stayed:
            self._tell(words)
            return
        numbers = ", ".join(stayed[:_TOLD]) + (" y otros" if len(stayed) > _TOLD else "")
        self.told.emit(
            Notice(
                words if given else f"{to.name} no atiende hoy los servicios de {of.name}.",
                kept=f"Siguen con {of.name}: {numbers}.",
                todo="Reasígnelos a quien atiende su servicio.",
            )
        )

    def _today(self) -> date | None:
        shown, now = self._state, self._desk.clock.now()
        return None if shown is None else shown.office.local(now).date()

"""What the page of cases asks: which cases to show, who goes on with them, and why."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.usecases.case_view import Colleague
from ui.cases.presenter import CasesPresenter
from ui.cases.state import Line, service_choices, state_choices
from ui.casework.questions import REASONS_TO_REASSIGN, REASONS_TO_REOPEN
from ui.casework.state import colleague_words
from ui.theme import Kind
from ui.widgets import ChoiceSheet, Notice, ReasonSheet, tell


class Questions(QObject):
    """Asks, and lets the presenter act on the answers.

    Args:
        over: the page; sheets are laid over its window.
        presenter: acts.
        current: tells the current line of the list.
        change: asks for another tray, by the fields of ``Asked`` that change.
    """

    def __init__(
        self,
        over: QWidget,
        presenter: CasesPresenter,
        current: Callable[[], Line | None],
        change: Callable[..., None],
    ) -> None:
        super().__init__(over)
        self._over, self._presenter = over, presenter
        self._current, self._change = current, change

    def state(self) -> None:
        """Ask which state is shown."""
        asked = self._presenter.asked
        sheet = ChoiceSheet("¿En qué estado?", state_choices(asked), asked.state)
        sheet.picked.connect(lambda state: self._change(state=state))
        sheet.open(self._over)

    def service(self) -> None:
        """Ask which service is shown."""
        shown, asked = self._presenter.state, self._presenter.asked
        if shown is None:
            return
        sheet = ChoiceSheet("¿De qué servicio?", service_choices(shown.catalogue), asked.service)
        sheet.picked.connect(lambda service: self._change(service=service))
        sheet.open(self._over)

    def holder(self) -> None:
        """Ask whose cases are shown."""
        self._presenter.holders(self._choose_holder)

    def reassign(self) -> None:
        """Ask who goes on with the current case, and why."""
        line = self._current()
        if line is not None:
            self._presenter.colleagues(line.row.service, partial(self._choose_colleague, line))

    def reassign_all(self) -> None:
        """Ask who is absent, who goes on with their cases, and why."""
        self._presenter.holders(self._choose_absent)

    def reopen(self) -> None:
        """Ask why the current case is taken up again."""
        line = self._current()
        if line is None:
            return
        row = line.row
        sheet = ReasonSheet(f"¿Por qué reabre {row.number}?", REASONS_TO_REOPEN)
        sheet.chosen.connect(lambda reason: self._presenter.reopen(row.id, reason))
        sheet.open(self._over)

    def _choose_holder(self, holders: Sequence[Colleague]) -> None:
        choices: list[tuple[str, Colleague | None]] = [("Cualquiera", None)]
        choices += [(colleague_words(one), one) for one in holders]
        sheet = ChoiceSheet("¿Quién los tiene?", choices, self._presenter.asked.holder)
        sheet.picked.connect(lambda who: self._change(mine=False, holder=who))
        sheet.open(self._over)

    def _choose_colleague(self, line: Line, found: Sequence[Colleague]) -> None:
        row = line.row
        self._choose(
            f"¿Quién continúa {row.number}?",
            [one for one in found if one.staff_id != row.holder_id],
            lambda to: self._why(
                f"¿Por qué pasa a {to.name}?",
                lambda reason: self._presenter.reassign(row.id, to, reason),
            ),
            "Nadie más de la oficina atiende este servicio.",
        )

    def _choose_absent(self, holders: Sequence[Colleague]) -> None:
        self._choose(
            "¿De quién reasigna todos los trámites?",
            holders,
            self._ask_successor,
            "Nadie tiene trámites abiertos.",
        )

    def _ask_successor(self, absent: Colleague) -> None:
        self._presenter.colleagues(None, partial(self._choose_successor, absent))

    def _choose_successor(self, absent: Colleague, found: Sequence[Colleague]) -> None:
        self._choose(
            f"¿Quién continúa los trámites de {absent.name}?",
            [one for one in found if one.staff_id != absent.staff_id],
            lambda to: self._why(
                f"¿Por qué pasan a {to.name}?",
                lambda reason: self._presenter.reassign_all(absent, to, reason),
            ),
            "Nadie más de la oficina atiende trámites.",
        )

    def _choose(
        self,
        title: str,
        found: Sequence[Colleague],
        then: Callable[[Colleague], None],
        nobody: str,
    ) -> None:
        if not found:
            tell(self._over, Notice(nobody, kind=Kind.INFO))
            return
        sheet = ChoiceSheet(title, [(colleague_words(one), one) for one in found])
        sheet.picked.connect(then)
        sheet.open(self._over)

    def _why(self, title: str, then: Callable[[str], None]) -> None:
        sheet = ReasonSheet(title, REASONS_TO_REASSIGN)
        sheet.chosen.connect(then)
        sheet.open(self._over)

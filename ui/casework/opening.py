"""Opening a case: from the turno at the counter, or from what came by e-mail or in writing."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.usecases import case_view, cases
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.case_start import Start, start_of
from desktop.usecases.case_steps import EmailConditionOpen
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState
from domain.cases import Case, DuplicateCase
from domain.errors import KnownError
from domain.staff import Actor
from ui.casework.opening_sheets import DuplicateSheet, NewCaseSheet
from ui.widgets import ConfirmSheet, Notice, tell
from ui.work import Runner


class Opening(QObject):
    """Asks what a case needs to be opened, opens it or takes up a returned one, and tells which.

    Args:
        over: a widget of the window the sheets are laid over.
        desk: the workstation.
        actor: who is signed in.
    """

    opened = Signal(object, object)
    """Id of the case to go on with, and of the visit it is worked on in (or None)."""
    left = Signal()
    """Nothing was opened: back to where one came from."""

    def __init__(self, over: QWidget, desk: Desk, actor: Actor) -> None:
        super().__init__(over)
        self._over, self._desk, self._actor = over, desk, actor
        self._busy = False
        self.runner = Runner(self._failed, parent=self)

    def begin(
        self,
        ticket_id: UUID | None,
        service: int | None = None,
        *,
        like: case_view.Parties | None = None,
    ) -> None:
        """Ask what is needed for a case.

        Args:
            ticket_id: the visit it is for; None for what came otherwise.
            service: the one it is of, where that is known.
            like: whose another case it is, where no turno tells it.
        """
        if self._busy:
            return
        self._busy = True
        self.runner.read(
            lambda: start_of(self._desk, self._actor, ticket_id),
            lambda start: self._ask(_for_whom(start, like), service),
        )

    def close(self) -> None:
        """Finish what is under way."""
        self.runner.close()

    def _ask(self, start: Start, service: int | None) -> None:
        self._busy = False
        if not start.services and not start.returned:
            tell(self._over, Notice("Sus funciones de hoy no atienden servicios con documentos."))
            self.left.emit()
            return
        sheet = NewCaseSheet(self._desk, self._actor, start, service)
        sheet.asked.connect(lambda new: self._open(sheet, new))
        sheet.number_typed.connect(lambda number: self._take_up(sheet, start, number))
        sheet.returned_chosen.connect(lambda key: self._resubmit(sheet, start, key))
        sheet.cancelled.connect(self.left)
        sheet.open(self._over)

    # -------------------------------------------------------------- a new one

    def _open(self, sheet: NewCaseSheet, new: NewCase) -> None:
        self._write(
            sheet,
            partial(open_case, self._desk, self._actor, new),
            lambda case: self._done(sheet, case, new.ticket_id),
            partial(self._not_opened, sheet, new),
        )

    def _not_opened(self, sheet: NewCaseSheet, new: NewCase, error: KnownError) -> None:
        if isinstance(error, DuplicateCase):
            existing = error.existing
            asks = DuplicateSheet(error)
            asks.existing_chosen.connect(lambda: self._done(sheet, existing, new.ticket_id))
            asks.apart_chosen.connect(lambda why: self._open(sheet, replace(new, apart=why)))
            asks.open(self._over)
        elif isinstance(error, EmailConditionOpen):
            confirm = ConfirmSheet(
                "¿Se cumple la condición para atenderlo por correo?",
                f"{error.condition}. Compruébelo antes de continuar.",
                "Sí, se cumple",
            )
            confirm.confirmed.connect(
                lambda: self._open(sheet, replace(new, email_condition_holds=True))
            )
            confirm.open(self._over)
        else:
            sheet.say(error.words)

    # -------------------------------------------------------------- a returned one

    def _take_up(self, sheet: NewCaseSheet, start: Start, number: str) -> None:
        def found(case: Case) -> None:
            if case.state is CaseState.RETURNED:
                self._resubmit(sheet, start, case.id)
            else:
                self._done(sheet, case, None if start.ticket is None else start.ticket.id)

        self.runner.read(
            lambda: case_view.find(self._desk, self._actor, number),
            found,
            lambda error: sheet.say(error.words, number=True),
        )

    def _resubmit(self, sheet: NewCaseSheet, start: Start, case_id: UUID) -> None:
        ticket_id = None if start.ticket is None else start.ticket.id
        received_at = sheet.received_at
        if ticket_id is None and received_at is None:
            return  # the sheet says that what was typed is no moment
        self._write(
            sheet,
            lambda: cases.resubmit(
                self._desk, self._actor, case_id, ticket_id=ticket_id, received_at=received_at
            ),
            lambda case: self._done(sheet, case, ticket_id),
            lambda error: sheet.say(error.words, number=True),
        )

    # -------------------------------------------------------------- inside

    def _write(
        self,
        sheet: NewCaseSheet,
        work: Callable[[], Case],
        done: Callable[[Case], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        """Do it once, however often the key is pressed."""
        if self._busy:
            return
        self._busy = True
        sheet.say("")

        def ended(case: Case) -> None:
            self._busy = False
            done(case)

        def refused(error: KnownError) -> None:
            self._busy = False
            failed(error)

        self.runner.write(work, ended, refused)

    def _done(self, sheet: NewCaseSheet, case: Case, ticket_id: UUID | None) -> None:
        sheet.close_sheet()
        self.opened.emit(case.id, ticket_id)

    def _failed(self, error: KnownError) -> None:
        self._busy = False
        tell(self._over, error)
        self.left.emit()


def _for_whom(start: Start, like: case_view.Parties | None) -> Start:
    if like is None:
        return start
    return replace(start, person=start.person or like.bearer, entity=start.entity or like.entity)

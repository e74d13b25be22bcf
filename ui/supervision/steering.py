"""What a supervisor does about the day: each act by one key from its row, with its reason."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.usecases import notices, steering, steering_plans
from desktop.usecases.desk import Desk
from desktop.usecases.steering_plans import (
    Colleague,
    CoverPlan,
    Recorded,
    ServicesPlan,
)
from desktop.usecases.supervision import SupervisionBoard
from domain.errors import KnownError
from domain.ports import TicketView
from domain.staff import Actor
from domain.tickets import TicketState
from ui.following import Following
from ui.supervision.behind import BehindCard
from ui.supervision.cards import CountersCard
from ui.supervision.state import CounterRow
from ui.supervision.steering_sheets import (
    CoverChoice,
    CoverSheet,
    DoneSheet,
    NoticeSheet,
)
from ui.supervision.steering_words import (
    REASONS_OF_ABSENCE,
    REASONS_TO_END,
    REASONS_TO_OPEN,
    REASONS_TO_STOP,
    Receiver,
    ServiceChange,
    covered_words,
    ended_words,
    plan_words,
    receivers,
    record_words,
    sent_words,
    service_changes,
    unread_count,
)
from ui.theme import Kind
from ui.widgets import ButtonStyle, ChoiceSheet, KeyButton, Notice, ReasonSheet

T = TypeVar("T")


def can_be_ended(view: TicketView) -> bool:
    """Tell whether a turno is attended, or on hold, so that a supervisor may end it."""
    return view.ticket.state in {TicketState.SERVING, TicketState.HELD}


class SteeringPresenter(Following[None]):
    """Runs the acts, one at a time; what came of them is followed by the page itself."""

    def do(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Do ``work`` unless something is being done, then say what came of it."""
        self._act(work, done, failed)

    def say(self, what: str, rest: str = "") -> None:
        """Tell that something was done."""
        self._tell(what, rest)

    def refuse(self, error: KnownError) -> None:
        """Tell why something was not done."""
        self._failed(error)

    def _read(self, known: None) -> None:
        """Return nothing: the page follows the day."""


class Steering(QObject):
    """Asks, acts on the answer, and says what came of it.

    Args:
        over: the page; sheets are laid over its window.
        desk: the workstation.
        actor: the supervisor signed in.
        board: the day as it is shown.
    """

    notices_wanted = Signal()
    """Those already sent are to be seen."""

    def __init__(
        self,
        over: QWidget,
        desk: Desk,
        actor: Actor,
        board: Following[SupervisionBoard],
    ) -> None:
        super().__init__(over)
        self._over = over
        self._desk = desk
        self._actor = actor
        self._board = board
        self._cover: CoverSheet | None = None
        self._half_written = ""
        self.presenter = SteeringPresenter(parent=self)
        self.presenter.told.connect(board.told)

    def offer(self, behind: BehindCard, counters: CountersCard) -> None:
        """Put the acts, with their keys, beside what they are about."""
        end = KeyButton("Terminar", key="F8", style=ButtonStyle.GHOST)
        behind.add_action(end, self.ask_end, can_be_ended)
        services = KeyButton("Servicios", key="F5", style=ButtonStyle.GHOST)
        counters.add_action(services, self.ask_services)
        notice = KeyButton("Avisar", key="F7", style=ButtonStyle.GHOST)
        notice.clicked.connect(lambda: self.ask_notice(counters.row))
        cover = KeyButton("Reemplazar", key="F9", style=ButtonStyle.GHOST)
        cover.clicked.connect(lambda: self.ask_cover(counters.row))
        for button in (notice, cover):  # also with no counter chosen: to all, of anybody
            counters.bar.addWidget(button)

    def close(self) -> None:
        """Finish what is under way."""
        self.presenter.close()

    # -------------------------------------------------------------- services of a counter

    def ask_services(self, row: CounterRow) -> None:
        """Ask what a counter attends from now on, or no longer; then why."""
        if row.session_id is not None:
            self._look(
                partial(steering_plans.services_plan, self._desk, self._actor, row.session_id),
                self._ask_which,
            )

    def _ask_which(self, plan: ServicesPlan) -> None:
        found = service_changes(plan, self._desk.catalogue)
        if not found:
            words = f"{plan.who} no puede atender otros servicios en la ventanilla"
            self.presenter.told.emit(Notice(f"{words} {plan.counter_number}.", kind=Kind.INFO))
            return
        sheet = ChoiceSheet(f"¿Qué cambia en la ventanilla {plan.counter_number}?", found)
        sheet.picked.connect(lambda change: self._ask_why_changed(plan, change))
        sheet.open(self._over)

    def _ask_why_changed(self, plan: ServicesPlan, change: ServiceChange) -> None:
        name = self._desk.catalogue.short_names((change.service,))
        number = plan.counter_number
        if change.opens:
            act, title = steering.open_service, f"¿Por qué abre «{name}» en la ventanilla {number}?"
            done = f"La ventanilla {number} atiende también {name}."
        else:
            act, title = steering.close_service, f"¿Por qué deja «{name}» la ventanilla {number}?"
            done = f"La ventanilla {number} ya no atiende {name}."
        self._ask(
            title,
            REASONS_TO_OPEN if change.opens else REASONS_TO_STOP,
            lambda reason: self._act(
                lambda: act(self._desk, self._actor, plan.session_id, change.service, reason),
                lambda _: self.presenter.say(done, f"{plan.who} recibe un aviso."),
            ),
        )

    # -------------------------------------------------------------- notices

    def ask_notice(self, row: CounterRow | None) -> None:
        """Ask what to tell a counter, or all; what was typed before the list was seen is there."""
        typed, self._half_written = self._half_written, ""
        self._ask_text(None if row is None else row.counter_id, typed)

    def _ask_text(self, counter_id: UUID | None, typed: str = "") -> None:
        board = self._board.state
        if board is None:
            return
        many, unread = len(board.notices), unread_count(board)
        state = f"{unread} sin leer" if unread else "todos leídos"
        sheet = NoticeSheet(
            receivers(board),
            counter_id,
            typed=typed,
            sent_today=f"Los de hoy: {many}, {state}" if many else "",
        )
        sheet.written.connect(self._send)
        sheet.list_wanted.connect(self._leave_for_list)
        sheet.open(self._over, sheet.begins_with)

    def _leave_for_list(self, typed: str) -> None:
        self._half_written = typed
        self.notices_wanted.emit()

    def _send(self, to: Receiver, text: str) -> None:
        def failed(error: KnownError) -> None:
            """Ask again with what was written: it is not to be written twice."""
            self._refused(error)
            self._ask_text(to.counter_id, text)

        self._act(
            lambda: notices.send_notice(self._desk, self._actor, text, to.counter_id),
            lambda sent: self.presenter.say(sent_words(len(sent))),
            failed,
        )

    # -------------------------------------------------------------- a forgotten attention

    def ask_end(self, view: TicketView) -> None:
        """Tell what is on record of an attention, and ask why it ends."""
        self._look(
            partial(steering_plans.recorded, self._desk, self._actor, view.ticket.id),
            self._ask_why_ended,
        )

    def _ask_why_ended(self, found: Recorded) -> None:
        board = self._board.state
        if board is None:
            return
        catalogue, ticket_id = self._desk.catalogue, found.ticket.id
        self._ask(
            f"¿Por qué termina la atención de {found.ticket.code}?",
            REASONS_TO_END,
            lambda reason: self._act(
                lambda: steering.end_attention(self._desk, self._actor, ticket_id, reason),
                lambda ticket: self.presenter.say(*ended_words(ticket, catalogue)),
            ),
            text=record_words(found, board.office, catalogue, self._desk.clock.now()),
            confirm="Terminar",
        )

    # -------------------------------------------------------------- an absence

    def ask_cover(self, row: CounterRow | None) -> None:
        """Ask who stands in for an absent colleague: who is at this counter, or another."""
        number = None if row is None or row.session_id is None else row.number
        self._look(
            partial(steering_plans.colleagues, self._desk, self._actor),
            partial(self._ask_stand_in, number),
        )

    def _ask_stand_in(self, number: int | None, colleagues: Sequence[Colleague]) -> None:
        board = self._board.state
        if board is None:
            return
        here = (one.id for one in colleagues if number is not None and one.counter_number == number)
        absent = next(here, None)
        self._cover = sheet = CoverSheet(colleagues, absent, board.day)
        sheet.changed.connect(self._plan)
        sheet.answered.connect(self._ask_why_absent)
        sheet.closed.connect(self._uncover)
        sheet.open(self._over)
        self._plan()

    def _uncover(self) -> None:
        self._cover = None

    def _plan(self) -> None:
        """Work out what would happen, and tell it in the sheet that asks."""
        sheet = self._cover
        if sheet is None:
            return
        if sheet.chosen is None:
            sheet.refuse("No hay a quién reemplazar, o no hay quién lo haga.")
            return
        absent, stand_in, until = sheet.chosen

        def done(plan: CoverPlan) -> None:
            if self._cover is sheet:
                sheet.show_plan(plan_words(plan, absent, stand_in, until))

        def failed(error: KnownError) -> None:
            if self._cover is sheet:
                sheet.refuse(error.words)

        self.presenter.runner.latest(
            "plan",
            lambda: steering_plans.cover_plan(
                self._desk, self._actor, absent.id, stand_in.id, until
            ),
            done,
            failed,
        )

    def _ask_why_absent(self, choice: CoverChoice, plan: str) -> None:
        absent, stand_in, until = choice
        self._ask(
            f"¿Por qué falta {absent.full_name}?",
            REASONS_OF_ABSENCE,
            lambda reason: self._act(
                lambda: steering.cover_absence(
                    self._desk, self._actor, absent.id, stand_in.id, until, reason
                ),
                lambda cover: self._say_covered(cover, choice),
            ),
            text=plan,
            confirm="Reemplazar",
        )

    def _say_covered(self, cover: steering.Cover, choice: CoverChoice) -> None:
        absent, stand_in, until = choice
        done, left = covered_words(cover, absent, stand_in, until)
        title = f"{stand_in.full_name} reemplaza a {absent.full_name}"
        DoneSheet(title, done, left).open(self._over)

    # -------------------------------------------------------------- inside

    def _look(self, work: Callable[[], T], ask: Callable[[T], None]) -> None:
        """Read what the question is about, then ask; a key pressed twice asks once."""
        self.presenter.runner.latest("look", work, ask, self._refused)

    def _act(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Act, say what came of it, and let the page show the day as it is now."""

        def succeeded(result: T) -> None:
            self._board.load()
            done(result)

        self.presenter.do(work, succeeded, failed or self._refused)

    def _refused(self, error: KnownError) -> None:
        self._board.load()
        self.presenter.refuse(error)

    def _ask(
        self,
        title: str,
        reasons: Sequence[str],
        chosen: Callable[[str], None],
        *,
        text: str = "",
        confirm: str = "Continuar",
    ) -> None:
        sheet = ReasonSheet(title, reasons, text=text, confirm=confirm)
        sheet.chosen.connect(chosen)
        sheet.open(self._over)

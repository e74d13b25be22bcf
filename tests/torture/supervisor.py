"""The supervisor: watches, steers, frees what is stuck, closes the day; chosen at random."""

import random
from datetime import date
from uuid import UUID

from desktop.usecases import cases, counters, day, notices, resolving, serving, steering
from desktop.usecases import solutions as bank
from desktop.usecases.day_report import day_report
from desktop.usecases.desk import Desk
from desktop.usecases.figures.upkeep import bring_up_to_date
from desktop.usecases.supervision import SupervisionBoard, supervision_board
from domain.case_parts import CaseState
from domain.counters import CounterSession, SessionState
from domain.offices import Counter
from domain.ports import TrayFilter, TrayScope
from domain.queue import DayClosed
from domain.solutions import SolutionState
from domain.staff import Actor
from domain.tickets import AT_COUNTER, OPEN_STATES, TicketState
from tests.torture.clerk import Act, of
from tests.torture.control import Control, DayEnd, Slot
from tests.torture.lines import Shown


class Supervisor:
    """Who watches the day, frees what is stuck, and closes it."""

    def __init__(self, desk: Desk, actor: Actor, chance: random.Random, control: Control) -> None:
        self._desk, self._actor, self._chance, self._control = desk, actor, chance, control
        with desk.units.read() as unit:
            self._office = unit.offices.office()
            self._numbers = {one.id: one.number for one in unit.offices.counters()}
        #: What a screen or a paper last showed, to be told as a look.
        self.seen: dict[str, object] | None = None
        self._to_print: date | None = None

    def forget(self) -> None:
        """Nothing is believed from one act to the next."""

    def next_act(self) -> Act | None:
        """Choose what to do now; None: only looked."""
        if (closed := self._to_print) is not None:
            self._to_print = None
            self._print_report(closed)
            return None
        if self._control.get(Slot.END_DAY) == DayEnd.ASKED:
            return self._close_day(None)
        dice = self._chance.random()
        if dice < 0.6:
            return self._watch()
        if dice < 0.85:
            return self._cases()
        return self._count() if dice < 0.9 else self._review()

    def _count(self) -> Act:
        """Count days that are over, as the program does by itself now and then."""

        def do() -> Shown:
            done = bring_up_to_date(self._desk, self._actor)
            return [["figures_counted"]] if done.counted else []

        return Act("count", "", do)

    def _watch(self) -> Act | None:
        board = supervision_board(self._desk, self._actor)
        self.seen = {"board": _shown_on(board)}
        dice = self._chance.random()
        if board.forgotten_days and dice < 0.3:
            return self._close_day(board.forgotten_days[0])
        if board.closed and dice < 0.1:
            return self._reopen_day()
        if dice < 0.55:
            return self._turno(board)
        return self._counter(board)

    def _turno(self, board: SupervisionBoard) -> Act | None:
        """Do something about a turno: those that an earlier day left at a counter first."""
        tickets = [view.ticket for view in board.tickets]
        stuck = [one for one in tickets if one.state in AT_COUNTER and one.day != board.day]
        left = stuck or [one for one in tickets if one.state in OPEN_STATES]
        if not left:
            return None
        one = self._chance.choice(left)
        served = one.state in {TicketState.SERVING, TicketState.HELD}
        if served and self._chance.random() < 0.3:
            return Act("end", str(one.id), lambda: self._ended(one.id))
        places = [None, *(view.counter for view in board.counters)]
        return self._send(one.id, self._chance.choice(places))

    def _counter(self, board: SupervisionBoard) -> Act | None:
        """Do something about a counter."""
        opened = [(view, view.session) for view in board.counters if view.session is not None]
        if not opened:
            return None
        view, session = self._chance.choice(opened)
        number = view.counter.number
        dice = self._chance.random()
        if dice < 0.3:
            return self._notice(view.counter if dice < 0.2 else None)
        if dice < 0.6:
            return self._services(session, number)
        if dice < 0.7:
            return self._cover(session, self._chance.choice(opened)[1])
        if session.state is SessionState.BREAK or session.day != board.day:
            return self._close_for(session.id, number)
        return None

    def _services(self, session: CounterSession, number: int) -> Act:
        service = self._chance.choice([2, 6, 10])
        change = steering.close_service
        if service not in session.services:
            change = steering.open_service

        def do() -> Shown:
            change(self._desk, self._actor, session.id, service, "Hay mucha gente")
            return [["counter_services_changed", number]]

        return Act("services", str(session.id), do)

    def _notice(self, counter: Counter | None) -> Act:
        def do() -> Shown:
            sent = notices.send_notice(
                self._desk,
                self._actor,
                "Cierre a las 17:00",
                None if counter is None else counter.id,
            )
            return [["notice_sent", self._numbers[notice.counter_id]] for notice in sent]

        return Act("notice", "", do)

    def _cover(self, absent: CounterSession, by: CounterSession) -> Act:
        """Let one clerk stand in for another until tonight."""

        def do() -> Shown:
            today = self._office.day_of(self._desk.clock.now())
            covered = steering.cover_absence(
                self._desk, self._actor, absent.staff_id, by.staff_id, today, "Está enfermo"
            )
            ticket = covered.ticket
            sent = [] if ticket is None else [of("ticket_sent_on", ticket)]
            expired = [of("ticket_expired", ticket)] if ticket and ticket.finished_at else []
            return [["absence_covered"], *sent, *expired]

        return Act("cover", str(absent.staff_id), do)

    def _ended(self, ticket_id: UUID) -> Shown:
        ended = steering.end_attention(self._desk, self._actor, ticket_id, "Quedó abierta")
        return [of("ticket_served", ended)]

    def _send(self, ticket_id: UUID, to: Counter | None) -> Act:
        def do() -> Shown:
            ticket = serving.send_on(
                self._desk,
                self._actor,
                ticket_id,
                "Atención olvidada",
                to_counter=None if to is None else to.id,
            )
            sent = [of("ticket_sent_on", ticket)]
            return [*sent, of("ticket_expired", ticket)] if ticket.finished_at else sent

        return Act("send", str(ticket_id), do)

    def _close_for(self, session_id: UUID, number: int) -> Act:
        def do() -> Shown:
            counters.close_for(self._desk, self._actor, session_id, "Salió")
            return [["counter_closed", number]]

        return Act("close_for", str(session_id), do)

    def _close_day(self, which: date | None) -> Act:
        def do() -> Shown:
            try:
                closed = day.close_day(self._desk, self._actor, "Fin de la jornada", which)
            except DayClosed:
                self._done(which)
                raise
            self._done(which)
            self._to_print = closed.day.day
            expired = [of("ticket_expired", ticket) for ticket in closed.expired]
            return [["day_closed", closed.day.day.isoformat()], *expired]

        return Act("close_day", "" if which is None else which.isoformat(), do)

    def _print_report(self, which: date) -> None:
        """Print the head of the chain on the report, as somebody takes it home."""
        closed = day_report(self._desk, self._actor, which).closed
        if closed is not None:
            day_, head = which.isoformat(), closed.head
            self.seen = {"report": {"day": day_, "sequence": head.sequence, "hash": head.hash}}

    def _done(self, which: date | None) -> None:
        if which is None and self._control.get(Slot.END_DAY) == DayEnd.ASKED:
            # One day in ten is opened again, and closed again.
            again = self._chance.random() < 0.1
            self._control.set(Slot.END_DAY, DayEnd.NOT_YET if again else DayEnd.DONE)

    def _reopen_day(self) -> Act:
        def do() -> Shown:
            opened = day.reopen_day(self._desk, self._actor, "Llegó más gente")
            return [["day_reopened", opened.day.isoformat()]]

        return Act("reopen_day", "", do)

    def _cases(self) -> Act | None:
        with self._desk.units.read() as unit:
            rows = unit.cases.tray(TrayFilter(TrayScope.ALL), 30)
            clerks = [one.id for one in unit.staff.all() if one.username.startswith("asesor")]
        if not rows:
            return None
        row = self._chance.choice(rows)
        if row.state is CaseState.CLOSED:

            def reopen() -> Shown:
                case = resolving.reopen(self._desk, self._actor, row.id, "Volvió con lo mismo")
                return [["case_reopened", case.number]]

            return Act("reopen_case", row.number, reopen)
        to = self._chance.choice(clerks)

        def reassign() -> Shown:
            case = cases.reassign(self._desk, self._actor, row.id, to, "Está ausente")
            return [["case_reassigned", case.number]]

        return Act("reassign_case", row.number, reassign)

    def _review(self) -> Act | None:
        with self._desk.units.read() as unit:
            proposed = unit.solutions.all(SolutionState.PROPOSED, 5)
        if not proposed:
            return None
        one = proposed[0]

        def do() -> Shown:
            kept = bank.approve(self._desk, self._actor, one.id, one.content)
            return [["solution_approved", kept.code]]

        return Act("approve", one.code, do)


def _shown_on(board: SupervisionBoard) -> dict[str, object]:
    """Return what the board shows of the day, and of which moment of the log."""
    figures = board.counted.figures
    waiting = [
        view
        for view in board.tickets
        if view.ticket.state is TicketState.ISSUED and view.ticket.day == board.day
    ]
    return {
        "change": board.change,
        "day": board.day.isoformat(),
        "issued": figures.issued,
        "served": figures.served,
        "waiting": len(waiting),
    }

"""Reception, the supervisor, and the television in the hall; what to do is chosen at random."""

import random
from datetime import date
from uuid import UUID

from desktop.usecases import boards, cases, counters, day, paper, reception, resolving, serving
from desktop.usecases import solutions as bank
from desktop.usecases.desk import Desk
from desktop.usecases.paper import Paper
from desktop.usecases.supervision import supervision_board
from domain.case_parts import CaseState
from domain.counters import SessionState
from domain.errors import PrintFailed
from domain.offices import Counter
from domain.people import DocumentType
from domain.ports import TrayFilter, TrayScope
from domain.queue import DayClosed
from domain.solutions import SolutionState
from domain.staff import Actor
from domain.tickets import AT_COUNTER, OPEN_STATES
from tests.torture.clerk import Act, of
from tests.torture.control import Control, DayEnd, Slot
from tests.torture.lines import Shown

ENOUGH = 40
"""So many wait that reception has time for other things."""
_REASONS = ("Se retira", "Se equivocó de oficina", "Vuelve mañana")


class Reception:
    """Who greets, registers and issues."""

    def __init__(self, desk: Desk, actor: Actor, chance: random.Random, slips: Paper) -> None:
        self._desk, self._actor, self._chance, self._slips = desk, actor, chance, slips
        self._unsure = True
        self._ahead = 0

    def forget(self) -> None:
        """What was believed did not hold: look at the screen before the next act."""
        self._unsure = True

    def next_act(self) -> Act | None:
        """Choose what to do now; None: nothing."""
        if self._unsure:
            self._look()
        dice = self._chance.random()
        if dice < 0.03:
            return self._register()
        if dice < 0.05 and self._people:
            return self._correct(self._chance.choice(self._people))
        if dice < 0.06:
            return self._entity()
        if dice < 0.10 and self._waiting:
            return self._cancel(self._waiting.pop(self._chance.randrange(len(self._waiting))))
        if dice < 0.18 and self._absent:
            return self._rejoin(self._absent.pop())
        if dice < 0.20:
            self._unsure = True
        if self._ahead < ENOUGH:
            return self._issue()
        self._unsure = True
        return None

    def _look(self) -> None:
        board = boards.queue_board(self._desk, self._actor)
        self._waiting = [row.view.ticket.id for row in board.waiting]
        self._absent = [view.ticket.id for view in board.absent]
        self._ahead = len(self._waiting)
        with self._desk.units.read() as unit:
            self._people = [person.id for person in unit.people.search("persona", 20)]
            self._entities = [entity.id for entity in unit.entities.search("entidad", 20)]
        self._unsure = False

    def _issue(self) -> Act:
        services = self._chance.choices([(6,), (6, 10), (10,), (2, 6)], [8, 1, 1, 1])[0]
        asked = reception.NewTicket(
            services,
            self._chance.choice([None, *self._people]),
            self._chance.choice([None, *self._entities]),
            self._chance.random() < 0.25,
        )
        printed = self._chance.random() < 0.03

        def do() -> Shown:
            issued = reception.issue(self._desk, self._actor, asked)
            self._ahead = issued.ahead + 1
            # What can be read on the slip or on the screen; a slip that fails changes nothing.
            slip = self._print(issued) if printed else "no slip"
            return [of("ticket_issued", issued.ticket), ["slip", slip]]

        return Act("issue", "", do)

    def _print(self, issued: reception.Issued) -> str:
        try:
            out = paper.print_slip(self._desk, self._slips, issued)
        except PrintFailed:
            return "failed"
        return "kept" if out.saved_to else "printed"

    def _register(self) -> Act:
        number = f"T{self._chance.randrange(10**9):09}"

        def do() -> Shown:
            draft = reception.PersonDraft(DocumentType.PASSPORT, number, "Persona Nueva")
            person = reception.register_person(self._desk, self._actor, draft)
            return [["person_registered", person.document]]

        return Act("register", number, do)

    def _correct(self, person_id: UUID) -> Act:
        def do() -> Shown:
            with self._desk.units.read() as unit:
                known = unit.people.get(person_id)
            draft = reception.PersonDraft(
                known.document_type, known.document, known.name, f"09{known.version:08}"
            )
            person = reception.correct_person(self._desk, self._actor, person_id, draft)
            return [["person_corrected", person.document]]

        return Act("correct", str(person_id), do)

    def _entity(self) -> Act:
        ruc = f"1760{self._chance.randrange(10**6):06}001"

        def do() -> Shown:
            entity = reception.register_entity(self._desk, self._actor, ruc, "Empresa Nueva")
            return [["entity_registered", entity.ruc]]

        return Act("entity", ruc, do)

    def _cancel(self, ticket_id: UUID) -> Act:
        reason = self._chance.choice(_REASONS)
        return Act(
            "cancel",
            str(ticket_id),
            lambda: [
                of("ticket_cancelled", reception.cancel(self._desk, self._actor, ticket_id, reason))
            ],
        )

    def _rejoin(self, ticket_id: UUID) -> Act:
        return Act(
            "rejoin",
            str(ticket_id),
            lambda: [of("ticket_rejoined", reception.rejoin(self._desk, self._actor, ticket_id))],
        )


class Supervisor:
    """Who watches the day, frees what is stuck, and closes it."""

    def __init__(self, desk: Desk, actor: Actor, chance: random.Random, control: Control) -> None:
        self._desk, self._actor, self._chance, self._control = desk, actor, chance, control
        #: What the board last showed, to be told as a look.
        self.seen: dict[str, object] | None = None

    def forget(self) -> None:
        """Nothing is believed from one act to the next."""

    def next_act(self) -> Act | None:
        """Choose what to do now; None: only looked."""
        if self._control.get(Slot.END_DAY) == DayEnd.ASKED:
            return self._close_day(None)
        dice = self._chance.random()
        if dice < 0.5:
            return self._steer()
        if dice < 0.8:
            return self._cases()
        return self._review()

    def _steer(self) -> Act | None:
        board = supervision_board(self._desk, self._actor)
        states = [view.ticket.state.value for view in board.tickets if view.ticket.day == board.day]
        self.seen = {
            "change": board.change,
            "day": board.day.isoformat(),
            "issued": len(states),
            "served": states.count("served"),
            "waiting": states.count("issued"),
        }
        dice = self._chance.random()
        if board.forgotten_days and dice < 0.3:
            return self._close_day(board.forgotten_days[0])
        if board.closed and dice < 0.1:
            return self._reopen_day()
        left = [view.ticket.id for view in board.tickets if view.ticket.state in OPEN_STATES]
        stuck = [
            view.ticket.id
            for view in board.tickets
            if view.ticket.state in AT_COUNTER and view.ticket.day != board.day
        ]
        if (stuck or left) and dice < 0.7:
            places = [None, *(view.counter for view in board.counters)]
            return self._send(self._chance.choice(stuck or left), self._chance.choice(places))
        idle = [
            view
            for view in board.counters
            if view.session is not None
            and (view.session.state is SessionState.BREAK or view.session.day != board.day)
        ]
        if idle and (session := idle[0].session) is not None:
            return self._close_for(session.id, idle[0].counter.number)
        return None

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
            expired = [of("ticket_expired", ticket) for ticket in closed.expired]
            return [["day_closed", closed.day.day.isoformat()], *expired]

        return Act("close_day", "" if which is None else which.isoformat(), do)

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


class Television:
    """What the hall reads."""

    def __init__(self, desk: Desk, actor: Actor) -> None:
        self._desk, self._actor = desk, actor
        self._before: list[list[str | int]] = []

    def look(self) -> dict[str, object] | None:
        """Return the calls on the screen, where they changed."""
        today = self._today()
        board = boards.display_board(self._desk, self._actor)
        calls: list[list[str | int]] = [[call.code, call.counter_number] for call in board.calls]
        if calls == self._before or today != self._today():
            return None
        self._before = calls
        return {"day": today, "calls": calls}

    def _today(self) -> str:
        with self._desk.units.read() as unit:
            return unit.offices.office().day_of(self._desk.clock.now()).isoformat()

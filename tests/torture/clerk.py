"""A clerk: the whole queue at a counter, and cases; what to do is chosen at random."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from desktop.usecases import boards, calling, counters, notices, resolving, serving
from desktop.usecases.case_opening import NewCase
from desktop.usecases.desk import Desk
from domain.case_parts import ConformityKind
from domain.cases import Case
from domain.catalogue import Channel
from domain.counters import CounterSession, SessionState
from domain.offices import Office
from domain.solutions import SolutionType
from domain.staff import Actor
from domain.tickets import Ticket, TicketState
from tests.torture.lines import Shown

SUPPORT = 6
FORESEEN = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó", "S-0001")
UNFORESEEN = resolving.Answer(SolutionType.DONE, "Se restableció a mano")


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do: its kind, what it is done to, and how; ``do`` returns what is shown."""

    kind: str
    about: str
    do: Callable[[], Shown]


def of(type_: str, ticket: Ticket, *more: str | int) -> list[str | int]:
    """Return what a person sees of a turno: what happened, its day and what is printed."""
    return [type_, ticket.day.isoformat(), ticket.code, *more]


def support_case(case: Case) -> Shown:
    """Return what a person sees of a case that was opened, solved and ended in one step."""
    return [[f"case_{end}", case.number] for end in ("opened", "begun", "resolved", "closed")]


class Clerk:
    """Somebody at a counter.

    Args:
        chance: decides everything.
        home: the number of the counter they prefer.
    """

    def __init__(self, desk: Desk, actor: Actor, chance: random.Random, home: int) -> None:
        self._desk, self._actor, self._chance, self._home = desk, actor, chance, home
        with desk.units.read() as unit:
            self._office: Office = unit.offices.office()
            self._counters = {counter.number: counter.id for counter in unit.offices.counters()}
        self._numbers = {key: number for number, key in self._counters.items()}
        self._session: CounterSession | None = None
        self._current: Ticket | None = None
        self._held: tuple[UUID, ...] = ()
        self._waiting: tuple[UUID, ...] = ()
        self._unread: list[UUID] = []
        self._recorded = False
        self._unsure = True

    def forget(self) -> None:
        """What was believed did not hold: look at the screen before the next act."""
        self._unsure = True

    def next_act(self) -> Act:
        """Choose what to do now."""
        if self._unsure:
            self._look()
        session = self._session
        if session is None or session.day != self._office.day_of(self._desk.clock.now()):
            return self._open()
        if self._unread:
            return self._read(self._unread.pop())
        if session.state is SessionState.BREAK:
            return self._at_counter("back", "counter_back", counters.end_break)
        if self._current is None:
            return self._free()
        if self._current.state is TicketState.CALLED:
            return self._called(self._current)
        return self._serving(self._current)

    def _look(self) -> None:
        board = boards.queue_board(self._desk, self._actor)
        self._session = board.session
        self._current = None if board.current is None else board.current.ticket
        self._held = tuple(view.ticket.id for view in board.held)
        self._waiting = tuple(row.view.ticket.id for row in board.waiting if row.mine)
        self._recorded = False
        self._unread = [view.notice.id for view in notices.unread(self._desk, self._actor)]
        self._unsure = False

    # ------------------------------------------------------------------ the counter

    def _open(self) -> Act:
        other = self._chance.random() < 0.1
        number = self._chance.choice([*self._counters]) if other else self._home

        def do() -> Shown:
            before = self._session
            session = counters.open_counter(self._desk, self._actor, self._counters[number])
            self._session, self._unsure = session, True
            taken_up = before is not None and before.id == session.id
            return [] if taken_up or session.version > 1 else [["counter_opened", number]]

        return Act("open", str(number), do)

    def _at_counter(
        self, kind: str, type_: str, change: Callable[[Desk, Actor], CounterSession]
    ) -> Act:
        def do() -> Shown:
            self._session = change(self._desk, self._actor)
            return [[type_, self._numbers[self._session.counter_id]]]

        return Act(kind, "", do)

    def _pause(self) -> Act:
        return self._at_counter(
            "break", "counter_break", lambda desk, actor: counters.take_break(desk, actor, "Café")
        )

    def _close(self) -> Act:
        act = self._at_counter("close", "counter_closed", counters.close_counter)

        def do() -> Shown:
            shown = act.do()
            self._session = None
            return shown

        return Act("close", "", do)

    def _read(self, notice_id: UUID) -> Act:
        def do() -> Shown:
            notice = notices.read_notice(self._desk, self._actor, notice_id)
            number = self._numbers[notice.counter_id]
            # Somebody at this counter may have read it before: then nothing is told.
            return [["notice_read", number]] if notice.read_by == self._actor.staff_id else []

        return Act("read", str(notice_id), do)

    # ------------------------------------------------------------------ the queue

    def _free(self) -> Act:
        dice = self._chance.random()
        if dice < 0.05 and self._waiting:
            return self._chosen(self._chance.choice(self._waiting))
        if dice < 0.12 and self._held:
            return self._resume(self._chance.choice(self._held))
        if dice < 0.14:
            return self._pause()
        if dice < 0.15:
            return self._close()
        if dice < 0.19:
            return self._telephone()
        return Act("next", "", lambda: self._call(calling.call_next(self._desk, self._actor)))

    def _call(self, ticket: Ticket) -> Shown:
        self._current, self._recorded = ticket, False
        assert ticket.counter_id is not None
        return [of("ticket_called", ticket, self._numbers[ticket.counter_id])]

    def _chosen(self, ticket_id: UUID) -> Act:
        self._unsure = True

        def do() -> Shown:
            shown = self._call(
                calling.call_chosen(self._desk, self._actor, ticket_id, "Viene de lejos")
            )
            self._unsure = False
            return shown

        return Act("chosen", str(ticket_id), do)

    def _resume(self, ticket_id: UUID) -> Act:
        self._unsure = True

        def do() -> Shown:
            ticket = serving.resume(self._desk, self._actor, ticket_id)
            assert ticket.counter_id is not None
            return [of("ticket_resumed", ticket, self._numbers[ticket.counter_id])]

        return Act("resume", str(ticket_id), do)

    def _called(self, current: Ticket) -> Act:
        dice = self._chance.random()
        if dice < 0.70:
            return self._change("arrive", "ticket_arrived", calling.arrived)
        if dice < 0.74:
            return self._change("undo", "call_undone", calling.undo_call)
        if current.recalls < 2:
            return self._change("again", "ticket_called_again", calling.call_again)
        return self._change("absent", "ticket_no_show", calling.did_not_come)

    def _change(self, kind: str, type_: str, change: Callable[[Desk, Actor], Ticket]) -> Act:
        """Change the turno at the counter."""

        def do() -> Shown:
            ticket = change(self._desk, self._actor)
            here = ticket.state in {TicketState.CALLED, TicketState.SERVING}
            self._current = ticket if here else None
            return [of(type_, ticket)]

        return Act(kind, "", do)

    def _serving(self, current: Ticket) -> Act:
        dice = self._chance.random()
        if dice < 0.25 and SUPPORT in current.pending and not self._recorded:
            return self._support(current)
        # Without a reason it is refused where a service has no case: that is tried as well.
        reason = "" if self._recorded or dice > 0.97 else "Consulta breve"
        if dice < 0.60:
            return self._change(
                "finish",
                "ticket_served",
                lambda desk, actor: serving.finish(desk, actor, reason),
            )
        if dice < 0.85:
            return Act("finish_next", "", lambda: self._finish_and_call(reason))
        if dice < 0.92:
            return self._change(
                "hold", "ticket_held", lambda desk, actor: serving.hold(desk, actor, "Falta copia")
            )
        return self._send(current)

    def _finish_and_call(self, reason: str) -> Shown:
        both = serving.finish_and_call(self._desk, self._actor, reason)
        self._current = None
        called = [] if both.called is None else self._call(both.called)
        return [of("ticket_served", both.finished), *called]

    def _send(self, current: Ticket) -> Act:
        add = self._chance.choice([None, 10, 2])
        other = self._chance.choice([None, *self._counters.values()])
        self._unsure = True

        def do() -> Shown:
            ticket = serving.send_on(
                self._desk,
                self._actor,
                current.id,
                "Otra consulta",
                to_counter=other,
                add_service=add,
            )
            return [of("ticket_sent_on", ticket)]

        return Act("send", str(current.id), do)

    # ------------------------------------------------------------------ support

    def _support(self, current: Ticket) -> Act:
        apart = self._chance.choice(["", f"Otro usuario {self._chance.randrange(10**6)}"])
        new = NewCase(
            SUPPORT,
            ticket_id=current.id,
            topic="access",
            problem="No puede entrar",
            apart=apart,
        )

        def do() -> Shown:
            shown = self._solved(new)
            self._recorded = True
            return shown

        return Act("support", str(current.id), do)

    def _telephone(self) -> Act:
        new = NewCase(7, Channel.PHONE, topic="access", problem="Llama porque no puede entrar")
        return Act("support", "", lambda: self._solved(new))

    def _solved(self, new: NewCase) -> Shown:
        answer = UNFORESEEN if self._chance.random() < 0.05 else FORESEEN
        return support_case(
            resolving.support(self._desk, self._actor, new, answer, ConformityKind.GIVEN)
        )

"""A reception or a counter as a process of its own, for tests that kill it.

It prints a line for each action *after* the use case returned: what a person would have seen.
Usage: ``python -m tests.faults.worker DATABASE USERNAME COUNTER ACTIONS`` (counter 0: reception).
"""

import sys
from pathlib import Path
from uuid import UUID

from db.engine import open_engine
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import access, calling, counters, reception, serving
from desktop.usecases.boards import counters_board
from desktop.usecases.desk import Desk
from domain.queue import QueueEmpty
from domain.staff import Actor
from tests.office import CHEAP, KEY, MORNING, PASSWORD, FakeClock


def tell(action: str, ticket_id: UUID, code: str) -> None:
    """Print what the person sees."""
    print(action, ticket_id, code, flush=True)  # noqa: T201


def receive(desk: Desk, actor: Actor, actions: int) -> None:
    """Issue turnos, one in four with priority."""
    for place in range(actions):
        issued = reception.issue(desk, actor, reception.NewTicket((6,), priority=place % 4 == 3))
        tell("ticket_issued", issued.ticket.id, issued.ticket.code)


def serve(desk: Desk, actor: Actor, number: int, actions: int) -> None:
    """Call, attend and finish until ``actions`` were done."""
    board = counters_board(desk, actor)
    counter_id = next(view.counter.id for view in board if view.counter.number == number)
    counters.open_counter(desk, actor, counter_id)
    done = 0
    while done < actions:
        done += 1
        try:
            ticket = calling.call_next(desk, actor)
        except QueueEmpty:
            continue
        tell("ticket_called", ticket.id, ticket.code)
        ticket = calling.arrived(desk, actor)
        tell("ticket_arrived", ticket.id, ticket.code)
        ticket = serving.finish(desk, actor, "Consulta breve")
        tell("ticket_served", ticket.id, ticket.code)


def main() -> None:
    """Work as the arguments say."""
    database, username, number, actions = sys.argv[1:]
    engine = open_engine(Path(database), KEY, busy_seconds=60)
    desk = Desk(SqlUnits(engine, username), catalogues(), FakeClock(MORNING), CHEAP)
    actor = access.sign_in(desk, username, PASSWORD)
    print("ready", flush=True)  # noqa: T201
    if int(number):
        serve(desk, actor, int(number), int(actions))
    else:
        receive(desk, actor, int(actions))
    engine.dispose()


if __name__ == "__main__":
    main()

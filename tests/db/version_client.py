"""A counter on the office's server as a process of its own, of whatever version the tree is.

Usage: ``python -m tests.db.version_client CONNINFO``; then a word a line: ``work``, ``close``,
``update``, ``next``. Each is answered with a line.
"""

import sys
from collections.abc import Callable
from datetime import timedelta

from db import versions
from db.office_server import updating
from db.postgres import open_engine
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import access, calling, counters, day, reception, serving
from desktop.usecases.desk import Desk
from domain.errors import KnownError
from domain.operations import SCHEMA_VERSION
from tests.office import CHEAP, MORNING, PASSWORD, FakeClock


def main() -> None:
    """Answer each word."""
    conninfo, username, number = sys.argv[1:]
    engine = open_engine(conninfo, pool=2)
    clock = FakeClock(MORNING)
    desk = Desk(SqlUnits(engine, f"v{versions.HEAD}"), catalogues(), clock, CHEAP)

    def work() -> str:
        actor = access.sign_in(desk, username, PASSWORD)
        with desk.units.read() as unit:
            counter = next(c for c in unit.offices.counters() if c.number == int(number))
            session = unit.sessions.open_of(actor.staff_id)
        if session is None:
            counters.open_counter(desk, actor, counter.id)
        codes = []
        for _ in range(3):
            reception.issue(
                desk, access.sign_in(desk, "recepcion-1", PASSWORD), reception.NewTicket((6,))
            )
            codes.append(calling.call_next(desk, actor).code)
            calling.arrived(desk, actor)
            serving.finish(desk, actor, "Consulta breve")
        return " ".join([str(SCHEMA_VERSION), *codes])

    def close() -> str:
        day.close_day(desk, access.sign_in(desk, "supervisor-1", PASSWORD), "Fin del día")
        return "closed"

    def tomorrow() -> str:
        # From Friday to Monday.
        clock.set(clock.now() + timedelta(days=3))
        return "tomorrow"

    words: dict[str, Callable[[], str]] = {
        "work": work,
        "close": close,
        "next": tomorrow,
        "update": lambda: str(updating.update(engine)),
    }
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        try:
            said = words[line.strip()]()
        except KnownError as error:
            said = f"{type(error).__name__} {error.words}"
        print(said, flush=True)  # noqa: T201
    engine.dispose()


if __name__ == "__main__":
    main()

"""A reception on the office's server as a process of its own, for tests that kill the server.

It prints a line for each turno *after* the use case returned: what a person would have seen. What
fails is told and tried again as another turno, as a person would.
Usage: ``python -m tests.db.office_client CONNINFO HOME COUNT EPOCH``.
"""

import sys
from pathlib import Path
from threading import Event

from db.postgres import open_engine
from db.unit_of_work import SqlUnits
from desktop.app.authority import remembered
from desktop.catalogue_file import catalogues
from desktop.paths import Places
from desktop.usecases import access, reception
from desktop.usecases.desk import Desk
from domain.errors import KnownError
from tests.office import CHEAP, MORNING, PASSWORD, FakeClock

_BETWEEN = 0.02


def main() -> None:
    """Issue turnos until as many as asked for were acknowledged, and a server's epoch was met."""
    conninfo, home, count, wanted = sys.argv[1:]
    authority = remembered(Places(Path(home), Path(home)))
    engine = open_engine(conninfo, authority=authority, pool=1)
    units = SqlUnits(engine, Path(home).name)
    desk = Desk(units, catalogues(), FakeClock(MORNING), CHEAP)
    actor = access.sign_in(desk, "recepcion-1", PASSWORD)
    done, epoch = 0, authority.epoch
    while done < int(count) or authority.epoch < int(wanted):
        try:
            issued = reception.issue(desk, actor, reception.NewTicket((6,)))
        except KnownError as error:
            print("failed", type(error).__name__, flush=True)  # noqa: T201
            Event().wait(_BETWEEN)
            continue
        done += 1
        print("issued", issued.ticket.id, issued.ticket.code, authority.epoch, flush=True)  # noqa: T201
        if authority.epoch != epoch:
            epoch = authority.epoch
            for operation in units.missing():
                print("missing", operation.aggregate_id, operation.type, flush=True)  # noqa: T201
    engine.dispose()


if __name__ == "__main__":
    main()

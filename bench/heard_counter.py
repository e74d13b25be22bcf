"""One counter that only looks on: ``python -m bench.heard_counter CONNINFO PERSON heard|polled``.

It runs the queue page's own presenter. ``ready`` once it shows the queue; then a line for each
state that it shows: the moment (monotonic, the same for all processes) and the turnos that wait.
"""

import json
import sys
import time
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from bench.office import open_desk
from desktop.app.server_watch import ServerWatch
from ui.queue.presenter import QueuePresenter
from ui.queue.state import QueueState


def main() -> None:
    """Look on until the input ends."""
    conninfo, person, how = sys.argv[1:]
    application = QCoreApplication([])
    engine, desk = open_desk(conninfo)
    watch = ServerWatch(engine, desk.changes)
    if how == "heard":
        watch.follow(lambda _news: None)
    with desk.units.read() as unit:
        actor = unit.staff.get(UUID(person)).actor
    presenter = QueuePresenter(desk, actor)

    def say(state: QueueState) -> None:
        waiting = [row.view.ticket.code for row in state.board.waiting]
        print(json.dumps([time.monotonic(), waiting]), flush=True)

    presenter.changed.connect(say)
    presenter.start()
    application.exec()


if __name__ == "__main__":
    main()

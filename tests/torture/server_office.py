"""An office whose database is on a server: prepared and joined as an administrator does it."""

import os
from contextlib import closing
from dataclasses import replace
from functools import partial

from db.office_server import preparing, reach
from desktop import settings
from desktop.app import connection_file
from desktop.app.station import begin_station
from desktop.usecases.desk import SystemClock
from tests import office_server
from tests.office import CHEAP
from tests.torture.control import STAFF, WORKERS
from tests.torture.crew import fork, in_child
from tests.torture.office import PREPARED_BY, PRINTER, Ground, Still, begin, first_start
from tests.torture.server import Server
from tests.torture.wire import serve

DATABASE = "oficina"
CREW = STAFF[:-1]
"""Everybody but who makes copies: a server is copied by its own means."""
#: Shorter than the program's, so that many are met in one run.
_TIMES = "-c lock_timeout=5000 -c idle_in_transaction_session_timeout=1500"


def make_server_office(ground: Ground, server: Server) -> None:
    """Make the database, the logins, and the office; join every computer by its own way."""
    ground.root.mkdir(parents=True, exist_ok=True)
    ground.shown.mkdir(exist_ok=True)
    in_child(lambda: _prepare(server))()
    ports = _ways(ground, server)
    in_child(lambda: _join(ground, server, ports))()


def _prepare(server: Server) -> None:
    made = office_server.OfficeServer(server.connected("postgres"), DATABASE)
    preparing.prepare(made.administrator, "", DATABASE)


def _ways(ground: Ground, server: Server) -> tuple[int, ...]:
    """Begin the proxy; return at which port each worker finds the server."""
    reading, writing = os.pipe()
    fork(partial(serve, ground, server.port, writing))
    os.close(writing)
    with os.fdopen(reading) as told:
        return tuple(map(int, told.readline().split(",")))


def _join(ground: Ground, server: Server, ports: tuple[int, ...]) -> None:
    made = office_server.OfficeServer(server.connected("postgres"), DATABASE)
    store, now = ground.keyring(), SystemClock().now()
    for worker, port in zip((PREPARED_BY, *WORKERS), (server.port, *ports), strict=True):
        places = ground.places(worker)
        places.prepare()
        settings.change(places.settings, now, workstation=worker, printer=PRINTER)
        file = made.workstation(worker, keeper=worker == PREPARED_BY)
        parts = {**reach.parts_of(file.server), "port": port, "connect_timeout": 2}
        server_words = reach.words(**parts, sslmode="disable", options=_TIMES)
        connection_file.join(places, store, replace(file, server=server_words))
    places = ground.places(PREPARED_BY)
    station, office, new = begin_station(places, store, first_start(), Still())
    with closing(station):
        begin(replace(station.desk, passwords=CHEAP), office)
        station.confirm_code(new.code.text)
    (ground.root / "codigo.txt").write_text(new.code.text, "ascii")

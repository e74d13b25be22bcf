"""An office of two counters on one computer, to try out: ``make counters``.

A PostgreSQL of the development package serves as the office's server; two programs are joined to it
as two computers would be, in folders of their own. With ``CODE=`` the office is linked with a centre
(``make central``). Where there is no screen, two processes work instead, and tell what they see.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from uuid import UUID

from db.listening import Listening
from db.office_server import logins, preparing, reach
from db.office_server.preparing import Administrator
from db.office_server.rights import Roles
from db.postgres import connect
from desktop.app import connection_file, demo, linking, program
from desktop.app.connection_file import ConnectionFile
from desktop.app.door import WHO
from desktop.app.station import Station, begin_station, open_station
from desktop.keys.stores import DemoKeyFile, key_store
from desktop.paths import HOME_VARIABLE, Places
from desktop.sync.recovery import operations_of
from desktop.usecases import calling, counters, day, reception, serving
from desktop.usecases.desk import Desk
from desktop.usecases.first_start import is_set_up
from domain.staff import Actor
from domain.tickets import TicketState
from tools.postgres import Postgres, running

DATABASE = "ventanilla_prueba"
NAMES = ("Ventanilla 1", "Ventanilla 2")
CALLS = 5
REASON = "Prueba de dos ventanillas"
_LONGEST_WAIT = 10.0
_ROUNDS = 10


def main() -> int:
    """Prepare the office, open both programs, and return the exit status."""
    parser = argparse.ArgumentParser(prog="make counters", description="Dos ventanillas.")
    parser.add_argument("--folder", type=Path, help="donde quedan los datos")
    parser.add_argument("--centre", default="http://127.0.0.1:8443", help="dirección del centro")
    parser.add_argument("--code", default="", help="código que dio el centro para la oficina")
    parser.add_argument("--see", default="", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.see:
        return _see_calls(_places(Path(told.see)))
    with _folder(told.folder) as folder, running(folder / "servidor") as postgres:
        homes = [folder / f"equipo-{number}" for number in (1, 2)]
        _prepare(postgres, homes)
        if told.code:
            with _opened(homes[0]) as station:
                linking.link_station(station, _store(homes[0]), told.centre, told.code)
            print(f"La oficina quedó enlazada con {told.centre}.")
        print(f"Dos equipos unidos al servidor de la oficina, en {folder}", flush=True)
        return _open_both(homes) if program.has_screen() else _play(homes)


@contextmanager
def _folder(chosen: Path | None) -> Iterator[Path]:
    """Give the folder of the data: kept where there is a screen, thrown away where there is none."""
    if chosen is None and not program.has_screen():
        with TemporaryDirectory(prefix="ventanilla-prueba-") as made:
            Path(made).chmod(0o755)  # root's server runs as nobody
            yield Path(made)
        return
    # Nobody may not go through root's home either.
    usual = Path("/var/lib") if os.geteuid() == 0 else Path.home() / ".local/share"
    folder = (chosen or usual / "ventanilla-prueba").resolve()
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    yield folder


def _places(home: Path) -> Places:
    return Places(home, home / "registros")


def _store(home: Path) -> DemoKeyFile:
    """Return an open file in place of a keyring: these people are invented."""
    places = _places(home)
    places.prepare()
    places.demo_key.touch(mode=0o600)
    store = key_store(places)
    assert isinstance(store, DemoKeyFile)
    return store


def _prepare(postgres: Postgres, homes: list[Path]) -> None:
    """Make the office's database and join both computers to it, once."""
    parts = reach.parts_of(postgres.connected())
    administrator = Administrator(parts["host"], int(parts["port"]), parts["user"])
    preparing.prepare(administrator, "", DATABASE)
    for home, name in zip(homes, NAMES, strict=True):
        store, places = _store(home), _places(home)
        if places.settings.exists():
            continue
        with connect(postgres.connected()) as connection:
            login = logins.add(connection, Roles(DATABASE), name, keeper=home == homes[0])
        server = reach.words(
            host=parts["host"], port=parts["port"], dbname=DATABASE, user=login.user
        )
        connection_file.join(places, store, ConnectionFile(name, server, login.password, ""))
    with _opened(homes[0]) as station:
        begun = is_set_up(station.desk.units)
    if not begun:
        station, _, new = begin_station(_places(homes[0]), _store(homes[0]), demo.first_start())
        with closing(station):
            station.confirm_code(new.code.text)
    with _opened(homes[0]) as station:
        demo.prepare(station.desk)


@contextmanager
def _opened(home: Path) -> Iterator[Station]:
    with closing(open_station(_places(home), _store(home))) as station:
        yield station


def _open_both(homes: list[Path]) -> int:
    print(WHO)
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "desktop"], env={**os.environ, HOME_VARIABLE: str(home)}
        )
        for home in homes
    ]
    return max(program.wait() for program in programs)


# -------------------------------------------------------------------------- without a screen
@dataclass(frozen=True, slots=True)
class _Seen:
    """A call as another counter saw it: when, by this computer's clock."""

    code: str
    at: float


def _play(homes: list[Path]) -> int:
    """Work at one counter while another process looks on from the other; close the day."""
    seeing = subprocess.Popen(
        [sys.executable, "-m", "tools.counters", "--see", str(homes[1])],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert seeing.stdout is not None
    with _opened(homes[0]) as station:
        desk = station.desk
        clerk = _free_clerk(desk)
        assert seeing.stdout.readline().strip() == "listo"
        for _ in range(CALLS):
            reception.issue(desk, _staff(desk, "recepcion"), reception.NewTicket((6,)))
            called_at = time.time()
            code = calling.call_next(desk, clerk).code
            seen = _Seen(*_parsed(seeing.stdout.readline()))
            assert seen.code == code, (seen, code)
            late = (seen.at - called_at) * 1000
            print(f"{NAMES[0]} llamó a {code}; {NAMES[1]} lo vio a los {late:.0f} ms")
            calling.arrived(desk, clerk)
            serving.finish(desk, clerk, REASON)
        seeing.wait()
        counters.close_counter(desk, clerk)
        closed = day.close_day(desk, _staff(desk, "supervisora"), "Fin de la prueba")
        print(f"Jornada cerrada: {closed.figures.served} personas atendidas.")
        return _reach_centre(station, homes[0])


def _parsed(line: str) -> tuple[str, float]:
    code, at = line.split()
    return code, float(at)


def _reach_centre(station: Station, home: Path) -> int:
    """Send the day to the centre, where there is one, and ask what it has of it."""
    store = _store(home)
    with station.desk.units.read() as unit:
        link = unit.exchange.link()
    if link is None:
        print("Sin centro: para enlazarla, make central y luego make counters CODE=…")
        return 0
    for _ in range(_ROUNDS):  # what the centre answers is noted in the log, and sent to it too
        linking.loop_of(station, store, lambda _: None).once()
        with station.desk.units.read() as unit:
            if not unit.exchange.count_unsent():
                break
    with station.desk.units.read() as unit:
        head = unit.log.head()
        waiting = unit.exchange.count_unsent()
    asked = linking.centre_of(station, store, link)
    try:
        last = list(operations_of(asked, head.sequence - 1, lambda: None))
    finally:
        asked.wire.reset()
    if waiting or [one.hash for one in last] != [head.hash]:
        print(f"El centro no tiene aún toda la jornada: faltan {waiting} operaciones.")
        return 1
    print(f"El centro tiene la jornada entera: {head.sequence} operaciones, hasta la misma huella.")
    return 0


def _see_calls(places: Places) -> int:
    """Print each call that another counter makes, as soon as this one hears of it."""
    heard = Event()
    with _opened(places.data) as station:
        today = station.office().day_of(station.desk.clock.now())
        known = _announced(station, today)
        listening = Listening(station.engine, heard.set, lambda state: None)
        listening.start()
        try:
            print("listo", flush=True)
            for _ in range(CALLS):
                until = time.monotonic() + _LONGEST_WAIT
                while (calls := _announced(station, today)) == known:
                    if time.monotonic() > until:
                        return 1
                    heard.wait(0.5)  # the poll is what is fallen back on
                    heard.clear()
                print(next(iter(calls - known))[1], time.time(), flush=True)
                known = calls
        finally:
            listening.stop()
    return 0


def _announced(station: Station, today: date) -> frozenset[tuple[UUID, str]]:
    with station.desk.units.read() as unit:
        return frozenset((call.id, call.code) for call in unit.tickets.calls(today, 50))


def _staff(desk: Desk, username: str) -> Actor:
    with desk.units.read() as unit:
        found = unit.staff.by_username(username)
    assert found is not None
    return found.actor


def _free_clerk(desk: Desk) -> Actor:
    """Return a clerk with a counter open and nobody at it."""
    clerk = _staff(desk, "asesor2")
    with desk.units.read() as unit:
        session = unit.sessions.open_of(clerk.staff_id)
        there = None if session is None else unit.tickets.at_counter(session.counter_id)
    if session is None:
        opening = counters.openings(desk, clerk)[0]
        counters.open_counter(desk, clerk, opening.counter.id)
    elif there is not None:
        if there.state is TicketState.CALLED:
            calling.arrived(desk, clerk)
        serving.finish(desk, clerk, REASON)
    return clerk


if __name__ == "__main__":
    sys.exit(main())

"""After ``ventanilla restore``: what the centre has of the office and the copy has not."""

import json
from contextlib import closing
from typing import TYPE_CHECKING

from domain.errors import KnownError

if TYPE_CHECKING:
    from desktop.app.station import Station
    from desktop.paths import Places
    from desktop.ports import KeyStore

WAIT = (
    "Lo que falta se tomará del centro en cuanto haya enlace. Si puede, espere a tenerlo antes de"
    " atender: se repetirían números de turnos y quedarían en Pendientes."
)


def take_back(here: "Places", store: "KeyStore") -> None:
    """Take it now, before anybody works on the copy, and say so; nothing where there is no link.

    What stands in the way is told and changes nothing: it is taken at the first link, whenever
    that is (docs/decisions/0092).
    """
    from desktop.app.station import open_station

    try:
        station = open_station(here, store)
    except KnownError:
        return  # the restore is done; whoever opens the office is told what stands in the way
    with closing(station):
        with station.desk.units.read() as unit:
            if unit.exchange.link() is None:
                return
        print("La oficina está enlazada: se pregunta al centro qué tiene que no esté en la copia…")
        try:
            print(_taken(station, store))
        except KnownError as error:
            print(f"{error.words}\n{WAIT}")


def _taken(station: "Station", store: "KeyStore") -> str:
    from desktop.app.linking import credentials_of, loop_of

    if not credentials_of(station, store).exist():
        return f"Este equipo no está enlazado: pida un código y use «ventanilla link». {WAIT}"
    units = station.desk.units
    with units.read() as unit:
        before = unit.log.head().sequence
    if loop_of(station, store, lambda _: None).once() is None:
        return WAIT  # another program of the office talks to the centre
    operations = apart = 0
    with units.read() as unit:
        for one in unit.log.since(before):
            if one.type == "log_recovered":
                told = json.loads(one.payload or "{}")
                operations += told["operations"]
                apart += told["apart"]
    if not operations:
        return "El centro no tiene nada que falte en esta copia."
    rest = f" Quedaron {apart} datos en Pendientes, para compararlos." if apart else ""
    return f"Del centro se tomaron {operations} operaciones que la copia no tenía.{rest}"

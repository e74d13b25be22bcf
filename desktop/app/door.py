"""The way into an office's data: what is there, how it opens, how it begins.

The windows hold a door and nothing of what is behind it, so that the first one is painted before
the database's libraries are imported. What a door does may take a while: never on the UI thread.
"""

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.app.linked import Linking
    from desktop.app.office_mail import OfficeMail
    from desktop.app.own_search import OwnSearch
    from desktop.app.server_watch import ServerWatch
    from desktop.app.station import Station, Training
    from desktop.doctor import ClockWatch
    from desktop.keys import NewKey
    from desktop.paths import Places
    from desktop.ports import KeyStore
    from desktop.printing.training import Offer
    from desktop.sync.loop import Election
    from desktop.usecases.first_start import FirstStart, SetUp
    from domain.offices import Office
    from domain.ports import Clock


WHO = (
    "Usuarios: recepcion, asesor1, asesor2, tecnico, tecnica, supervisora, admin, pantalla. "
    "Contraseña: demostracion"
)
"""Who works in the office of demonstration and training."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An office that was entered.

    Attributes:
        office: as it was then.
        last_at: when the log was last written; None where it is empty.
    """

    station: "Station"
    office: "Office"
    last_at: "datetime | None"


class Door:
    """The office of this computer.

    Args:
        places: its folders.
        store: keeps the key; this account's keyring when None.
        clock: the computer's when None.
    """

    #: Words for who tries the program out; empty for a real office.
    hint = ""
    #: Whether it leads to training, never to a real office.
    training = False
    #: Asks whether a sheet of training is to go on paper; set before it is opened.
    offer: "Offer | None" = None

    def __init__(
        self, places: "Places", store: "KeyStore | None" = None, clock: "Clock | None" = None
    ) -> None:
        self.places = places
        self._store = store
        self._clock = clock
        self._station: Station | None = None
        self._linking: Linking | None = None
        self._own_search: OwnSearch | None = None
        self._mail: OfficeMail | None = None
        self._server: ServerWatch | None = None
        self._watch: ClockWatch | None = None
        self._lock = Lock()

    @property
    def station(self) -> "Station | None":
        """The workstation, once it is open."""
        return self._station

    @property
    def linking(self) -> "Linking | None":
        """The link with the centre, once the office was entered; training has none."""
        return self._linking

    @property
    def mail(self) -> "OfficeMail | None":
        """The messages to applicants, once the office was entered."""
        return self._mail

    @property
    def server(self) -> "ServerWatch | None":
        """The watch over the office's server, once it is open; None where the data are here."""
        return self._server

    @property
    def watch(self) -> "ClockWatch":
        """Tells whether the computer's clock was moved since the door was first tried."""
        if self._watch is None:
            from desktop.doctor import ClockWatch

            self._watch = ClockWatch()
        return self._watch

    def exists(self) -> bool:
        """Tell whether there is an office behind the door."""
        from desktop.app.whereabouts import exists

        return exists(self.places)

    def open(self, code: str = "") -> "Station":
        """Open the office, or return it if it is open.

        Args:
            code: the recovery code, when the keyring does not have the key.

        Raises:
            NotSetUp: there is none yet; ``begin`` makes it.
            KnownError: it cannot be opened; each says why.
        """
        from desktop.app.station import open_station
        from desktop.usecases.first_start import is_set_up
        from domain.errors import NotSetUp

        with self._lock:
            if self._station is None:
                if not self.exists():
                    raise NotSetUp
                station = open_station(
                    self.places, self.store(), self._clock, code=code, training=self._training()
                )
                if not is_set_up(station.desk.units):
                    station.close()
                    raise NotSetUp
                self._station = station
                self._server = _watch_over(station)
            return self._station

    def enter(self) -> Opened:
        """Open the office and look at what a window begins with; raises as ``open``."""
        _ = self.watch  # begun before anything else takes its time
        station = self.open()
        self._begin_linking(station)
        with station.desk.units.read() as unit:
            return Opened(station, unit.offices.office(), unit.log.last_at())

    def begin(self, request: "FirstStart") -> "tuple[SetUp, NewKey]":
        """Make the office: the first start. Then ``open`` returns it.

        Raises:
            KnownError: it cannot be made; nothing is left behind.
        """
        from desktop.app.station import begin_station

        with self._lock:
            self._station, made, new = begin_station(
                self.places, self.store(), request, self._clock
            )
            self._server = _watch_over(self._station)
            return made, new

    def bring(
        self, address: str, code: str, certificate: str, progress: "Callable[[int], None]"
    ) -> "NewKey":
        """Bring an office that exists from the centre. Then ``open`` returns it.

        Args:
            address, code: as typed.
            certificate: path of the certificate that the centre's must come from; empty for none.
            progress: told how much has come; what it raises ends it.

        Raises:
            KnownError: it cannot be brought; nothing is left behind.
        """
        from pathlib import Path

        from desktop.app.linking import read_certificate
        from desktop.app.taking_over import take_over

        ca = read_certificate(Path(certificate)) if certificate else ""
        with self._lock:
            self._station, _, new = take_over(
                self.places, self.store(), address, code, ca, self._clock, progress
            )
            self._server = _watch_over(self._station)
            return new

    def nobody_enters(self) -> bool:
        """Tell whether nothing and nobody ever held what opens the office.

        Raises:
            KnownError: it cannot be known.
        """
        from desktop.app.whereabouts import nobody_enters

        return nobody_enters(self.places)

    def start_over(self) -> None:
        """Put aside an office that ``nobody_enters``; the next ``open`` finds none.

        Raises:
            KnownError: it cannot be put aside; nothing was changed.
        """
        from datetime import UTC, datetime

        from desktop.app.whereabouts import put_aside_what_nobody_enters

        with self._lock:
            put_aside_what_nobody_enters(self.places, datetime.now(UTC))

    def store(self) -> "KeyStore":
        """Return where the key is kept: the open file of a demonstration, or the keyring."""
        if self._store is None:
            from desktop.keys.stores import key_store

            self._store = key_store(self.places)
        return self._store

    def _training(self) -> "Training | None":
        """Return what training works with; None for every other office."""
        return None

    def _begin_linking(self, station: "Station") -> None:
        from desktop.app.linked import Linking
        from desktop.app.office_mail import OfficeMail
        from desktop.app.own_search import OwnSearch

        with self._lock:
            if self._mail is None:
                self._mail = OfficeMail(station, self.store(), invented=isinstance(self, DemoDoor))
                self._mail.begin()
            if self._linking is None and not station.training:
                self._linking = Linking(station, self.store())
                self._linking.begin()
            if self._own_search is None:
                self._own_search = OwnSearch(station.desk, station.key, lambda: _election(station))
                self._own_search.start()

    def close(self) -> None:
        """Let go of the office."""
        with self._lock:
            if self._mail is not None:
                self._mail.end()
                self._mail = None
            if self._own_search is not None:
                self._own_search.stop()
                self._own_search = None
            if self._linking is not None:
                self._linking.end()
                self._linking = None
            if self._server is not None:
                self._server.close()
                self._server = None
            if self._station is not None:
                self._station.close()
                self._station = None


def _election(station: "Station") -> "Election":
    from desktop.app.linking import election_of  # what talks to a centre takes long to import

    return election_of(station)


def _watch_over(station: "Station") -> "ServerWatch | None":
    if station.engine.dialect.name != "postgresql":
        return None
    from db.unit_of_work import SqlUnits
    from desktop.app.server_watch import ServerWatch

    units = station.desk.units
    missing = units.missing if isinstance(units, SqlUnits) else tuple
    return ServerWatch(station.engine, station.desk.changes, missing)


class DemoDoor(Door):
    """The demonstration office: made when it is not there, with a queue for today.

    Args:
        past: whether it also has weeks of attention behind it, for the figures.
    """

    hint = f"Demostración con datos inventados. {WHO}"

    def __init__(
        self, places: "Places", clock: "Clock | None" = None, *, past: bool = False
    ) -> None:
        super().__init__(places, clock=clock)
        self._filling = Lock()
        self._past = past

    def store(self) -> "KeyStore":
        """Return what keeps the key: a file of the demonstration's own."""
        if self._store is None:
            from desktop.keys.stores import DemoKeyFile

            self._store = DemoKeyFile(self.places.demo_key)
        return self._store

    def open(self, code: str = "") -> "Station":
        """Open the demonstration, made when it is not there; raises as any door does."""
        from desktop import keys
        from desktop.app.station import begin_station

        self.places.prepare()
        with self._lock:
            if self._station is None and not self.exists():
                self._station, _, new = begin_station(
                    self.places,
                    self.store(),
                    self._request(),
                    self._clock,
                    training=self._training(),
                )
                # Its key lies open beside it: nobody needs the code.
                keys.confirm_code(
                    self._station.database, new.code.text, self._station.desk.clock.now()
                )
        station = super().open(code)
        with self._filling:
            self._fill(station)
        return station

    def _request(self) -> "FirstStart":
        """Return what the first start asks."""
        from desktop.app import demo

        return demo.first_start()

    def _fill(self, station: "Station") -> None:
        """Put invented people in the office; called each time it is opened."""
        from desktop.app import demo

        demo.prepare(station.desk, past=self._past)

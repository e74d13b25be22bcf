"""A workstation opened: settings, key, database, printers and desk, put together without Qt."""

import platform
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine

from db import engine as engines
from db import migrate, restore
from db.backup import PiecesLeftOut
from db.pieces.embedded import PiecesDamaged, pieces_path
from db.pieces.embedded import begin as begin_pieces
from db.pieces.store import PieceDamaged
from db.unit_of_work import SqlUnits
from desktop import keys, settings
from desktop.app import backups
from desktop.app.data import embedded, on_server
from desktop.app.documents import shelf_of
from desktop.app.pieces import bring_from_centre, drop_unmentioned, pieces_of
from desktop.app.press import paper_of
from desktop.app.whereabouts import database_of, files_of, put_aside_unfinished, require_kind
from desktop.catalogue_file import catalogues
from desktop.keys import slots
from desktop.keys.packets import StationPacketKeys
from desktop.keys.recovery import RecoveryCode
from desktop.paths import Places
from desktop.ports import KeyStore
from desktop.printing.files import DocumentFolders
from desktop.printing.folder import erase_old
from desktop.printing.training import Offer
from desktop.settings import Settings
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk, SystemClock
from desktop.usecases.first_start import AlreadySetUp, FirstStart, SetUp, is_set_up, set_up
from desktop.usecases.paper import Paper
from desktop.usecases.shelf import Shelf
from domain.errors import (
    InvalidInput,
    KnownError,
    NotOnThisData,
    NotTraining,
    OutcomeUnknown,
    RecoveryCodeNeeded,
)
from domain.files import in_words
from domain.offices import Office
from domain.ports import Clock
from domain.ports.pieces import Pieces

LONGEST_NAME = 60
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Training:
    """What training needs that a real office does not.

    Attributes:
        offer: offered what somebody may want on paper; it asks first.
    """

    offer: Offer


@dataclass(slots=True)
class Station:
    """Everything a workstation works with; ``close`` when the program ends.

    Attributes:
        shelf: where received files are kept and read; where its store cannot be opened each use
            says so, and everything else goes on.
        notice: what of the settings could not be used, to be told once.
        training: everything here is invented. Nothing of it may leave this computer: whatever
            sends, links or prints asks this first (docs/decisions/0063-training-apart.md).
    """

    places: Places
    settings: Settings
    database: Path
    key: bytes = field(repr=False)
    engine: Engine = field(repr=False)
    desk: Desk
    paper: Paper
    shelf: Shelf
    notice: KnownError | None
    _held: ExitStack = field(repr=False)
    training: bool = False

    @property
    def pieces(self) -> Pieces:
        """The bytes of received files."""
        return self.shelf.pieces

    @property
    def on_server(self) -> bool:
        """Whether the office's data are on its server, with those of its other counters."""
        return self.engine.dialect.name == "postgresql"

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()
        self._held.close()

    def code_is_held(self) -> bool:
        """Tell whether somebody confirmed that they hold the recovery code.

        Raises:
            KeyFileDamaged, NewerVersion: see ``desktop.keys.slots.read``.
        """
        return slots.read(self.database).code_confirmed

    def packet_keys(self, store: KeyStore) -> StationPacketKeys:
        """Return what captures are signed and sealed with here.

        Raises:
            KeyFileDamaged, NewerVersion: see ``desktop.keys.slots.read``.
        """
        name = workstation_name(self.settings)
        return StationPacketKeys(store, slots.read(self.database).database_id, self.key, name)

    def office(self) -> Office:
        """Return the office as it is now."""
        with self.desk.units.read() as unit:
            return unit.offices.office()

    def back_up(self) -> Path:
        """Make an archive and return where it is.

        Raises:
            KnownError: it could not be made.
        """
        if self.settings.server:
            from desktop.app import server_backups

            return server_backups.make(
                self.places, self.settings, self.database, self.key, self.engine
            )
        return backups.make(self.places, self.settings, self.database, self.key)

    def change_code(self) -> RecoveryCode:
        """Return a new recovery code; the old one holds until it is confirmed.

        Raises:
            RecoveryCodeNeeded: this account does not have the key.
            KnownError: the old code still holds.
        """
        if not self.key:
            raise RecoveryCodeNeeded
        code = keys.change_code(self.database, self.key, self.desk.clock.now())
        self.share_slots()
        return code

    def confirm_code(self, typed: str) -> None:
        """Note that somebody holds the newest code; raises as ``desktop.keys.confirm_code``."""
        keys.confirm_code(self.database, typed, self.desk.clock.now())
        self.share_slots()

    def share_slots(self) -> None:
        """Let the office's other computers know what opens its archives now.

        Raises:
            KnownError: the office's server refused.
        """
        if self.on_server:
            from desktop.app import office_server

            office_server.share_slots(self.engine, self.database)

    def begin_day(self) -> None:
        """Erase printed PDFs that are old, and make today's archive if it is missing.

        That of an office on a server is made by the accounts that have the key of its archives.

        Raises as ``back_up``.
        """
        now = self.desk.clock.now()
        erase_old(saved_documents(self.places), self.office().local(now).date())
        if self.key and backups.due(self.places, self.settings, self.office(), now):
            self.back_up()

    def end_day(self) -> None:
        """The day was closed: make an archive, and bring a server's data to this program's version.

        Pieces that nothing mentions are forgotten.

        Raises:
            OlderProgramsOpen, NotKeeper: the data stay as they are.
            KnownError: as ``back_up``.
        """
        damaged: KnownError | None = None
        try:
            self.back_up()
            with suppress(NotOnThisData):
                drop_unmentioned(self.desk.units, self.pieces, self.desk.clock.now())
        except (PiecesDamaged, PieceDamaged, PiecesLeftOut) as exc:  # everything else is archived
            damaged = exc
        if self.on_server:
            from db.office_server import updating

            updating.update(self.engine)
        if damaged is not None:
            raise damaged

    def change(self, **changes: object) -> None:
        """Change settings of this computer.

        Raises:
            InvalidInput, SettingsProblem: the old settings stand.
        """
        if self.training and any(map(changes.get, ("database", "server", "backup_folder"))):
            raise InvalidInput(
                "En la práctica las copias quedan en su propia carpeta.",
                kept="No se cambió nada.",
                todo="Deje vacía la carpeta de copias.",
            )
        now = self.desk.clock.now()
        self.settings = settings.change(self.places.settings, now, **changes)


def take_away_folder(station: Station) -> Path:
    """Return where a person finds what they take with them: their own folder; training's in it.

    Raises:
        DiskFull, DatabaseReadOnly, DatabaseUnreachable: training's cannot be made.
    """
    if not station.training:
        return Path.home()
    folder = saved_documents(station.places)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise in_words(exc) from exc
    return folder


def open_station(
    places: Places,
    store: KeyStore,
    clock: Clock | None = None,
    *,
    code: str = "",
    training: Training | None = None,
) -> Station:
    """Open this computer's database and what works on it.

    Args:
        code: the recovery code, for an account whose keyring does not have the key.
        training: how training prints; None for a real office.

    Raises:
        TrainingData, NotTraining: the data is of the other kind; nothing of it was changed.
        RecoveryCodeNeeded, KeyStoreUnavailable: the code is needed.
        RecoveryCodeMistyped, RecoveryCodeRefused: the code is not right.
        DatabaseNewer: a later version of the program made it.
        KnownError: the database cannot be opened; each says why.
    """
    loaded = settings.load(places.settings, datetime.now(UTC))
    chosen = loaded.settings
    database = database_of(places, chosen)
    held = ExitStack()
    try:
        if chosen.server:
            if training is not None:
                raise NotTraining
            engine, key = on_server(places, chosen, database, store, code, held)
        else:
            marked = training is not None
            engine, key = embedded(places, chosen, database, store, code, held, training=marked)
    except BaseException:
        held.close()
        raise
    station = _station(
        places, loaded.settings, database, key, engine, store, clock, loaded.notice, held, training
    )
    try:
        if is_set_up(station.desk.units):
            keep_shipped(station.desk)
    except BaseException:
        station.close()
        raise
    return station


def begin_station(
    places: Places,
    store: KeyStore,
    request: FirstStart,
    clock: Clock | None = None,
    *,
    training: Training | None = None,
) -> tuple[Station, SetUp, keys.NewKey]:
    """Make this computer's database with the office in it: the first start.

    Args:
        request: what was filled in.
        training: how training prints; None for a real office. It makes the office training's.

    Raises:
        TrainingData, NotTraining: there is data of the other kind; nothing of it was changed.
        InvalidInput: part of the request cannot be used; nothing is left behind.
        KnownError: the folder cannot take a database.
    """
    return begin_with(
        places,
        store,
        lambda station: set_up(station.desk, replace(request, training=station.training)),
        clock,
        training=training,
    )


def begin_with(
    places: Places,
    store: KeyStore,
    fill: Callable[[Station], T],
    clock: Clock | None = None,
    *,
    training: Training | None = None,
) -> tuple[Station, T, keys.NewKey]:
    """Make this computer's database and put an office in it.

    Args:
        fill: puts it there; where it raises, nothing is left behind.

    Raises as ``begin_station``, and what ``fill`` raises.
    """
    clock = clock or SystemClock()
    places.prepare()
    chosen = settings.load(places.settings, clock.now()).settings
    database = database_of(places, chosen)
    if database.exists():
        if chosen.server:
            raise AlreadySetUp  # never two offices on one computer
        require_kind(database, training=training is not None)
    put_aside_unfinished(database, store, clock.now())
    new = keys.begin(database, store, clock.now(), training=training is not None)
    held = ExitStack()
    at_server = False  # the office is there, or may be
    try:
        if chosen.server:
            from desktop.app import office_server

            engine = office_server.open_engine(places, chosen, store)
            held.callback(engine.dispose)
            office_server.require_schema(engine)
        else:
            held.enter_context(restore.use(database))
            engine = engines.open_engine(database, new.key)
            held.callback(engine.dispose)
            migrate.prepare(engine)
            begin_pieces(pieces_path(database), new.key)
        station = _station(
            places, chosen, database, new.key, engine, store, clock, None, held, training
        )
        made = fill(station)
        at_server = station.on_server
        station.share_slots()
        station.change(office_id=str(station.office().id), workstation=workstation_name(chosen))
    except BaseException as exc:
        held.close()
        # What opens the archives of an office that is at its server is kept: the next opening
        # goes on with it.
        if not (at_server or isinstance(exc, OutcomeUnknown)):
            for path in (*files_of(database), *slots.copies(database)):
                path.unlink(missing_ok=True)
        raise
    return station, made, new


def workstation_name(chosen: Settings) -> str:
    """Return the name this computer signs its operations with."""
    return (chosen.workstation or platform.node() or "equipo")[:LONGEST_NAME]


def _station(
    places: Places,
    chosen: Settings,
    database: Path,
    key: bytes,
    engine: Engine,
    store: KeyStore,
    clock: Clock | None,
    notice: KnownError | None,
    held: ExitStack,
    training: Training | None,
) -> Station:
    units = SqlUnits(engine, workstation_name(chosen))
    desk = Desk(units, catalogues(), clock or SystemClock())

    def today() -> date:
        with desk.units.read() as unit:
            return unit.offices.office().day_of(desk.clock.now())

    station: Station

    def put(data: bytes) -> str:
        from desktop.sync.files import FOLDER, Spool

        return Spool(places.data / FOLDER).put(data)

    files = DocumentFolders(saved_documents(places), lambda: take_away_folder(station), put)
    offer = None if training is None else training.offer
    paper = paper_of(saved_documents(places), lambda: station.settings, today, files, offer)
    pieces = pieces_of(
        database, key, engine, units, held, lambda name: bring_from_centre(station, store, name)
    )

    def trusted() -> Path:
        return Path(station.settings.trust_folder or places.certificates)

    invented = offer is not None
    shelf = shelf_of(pieces, trusted, desk.clock.now, held, training=invented)
    station = Station(
        places, chosen, database, key, engine, desk, paper, shelf, notice, held, invented
    )
    return station


def saved_documents(places: Places) -> Path:
    """Return where documents are saved that no printer takes."""
    return places.data / "documentos"

"""The check-up of an office whose data are on a server: the server itself, and what it holds."""

from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import psycopg
from sqlalchemy import Engine

from db import migrate, postgres
from db.office_server import checks
from db.unit_of_work import SqlUnits
from desktop.app import backups, office_server
from desktop.doctor import CatalogueFacts, Check, DatabaseFacts, State
from desktop.keys import slots
from desktop.paths import Places
from desktop.ports import KeyStore
from desktop.settings import Settings
from domain.errors import KeyStoreUnavailable, KnownError, NotSetUp
from domain.offices import Office
from domain.operations import verify
from domain.ports import UnitOfWork

_SIZE = "SELECT pg_database_size(current_database())"


def examine(
    places: Places,
    chosen: Settings,
    store: KeyStore,
    found: list[Office],
    catalogues_of: Callable[[UnitOfWork], CatalogueFacts],
) -> DatabaseFacts:
    """Look at what the server holds: schema and log, as of one moment.

    Args:
        found: given the office, once it was made.

    Raises:
        KnownError: it cannot be worked with; each says why.
    """
    engine = office_server.open_engine(places, chosen, store)
    try:
        office_server.require_schema(engine)
        backups.require_mark(engine, training=False)
        with SqlUnits(engine, "").read() as unit:
            head = verify(unit.log.all())
            last_at = unit.log.last_at()
            kept = None
            with suppress(NotSetUp):
                found.append(unit.offices.office())
                kept = catalogues_of(unit)
        return DatabaseFacts(migrate.schema_of(engine), head.sequence, last_at, _size(engine), kept)
    finally:
        engine.dispose()


def check_server(places: Places, chosen: Settings, store: KeyStore) -> Check:
    """Look at the server: version, way, safety, room, clock, and whether another follows it."""
    name = "Servidor"
    try:
        asked, secret = (
            office_server.conninfo(places, chosen),
            office_server.password(places, chosen, store),
        )
        with closing(postgres.connect(asked, secret)) as connection:
            findings = checks.look(connection)
    except KnownError as exc:
        return Check(name, State.FAIL, exc.what, exc.todo)
    except psycopg.Error as exc:
        known = postgres.translate(exc)
        if known is None:
            raise
        return Check(name, State.FAIL, known.what, known.todo)
    wrong = [finding for finding in findings if finding.todo]
    if not wrong:
        return Check(name, State.OK, " ".join(finding.words for finding in findings))
    stops = any(finding.stops for finding in wrong)
    return Check(
        name,
        State.FAIL if stops else State.WARN,
        " ".join(finding.words for finding in wrong),
        " ".join(finding.todo for finding in wrong),
    )


def check_archive_key(database: Path, store: KeyStore) -> Check:
    """Look for the key of the office's archives in this account's keyring."""
    name = "Clave de las copias"
    try:
        kept = slots.read(database)
    except KnownError as exc:
        return Check(name, State.WARN, exc.what, "Abra Ventanilla una vez en este equipo.")
    try:
        has = kept.is_key(store.load(kept.database_id))
    except KeyStoreUnavailable:
        has = False
    if has and kept.code_confirmed:
        return Check(name, State.OK, "Está guardada y el código de recuperación, confirmado.")
    if has:
        return Check(
            name,
            State.WARN,
            "Nadie ha confirmado que el código de recuperación esté impreso y guardado.",
            "Pida uno nuevo en Administración, «Copias y diagnóstico».",
        )
    return Check(name, State.OK, "Este equipo no la tiene: las copias se hacen en otro.")


def _size(engine: Engine) -> int:
    with postgres.transaction(engine, reading=True) as driver:
        return int(driver.execute(_SIZE).fetchone()[0])

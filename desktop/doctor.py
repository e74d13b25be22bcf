"""The check-up of a workstation: what is well, what is not, and what to do, in words.

Each check takes what it needs as values or callables, so that it can be shown any fault; the
composition root knows where they come from (``desktop.app.health``).
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from desktop import __version__
from desktop.keys.slots import RECOVERY, KeySlots
from desktop.ports import KeyStore
from domain.errors import DatabaseDamaged, KeyStoreUnavailable, KnownError

MINIMUM_SQLITE = (3, 51, 3)
"""Earlier ones can corrupt a write-ahead log that two connections share."""

_MB = 1 << 20
_LEAST_DISK = 300 * _MB
_LITTLE_DISK = 2048 * _MB
CLOCK_TOLERANCE = timedelta(minutes=2)
_LOG_TOLERANCE = timedelta(minutes=5)
_BACKUP_OLD = timedelta(days=3)
_BACKUP_TOO_OLD = timedelta(days=8)
_NEW_CODE = "Pida a quien administra uno nuevo: Administración, «Copias y diagnóstico»."
_LOST_SHOWN = 3
_SET_CLOCK = "Ponga en hora el equipo y active la hora automática."


class State(StrEnum):
    """How a thing stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: its name, how it stands, and what to do where it is not well."""

    name: str
    state: State
    words: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """What a look at the kept catalogues of services found.

    Attributes:
        version: the one in force; 0 where the one that came with the program is.
        services: how many it has; None where it cannot be read.
        lost: numbers of open cases whose service is not to be found in the version they began
            with, or whose version cannot be read.
    """

    version: int
    services: int | None
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """What a look at the database found.

    Attributes:
        operations: how many the log holds, its chain whole.
        last_at: when the last one was written; None for an empty log.
        size: of the file, in bytes.
        catalogue: None where an earlier program wrote the database, which kept none, or where
            there is no office yet.
    """

    schema: str
    operations: int
    last_at: datetime | None
    size: int
    catalogue: CatalogueFacts | None = None


@dataclass(frozen=True, slots=True)
class PieceFacts:
    """What a look at the second database found.

    Attributes:
        kept: how many received files it has, of those that are mentioned.
        missing: how many it has not.
    """

    kept: int
    missing: int


class ClockWatch:
    """Tells whether the wall clock was moved since the watch was made.

    Args:
        wall: returns the time, aware.
        steady: returns seconds that only go forward, also while the computer sleeps.
    """

    def __init__(
        self,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        steady: Callable[[], float] | None = None,
    ) -> None:
        self._wall, self._steady = wall, steady or _steady
        self._began = self._wall(), self._steady()

    def jump(self) -> timedelta:
        """Return how far the wall clock was moved: forward is positive."""
        wall, steady = self._began
        return (self._wall() - wall) - timedelta(seconds=self._steady() - steady)


def check_database(examine: Callable[[], DatabaseFacts]) -> tuple[Check, DatabaseFacts | None]:
    """Open the database, check its pages, schema and log.

    Args:
        examine: does it, or raises ``KnownError`` with the reason.
    """
    name = "Datos"
    try:
        facts = examine()
    except KnownError as exc:
        return Check(name, State.FAIL, f"{exc.what} {exc.kept}".strip(), exc.todo), None
    words = f"Se abre y está íntegra: {facts.operations} operaciones en su registro."
    return Check(name, State.OK, words), facts


def check_documents(examine: Callable[[], PieceFacts]) -> Check:
    """Open the second database, check its pages, and look for each received file.

    Args:
        examine: does it, or raises ``KnownError`` with the reason.
    """
    name = "Documentos"
    try:
        facts = examine()
    except KnownError as exc:
        return Check(name, State.FAIL, f"{exc.what} {exc.kept}".strip(), exc.todo)
    if facts.missing:
        words = f"De {facts.missing + facts.kept} archivos recibidos faltan {facts.missing}."
        return Check(
            name,
            State.WARN,
            words,
            "Si la oficina está enlazada, se piden al centro al verlos. Para recuperarlos todos use"
            " «ventanilla documents repair».",
        )
    return Check(name, State.OK, f"Se abren y están completos. Archivos recibidos: {facts.kept}.")


def check_catalogue(facts: CatalogueFacts) -> Check:
    """Look whether the catalogue in force can be read, and each open case's own."""
    name = "Catálogo de servicios"
    if facts.services is None:
        words = f"No se puede leer el que está en vigencia (versión {facts.version})."
        return Check(name, State.FAIL, words, DatabaseDamaged.todo)
    if facts.lost:
        more = len(facts.lost) - _LOST_SHOWN
        listed = ", ".join(facts.lost[:_LOST_SHOWN]) + (f" y {more} más" if more > 0 else "")
        words = f"Hay trámites abiertos sin el catálogo con el que empezaron: {listed}."
        return Check(name, State.FAIL, words, DatabaseDamaged.todo)
    which = f"la versión {facts.version}" if facts.version else "el que vino con el programa"
    words = f"Rige {which}, con {facts.services} servicios; cada trámite abierto tiene el suyo."
    return Check(name, State.OK, words)


def check_key(slots: Callable[[], KeySlots], store: KeyStore) -> Check:
    """Look for the key in the keyring, and for a recovery code that somebody holds."""
    name = "Clave"
    try:
        found = slots()
    except KnownError as exc:
        return Check(name, State.FAIL, exc.what, exc.todo)
    if not found.has(RECOVERY):
        return Check(
            name,
            State.FAIL,
            "Los datos no tienen código de recuperación.",
            _NEW_CODE,
        )
    try:
        kept = found.is_key(store.load(found.database_id))
    except KeyStoreUnavailable as exc:
        return Check(name, State.WARN, exc.what, "Desbloquee o instale el llavero del sistema.")
    if not kept:
        return Check(
            name,
            State.WARN,
            "Este usuario del equipo todavía no tiene la clave.",
            "Al abrir Ventanilla, escriba el código de recuperación.",
        )
    if not found.code_confirmed:
        return Check(
            name,
            State.WARN,
            "Nadie ha confirmado que el código de recuperación esté impreso y guardado.",
            _NEW_CODE,
        )
    return Check(
        name, State.OK, "La clave está guardada y el código de recuperación está confirmado."
    )


def check_printer(names: Callable[[], Sequence[str]], chosen: str) -> Check:
    """Look for the ticket printer."""
    name = "Impresora"
    try:
        known = names()
    except KnownError as exc:
        return Check(name, State.FAIL, exc.what, exc.todo)
    if not chosen:
        return Check(
            name,
            State.WARN,
            "No hay impresora de turnos elegida: los turnos se guardan en archivos.",
            "Si este equipo entrega turnos, elíjala en Administración, «Impresora y pantalla».",
        )
    if chosen not in known:
        return Check(
            name,
            State.FAIL,
            f"La impresora «{chosen}» no está instalada en este equipo.",
            "Conéctela y enciéndala, o elija otra en Administración, «Impresora y pantalla».",
        )
    return Check(name, State.OK, f"La impresora «{chosen}» está instalada.")


def check_thermal(look: Callable[[], str]) -> Check:
    """Look whether the thermal printer is there and can print.

    Args:
        look: returns how it is in words; raises PrintFailed.
    """
    name = "Impresora térmica"
    try:
        return Check(name, State.OK, look())
    except KnownError as exc:
        return Check(name, State.FAIL, exc.what, exc.todo)


def check_display(screens: int) -> Check:
    """Look for a second screen for the public display.

    Args:
        screens: how many this session shows; 0 for none, as in a session from afar, which says
            nothing of what the computer has.
    """
    name = "Pantallas"
    if not screens:
        return Check(
            name,
            State.WARN,
            "Esta sesión no tiene pantalla.",
            "Abra Ventanilla desde el escritorio del equipo.",
        )
    if screens == 1:
        return Check(
            name,
            State.WARN,
            "Hay una sola pantalla.",
            "Conecte otra si este equipo muestra los llamados en la sala.",
        )
    return Check(name, State.OK, f"Hay {screens} pantallas.")


def check_sound(outputs: int | None) -> Check:
    """Look for a sound output.

    Args:
        outputs: how many there are; None where sound is not installed.
    """
    name = "Sonido"
    if outputs is None:
        return Check(
            name,
            State.FAIL,
            "El sonido no está instalado en este equipo.",
            "Pida al administrador que instale el paquete libpulse0.",
        )
    if not outputs:
        return Check(
            name,
            State.WARN,
            "No hay salida de sonido: los llamados no sonarán.",
            "Conecte parlantes si este equipo muestra los llamados en la sala.",
        )
    return Check(name, State.OK, "Hay salida de sonido.")


def check_disk(free: int, database_size: int) -> Check:
    """Look at the room left where the data is.

    Args:
        free: bytes.
        database_size: bytes; a backup takes twice as much while it is made.
    """
    name = "Espacio en disco"
    words = f"Quedan {_gigabytes(free)} libres."
    todo = "Libere espacio: borre archivos que no use o pida un disco mayor."
    if free < max(_LEAST_DISK, 2 * database_size):
        return Check(name, State.FAIL, words, todo)
    if free < max(_LITTLE_DISK, 4 * database_size):
        return Check(name, State.WARN, words, todo)
    return Check(name, State.OK, words)


def clock_trouble(
    now: datetime, last_at: datetime | None, jump: timedelta, office: tzinfo
) -> Check | None:
    """Return what is wrong with the time itself, or None; arguments as for ``check_clock``."""
    name = "Reloj"
    if last_at is not None and last_at - now > _LOG_TOLERANCE:
        words = (
            f"El reloj marca {_local(now, office)}, antes que el último registro "
            f"({_local(last_at, office)})."
        )
        return Check(name, State.FAIL, words, _SET_CLOCK)
    if abs(jump) > CLOCK_TOLERANCE:
        minutes = round(abs(jump).total_seconds() / 60)
        way = "adelantó" if jump > timedelta(0) else "atrasó"
        words = f"El reloj se {way} {minutes} min mientras el programa estaba abierto."
        return Check(name, State.WARN, words, _SET_CLOCK)
    return None


def check_clock(
    now: datetime, last_at: datetime | None, jump: timedelta, here: tzinfo, office: tzinfo
) -> Check:
    """Look at the computer's clock.

    Args:
        now: aware.
        last_at: time of the last operation, which cannot be in the future.
        jump: how far the clock was moved while the program ran (``ClockWatch.jump``).
        here: the computer's time zone.
        office: the office's time zone.
    """
    name = "Reloj"
    trouble = clock_trouble(now, last_at, jump, office)
    if trouble is not None:
        return trouble
    if now.astimezone(here).utcoffset() != now.astimezone(office).utcoffset():
        return Check(
            name,
            State.WARN,
            "El equipo usa otra zona horaria que la oficina.",
            "Elija la zona horaria de la oficina en la fecha y hora del equipo.",
        )
    return Check(name, State.OK, f"Marca {_local(now, office)}, hora de la oficina.")


def check_versions(sqlite: tuple[int, ...], python: tuple[int, ...], qt: tuple[int, ...]) -> Check:
    """Look at the versions of what the program stands on; the report's facts name them."""
    name = "Versiones"
    # PySide6 6.12 aborts on Python 3.11 after some thousands of calls.
    aborts = qt[:2] >= (6, 12) and python[:2] < (3, 12)
    if sqlite < MINIMUM_SQLITE or python[:2] < (3, 11) or aborts:
        return Check(
            name,
            State.FAIL,
            f"Ventanilla {__version__}: una de sus partes no es la que necesita.",
            "Instale de nuevo Ventanilla en este equipo.",
        )
    return Check(name, State.OK, f"Ventanilla {__version__}: sus partes están al día.")


def check_backup(newest: datetime | None, now: datetime) -> Check:
    """Look at the age of the newest backup.

    Args:
        newest: when it was made; None where there is none.
        now: by the same clock.
    """
    name = "Copias de seguridad"
    todo = "Haga una ahora y compruebe que la carpeta de copias esté disponible."
    if newest is None:
        return Check(name, State.FAIL, "No hay ninguna copia de seguridad.", todo)
    age = now - newest
    words = f"La última es del {newest:%d/%m/%Y %H:%M}."
    if age > _BACKUP_TOO_OLD:
        return Check(name, State.FAIL, words, todo)
    if age > _BACKUP_OLD:
        return Check(name, State.WARN, words, todo)
    return Check(name, State.OK, words)


def worst(checks: Iterable[Check]) -> State:
    """Return the state of the one that stands worst."""
    states = {check.state for check in checks}
    return next((state for state in (State.FAIL, State.WARN) if state in states), State.OK)


def as_text(checks: Iterable[Check]) -> str:
    """Return the check-up as a person reads it."""
    signs = {State.OK: "✓", State.WARN: "!", State.FAIL: "✗"}
    lines = []
    for check in checks:
        lines.append(f"{signs[check.state]} {check.name}: {check.words}")
        if check.todo:
            lines.append(f"    {check.todo}")
    return "\n".join(lines)


def _steady() -> float:
    # On Linux only this one goes on while the computer sleeps; elsewhere `monotonic` does.
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


def _gigabytes(size: int) -> str:
    return f"{size / (1 << 30):.1f} GB".replace(".", ",")


def _local(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%d/%m/%Y %H:%M}"

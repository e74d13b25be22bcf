"""Training: an invented office in a folder of its own, which never meets the real one.

What keeps them apart, and why, is told in docs/decisions/0063-training-apart.md.
"""

import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess

from db import lock
from db.engine import open_engine
from desktop import keys, settings
from desktop.app import backups
from desktop.app.door import WHO, DemoDoor
from desktop.app.station import Training
from desktop.app.whereabouts import database_of, is_there, require_kind
from desktop.keys import slots
from domain.errors import (
    DatabaseInUse,
    KeyFileDamaged,
    KeyStoreUnavailable,
    KnownError,
    NotTraining,
    RecoveryCodeNeeded,
)
from domain.files import in_words

if TYPE_CHECKING:
    from desktop.app.station import Station
    from desktop.paths import Places
    from desktop.ports import KeyStore
    from domain.ports import Clock

ROOT = Path(__file__).resolve().parents[2]


class TrainingNotStarted(KnownError):
    """The process of training could not be started."""

    what = "No se pudo abrir la práctica."
    kept = "La oficina sigue abierta y no cambió."
    todo = "Intente de nuevo; si se repite, avise al administrador."


class TrainingNotApart(KnownError):
    """Something in training's folder leads elsewhere, or its settings do."""

    what = "La carpeta de práctica no está separada de otros datos."
    kept = "No se abrió ni se cambió nada."
    todo = "Avise al administrador: la práctica usa solo su propia carpeta, sin enlaces."


class TrainingBusy(KnownError):
    """Another process is making, filling or renewing training's data."""

    what = "La práctica se está preparando en otra ventana."
    todo = "Espere a que termine y pulse Reintentar."


class TrainingOpen(KnownError):
    """Training is open in another process, so that it cannot begin anew."""

    what = "La práctica está abierta en otra ventana."
    kept = "No se borró nada."
    todo = "Cierre las ventanas de práctica y comience de nuevo."


class TrainingLocked(KnownError):
    """The key of training's data is gone; nobody needs it back."""

    what = "Los datos de práctica ya no se pueden abrir."
    kept = "La oficina no tiene que ver con ellos."
    todo = "Pulse «Empezar de nuevo»."


def launch(*, fresh: bool = False) -> None:
    """Start training as a process of its own, which outlives this one.

    Args:
        fresh: with invented data made anew.

    Raises:
        TrainingNotStarted: the operating system refused.
    """
    arguments = ["practica", *(["--nuevo"] if fresh else [])]
    if not getattr(sys, "frozen", False):  # else the program itself takes the arguments
        arguments = ["-m", "desktop", *arguments]
    process = QProcess()
    process.setProgram(sys.executable)
    process.setArguments(arguments)
    process.setWorkingDirectory(str(ROOT))
    # It outlives this program, and must not keep open what that one was writing to.
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())
    if not process.startDetached():
        raise TrainingNotStarted


class TrainingDoor(DemoDoor):
    """The office in which people practise: that of the demonstration, marked, in its own folder.

    Args:
        places: training's own.
        real: the folders of this computer's office, which are only looked at to stay away.
        clock: the computer's when None.
        fresh: begin with invented data made anew.
    """

    hint = f"Práctica con datos inventados. {WHO}"
    training = True

    def __init__(
        self, places: "Places", real: "Places", clock: "Clock | None" = None, *, fresh: bool = False
    ) -> None:
        super().__init__(places, clock)
        self._real = real
        self._fresh = fresh
        self._entering = Lock()

    def open(self, code: str = "") -> "Station":
        """Open training, made when it is not there; a recovery code is never asked or taken.

        Raises:
            TrainingNotApart: its folder, or its settings, lead elsewhere.
            NotTraining: what is there is no training.
            TrainingBusy, TrainingOpen, TrainingLocked: see each.
            KnownError: as any door.
        """
        with self._entering:
            require_apart(self.places, self._real)
            self.places.prepare()
            with _alone(self.places):
                if self._fresh:
                    begin_anew(self.places, self._real, self.store(), datetime.now(UTC))
                    self._fresh = False
                if is_there(self.places.database):
                    # Before anything touches it: opening finishes a restore that was cut.
                    require_kind(self.places.database, training=True)
                else:
                    wear_as(self.places, self._real)
                try:
                    return super().open()
                except (RecoveryCodeNeeded, KeyStoreUnavailable) as exc:
                    raise TrainingLocked from exc

    def start_over(self) -> None:
        """Begin anew at the next ``open``."""
        self._fresh = True

    def _training(self) -> Training:
        return Training(self.offer or (lambda _sheet: None))


def require_apart(here: "Places", real: "Places") -> None:
    """Insist that training's folder holds nothing that is kept elsewhere, nor leads there.

    Args:
        here: training's folders; need not exist.
        real: those of this computer's office.

    Raises:
        TrainingNotApart: a link, a file with another name elsewhere, a setting, or the very
            folder of the office.
        DatabaseReadOnly, DatabaseUnreachable: it cannot be looked at.
    """
    mine = here.data.parent
    chosen = settings.peek(here.settings).settings
    if chosen.database or chosen.server or chosen.backup_folder:
        raise TrainingNotApart
    theirs = settings.peek(real.settings).settings
    kept = (real.data, database_of(real, theirs), backups.folder_of(real, theirs))
    try:
        if any(path.resolve().is_relative_to(mine.resolve()) for path in kept):
            raise TrainingNotApart
        if any(_leads_away(path) for path in (mine, *mine.rglob("*"))):
            raise TrainingNotApart
    except OSError as exc:
        raise in_words(exc) from exc


def begin_anew(here: "Places", real: "Places", store: "KeyStore", now: datetime) -> None:
    """Clear training's folder for new data. Only what is proved to be training's is erased.

    Data marked as training's that does not open is put aside; any other is left as it is.

    Args:
        store: keeps training's key.
        now: names what is put aside.

    Raises:
        NotTraining: there is other data in the folder; nothing was changed.
        TrainingOpen: somebody practises; nothing was changed.
        TrainingNotApart, DiskFull, DatabaseReadOnly, DatabaseUnreachable: see each.
    """
    require_apart(here, real)
    database = here.database
    if not database.exists() and not any(path.exists() for path in slots.copies(database)):
        return
    try:
        require_kind(database, training=True)
    except KeyFileDamaged as exc:
        raise NotTraining from exc
    try:
        with lock.exclusive(database):
            pass
    except DatabaseInUse as exc:
        raise TrainingOpen from exc
    chosen = settings.peek(here.settings).settings
    try:
        if _opens_as_training(database, store):
            shutil.rmtree(here.data)
        else:
            here.data.rename(here.data.with_name(f"apartado-{now:%Y%m%d-%H%M%S}"))
    except OSError as exc:
        raise in_words(exc) from exc
    here.prepare()
    look = settings.Settings(theme=chosen.theme, scale=chosen.scale)
    settings.save(here.settings, look)


def wear_as(here: "Places", real: "Places") -> None:
    """Let new training look as large and as dark as the office of this computer does.

    Raises:
        SettingsProblem: it cannot be kept.
    """
    if not here.settings.exists():
        chosen = settings.peek(real.settings).settings
        settings.save(here.settings, settings.Settings(theme=chosen.theme, scale=chosen.scale))


def _opens_as_training(database: Path, store: "KeyStore") -> bool:
    try:
        engine = open_engine(
            database, keys.open_key(database, store), must_exist=True, key_checked=True
        )
        try:
            backups.require_mark(engine, training=True)
        finally:
            engine.dispose()
    except KnownError:
        return False
    return True


def _leads_away(path: Path) -> bool:
    """Tell whether a name of training's folder is, or may be, something kept elsewhere."""
    try:
        seen = path.lstat()
    except FileNotFoundError:  # not made yet, or gone meanwhile
        return False
    if stat.S_ISLNK(seen.st_mode) or bool(getattr(seen, "st_reparse_tag", False)):
        return True
    return stat.S_ISREG(seen.st_mode) and seen.st_nlink > 1


@contextmanager
def _alone(here: "Places") -> Iterator[None]:
    """Make, fill or renew training's data while no other process does."""
    try:
        with lock.exclusive(here.data.with_name("preparando")):
            yield
    except DatabaseInUse as exc:
        raise TrainingBusy from exc

"""Where the program keeps things on this computer.

An office's data belongs to the computer, not to the account that installed it: every clerk's
account opens the same database. So the computer's own folder is used where it can be written, and
the account's where it cannot. ``VENTANILLA_HOME`` puts everything in one folder: demonstration,
portable use, tests.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import site_data_path, user_data_path, user_log_path

from domain.files import in_words

APP = "ventanilla"
HOME_VARIABLE = "VENTANILLA_HOME"
_LINUX_SHARED = Path("/var/lib/ventanilla")  # made by the package, writable by its group


@dataclass(frozen=True, slots=True)
class Places:
    """The program's folders.

    Attributes:
        data: settings and database, shared by the accounts of the computer where it can be.
        logs: the account's own log and crash files.
    """

    data: Path
    logs: Path

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.data / "settings.toml"

    @property
    def database(self) -> Path:
        """The database, unless the settings name another place."""
        return self.data / "oficina.db"

    @property
    def backups(self) -> Path:
        """The backups, unless the settings name another place."""
        return self.data / "copias"

    @property
    def certificates(self) -> Path:
        """The authorities whose signatures are accepted, unless the settings name another place."""
        return self.data / "certificados"

    @property
    def demo_key(self) -> Path:
        """The open key of demonstration data, never of an office."""
        return self.data / "demostracion.clave"

    def prepare(self) -> None:
        """Make the folders that are missing, closed to other accounts.

        Raises:
            DiskFull, DatabaseReadOnly, DatabaseUnreachable: the disk refused.
        """
        try:
            for folder in (self.data, self.logs):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as exc:
            raise in_words(exc) from exc


def places(environ: Mapping[str, str] | None = None) -> Places:
    """Return the folders of this computer and account; makes none.

    Args:
        environ: the process's environment unless given.
    """
    environ = os.environ if environ is None else environ
    if home := environ.get(HOME_VARIABLE):
        folder = Path(home).expanduser().absolute()
        return Places(folder, folder / "registros")
    shared = site_data_path(APP, appauthor=False) if sys.platform == "win32" else _LINUX_SHARED
    data = shared if _usable(shared) else user_data_path(APP, appauthor=False)
    return Places(data, user_log_path(APP, appauthor=False))


def demo_places(environ: Mapping[str, str] | None = None) -> Places:
    """Return the folders of the demonstration, never those of an office; makes none."""
    environ = os.environ if environ is None else environ
    if environ.get(HOME_VARIABLE):
        return places(environ)
    folder = user_data_path(f"{APP}-demostracion", appauthor=False)
    return Places(folder, folder / "registros")


def training_places(environ: Mapping[str, str] | None = None) -> Places:
    """Return the folders of training, this account's own and never an office's; makes none.

    Beside its data and its log nothing else is kept in their folder, so that the data can be put
    aside whole.
    """
    environ = os.environ if environ is None else environ
    if environ.get(HOME_VARIABLE):
        folder = places(environ).data / "practica"
    else:
        folder = user_data_path(f"{APP}-practica", appauthor=False)
    return Places(folder / "datos", folder / "registros")


def _usable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)

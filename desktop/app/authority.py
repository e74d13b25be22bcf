"""Which server of the office this computer has met: never an older one again.

A file beside the settings keeps the epoch (docs/decisions/0087). It is written before anything is
done on a server whose epoch is higher.
"""

from contextlib import suppress
from pathlib import Path

from db.postgres import Authority
from desktop.paths import Places
from domain.files import in_words, replace_file

_LONGEST = 20


def remembered(places: Places) -> Authority:
    """Return what this computer knows of the office's servers; it keeps what is met later."""
    path = file_of(places)

    def met(epoch: int) -> None:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(path, f"{epoch}\n".encode())
        except OSError as exc:
            raise in_words(exc) from exc

    return Authority(_read(path), met)


def file_of(places: Places) -> Path:
    """Return where it is kept."""
    return places.data / "autoridad"


def forget(places: Places) -> None:
    """Forget it: this computer joins another office.

    Raises:
        DiskFull, DatabaseReadOnly, DatabaseUnreachable: the disk refused.
    """
    try:
        file_of(places).unlink(missing_ok=True)
    except OSError as exc:
        raise in_words(exc) from exc


def _read(path: Path) -> int:
    """Return the epoch kept; 0 where none is, or what is there is not one."""
    with suppress(OSError, ValueError), path.open(encoding="ascii") as file:
        return max(0, int(file.read(_LONGEST)))
    return 0

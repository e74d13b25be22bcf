"""Which archives a folder holds, whether today's is missing, and which may go."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.archive import SUFFIX, office_code, read_manifest, without_pieces
from domain.errors import KnownError

_NAME = re.compile(rf"ventanilla-([A-Z0-9]+)-(\d{{8}}-\d{{6}})(?:-(\d+))?{re.escape(SUFFIX)}")


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive by its name: whose, and when by the office's clock (naive).

    Attributes:
        place: which of those made in the same second, from 1.
    """

    path: Path
    office: str
    made_at: datetime
    place: int = 1


def archives(folder: Path, office: str | None = None) -> tuple[Archive, ...]:
    """Return the archives in ``folder``, newest first; none where it is missing.

    Args:
        office: whose; everybody's when None.
    """
    wanted = None if office is None else office_code(office)
    found = []
    try:
        names = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
    except OSError:
        return ()
    for path in names:
        if (match := _NAME.fullmatch(path.name)) and wanted in (None, match[1]):
            try:
                made_at = datetime.strptime(match[2], "%Y%m%d-%H%M%S")  # noqa: DTZ007 - naive
            except ValueError:
                continue
            found.append(Archive(path, match[1], made_at, int(match[3] or 1)))
    return tuple(sorted(found, key=lambda one: (one.made_at, one.place), reverse=True))


def backup_due(now: datetime, folder: Path, office: str) -> bool:
    """Tell whether no archive of today exists.

    One dated after today does not count: a clock that once ran ahead must not stop the backups.

    Args:
        now: in the office's time zone.
    """
    return all(one.made_at.date() != now.date() for one in archives(folder, office))


def prune(folder: Path, office: str, *, daily: int = 14, monthly: int = 12) -> tuple[Path, ...]:
    """Erase the archives that retention no longer asks for, and return those erased.

    Kept: the newest of each of the last ``daily`` days and of each of the last ``monthly``
    months that have one. Counted by the archives there are, not by the calendar, so that an
    office that was closed for a month, or a clock that jumped, loses nothing. The newest of all
    is always kept. One that cannot be erased is left for another day: what matters is the new
    archive, which is there.
    """
    found = archives(folder, office)
    days = _newest_of_each(found, "%Y%m%d")[: max(daily, 1)]
    months = _newest_of_each(found, "%Y%m")[:monthly]
    gone = []
    for one in found:
        if one not in days and one not in months:
            with suppress(OSError):
                one.path.unlink()
                gone.append(one.path)
    return tuple(gone)


def thin(folder: Path, office: str, *, whole: int = 3) -> None:
    """Take the documents out of all archives but the newest few that have them.

    A document never changes, so the newest holds what the older ones held; the others of the few
    are kept whole in case a disk spoils it. One that cannot be written anew is left as it is.
    """
    for one in archives(folder, office):
        with suppress(KnownError, OSError):
            if not read_manifest(one.path).has_pieces:
                continue
            whole -= 1
            if whole < 0:
                without_pieces(one.path)


def _newest_of_each(newest_first: Iterable[Archive], period: str) -> list[Archive]:
    kept: dict[str, Archive] = {}
    for one in newest_first:
        kept.setdefault(one.made_at.strftime(period), one)
    return list(kept.values())

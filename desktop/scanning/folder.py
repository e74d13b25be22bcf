"""The folder that a scanner writes to, watched from a thread of its own.

Whatever comes there is handed over once it has been written, and then put aside: into
``archivados`` where it was taken in, into ``no-leidos`` where it cannot be read. Two workstations
may watch one folder: what is handed over twice is taken in once.
"""

import os
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from desktop.ports.scanning import UnreadableFile
from desktop.scanning.faults import CutShort, EmptyFile, FileTooLarge
from domain.documents import LARGEST_FILE, AlreadyReceived
from domain.errors import InvalidInput, KnownError

if sys.platform != "win32":
    import fcntl

DONE_FOLDER, UNREAD_FOLDER = "archivados", "no-leidos"
EVERY_SECONDS = 2.0
STILL_LOOKS = 2
"""So many looks a file must stand still, beside the first, to count as written."""
EMPTY_LOOKS = 30
"""So many before an empty file, or one without its end, counts as a copy that was cut off."""
MOST_PROBLEMS = 50
_MOST_LOOKS_APART = 32
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".lock")


class FolderHealth(Enum):
    """Whether the folder can be looked into."""

    WATCHED = "watched"
    GONE = "gone"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that was not taken in: how it is called, and why."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class FolderState:
    """What is told of the folder.

    Attributes:
        waiting: files there that are still being written, or will be tried again.
        taken: files taken in since the program began to watch.
        problems: files that cannot be read, the last ones; they are in ``no-leidos``.
        held: why what waits could not be taken in at the last try; empty where nothing hinders it.
    """

    folder: Path
    health: FolderHealth = FolderHealth.WATCHED
    waiting: int = 0
    taken: int = 0
    problems: tuple[Problem, ...] = ()
    held: str = ""

    @property
    def words(self) -> str:
        """What a person should know; empty while all is well."""
        if self.health is FolderHealth.GONE:
            return (
                f"No se encuentra la carpeta del escáner, «{_shown(str(self.folder))}»."
                " Revise que el disco o el equipo que la comparte esté conectado;"
                " se vuelve a mirar sola."
            )
        if self.health is FolderHealth.CLOSED:
            return (
                f"Este equipo no puede entrar en la carpeta del escáner, «{_shown(str(self.folder))}»."
                " Pida permiso al administrador; se vuelve a mirar sola."
            )
        return self.held


@dataclass(slots=True)
class _Watched:
    """A file as it stood at the last look."""

    size: int
    changed: int
    still: int = 0
    left: bool = False  # taken in, and could not be moved
    tries: int = 0
    wait: int = 0


@dataclass(slots=True)
class _Look:
    """What one look found."""

    waiting: int = 0
    taken: int = 0
    problems: list[Problem] = field(default_factory=list)
    held: str = ""


class ScannerFolder:
    """Watches a folder.

    Args:
        folder: where the scanner writes.
        take: takes a file in, by its name and bytes; runs on the thread that watches. It raises
            AlreadyReceived, UnreadableFile or InvalidInput where the file is done with; any other
            KnownError leaves it there, to be tried again later.
        told: told every change of its state, on the same thread.
        every: seconds between two looks.
    """

    def __init__(
        self,
        folder: Path,
        take: Callable[[str, bytes], object],
        told: Callable[[FolderState], None],
        *,
        every: float = EVERY_SECONDS,
    ) -> None:
        self._folder = folder
        self._take = take
        self._told = told
        self._every = every
        self._seen: dict[str, _Watched] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.state = FolderState(folder)

    def start(self) -> None:
        """Begin to watch."""
        self._thread = threading.Thread(target=self._watch, name="scanner-folder", daemon=True)
        self._thread.start()

    def stop(self, *, wait: bool = True) -> None:
        """Watch no more. With ``wait``, return when the file at hand is done with."""
        self._stopping.set()
        if wait and self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        self._told(self.state)
        while not self._stopping.is_set():
            self.look()
            self._stopping.wait(self._every)

    def look(self) -> None:
        """Look once: hand over what has been written, and tell what changed."""
        try:
            found = self._files()
        except PermissionError:
            self._tell(replace(self.state, health=FolderHealth.CLOSED, waiting=0, held=""))
            return
        except OSError:
            self._tell(replace(self.state, health=FolderHealth.GONE, waiting=0, held=""))
            return
        look = _Look()
        self._seen = {name: self._now(name, entry) for name, entry in found.items()}
        for name, watched in self._ready(look):
            self._hand_over(name, watched, look)
        problems = (*self.state.problems, *look.problems)[-MOST_PROBLEMS:]
        self._tell(
            FolderState(
                self._folder,
                waiting=look.waiting,
                taken=self.state.taken + look.taken,
                problems=problems,
                held=look.held,
            )
        )

    def _tell(self, state: FolderState) -> None:
        if state != self.state:
            self.state = state
            self._told(state)

    def _files(self) -> dict[str, os.stat_result]:
        """Return the files there, the oldest first. Raises OSError."""
        found = {}
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~")) or entry.name.lower().endswith(_UNFINISHED):
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # another workstation was quicker
                if stat.S_ISREG(status.st_mode):
                    found[entry.name] = status
        return dict(sorted(found.items(), key=lambda one: (one[1].st_mtime_ns, one[0])))

    def _now(self, name: str, status: os.stat_result) -> _Watched:
        before = self._seen.get(name)
        if before and (before.size, before.changed) == (status.st_size, status.st_mtime_ns):
            before.still += 1
            return before
        return _Watched(status.st_size, status.st_mtime_ns)

    def _ready(self, look: _Look) -> Iterator[tuple[str, _Watched]]:
        for name, watched in self._seen.items():
            if self._stopping.is_set():
                return
            if watched.left:
                continue
            looks = STILL_LOOKS if watched.size else EMPTY_LOOKS
            watched.wait -= watched.wait > 0
            if watched.still < looks or watched.wait:
                look.waiting += 1
            else:
                yield name, watched

    def _hand_over(self, name: str, watched: _Watched, look: _Look) -> None:
        try:
            data = self._content(name, watched)
            if data is None:
                look.waiting += 1
                return
            self._take(_shown(name), data)
        except AlreadyReceived:
            pass
        except (UnreadableFile, InvalidInput) as error:
            if isinstance(error, CutShort) and watched.still < EMPTY_LOOKS:
                # A scanner may rest between two pages: what it goes on writing must not be moved.
                watched.wait = EMPTY_LOOKS - watched.still
                look.waiting += 1
                return
            # Not ``kept``: it would say that the file stays where it was.
            look.problems.append(Problem(_shown(name), f"{error.what} {error.todo}"))
            self._put_aside(name, watched, UNREAD_FOLDER)
            return
        except KnownError as error:
            self._later(watched, look, error.words)
            return
        except OSError:
            self._later(watched, look, f"No se puede abrir «{_shown(name)}». Se intenta otra vez.")
            return
        look.taken += 1
        self._put_aside(name, watched, DONE_FOLDER)

    def _later(self, watched: _Watched, look: _Look, words: str) -> None:
        watched.wait = min(2**watched.tries, _MOST_LOOKS_APART)
        watched.tries += 1
        look.waiting += 1
        look.held = words

    def _content(self, name: str, watched: _Watched) -> bytes | None:
        """Return what is in a file; None where it is still being written.

        Raises:
            EmptyFile, FileTooLarge: nothing was read.
            OSError: it cannot be opened.
        """
        if watched.size > LARGEST_FILE:
            raise FileTooLarge
        with (self._folder / name).open("rb") as file:
            if _is_locked(file.fileno()):
                return None
            data = file.read(LARGEST_FILE + 1)
            status = os.fstat(file.fileno())
        if (status.st_size, status.st_mtime_ns) != (watched.size, watched.changed):
            return None
        if len(data) != watched.size:
            return None
        if not data:
            raise EmptyFile
        return data

    def _put_aside(self, name: str, watched: _Watched, folder: str) -> None:
        """Move a file that is done with; where it cannot be moved it stays, and is remembered."""
        target = self._folder / folder
        try:
            status = (self._folder / name).stat(follow_symlinks=False)
            if (status.st_size, status.st_mtime_ns) != (watched.size, watched.changed):
                return  # the scanner wrote another of that name meanwhile: it is looked at next
            target.mkdir(exist_ok=True)
            (self._folder / name).rename(_free(target / name))
        except FileNotFoundError:
            pass  # another workstation moved it
        except OSError:
            watched.left = True


def glance(folder: Path) -> FolderState:
    """Return whether a scanner's folder can be looked into; nothing is taken in."""
    try:
        os.scandir(folder).close()
    except PermissionError:
        return FolderState(folder, FolderHealth.CLOSED)
    except OSError:
        return FolderState(folder, FolderHealth.GONE)
    return FolderState(folder)


def _free(path: Path) -> Path:
    number = 1
    free = path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free


def _is_locked(handle: int) -> bool:
    """Tell whether who writes a file holds it; Windows does not let it be opened then."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a shared disk without locks
        return False
    return False


def _shown(name: str) -> str:
    """Return a name as it can be shown and kept, in whatever bytes it was written."""
    readable = os.fsencode(name).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "�" for letter in readable)

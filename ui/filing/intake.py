"""Files on their way in: a queue beside the pages, two at a time, each told without a question.

It works from sign-in to sign-out, whichever page is open: the scanner's folder gives it files too.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event, RLock
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.ports.scanning import Cancelled, UnreadableFile
from desktop.usecases.intake import FileTooLarge, Received, clean_name
from domain.documents import LARGEST_FILE, AlreadyReceived, Source
from domain.errors import InvalidInput, KnownError
from ui.filing.state import (
    Entry,
    FolderLine,
    IntakeState,
    Stage,
    counted_words,
    received_words,
    refused_words,
)
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner

AT_ONCE = 2
"""Files that are read at the same time: as many as the reader has processes."""
PAUSE_MS = 4000
MOST_LISTED = 100
"""Files that are over and still listed."""
MOST_DROPPED = 500
"""Files that are taken at once."""

Load = Callable[[], bytes]
_DONE_WITH = (UnreadableFile, InvalidInput)
"""What is not tried again, as ``ScannerFolder`` has it."""


class Take(Protocol):
    """Takes a file in (``desktop.usecases.intake.receive``)."""

    def __call__(
        self,
        name: str,
        data: bytes,
        source: Source,
        *,
        progress: Callable[[int, int], None],
        stop: Callable[[], bool],
    ) -> Received: ...


class Folder(Protocol):
    """The scanner's folder, watched in a thread of its own."""

    def start(self) -> None: ...

    def stop(self, *, wait: bool) -> None: ...


class Intake(QObject):
    """Takes files in, some at once, and tells how each stands.

    Args:
        take: takes one in, off the windows' thread.
        pause_ms: how long nothing comes from the scanner before what came is told.
    """

    changed = Signal(object)
    """Another state (``IntakeState``)."""
    told = Signal(object)
    """What everybody should know, whichever page is open (``Notice``)."""

    _began = Signal(int, str)
    _went_on = Signal(int, int, int)
    _ended = Signal(int, object)
    _stood = Signal(object)

    def __init__(
        self, take: Take, parent: QObject | None = None, *, pause_ms: int = PAUSE_MS
    ) -> None:
        super().__init__(parent)
        self._take = take
        self._entries: dict[int, Entry] = {}
        self._waiting: list[tuple[int, Load]] = []
        self._stops: dict[int, Event] = {}
        self._last = self._last_of_folder = 0
        self._batch: dict[str, Entry] = {}
        """What came from the scanner's folder since it was last told."""
        self._pause = QTimer(self, singleShot=True, interval=pause_ms)
        self._pause.timeout.connect(self._tell_batch)
        self._folder: Folder | None = None
        self._line = FolderLine()
        self._closed, self._at_hand = Event(), RLock()
        self.folder: str | None = None
        """The scanner's folder that is watched; None before that was asked."""
        self.watched = False
        """Whether somebody looks at the list: then nothing is told above the page."""
        self._lanes = [Runner(parent=self) for _ in range(AT_ONCE)]
        self._in_lane: dict[Runner, int] = {}
        for lane in self._lanes:
            lane.busy.connect(partial(self._rest, lane))
        queued = Qt.ConnectionType.QueuedConnection
        self._began.connect(self._begin, queued)
        self._went_on.connect(self._go_on, queued)
        self._ended.connect(self._end, queued)
        self._stood.connect(self._stand, queued)

    @property
    def state(self) -> IntakeState:
        """How it stands."""
        newest = list(self._entries.values())[::-1]
        over = tuple(entry for entry in newest if entry.over)
        return IntakeState((*(entry for entry in newest if not entry.over), *over), self._line)

    # ------------------------------------------------------------------------------- what comes
    def add_files(self, paths: Sequence[Path], source: Source) -> None:
        """Take files of this computer in, ``MOST_DROPPED`` at the most."""
        for path in paths[:MOST_DROPPED]:
            self._add(path.name, partial(read_file, path), source)
        if len(paths) > MOST_DROPPED:
            words = f"Se reciben {MOST_DROPPED} archivos a la vez; los demás no se tomaron."
            self.told.emit(Notice(words, todo="Agréguelos cuando terminen estos."))
        self._go()

    def add(self, name: str, load: Load, source: Source) -> None:
        """Take in what ``load`` gives, off the windows' thread."""
        self._add(name, load, source)
        self._go()

    def from_folder(self, name: str, data: bytes) -> Received:
        """Take a file of the scanner's folder in, in the thread that watches it.

        Raises as ``desktop.usecases.intake.receive``; Cancelled where the program is closing.
        """
        with self._at_hand:  # what is at hand is waited for at the end, what comes later refused
            return self._from_folder(name, data)

    def _from_folder(self, name: str, data: bytes) -> Received:
        if self._closed.is_set():
            raise Cancelled
        self._last_of_folder -= 1  # they count down: no other thread gives these
        number = self._last_of_folder
        self._began.emit(number, name)
        try:
            received = self._take(
                name,
                data,
                Source.FOLDER,
                progress=partial(self._went_on.emit, number),
                stop=self._closed.is_set,
            )
        except KnownError as error:
            self._ended.emit(number, error)
            raise
        self._ended.emit(number, received)
        return received

    def watch(self, folder: Folder | None) -> None:
        """Take what comes into the scanner's folder until ``close``; None for into no other."""
        if self._folder is not None:
            self._folder.stop(wait=False)
        self._folder = folder
        if folder is not None:
            folder.start()

    def tell_folder(self, line: FolderLine) -> None:
        """Say how the scanner's folder stands; from any thread."""
        with self._at_hand:
            if not self._closed.is_set():
                self._stood.emit(line)

    # ------------------------------------------------------------------------------- what goes
    def stop_all(self) -> None:
        """Read no more of what is under way; what was filed stays."""
        for number, _load in self._waiting:
            self._change(number, stage=Stage.FAILED, told=Cancelled.what)
        self._waiting.clear()
        for stop in self._stops.values():
            stop.set()
        self._tell()

    def forget(self) -> None:
        """Leave out of the list what is over."""
        self._entries = {key: one for key, one in self._entries.items() if not one.over}
        self._tell()

    def close(self) -> None:
        """Stop everything and wait until it stands still."""
        self._closed.set()
        self._pause.stop()
        self._waiting.clear()
        for stop in self._stops.values():
            stop.set()
        if self._folder is not None:
            self._folder.stop(wait=False)  # a share that hangs must hold nobody back
        with self._at_hand:
            pass
        for lane in self._lanes:
            lane.close()

    # ------------------------------------------------------------------------------- inside
    def _add(self, name: str, load: Load, source: Source) -> None:
        self._last += 1
        self._entries[self._last] = Entry(self._last, clean_name(name), source)
        self._waiting.append((self._last, load))

    def _go(self) -> None:
        """Begin what has a lane that is free."""
        for lane in self._lanes:
            if lane.is_busy or not self._waiting or self._closed.is_set():
                continue
            number, load = self._waiting.pop(0)
            stop = self._stops[number] = Event()
            self._in_lane[lane] = number
            self._change(number, stage=Stage.READING)
            end = partial(self._end, number)
            lane.write(partial(self._work, self._entries[number], load, stop), end, end)
        self._tell()

    def _work(self, entry: Entry, load: Load, stop: Event) -> Received:
        data = load()
        return self._take(
            entry.name,
            data,
            entry.source,
            progress=partial(self._went_on.emit, entry.number),
            stop=stop.is_set,
        )

    def _rest(self, lane: Runner, busy: bool) -> None:
        """Begin the next in a lane that is free, whatever became of the one before."""
        if busy:
            return
        number = self._in_lane.pop(lane, 0)
        self._stops.pop(number, None)
        if number in self._entries and not self._entries[number].over:  # a bug, told elsewhere
            self._end(number, UnreadableFile())
        self._go()

    def _begin(self, number: int, name: str) -> None:
        self._entries[number] = Entry(number, clean_name(name), Source.FOLDER, Stage.READING)
        self._tell()

    def _go_on(self, number: int, read: int, pages: int) -> None:
        if number in self._entries and not self._entries[number].over:
            self._change(number, read=read, pages=pages)
            self._tell()

    def _end(self, number: int, result: Received | KnownError) -> None:
        if number not in self._entries:
            return
        folder = self._entries[number].source is Source.FOLDER
        if folder and isinstance(result, AlreadyReceived):  # another counter was quicker
            self._change(number, stage=Stage.DONE, told=result.what)
        elif folder and isinstance(result, KnownError) and not isinstance(result, _DONE_WITH):
            del self._entries[number]  # it is tried again; the folder's line says what hinders it
            self._tell()
            return
        elif isinstance(result, KnownError):
            self._change(number, stage=Stage.FAILED, told=refused_words(result))
        else:
            self._change(
                number,
                stage=Stage.DONE,
                filed=result.filed,
                in_tray=result.in_tray,
                told=received_words(result),
            )
        self._sum_up(self._entries[number])
        over = [key for key, entry in self._entries.items() if entry.over]
        for key in over[:-MOST_LISTED]:
            del self._entries[key]
        self._tell()

    def _sum_up(self, entry: Entry) -> None:
        """Have what came of the scanner's files told once no more of them come."""
        if entry.source is Source.FOLDER:
            self._batch[entry.name] = entry
            self._pause.start()

    def _tell_batch(self) -> None:
        batch, self._batch = list(self._batch.values()), {}
        if self.watched:
            return  # whoever looks at the list sees it there
        failed = sum(one.stage is Stage.FAILED for one in batch)
        words = counted_words(sum(one.filed for one in batch), sum(one.in_tray for one in batch))
        if failed:
            lost = "1 no se pudo leer" if failed == 1 else f"{failed} no se pudieron leer"
            words = f"{words}, {lost}" if words else f"Del escáner: {lost}"
        if words:
            self.told.emit(Notice(f"{words}.", kind=Kind.INFO))

    def _stand(self, line: FolderLine) -> None:
        before, self._line = self._line.problems, line
        listed = {one.name for one in self._entries.values() if one.stage is Stage.FAILED}
        for name, words in line.problems:
            if (name, words) not in before and name not in listed:
                self._last += 1
                entry = Entry(self._last, name, Source.FOLDER, Stage.FAILED, told=words)
                self._entries[self._last] = entry
        self._tell()

    def _change(self, number: int, **what: object) -> None:
        self._entries[number] = replace(self._entries[number], **what)  # type: ignore[arg-type]

    def _tell(self) -> None:
        if not self._closed.is_set():
            self.changed.emit(self.state)


def read_file(path: Path) -> bytes:
    """Return the bytes of a file that somebody chose.

    Raises:
        UnreadableFile: it is none, or cannot be read.
        FileTooLarge: it is larger than any that is kept.
    """
    try:
        if not path.is_file():
            raise UnreadableFile("Eso no es un archivo, o ya no está donde estaba.")
        if path.stat().st_size > LARGEST_FILE:
            raise FileTooLarge()
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:  # ValueError: a name that no system takes
        raise UnreadableFile("No se puede abrir el archivo.") from error

"""The program's side of reading papers: processes of their own, started, watched, ended.

Source: docs/decisions/0116-papers-are-read-in-a-child.md.
"""

import json
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from desktop.ports.old_tables import OldSheet
from desktop.ports.scanning import Cancelled, FileSeen, PageSeen, Stamp
from desktop.scanning.answers import Answer, page_seen
from desktop.scanning.faults import (
    EmptyFile,
    EmptyTable,
    FileTooLarge,
    NotReady,
    TableTooHeavy,
    TooHeavy,
)
from desktop.scanning.helper import Gone, Helper, usual_command
from desktop.scanning.wire import NotAFrame
from domain.documents import LARGEST_FILE, MOST_PAGES
from domain.signatures import SignatureReport, report_from

_LOOK_SECONDS = 0.1
_MOST_IDLE = 2
_LONGEST_REPORT = 1 << 20
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may take.

    Attributes:
        readers: files that are read at the same time.
        start_seconds: until a process is ready.
        silent_seconds: between two answers, on a busy computer too.
        file_seconds: for all pages of a file: 500 took a minute and a half on a busy computer.
        pages: that one process reads before another takes over.
    """

    readers: int = 2
    start_seconds: float = 60.0
    silent_seconds: float = 90.0
    file_seconds: float = 900.0
    pages: int = 2 * MOST_PAGES


class ProcessReader:
    """``PaperReader`` by processes of its own; any thread may ask.

    Beside those that read files there is one more where somebody waits for a picture meanwhile.
    """

    def __init__(self, command: Sequence[str] | None = None, limits: Limits = Limits()) -> None:
        self._command = usual_command() if command is None else tuple(command)
        self._limits = limits
        self._turn = threading.Semaphore(limits.readers)
        self._lock = threading.Lock()
        self._idle: list[Helper] = []
        self._busy: set[Helper] = set()
        self._closed = threading.Event()

    def read(
        self,
        data: bytes,
        *,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> FileSeen:
        """Return what a file is and what stands on its pages (``PaperReader``)."""
        stop = stop or _never
        while not self._turn.acquire(timeout=_LOOK_SECONDS):
            if self._closed.is_set() or stop():
                raise Cancelled
        try:
            return self._read(data, progress, stop)
        finally:
            self._turn.release()

    def _read(
        self,
        data: bytes,
        progress: Callable[[int, int], None] | None,
        stop: Callable[[], bool],
    ) -> FileSeen:
        files: list[Answer] = []
        pages: list[PageSeen] = []
        until = monotonic() + self._limits.file_seconds

        def take(answer: Answer) -> None:
            if monotonic() > until:
                raise TooHeavy
            if not files:
                files.append(answer)
                return
            pages.append(page_seen(answer, len(pages) + 1))
            if progress:
                progress(len(pages), files[0].number("pages", 1, MOST_PAGES))

        def whole() -> FileSeen:
            if not files or len(pages) != files[0].number("pages", 1, MOST_PAGES):
                raise NotAFrame
            return FileSeen(files[0].text("media", 40), tuple(pages), files[0].flag("scripts"))

        return self._ask({"do": "read"}, (data,), take, whole, stop)

    def picture(self, data: bytes, page: int, *, width: int, angle: float = 0.0) -> bytes:
        """Return a page as PNG (``PaperReader``)."""
        order = {"do": "picture", "page": page, "width": width, "angle": angle}
        return self._ask_one(order, (data,), Answer.body)

    def signatures(
        self, data: bytes, anchors: Sequence[bytes], revocations: Sequence[bytes] = ()
    ) -> SignatureReport:
        """Return what the signatures of a PDF come to (``PaperReader``)."""
        order = {"do": "signatures", "anchors": len(anchors)}
        return self._ask_one(order, (data, *anchors, *revocations), _report)

    def stamped(self, data: bytes, first: int, last: int, stamp: Stamp) -> bytes:
        """Return a stamped PDF of some pages (``PaperReader``)."""
        order = {"do": "stamped", "first": first, "last": last}
        words = {"title": stamp.title, "lines": list(stamp.lines)}
        return self._ask_one({**order, **words}, (data,), Answer.body)

    def table(self, data: bytes) -> Sequence[OldSheet]:
        """Return the sheets of an old table (``TableReader``)."""
        try:
            return self._ask_one({"do": "table"}, (data,), _sheets)
        except EmptyFile:
            raise EmptyTable from None
        except (FileTooLarge, TooHeavy):
            raise TableTooHeavy from None

    def close(self) -> None:
        """End every process; what is being read is called off."""
        with self._lock:
            self._closed.set()
            idle, busy = self._idle, set(self._busy)
            self._idle = []
        for helper in busy:
            helper.kill()  # who asked it ends it
        for helper in idle:
            helper.end()

    def _ask_one(
        self, order: Mapping[str, Any], parts: Sequence[bytes], value: Callable[[Answer], _Value]
    ) -> _Value:
        """Ask, and return the value of the last answer; what comes before it is progress."""
        last: list[Answer] = []

        def take(answer: Answer) -> None:
            last[:] = [answer]

        def whole() -> _Value:
            if not last:
                raise NotAFrame
            return value(last[0])

        return self._ask(order, parts, take, whole, _never)

    def _ask(
        self,
        order: Mapping[str, Any],
        parts: Sequence[bytes],
        take: Callable[[Answer], None],
        whole: Callable[[], _Value],
        stop: Callable[[], bool],
    ) -> _Value:
        """Ask a process and return what its answers come to; it is ended where that went wrong.

        Raises:
            UnreadableFile: what it says of the file; TooHeavy where it died or fell silent over it.
            Cancelled: ``stop`` said so, or the program is closing.
        """
        if not parts[0]:
            raise EmptyFile
        if len(parts[0]) > LARGEST_FILE:
            raise FileTooLarge
        while True:
            helper = self._borrow()
            try:
                fault = helper.work(order, parts, take, self._limits.silent_seconds, stop)
                if fault is None:
                    return whole()
            except (Gone, NotAFrame):
                helper.kill()
                if self._closed.is_set():
                    raise Cancelled from None
                if helper.was_dead:
                    continue  # it had been ended from outside, between two files
                raise TooHeavy from None
            finally:
                self._give_back(helper)
            raise fault

    def _borrow(self) -> Helper:
        with self._lock:
            if self._closed.is_set():
                raise Cancelled
            if self._idle:
                helper = self._idle.pop()
                self._busy.add(helper)
                return helper
        try:
            helper = Helper(self._command)
        except OSError:
            raise NotReady from None
        with self._lock:
            self._busy.add(helper)
            if self._closed.is_set():
                helper.kill()
        try:
            helper.wait_until_ready(self._limits.start_seconds)
        except (Gone, NotAFrame):
            helper.kill()
            self._give_back(helper)
            raise (Cancelled if self._closed.is_set() else NotReady) from None
        return helper

    def _give_back(self, helper: Helper) -> None:
        with self._lock:
            self._busy.discard(helper)
            fit = helper.is_fit and helper.pages < self._limits.pages
            if fit and not self._closed.is_set() and len(self._idle) < _MOST_IDLE:
                self._idle.append(helper)
                return
        helper.end()


def _report(answer: Answer) -> SignatureReport:
    try:
        return report_from(answer.text("report", _LONGEST_REPORT))
    except (ValueError, TypeError, KeyError):
        raise NotAFrame from None


def _never() -> bool:
    return False


def _sheets(answer: Answer) -> Sequence[OldSheet]:
    try:
        told = json.loads(answer.body())
        return [
            OldSheet(str(name), [[_old_cell(c) for c in row] for row in rows])
            for name, rows in told
        ]
    except (ValueError, TypeError, RecursionError):
        raise NotAFrame from None


def _old_cell(told: object) -> str | float | None:
    if isinstance(told, float) and not math.isfinite(told):
        return None
    if told is None or (isinstance(told, str | int | float) and not isinstance(told, bool)):
        return told
    raise NotAFrame

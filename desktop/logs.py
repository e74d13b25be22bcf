"""The program's log and its one place for unexpected errors.

Whatever nobody expected, in any thread and in any Qt slot, comes to ``Crashes``: it writes a crash
file without personal data, tells the person in words with a short code to report, and lets the
program go on.
"""

import faulthandler
import logging
import platform
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from desktop.privacy import described, masked, shape
from domain.errors import KnownError
from domain.files import mode_in

CRASH_PREFIX = "error-"
_LOG_BYTES = 1_000_000
_LOG_FILES = 5
_CRASH_FILES = 30
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

_log = logging.getLogger(__name__)


class UnexpectedError(KnownError):
    """A bug, told in words.

    Attributes:
        code: names its crash file; empty where none could be written.
    """

    what = "Ocurrió un error inesperado."
    kept = "Lo que ya estaba guardado sigue guardado."

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(
            todo=f"Puede continuar. Si se repite, avise al administrador con el código {code}."
            if code
            else "Puede continuar. Si se repite, avise al administrador."
        )


class _PrivateFormatter(logging.Formatter):
    """Formats records so that no personal data reaches the file."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one masked line, with the traceback's places where there is one."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = f"{moment} {record.levelname} {record.name}: {masked(record.getMessage())}"
        if record.exc_info and record.exc_info[1]:
            line += "\n" + described(record.exc_info[1])
        return line


def start_log(folder: Path, program: str = "ventanilla") -> Callable[[], None]:
    """Begin to log into ``folder`` (rotating, five files of 1 MB); return how to end.

    Args:
        folder: of this account.
        program: names the files, so that two programs of one account never turn over the same.

    A folder that cannot be written must not keep the office from working: then nothing is logged.
    """
    from logging.handlers import RotatingFileHandler  # with its network handlers: slow to load

    root = logging.getLogger()
    before = root.level
    try:
        handler: logging.Handler = RotatingFileHandler(
            folder / f"{program}.log",
            maxBytes=_LOG_BYTES,
            backupCount=_LOG_FILES - 1,
            encoding="utf-8",
            errors="backslashreplace",
        )
        hard: IO[str] | None = (folder / f"{program}-caida.log").open("a", encoding="utf-8")
    except OSError:
        handler, hard = logging.NullHandler(), None
    handler.setFormatter(_PrivateFormatter())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    if hard:
        faulthandler.enable(hard)  # a crash of Qt itself leaves at least the places

    def end() -> None:
        if hard:
            faulthandler.disable()
            hard.close()
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()

    return end


class Crashes:
    """Takes every unexpected error of the process.

    Args:
        folder: where crash files go.
        version: of the program.
        tell: shows words to the person; called in whichever thread failed, so the windows hand
            it over to theirs without waiting. Called once for each different error of a run.
    """

    def __init__(self, folder: Path, version: str, tell: Callable[[KnownError], None]) -> None:
        self._folder = folder
        self._version = version
        self._tell = tell
        self._lock = threading.RLock()
        self._told: dict[str, str] = {}
        self._handling = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Be the process's only place for unexpected errors while the block runs.

        PySide6 gives what a slot or an overridden method raises to ``sys.excepthook`` as well.
        """
        hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._from_main
        threading.excepthook = self._from_thread
        sys.unraisablehook = self._from_destructor
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook, sys.unraisablehook = hooks

    def take(self, exc: BaseException) -> None:
        """Write down and tell one error; never raises.

        A ``KnownError`` that nobody showed is shown as it is: it is no bug.
        """
        with self._lock:
            if self._handling:  # telling failed too: once is enough
                return
            self._handling = True
            try:
                self._take(exc)
            # The last boundary of the program: what fails here has nowhere else to go.
            except Exception:  # noqa: BLE001
                with suppress(Exception):
                    _log.error("an unexpected error could not be told")
            finally:
                self._handling = False

    def _take(self, exc: BaseException) -> None:
        if isinstance(exc, KnownError):
            self._tell(exc)
            return
        bug = shape(exc)
        if bug in self._told:
            _log.error("again %s (%s)", self._told[bug], bug)
            return
        code = self._write(exc)
        self._told[bug] = code
        _log.error("unexpected error %s", code, exc_info=exc)
        self._tell(UnexpectedError(code))

    def _write(self, exc: BaseException) -> str:
        import secrets  # with its hashes: only a bug needs it

        code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(6))
        now = datetime.now(UTC)
        computer = f"{platform.system()} {platform.release()} {platform.machine()}"
        lines = [
            f"Ventanilla {self._version}, error {code}, {now.isoformat(timespec='seconds')}",
            f"Python {platform.python_version()}, {computer}",
            f"thread {'main' if _in_main() else 'other'}",
            "",
            described(exc),
            "",
        ]
        path = self._folder / f"{CRASH_PREFIX}{now:%Y%m%d-%H%M%S}-{code}.txt"
        try:
            path.write_text("\n".join(lines), "utf-8", errors="backslashreplace")
            path.chmod(mode_in(self._folder))
            for old in crash_files(self._folder)[_CRASH_FILES:]:
                old.unlink(missing_ok=True)
        except OSError:
            return ""
        return code

    def _from_main(
        self, kind: type[BaseException], exc: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(exc, KeyboardInterrupt):
            sys.__excepthook__(kind, exc, trace)
            return
        self.take(exc)

    def _from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            self.take(args.exc_value)

    def _from_destructor(self, args: "sys.UnraisableHookArgs") -> None:
        if args.exc_value is not None:
            self.take(args.exc_value)


def crash_files(folder: Path) -> list[Path]:
    """Return the crash files in ``folder``, newest first; none where it cannot be read."""
    try:
        found = [path for path in folder.iterdir() if path.name.startswith(CRASH_PREFIX)]
    except OSError:
        return []
    return sorted(found, reverse=True)


def _in_main() -> bool:
    return threading.current_thread() is threading.main_thread()

"""Logs and crash files: every error is caught once, told in words, and tells nobody's data."""

import gc
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.logs import Crashes, UnexpectedError, crash_files, start_log
from desktop.privacy import described, masked
from domain.errors import InvalidInput, KnownError

ROOT = Path(__file__).parents[2]
NAME, CEDULA, MAIL = "María Peñafiel", "1710034065", "maria@finanzas.gob.ec"


@pytest.fixture
def told() -> list[KnownError]:
    return []


@pytest.fixture
def crashes(tmp_path: Path, told: list[KnownError]) -> Iterator[Crashes]:
    crashes = Crashes(tmp_path, "1.2.3", told.append)
    with crashes.watching():
        yield crashes


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as exc:  # noqa: BLE001 - any kind is under test
        return exc


def test_an_error_is_written_down_and_told_once(
    tmp_path: Path, crashes: Crashes, told: list[KnownError], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            sys.excepthook(ValueError, raised(ValueError(NAME)), None)
    (error,) = told
    assert isinstance(error, UnexpectedError)
    assert error.code in error.words
    assert "ValueError" not in error.words
    (path,) = crash_files(tmp_path)
    text = path.read_text()
    assert error.code in path.name
    assert "Ventanilla 1.2.3" in text
    assert "test_logs.py" in text
    assert "ValueError" in text


def test_no_personal_data_is_written(
    tmp_path: Path, crashes: Crashes, caplog: pytest.LogCaptureFixture
) -> None:
    person = {"name": NAME, "cedula": CEDULA, "mail": MAIL}
    kinds = [
        ValueError(f"bad cédula {CEDULA}"),
        KeyError(NAME),
        RuntimeError(person),
        OSError(13, "Permission denied", f"/home/{NAME}/x"),
        AttributeError(f"no attribute {MAIL} {CEDULA}"),
        UnicodeEncodeError("utf-8", NAME, 0, 1, "surrogates"),
    ]
    with caplog.at_level(logging.ERROR):
        for kind in kinds:
            cause = raised(kind)
            error = RuntimeError(NAME)
            error.__cause__ = cause
            crashes.take(raised(error) if kind is kinds[0] else cause)
    written = "".join(path.read_text() for path in crash_files(tmp_path))
    for secret in (NAME, "Peñafiel", CEDULA, MAIL):
        assert secret not in written
    assert "Permission denied" in written


def test_errors_of_threads_and_of_destructors_come_too(
    crashes: Crashes, told: list[KnownError], caplog: pytest.LogCaptureFixture
) -> None:
    class Dying:
        def __del__(self) -> None:
            raise RuntimeError("in a destructor")

    def fail() -> None:
        raise LookupError("in a thread")

    with caplog.at_level(logging.ERROR):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        dying = Dying()
        del dying
        gc.collect()
    assert len(told) == 2


def test_a_known_error_that_nobody_showed_is_shown_as_it_is(
    tmp_path: Path, crashes: Crashes, told: list[KnownError]
) -> None:
    error = InvalidInput("El dato no sirve.")
    crashes.take(error)
    assert told == [error]
    assert not crash_files(tmp_path)


def test_telling_may_fail_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: KnownError) -> None:
        own.take(RuntimeError("inside"))
        raise RuntimeError("no window")

    own = Crashes(tmp_path, "1", fail)
    with caplog.at_level(logging.ERROR):
        own.take(raised(ValueError()))
        own.take(raised(LookupError()))
    assert len(crash_files(tmp_path)) == 2


def test_a_full_disk_does_not_hide_the_error(
    tmp_path: Path, told: list[KnownError], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        Crashes(tmp_path / "no hay", "1", told.append).take(raised(ValueError()))
    assert told[0].words.startswith("Ocurrió un error inesperado.")


def test_only_the_newest_crash_files_are_kept(
    tmp_path: Path, crashes: Crashes, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(50):
        (tmp_path / f"error-20200101-0000{number:02}-OLD.txt").touch()
    with caplog.at_level(logging.ERROR):
        crashes.take(raised(ValueError()))
    assert len(crash_files(tmp_path)) == 30
    assert "OLD" not in crash_files(tmp_path)[0].name


def test_the_hooks_are_given_back(tmp_path: Path) -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    with Crashes(tmp_path, "1", lambda _: None).watching():
        assert sys.excepthook is not before[0]
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_an_error_in_a_slot_comes_too(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from desktop.logs import Crashes
app = QCoreApplication([])
def fail():
    raise ValueError("in a slot")
with Crashes(Path(sys.argv[1]), "1", lambda error: print(error.what)).watching():
    QTimer.singleShot(0, fail)
    QTimer.singleShot(1, app.quit)
    app.exec()
"""
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout == "Ocurrió un error inesperado.\n", done.stderr
    assert len(crash_files(tmp_path)) == 1


def test_the_log_masks_and_rotates(tmp_path: Path) -> None:
    end = start_log(tmp_path)
    log = logging.getLogger("ventanilla.test")
    try:
        log.info("cédula %s, correo %s, \ud800", CEDULA, MAIL)
        log.info("failed", exc_info=raised(ValueError(NAME)))
        for _ in range(600):
            log.info("x" * 10_000)
    finally:
        end()
    files = sorted(path.name for path in tmp_path.glob("ventanilla.log*"))
    assert files == ["ventanilla.log", *(f"ventanilla.log.{n}" for n in range(1, 5))]
    assert all((tmp_path / name).stat().st_size <= 1_000_000 for name in files)
    log.info("after the end")


def test_what_the_log_says(tmp_path: Path) -> None:
    end = start_log(tmp_path)
    try:
        logging.getLogger("ventanilla.test").info(
            "cédula %s de %s", CEDULA, MAIL, exc_info=raised(ValueError(NAME))
        )
    finally:
        end()
    text = (tmp_path / "ventanilla.log").read_text()
    assert "INFO ventanilla.test: cédula … de …" in text
    assert "ValueError" in text
    for secret in (CEDULA, MAIL, "Peñafiel"):
        assert secret not in text


def test_without_a_folder_nothing_is_logged_and_nothing_fails(tmp_path: Path) -> None:
    end = start_log(tmp_path / "no hay")
    logging.getLogger("ventanilla.test").info("nobody hears")
    end()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUC 1760001550001", "RUC …"),
        ("tel. 02 399-8300", "tel. …"),
        ("turno A-012, ventanilla 3", "turno A-012, ventanilla 3"),
        ("de ana.p+x@mef.gob.ec a luis@mef.gob.ec", "de … a …"),
    ],
)
def test_masking(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_a_loop_of_causes_ends() -> None:
    first, second = raised(ValueError()), raised(LookupError())
    first.__cause__, second.__cause__ = second, first
    assert described(first).count("Error") >= 2

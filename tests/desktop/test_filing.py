"""The scanner's folder of a workstation: watched for who is signed in, never in training."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from desktop.app.filing import INVENTED, NO_FOLDER, folder_line, watch_folder
from desktop.app.station import Station
from desktop.app.workplace import Workplace
from desktop.scanning.folder import FolderHealth, FolderState, Problem
from desktop.settings import Settings
from desktop.usecases.intake import Received
from domain.documents import Source
from domain.errors import KnownError
from ui.filing.intake import Intake


@dataclass
class Here:
    """What is asked of a window, and of its workstation."""

    intake: Intake | None
    invented: bool = False
    settings: Settings = field(default_factory=Settings)

    def watch(self) -> None:
        watch_folder(cast(Station, self), cast(Workplace, self))


def refuse(name: str, data: bytes, source: Source, **_: object) -> Received:
    raise KnownError(f"{name}: {len(data)} {source.value}")


@pytest.fixture
def here(qtbot: QtBot) -> Here:
    return Here(Intake(refuse))


def test_the_chosen_folder_is_watched_and_another_from_when_it_is_chosen(
    qtbot: QtBot, here: Here, tmp_path: Path
) -> None:
    taking = here.intake
    assert taking is not None
    first, second = tmp_path / "uno", tmp_path / "dos"
    second.mkdir()
    here.settings = Settings(scan_folder=str(first))
    here.watch()
    qtbot.waitUntil(lambda: taking.state.folder.bad)
    assert "No se encuentra" in taking.state.folder.words
    here.settings = Settings(scan_folder=str(second))
    here.watch()
    qtbot.waitUntil(lambda: taking.state.folder.words == "Escáner: a la espera.")
    here.watch()  # the same: nothing begins anew
    here.settings = Settings()
    here.watch()
    qtbot.waitUntil(lambda: taking.state.folder == NO_FOLDER)
    taking.close()
    with pytest.raises(KnownError):
        taking.from_folder("tarde.pdf", b"x")
    assert taking.state.entries == ()


def test_an_invented_office_takes_nothing_of_the_scanners(
    qtbot: QtBot, here: Here, tmp_path: Path
) -> None:
    here.invented, here.settings = True, Settings(scan_folder=str(tmp_path))
    here.watch()
    assert here.intake is not None
    taking = here.intake
    qtbot.waitUntil(lambda: taking.state.folder == INVENTED)
    taking.close()


def test_who_takes_nothing_in_watches_nothing(tmp_path: Path) -> None:
    Here(None, settings=Settings(scan_folder=str(tmp_path))).watch()


@pytest.mark.parametrize(
    ("state", "words", "bad"),
    [
        (FolderState(Path("e")), "Escáner: a la espera.", False),
        (FolderState(Path("e"), taken=1), "Escáner: 1 archivo recibido.", False),
        (FolderState(Path("e"), taken=7, waiting=1), "Escáner: 7 archivos recibidos, 1 en camino.", False),
        (FolderState(Path("e"), waiting=3), "Escáner: a la espera, 3 en camino.", False),
        (FolderState(Path("e"), held="El disco está lleno."), "El disco está lleno.", True),
    ],
)  # fmt: skip
def test_how_the_folder_stands_is_told_in_words(state: FolderState, words: str, bad: bool) -> None:
    assert (folder_line(state).words, folder_line(state).bad) == (words, bad)


def test_what_it_could_not_read_is_told_too() -> None:
    state = FolderState(Path("e"), FolderHealth.GONE, problems=(Problem("a.pdf", "Está vacío."),))
    line = folder_line(state)
    assert line.bad
    assert line.problems == (("a.pdf", "Está vacío."),)

"""The simulated day through the real windows, with the keyboard alone."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.app.backups import verify_log
from desktop.app.simulated_day.play import Play
from desktop.app.simulated_day.report import compare, compare_cases
from desktop.app.simulated_day.script import DayClock, DayDoor, load
from desktop.app.simulated_day.supervising import compare_page
from desktop.paths import Places
from ui import theme

KEYS_TO_TICKET = 16
KEYS_TO_SUPPORT_CASE = 12


@pytest.fixture
def play(tmp_path: Path, qapp: QApplication) -> Iterator[Play]:
    """The office of the day with everybody at their windows."""
    theme.start(qapp, scheme="light", motion=False)
    clock = DayClock()
    door = DayDoor(Places(tmp_path / "datos", tmp_path / "registros"), clock)
    play = Play(qapp, door, clock, load())
    play.open()
    yield play
    play.close()
    door.close()
    theme.start(qapp, scheme="light")  # as other tests expect it


@pytest.mark.journey
def test_the_day_comes_out_as_counted_by_hand(play: Play, tmp_path: Path) -> None:
    play.run()
    expected = load()["expected"]
    wrong = [line for line in compare(expected, play.figures(), play) if line[1] != line[2]]
    assert wrong == []
    assert play.page_seen is not None
    page = list(compare_page(expected, play.page_seen))
    assert [line for line in page if line[1] != line[2]] == []
    assert len(page) == 11 + len(expected["waits_minutes"])
    assert max(play.keys.values()) <= KEYS_TO_TICKET
    assert len(play.refused) == 2  # no third recall, no turno after hours
    assert [line for line in compare_cases(load(), play) if line[1] != line[2]] == []
    assert play.attentions.keys <= KEYS_TO_SUPPORT_CASE
    papers = [paper.name for paper in (tmp_path / "datos" / "documentos").rglob("*.pdf")]
    kinds = Counter(name.split()[0] for name in papers)
    submissions = len(play.attentions.recorded)
    assert kinds == {
        "Turno": expected["issued"],
        "Comprobante": submissions,
        "Devolución": 1,
        "Jornada": 1,
    }
    station = play.station
    assert verify_log(station.engine).sequence > expected["issued"]

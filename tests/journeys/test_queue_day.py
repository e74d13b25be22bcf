"""The simulated day through the real windows, with the keyboard alone."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.app.backups import verify_log
from desktop.app.simulated_day.play import Play
from desktop.app.simulated_day.report import COUNTED, compare, compare_cases
from desktop.app.simulated_day.script import DayClock, DayDoor, Event, load
from desktop.app.simulated_day.supervising import compare_page
from desktop.paths import Places
from tests.documents.reading import words
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
    assert max(play.arrivals.keys.values()) <= KEYS_TO_TICKET
    assert len(play.refused) == 1  # no third recall
    assert len(play.arrivals.refused) == 1  # no turno after hours
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
    assert_told(expected, tmp_path / "datos" / "documentos" / "Jornadas")
    station = play.station
    assert verify_log(station.engine).sequence > expected["issued"]


def assert_told(expected: Event, reports: Path) -> None:
    """Insist that the report kept when the day was closed tells every figure counted by hand."""
    text = words((reports / "Jornada 2026-12-04.pdf").read_bytes())
    back = expected["rejoined"]
    for said in (
        f"{expected['issued']} Turnos emitidos",
        f"{expected['served']} Atendidos",
        f"{expected['cancelled']} Anulados",
        f"{expected['expired']} Vencidos",
        f"{expected['no_shows']} No se presentaron {back} volvió",
        f"{expected['out_of_turn_calls']} Fuera de orden",
        "2,5 min Espera habitual",
        f"{expected['cases_returned']} Devueltos",
        f"{expected['cases_in_process_or_later']} En trámite o resueltos",
    ):
        assert said in text
    assert expected["median_wait_minutes"] == 2.5
    rows = re.findall(
        r"([AP]-\d{3})(?: prior\.)? [^\d]+ [\d:]{5} [\d:]{5} (\d+) ([\d,]+) min", text
    )
    called = {code: (int(order), float(wait.replace(",", "."))) for code, order, wait in rows}
    assert {code: wait for code, (_, wait) in called.items()} == expected["waits_minutes"]
    assert sorted(called, key=called.__getitem__) == expected["order_of_first_calls"]

    table = (reports / "Jornada 2026-12-04.csv").read_bytes().decode("utf-8-sig")
    lines = list(csv.reader(table.splitlines(), delimiter=";"))
    figures = {line[0]: line[1] for line in lines if len(line) == 2}
    assert figures["Espera habitual (min)"] == "2,5"
    names = {**COUNTED, "rejoined": "De ellos, volvieron"}
    assert {key: int(figures[name]) for key, name in names.items()} == {
        key: expected[key] for key in names
    }
    waits = {line[1]: line[7] for line in lines if len(line) == 13 and line[7].isdigit()}
    assert {code: int(wait) for code, wait in waits.items()} == expected["waits_minutes"]

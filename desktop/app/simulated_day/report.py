"""Plays the day into a folder: pictures, PDFs, and its figures beside those counted by hand."""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from desktop.app.simulated_day.play import Play
from desktop.app.simulated_day.script import DayClock, DayDoor, Event, load
from desktop.app.simulated_day.supervising import compare_page
from desktop.paths import Places
from domain.day_figures import DayCount
from ui import theme

COUNTED = {
    "issued": "Turnos emitidos",
    "served": "Atendidos",
    "cancelled": "Anulados",
    "expired": "Vencidos",
    "no_shows": "No se presentaron",
    "rejoined": "Volvieron a la fila",
    "out_of_turn_calls": "Llamados fuera de orden",
}
PROGRAMMED = "Programado para el 09/12/2026"
AT_KIT = "Listo para el kit"
SETTLING = 3
"""How often Qt is let work before a picture: what was just shown takes its place in steps."""


def play_day(folder: Path) -> int:
    """Play the day into ``folder`` and print its figures; 0 when all are as counted by hand."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication([])
    theme.start(application, scheme="light", motion=False)
    places = Places(folder / "datos", folder / "registros")
    clock, script = DayClock(), load()
    pictures = _Pictures(folder)
    door = DayDoor(places, clock)
    play = Play(application, door, clock, script, pictures.take)
    play.open()
    try:
        play.run()
        figures = play.figures()
        assert play.page_seen is not None
        lines = [
            *compare(script["expected"], figures, play),
            *compare_page(script["expected"], play.page_seen),
            *compare_cases(script, play),
        ]
    finally:
        play.close()
        door.close()
    for name, seen, expected in lines:
        _say(f"  {name:<42} {seen!s:>10}   {'bien' if seen == expected else f'≠ {expected}'}")
    _say(f"Imágenes: {folder}   Documentos: {places.data / 'documentos'}")
    return 0 if all(seen == expected for _, seen, expected in lines) else 1


def compare_cases(script: Event, play: Play) -> Iterator[tuple[str, object, object]]:
    """Yield what the windows showed of each case with papers, beside what was counted by hand."""
    papers = (e for e in script["events"] if "case" in e and "telephone" not in e)
    for seen, event in zip_longest(play.attentions.recorded, papers):
        if seen is None or event is None:
            yield "Trámites registrados", seen, event
            continue
        told, name = event["case"], f"Trámite de servicio {seen.service}, {event['at']}"
        if "due" in told:
            yield f"{name}: vence", seen.due, told["due"]
        if "term_to_mend" in told:
            yield f"{name}: se completa hasta", str(seen.term_ends), told["term_to_mend"]
            yield f"{name}: devuelto por", seen.lacking, tuple(told["returned"])
        if told.get("state") == "programmed":
            yield f"{name}: está", seen.words, PROGRAMMED
        if "enrolled" in told:
            yield f"{name}: está", seen.words, AT_KIT
    back = [event["asked_only"] for event in script["events"] if "asked_only" in event]
    again = [list(seen.asked) for seen in play.attentions.recorded if seen.submission > 1]
    yield "Solo se pide lo que faltaba", again, back
    yield "Trámites devueltos", play.cases_returned(), script["expected"]["cases_returned"]
    in_process = script["expected"]["cases_in_process_or_later"]
    yield "Trámites en curso o después", play.cases_in_process(), in_process
    called = next(e["case"] for e in script["events"] if "telephone" in e)
    resolved = play.resolved_by_telephone()
    yield "Consulta por teléfono resuelta", resolved, (called["resolved_at"], True)


def compare(
    expected: dict[str, Any], counted: DayCount, play: Play
) -> Iterator[tuple[str, object, object]]:
    """Yield each figure's name, as it came out, and as it was counted by hand."""
    for key, name in COUNTED.items():
        yield name, getattr(counted.figures, key), expected[key]
    usual = counted.figures.wait.usual
    yield "Espera habitual (min)", usual, expected["median_wait_minutes"]
    for code, minutes in expected["waits_minutes"].items():
        yield f"Espera de {code} (min)", counted.waits_minutes.get(code), minutes
    order = expected["order_of_first_calls"]
    yield (
        "Orden de los llamados",
        "igual" if play.first_calls == order else play.first_calls,
        "igual",
    )
    seen_in_hall = list(dict.fromkeys(play.shown))
    yield (
        "Llamados vistos en la pantalla",
        "igual" if seen_in_hall == order else play.shown,
        "igual",
    )


class _Pictures:
    """Numbers the pictures in the order in which they were taken."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken = 0

    def take(self, name: str, window: QWidget) -> None:
        """Keep a picture of ``window``."""
        self._taken += 1
        self._folder.mkdir(parents=True, exist_ok=True)
        for _ in range(SETTLING):
            QApplication.processEvents()
        window.grab().save(str(self._folder / f"{self._taken:02d}-{name}.png"))


def _say(line: str) -> None:
    print(line)  # noqa: T201 - the command answers on standard output

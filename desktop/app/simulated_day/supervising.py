"""What the supervisor does at the end of the day, by keys: reads their page and closes it."""

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.app.simulated_day.attentions import Picture
from desktop.app.simulated_day.hands import Hands, until
from desktop.app.simulated_day.script import Event
from desktop.app.simulated_day.seats import Seat, sheet_of
from desktop.usecases import boards
from desktop.usecases.desk import Desk
from ui.supervision.closing import ClosingSheet
from ui.supervision.figures import Tile
from ui.supervision.page import SupervisionPage
from ui.supervision.views import View
from ui.supervision.words import came_back_words, count_words, minutes_words
from ui.widgets.sheets import ReasonSheet


@dataclass(frozen=True, slots=True)
class PageSeen:
    """The page as it was read.

    Attributes:
        tiles: by their name.
        calls: turno and wait as listed behind the usual wait, in the order of the first calls.
        summary: the line above the turnos of the day.
    """

    tiles: dict[str, Tile]
    calls: tuple[tuple[str, str], ...]
    summary: str


def close_day(seat: Seat, desk: Desk, picture: Picture) -> PageSeen:
    """Read the page once it shows the whole day, then close the day; return what was read."""
    page, window, hands = seat.page("supervision", SupervisionPage), seat.place.window, seat.hands
    reports = page.days.reports
    assert reports is not None
    until(page.close_button.isEnabled, "closing the day is offered")
    until(lambda: _is_up_to_date(page, desk), "the page shows the whole day")
    seen = _look(page, hands)
    picture("supervision", window)
    hands.press("F12")
    sheet = seat.question()
    assert isinstance(sheet, ClosingSheet)
    until(sheet.close_button.isEnabled, "what is open is shown")
    picture("cierre", window)
    hands.press("F12")
    until(lambda: isinstance(sheet_of(window), ReasonSheet), "the reason is asked for")
    hands.press("Return")
    until(lambda: (board := page.presenter.state) is not None and board.closed, "it is closed")
    until(lambda: reports.state.pdf is not None and bool(reports.state.said), "the report")
    picture("jornada-cerrada", window)
    hands.press("Escape")
    until(lambda: sheet_of(window) is None, "the report is left")
    return seen


def _is_up_to_date(page: SupervisionPage, desk: Desk) -> bool:
    board = page.presenter.state
    return board is not None and board.change == boards.change(desk)


def _look(page: SupervisionPage, hands: Hands) -> PageSeen:
    """Read the figures, then what is behind two of them, and come back."""
    tiles = {button.tile.name: button.tile for button in page.tiles.buttons}
    _open(page, hands, tiles["Atendidos"])
    summary = page.behind.summary.text()
    _open(page, hands, tiles["Espera habitual"])
    model = page.behind.table.model()
    calls = tuple(
        (str(model.index(row, 1).data()), str(model.index(row, 5).data()))
        for row in range(model.rowCount())
    )
    hands.press("Escape")
    until(page.chart.isVisible, "the chart is back")
    return PageSeen(tiles, calls, summary)


def compare_page(expected: Event, seen: PageSeen) -> Iterator[tuple[str, object, object]]:
    """Yield what the page said of each figure, and what it must say."""
    served, absent = seen.tiles["Atendidos"], seen.tiles["No se presentaron"]
    cancelled = count_words(expected["cancelled"], "anulado")
    expired = count_words(expected["expired"], "vencido")
    told = (
        ("emitidos", served.notes[0], f"de {count_words(expected['issued'], 'turno')}"),
        ("atendidos", served.figure, str(expected["served"])),
        (
            "anulados y vencidos",
            served.notes[1],
            f"{cancelled}, {expired}",
        ),
        ("no se presentaron", absent.figure, str(expected["no_shows"])),
        ("volvieron", absent.notes[0], came_back_words(expected["rejoined"])),
        (
            "fuera de orden",
            seen.tiles["Fuera de orden"].figure,
            str(expected["out_of_turn_calls"]),
        ),
        (
            "espera habitual",
            seen.tiles["Espera habitual"].figure,
            minutes_words(expected["median_wait_minutes"]),
        ),
        ("devueltos", seen.tiles["Devueltos"].figure, str(expected["cases_returned"])),
        (
            "trámites",
            seen.tiles["Trámites"].notes[1],
            f"{expected['cases_in_process_or_later']} en trámite o resueltos",
        ),
        ("lista de turnos", seen.summary, _summary(expected)),
    )
    for name, said, wanted in told:
        yield f"Página: {name}", said, wanted
    order = expected["order_of_first_calls"]
    calls = [code for code, _ in seen.calls]
    yield "Página: orden de los llamados", "igual" if calls == order else calls, "igual"
    waits = {code: minutes_words(minutes) for code, minutes in expected["waits_minutes"].items()}
    for code, said in seen.calls:
        yield f"Página: espera de {code}", said, waits.get(code)


def _open(page: SupervisionPage, hands: Hands, tile: Tile) -> None:
    hands.press(tile.key)
    view: View = tile.view
    until(
        lambda: page.behind.isVisible() and page.behind.asked.view is view,
        f"what is behind «{tile.name}»",
    )


def _summary(expected: Event) -> str:
    return " · ".join(
        (
            count_words(expected["issued"], "emitido"),
            count_words(expected["served"], "atendido"),
            count_words(expected["cancelled"], "anulado"),
            count_words(expected["expired"], "vencido"),
            f"no se presentaron {expected['no_shows']}",
            came_back_words(expected["rejoined"]),
        )
    )

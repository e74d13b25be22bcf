"""The day by half hours: what is drawn, told in words, and worked with the keyboard."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.supervision.chart import NAME, HalfHourChart
from ui.supervision.chart_card import ChartCard
from ui.supervision.half_hours import DayChart, HalfHour
from ui.theme.tokens import DARK, LIGHT, contrast
from ui.widgets.walked import axis

Key = Qt.Key


def half(slot: int, arrivals: int = 0, served: int = 0, usual: float | None = 2.5) -> HalfHour:
    clock = f"{slot // 2:02}:{slot % 2 * 30:02}"
    ends = f"{(slot + 1) // 2:02}:{(slot + 1) % 2 * 30:02}"
    return HalfHour(slot, clock, ends, arrivals, served, usual, slot == 18)


def a_day(*, usual: float | None = 2.5) -> DayChart:
    figures = {16: (4, 1), 17: (6, 5), 18: (1, 2)}
    halves = tuple(half(slot, *figures.get(slot, (0, 0)), usual) for slot in range(16, 34))
    return DayChart(halves, "" if usual is None else "los viernes", axis(6))


@pytest.fixture
def card(qtbot: QtBot) -> ChartCard:
    card = ChartCard()
    qtbot.addWidget(card)
    card.resize(640, 420)
    card.set(a_day())
    with qtbot.waitActive(card):
        card.show()
        card.activateWindow()
    return card


def drawn(card: ChartCard) -> HalfHourChart:
    chart = card.chart
    chart.setFocus()
    return chart


@given(st.floats(0, 5000))
def test_the_lines_across_are_whole_and_few_and_hold_every_bar(most: float) -> None:
    steps = axis(most)
    assert steps[0] == 0
    assert steps[-1] >= most
    assert 2 <= len(steps) <= 6
    apart = {after - before for before, after in pairwise(steps)}
    assert len(apart) == 1
    assert most == 0 or len(steps) == 2 or steps[-2] < most


def test_the_arrows_go_from_half_hour_to_half_hour_and_tell_each(card: ChartCard) -> None:
    chart = drawn(card)
    told = []
    for key in (Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_Left, Key.Key_End):
        QTest.keyClick(chart, key)
        told.append(card.words)
    assert told[0] == "08:30 a 09:00 · 6 llegadas · 5 atenciones · llegadas habituales 2,5"
    assert told[1] == "09:00 a 09:30 · 1 llegada · 2 atenciones · llegadas habituales 2,5"
    assert [words.split(" · ")[0] for words in told[2:]] == [
        "08:00 a 08:30",
        "08:00 a 08:30",
        "16:30 a 17:00",
    ]
    assert chart.accessibleName() == f"{NAME}: {told[-1]}"
    assert "11 llegadas" in chart.accessibleDescription()
    reached = QAccessible.queryAccessibleInterface(chart)
    assert reached.text(QAccessible.Text.Name) == chart.accessibleName()


def test_intro_opens_the_half_hour_that_goes_on(qtbot: QtBot, card: ChartCard) -> None:
    with qtbot.waitSignal(card.opened) as opened:
        QTest.keyClick(drawn(card), Key.Key_Return)
    assert opened.args is not None
    assert opened.args[0].clock == "09:00"


def test_the_keyboard_stays_on_its_half_hour_when_the_day_goes_on(card: ChartCard) -> None:
    chart = drawn(card)
    QTest.keyClick(chart, Key.Key_Left)
    longer = (half(15, 1), *a_day().halves[:-1], half(33, 3))
    card.set(DayChart(longer, "los viernes", axis(6)))
    assert chart.current is not None
    assert chart.current.clock == "08:30"
    card.set(DayChart((half(20, 1),), "los viernes", axis(6)))
    assert chart.current is None


def test_the_pointer_tells_and_opens_too(qtbot: QtBot, card: ChartCard) -> None:
    chart = card.chart
    spot = QPoint(chart.width() - 8, chart.height() // 2)
    QTest.mouseMove(chart, spot - QPoint(3, 0))
    QTest.mouseMove(chart, spot)
    qtbot.waitUntil(lambda: card.words.startswith("16:30 a 17:00"))
    with qtbot.waitSignal(card.opened) as opened:
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=spot)
    assert opened.args is not None
    assert opened.args[0].clock == "16:30"
    QTest.mouseMove(chart, QPoint(1, 1))
    qtbot.waitUntil(lambda: not card.words.startswith("16:30") or chart.hasFocus())


def test_n_shows_the_same_as_numbers(qtbot: QtBot, card: ChartCard) -> None:
    QTest.keyClick(card, Key.Key_N)
    table = card._table
    assert table is not None
    assert table.isVisible()
    assert not card.chart.isVisible()
    model = table.model()
    assert model.rowCount() == 18
    assert [model.index(1, c).data() for c in range(4)] == ["08:30 a 09:00", "6", "5", "2,5"]
    with qtbot.waitSignal(card.opened):
        QTest.keyClick(table, Key.Key_Return)
    card.set(DayChart((half(20, 9),), "", axis(9)))
    assert model.rowCount() == 1
    QTest.keyClick(card, Key.Key_N)
    assert card.chart.isVisible()
    QTest.keyClick(card, Key.Key_M)
    assert card.chart.hasFocus()


def test_without_earlier_days_nothing_is_said_of_what_is_usual(card: ChartCard) -> None:
    card.set(a_day(usual=None))
    assert not card._legend[-1].isVisible()
    QTest.keyClick(drawn(card), Key.Key_Home)
    assert card.words == "08:00 a 08:30 · 4 llegadas · 1 atención"


def test_before_anything_is_read_the_keys_do_nothing(qtbot: QtBot) -> None:
    chart = HalfHourChart()
    qtbot.addWidget(chart)
    chart.show()
    chart.setFocus()
    for key in (Key.Key_Left, Key.Key_End, Key.Key_Return, Key.Key_A):
        QTest.keyClick(chart, key)
    chart.grab()
    assert chart.current is None


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bars_differ_also_without_colours(
    qapp: QApplication, card: ChartCard, scheme: str, scale: float
) -> None:
    """In grey, arrivals are one flat tone; attentions are striped: more than one."""
    theme.start(qapp, scheme=scheme, scale=scale)
    chart = card.chart
    chart.resize(620, 300)
    grey = chart.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    column = chart._column(1)
    middle, bottom = round(column.center().x()), round(column.bottom())
    theme.start(qapp, scheme="light")

    def tones(x: int) -> set[int]:
        return {grey.pixelColor(x, y).red() // 16 for y in range(bottom - 80, bottom - 40)}

    width = round(min(column.width() * 0.38, 22 * scale))
    assert len(tones(middle - width // 2)) == 1
    assert len(tones(middle + width // 2)) > 1


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_bars_and_line_stand_out_from_the_card(palette: theme.Palette) -> None:
    """WCAG 2.1, 1.4.11: what one must see to understand a drawing has 3:1."""
    for ink in (palette.accent, palette.ok_text, palette.warn_text):
        assert contrast(ink, palette.card) >= 3

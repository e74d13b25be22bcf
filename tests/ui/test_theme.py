"""The look: fonts, scale, schemes, icons, and the pictures that carry token colours."""

import re
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFontInfo, QFontMetrics, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import first, theme
from ui.theme import Role
from ui.theme.icons import ICONS
from ui.theme.tokens import DARK, LIGHT, TRAINING_DARK, TRAINING_LIGHT, Look
from ui.widgets import Text


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[theme.Theme]:
    yield theme.start(qapp, scheme="light")
    theme.start(qapp, scheme="light")


def test_inter_is_used_in_four_weights(dressed: theme.Theme) -> None:
    for weight in (400, 500, 600, 700):
        info = QFontInfo(theme.font(weight=weight))
        assert (info.family(), info.weight()) == ("Inter", weight)


def test_figures_are_tabular_and_the_hyphen_is_not(dressed: theme.Theme, qtbot: QtBot) -> None:
    text = Text("0", Role.SECTION)
    qtbot.addWidget(text)
    text.ensurePolished()
    metrics = QFontMetrics(text.font())
    assert len({metrics.horizontalAdvance(digit * 10) for digit in "0123456789"}) == 1
    assert metrics.horizontalAdvance("-") < metrics.horizontalAdvance("0")


def test_text_scale_is_held_and_reaches_every_widget(dressed: theme.Theme, qtbot: QtBot) -> None:
    text = Text("Turno", Role.TITLE)
    qtbot.addWidget(text)
    text.ensurePolished()
    before = text.fontInfo().pointSizeF()
    dressed.set_scale(9)
    assert theme.now().scale == 1.5
    text.ensurePolished()
    assert text.fontInfo().pointSizeF() == pytest.approx(before * 1.5, rel=0.03)
    assert Look().scaled(0.2).scale == 1.0


def test_schemes_change_while_running(dressed: theme.Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dressed.changed):
        dressed.set_scheme("dark")
    assert theme.now().palette is DARK
    assert QApplication.palette().window().color().name() == DARK.ground
    dressed.set_motion(False)
    assert not theme.now().motion
    dressed.set_scheme(None)  # the offscreen platform knows no scheme, so it is light
    assert theme.now().palette is LIGHT


def test_qt_speaks_spanish(dressed: theme.Theme) -> None:
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Cancelar"


def test_icons_take_the_colour_asked_for(qapp: QApplication) -> None:
    image: QImage = theme.pixmap("check", "#ff0000", 24, 2.0).toImage()
    assert image.width() == 48
    colours = {
        image.pixelColor(x, y).name()
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {"#ff0000"}
    with pytest.raises(FileNotFoundError):
        theme.pixmap("no-such-icon", "#000000", 24)


def test_every_icon_is_drawn_in_one_colour() -> None:
    for file in set(ICONS.glob("*.svg")) - {ICONS / "ventanilla.svg"}:  # the program's own sign
        assert "currentColor" in file.read_text(encoding="utf-8"), file.name


def test_pictures_of_controls_carry_the_tokens() -> None:
    for name, palette in (("light", LIGHT), ("dark", DARK)):
        for control, colour in (
            ("check", palette.on_primary),
            ("dash", palette.on_primary),
            ("down", palette.muted),
        ):
            file = theme.RESOURCES / "controls" / f"{name}-{control}.svg"
            assert set(re.findall("#[0-9a-f]{6}", file.read_text(encoding="utf-8"))) == {colour}


def test_the_first_frame_wears_the_tokens() -> None:
    for dark, palette in ((False, LIGHT), (True, DARK)):
        assert (first.RAIL[dark], first.GROUND[dark], first.MUTED[dark]) == (
            palette.rail,
            palette.ground,
            palette.muted,
        )
        assert palette.rail_text == first.RAIL_TEXT
    for dark, palette in ((False, TRAINING_LIGHT), (True, TRAINING_DARK)):
        assert first.TRAINING_RAIL[dark] == palette.rail


def test_the_reference_count_of_none_holds(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 drops one at each call that returns nothing, and aborts."""
    text = Text("")
    qtbot.addWidget(text)
    before = sys.getrefcount(None)
    for number in range(2000):
        text.setText(str(number % 2))
    assert sys.getrefcount(None) > before - 200

"""WCAG 2.1 AA over the palettes: 4.5:1 for every text, 3:1 for edges of controls and focus."""

from itertools import product

import pytest

from ui.theme.tokens import (
    DARK,
    LIGHT,
    POINTS,
    TRAINING_DARK,
    TRAINING_LIGHT,
    Kind,
    Palette,
    Tone,
    contrast,
)

SCHEMES = pytest.mark.parametrize(
    "p",
    [LIGHT, DARK, TRAINING_LIGHT, TRAINING_DARK],
    ids=["light", "dark", "training-light", "training-dark"],
)


def test_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@SCHEMES
def test_text_on_everything_it_stands_on(p: Palette) -> None:
    grounds = {"ground": p.ground, "card": p.card, "raised": p.raised}
    rows = {**grounds, "selection": p.selection, "highlight": p.highlight}
    texts = {str(tone): p.tone(tone) for tone in Tone} | {"placeholder": p.placeholder}
    texts |= {"disabled": p.disabled}
    poor = [
        (text, ground, round(contrast(fg, bg), 2))
        for (text, fg), (ground, bg) in product(texts.items(), rows.items())
        if contrast(fg, bg) < 4.5
        and not (text in {"placeholder", "disabled"} and ground not in grounds)
    ]
    assert not poor


@SCHEMES
@pytest.mark.parametrize("kind", Kind)
def test_chips_and_notices(p: Palette, kind: Kind) -> None:
    pair = p.pair(kind)
    assert contrast(pair.fg, pair.bg) >= 4.5
    assert contrast(p.text, pair.bg) >= 4.5


@SCHEMES
def test_buttons(p: Palette) -> None:
    for background in (p.primary, p.primary_hover, p.primary_pressed):
        assert contrast(p.on_primary, background) >= 4.5
    for background in (p.danger, p.danger_hover):
        assert contrast(p.on_danger, background) >= 4.5


@SCHEMES
def test_rail(p: Palette) -> None:
    for background in (p.rail, p.rail_active, p.rail_hover):
        for text in (p.rail_text, p.rail_muted, p.rail_ok, p.rail_warn):
            assert contrast(text, background) >= 4.5
        assert contrast(p.rail_focus, background) >= 3


@pytest.mark.parametrize("p", [TRAINING_LIGHT, TRAINING_DARK], ids=["light", "dark"])
def test_the_band_of_training_is_read_and_stands_apart(p: Palette) -> None:
    assert contrast(p.training.fg, p.training.bg) >= 4.5
    assert contrast(p.training.bg, p.ground) >= 3


@SCHEMES
def test_edges_of_controls_and_focus(p: Palette) -> None:
    for ground in (p.ground, p.card):
        assert contrast(p.border, ground) >= 3
    for ground in (p.ground, p.card, p.raised, p.selection, p.highlight):
        assert contrast(p.focus, ground) >= 3
    for filled in (p.primary, p.danger):  # they need no edge of their own
        assert contrast(filled, p.card) >= 3
        assert contrast(filled, p.ground) >= 3


def test_no_text_below_ten_points() -> None:
    assert min(points for points, _ in POINTS.values()) >= 10

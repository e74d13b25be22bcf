"""Every colour, size and distance of the program, as plain values.

One visual language: an 8-pixel grid, a radius of 10, one blue for what to do next, and green,
amber and red only together with a word or an icon. ``tests/ui/test_contrast.py`` measures the
palettes against WCAG 2.1 AA; nothing else in the program names a colour.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

# Distances, in device-independent pixels. They do not grow with the text, so that at 150 %
# the room goes to the words.
XS = 4
S = 8
M = 16
L = 24
XL = 32
RADIUS = 10
RADIUS_SMALL = 6

MIN_SCALE = 1.0
MAX_SCALE = 1.5


class Kind(StrEnum):
    """What a chip, notice or figure means. Never shown by colour alone."""

    INFO = "info"
    OK = "ok"
    WARN = "warn"
    ERROR = "error"
    NEUTRAL = "neutral"


class Role(StrEnum):
    """The kinds of text, from small print to the code of the ticket being served."""

    SMALL = "small"
    BODY = "body"
    STRONG = "strong"
    SECTION = "section"
    TITLE = "title"
    FIGURE = "figure"
    CODE = "code"


class Tone(StrEnum):
    """The colour of a text, by meaning."""

    NORMAL = "normal"
    MUTED = "muted"
    ACCENT = "accent"
    OK = "ok"
    WARN = "warn"
    ERROR = "error"


POINTS: dict[Role, tuple[float, int]] = {
    Role.SMALL: (10.0, 400),
    Role.BODY: (10.5, 400),
    Role.STRONG: (10.5, 600),
    Role.SECTION: (12.0, 600),
    Role.TITLE: (18.0, 600),
    Role.FIGURE: (20.0, 600),
    Role.CODE: (33.0, 700),
}
"""Size in points at 100 % and weight of each role. Nothing is below 10 points."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A foreground on its own background."""

    fg: str
    bg: str


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one scheme (``#rrggbb``)."""

    ground: str
    """Behind the cards."""
    card: str
    """Cards, fields, menus."""
    raised: str
    """A quiet button or head of a table under the pointer."""
    line: str
    """Hairlines that only decorate."""
    border: str
    """The edge of a control: 3:1 against what it stands on."""
    text: str
    muted: str
    placeholder: str
    disabled: str
    accent: str
    """Blue text and figures on a card."""
    primary: str
    primary_hover: str
    primary_pressed: str
    on_primary: str
    danger: str
    danger_hover: str
    on_danger: str
    focus: str
    selection: str
    """The chosen row."""
    highlight: str
    """A row that asks for attention without being chosen."""
    info: Pair
    ok: Pair
    warn: Pair
    error: Pair
    neutral: Pair
    ok_text: str
    warn_text: str
    error_text: str
    rail: str
    rail_text: str
    rail_muted: str
    rail_active: str
    rail_hover: str
    rail_ok: str
    rail_warn: str
    rail_focus: str
    training: Pair
    """The band that tells training from the office."""
    shade: str
    """Laid over the window under a sheet (``#aarrggbb``)."""

    def pair(self, kind: Kind) -> Pair:
        """The colours of a chip or notice of this kind."""
        pairs = {
            Kind.INFO: self.info,
            Kind.OK: self.ok,
            Kind.WARN: self.warn,
            Kind.ERROR: self.error,
            Kind.NEUTRAL: self.neutral,
        }
        return pairs[kind]

    def tone(self, tone: Tone) -> str:
        """The colour of a text of this tone on a card or on the ground."""
        tones = {
            Tone.NORMAL: self.text,
            Tone.MUTED: self.muted,
            Tone.ACCENT: self.accent,
            Tone.OK: self.ok_text,
            Tone.WARN: self.warn_text,
            Tone.ERROR: self.error_text,
        }
        return tones[tone]


LIGHT = Palette(
    ground="#f4f6f9",
    card="#ffffff",
    raised="#eef2f7",
    line="#dfe5ec",
    border="#74808f",
    text="#16212e",
    muted="#4a5868",
    placeholder="#5a6777",
    disabled="#606c79",
    accent="#0b57b0",
    primary="#0b57b0",
    primary_hover="#094a97",
    primary_pressed="#073d7d",
    on_primary="#ffffff",
    danger="#b3261e",
    danger_hover="#98201a",
    on_danger="#ffffff",
    focus="#0b57b0",
    selection="#e1edfb",
    highlight="#fff4e2",
    info=Pair("#0b4f9e", "#e3eefb"),
    ok=Pair("#14603a", "#e0f3e8"),
    warn=Pair("#7d4600", "#fdeed6"),
    error=Pair("#99211a", "#fce6e4"),
    neutral=Pair("#434f5d", "#e9edf2"),
    ok_text="#14603a",
    warn_text="#8a4d00",
    error_text="#a8231b",
    rail="#10243a",
    rail_text="#e8eef5",
    rail_muted="#b3c0ce",
    rail_active="#27405c",
    rail_hover="#1a3350",
    rail_ok="#6fd6a0",
    rail_warn="#f3bd6a",
    rail_focus="#8fc4ff",
    training=Pair("#ffffff", "#6b1fa3"),
    shade="#7a0b1624",
)

DARK = Palette(
    ground="#0f141b",
    card="#1a212c",
    raised="#242d3a",
    line="#2c3644",
    border="#7b899b",
    text="#eaf0f7",
    muted="#a9b6c5",
    placeholder="#9aa8b8",
    disabled="#909dad",
    accent="#6cb4fb",
    primary="#5aa9f8",
    primary_hover="#7cbcfb",
    primary_pressed="#94c8fc",
    on_primary="#06182b",
    danger="#f28b82",
    danger_hover="#f6a49d",
    on_danger="#2b0806",
    focus="#7fbdfc",
    selection="#17385a",
    highlight="#3a2c12",
    info=Pair("#8ec5fd", "#16324f"),
    ok=Pair("#7fdba9", "#14372a"),
    warn=Pair("#f5bf6d", "#43300f"),
    error=Pair("#ffa69e", "#4a1f1d"),
    neutral=Pair("#c3cedb", "#2a3442"),
    ok_text="#6fd6a0",
    warn_text="#f3b45c",
    error_text="#ff9d94",
    rail="#0a0e14",
    rail_text="#e8eef5",
    rail_muted="#a5b2c1",
    rail_active="#202b3a",
    rail_hover="#161e29",
    rail_ok="#6fd6a0",
    rail_warn="#f3bd6a",
    rail_focus="#8fc4ff",
    training=Pair("#2b0a45", "#cfa3f5"),
    shade="#a8000000",
)

TRAINING_LIGHT = replace(
    LIGHT,
    rail="#3b1459",
    rail_text="#f5ecfc",
    rail_muted="#d9c3ec",
    rail_active="#5f2a88",
    rail_hover="#4c1d70",
    rail_focus="#e0b8ff",
)
"""Training by day: violet stands for it and for nothing else in the program."""

TRAINING_DARK = replace(
    DARK,
    rail="#260b3b",
    rail_text="#f5ecfc",
    rail_muted="#cdb5e0",
    rail_active="#4a2069",
    rail_hover="#381453",
    rail_focus="#e0b8ff",
)
"""Training in the dark."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the program looks right now."""

    palette: Palette = LIGHT
    dark: bool = False
    scale: float = MIN_SCALE
    motion: bool = True
    """False where the person asked for less movement: nothing flashes or slides."""
    training: bool = False
    """True where people practise: rail and band are of another colour."""

    def px(self, length: float) -> int:
        """A length that grows with the text, in whole pixels (heights of controls, columns)."""
        return round(length * self.scale)

    def points(self, role: Role) -> float:
        """The size of a role's text, in points."""
        return POINTS[role][0] * self.scale

    def weight(self, role: Role) -> int:
        """The weight (100-900) of a role's text."""
        return POINTS[role][1]

    def scaled(self, scale: float) -> "Look":
        """The same look with its text at ``scale``, held between 100 and 150 %."""
        return replace(self, scale=min(max(scale, MIN_SCALE), MAX_SCALE))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.1, 1.4.3)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

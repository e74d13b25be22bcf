"""The typeface of the documents, and text made fit for it.

Inter is embedded, cut down to the letters used. reportlab knows neither shaping nor fallback
fonts, so what Inter cannot draw becomes a middle dot instead of an empty box.
"""

import threading
import unicodedata
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "Inter"
MEDIUM = "Inter-Medium"
SEMIBOLD = "Inter-SemiBold"
BOLD = "Inter-Bold"

_FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
_FILES = {
    REGULAR: "Inter-Regular.ttf",
    MEDIUM: "Inter-Medium.ttf",
    SEMIBOLD: "Inter-SemiBold.ttf",
    BOLD: "Inter-Bold.ttf",
}
_LONGEST = 1200
_STAND_IN = "·"
_ELLIPSIS = "…"
_lock = threading.Lock()


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    """Register the fonts once, and return the characters that they draw."""
    with _lock:
        fonts = [TTFont(name, str(_FONTS / file)) for name, file in _FILES.items()]
        for font in fonts:
            pdfmetrics.registerFont(font)
        pdfmetrics.registerFontFamily(REGULAR, REGULAR, SEMIBOLD, REGULAR, SEMIBOLD)
        # Else every page names Helvetica, which is not embedded.
        rl_config.canvas_basefontname = REGULAR
        return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


def load_fonts() -> None:
    """Make the fonts known to reportlab; cheap after the first time."""
    _letters()


def plain(text: str, limit: int = _LONGEST) -> str:
    """Return ``text`` in one line, with only what the font draws, at most ``limit`` long.

    Invisible marks (joiners, direction, variation) vanish; a run of characters without a glyph
    becomes one middle dot.
    """
    letters = _letters()
    kept: list[str] = []
    looked_at = 4 * limit
    for char in unicodedata.normalize("NFC", text[:looked_at]):
        if unicodedata.category(char) in {"Cf", "Mn", "Me"}:
            continue
        if char.isspace():
            char = " "
        elif ord(char) not in letters:
            char = _STAND_IN
        if char in {" ", _STAND_IN} and kept and kept[-1] == char:
            continue
        kept.append(char)
    line = "".join(kept).strip()
    # What is beyond may be marks and blanks only; better one "…" too many than a cut unseen.
    if len(line) <= limit and not text[looked_at:].strip():
        return line
    return line[: limit - 1].rstrip() + _ELLIPSIS


def markup(text: str, limit: int = _LONGEST) -> str:
    """Return ``text`` for a paragraph: as ``plain``, with reportlab's markup made harmless."""
    return escape(plain(text, limit))


def width(text: str, font: str, size: float) -> float:
    """Return the width of ``text`` in points."""
    return float(pdfmetrics.stringWidth(text, font, size))


def elided(text: str, font: str, size: float, room: float) -> str:
    """Return ``plain(text)``, cut with an ellipsis where it is wider than ``room`` points."""
    line = plain(text)
    if width(line, font, size) <= room:
        return line
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if width(line[:middle].rstrip() + _ELLIPSIS, font, size) <= room:
            low = middle
        else:
            high = middle - 1
    return line[:low].rstrip() + _ELLIPSIS


def wrapped(text: str, font: str, size: float, room: float, most: int) -> list[str]:
    """Return ``text`` in at most ``most`` lines of ``room`` points; the last is elided.

    A word longer than a line is cut.
    """
    lines: list[str] = []
    rest = plain(text)
    while rest and len(lines) < most - 1:
        if width(rest, font, size) <= room:
            break
        end = len(rest)
        while end > 1 and width(rest[:end], font, size) > room:
            space = rest.rfind(" ", 0, end)
            end = space if space > 0 else end - max(1, end // 20)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*lines, elided(rest, font, size, room)] if rest else lines

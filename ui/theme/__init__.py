"""The look of the program: ``start`` dresses the application, ``now`` tells the present look.

Widgets ask ``now()`` while they paint and never keep a colour: when the scheme or the text scale
changes, Qt sends every widget a style change, and they paint again.
"""

from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.theme.icons import RESOURCES, icon, pixmap
from ui.theme.qss import style_sheet
from ui.theme.tokens import (
    DARK,
    LIGHT,
    RADIUS,
    RADIUS_SMALL,
    TRAINING_DARK,
    TRAINING_LIGHT,
    XL,
    XS,
    Kind,
    L,
    Look,
    M,
    Palette,
    Role,
    S,
    Tone,
)

__all__ = [
    "RADIUS", "RADIUS_SMALL", "RESOURCES", "XL", "XS", "Kind", "L", "Look", "M", "Palette",
    "Role", "S", "Theme", "Tone", "colour", "font", "icon", "now", "pixmap", "start",
]  # fmt: skip

FAMILY = "Inter"
WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")


class Theme(QObject):
    """The look of one application, following the system until told otherwise."""

    changed = Signal()
    """The look is another one; for what must be computed anew rather than painted anew."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._scheme: str | None = None
        self.look = Look()
        application.styleHints().colorSchemeChanged.connect(self._follow)

    def set_scheme(self, scheme: str | None) -> None:
        """Use ``"light"`` or ``"dark"``, or follow the system (``None``)."""
        self._scheme = scheme
        self._follow()

    def set_scale(self, scale: float) -> None:
        """Show text at ``scale`` times its size, held between 1.0 and 1.5."""
        self._wear(self.look.scaled(scale))

    def set_motion(self, motion: bool) -> None:
        """Allow or forbid flashing and sliding."""
        self._wear(replace(self.look, motion=motion))

    def set(
        self, *, scheme: str | None, scale: float, motion: bool = True, training: bool = False
    ) -> None:
        """All at once, painting once."""
        self._scheme = scheme
        look = replace(self.look, motion=motion, training=training)
        self._wear(self._schemed(look).scaled(scale))

    def _follow(self) -> None:
        self._wear(self._schemed(self.look))

    def _schemed(self, look: Look) -> Look:
        system = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = system if self._scheme is None else self._scheme == "dark"
        light, night = (TRAINING_LIGHT, TRAINING_DARK) if look.training else (LIGHT, DARK)
        return replace(look, dark=dark, palette=night if dark else light)

    def _wear(self, look: Look) -> None:
        if look == self.look and self._application.styleSheet():
            return
        self.look = look
        self._application.setPalette(_palette(look.palette))
        self._application.setFont(font(Role.BODY, look))
        self._application.setStyleSheet(style_sheet(look, RESOURCES / "controls"))
        self.changed.emit()


_theme: Theme | None = None


def start(
    application: QApplication,
    *,
    scheme: str | None = None,
    scale: float = 1.0,
    motion: bool = True,
    training: bool = False,
) -> Theme:
    """Dress the application: style, fonts, colours, Spanish of Ecuador. Once per process.

    Args:
        application: the one ``QApplication``.
        scheme: ``"light"``, ``"dark"`` or ``None`` to follow the system.
        scale: text scale, 1.0 to 1.5.
        motion: whether things may flash and slide.
        training: wear the colours of training.
    """
    global _theme  # noqa: PLW0603 - there is one application and one look of it
    if _theme is None or _theme.parent() is not application:
        QLocale.setDefault(QLocale(QLocale.Language.Spanish, QLocale.Country.Ecuador))
        translator = QTranslator(application)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load("qtbase_es", folder):
            application.installTranslator(translator)
        application.setStyle(QStyleFactory.create("Fusion"))
        for weight in WEIGHTS:
            QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / f"Inter-{weight}.ttf"))
        _theme = Theme(application)
    _theme.set(scheme=scheme, scale=scale, motion=motion, training=training)
    return _theme


def now() -> Look:
    """The present look; the light one at 100 % where nothing was started (a bare test)."""
    return Look() if _theme is None else _theme.look


def font(role: Role = Role.BODY, look: Look | None = None, *, weight: int | None = None) -> QFont:
    """The font of a role, with tabular figures so that numbers stand still."""
    look = look or now()
    return QFont(_made_font(look.points(role), weight or look.weight(role)))


@lru_cache(maxsize=64)
def _made_font(points: float, weight: int) -> QFont:
    """Made once: painting asks for the same few fonts all the time."""
    made = QFont(FAMILY)
    made.setPointSizeF(points)
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def colour(value: str) -> QColor:
    """A token as a ``QColor``."""
    return QColor(value)


def _palette(p: Palette) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for which, value in (
        (role.Window, p.ground),
        (role.WindowText, p.text),
        (role.Base, p.card),
        (role.AlternateBase, p.ground),
        (role.Text, p.text),
        (role.PlaceholderText, p.placeholder),
        (role.Button, p.card),
        (role.ButtonText, p.text),
        (role.BrightText, p.error_text),
        (role.Highlight, p.primary),
        (role.HighlightedText, p.on_primary),
        (role.Accent, p.primary),
        (role.Link, p.accent),
        (role.LinkVisited, p.accent),
        (role.ToolTipBase, p.card),
        (role.ToolTipText, p.text),
        (role.Light, p.card),
        (role.Midlight, p.line),
        (role.Mid, p.border),
        (role.Dark, p.border),
        (role.Shadow, p.line),
    ):
        made.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(p.disabled))
    return made

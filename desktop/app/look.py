"""The look that the settings of this computer ask for."""

from PySide6.QtWidgets import QApplication

from desktop.settings import Settings
from ui import theme


def wear(application: QApplication, chosen: Settings, *, training: bool) -> None:
    """Dress the application as chosen; at the start, and whenever the settings change.

    Args:
        training: in the colours of training.
    """
    scheme = None if chosen.theme == "system" else chosen.theme
    motion = theme.now().motion
    theme.start(
        application, scheme=scheme, scale=chosen.scale / 100, motion=motion, training=training
    )

"""Brings how the link stands to the foot of a window's rail, and to the sheet behind it."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from desktop.app.link_words import link_shown
from desktop.app.linked import Linking
from desktop.sync.state import LinkReport
from domain.ports import Clock
from ui.link.sheet import LinkSheet
from ui.link.state import LinkShown
from ui.shell.state import LinkState
from ui.shell.window import MainWindow

ON_SERVER = LinkState(detail="Datos en su servidor")
"""What the foot of the rail says of an office on a server that is linked with no centre."""


class LinkTeller(QObject):
    """Tells one window how the link stands.

    Args:
        window: its rail says it.
        linking: tells it, from another thread.
        clock: the office's.
        zone: the office's.
        on_server: the office's data are on its own server.
    """

    _reported = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        linking: Linking,
        clock: Clock,
        zone: ZoneInfo,
        *,
        on_server: bool = False,
    ) -> None:
        super().__init__(window)
        self._window, self._linking = window, linking
        self._alone = ON_SERVER if on_server else LinkState()
        self._clock, self._zone = clock, zone
        self._sheet: LinkSheet | None = None
        self._reported.connect(self._show)
        window.link_wanted.connect(self._open)
        # Emitted by the thread of the link; the slot runs on this one.
        self._end = linking.listen(self._reported.emit)

    def close(self) -> None:
        """Tell nothing any more."""
        self._end()

    def _shown(self) -> LinkShown:
        return link_shown(self._linking.report, self._clock.now(), self._zone)

    def _show(self, _report: LinkReport) -> None:
        shown = self._shown()
        self._window.set_link(self._alone if shown.line == LinkState() else shown.line)
        if self._sheet is not None:
            self._sheet.show_state(shown)

    def _open(self) -> None:
        if self._sheet is None:
            self._sheet = LinkSheet(self._shown(), self._linking.hurry)
            self._sheet.closed.connect(self._closed)
            self._sheet.open(self._window)

    def _closed(self) -> None:
        self._sheet = None

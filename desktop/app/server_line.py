"""How a window tells that the office's server is away or back, and what became of a cut action."""

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt, Signal

from db.listening import ServerState
from desktop.app.server_watch import Missing, Outcome, ServerWatch
from domain.errors import KnownError, OldAuthority, OutcomeUnknown, ServerLost
from domain.operations import Operation
from domain.outcomes import deed, outcome
from ui.shell.state import LinkState
from ui.shell.window import MainWindow
from ui.theme import Kind
from ui.widgets.notices import Notice, NoticeArea

NAMED = 5
"""So many actions are named, the others counted."""
BACK = Notice("Volvió la conexión con el servidor de la oficina.", kind=Kind.OK)


def away(state: ServerState, zone: ZoneInfo) -> LinkState | None:
    """Return what the foot of the rail says while the server is away; None while it is there.

    Args:
        zone: of the office.
    """
    trouble = state.trouble
    if trouble is None:
        return None
    local = state.since.astimezone(zone)
    since = f"Desde {'la' if local.hour == 1 else 'las'} {local:%H:%M}"
    if isinstance(trouble, ServerLost):
        return LinkState(f"Sin servidor desde {local:%H:%M}", "Se reintenta solo", Kind.WARN)
    if isinstance(trouble, OldAuthority):
        return LinkState("Servidor reemplazado", since, Kind.WARN)
    return LinkState("El servidor responde mal", since, Kind.WARN)


def missing_notice(operations: Sequence[Operation]) -> Notice:
    """Return what to tell of actions that did not get to the server that took the other's place."""
    deeds = list(dict.fromkeys(map(deed, operations)))
    named = ". ".join(deeds[:NAMED])
    more = f" y {len(deeds) - NAMED} más" if len(deeds) > NAMED else ""
    return Notice(
        f"El nuevo servidor de la oficina no tiene lo último que se hizo aquí: {named}{more}.",
        todo="Revise cómo quedó cada uno y repita lo que haga falta.",
    )


class ServerLine(QObject):
    """Shows in one window what a ``ServerWatch`` tells.

    Args:
        watch: of the open office.
        window: the window.
        zone: of the office.
        told: shows a notice in the window.
    """

    _news = Signal(object)

    def __init__(
        self,
        watch: ServerWatch,
        window: MainWindow,
        zone: ZoneInfo,
        told: Callable[[Notice | KnownError], None],
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._zone, self._told = window, zone, told
        self._trouble: KnownError | None = None
        # Told from the thread that listens, shown on the windows' own.
        self._news.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._end = watch.follow(self._news.emit)

    def close(self) -> None:
        """Show nothing more."""
        self._end()

    def _show(self, news: Any) -> None:
        if isinstance(news, Outcome):
            what, todo = outcome(news.operation, kept=news.kept)
            self._withdraw(OutcomeUnknown(news.operation.id))
            self._told(Notice(what, todo=todo))  # it stays until it is read
            return
        if isinstance(news, Missing):
            self._told(missing_notice(news.operations))
            return
        assert isinstance(news, ServerState)
        before, self._trouble = self._trouble, news.trouble
        self._window.set_server(away(news, self._zone))
        if news.trouble is None and before is not None:
            # What the pages told of it is over.
            self._withdraw(ServerLost())
            self._withdraw(before)
            self._told(BACK)
        elif news.trouble is not None and not isinstance(news.trouble, ServerLost):
            self._told(news.trouble)  # it does not pass by itself

    def _withdraw(self, error: KnownError) -> None:
        NoticeArea.of(self._window).withdraw(Notice.of(error))

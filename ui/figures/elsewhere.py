"""Beside the page of figures: fetches other offices' figures now and then, and tells what fails."""

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ports.other_figures import OtherFigures
from desktop.usecases.desk import Desk
from desktop.usecases.figures.elsewhere import Fetched, fetch_figures
from domain.errors import KnownError
from domain.staff import Actor
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner

EVERY_MS = 600_000
"""How often the centre is asked, in milliseconds: what others count changes once a day, mostly."""


class FiguresElsewhere(QObject):
    """Keeps other offices' figures up to date while the page of figures is there.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        others: asks the centre; closed with this.
        every_ms: how often it is asked.
    """

    told = Signal(object)
    """Something to tell (``Notice``); the same trouble is told once."""
    fetched = Signal(object)
    """The centre answered (``Fetched``)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        others: OtherFigures,
        *,
        every_ms: int = EVERY_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._actor, self._others = desk, actor, others
        self._asking = self._closed = False
        self._troubles: tuple[str, ...] = ()
        self.runner = Runner(on_error=self._failed, parent=self)
        self.runner.busy.connect(self._rest)
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self.fetch)

    @property
    def is_asking(self) -> bool:
        """Whether the centre is being asked."""
        return self._asking

    def start(self) -> None:
        """Ask now, and every now and then from now on."""
        if not self._timer.isActive() and not self._closed:
            self._timer.start()
            self.fetch()

    def fetch(self) -> None:
        """Ask the centre, unless it is being asked."""
        if self._asking or self._closed:
            return
        self._asking = True
        self.runner.write(lambda: fetch_figures(self._desk, self._actor, self._others), self._done)

    def close(self) -> None:
        """Cut what is asked just now and ask nothing more."""
        self._closed = True
        self._timer.stop()
        self._others.close()
        self.runner.close()

    def _done(self, found: Fetched) -> None:
        self._tell_new(
            tuple(
                f"No se pudieron leer las cifras de {name}: {trouble.what}"
                for name, trouble in found.troubles
            )
            + tuple(f"El reloj de {name} está adelantado." for name in found.ahead)
        )
        self.fetched.emit(found)

    def _failed(self, error: KnownError) -> None:
        self._tell_new((error.what,))

    def _tell_new(self, troubles: tuple[str, ...]) -> None:
        if troubles and troubles != self._troubles and not self._closed:
            kept = "Se muestran las últimas que se recibieron."
            self.told.emit(Notice(" ".join(troubles), kept, kind=Kind.WARN))
        self._troubles = troubles

    def _rest(self, busy: bool) -> None:
        if not busy:
            self._asking = False

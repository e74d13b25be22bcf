"""The question after an attention, put together: its window, the codes of receipts, the box."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from desktop.app.station import Station
from desktop.ports import PrintOutcome
from desktop.usecases import access, case_paper, survey
from desktop.usecases.desk import Desk
from domain.errors import KnownError
from domain.offices import Office
from domain.staff import Action, Actor, Role, allowed
from ui.shell.state import UserAction
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner

if TYPE_CHECKING:
    from desktop.app.workplace import Workplace
    from ui.survey.state import Asking
    from ui.survey.window import SurveyWindow

P = ParamSpec("P")
R = TypeVar("R")

GATHER_MS = 30 * 60 * 1000
"""How often it is looked whether the box is to be emptied."""
NO_SCREEN = "Este equipo no tiene segunda pantalla: la de opinión no se muestra."


def receipts(station: Station, actor: Actor, place: "Workplace") -> Callable[[UUID], PrintOutcome]:
    """Return what prints the receipt of a case, with the code of its survey."""
    pad = pad_of(place)

    def print_(case_id: UUID) -> PrintOutcome:
        try:
            code = survey.receipt_code(station.desk, actor, pad, case_id)
        except KnownError:  # the receipt is owed to the person, the question is not
            code = ""
        return case_paper.print_receipt(station.desk, actor, station.paper, case_id, opinion=code)

    return print_


def pad_of(place: "Workplace") -> survey.Pad:
    """Return the one memory of codes of a window of the program."""
    if place.pad is None:
        place.pad = survey.Pad()
    return place.pad


def start_opinions(
    station: Station, actor: Actor, roles: frozenset[Role], place: "Workplace"
) -> list["Opinions"]:
    """Empty the box of days that are over, and ask people where this computer is set so."""
    if not allowed(Action.KEEP_FIGURES, roles):
        return []
    asks = bool(station.settings.opinions) and allowed(Action.ASK_OPINION, roles)
    started = Opinions(station, actor, place, asks=asks)
    started.start()
    return [started]


def asking_of(station: Station, actor: Actor, pad: survey.Pad) -> "Asking":
    """Return what window and sheets do, bound to who is signed in as their account then is."""
    from ui.survey.state import Asking

    desk = station.desk

    def present() -> Actor:
        return access.refresh(desk, actor)  # a new PIN must not end the window

    def bound(action: Callable[Concatenate[Desk, Actor, P], R]) -> Callable[P, R]:
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            return action(desk, present(), *args, **kwargs)

        return act

    return Asking(
        bound(survey.serving),
        lambda ticket: survey.ask_about(desk, present(), pad, ticket),
        bound(survey.coded),
        bound(survey.answer),
        bound(survey.decline),
        bound(survey.choices),
        bound(survey.suggest),
    )


def opinion_actions(
    station: Station, office: Office, actor: Actor, place: "Workplace"
) -> list[UserAction]:
    """Return what a desk enters for who is there, in the menu of who is signed in."""
    roles = actor.roles_on(office.day_of(station.desk.clock.now()))
    if not allowed(Action.ASK_OPINION, roles):
        return []

    def open_(kind: str) -> None:
        from ui.survey.sheets import CodedSheet, ToldSheet

        asking = asking_of(station, actor, pad_of(place))
        sheet = CodedSheet(asking) if kind == "code" else ToldSheet(asking)
        sheet.kept.connect(lambda words: place.told(Notice(words, kind=Kind.OK)))
        sheet.open(place.window)

    return [
        UserAction("Opinión con código", lambda: open_("code"), "", "qr-code"),
        UserAction("Anotar sugerencia", lambda: open_("told"), "", "inbox"),
    ]


class Opinions(QObject):
    """Works beside the pages for who is signed in; goes with them.

    Args:
        asks: this computer has a window for it.
    """

    def __init__(self, station: Station, actor: Actor, place: "Workplace", *, asks: bool) -> None:
        super().__init__()
        self._station = station
        self._actor = actor
        self._pad = pad_of(place)
        self._told = place.told
        self._asks = asks
        self._runner = Runner(_left_for_later, parent=self)
        self._timer = QTimer(self)
        self._timer.setInterval(GATHER_MS)
        self._timer.timeout.connect(self._gather)
        self.window: SurveyWindow | None = None

    def start(self) -> None:
        """Begin."""
        self._timer.start()
        self._gather()
        if self._asks:
            desk, actor = self._station.desk, self._actor
            self._runner.read(lambda: survey.choices(desk, actor), lambda _: self._open())

    def close(self) -> None:
        """Close the window; what was answered is kept."""
        self._timer.stop()
        self._runner.close()
        if self.window is not None:
            self.window.end()
            self.window.deleteLater()
            self.window = None

    def _gather(self) -> None:
        desk, actor = self._station.desk, self._actor
        self._runner.write(lambda: survey.gather(desk, access.refresh(desk, actor)))

    def _open(self) -> None:
        from ui.survey.presenter import SurveyPresenter
        from ui.survey.window import SurveyWindow

        asking = asking_of(self._station, self._actor, self._pad)
        presenter = SurveyPresenter(asking, self._station.desk.changes)
        on_screen = self._station.settings.opinions == "screen"
        window = SurveyWindow(presenter, training=self._station.training, stays=on_screen)
        presenter.setParent(window)
        self.window = window
        presenter.start()
        if not on_screen:
            window.show_beside()
        elif not window.show_on_second_screen():
            self._told(Notice(NO_SCREEN, kind=Kind.WARN))


def _left_for_later(_error: KnownError) -> None:
    """Nobody asked for it now: it is tried again in a while, and at the next sign-in."""

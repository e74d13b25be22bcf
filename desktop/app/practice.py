"""The ways into training from the office's windows, and those of training's own windows."""

from collections.abc import Callable, Sequence

from desktop.app.door import Door
from domain.errors import KnownError
from ui.shell.state import LinkState, UserAction
from ui.shell.window import MainWindow
from ui.signin.page import SignInPage
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.notices import tell

KEY = "Ctrl+Shift+P"
APART = LinkState("Práctica", "Nada sale de aquí")
"""What the foot of the rail says where nothing is linked with anybody."""


def practise_button() -> KeyButton:
    """Return what begins training from the sign-in screen of the office."""
    return KeyButton("Practicar", key=KEY, icon="graduation-cap", style=ButtonStyle.GHOST)


def anew_button() -> KeyButton:
    """Return what begins training anew from its own sign-in screen."""
    return KeyButton("Empezar de nuevo", key="F8", icon="repeat", style=ButtonStyle.GHOST)


class Practice:
    """Offers training where there is an office, and beginning anew where there is training.

    Args:
        window: the main window it is offered in.
        door: the office it leads to.
        another: opens one more window of demonstration or training; None for a real office.
        anew: begins training anew; None anywhere else.
    """

    def __init__(
        self,
        window: MainWindow,
        door: Door,
        another: Callable[[], None] | None,
        anew: Callable[[], None] | None,
    ) -> None:
        self._window, self._door = window, door
        self._another, self._anew = another, anew
        if door.training:
            window.set_link(APART)

    def offer_on(self, page: SignInPage) -> None:
        """Offer it on the sign-in screen, with the words for who tries the program out."""
        if self._door.hint:
            page.set_hint(self._door.hint)
        if self._anew is not None:
            anew = anew_button()
            anew.clicked.connect(self._ask_anew)
            page.offer_below(anew)
        elif not self._door.training:
            practise = practise_button()
            practise.clicked.connect(self.begin)
            page.offer_below(practise)

    def actions(self) -> Sequence[UserAction]:
        """Return what the menu of who is signed in has of it."""
        found = []
        if self._another is not None:
            found.append(UserAction("Otra ventana", self._another, "Ctrl+N", "plus"))
        if self._anew is not None:
            found.append(UserAction("Empezar de nuevo", self._ask_anew, "", "repeat"))
        elif not self._door.training:
            found.append(UserAction("Practicar", self.begin, KEY, "graduation-cap"))
        return found

    def begin(self) -> None:
        """Start training beside the office, as a program of its own."""
        from desktop.app.training import launch

        try:
            launch()
        except KnownError as error:
            tell(self._window, error)

    def _ask_anew(self) -> None:
        from ui.opening.covers import anew_sheet

        assert self._anew is not None
        sheet = anew_sheet()
        sheet.confirmed.connect(self._anew)
        sheet.open(self._window)

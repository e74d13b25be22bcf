"""What signing in and unlocking show, and the work behind them.

The use cases are injected once a worker thread has imported the database: the screen is painted,
and may already be typed into, before that.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from domain.errors import KnownError
from domain.offline import TooLongOffline
from domain.staff import (
    Actor,
    NoRolesToday,
    PasswordChangeNeeded,
    PinUnusable,
    SessionOutdated,
)
from ui.work import Runner

_ENDS_HERE = (SessionOutdated, PasswordChangeNeeded, NoRolesToday, TooLongOffline)
"""What a locked screen cannot be opened after: the person signs in anew, and is told more."""


@dataclass(frozen=True, slots=True)
class Access:
    """The use cases of ``desktop.usecases.access``, bound to the workstation."""

    sign_in: Callable[[str, str], Actor]
    change_password: Callable[[str, str, str], Actor]
    unlock_with_pin: Callable[[Actor, str], Actor]
    unlock_with_password: Callable[[Actor, str], Actor]
    open_for_a_day: Callable[[str], None] | None = None
    """Opens by the recovery code an office that its centre was not heard of in for too long."""
    warning: Callable[[], str] | None = None
    """What whoever signs in has to know of that."""


class Step(Enum):
    """Which question is on the screen."""

    SIGN_IN = auto()
    NEW_PASSWORD = auto()
    PIN = auto()
    PASSWORD = auto()
    CODE = auto()


@dataclass(frozen=True, slots=True)
class SignInState:
    """What the screen shows.

    Attributes:
        name: of the person whose screen is locked.
        busy: an answer is awaited; nothing else can be sent.
        error: what went wrong, in words.
        warning: what to know before it is too late.
    """

    step: Step = Step.SIGN_IN
    office: str = ""
    name: str = ""
    busy: bool = False
    error: str = ""
    warning: str = ""


class SignInPresenter(QObject):
    """Recognises who sits down at the program."""

    changed = Signal(object)
    """The ``SignInState``."""
    signed_in = Signal(object)
    """The ``Actor``."""

    def __init__(self, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = SignInState()
        self._access: Access | None = None
        self._waiting: tuple[str, str] | None = None
        self._temporary = ("", "")
        self._runner = Runner(self._failed, parent=self)

    def set_office(self, office: str) -> None:
        """Show the name of the office."""
        self._show(replace(self.state, office=office))

    def ready(self, access: Access) -> None:
        """The database is open: do what was asked for meanwhile."""
        self._access = access
        if access.warning is not None:
            self._runner.read(access.warning, self._warn)
        if self._waiting is not None:
            username, password = self._waiting
            self._waiting = None
            self._sign_in(username, password)

    def cannot(self, error: KnownError) -> None:
        """The database did not open: tell it here."""
        self._waiting = None
        self._show(replace(self.state, busy=False, error=error.words))

    def submit(self, username: str, password: str) -> None:
        """Sign in as typed, at once or as soon as the database is open."""
        if self.state.busy:
            return
        if not username.strip() or not password:
            self._show(replace(self.state, error="Escriba su usuario y su contraseña."))
            return
        self._show(replace(self.state, busy=True, error=""))
        if self._access is None:
            self._waiting = (username, password)
        else:
            self._sign_in(username, password)

    def choose_password(self, new: str, again: str) -> None:
        """Replace the temporary password and go in with the new one."""
        if self.state.busy or self._access is None:
            return
        if new != again:
            self._show(
                replace(
                    self.state, error="Las dos contraseñas no son iguales. Escríbalas de nuevo."
                )
            )
            return
        access = self._access
        username, temporary = self._temporary
        self._show(replace(self.state, busy=True, error=""))

        def change() -> Actor:
            access.change_password(username, temporary, new)
            return access.sign_in(username, new)

        self._runner.write(change, self._enter)

    def open_for_a_day(self, code: str) -> None:
        """Open the office by its recovery code, and go in."""
        access = self._access
        if self.state.busy or access is None or access.open_for_a_day is None:
            return
        if not code.strip():
            self._show(replace(self.state, error="Escriba el código de la hoja."))
            return
        opens = access.open_for_a_day
        username, password = self._temporary
        self._show(replace(self.state, busy=True, error=""))

        def enter() -> Actor:
            opens(code)
            return access.sign_in(username, password)

        self._runner.write(enter, self._enter)

    def back(self) -> None:
        """Return to user name and password."""
        self._temporary = ("", "")
        self._show(replace(self.state, step=Step.SIGN_IN, error=""))

    def close(self) -> None:
        """Finish what is under way."""
        self._runner.close()

    @property
    def _opens_by_code(self) -> bool:
        return self._access is not None and self._access.open_for_a_day is not None

    def _sign_in(self, username: str, password: str) -> None:
        access = self._access
        assert access is not None
        self._temporary = (username, password)
        self._runner.write(lambda: access.sign_in(username, password), self._enter)

    def _enter(self, actor: Actor) -> None:
        self._temporary = ("", "")
        self._show(replace(self.state, step=Step.SIGN_IN, busy=False, error=""))
        self.signed_in.emit(actor)

    def _warn(self, warning: str) -> None:
        self._show(replace(self.state, warning=warning))

    def _failed(self, error: KnownError) -> None:
        if isinstance(error, PasswordChangeNeeded):
            self._show(replace(self.state, step=Step.NEW_PASSWORD, busy=False, error=""))
        elif isinstance(error, TooLongOffline) and self._opens_by_code:
            self._show(replace(self.state, step=Step.CODE, busy=False, error=error.words))
        else:
            self._show(replace(self.state, busy=False, error=error.words))

    def _show(self, state: SignInState) -> None:
        self.state = state
        self.changed.emit(self.state)


class LockPresenter(QObject):
    """Recognises the person whose screen was locked.

    Args:
        access: the use cases.
        actor: who is signed in.
        has_pin: whether they set a PIN; else the password is asked at once.
    """

    changed = Signal(object)
    """The ``SignInState``."""
    unlocked = Signal(object)
    """The ``Actor``, with their present roles."""
    left = Signal()
    """Somebody else wants to sign in, or this account may no longer be used."""

    def __init__(
        self, access: Access, actor: Actor, *, has_pin: bool, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._access = access
        self._actor = actor
        self.state = SignInState(Step.PIN if has_pin else Step.PASSWORD, name=actor.full_name)
        self._runner = Runner(self._failed, parent=self)

    def submit(self, secret: str) -> None:
        """Unlock with the PIN or the password, whichever is asked for."""
        if self.state.busy or not secret:
            return
        access, actor = self._access, self._actor
        by_pin = self.state.step is Step.PIN
        unlock = access.unlock_with_pin if by_pin else access.unlock_with_password
        self._show(replace(self.state, busy=True, error=""))
        self._runner.write(lambda: unlock(actor, secret), self._open)

    def use_password(self) -> None:
        """Ask for the password instead of the PIN."""
        self._show(replace(self.state, step=Step.PASSWORD, error=""))

    def leave(self) -> None:
        """Let somebody else sign in."""
        self.left.emit()

    def close(self) -> None:
        """Finish what is under way."""
        self._runner.close()

    def _open(self, actor: Actor) -> None:
        self._show(replace(self.state, busy=False))
        self.unlocked.emit(actor)

    def _failed(self, error: KnownError) -> None:
        if isinstance(error, PinUnusable):
            words = "El PIN no se puede usar ahora. Escriba su contraseña."
            self._show(replace(self.state, step=Step.PASSWORD, busy=False, error=words))
            return
        self._show(replace(self.state, busy=False, error=error.words))
        if isinstance(error, _ENDS_HERE):
            self.left.emit()

    def _show(self, state: SignInState) -> None:
        self.state = state
        self.changed.emit(self.state)

"""Between the page of enrolments and the use cases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from desktop.ports import PrintOutcome
from desktop.ports.sealing import PacketKeys
from desktop.usecases import (
    approvals,
    authorisers,
    boards,
    capturing,
    enrolling,
    enrolment_view,
)
from desktop.usecases.capturing import CaptureContent, Confirmed
from desktop.usecases.desk import Desk
from domain.enrolment import Enrolment
from domain.errors import KnownError
from domain.fingers import Finger, FingerException
from domain.people import Person
from domain.seats import AuthoriserRole
from domain.staff import Actor
from ui.biometrics.state import BiometricsState
from ui.biometrics.views import list_of, work_of
from ui.following import Following
from ui.theme import Kind
from ui.widgets.notices import Notice

POLL_MS = 2000
"""How often it is looked up whether anything changed."""
_GROWS_OLD = timedelta(seconds=20)
"""What is sent to the centre changes how an enrolment stands, and the log does not tell of it."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a confirmed capture needs besides the office's data.

    Attributes:
        keys: what it is signed and sealed with.
        print_receipt: prints the receipt of an enrolment.
    """

    keys: PacketKeys
    print_receipt: Callable[[UUID], PrintOutcome]


class BiometricsPresenter(Following[BiometricsState]):
    """Runs the page.

    Args:
        desk: the workstation.
        actor: the person signed in.
        sealing: what a capture is signed, sealed and told with.
        poll_ms: how often it looks for changes.
    """

    confirmed = Signal(object)
    """A capture was sealed (``Enrolment``)."""
    acting = Signal(bool)
    """Something is being done that was asked for."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        sealing: Sealing,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self.desk, self.actor = desk, actor
        self._sealing = sealing
        self._open: UUID | None = None

    # ------------------------------------------------------------------- which one
    @property
    def opened(self) -> UUID | None:
        """The enrolment that is open; None on the list."""
        return self._open

    def open(self, enrolment_id: UUID | None) -> None:
        """Show one enrolment, or the list."""
        self._open = enrolment_id
        self.runner.latest("open", lambda: self._read(None), self._polled, self._not_open)

    def open_case(self, case_id: UUID) -> None:
        """Show the enrolment of a case that comes next; the list where it has none."""

        def first(state: BiometricsState | None) -> None:
            assert state is not None, "it is read anew"
            self._polled(state)
            found = [row.id for row in state.rows if row.case_id == case_id and row.id is not None]
            if found:
                self.open(found[0])

        self._open = None
        self.runner.latest("open", lambda: self._read(None), first, self._not_open)

    def _not_open(self, error: KnownError) -> None:
        self._open = None
        self._not_read(error)

    @property
    def _in_sight(self) -> UUID | None:
        """The enrolment that what is done is done to: not one that was asked for and is not read."""
        work = None if self.state is None else self.state.work
        return None if work is None else work.id

    # ------------------------------------------------------------------- what is done
    def request(self, case_id: UUID, person: Person | UUID, role: AuthoriserRole) -> None:
        """Name who is to be enrolled by a case, and go on with them."""
        person_id = person if isinstance(person, UUID) else person.id

        def done(enrolment: Enrolment) -> None:
            self.open(enrolment.id)

        self._do(lambda: enrolling.request(self.desk, self.actor, case_id, person_id, role), done)

    def validate(self) -> None:
        """Find the papers in order."""
        self._on_open(enrolling.validate)

    def give_notice(self) -> None:
        """Record that the privacy notice was given."""
        self._on_open(enrolling.give_notice)

    def use_file(self) -> None:
        """Go by the fingerprints that are on file."""
        self._on_open(enrolling.use_file, "Se usan las huellas que ya constan.")

    def withdraw(self, reason: str) -> None:
        """Withdraw the enrolment."""
        self._on_open(
            lambda desk, actor, key: enrolling.withdraw(desk, actor, key, reason),
            "Enrolamiento retirado.",
        )

    def configure(self, computer: UUID) -> None:
        """Record that it was configured in the other system, for this computer."""
        self._on_open(
            lambda desk, actor, key: enrolling.configure(desk, actor, key, computer),
            "Registrado: configurado en el Sistema de Autenticación Biométrica.",
        )

    def notify(self) -> None:
        """Record that the entity was told."""
        self._on_open(enrolling.notify, "Registrado: la entidad fue notificada.")

    def note_ods(self, installed: bool) -> None:
        """Record the entity's word on its own program."""
        self._on_open(lambda desk, actor, key: enrolling.note_ods(desk, actor, key, installed))

    def confirm(self, content: CaptureContent) -> None:
        """Seal a capture."""
        key = self._in_sight
        if key is None:
            return
        desk, actor, keys = self.desk, self.actor, self._sealing.keys

        def done(made: Confirmed) -> None:
            self.confirmed.emit(made.enrolment)

        self._do(lambda: capturing.confirm_capture(desk, actor, keys, key, content), done)

    # ------------------------------------------------------------------- a supervisor's leave
    def supervisors(self, then: Callable[[Sequence[tuple[str, str]]], None]) -> None:
        """Find who may allow something."""
        desk, actor = self.desk, self.actor
        self.runner.read(lambda: approvals.supervisors(desk, actor), then)

    def allow(
        self,
        asked: FingerException,
        username: str,
        pin: str,
        then: Callable[[FingerException], None],
        refused: Callable[[KnownError], None],
    ) -> None:
        """Have a supervisor allow an exception."""
        key = self._in_sight
        if key is None:
            return
        allow = partial(capturing.allow_exception, self.desk, self.actor, key, username, pin)
        self.runner.write(lambda: allow(asked.finger, asked.reason, asked.permanent), then, refused)

    def accept_poor(
        self,
        finger: Finger,
        username: str,
        pin: str,
        then: Callable[[UUID], None],
        refused: Callable[[KnownError], None],
    ) -> None:
        """Have a supervisor accept the best there is of a finger."""
        key = self._in_sight
        if key is None:
            return
        accept = partial(capturing.accept_poor, self.desk, self.actor, key, username, pin)
        self.runner.write(lambda: accept(finger), then, refused)

    # ------------------------------------------------------------------- papers and messages
    def print_receipt(self, enrolment_id: UUID | None = None) -> None:
        """Print the receipt of an enrolment; of the one in sight where none is told."""
        key = enrolment_id or self._in_sight
        if key is None:
            return

        def done(outcome: PrintOutcome) -> None:
            where = "se imprimió" if outcome.printer else f"se guardó en {outcome.saved_to}"
            words = outcome.notice or f"Recibo del enrolamiento: {where}."
            kind = Kind.WARN if outcome.notice else Kind.OK
            self.told.emit(Notice(words, kind=kind))

        print_ = self._sealing.print_receipt
        self.runner.read(lambda: print_(key), done)

    def copy_message(self) -> None:
        """Copy the message that tells the entity how the enrolment stands."""
        work = None if self.state is None else self.state.work
        if work is not None and work.message:
            QGuiApplication.clipboard().setText(work.message)
            self._tell("Mensaje copiado.", "Péguelo en su correo.")

    # ------------------------------------------------------------------- inside
    def _on_open(self, work: Callable[[Desk, Actor, UUID], object], told: str = "") -> None:
        key = self._in_sight
        if key is not None:
            desk, actor = self.desk, self.actor
            self._do(lambda: work(desk, actor, key), lambda _: self._tell(told) if told else None)

    def _do(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        if self.is_acting:
            return
        self.acting.emit(True)

        def succeeded(result: object) -> None:
            self.acting.emit(False)
            done(result)

        def refused(error: KnownError) -> None:
            self.acting.emit(False)
            self._failed(error)

        self._act(work, succeeded, refused)

    def _read(self, known: BiometricsState | None) -> BiometricsState | None:
        """Read the page's state; None where nothing moved since ``known``, not long ago."""
        key, desk, actor = self._open, self.desk, self.actor
        if known is not None and known.opened == key and known.at is not None:
            old = desk.clock.now() - known.at >= _GROWS_OLD
            if not old and boards.change(desk) == known.change:
                return None
        state = replace(list_of(enrolment_view.overview(desk, actor)), opened=key)
        if key is None:
            return state
        found = enrolment_view.view(desk, actor, key)
        of_entity = authorisers.entity_authorisers(desk, actor, found.entity.id)
        return replace(state, work=work_of(found, of_entity))

    def _polled(self, state: BiometricsState | None) -> None:
        """Show what was read, unless another enrolment was asked for in the meantime."""
        current = state if state is None or state.opened == self._open else None
        if current is not None and current == self._state:
            self._state = current  # it was read later
        super()._polled(current)

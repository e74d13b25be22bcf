"""Asking for leave and answering it, off the UI thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.usecases.approvals import PendingApproval
from desktop.usecases.changes import Changes
from domain.approvals import Approval, ApprovalKind, ApprovalState
from domain.errors import KnownError
from ui.following import Following
from ui.widgets.notices import Notice
from ui.work import Runner

POLL_MS = 2000
"""How often it is looked up whether the other person answered or asked."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The use cases of who asks, bound to desk and actor."""

    ask: Callable[[ApprovalKind, str, str], Approval]
    state: Callable[[UUID], Approval]
    answer_with_pin: Callable[[UUID, str, str, bool], Approval]
    supervisors: Callable[[], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Answering:
    """The use cases of the supervisor, bound to desk and actor."""

    pending: Callable[[], Sequence[PendingApproval]]
    answer: Callable[[UUID, bool, str], Approval]


class Stage(Enum):
    """Where a request stands for who asks."""

    REASON = auto()
    WAITING = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class AskState:
    """What the sheet shows.

    Attributes:
        supervisors: user name and name of those who may answer today.
        answer: the supervisor's words, when it was refused.
    """

    stage: Stage = Stage.REASON
    supervisors: tuple[tuple[str, str], ...] = ()
    answer: str = ""
    busy: bool = False
    error: str = ""


class AskPresenter(QObject):
    """One request for leave.

    Args:
        asking: the use cases.
        kind: what for.
        subject: the turno (its id as text) or matter it is about.
        poll_ms: how often the answer is looked up.
    """

    changed = Signal(object)
    """The ``AskState``."""
    granted = Signal(object)
    """The id of the request, to be spent by the action."""

    def __init__(
        self,
        asking: Asking,
        kind: ApprovalKind,
        subject: str,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.state = AskState()
        self._asking = asking
        self._subject = subject
        self._asked: Approval | None = None
        self._runner = Runner(self._failed, parent=self)
        self._timer = QTimer(self)
        self._timer.setInterval(poll_ms)
        self._timer.timeout.connect(self._look)

    def start(self, reason: str = "") -> None:
        """Learn who may answer; ask at once where the reason is known."""
        self._runner.read(self._asking.supervisors, self._supervisors)
        if reason:
            self.ask(reason)

    def ask(self, reason: str) -> None:
        """Ask for leave for this reason."""
        if self.state.busy:
            return
        asking, kind, subject = self._asking, self.kind, self._subject
        self._show(replace(self.state, busy=True, error=""))
        self._runner.write(lambda: asking.ask(kind, subject, reason), self._wait)

    def answer(self, username: str, pin: str, *, granted: bool) -> None:
        """The supervisor is here and answers with their PIN."""
        asked = self._asked
        if asked is None or self.state.busy:
            return
        answer_with_pin = self._asking.answer_with_pin
        self._show(replace(self.state, busy=True, error=""))
        self._runner.write(
            lambda: answer_with_pin(asked.id, username, pin, granted), self._answered
        )

    def close(self) -> None:
        """Stop looking, finish what is under way."""
        self._timer.stop()
        self._runner.close()

    def _supervisors(self, found: Sequence[tuple[str, str]]) -> None:
        self._show(replace(self.state, supervisors=tuple(found)))

    def _wait(self, asked: Approval) -> None:
        self._asked = asked
        self._timer.start()
        self._show(replace(self.state, stage=Stage.WAITING, busy=False))

    def _look(self) -> None:
        asked = self._asked
        # Not on top of a slow one: it would be overtaken for ever, and the answer never seen.
        if asked is not None and not self._runner.is_busy:
            self._runner.read(lambda: self._asking.state(asked.id), self._answered)

    def _answered(self, approval: Approval) -> None:
        if self._asked is None or approval.state is ApprovalState.PENDING:
            return
        self._asked = None
        self._timer.stop()
        if approval.state is ApprovalState.GRANTED:
            self._show(replace(self.state, busy=False, error=""))
            self.granted.emit(approval.id)
            return
        refused = replace(self.state, stage=Stage.REFUSED, busy=False, error="")
        self._show(replace(refused, answer=approval.answer))

    def _failed(self, error: KnownError) -> None:
        self._show(replace(self.state, busy=False, error=error.words))

    def _show(self, state: AskState) -> None:
        self.state = state
        self.changed.emit(state)


@dataclass(frozen=True, slots=True)
class PendingRow:
    """One request on the supervisor's card; ``about`` is what its case is about."""

    id: UUID
    kind: ApprovalKind
    what: str
    about: str
    who: str
    reason: str
    asked_at: datetime


class PendingPresenter(Following[tuple[PendingRow, ...]]):
    """What waits for the supervisor, the oldest first.

    Args:
        answering: the use cases.
        tell: where words go.
        changes: tells that something happened; None where only the poll finds out.
        poll_ms: how often new requests are looked up where nobody tells.
    """

    def __init__(
        self,
        answering: Answering,
        tell: Callable[[Notice], None],
        changes: Changes | None = None,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(changes, poll_ms=poll_ms, parent=parent)
        self._answering = answering
        self.told.connect(tell)

    @property
    def rows(self) -> tuple[PendingRow, ...]:
        """What waited when it was last looked up."""
        return self.state or ()

    def answer(self, approval_id: UUID, words: str = "", *, granted: bool) -> None:
        """Grant or refuse a request."""
        answer = self._answering.answer
        self._act(lambda: answer(approval_id, granted, words))

    def _read(self, known: tuple[PendingRow, ...] | None) -> tuple[PendingRow, ...]:
        return tuple(
            PendingRow(
                one.approval.id,
                one.approval.kind,
                " · ".join(part for part in (one.approval.kind.label, one.about) if part),
                one.matter,
                one.asked_by,
                one.approval.reason,
                one.approval.asked_at,
            )
            for one in self._answering.pending()
        )

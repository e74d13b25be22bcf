"""One person's fingers, captured: the reader's pictures handed to the session that judges them.

Everything is in memory, and gone with ``wipe``. Judging takes a fifth of a second, and so is done
off the windows' thread; what can be pressed is the same for keys, map and buttons.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from biometrics.gate import Judged, Thresholds
from biometrics.prints import Print
from biometrics.session import CaptureSession, OperatorPrints
from biometrics.verdicts import FingerProgress, FingerState, KeptImpression, Outcome, Verdict
from desktop.ports.kit import Capture, CaptureCancelled, CaptureRequest, ReaderError
from domain.captures import FingerSummary
from domain.errors import KnownError
from domain.fingers import Finger, FingerException
from domain.ids import new_id
from ui.biometrics.fingers import (
    ENDED,
    NO_READER_YET,
    FingersState,
    Stage,
    failed_one,
    must_restart,
    one_more,
)
from ui.biometrics.kit import KitParts, ReaderLine
from ui.work import Runner

T = TypeVar("T")
OPERATOR_FINGER = Finger.RIGHT_INDEX
"""The technician's own finger that is asked for."""


class FingerCapture(QObject):
    """Captures and judges the fingers of one person after another.

    Args:
        reader: the reader in use.
        parts: knows the thresholds of its model.
    """

    changed = Signal()
    """``state`` is another one."""
    showed = Signal(object)
    """The impression just taken (``GreyImage``), for the eyes only; None: nothing any more."""
    told = Signal(object)
    """Something could not be done (``KnownError``)."""

    def __init__(
        self, reader: ReaderLine, parts: KitParts, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._reader, self._parts = reader, parts
        self._runner = Runner(self._refused, parent=self)
        self._session: CaptureSession | None = None
        self._operator = OperatorPrints()
        self._operator_done = False
        self._subject: UUID | None = None
        self._asked: tuple[tuple[Finger, ...], int] = ((), 0)
        self._others: tuple[tuple[Print, ...], ...] = ()
        self._chosen: Finger | None = None
        self._last: Finger | None = None
        self._thresholds = Thresholds()
        self._transaction = ""
        self._model = ""
        self.state = FingersState()
        reader.captured.connect(self._captured)
        reader.failed.connect(self._failed)
        reader.guided.connect(self._guide)
        reader.changed.connect(self._follow_reader)

    # ------------------------------------------------------------------- whose fingers
    @property
    def subject(self) -> UUID | None:
        """The enrolment that is being captured."""
        return self._subject

    @property
    def prints(self) -> tuple[Print, ...]:
        """What is kept of this person, to be held against the other one of the visit."""
        return () if self._session is None else self._session.prints

    @property
    def summaries(self) -> tuple[FingerSummary, ...]:
        """What was captured, without any image."""
        return () if self._session is None else self._session.summaries

    @property
    def exceptions(self) -> tuple[FingerException, ...]:
        """The fingers left out."""
        found = (one.exception for one in self.state.progress)
        return tuple(one for one in found if one is not None)

    def kept(self) -> tuple[tuple[Finger, tuple[KeptImpression, ...]], ...]:
        """Return the impressions that count, by finger: to be sealed."""
        session = self._session
        if session is None:
            return ()
        done = (one.finger for one in session.progress if one.state is FingerState.DONE)
        return tuple((finger, session.kept(finger)) for finger in done)

    def begin(
        self,
        subject: UUID,
        fingers: Sequence[Finger],
        minimum: int,
        others: Sequence[tuple[Print, ...]] = (),
    ) -> None:
        """Begin with a person; nothing happens where it is the one under way.

        Args:
            subject: the enrolment.
            fingers: asked for.
            minimum: so many must be captured.
            others: the prints of the other people of this visit.
        """
        if subject == self._subject:
            return
        self.wipe()
        self._subject = subject
        self._asked = (tuple(fingers), minimum)
        self._others = tuple(others)
        self._make_session()

    def wipe(self) -> None:
        """Forget everything of the person; the technician's own finger stays known."""
        self.rest()
        if self._session is not None:
            self._session.wipe()
        self._session = self._subject = self._chosen = self._last = None
        self._others = ()
        self._show(FingersState(operator=not self._operator_done))

    def rest(self) -> None:
        """Nobody is before the page: call off what is under way, and show no picture."""
        self._transaction = ""
        self._reader.cancel()
        self.showed.emit(None)
        if self.state.stage is not Stage.READING:
            self._update(stage=Stage.READY)

    def close(self) -> None:
        """The page goes: forget everything, the technician's own finger too."""
        self.wipe()
        self._runner.close()
        self._operator.forget()

    # ------------------------------------------------------------------- what is pressed
    def go_on(self) -> None:
        """Do the natural next thing: capture, or begin a finger again that cannot go on."""
        state = self.state
        if state.stage is not Stage.READY or self._session is None:
            return
        current = state.current
        if state.operator:
            self._capture(OPERATOR_FINGER)
        elif state.more is not None and state.finger is None:
            self._change(partial(self._session.ask_also, state.more))
        elif current is not None and current.state in ENDED:
            self._chosen = None
            self._update(words="", trouble=False, quality=None, match=None)
        elif current is not None and must_restart(current):
            self._change(partial(self._session.restart, current.finger), current.finger)
        elif state.finger is not None:
            self._capture(state.finger)

    def repeat(self) -> None:
        """Take the last impression back and capture it again; a finished finger from its start."""
        if self.state.stage is not Stage.READY or self._session is None:
            return
        if self.state.operator:
            self._capture(OPERATOR_FINGER)
            return
        progress = {one.finger: one for one in self.state.progress}
        finger = self._chosen or self._last or self.state.finger
        one = progress.get(finger) if finger is not None else None
        if one is None or finger is None:
            return
        whole = finger is self._chosen and one.state in ENDED
        if one.state is FingerState.PENDING:
            self._capture(finger)
            return
        undo = self._session.restart if whole or not one.impressions else self._session.undo_last
        self._chosen = finger
        self._change(partial(undo, finger), finger)

    def choose(self, finger: Finger) -> None:
        """Go on with this finger."""
        if self.state.stage is Stage.READY and not self.state.operator:
            self._chosen = finger
            self._update(words="", trouble=False, quality=None, match=None, again=False)

    def skip_operator(self) -> None:
        """Go on without the technician's own finger."""
        if self.state.stage is Stage.READY:
            self._operator_done = True
            self._update(words="", trouble=False, again=False)

    def cancel(self) -> None:
        """Call off the capture under way."""
        self._reader.cancel()

    def leave_out(self, exception: FingerException) -> None:
        """Leave a finger out, as a supervisor allowed it."""
        if self._session is not None:
            self._chosen = None
            self._change(partial(self._session.except_finger, exception))

    def accept_poor(self, finger: Finger, by: UUID) -> None:
        """Take the best of a finger that failed, as a supervisor decided."""
        if self._session is not None:
            self._chosen = None
            self._change(partial(self._session.accept_poor, finger, by))

    # ------------------------------------------------------------------- how it goes
    def _capture(self, finger: Finger) -> None:
        self._transaction = str(new_id())
        subject = "operator" if self.state.operator else str(self._subject)
        asked = CaptureRequest(
            finger, self._transaction, min_quality=self._thresholds.min_quality, subject=subject
        )
        if self._reader.capture(asked):
            self.showed.emit(None)
            self._update(
                stage=Stage.PLACING,
                words=f"Coloque el {finger.label.lower()} sobre el lector.",
                trouble=False,
                quality=None,
                match=None,
                again=False,
            )
        else:
            self._reader.look_again()
            self._update(words=NO_READER_YET, trouble=True, again=True)

    def _guide(self, words: str) -> None:
        if self.state.stage is Stage.PLACING and words:
            self._update(words=words)

    def _captured(self, capture: Capture) -> None:
        session, finger = self._session, self.state.finger
        if capture.transaction != self._transaction or session is None:
            return
        self.showed.emit(capture.image)
        self._update(stage=Stage.READING, words="Revisando la huella…")
        if self.state.operator:
            operator, thresholds = self._operator, self._thresholds
            self._work(lambda: operator.offer(capture.image, thresholds), self._operator_judged)
        elif finger is not None:
            self._last = finger
            self._work(partial(session.offer, finger, capture.image), self._judged)

    def _failed(self, error: ReaderError) -> None:
        if not self._transaction:
            return  # called off by us: nobody waits for it
        self._transaction = ""
        words = error.todo if isinstance(error, CaptureCancelled) else error.words
        self._update(stage=Stage.READY, words=words, trouble=True, again=True)

    def _judged(self, verdict: Verdict) -> None:
        good = verdict.outcome is Outcome.ACCEPTED
        readable = verdict.outcome is not Outcome.NOT_A_PRINT
        if self._last is not None:
            # Done: on to the next. Failed: nothing else before somebody has decided or tried again.
            failed = self._progress_of(self._last).state is FingerState.FAILED
            done = self._progress_of(self._last).state is FingerState.DONE
            self._chosen = self._last if failed else None if done else self._chosen
        self._update(
            stage=Stage.READY,
            words=verdict.words,
            trouble=not good,
            quality=verdict.quality if readable else None,
            match=verdict.match,
        )

    def _operator_judged(self, judged: Judged) -> None:
        if not judged.accepted:
            guidance = "" if judged.guidance is None else f" {judged.guidance.label}."
            quality = None if judged.print is None else judged.print.quality
            words = f"Su huella no salió bien.{guidance}"
            self._update(stage=Stage.READY, words=words, trouble=True, quality=quality)
            return
        self._operator_done = True
        self.showed.emit(None)
        self._make_session()
        self._update(
            stage=Stage.READY,
            words="Listo: el programa avisará si se captura su propio dedo.",
            trouble=False,
            quality=None,
            match=None,
        )

    def _change(self, work: Callable[[], None], then_capture: Finger | None = None) -> None:
        def done(_: None) -> None:
            self._update(
                stage=Stage.READY, words="", trouble=False, quality=None, match=None, again=False
            )
            if then_capture is not None:
                self._capture(then_capture)

        self._update(stage=Stage.READING, words="")
        self._work(work, done)

    def _work(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Do ``work`` off the windows' thread; of a person who is gone nothing is told."""
        session = self._session

        def ended(result: T) -> None:
            if session is self._session:
                done(result)

        def refused(error: KnownError) -> None:
            if session is self._session:
                self._refused(error)

        self._runner.write(work, ended, refused)

    def _refused(self, error: KnownError) -> None:
        self._update(stage=Stage.READY)
        self.told.emit(error)

    def _follow_reader(self) -> None:
        """Another reader may ask for another quality; what was captured by the first one counts."""
        if self._reader.model and self._reader.model != self._model:
            self._model = self._reader.model
            if not self.state.begun:
                self._make_session()
        if self._reader.stands.ready and self.state.again and self.state.words == NO_READER_YET:
            self._update(words="", trouble=False, again=False)
        self.changed.emit()

    def _make_session(self) -> None:
        if self._subject is None:
            return
        fingers, minimum = self._asked
        if self._model:
            self._thresholds = self._parts.thresholds(self._model)
        if self._session is not None:
            self._session.wipe()
        operator = self._operator.prints
        self._session = CaptureSession(fingers, self._thresholds, minimum, operator, self._others)
        self._update(words="", trouble=False)

    def _progress_of(self, finger: Finger) -> FingerProgress:
        found = () if self._session is None else self._session.progress
        return next((one for one in found if one.finger is finger), FingerProgress(finger))

    def _update(self, **changes: object) -> None:
        """Show what changed, with the session as it is now."""
        state = replace(self.state, **changes)  # type: ignore[arg-type]
        session = self._session
        if session is not None:
            progress = session.progress
            finger = self._chosen or session.next_finger or failed_one(progress)
            state = replace(
                state,
                operator=not self._operator_done,
                finger=finger,
                progress=progress,
                least=self._thresholds.min_quality,
                agreement=self._thresholds.agreement,
                complete=session.complete,
                missing=session.missing,
                more=one_more(progress) if session.missing and finger is None else None,
            )
        self._show(state)

    def _show(self, state: FingersState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()

"""The capture of one person's fingers, from the first impression until it is sealed or called off.

Everything is in memory and is gone with ``wipe``; what is sealed cannot be compared here any more,
so all that looks at two prints at once is here: agreement, swapped fingers, the technician's own
fingers, the other person of the visit. Only an impression that is good enough is compared with
anybody else's: a badly placed finger is told as badly placed, never as somebody's.

Source: design notes of the biometric kit, "Rules that measured well" and "Protection".
"""

from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from uuid import UUID

from biometrics import gate, prints, verdicts
from biometrics.agreement import Match, agreeing
from biometrics.gate import Judged, Thresholds
from biometrics.held import HeldFinger
from biometrics.images import GreyImage
from biometrics.prints import Print
from biometrics.verdicts import FingerProgress, FingerState, KeptImpression, Outcome, Verdict
from domain.captures import FingerSummary
from domain.errors import InvalidInput, KnownError
from domain.fingers import IMPRESSIONS, Finger, FingerException, Guidance

DOUBTS = 2
"""Impressions that are asked for again because they may be another finger's; then they count."""

MOST_OPERATORS = 12
"""Impressions of the technician's own fingers that are kept: the last ones."""

Judge = Callable[[GreyImage, Thresholds], Judged]


class CaptureOver(KnownError):
    """The capture of this person has ended."""

    what = "La captura de esta persona ya terminó."
    todo = "Empiece otra captura."


class FingerNotOpen(KnownError):
    """This finger takes no impression as it stands."""

    what = "Este dedo no espera otra captura."
    todo = "Elija otro dedo, o repítalo desde el principio."


class CaptureSession:
    """One person's fingers. One thread offers; any thread reads, and reads what was last whole.

    Args:
        fingers: asked for, in the order in which they are captured.
        thresholds: of the reader in use.
        minimum: fingers that must be captured whatever is excepted.
        operator: impressions of the technician's own fingers.
        others: impressions of each other person of this visit.
        judge, match: the gate and the comparison; as they are except where tests count.
    """

    def __init__(
        self,
        fingers: Sequence[Finger],
        thresholds: Thresholds,
        minimum: int,
        operator: Sequence[Print] = (),
        others: Sequence[Sequence[Print]] = (),
        *,
        judge: Judge = gate.judge,
        match: Match = prints.match,
    ) -> None:
        self._thresholds = thresholds
        self._minimum = minimum
        self._operator = tuple(operator)
        self._others = tuple(each for other in others for each in other)
        self._judge, self._compare = judge, match
        self._scores: dict[tuple[bytes, bytes], int] = {}
        self._lock = Lock()
        self._over = False
        self._fingers = {finger: HeldFinger(finger) for finger in fingers}
        self._progress: tuple[FingerProgress, ...] = ()
        self._show()

    # ------------------------------------------------------------------------- what is shown
    @property
    def progress(self) -> tuple[FingerProgress, ...]:
        """Every asked finger, in the order of capture."""
        return self._progress

    @property
    def next_finger(self) -> Finger | None:
        """The finger to capture now: one that was begun, else the first pending one."""
        for state in (FingerState.UNDER_WAY, FingerState.PENDING):
            for each in self._progress:
                if each.state is state:
                    return each.finger
        return None

    @property
    def complete(self) -> bool:
        """Every finger asked for is done or excepted, and the minimum is met."""
        ended = {FingerState.DONE, FingerState.EXCEPTED}
        return all(each.state in ended for each in self._progress) and not self.missing

    @property
    def missing(self) -> int:
        """How many captured fingers there are too few of the minimum."""
        done = sum(each.state is FingerState.DONE for each in self._progress)
        return max(0, self._minimum - done)

    def kept(self, finger: Finger) -> tuple[KeptImpression, ...]:
        """Return the impressions that count for a finger: three once it is done. Raises
        FingerNotOpen of one that is not asked for.
        """
        with self._lock:
            return self._of(finger).kept

    @property
    def prints(self) -> tuple[Print, ...]:
        """What is kept of all fingers: to hold against the other person of the visit."""
        with self._lock:
            return tuple(each.print for one in self._fingers.values() for each in one.kept)

    @property
    def summaries(self) -> tuple[FingerSummary, ...]:
        """What was captured of the fingers that are done, without any image."""
        with self._lock:
            return tuple(
                FingerSummary(
                    one.finger,
                    tuple(each.print.quality for each in one.kept),
                    one.attempts,
                    one.accepted_by,
                )
                for one in self._fingers.values()
                if one.state is FingerState.DONE
            )

    # ------------------------------------------------------------------------- what is done
    def offer(self, finger: Finger, image: GreyImage) -> Verdict:
        """Take an impression; some 0.2 s, so never on the windows' thread.

        Raises:
            FingerNotOpen: it is not asked for, is done, excepted, or must begin again.
            CaptureOver: after ``wipe``.
        """
        judged = self._judge(image, self._thresholds)
        with self._lock:
            one = self._of(finger)
            if not one.open:
                raise FingerNotOpen
            one.attempts += 1
            verdict = self._verdict(one, image, judged)
            self._show()
            return verdict

    def except_finger(self, exception: FingerException) -> None:
        """Leave a finger out, as a supervisor allowed it; what was captured of it is forgotten.

        Raises:
            FingerNotOpen: it is not asked for.
            InvalidInput: no supervisor allowed it.
            CaptureOver: after ``wipe``.
        """
        if exception.allowed_by is None:
            raise InvalidInput("Una excepción necesita la aprobación de un supervisor.")
        with self._lock:
            one = self._of(exception.finger)
            one.begin_again()
            one.exception = exception
            self._show()

    def accept_poor(self, finger: Finger, by: UUID) -> None:
        """Take the best of a finger that failed, as a supervisor decided.

        What is kept is of one finger: the impressions that agree with each other, and only one
        where none do. Poor ones that may be another finger's or another person's are not taken.

        Raises:
            FingerNotOpen: it is not asked for, or did not fail.
            InvalidInput: nothing of it can be kept.
            CaptureOver: after ``wipe``.
        """
        with self._lock:
            one = self._of(finger)
            if one.state is not FingerState.FAILED:
                raise FingerNotOpen
            choice = [*one.held, *(each for each in one.poor if not self._elsewhere(one, each))]
            groups = [self._group(each, choice) for each in choice]
            if not groups:
                raise InvalidInput(
                    "Ninguna captura de este dedo se puede usar.",
                    todo="Repita el dedo o déjelo como excepción.",
                )
            one.accepted = max(groups, key=lambda g: (len(g), sum(i.print.quality for i in g)))
            one.accepted_by = by
            self._show()

    def undo_last(self, finger: Finger) -> None:
        """Take the last decision or impression of a finger back.

        Raises:
            FingerNotOpen: there is none, or it is not asked for.
            CaptureOver: after ``wipe``.
        """
        with self._lock:
            one = self._of(finger)
            if one.exception is not None:
                one.exception = None
            elif one.accepted_by is not None:
                one.accepted, one.accepted_by = (), None
            elif one.held:
                one.held.pop()
                self._agree(one)
            else:
                raise FingerNotOpen("De este dedo no hay captura que deshacer.", todo="")
            self._show()

    def restart(self, finger: Finger) -> None:
        """Forget what was captured or decided of a finger. Raises FingerNotOpen, CaptureOver."""
        with self._lock:
            self._of(finger).begin_again()
            self._show()

    def ask_also(self, finger: Finger) -> None:
        """Ask for one more finger, where exceptions leave too few. Raises CaptureOver."""
        with self._lock:
            if self._over:
                raise CaptureOver
            self._fingers.setdefault(finger, HeldFinger(finger))
            self._show()

    def wipe(self) -> None:
        """Forget everything of this person; the session serves no more."""
        with self._lock:
            self._over = True
            self._fingers = {}
            self._operator = self._others = ()
            self._scores = {}
            self._show()
        prints.forget()

    # ------------------------------------------------------------------------- how it is decided
    def _of(self, finger: Finger) -> HeldFinger:
        if self._over:
            raise CaptureOver
        if finger not in self._fingers:
            raise FingerNotOpen("Este dedo no se pide en este enrolamiento.")
        return self._fingers[finger]

    def _show(self) -> None:
        self._progress = tuple(one.progress() for one in self._fingers.values())

    def _verdict(self, one: HeldFinger, image: GreyImage, judged: Judged) -> Verdict:
        guidance = judged.guidance or Guidance.CLEAN
        if judged.print is None:
            one.bad += 1
            words = verdicts.not_a_print(guidance)
            return Verdict(Outcome.NOT_A_PRINT, 0, None, guidance, words)
        taken, quality = KeptImpression(image, judged.print), judged.print.quality
        if self._repeated(image):
            # No finger gives one picture twice: the reader is stuck, or an old one was played back.
            words = verdicts.REPEATED
            return Verdict(Outcome.REPEATED, quality, None, Guidance.LIFT, words)
        if not judged.accepted:
            one.bad += 1
            if quality:  # with none it may be anything, and no supervisor can take it
                one.poor = sorted([*one.poor, taken], key=lambda each: -each.print.quality)
                one.poor = one.poor[:IMPRESSIONS]
            words = verdicts.poor(guidance, failed=one.state is FingerState.FAILED)
            return Verdict(Outcome.POOR, quality, None, guidance, words)

        scores = [self._match(each.print, judged.print) for each in one.held]
        own = max(scores, default=None)
        stranger = self._stranger(one, judged.print, own)
        if stranger is not None:
            outcome, words, other = stranger
            hint = Guidance.WHOLE_FINGER if outcome is Outcome.DOUBTFUL else None
            return Verdict(outcome, quality, own, hint, words, other)
        one.held.append(taken)
        self._agree(one)
        done = one.agreed is not None
        twin = None if own is None or own < self._thresholds.agreement else scores.index(own) + 1
        last = len(one.held) >= IMPRESSIONS and not done
        if last or (one.held[1:] and twin is None and not done):
            words = verdicts.disagrees(one.finger, len(one.held))
            return Verdict(Outcome.DISAGREES, quality, own, None, words)
        words = verdicts.accepted(len(one.held), one.finger, twin, done=done)
        return Verdict(Outcome.ACCEPTED, quality, own, None, words)

    def _repeated(self, image: GreyImage) -> bool:
        return any(
            each.image.pixels == image.pixels
            for one in self._fingers.values()
            for each in (*one.held, *one.poor)
        )

    def _stranger(
        self, one: HeldFinger, print_: Print, own: int | None
    ) -> tuple[Outcome, str, Finger | None] | None:
        """Return whose an impression is, if not of this finger; None where it may be taken."""
        found: list[tuple[int, Outcome, str, Finger | None]] = []
        for other in self._fingers.values():
            if other is not one:
                words = verdicts.other_finger(one.finger, other.finger)
                score = self._best(print_, (each.print for each in other.kept))
                found.append((score, Outcome.OTHER_FINGER, words, other.finger))
        score = self._best(print_, self._operator)
        found.append((score, Outcome.OPERATORS, verdicts.OPERATORS, None))
        score = self._best(print_, self._others)
        found.append((score, Outcome.OTHER_PERSON, verdicts.OTHER_PERSON, None))
        score, outcome, words, finger = max(found, key=lambda each: each[0])
        if score >= self._thresholds.block:
            return outcome, words, finger
        surer_own = own is not None and own >= max(score, self._thresholds.agreement)
        if score < self._thresholds.doubt or surer_own or one.doubts >= DOUBTS:
            return None
        one.doubts += 1
        return Outcome.DOUBTFUL, verdicts.DOUBTFUL, None

    def _elsewhere(self, one: HeldFinger, taken: KeptImpression) -> bool:
        """Whether an impression may be of anything but this finger."""
        rest = [
            *(each.print for o in self._fingers.values() if o is not one for each in o.kept),
            *self._operator,
            *self._others,
        ]
        return self._best(taken.print, rest) >= self._thresholds.doubt

    def _group(
        self, start: KeptImpression, choice: Sequence[KeptImpression]
    ) -> tuple[KeptImpression, ...]:
        """Return ``start`` and what agrees with it, the best first, at most ``IMPRESSIONS``."""
        rest = sorted((i for i in choice if i is not start), key=lambda i: -i.print.quality)
        friends = [
            each
            for each in rest
            if self._match(start.print, each.print) >= self._thresholds.agreement
        ]
        return (start, *friends[: IMPRESSIONS - 1])

    def _agree(self, one: HeldFinger) -> None:
        one.agreed = agreeing(
            [each.print for each in one.held], self._thresholds.agreement, self._match
        )

    def _match(self, one: Print, other: Print) -> int:
        """Compare two impressions once: clear ones of one finger take up to 0.2 s."""
        pair = (one.template, other.template)
        if pair not in self._scores:
            self._scores[pair] = self._compare(one, other)
        return self._scores[pair]

    def _best(self, print_: Print, against: Iterable[Print]) -> int:
        return max((self._match(print_, each) for each in against), default=0)


class OperatorPrints:
    """The technician's own fingers: kept while this program runs and the technician is signed in,
    never stored, so that they are not captured as somebody else's.
    """

    def __init__(self, *, judge: Judge = gate.judge) -> None:
        self._judge = judge
        self._prints: tuple[Print, ...] = ()

    @property
    def prints(self) -> tuple[Print, ...]:
        """The impressions, for ``CaptureSession(operator=…)``."""
        return self._prints

    def offer(self, image: GreyImage, thresholds: Thresholds) -> Judged:
        """Take an impression, if it is good enough."""
        judged = self._judge(image, thresholds)
        if judged.accepted and judged.print is not None:
            self._prints = (*self._prints, judged.print)[-MOST_OPERATORS:]
        return judged

    def forget(self) -> None:
        """Another technician signs in, or this one leaves."""
        self._prints = ()
        prints.forget()

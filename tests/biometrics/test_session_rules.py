"""Whatever is done to a session in whatever order, its promises hold."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from biometrics.gate import Judged, Thresholds
from biometrics.images import GreyImage
from biometrics.prints import Print
from biometrics.session import CaptureSession, FingerNotOpen
from biometrics.verdicts import FingerState, KeptImpression, Outcome
from domain.errors import InvalidInput
from domain.fingers import USUAL_FINGERS, ExceptionReason, Finger, FingerException, Guidance
from tests.biometrics.seat import SUPERVISOR

ASKED = USUAL_FINGERS[:3]
OPERATOR, OTHER = 8, 9
SKIN = st.sampled_from([*range(1, 5), OPERATOR, OTHER])
"""Whose finger really lies on the reader: four of the person, the technician's, the other one's."""

CLARITY = st.sampled_from([0, 1, 1, 2, 2, 2, 2])
"""0 no print, 1 poor, 2 good enough."""


def judge(image: GreyImage, thresholds: Thresholds) -> Judged:
    """Read what ``picture`` wrote: whose finger, how clear, which time."""
    skin, clarity, turn, _ = image.pixels
    if clarity == 0:
        return Judged(None, accepted=False, guidance=Guidance.PLACE)
    quality = 10 + turn % 10 if clarity == 1 else thresholds.min_quality + turn % 10
    good = clarity == 2
    read = Print(quality, 40, bytes([skin, turn]))
    return Judged(read, accepted=good, guidance=None if good else Guidance.CLEAN)


def match(one: Print, other: Print) -> int:
    """Impressions of one finger mostly match; every third pair of the session's is too far apart."""
    if one.template[0] != other.template[0]:
        return (one.template[1] + other.template[1]) % 20
    known = max(one.template[1], other.template[1]) >= 250
    return 18 if not known and (one.template[1] + other.template[1]) % 3 == 0 else 60


class Captures(RuleBasedStateMachine):
    """A person, a technician and a supervisor, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.turn = 0
        self.session = CaptureSession(
            ASKED,
            Thresholds(),
            2,
            [Print(50, 40, bytes([OPERATOR, 250]))],
            [[Print(50, 40, bytes([OTHER, 251]))]],
            judge=judge,
            match=match,
        )

    def kept(self, finger: Finger) -> tuple[KeptImpression, ...]:
        return self.session.kept(finger)

    def state(self, finger: Finger) -> FingerState:
        return self.session.progress[ASKED.index(finger)].state

    @rule(finger=st.sampled_from(ASKED), skin=SKIN, clarity=CLARITY)
    def offer(self, finger: Finger, skin: int, clarity: int) -> None:
        self.turn += 1
        image = GreyImage(2, 2, bytes([skin, clarity, self.turn % 240, self.turn // 240]))
        before, was = self.kept(finger), self.state(finger)
        try:
            verdict = self.session.offer(finger, image)
        except FingerNotOpen:
            assert was in {FingerState.DONE, FingerState.EXCEPTED, FingerState.FAILED}
            return
        after = self.kept(finger)
        if clarity < 2:
            assert verdict.outcome in {Outcome.NOT_A_PRINT, Outcome.POOR}
        if verdict.outcome is Outcome.OPERATORS:
            assert skin == OPERATOR
        if verdict.outcome is Outcome.OTHER_PERSON:
            assert skin == OTHER
        taken = verdict.outcome in {Outcome.ACCEPTED, Outcome.DISAGREES}
        if self.state(finger) is FingerState.DONE:
            assert verdict.outcome is Outcome.ACCEPTED
            assert len(after) == 3
            assert {*after} <= {*before, after[-1]}
        else:
            # Nothing that was accepted is lost, nothing else is added.
            assert after[: len(before)] == before
            assert len(after) == len(before) + taken
        assert verdict.words

    @rule(finger=st.sampled_from(ASKED))
    def undo(self, finger: Finger) -> None:
        try:
            self.session.undo_last(finger)
        except FingerNotOpen:
            assert not self.kept(finger)

    @rule(finger=st.sampled_from(ASKED))
    def restart(self, finger: Finger) -> None:
        self.session.restart(finger)
        assert self.state(finger) is FingerState.PENDING

    @rule(finger=st.sampled_from(ASKED))
    def leave_out(self, finger: Finger) -> None:
        reason = ExceptionReason.UNREADABLE
        self.session.except_finger(FingerException(finger, reason, False, SUPERVISOR))
        assert self.state(finger) is FingerState.EXCEPTED

    @rule(finger=st.sampled_from(ASKED))
    def accept(self, finger: Finger) -> None:
        was = self.state(finger)
        try:
            self.session.accept_poor(finger, SUPERVISOR)
        except FingerNotOpen:
            assert was is not FingerState.FAILED
        except InvalidInput:
            assert self.state(finger) is FingerState.FAILED
        else:
            assert self.state(finger) is FingerState.DONE

    @invariant()
    def never_more_than_asked_and_of_one_finger(self) -> None:
        for each in self.session.progress:
            kept = self.kept(each.finger)
            assert each.impressions == len(kept) <= each.asked <= 4
            assert (each.exception is not None) is (each.state is FingerState.EXCEPTED)
            if each.state is FingerState.DONE:
                assert 1 <= len(kept) <= 3
                assert len({one.print.template[0] for one in kept}) == 1
                assert kept[0].print.template[0] not in {OPERATOR, OTHER}
                assert each.accepted_by is not None or len(kept) == 3
            if each.state in {FingerState.PENDING, FingerState.EXCEPTED}:
                assert not kept

    @invariant()
    def complete_says_what_it_says(self) -> None:
        states = [each.state for each in self.session.progress]
        ended = all(state in {FingerState.DONE, FingerState.EXCEPTED} for state in states)
        enough = states.count(FingerState.DONE) >= 2
        assert self.session.complete is (ended and enough)
        assert (self.session.missing == 0) is enough
        if self.session.complete:
            assert self.session.next_finger is None
            assert len(self.session.summaries) == states.count(FingerState.DONE)


TestCaptures = Captures.TestCase
TestCaptures.settings = settings(max_examples=40, stateful_step_count=30)

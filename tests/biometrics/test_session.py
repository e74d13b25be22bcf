"""One person's fingers: what each impression brings, and what is kept of it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from threading import Thread
from uuid import UUID

import pytest

from biometrics import prints
from biometrics.gate import Judged, Thresholds
from biometrics.images import GreyImage
from biometrics.prints import Print
from biometrics.session import (
    MOST_OPERATORS,
    CaptureOver,
    CaptureSession,
    FingerNotOpen,
    OperatorPrints,
)
from biometrics.synthetic import finger_image
from biometrics.verdicts import FingerState, Outcome, Verdict
from domain.errors import InvalidInput
from domain.fingers import ExceptionReason, Finger, FingerException, Guidance
from tests.biometrics import pictures
from tests.biometrics.conftest import Pool

THUMB, INDEX, LEFT = Finger.RIGHT_THUMB, Finger.RIGHT_INDEX, Finger.LEFT_THUMB
SUPERVISOR = UUID(int=9)
ASKED = (THUMB, INDEX)
SEVERAL = Thresholds()


@lru_cache
def compared(one: Print, other: Print) -> int:
    """Compare once for all tests: clear impressions of one finger take some 100 ms."""
    return prints.match(one, other)


def stood_in(pool: Pool) -> dict[GreyImage, Judged]:
    return {placed.image: placed.judged for placed in pool.values()}


class Bench:
    """A session over impressions that were read before, some of which may be made poorer."""

    def __init__(
        self,
        pool: Pool,
        fingers: Sequence[Finger] = ASKED,
        *,
        minimum: int = 2,
        operator: Sequence[Print] = (),
        others: Sequence[Sequence[Print]] = (),
        thresholds: Thresholds = SEVERAL,
    ) -> None:
        self.pool, self.read = pool, stood_in(pool)
        self.session = CaptureSession(
            fingers,
            thresholds,
            minimum,
            operator,
            others,
            judge=lambda image, _: self.read[image],
            match=compared,
        )

    def place(self, finger: Finger, seed: int, turn: int) -> Verdict:
        return self.session.offer(finger, self.pool[seed, turn].image)

    def spoil(self, seed: int, *turns: int, quality: int | None = 20) -> None:
        """Make impressions too poor for the gate; with None they are no prints at all."""
        for turn in turns:
            placed = self.pool[seed, turn]
            read = None if quality is None else replace(placed.print, quality=quality + turn)
            self.read[placed.image] = Judged(read, False, Guidance.MORE_PRESSURE)

    def capture(self, finger: Finger, seed: int) -> None:
        for turn in range(3):
            self.place(finger, seed, turn)

    def following(self) -> Finger | None:
        return self.session.next_finger

    def state(self, finger: Finger) -> FingerState:
        return next(each.state for each in self.session.progress if each.finger is finger)


def allowed(finger: Finger) -> FingerException:
    return FingerException(finger, ExceptionReason.BANDAGED, permanent=False, allowed_by=SUPERVISOR)


def test_three_impressions_that_agree_make_a_finger(pool: Pool) -> None:
    bench = Bench(pool)
    first, second, third = (bench.place(THUMB, 0, turn) for turn in range(3))
    assert [each.outcome for each in (first, second, third)] == [Outcome.ACCEPTED] * 3
    assert first.match is None
    assert first.words == "Captura 1 de 3 aceptada. Levante el dedo y colóquelo otra vez."
    assert second.match is not None
    assert second.match >= 40
    assert second.words == "Coincide con la captura 1. Levante el dedo y colóquelo otra vez."
    assert third.words == "Las capturas coinciden. Pulgar derecho: listo."
    assert bench.state(THUMB) is FingerState.DONE
    assert bench.following() is INDEX
    bench.capture(INDEX, 1)
    assert bench.session.complete
    assert bench.following() is None
    kept = bench.session.kept(INDEX)
    assert [each.image for each in kept] == [pool[1, turn].image for turn in range(3)]
    assert len(bench.session.prints) == 6
    summary = bench.session.summaries[0]
    assert (summary.finger, summary.attempts, summary.accepted_by) == (THUMB, 3, None)
    assert summary.qualities == tuple(pool[0, turn].print.quality for turn in range(3))


def test_progress_tells_how_far_a_finger_is(pool: Pool) -> None:
    bench = Bench(pool)
    assert bench.session.progress[0].state is FingerState.PENDING
    assert bench.session.progress[0].best_quality is None
    bench.place(THUMB, 0, 0)
    shown = bench.session.progress[0]
    assert (shown.state, shown.impressions, shown.asked, shown.attempts) == (
        FingerState.UNDER_WAY, 1, 3, 1,
    )  # fmt: skip
    assert shown.best_quality == pool[0, 0].print.quality
    bench.place(INDEX, 1, 0)
    assert bench.following() is THUMB


def test_one_wrong_impression_is_made_good_by_a_fourth(pool: Pool) -> None:
    bench = Bench(pool)
    assert bench.place(THUMB, 1, 0).outcome is Outcome.ACCEPTED
    second = bench.place(THUMB, 0, 0)
    assert second.outcome is Outcome.DISAGREES
    assert "Compruebe que sea el pulgar derecho" in second.words
    third = bench.place(THUMB, 0, 1)
    assert third.outcome is Outcome.DISAGREES
    assert third.words.endswith("Capture una vez más el pulgar derecho.")
    assert bench.session.progress[0].asked == 4
    assert bench.place(THUMB, 0, 2).outcome is Outcome.ACCEPTED
    assert [each.image for each in bench.session.kept(THUMB)] == [
        pool[0, turn].image for turn in range(3)
    ]
    assert bench.session.progress[0].asked == 3


def test_four_that_do_not_agree_begin_again_or_a_supervisor_decides(pool: Pool) -> None:
    bench = Bench(pool, (THUMB,), minimum=1)
    for seed in (0, 1, 2):
        bench.place(THUMB, seed, 0)
    last = bench.place(THUMB, 0, 1)
    assert last.outcome is Outcome.DISAGREES
    assert last.words.endswith("Empiece otra vez con el pulgar derecho.")
    assert bench.state(THUMB) is FingerState.FAILED
    assert bench.following() is None
    with pytest.raises(FingerNotOpen):
        bench.place(THUMB, 0, 2)
    bench.session.accept_poor(THUMB, SUPERVISOR)
    kept = bench.session.kept(THUMB)
    assert {each.image for each in kept} == {pool[0, 0].image, pool[0, 1].image}
    assert bench.session.progress[0].accepted_by == SUPERVISOR
    assert bench.session.complete
    bench.session.undo_last(THUMB)
    assert bench.state(THUMB) is FingerState.FAILED
    bench.session.restart(THUMB)
    assert bench.session.kept(THUMB) == ()
    bench.capture(THUMB, 0)
    assert bench.state(THUMB) is FingerState.DONE
    assert bench.session.progress[0].attempts == 7


def test_poor_impressions_end_with_a_supervisor_and_may_still_go_well(pool: Pool) -> None:
    bench = Bench(pool, (THUMB, INDEX), minimum=1)
    bench.spoil(0, 0, 1, 2)
    first = bench.place(THUMB, 0, 0)
    assert (first.outcome, first.guidance) == (Outcome.POOR, Guidance.MORE_PRESSURE)
    assert first.match is None
    assert first.words == "La huella no salió bien. Presione un poco más."
    bench.place(THUMB, 0, 1)
    third = bench.place(THUMB, 0, 2)
    assert "Un supervisor decide" in third.words
    assert bench.state(THUMB) is FingerState.FAILED
    assert bench.following() is INDEX
    bench.session.accept_poor(THUMB, SUPERVISOR)
    assert [each.print.quality for each in bench.session.kept(THUMB)] == [22, 21, 20]
    with pytest.raises(FingerNotOpen):
        bench.session.accept_poor(THUMB, SUPERVISOR)
    bench.session.undo_last(THUMB)
    assert bench.place(THUMB, 0, 3).outcome is Outcome.ACCEPTED
    assert bench.session.progress[0].best_quality == pool[0, 3].print.quality


def test_of_poor_impressions_only_those_of_one_finger_are_kept(pool: Pool) -> None:
    bench = Bench(pool, (THUMB,), minimum=1)
    bench.spoil(0, 0)
    bench.spoil(1, 1, 2)
    for seed, turn in ((0, 0), (1, 1), (1, 2)):
        bench.place(THUMB, seed, turn)
    bench.session.accept_poor(THUMB, SUPERVISOR)
    images = {each.image for each in bench.session.kept(THUMB)}
    assert images == {pool[1, 1].image, pool[1, 2].image}


def test_poor_impressions_of_somebody_else_are_not_told_and_not_kept(pool: Pool) -> None:
    bench = Bench(pool, (THUMB,), operator=[pool[0, 3].print])
    bench.spoil(0, 0, 1, 2)
    outcomes = {bench.place(THUMB, 0, turn).outcome for turn in range(3)}
    assert outcomes == {Outcome.POOR}
    with pytest.raises(InvalidInput, match="excepción"):
        bench.session.accept_poor(THUMB, SUPERVISOR)
    assert bench.state(THUMB) is FingerState.FAILED


def test_pictures_without_a_print_count_as_attempts_and_leave_nothing(pool: Pool) -> None:
    bench = Bench(pool, (THUMB,))
    bench.spoil(0, 0, 1, 2, quality=None)
    for turn in range(3):
        verdict = bench.place(THUMB, 0, turn)
        assert (verdict.outcome, verdict.quality) == (Outcome.NOT_A_PRINT, 0)
        assert verdict.words.startswith("No se reconoce una huella.")
    assert bench.state(THUMB) is FingerState.FAILED
    with pytest.raises(InvalidInput):
        bench.session.accept_poor(THUMB, SUPERVISOR)


def test_a_finger_offered_as_two_is_told_and_not_kept(pool: Pool) -> None:
    bench = Bench(pool)
    bench.capture(THUMB, 0)
    verdict = bench.place(INDEX, 0, 3)
    assert (verdict.outcome, verdict.other) == (Outcome.OTHER_FINGER, THUMB)
    assert verdict.words.startswith("Este dedo ya se capturó como pulgar derecho.")
    assert bench.session.kept(INDEX) == ()
    assert bench.state(THUMB) is FingerState.DONE


def test_one_picture_is_not_two_impressions(pool: Pool) -> None:
    bench = Bench(pool)
    bench.spoil(0, 1)
    for turn in (0, 1):
        bench.place(THUMB, 0, turn)
    for finger, turn in ((THUMB, 0), (THUMB, 1), (INDEX, 0)):
        verdict = bench.place(finger, 0, turn)
        assert (verdict.outcome, verdict.guidance) == (Outcome.REPEATED, Guidance.LIFT)
    assert len(bench.session.kept(THUMB)) == 1
    assert bench.state(INDEX) is FingerState.PENDING


def test_what_has_no_quality_at_all_cannot_be_accepted(pool: Pool) -> None:
    bench = Bench(pool, (THUMB,))
    for turn in range(3):
        bench.spoil(0, turn, quality=-turn)
        assert bench.place(THUMB, 0, turn).outcome is Outcome.POOR
    with pytest.raises(InvalidInput):
        bench.session.accept_poor(THUMB, SUPERVISOR)


def test_the_technicians_own_finger_is_told(pool: Pool) -> None:
    bench = Bench(pool, operator=[pool[2, 0].print])
    verdict = bench.place(THUMB, 2, 1)
    assert verdict.outcome is Outcome.OPERATORS
    assert verdict.other is None
    assert bench.session.kept(THUMB) == ()


def test_the_other_person_of_the_visit_is_told(pool: Pool) -> None:
    bench = Bench(pool, others=[[pool[3, 0].print], [pool[2, 0].print]])
    assert bench.place(THUMB, 2, 1).outcome is Outcome.OTHER_PERSON
    assert bench.place(THUMB, 3, 1).outcome is Outcome.OTHER_PERSON


def test_a_poor_print_is_never_told_as_anybodys(pool: Pool) -> None:
    bench = Bench(pool, operator=[pool[2, 0].print, pool[1, 0].print], others=[[pool[3, 0].print]])
    for seed in (1, 2, 3):
        bench.spoil(seed, 1)
        assert bench.place(THUMB, seed, 1).outcome is Outcome.POOR


def test_what_may_be_another_finger_is_asked_for_again_and_then_counts(pool: Pool) -> None:
    """Scores between doubt and block say nothing sure: after two more impressions they count."""
    unsure = Thresholds(block=1000)
    bench = Bench(pool, (THUMB, INDEX, LEFT), thresholds=unsure, operator=[pool[0, 3].print])
    first = bench.place(THUMB, 0, 0)
    assert (first.outcome, first.guidance) == (Outcome.DOUBTFUL, Guidance.WHOLE_FINGER)
    assert bench.place(THUMB, 0, 1).outcome is Outcome.DOUBTFUL
    assert bench.session.kept(THUMB) == ()
    assert bench.place(THUMB, 0, 2).outcome is Outcome.ACCEPTED


def test_what_is_surer_of_its_own_finger_raises_no_doubt(pool: Pool) -> None:
    unsure = Thresholds(block=1000)

    def match(one: Print, other: Print) -> int:
        stranger = pool[0, 3].print in {one, other}
        return (
            unsure.doubt
            if stranger and pool[0, 0].print not in {one, other}
            else (0 if stranger else 50)
        )

    session = CaptureSession(
        (THUMB,), unsure, 1, [pool[0, 3].print],
        judge=lambda image, _: stood_in(pool)[image], match=match,
    )  # fmt: skip
    outcomes = [session.offer(THUMB, pool[0, turn].image).outcome for turn in range(3)]
    assert outcomes == [Outcome.ACCEPTED] * 3


def test_an_exception_needs_a_supervisor_and_forgets_what_was_captured(pool: Pool) -> None:
    bench = Bench(pool, minimum=1)
    bench.place(THUMB, 0, 0)
    with pytest.raises(InvalidInput):
        bench.session.except_finger(replace(allowed(THUMB), allowed_by=None))
    bench.session.except_finger(allowed(THUMB))
    assert bench.state(THUMB) is FingerState.EXCEPTED
    assert bench.session.progress[0].exception == allowed(THUMB)
    assert bench.session.kept(THUMB) == ()
    with pytest.raises(FingerNotOpen):
        bench.place(THUMB, 0, 1)
    bench.capture(INDEX, 1)
    assert bench.session.complete
    bench.session.undo_last(THUMB)
    assert bench.state(THUMB) is FingerState.PENDING
    assert not bench.session.complete


def test_too_few_fingers_are_told_and_others_can_be_asked_for(pool: Pool) -> None:
    bench = Bench(pool, minimum=2)
    bench.session.except_finger(allowed(THUMB))
    bench.capture(INDEX, 1)
    assert bench.following() is None
    assert not bench.session.complete
    assert bench.session.missing == 1
    bench.session.ask_also(LEFT)
    bench.session.ask_also(INDEX)
    assert [each.finger for each in bench.session.progress] == [THUMB, INDEX, LEFT]
    bench.capture(LEFT, 2)
    assert bench.session.complete


def test_the_last_impression_can_be_taken_back(pool: Pool) -> None:
    bench = Bench(pool)
    with pytest.raises(FingerNotOpen):
        bench.session.undo_last(THUMB)
    bench.capture(THUMB, 0)
    bench.session.undo_last(THUMB)
    assert bench.state(THUMB) is FingerState.UNDER_WAY
    assert len(bench.session.kept(THUMB)) == 2
    assert bench.place(THUMB, 0, 3).outcome is Outcome.ACCEPTED
    assert bench.state(THUMB) is FingerState.DONE


def test_a_finger_that_is_done_or_not_asked_for_takes_nothing(pool: Pool) -> None:
    bench = Bench(pool)
    bench.capture(THUMB, 0)
    for finger in (THUMB, LEFT):
        with pytest.raises(FingerNotOpen):
            bench.place(finger, 0, 3)
    assert bench.session.progress[0].attempts == 3


def test_nothing_is_left_of_a_person_who_left(pool: Pool) -> None:
    bench = Bench(pool, operator=[pool[2, 0].print])
    bench.capture(THUMB, 0)
    bench.session.wipe()
    assert bench.session.progress == ()
    assert bench.session.prints == ()
    assert not prints._cache
    left = {name: value for name, value in vars(bench.session).items() if value}
    assert {"_fingers", "_progress", "_operator", "_others", "_scores"}.isdisjoint(left)
    for act in (
        lambda: bench.place(THUMB, 0, 3),
        lambda: bench.session.except_finger(allowed(THUMB)),
        lambda: bench.session.ask_also(LEFT),
        lambda: bench.session.kept(THUMB),
    ):
        with pytest.raises(CaptureOver):
            act()
    bench.session.wipe()


def test_real_impressions_go_through_the_real_gate() -> None:
    session = CaptureSession((THUMB,), Thresholds(), 1)
    assert session.offer(THUMB, pictures.noise()).outcome is Outcome.NOT_A_PRINT
    assert session.offer(THUMB, finger_image(7, partial=0.6)).outcome is Outcome.POOR
    assert session.offer(THUMB, finger_image(7)).outcome is Outcome.ACCEPTED


def test_two_threads_that_offer_at_once_lose_nothing(pool: Pool) -> None:
    bench = Bench(pool)
    threads = [Thread(target=bench.capture, args=each) for each in ((THUMB, 0), (INDEX, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [each.attempts for each in bench.session.progress] == [3, 3]
    assert bench.session.complete


def test_no_image_and_no_template_reaches_a_log(pool: Pool) -> None:
    bench = Bench(pool)
    bench.place(THUMB, 0, 0)
    shown = repr(bench.session.kept(THUMB))
    assert "quality=" in shown
    assert "pixels" not in shown
    assert "template" not in shown


def test_the_technicians_prints_are_kept_until_somebody_else_signs_in(pool: Pool) -> None:
    read = stood_in(pool)
    own = OperatorPrints(judge=lambda image, _: read[image])
    assert own.offer(pool[0, 0].image, Thresholds()).accepted
    read[pool[0, 1].image] = Judged(pool[0, 1].print, False, Guidance.CLEAN)
    assert not own.offer(pool[0, 1].image, Thresholds()).accepted
    assert own.prints == (pool[0, 0].print,)
    for _ in range(MOST_OPERATORS):
        own.offer(pool[2, 0].image, Thresholds())
    assert own.prints == (pool[2, 0].print,) * MOST_OPERATORS
    own.forget()
    assert not own.prints

"""One person's fingers: what each impression brings, and what is kept of it."""

from threading import Thread

import pytest

from biometrics import prints
from biometrics.gate import Judged, Thresholds
from biometrics.prints import Print
from biometrics.session import (
    MOST_OPERATORS,
    CaptureOver,
    CaptureSession,
    OperatorPrints,
)
from biometrics.synthetic import finger_image
from biometrics.verdicts import FingerState, Outcome
from domain.fingers import Guidance
from tests.biometrics import pictures
from tests.biometrics.conftest import Pool
from tests.biometrics.seat import INDEX, LEFT, THUMB, Seat, allowed, stood_in


def test_three_impressions_that_agree_make_a_finger(pool: Pool) -> None:
    seat = Seat(pool)
    first, second, third = (seat.place(THUMB, 0, turn) for turn in range(3))
    assert [each.outcome for each in (first, second, third)] == [Outcome.ACCEPTED] * 3
    assert first.match is None
    assert first.words == "Captura 1 de 3 aceptada. Levante el dedo y colóquelo otra vez."
    assert second.match is not None
    assert second.match >= 40
    assert second.words == "Coincide con la captura 1. Levante el dedo y colóquelo otra vez."
    assert third.words == "Las capturas coinciden. Pulgar derecho: listo."
    assert seat.state(THUMB) is FingerState.DONE
    assert seat.following() is INDEX
    seat.capture(INDEX, 1)
    assert seat.session.complete
    assert seat.following() is None
    kept = seat.session.kept(INDEX)
    assert [each.image for each in kept] == [pool[1, turn].image for turn in range(3)]
    assert len(seat.session.prints) == 6
    summary = seat.session.summaries[0]
    assert (summary.finger, summary.attempts, summary.accepted_by) == (THUMB, 3, None)
    assert summary.qualities == tuple(pool[0, turn].print.quality for turn in range(3))


def test_progress_tells_how_far_a_finger_is(pool: Pool) -> None:
    seat = Seat(pool)
    assert seat.session.progress[0].state is FingerState.PENDING
    assert seat.session.progress[0].best_quality is None
    seat.place(THUMB, 0, 0)
    shown = seat.session.progress[0]
    assert (shown.state, shown.impressions, shown.asked, shown.attempts) == (
        FingerState.UNDER_WAY, 1, 3, 1,
    )  # fmt: skip
    assert shown.best_quality == pool[0, 0].print.quality
    seat.place(INDEX, 1, 0)
    assert seat.following() is THUMB


def test_one_wrong_impression_is_made_good_by_a_fourth(pool: Pool) -> None:
    seat = Seat(pool)
    assert seat.place(THUMB, 1, 0).outcome is Outcome.ACCEPTED
    second = seat.place(THUMB, 0, 0)
    assert second.outcome is Outcome.DISAGREES
    assert "Compruebe que sea el pulgar derecho" in second.words
    third = seat.place(THUMB, 0, 1)
    assert third.outcome is Outcome.DISAGREES
    assert third.words.endswith("Capture una vez más el pulgar derecho.")
    assert seat.session.progress[0].asked == 4
    assert seat.place(THUMB, 0, 2).outcome is Outcome.ACCEPTED
    assert [each.image for each in seat.session.kept(THUMB)] == [
        pool[0, turn].image for turn in range(3)
    ]
    assert seat.session.progress[0].asked == 3


def test_a_finger_offered_as_two_is_told_and_not_kept(pool: Pool) -> None:
    seat = Seat(pool)
    seat.capture(THUMB, 0)
    verdict = seat.place(INDEX, 0, 3)
    assert (verdict.outcome, verdict.other) == (Outcome.OTHER_FINGER, THUMB)
    assert verdict.words.startswith("Este dedo ya se capturó como pulgar derecho.")
    assert seat.session.kept(INDEX) == ()
    assert seat.state(THUMB) is FingerState.DONE


def test_one_picture_is_not_two_impressions(pool: Pool) -> None:
    seat = Seat(pool)
    seat.spoil(0, 1)
    for turn in (0, 1):
        seat.place(THUMB, 0, turn)
    for finger, turn in ((THUMB, 0), (THUMB, 1), (INDEX, 0)):
        verdict = seat.place(finger, 0, turn)
        assert (verdict.outcome, verdict.guidance) == (Outcome.REPEATED, Guidance.LIFT)
    assert len(seat.session.kept(THUMB)) == 1
    assert seat.state(INDEX) is FingerState.PENDING


def test_the_technicians_own_finger_is_told(pool: Pool) -> None:
    seat = Seat(pool, operator=[pool[2, 0].print])
    verdict = seat.place(THUMB, 2, 1)
    assert verdict.outcome is Outcome.OPERATORS
    assert verdict.other is None
    assert seat.session.kept(THUMB) == ()


def test_the_other_person_of_the_visit_is_told(pool: Pool) -> None:
    seat = Seat(pool, others=[[pool[3, 0].print], [pool[2, 0].print]])
    assert seat.place(THUMB, 2, 1).outcome is Outcome.OTHER_PERSON
    assert seat.place(THUMB, 3, 1).outcome is Outcome.OTHER_PERSON


def test_a_poor_print_is_never_told_as_anybodys(pool: Pool) -> None:
    seat = Seat(pool, operator=[pool[2, 0].print, pool[1, 0].print], others=[[pool[3, 0].print]])
    for seed in (1, 2, 3):
        seat.spoil(seed, 1)
        assert seat.place(THUMB, seed, 1).outcome is Outcome.POOR


def test_what_may_be_another_finger_is_asked_for_again_and_then_counts(pool: Pool) -> None:
    """Scores between doubt and block say nothing sure: after two more impressions they count."""
    unsure = Thresholds(block=1000)
    seat = Seat(pool, (THUMB, INDEX, LEFT), thresholds=unsure, operator=[pool[0, 3].print])
    first = seat.place(THUMB, 0, 0)
    assert (first.outcome, first.guidance) == (Outcome.DOUBTFUL, Guidance.WHOLE_FINGER)
    assert seat.place(THUMB, 0, 1).outcome is Outcome.DOUBTFUL
    assert seat.session.kept(THUMB) == ()
    assert seat.place(THUMB, 0, 2).outcome is Outcome.ACCEPTED


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


def test_nothing_is_left_of_a_person_who_left(pool: Pool) -> None:
    seat = Seat(pool, operator=[pool[2, 0].print])
    seat.capture(THUMB, 0)
    seat.session.wipe()
    assert seat.session.progress == ()
    assert seat.session.prints == ()
    assert not prints._cache
    left = {name: value for name, value in vars(seat.session).items() if value}
    assert {"_fingers", "_progress", "_operator", "_others", "_scores"}.isdisjoint(left)
    for act in (
        lambda: seat.place(THUMB, 0, 3),
        lambda: seat.session.except_finger(allowed(THUMB)),
        lambda: seat.session.ask_also(LEFT),
        lambda: seat.session.kept(THUMB),
    ):
        with pytest.raises(CaptureOver):
            act()
    seat.session.wipe()


def test_real_impressions_go_through_the_real_gate() -> None:
    session = CaptureSession((THUMB,), Thresholds(), 1)
    assert session.offer(THUMB, pictures.noise()).outcome is Outcome.NOT_A_PRINT
    assert session.offer(THUMB, finger_image(7, partial=0.6)).outcome is Outcome.POOR
    assert session.offer(THUMB, finger_image(7)).outcome is Outcome.ACCEPTED


def test_two_threads_that_offer_at_once_lose_nothing(pool: Pool) -> None:
    seat = Seat(pool)
    threads = [Thread(target=seat.capture, args=each) for each in ((THUMB, 0), (INDEX, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [each.attempts for each in seat.session.progress] == [3, 3]
    assert seat.session.complete


def test_no_image_and_no_template_reaches_a_log(pool: Pool) -> None:
    seat = Seat(pool)
    seat.place(THUMB, 0, 0)
    shown = repr(seat.session.kept(THUMB))
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

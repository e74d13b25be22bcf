"""What a technician takes back and a supervisor decides, of fingers that do not go well."""

from dataclasses import replace

import pytest

from biometrics.session import (
    FingerNotOpen,
)
from biometrics.verdicts import FingerState, Outcome
from domain.errors import InvalidInput
from domain.fingers import Guidance
from tests.biometrics.conftest import Pool
from tests.biometrics.seat import INDEX, LEFT, SUPERVISOR, THUMB, Seat, allowed


def test_four_that_do_not_agree_begin_again_or_a_supervisor_decides(pool: Pool) -> None:
    seat = Seat(pool, (THUMB,), minimum=1)
    for seed in (0, 1, 2):
        seat.place(THUMB, seed, 0)
    last = seat.place(THUMB, 0, 1)
    assert last.outcome is Outcome.DISAGREES
    assert last.words.endswith("Empiece otra vez con el pulgar derecho.")
    assert seat.state(THUMB) is FingerState.FAILED
    assert seat.following() is None
    with pytest.raises(FingerNotOpen):
        seat.place(THUMB, 0, 2)
    seat.session.accept_poor(THUMB, SUPERVISOR)
    kept = seat.session.kept(THUMB)
    assert {each.image for each in kept} == {pool[0, 0].image, pool[0, 1].image}
    assert seat.session.progress[0].accepted_by == SUPERVISOR
    assert seat.session.complete
    seat.session.undo_last(THUMB)
    assert seat.state(THUMB) is FingerState.FAILED
    seat.session.restart(THUMB)
    assert seat.session.kept(THUMB) == ()
    seat.capture(THUMB, 0)
    assert seat.state(THUMB) is FingerState.DONE
    assert seat.session.progress[0].attempts == 7


def test_poor_impressions_end_with_a_supervisor_and_may_still_go_well(pool: Pool) -> None:
    seat = Seat(pool, (THUMB, INDEX), minimum=1)
    seat.spoil(0, 0, 1, 2)
    first = seat.place(THUMB, 0, 0)
    assert (first.outcome, first.guidance) == (Outcome.POOR, Guidance.MORE_PRESSURE)
    assert first.match is None
    assert first.words == "La huella no salió bien. Presione un poco más."
    seat.place(THUMB, 0, 1)
    third = seat.place(THUMB, 0, 2)
    assert "Un supervisor decide" in third.words
    assert seat.state(THUMB) is FingerState.FAILED
    assert seat.following() is INDEX
    seat.session.accept_poor(THUMB, SUPERVISOR)
    assert [each.print.quality for each in seat.session.kept(THUMB)] == [22, 21, 20]
    with pytest.raises(FingerNotOpen):
        seat.session.accept_poor(THUMB, SUPERVISOR)
    seat.session.undo_last(THUMB)
    assert seat.place(THUMB, 0, 3).outcome is Outcome.ACCEPTED
    assert seat.session.progress[0].best_quality == pool[0, 3].print.quality


def test_of_poor_impressions_only_those_of_one_finger_are_kept(pool: Pool) -> None:
    seat = Seat(pool, (THUMB,), minimum=1)
    seat.spoil(0, 0)
    seat.spoil(1, 1, 2)
    for seed, turn in ((0, 0), (1, 1), (1, 2)):
        seat.place(THUMB, seed, turn)
    seat.session.accept_poor(THUMB, SUPERVISOR)
    images = {each.image for each in seat.session.kept(THUMB)}
    assert images == {pool[1, 1].image, pool[1, 2].image}


def test_poor_impressions_of_somebody_else_are_not_told_and_not_kept(pool: Pool) -> None:
    seat = Seat(pool, (THUMB,), operator=[pool[0, 3].print])
    seat.spoil(0, 0, 1, 2)
    outcomes = {seat.place(THUMB, 0, turn).outcome for turn in range(3)}
    assert outcomes == {Outcome.POOR}
    with pytest.raises(InvalidInput, match="excepción"):
        seat.session.accept_poor(THUMB, SUPERVISOR)
    assert seat.state(THUMB) is FingerState.FAILED


def test_pictures_without_a_print_count_as_attempts_and_leave_nothing(pool: Pool) -> None:
    seat = Seat(pool, (THUMB,))
    seat.spoil(0, 0, 1, 2, quality=None)
    for turn in range(3):
        verdict = seat.place(THUMB, 0, turn)
        assert (verdict.outcome, verdict.quality) == (Outcome.NOT_A_PRINT, 0)
        assert verdict.words.startswith("No se reconoce una huella.")
    assert seat.state(THUMB) is FingerState.FAILED
    with pytest.raises(InvalidInput):
        seat.session.accept_poor(THUMB, SUPERVISOR)


def test_what_has_no_quality_at_all_cannot_be_accepted(pool: Pool) -> None:
    seat = Seat(pool, (THUMB,))
    for turn in range(3):
        seat.spoil(0, turn, quality=-turn)
        assert seat.place(THUMB, 0, turn).outcome is Outcome.POOR
    with pytest.raises(InvalidInput):
        seat.session.accept_poor(THUMB, SUPERVISOR)


def test_an_exception_needs_a_supervisor_and_forgets_what_was_captured(pool: Pool) -> None:
    seat = Seat(pool, minimum=1)
    seat.place(THUMB, 0, 0)
    with pytest.raises(InvalidInput):
        seat.session.except_finger(replace(allowed(THUMB), allowed_by=None))
    seat.session.except_finger(allowed(THUMB))
    assert seat.state(THUMB) is FingerState.EXCEPTED
    assert seat.session.progress[0].exception == allowed(THUMB)
    assert seat.session.kept(THUMB) == ()
    with pytest.raises(FingerNotOpen):
        seat.place(THUMB, 0, 1)
    seat.capture(INDEX, 1)
    assert seat.session.complete
    seat.session.undo_last(THUMB)
    assert seat.state(THUMB) is FingerState.PENDING
    assert not seat.session.complete


def test_too_few_fingers_are_told_and_others_can_be_asked_for(pool: Pool) -> None:
    seat = Seat(pool, minimum=2)
    seat.session.except_finger(allowed(THUMB))
    seat.capture(INDEX, 1)
    assert seat.following() is None
    assert not seat.session.complete
    assert seat.session.missing == 1
    seat.session.ask_also(LEFT)
    seat.session.ask_also(INDEX)
    assert [each.finger for each in seat.session.progress] == [THUMB, INDEX, LEFT]
    seat.capture(LEFT, 2)
    assert seat.session.complete


def test_the_last_impression_can_be_taken_back(pool: Pool) -> None:
    seat = Seat(pool)
    with pytest.raises(FingerNotOpen):
        seat.session.undo_last(THUMB)
    seat.capture(THUMB, 0)
    seat.session.undo_last(THUMB)
    assert seat.state(THUMB) is FingerState.UNDER_WAY
    assert len(seat.session.kept(THUMB)) == 2
    assert seat.place(THUMB, 0, 3).outcome is Outcome.ACCEPTED
    assert seat.state(THUMB) is FingerState.DONE


def test_a_finger_that_is_done_or_not_asked_for_takes_nothing(pool: Pool) -> None:
    seat = Seat(pool)
    seat.capture(THUMB, 0)
    for finger in (THUMB, LEFT):
        with pytest.raises(FingerNotOpen):
            seat.place(finger, 0, 3)
    assert seat.session.progress[0].attempts == 3

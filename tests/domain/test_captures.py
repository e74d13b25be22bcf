"""What a capture holds is kept and read back whole; what is damaged is told as that."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.captures import CaptureIncomplete, CaptureSummary, FingerSummary, require_complete
from domain.errors import InvalidInput
from domain.fingers import (
    USUAL_FINGERS,
    ExceptionReason,
    Finger,
    FingerException,
    checked_exception,
    fingers_from,
    fingers_text,
)

BY = UUID(int=7)
_ids = st.none() | st.uuids()
summaries = st.builds(
    CaptureSummary,
    st.lists(
        st.builds(
            FingerSummary,
            st.sampled_from(Finger),
            st.lists(st.integers(0, 100), max_size=4).map(tuple),
            st.integers(0, 9),
            _ids,
        ),
        max_size=10,
    ).map(tuple),
    st.lists(
        st.builds(
            FingerException,
            st.sampled_from(Finger),
            st.sampled_from(ExceptionReason),
            st.booleans(),
            _ids,
        ),
        max_size=10,
    ).map(tuple),
    st.booleans(),
    st.text(max_size=40),
    st.text(max_size=40),
)


@given(summaries)
def test_a_summary_is_read_as_it_was_kept(summary: CaptureSummary) -> None:
    assert CaptureSummary.from_json(summary.to_json()) == summary


def test_nothing_kept_is_nothing_captured() -> None:
    assert CaptureSummary.from_json("") == CaptureSummary()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"fingers": [{"finger": 11, "qualities": [], "attempts": 1, "accepted_by": null}]}',
        '{"fingers": [], "exceptions": [], "photo": true, "reader": ""}',
        '{"fingers": 3}',
        '{"fingers": [3]}',
    ],
)
def test_what_is_damaged_is_told(text: str) -> None:
    with pytest.raises(InvalidInput, match="dañado"):
        CaptureSummary.from_json(text)


def taken(
    *fingers: Finger, left_out: tuple[Finger, ...] = (), photo: bool = True
) -> CaptureSummary:
    """Return a capture of some fingers."""
    return CaptureSummary(
        tuple(FingerSummary(finger, (60,), 1) for finger in fingers),
        tuple(
            FingerException(finger, ExceptionReason.MISSING, permanent=True, allowed_by=BY)
            for finger in left_out
        ),
        photo,
    )


def test_more_than_is_asked_for_is_welcome() -> None:
    require_complete(taken(*Finger), USUAL_FINGERS, 4)
    require_complete(taken(*USUAL_FINGERS[:2], left_out=USUAL_FINGERS[2:]), USUAL_FINGERS, 2)


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        (taken(*USUAL_FINGERS[:3]), "índice izquierdo"),
        (taken(*USUAL_FINGERS, photo=False), "fotografía"),
        (taken(*USUAL_FINGERS, left_out=USUAL_FINGERS[:1]), "dos veces"),
        (taken(Finger.RIGHT_THUMB, left_out=USUAL_FINGERS[1:]), "al menos 2"),
    ],
)
def test_less_is_told(summary: CaptureSummary, words: str) -> None:
    with pytest.raises(CaptureIncomplete, match=words):
        require_complete(summary, USUAL_FINGERS, 2)


# ------------------------------------------------------------------------------ fingers
def test_every_finger_has_its_name_and_code() -> None:
    assert [int(finger) for finger in Finger] == list(range(1, 11))
    assert Finger.RIGHT_INDEX.label == "Índice derecho"
    assert Finger.LEFT_LITTLE.label == "Meñique izquierdo"
    assert (Finger.RIGHT_THUMB.short, Finger.LEFT_RING.short) == ("Pulgar der.", "Anular izq.")
    assert len({finger.label for finger in Finger}) == 10


@given(st.lists(st.sampled_from(Finger), max_size=10))
def test_fingers_are_read_as_they_were_kept(fingers: list[Finger]) -> None:
    assert fingers_from(fingers_text(fingers)) == tuple(fingers)


@pytest.mark.parametrize("text", ["11", "uno", "1;2", "-1"])
def test_what_is_no_finger_is_told(text: str) -> None:
    with pytest.raises(InvalidInput):
        fingers_from(text)


def test_an_exception_is_as_its_reason_says() -> None:
    for permanent in (True, False):
        made = checked_exception(Finger.LEFT_RING, ExceptionReason.UNREADABLE, permanent=permanent)
        assert (made.permanent, made.allowed_by) == (permanent, None)
    with pytest.raises(InvalidInput, match="temporal"):
        checked_exception(Finger.LEFT_RING, ExceptionReason.BANDAGED, permanent=True)
    with pytest.raises(InvalidInput, match="permanente"):
        checked_exception(Finger.LEFT_RING, ExceptionReason.MISSING, permanent=False)

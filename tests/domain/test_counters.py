"""A counter's session: open, on a break, closed."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.counters import CounterNotOpen, CounterSession, SessionState
from tests.office import MORNING

LATER = MORNING + timedelta(hours=2)
OPEN = CounterSession(
    UUID(int=1),
    UUID(int=2),
    UUID(int=3),
    UUID(int=4),
    MORNING.date(),
    frozenset({6}),
    MORNING,
    since=MORNING,
)


def test_a_break_and_back() -> None:
    resting = OPEN.on_break("Café", LATER)
    assert (resting.state, resting.break_reason, resting.since) == (
        SessionState.BREAK,
        "Café",
        LATER,
    )
    with pytest.raises(CounterNotOpen):
        resting.on_break("Café", LATER)
    back = resting.back(LATER)
    assert (back.state, back.break_reason, back.version) == (SessionState.OPEN, "", 3)
    with pytest.raises(CounterNotOpen):
        back.back(LATER)


@pytest.mark.parametrize("session", [OPEN, OPEN.on_break("Almuerzo", MORNING)])
def test_closing(session: CounterSession) -> None:
    closed = session.closed(LATER)
    assert (closed.state, closed.closed_at) == (SessionState.CLOSED, LATER)
    with pytest.raises(CounterNotOpen):
        closed.closed(LATER)
    with pytest.raises(CounterNotOpen):
        closed.attending(frozenset({1}))


def test_other_services() -> None:
    changed = OPEN.attending(frozenset({1, 2}))
    assert (changed.services, changed.version) == (frozenset({1, 2}), 2)

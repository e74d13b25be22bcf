"""An office that is its own centre: a thread asks, a process searches, a crash costs nothing."""

from collections.abc import Callable, Iterator
from threading import Event

import pytest

from biometrics.checking import Checked, ToCheck, check
from desktop.app.own_search import OwnSearch
from desktop.usecases.desk import Desk
from domain.enrolment import DuplicateCheck, Enrolment, EnrolmentState
from domain.tasks import TaskKind
from tests.desktop.searches import dies, hangs, lacks
from tests.enrolled import DATA_KEY, Enrolling, cedula
from tests.office import SmallOffice, catalogue, clock, desk, office, units

__all__ = ["catalogue", "clock", "desk", "office", "units"]


class Turn:
    """A place that this program has, or another."""

    def __init__(self, *, mine: bool = True) -> None:
        self.mine = mine
        self.taken = 0
        self.was_taken = Event()

    def take(self) -> bool:
        self.taken += self.mine
        self.was_taken.set()
        return self.mine

    def release(self) -> None:
        self.taken -= 1


@pytest.fixture(name="enrolling")
def enrolling_office(desk: Desk, office: SmallOffice) -> Enrolling:
    """A small office that enrols."""
    return Enrolling(desk, office)


Searching = Callable[..., OwnSearch]


@pytest.fixture
def searching(desk: Desk) -> Iterator[Searching]:
    """Give what makes a search of this office; it is ended with the test."""
    made: list[OwnSearch] = []

    def make(
        work: Callable[[ToCheck], Checked] = check,
        *,
        key: bytes = DATA_KEY,
        turn: Turn | None = None,
    ) -> OwnSearch:
        made.append(OwnSearch(desk, key, lambda: turn or Turn(), work))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def stands(enrolling: Enrolling, enrolment: Enrolment) -> DuplicateCheck:
    return enrolling.now(enrolment).check_state


def test_a_finger_under_two_documents_is_found_by_the_office_itself(
    enrolling: Enrolling, searching: Searching
) -> None:
    first = enrolling.capture(cedula(1), 21)
    twice = enrolling.capture(cedula(2), 21, first=2)
    search = searching()
    while search.step():
        pass
    assert stands(enrolling, first) is DuplicateCheck.CLEAR
    assert stands(enrolling, twice) is DuplicateCheck.HIT
    with enrolling.desk.units.read() as unit:
        (task,) = unit.exchange.tasks(9)
    assert task.kind == TaskKind.BIOMETRIC_MATCH


def test_one_that_ends_the_process_is_not_used_after_the_second_time(
    enrolling: Enrolling, searching: Searching
) -> None:
    captured = enrolling.capture(cedula(1), 21)
    search = searching(dies)
    assert search.step()
    assert stands(enrolling, captured) is DuplicateCheck.WAITING
    assert search.step()
    assert enrolling.now(captured).state is EnrolmentState.VALIDATED
    with enrolling.desk.units.read() as unit:
        (task,) = unit.exchange.tasks(9)
    assert task.kind == TaskKind.CAPTURE_REFUSED
    assert not search.step()


def test_where_it_cannot_be_searched_now_it_waits(
    enrolling: Enrolling, searching: Searching
) -> None:
    captured = enrolling.capture(cedula(1), 21)
    assert not searching(lacks).step()
    assert stands(enrolling, captured) is DuplicateCheck.WAITING


def test_what_is_sealed_to_a_centre_is_looked_at_once(
    enrolling: Enrolling, searching: Searching
) -> None:
    enrolling.capture(cedula(1), 21, public=b"\x09" + bytes(31))
    search = searching()
    assert search.step()
    assert not search.step()


def test_another_program_does_it_and_another_account_has_the_key(
    enrolling: Enrolling, searching: Searching
) -> None:
    captured = enrolling.capture(cedula(1), 21)
    turn = Turn(mine=False)
    assert not searching(dies, turn=turn).step()
    assert not searching(dies, key=b"").step()
    assert (turn.taken, stands(enrolling, captured)) == (0, DuplicateCheck.WAITING)


def test_ended_in_the_middle_it_waits_as_before(enrolling: Enrolling, searching: Searching) -> None:
    captured = enrolling.capture(cedula(1), 21)
    turn = Turn()
    search = searching(hangs, turn=turn)
    search.start()
    assert turn.was_taken.wait(60)
    search.stop()
    assert turn.taken == 0
    assert stands(enrolling, captured) is DuplicateCheck.WAITING

"""What the centre found of a capture, applied once to the enrolment that it is of."""

from datetime import UTC, datetime
from typing import Any

import pytest

from desktop.usecases.centre import receive
from desktop.usecases.desk import Desk
from desktop.usecases.received import EntryUnusable
from domain.enrolment import DuplicateCheck, Enrolment, EnrolmentState
from domain.exchange import FeedEntry, PendingTask
from domain.ids import new_id
from domain.tasks import TaskKind
from tests.enrolled import Enrolling, cedula
from tests.office import SmallOffice

AT = datetime(2026, 12, 4, 12, tzinfo=UTC)


@pytest.fixture(name="enrolling")
def enrolling_office(desk: Desk, office: SmallOffice) -> Enrolling:
    """A small office that enrols."""
    return Enrolling(desk, office)


def heard(enrolling: Enrolling, of: Enrolment, outcome: str, **more: Any) -> Enrolment:
    """The centre told what came of a capture; return the enrolment as it stands then."""
    body = {
        "enrolment": str(of.id),
        "packet": of.packet,
        "outcome": outcome,
        "words": "Lo que se encontró.",
        "by": "",
        **more,
    }
    with enrolling.desk.units.write() as unit:
        receive(enrolling.desk, unit, FeedEntry(7, "enrolment_checked", AT, body))
    return enrolling.now(of)


def tasks(enrolling: Enrolling) -> list[PendingTask]:
    with enrolling.desk.units.read() as unit:
        return list(unit.exchange.tasks(99))


def told(enrolling: Enrolling, enrolment: Enrolment) -> list[str]:
    with enrolling.desk.units.read() as unit:
        return [one.type for one in unit.log.of(enrolment.id)]


def test_a_clear_search_goes_on_and_holds_when_it_is_told_again(enrolling: Enrolling) -> None:
    captured = enrolling.capture(cedula(1), 1)
    checked = heard(enrolling, captured, "clear")
    assert (checked.state, checked.check_state) == (EnrolmentState.CHECKED, DuplicateCheck.CLEAR)
    assert checked.check_words == "Lo que se encontró."
    assert told(enrolling, captured)[-1] == "centre_enrolment_checked"
    for outcome in ("clear", "hit", "refused"):
        assert heard(enrolling, captured, outcome) == checked
    assert not tasks(enrolling)


def test_a_hit_waits_for_a_person_of_the_ministry(enrolling: Enrolling) -> None:
    captured = enrolling.capture(cedula(1), 1)
    hit = heard(enrolling, captured, "hit")
    assert (hit.state, hit.check_state) == (EnrolmentState.CAPTURED, DuplicateCheck.HIT)
    assert heard(enrolling, captured, "hit") == hit
    decided = heard(enrolling, captured, "different", by="Rosa Ministerio")
    assert (decided.state, decided.check_state) == (EnrolmentState.CHECKED, DuplicateCheck.DECIDED)
    assert decided.checked_by == "Rosa Ministerio"


def test_the_same_person_does_not_go_on_and_is_kept_for_its_time(enrolling: Enrolling) -> None:
    captured = enrolling.capture(cedula(1), 1)
    heard(enrolling, captured, "hit")
    same = heard(enrolling, captured, "same", by="Rosa Ministerio")
    assert same.state is EnrolmentState.WITHDRAWN
    assert same.delete_after is not None
    assert same.delete_after.year == enrolling.desk.clock.now().year + 5


def test_one_that_cannot_be_used_is_captured_again(enrolling: Enrolling) -> None:
    captured = enrolling.capture(cedula(1), 1)
    refused = heard(enrolling, captured, "refused")
    assert (refused.state, refused.packet) == (EnrolmentState.VALIDATED, "")
    assert refused.captured_at is None
    (task,) = tasks(enrolling)
    assert (task.kind, task.owner_role) == (TaskKind.CAPTURE_REFUSED, "technician")
    assert "Lo que se encontró." in task.words
    again = enrolling.capture_of(refused, 1, first=2)
    # What is told of the first is not of the second.
    assert heard(enrolling, captured, "clear") == again
    assert heard(enrolling, again, "clear").state is EnrolmentState.CHECKED


def test_a_decision_that_comes_too_late_is_told_to_the_supervisor_once(
    enrolling: Enrolling,
) -> None:
    captured = enrolling.capture(cedula(1), 1)
    checked = heard(enrolling, captured, "clear")
    for _ in range(2):
        assert heard(enrolling, captured, "same") == checked
    (task,) = tasks(enrolling)
    assert task.owner_role == "supervisor"
    # Of another capture it is nothing at all.
    assert heard(enrolling, captured, "same", packet="0" * 64) == checked
    assert len(tasks(enrolling)) == 1


@pytest.mark.parametrize(
    "more", [{"outcome": "perhaps"}, {"words": 7}, {"enrolment": "nobody"}, {"packet": None}]
)
def test_what_does_not_hold_what_it_must_changes_nothing(
    enrolling: Enrolling, more: dict[str, Any]
) -> None:
    captured = enrolling.capture(cedula(1), 1)
    with pytest.raises(EntryUnusable):
        heard(enrolling, captured, **{"outcome": "clear", **more})
    assert enrolling.now(captured) == captured


def test_what_is_of_no_enrolment_of_this_office_is_put_aside(enrolling: Enrolling) -> None:
    captured = enrolling.capture(cedula(1), 1)
    with pytest.raises(EntryUnusable):
        heard(enrolling, captured, "clear", enrolment=str(new_id()))


def test_what_the_centre_deleted_is_forgotten_here(enrolling: Enrolling) -> None:
    captured = enrolling.capture(cedula(1), 1)
    with enrolling.desk.units.write() as unit:
        unit.packets.keep_gallery(captured.id, b"sealed", AT)
    body = {"enrolment": str(captured.id), "packet": captured.packet}
    for _ in range(2):
        with enrolling.desk.units.write() as unit:
            receive(enrolling.desk, unit, FeedEntry(8, "biometrics_deleted", AT, body))
    with enrolling.desk.units.read() as unit:
        assert not unit.packets.gallery()
        deleted = [one for one in unit.log.all() if one.type == "centre_biometrics_deleted"]
    assert len(deleted) == 1

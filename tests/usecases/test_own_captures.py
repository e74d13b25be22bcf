"""An office that is its own centre: what waits, what a search comes to, who decides."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from biometrics.checking import Checked, Match
from biometrics.packet import open_packet
from db import unit_of_work
from db.repositories.base import NotThereYet
from desktop.keys.packets import office_biometric_key
from desktop.usecases import centre_link, own_captures, pending
from desktop.usecases.desk import Desk
from desktop.usecases.own_captures import CentreWithoutKey, OwnCapture
from domain.enrolment import DuplicateCheck, Enrolment, EnrolmentState
from domain.exchange import CentreLink, PendingTask
from domain.fingers import Finger
from domain.ids import new_id
from domain.staff import NotAllowed
from domain.tasks import TaskKind
from tests.enrolled import DATA_KEY, Enrolling, cedula
from tests.office import SmallOffice

INDEX = Finger.RIGHT_INDEX


@pytest.fixture(name="enrolling")
def enrolling_office(desk: Desk, office: SmallOffice) -> Enrolling:
    """A small office that enrols."""
    return Enrolling(desk, office)


def waiting(enrolling: Enrolling, left: set[str] | None = None) -> OwnCapture | None:
    return own_captures.next_capture(
        enrolling.desk, lambda office: office_biometric_key(DATA_KEY, office), left or set()
    )


def searched(enrolling: Enrolling, of: Enrolment, *alike: Enrolment, score: int = 57) -> Enrolment:
    """Keep that a search found these."""
    capture = waiting(enrolling)
    assert capture is not None
    assert capture.enrolment_id == of.id
    found = tuple(Match(one.id, INDEX, INDEX, score) for one in alike)
    assert own_captures.keep_result(enrolling.desk, capture, Checked(b"sealed", found))
    return enrolling.now(of)


def tasks(enrolling: Enrolling, *, closed: bool = False) -> list[PendingTask]:
    with enrolling.desk.units.read() as unit:
        return list(unit.exchange.tasks(99, closed=closed))


def link_of(enrolling: Enrolling, public: bytes) -> CentreLink:
    return CentreLink(
        "https://centro", "", "k", base64.b64encode(public).decode(), "e", 0, 0, 30,
        enrolling.desk.clock.now(),
    )  # fmt: skip


def linked(enrolling: Enrolling, public: bytes, own_key: bytes | None) -> None:
    actor = enrolling.office.actor("admin-1")
    centre_link.link_office(enrolling.desk, actor, link_of(enrolling, public), None, own_key)


def test_what_waits_comes_with_the_key_that_its_workstation_told_of(enrolling: Enrolling) -> None:
    assert waiting(enrolling) is None
    first = enrolling.capture(cedula(1), 1)
    capture = waiting(enrolling)
    assert capture is not None
    asked = capture.asked
    opened = open_packet(
        asked.sealed, asked.private_key, asked.verify_keys, first.office_id, first.id
    )
    assert opened.enrolment_id == first.id
    assert waiting(enrolling, {first.packet}) is None
    searched(enrolling, first)
    unsigned = enrolling.capture(cedula(2), 2, signed=False)
    capture = waiting(enrolling)
    assert capture is not None
    assert (capture.enrolment_id, capture.asked.verify_keys) == (unsigned.id, ())
    assert [one for one, _ in capture.asked.gallery] == [first.id]


def test_a_clear_search_goes_on(enrolling: Enrolling) -> None:
    captured = enrolling.capture(cedula(1), 1)
    checked = searched(enrolling, captured)
    assert (checked.state, checked.check_state) == (EnrolmentState.CHECKED, DuplicateCheck.CLEAR)
    assert waiting(enrolling) is None
    assert not tasks(enrolling)


def test_the_same_persons_other_enrolment_is_no_coincidence(enrolling: Enrolling) -> None:
    first = enrolling.capture(cedula(1), 1)
    searched(enrolling, first)
    again = enrolling.capture(cedula(1), 1, first=2)
    assert searched(enrolling, again, first).check_state is DuplicateCheck.CLEAR


@pytest.mark.parametrize("choice", ["same", "different"])
def test_a_coincidence_is_a_supervisors_decision(enrolling: Enrolling, choice: str) -> None:
    first, other = enrolling.capture(cedula(1), 1), enrolling.capture(cedula(2), 1, first=2)
    searched(enrolling, first)
    third = enrolling.capture(cedula(3), 3)
    hit = searched(enrolling, other, first, first)
    assert (hit.state, hit.check_state) == (EnrolmentState.CAPTURED, DuplicateCheck.HIT)
    assert "Persona" not in hit.check_words
    (task,) = tasks(enrolling)
    assert (task.kind, task.owner_role) == (TaskKind.BIOMETRIC_MATCH, "supervisor")
    assert "Persona 2" in task.words
    assert "2 coincidencias" in task.words
    desk, office = enrolling.desk, enrolling.office
    with pytest.raises(NotAllowed):
        pending.answer(desk, office.actor("tecnico-1"), task.id, choice, "Parece")
    supervisor = office.actor("supervisor-1")
    pending.answer(desk, supervisor, task.id, choice, "Vi los documentos")
    decided = enrolling.now(other)
    assert not tasks(enrolling)
    if choice == "same":
        assert decided.state is EnrolmentState.WITHDRAWN
        assert decided.delete_after is not None
    else:
        assert (decided.state, decided.checked_by) == (
            EnrolmentState.CHECKED,
            office.staff["supervisor-1"].full_name,
        )
    assert searched(enrolling, third).state is EnrolmentState.CHECKED


def test_an_answer_needs_a_reason(enrolling: Enrolling) -> None:
    other = enrolling.capture(cedula(2), 1)
    stranger = enrolling.capture(cedula(1), 1, first=2)
    searched(enrolling, other, stranger)
    (task,) = tasks(enrolling)
    with pytest.raises(pending.ReasonMissing):
        pending.answer(enrolling.desk, enrolling.office.actor("supervisor-1"), task.id, "different")
    assert enrolling.now(other).check_state is DuplicateCheck.HIT


def test_a_decision_on_what_is_over_changes_nothing(enrolling: Enrolling) -> None:
    first, other = enrolling.capture(cedula(1), 1), enrolling.capture(cedula(2), 1)
    searched(enrolling, first, other)
    (task,) = tasks(enrolling)
    unknown = replace(task, id=new_id(), subject=task.subject.replace(str(first.id), str(new_id())))
    withdrawn = enrolling.now(first).withdraw("Desiste")
    with enrolling.desk.units.write() as unit:
        unit.exchange.put_task(unknown)
        unit.log.append(
            "enrolment", first.id, withdrawn.version, "enrolment_withdrawn", {},
            actor_id=None, at=enrolling.desk.clock.now(),
        )  # fmt: skip
        unit.enrolments.save(withdrawn)
    assert withdrawn.check_state is DuplicateCheck.HIT
    supervisor = enrolling.office.actor("supervisor-1")
    for one in (task, unknown):
        pending.answer(enrolling.desk, supervisor, one.id, "different", "Son dos")
    after = enrolling.now(first)
    assert after.state is EnrolmentState.WITHDRAWN


def test_of_two_at_once_the_second_is_searched_with_the_first(enrolling: Enrolling) -> None:
    first, second = enrolling.capture(cedula(1), 1), enrolling.capture(cedula(2), 1)
    one = waiting(enrolling)
    assert one is not None
    two = waiting(enrolling, {first.packet})
    assert two is not None
    clear = Checked(b"sealed")
    assert own_captures.keep_result(enrolling.desk, one, clear)
    assert not own_captures.keep_result(enrolling.desk, two, clear)  # the first came meanwhile
    assert enrolling.now(second).check_state is DuplicateCheck.WAITING
    assert own_captures.keep_result(enrolling.desk, one, clear)  # told again, it is done
    again = waiting(enrolling)
    assert again is not None
    assert own_captures.keep_result(enrolling.desk, again, clear)
    assert enrolling.now(second).check_state is DuplicateCheck.CLEAR


def test_a_capture_that_cannot_be_used_is_repeated(enrolling: Enrolling) -> None:
    captured = enrolling.capture(cedula(1), 1)
    capture = waiting(enrolling)
    assert capture is not None
    result = Checked(refused="El paquete no lleva la firma de un equipo conocido.")
    assert own_captures.keep_result(enrolling.desk, capture, result)
    assert enrolling.now(captured).state is EnrolmentState.VALIDATED
    (task,) = tasks(enrolling)
    assert (task.kind, task.owner_role) == (TaskKind.CAPTURE_REFUSED, "technician")
    with enrolling.desk.units.read() as unit:
        assert unit.packets.all() == []  # it serves nobody any more


def test_one_whose_packet_is_gone_is_repeated(enrolling: Enrolling) -> None:
    captured = enrolling.capture(cedula(1), 1)
    with enrolling.desk.units.write() as unit:
        unit.packets.drop(captured.packet)
    capture = waiting(enrolling)
    assert capture is not None
    assert own_captures.keep_result(enrolling.desk, capture, Checked(unopened=True))
    assert enrolling.now(captured).state is EnrolmentState.VALIDATED


def test_one_sealed_to_a_centre_waits_for_it(enrolling: Enrolling) -> None:
    captured = enrolling.capture(cedula(1), 1)
    capture = waiting(enrolling)
    assert capture is not None
    assert own_captures.keep_result(enrolling.desk, capture, Checked(unopened=True))
    assert enrolling.now(captured) == captured


def test_what_nobody_knows_any_more_is_nothing(enrolling: Enrolling) -> None:
    captured = enrolling.capture(cedula(1), 1)
    capture = waiting(enrolling)
    assert capture is not None
    gone = replace(capture, enrolment_id=new_id())
    assert own_captures.keep_result(enrolling.desk, gone, Checked(b"sealed"))
    # Somebody found whom nobody knows any more is no coincidence.
    found = Checked(b"sealed", (Match(new_id(), INDEX, INDEX, 99),))
    assert own_captures.keep_result(enrolling.desk, capture, found)
    assert enrolling.now(captured).check_state is DuplicateCheck.CLEAR


def test_linked_with_a_centre_everything_is_sealed_to_it(enrolling: Enrolling) -> None:
    centre = X25519PrivateKey.generate()
    public = centre.public_key().public_bytes_raw()
    first = enrolling.capture(cedula(1), 1)
    searched(enrolling, first)
    # By e-mail, with what is on file.
    mailed = enrolling.enrolment(cedula(1))
    used = mailed.use_those_on_file(
        mailed.requested_by, enrolling.desk.clock.now(), enrolling.now(first)
    )
    with enrolling.desk.units.write() as unit:
        unit.log.append(
            "enrolment", used.id, used.version, "enrolment_used_file", {},
            actor_id=None, at=enrolling.desk.clock.now(),
        )  # fmt: skip
        unit.enrolments.save(used)
    hit = enrolling.capture(cedula(2), 1, first=2)
    searched(enrolling, hit, first)
    foreign = enrolling.capture(cedula(3), 3, public=public)  # of an earlier link
    linked(enrolling, public, office_biometric_key(DATA_KEY, first.office_id))
    assert waiting(enrolling) is None
    now = [enrolling.now(one) for one in (first, used, hit, foreign)]
    assert now[0].packet == now[1].packet != first.packet
    assert now[3].packet == foreign.packet
    with enrolling.desk.units.read() as unit:
        assert set(unit.packets.unsent_names()) == {one.packet for one in now}
        assert not unit.packets.gallery()
        types = [one.type for one in unit.log.all()]
        content = unit.packets.get(now[2].packet)
    assert (types.count("packet_resealed"), types.count("enrolment_packet_changed")) == (2, 1)
    assert content is not None
    private = centre.private_bytes_raw()
    opened = open_packet(
        content.content, private, _public(enrolling.keys.signing()), hit.office_id, hit.id
    )
    assert opened.impressions
    assert not tasks(enrolling)
    (closed,) = tasks(enrolling, closed=True)
    assert "centro" in closed.resolution


def _public(signing: bytes) -> list[bytes]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return [Ed25519PrivateKey.from_private_bytes(signing).public_key().public_bytes_raw()]


def test_a_search_that_ends_after_the_link_changes_nothing(enrolling: Enrolling) -> None:
    captured = enrolling.capture(cedula(1), 1)
    capture = waiting(enrolling)
    assert capture is not None
    public = X25519PrivateKey.generate().public_key().public_bytes_raw()
    linked(enrolling, public, office_biometric_key(DATA_KEY, captured.office_id))
    assert own_captures.keep_result(enrolling.desk, capture, Checked(b"sealed"))
    assert enrolling.now(captured).check_state is DuplicateCheck.WAITING


def test_a_centre_without_a_key_is_not_linked_where_there_are_captures(
    enrolling: Enrolling,
) -> None:
    enrolling.capture(cedula(1), 1)
    with pytest.raises(CentreWithoutKey):
        linked(enrolling, b"", None)
    with enrolling.desk.units.read() as unit:
        assert unit.exchange.link() is None


def test_other_tasks_of_the_office_stay_when_it_is_linked(enrolling: Enrolling) -> None:
    other = PendingTask(
        new_id(), TaskKind.ROW_UNUSABLE, "administrator", "Quito",
        enrolling.desk.clock.now() - timedelta(days=1), "Un dato", "Avise",
    )  # fmt: skip
    with enrolling.desk.units.write() as unit:
        unit.exchange.put_task(other)
    linked(enrolling, b"", None)
    assert tasks(enrolling) == [other]


def test_a_server_of_an_earlier_program_has_nothing_to_search(
    enrolling: Enrolling, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SqlEnrolments", "SqlPackets"):
        monkeypatch.setattr(unit_of_work, name, lambda *_: NotThereYet("El enrolamiento"))
    assert waiting(enrolling) is None
    linked(enrolling, b"", None)
    with enrolling.desk.units.read() as unit:
        assert unit.exchange.link() is not None

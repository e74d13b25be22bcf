"""What every store of enrolments, of their rules and of sealed packets must do."""

from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from domain.captures import CaptureSummary, FingerSummary
from domain.case_parts import Matter, Origin, Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.enrolment import DuplicateCheck, Enrolment, EnrolmentState, Method
from domain.enrolment_rules import USUAL_BASIS, USUAL_NOTICE, EnrolmentRules
from domain.errors import NotFound, Stale
from domain.fingers import Finger
from domain.ids import new_id
from domain.people import DocumentType, Entity, Person
from domain.ports import SealedPacket, Units
from domain.seats import AuthoriserRole
from tests.contracts.test_units import tell
from tests.office import MORNING, SmallOffice

DAY = date(2026, 12, 4)


@pytest.fixture
def asked(units: Units, office: SmallOffice) -> Enrolment:
    """Somebody is to be enrolled."""
    person = Person(new_id(), DocumentType.CEDULA, "1710034065", "Luz Ejemplo")
    entity = Entity(new_id(), "1760001550001", "Municipio de Ejemplo")
    by = office.staff["tecnico-1"].id
    case = Case(
        new_id(), office.office.id, "QUITO-26-00001-2", 5, 1,
        Origin(Channel.EMAIL, MORNING), Parties(person.id, entity_id=entity.id), Matter(),
        by, MORNING, MORNING, by, MORNING,
    )  # fmt: skip
    made = Enrolment(
        new_id(), case.office_id, case.id, entity.id, person.id, AuthoriserRole.TITULAR, by, MORNING
    )
    with units.write() as unit:
        tell(unit)
        unit.people.add(person)
        unit.entities.add(entity)
        unit.cases.add(case)
        unit.enrolments.add(made)
    return made


def save(units: Units, changed: Enrolment) -> Enrolment:
    """Store a change, one version on."""
    on = replace(changed, version=changed.version + 1)
    with units.write() as unit:
        tell(unit)
        unit.enrolments.save(on)
    return on


def add(units: Units, new: Enrolment) -> None:
    """Store a new one."""
    with units.write() as unit:
        tell(unit)
        unit.enrolments.add(new)


def save_rules(units: Units, rules: EnrolmentRules) -> None:
    """Store changed rules."""
    with units.write() as unit:
        tell(unit)
        unit.enrolments.save_rules(rules)


def test_one_is_read_as_it_was_stored(units: Units, office: SmallOffice, asked: Enrolment) -> None:
    by = office.staff["supervisor-1"].id
    summary = CaptureSummary((FingerSummary(Finger.LEFT_RING, (60, 61), 2),), (), photo=True)
    full = save(
        units,
        replace(
            asked,
            state=EnrolmentState.CLOSED,
            method=Method.BY_EMAIL,
            validated_by=by,
            validated_at=MORNING,
            notice_by=by,
            notice_at=MORNING + timedelta(minutes=1),
            basis=USUAL_BASIS,
            notice=USUAL_NOTICE,
            captured_by=by,
            captured_at=MORNING + timedelta(minutes=2),
            summary=summary.to_json(),
            packet="ab" * 32,
            check_state=DuplicateCheck.DECIDED,
            check_words="Son personas distintas",
            checked_at=MORNING + timedelta(hours=1),
            checked_by="Ministerio",
            configured_by=by,
            configured_at=MORNING + timedelta(hours=2),
            payment_pc_id=new_id(),
            notified_by=by,
            notified_at=MORNING + timedelta(hours=3),
            ods_installed=True,
            delete_after=DAY,
            reason="Un motivo",
        ),
    )
    with units.read() as unit:
        assert unit.enrolments.get(asked.id) == full
        assert list(unit.enrolments.of_case(asked.case_id)) == [full]
        assert list(unit.enrolments.of_person(asked.person_id)) == [full]
        assert list(unit.enrolments.of_entity(asked.entity_id)) == [full]
        with pytest.raises(NotFound):
            unit.enrolments.get(new_id())


def test_a_change_of_what_is_no_longer_so_is_refused(units: Units, asked: Enrolment) -> None:
    save(units, asked)
    with pytest.raises(Stale):
        save(units, asked)


def test_those_that_are_open_and_their_order(units: Units, asked: Enrolment) -> None:
    later = replace(
        asked,
        id=new_id(),
        role=AuthoriserRole.ALTERNO,
        requested_at=MORNING + timedelta(minutes=5),
    )
    add(units, later)
    with units.read() as unit:
        assert [one.id for one in unit.enrolments.open(10)] == [asked.id, later.id]
        assert [one.id for one in unit.enrolments.open(1)] == [asked.id]
        assert [one.id for one in unit.enrolments.of_case(asked.case_id)] == [asked.id, later.id]
        assert [one.id for one in unit.enrolments.of_person(asked.person_id)] == [
            later.id,
            asked.id,
        ]
    save(units, replace(asked, state=EnrolmentState.CLOSED))
    save(units, replace(later, state=EnrolmentState.WITHDRAWN))
    with units.read() as unit:
        assert list(unit.enrolments.open(10)) == []


def test_one_of_each_role_in_a_case_unless_it_was_withdrawn(units: Units, asked: Enrolment) -> None:
    again = replace(asked, id=new_id())
    # No use case lets it come so far.
    with pytest.raises((psycopg.errors.UniqueViolation, sqlcipher.IntegrityError)):
        add(units, again)
    with units.read() as unit:
        assert len(unit.enrolments.of_case(asked.case_id)) == 1
    save(units, replace(asked, state=EnrolmentState.WITHDRAWN))
    add(units, again)
    with units.read() as unit:
        assert len(unit.enrolments.of_case(asked.case_id)) == 2


def test_those_whose_time_is_over(units: Units, asked: Enrolment) -> None:
    def due(day: date) -> list[Enrolment]:
        with units.read() as unit:
            return list(unit.enrolments.due(day))

    assert due(DAY) == []
    bare = save(units, replace(asked, delete_after=DAY))
    assert due(DAY + timedelta(days=1)) == [], "nothing was captured of it"
    kept = save(units, replace(bare, summary="{}"))
    assert due(DAY) == []
    assert due(DAY + timedelta(days=1)) == [kept]


def test_the_rules_are_the_usual_until_they_are_changed(units: Units, office: SmallOffice) -> None:
    key = office.office.id
    with units.read() as unit:
        assert unit.enrolments.rules(key) == EnrolmentRules(key)
    changed = EnrolmentRules(key, tuple(Finger), 3, False, 7, 9, "Base", "Uno.\nDos.", version=1)
    for rules in (changed, replace(changed, minimum=4, version=2)):
        save_rules(units, rules)
        with units.read() as unit:
            assert unit.enrolments.rules(key) == rules
    with pytest.raises(Stale):
        save_rules(units, replace(changed, version=2))


def test_packets_are_kept_until_they_are_safe(units: Units, asked: Enrolment) -> None:
    made = [
        SealedPacket(f"{n:064d}", asked.id, MORNING + timedelta(minutes=n), n, bytes([n]) * 999)
        for n in (1, 2, 3)
    ]
    with units.write() as unit:
        tell(unit)
        for packet in made:
            unit.packets.add(packet)
    first, second, third = (packet.sha256 for packet in made)
    with units.read() as unit:
        assert unit.packets.get(first) == made[0]
        assert unit.packets.get("no") is None
        assert (unit.packets.unsent(), list(unit.packets.unsent_names())) == (
            3,
            [first, second, third],
        )
    with units.write() as unit:
        tell(unit)
        unit.packets.sent(first, MORNING, 10)
        unit.packets.sent(second, MORNING, 20)
        assert unit.packets.drop_through(15) == 1
        assert list(unit.packets.all()) == [second, third]
        assert unit.packets.unsent() == 1
        unit.packets.drop(third)
        assert list(unit.packets.all()) == [second]
        unit.packets.offer_again()
        assert list(unit.packets.unsent_names()) == [second]


def test_what_is_searched_is_kept_once_an_enrolment(units: Units, asked: Enrolment) -> None:
    with units.write() as unit:
        tell(unit)
        unit.packets.keep_gallery(asked.id, b"uno", MORNING)
        unit.packets.keep_gallery(asked.id, b"dos", MORNING)
        assert list(unit.packets.gallery()) == [(asked.id, b"dos")]
        unit.packets.drop_gallery(asked.id)
        assert list(unit.packets.gallery()) == []

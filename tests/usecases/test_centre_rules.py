"""What the centre decided, made so in the office: once, told, and nothing of it believed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from desktop.usecases import access, calling, pending, staff_admin
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.centre import put_aside, receive
from desktop.usecases.desk import Desk
from desktop.usecases.received import EntryUnusable
from domain.errors import InvalidInput, KnownError
from domain.exchange import FeedEntry
from domain.ids import new_id
from domain.operations import Operation
from domain.staff import SessionOutdated, Staff
from tests.office import CHEAP, PASSWORD, FakeClock, SmallOffice
from tests.usecases.casework import a_person
from tests.usecases.hall import issue, opened

AT = datetime(2026, 12, 4, 12, tzinfo=UTC)


def heard(desk: Desk, kind: str, at: datetime = AT, **body: Any) -> None:
    """The centre told something."""
    with desk.units.write() as unit:
        receive(desk, unit, FeedEntry(7, kind, at, body))


def centre_told(desk: Desk, what: str) -> list[Operation]:
    with desk.units.read() as unit:
        return [one for one in unit.log.all() if one.type == f"centre_{what}"]


def member(desk: Desk, username: str) -> Staff:
    with desk.units.read() as unit:
        found = unit.staff.by_username(username)
    assert found is not None
    return found


def told(who: Staff, **more: Any) -> dict[str, Any]:
    return {
        "id": str(who.id),
        "username": who.username,
        "full_name": who.full_name,
        "roles": [{"role": "clerk", "from": None, "to": "2026-12-31"}],
        **more,
    }


def test_a_revoked_account_ends_at_its_next_action(desk: Desk, office: SmallOffice) -> None:
    clerk = opened(desk, office, "asesor-1", 1)
    issue(desk, office)
    heard(desk, "staff_disabled", staff_id=str(clerk.staff_id), reason="Dejó el ministerio")
    with pytest.raises(SessionOutdated):
        calling.call_next(desk, clerk)
    with pytest.raises(KnownError):
        access.sign_in(desk, "asesor-1", PASSWORD)
    (operation,) = centre_told(desk, "staff_disabled")
    assert "Dejó el ministerio" in (operation.payload or "")


def test_a_feed_that_begins_anew_does_not_undo_what_was_done_since(
    desk: Desk, office: SmallOffice
) -> None:
    clerk = office.actor("asesor-1")
    body: dict[str, Any] = {"staff_id": str(clerk.staff_id), "reason": "Se creyó que salía"}
    heard(desk, "staff_disabled", **body)
    now = member(desk, "asesor-1")
    staff_admin.set_active(desk, office.actor("admin-1"), now.id, now.version, active=True)
    heard(desk, "staff_disabled", **body)
    assert member(desk, "asesor-1").active
    heard(desk, "staff_disabled", AT.replace(hour=15), **body)  # told a second time
    assert not member(desk, "asesor-1").active
    heard(desk, "staff_disabled", AT.replace(hour=16), **body)
    assert len(centre_told(desk, "staff_disabled")) == 3


def test_even_the_last_administrator_is_revoked(desk: Desk, office: SmallOffice) -> None:
    admin = office.actor("admin-1")
    heard(desk, "staff_disabled", staff_id=str(admin.staff_id), reason="Suspendida")
    assert not member(desk, "admin-1").active


def test_somebody_new_signs_in_with_what_the_centre_gave_and_the_log_does_not_tell_it(
    desk: Desk, office: SmallOffice
) -> None:
    verifier = CHEAP.hash("otra frase larga")
    body: dict[str, Any] = {
        "id": str(new_id()),
        "username": "Nueva.Clerk",
        "full_name": "Nora Nueva",
        "roles": [{"role": "clerk"}],
        "password_hash": verifier,
    }
    heard(desk, "staff", **body)
    assert access.sign_in(desk, "nueva.clerk", "otra frase larga").full_name == "Nora Nueva"
    with desk.units.read() as unit:
        everything = "".join(one.payload or "" for one in unit.log.all())
    assert verifier not in everything
    assert "argon2" not in everything
    before = member(desk, "nueva.clerk")
    heard(desk, "staff", **body)
    assert member(desk, "nueva.clerk") == before


def test_a_change_of_roles_holds_from_the_next_action_and_leaves_the_password(
    desk: Desk, office: SmallOffice
) -> None:
    clerk = office.staff["asesor-1"]
    heard(desk, "staff", **told(clerk, full_name="Ana María Asesora"))
    now = member(desk, "asesor-1")
    assert now.full_name == "Ana María Asesora"
    assert now.grants[0].valid_to == date(2026, 12, 31)
    with pytest.raises(SessionOutdated):
        opened(desk, office, "asesor-1", 1)
    access.sign_in(desk, "asesor-1", PASSWORD)


def test_a_password_that_is_told_replaces_theirs(desk: Desk, office: SmallOffice) -> None:
    clerk = office.staff["asesor-1"]
    verifier = CHEAP.hash("otra frase larga")
    heard(desk, "staff", **told(clerk, password_hash=verifier, must_change_password=True))
    now = member(desk, "asesor-1")
    assert (now.password_hash, now.must_change_password) == (verifier, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "7"},
        {"id": 7},
        {"username": "a"},
        {"full_name": ""},
        {"roles": []},
        {"roles": "clerk"},
        {"roles": ["clerk"]},
        {"roles": [{"role": "rey"}]},
        {"roles": [{"role": "clerk", "from": "ayer"}]},
        {"password_hash": "1234"},
        {"password_hash": "$argon2id$" + "x" * 400},
        {"active": "sí"},
        {"username": "asesor-2"},
        {"id": str(new_id())},
    ],
)
def test_a_person_that_cannot_be_used_changes_nothing(
    desk: Desk, office: SmallOffice, wrong: dict[str, Any]
) -> None:
    body = told(office.staff["asesor-1"]) | wrong
    if "id" in wrong:
        body["username"] = "otra.persona"
    with pytest.raises((EntryUnusable, InvalidInput)):
        heard(desk, "staff", **body)
    assert member(desk, "asesor-1") == office.staff["asesor-1"]
    assert not centre_told(desk, "staff_changed")


def test_what_cannot_be_used_waits_for_the_administrator_without_its_verifier(
    desk: Desk, office: SmallOffice
) -> None:
    body: dict[str, Any] = {"id": "7", "password_hash": "$argon2id$secreto"}
    with desk.units.write() as unit:
        put_aside(desk, unit, FeedEntry(7, "staff", AT, body), "No se puede usar.")
    with desk.units.read() as unit:
        (task,) = unit.exchange.tasks(10)
    assert "secreto" not in task.subject
    (item,) = pending.pending(desk, office.actor("admin-1")).items
    assert item.mine


def test_somebody_unknown_cannot_be_revoked(desk: Desk, office: SmallOffice) -> None:
    with pytest.raises(EntryUnusable):
        heard(desk, "staff_disabled", staff_id=str(new_id()), reason="")


def test_the_offices_data_are_changed_and_the_rest_stays(desk: Desk, office: SmallOffice) -> None:
    heard(desk, "office", name="Centro Quito Norte", ministry="Ministerio de Economía")
    with desk.units.read() as unit:
        now = unit.offices.office()
    assert (now.name, now.ministry, now.hours, now.version) == (
        "Centro Quito Norte",
        "Ministerio de Economía",
        office.office.hours,
        2,
    )
    heard(desk, "office", name="Centro Quito Norte", ministry="Ministerio de Economía")
    heard(desk, "office", address="Av. 10 de Agosto", opens="07:30", closes="16:00")
    with desk.units.read() as unit:
        now = unit.offices.office()
    assert (now.name, now.address, f"{now.hours.opens:%H:%M}", now.version) == (
        "Centro Quito Norte",
        "Av. 10 de Agosto",
        "07:30",
        3,
    )
    with pytest.raises(InvalidInput):
        heard(desk, "office", opens="25:00")
    with pytest.raises(EntryUnusable):
        heard(desk, "office", name=7)


def test_counters_are_added_changed_and_taken_out_of_service(
    desk: Desk, office: SmallOffice
) -> None:
    new = str(new_id())
    heard(desk, "counter", id=new, number=9, services=[6], has_kit=False)
    heard(desk, "counter", AT.replace(hour=13), id=new, number=8, services=[5, 6], has_kit=True)
    heard(desk, "counter", AT.replace(hour=13), id=new, number=8, services=[5, 6], has_kit=True)
    heard(
        desk,
        "counter",
        AT.replace(hour=14),
        id=new,
        number=8,
        services=[5, 6],
        has_kit=True,
        active=False,
    )
    with desk.units.read() as unit:
        (found,) = [one for one in unit.offices.counters() if str(one.id) == new]
    assert (found.number, found.services, found.has_kit, found.active, found.version) == (
        8,
        frozenset({5, 6}),
        True,
        False,
        3,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 2},
        {"number": 0},
        {"number": True},
        {"number": "9"},
        {"services": []},
        {"services": [99]},
        {"services": ["6"]},
        {"has_kit": 1},
        {"services": [5], "has_kit": False},
        {"id": "x"},
    ],
)
def test_a_counter_that_cannot_be_used_changes_nothing(
    desk: Desk, office: SmallOffice, wrong: dict[str, Any]
) -> None:
    body: dict[str, Any] = {"id": str(new_id()), "number": 9, "services": [6], "has_kit": False}
    with pytest.raises((EntryUnusable, InvalidInput)):
        heard(desk, "counter", **body | wrong)
    with desk.units.read() as unit:
        assert len(unit.offices.counters()) == 3


def test_an_open_counter_is_not_taken_away(desk: Desk, office: SmallOffice) -> None:
    opened(desk, office, "asesor-2", 2)
    body: dict[str, Any] = {
        "id": str(office.counter_id(2)),
        "number": 2,
        "services": [6],
        "has_kit": False,
        "active": False,
    }
    with pytest.raises(EntryUnusable, match="abierta"):
        heard(desk, "counter", **body)


def test_a_refusal_of_the_centre_is_shown_and_undoes_nothing(
    desk: Desk, office: SmallOffice
) -> None:
    person = a_person(desk, office)
    with desk.units.read() as unit:
        operation = unit.log.at(unit.log.head().sequence)
    assert operation is not None
    body: dict[str, Any] = {
        "operation_id": str(operation.id),
        "outcome": "refused",
        "words": "No procede.",
    }
    heard(desk, "decision", **body, sequence=operation.sequence)
    (item,) = pending.pending(desk, office.actor("supervisor-1")).items
    assert (item.what, item.about, item.again) == ("No procede.", f"Persona: {person.name}", False)
    pending.see_refused(desk, office.actor("supervisor-1"), operation.id)
    heard(desk, "decision", **body, sequence=operation.sequence)
    assert not pending.pending(desk, office.actor("supervisor-1")).items
    heard(desk, "decision", **body | {"outcome": "granted"})
    assert not pending.pending(desk, office.actor("supervisor-1")).items
    for hour, sequence in enumerate(("x", -1, 1 << 63), start=14):
        heard(desk, "decision", AT.replace(hour=hour), **body, sequence=sequence)
        assert len(pending.pending(desk, office.actor("supervisor-1")).items) == 1
    assert len(centre_told(desk, "decided")) == 5


def test_merges_and_authorisers_are_told(desk: Desk, office: SmallOffice) -> None:
    heard(
        desk,
        "merged",
        canonical=str(new_id()),
        members=[str(new_id())],
        offices=["Quito", "Guayaquil"],
    )
    assert "Guayaquil" in (centre_told(desk, "person_merged")[0].payload or "")
    body: dict[str, Any] = {
        "request": str(new_id()),
        "entity_ruc": "1760001550001",
        "role": "titular",
        "document_type": "cedula",
        "document": "1710034065",
        "name": "Ana",
        "state": "active",
    }
    heard(desk, "authoriser", **body)
    heard(desk, "authoriser", **body)
    assert len(centre_told(desk, "authoriser")) == 1
    for wrong in ({"members": ["x"]}, {"members": 7}, {"offices": None}):
        whole: dict[str, Any] = {"canonical": str(new_id()), "members": [], "offices": []}
        with pytest.raises(EntryUnusable):
            heard(desk, "merged", **whole | wrong)
    with pytest.raises(EntryUnusable):
        heard(desk, "authoriser", **body | {"name": 7})


def test_nobody_of_the_office_did_it(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    clock.go(hours=1)
    heard(desk, "office", name="Otro nombre")
    (operation,) = centre_told(desk, "office_changed")
    assert operation.actor_id is None
    assert operation.at == clock.now()


def catalogue_told(desk: Desk, **changes: Any) -> None:
    new = replace(desk.catalogue, **changes)
    heard(desk, "catalogue", number=9, text=desk.catalogues.write(new), reason="Un decreto")


def test_a_service_that_takes_anothers_number_leaves_the_old_catalogue(
    desk: Desk, office: SmallOffice
) -> None:
    keep_shipped(desk)
    first, *rest = desk.catalogue.services
    with pytest.raises(EntryUnusable, match="se confundirían"):
        catalogue_told(desk, services=(replace(first, code="otro"), *rest))
    with desk.units.read() as unit:
        assert unit.catalogues.latest() == 1


def test_who_waits_for_what_is_no_longer_given_is_the_supervisors_to_see_to(
    desk: Desk, office: SmallOffice
) -> None:
    keep_shipped(desk)
    issue(desk, office)
    catalogue_told(desk, services=tuple(s for s in desk.catalogue.services if s.id != 6))
    with desk.units.read() as unit:
        desk.catalogues.refresh(unit)
    assert desk.catalogue.find(6) is None
    actor = office.actor("supervisor-1")
    (item,) = pending.pending(desk, actor).items
    assert item.mine
    assert "Soporte" in item.what
    pending.answer(desk, actor, item.id, "seen")
    assert not pending.pending(desk, actor).items

"""The catalogue edited in the program: drafts, comparison, and putting one in force."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.catalogue_file import CATALOGUE_FILE, read_text, write_catalogue
from desktop.usecases import (
    boards,
    calendar_admin,
    case_view,
    cases,
    catalogue_admin,
    checklists,
    counters,
    hall,
    visit_cases,
)
from desktop.usecases.catalogue_admin import (
    NumberTaken,
    PublishedMeanwhile,
    ServiceInUse,
    draft,
    keep_shipped,
    publish,
    review,
    versions,
)
from desktop.usecases.catalogues import Catalogues, VersionUnreadable
from desktop.usecases.desk import Desk
from domain.catalogue import Catalogue
from domain.errors import InvalidInput, NotFound, NotSetUp
from domain.faults import Fault, FileFaulty
from domain.offices import SeriesRule
from domain.ports import TrayFilter
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice, open_small_office
from tests.usecases import casework
from tests.usecases.hall import issue, opened

REASON = "Lo pidió la Dirección"


@pytest.fixture
def admin(desk: Desk, office: SmallOffice) -> Actor:
    """The administrator of an office that keeps its first version."""
    keep_shipped(desk)
    return office.actor("admin-1")


def with_name(catalogue: Catalogue, number: int, name: str) -> Catalogue:
    """Return a catalogue with one service called otherwise."""
    return replace(
        catalogue,
        services=tuple(
            replace(s, short_name=name) if s.id == number else s for s in catalogue.services
        ),
    )


def without(catalogue: Catalogue, number: int) -> Catalogue:
    """Return a catalogue without a service."""
    left = tuple(service for service in catalogue.services if service.id != number)
    return replace(catalogue, services=left)


def put(desk: Desk, admin: Actor, catalogue: Catalogue) -> int:
    """Put a catalogue in force as the page does."""
    text = write_catalogue(catalogue)
    return publish(desk, admin, review(desk, admin, text).against, text, REASON)


def test_the_one_that_came_with_the_program_is_the_first_version(
    desk: Desk, admin: Actor, clock: FakeClock
) -> None:
    keep_shipped(desk)

    (first,) = versions(desk, admin)
    assert (first.number, first.published_by, first.reason) == (1, "", "")
    assert first.published_at == clock.now()
    assert first.text == CATALOGUE_FILE.read_text(encoding="utf-8")
    assert desk.catalogue == replace(desk.catalogues.shipped, version=1)
    with desk.units.read() as unit:
        assert desk.catalogues.version(unit, 1) is desk.catalogue
        with pytest.raises(NotFound):
            desk.catalogues.version(unit, 2)


def test_there_must_be_an_office_to_keep_it(desk: Desk) -> None:
    with pytest.raises(NotSetUp):
        keep_shipped(desk)
    open_small_office(desk.units)
    with desk.units.read() as unit:
        assert desk.catalogues.refresh(unit) is desk.catalogues.shipped
        assert desk.catalogues.version(unit, 1) is desk.catalogues.shipped


def test_two_workstations_keep_one_first_version(
    desk: Desk, office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(desk, clock=FakeClock())
    real = desk.units.write

    def quicker() -> object:
        monkeypatch.undo()
        keep_shipped(other)
        return real()

    monkeypatch.setattr(desk.units, "write", quicker)
    keep_shipped(desk)

    assert len(versions(desk, office.actor("admin-1"))) == 1


def test_a_draft_is_compared_and_put_in_force(desk: Desk, admin: Actor) -> None:
    begun = draft(desk, admin)
    assert (begun.number, begun.newer) == (1, None)
    text = write_catalogue(with_name(begun.catalogue, 6, "Ayuda"))

    seen = review(desk, admin, text)
    assert [(c.what, c.before, c.after) for c in seen.changes] == [
        ("Nombre corto", "Soporte presencial", "Ayuda")
    ]
    assert publish(desk, admin, seen.against, text, "  Más  corto ") == 2

    newest, first = versions(desk, admin)
    assert (newest.number, newest.published_by, newest.reason) == (
        2,
        "Adela Administradora",
        "Más corto",
    )
    assert newest.text == text
    assert desk.catalogue.version == 2
    assert desk.catalogue.service(6).short_name == "Ayuda"
    with desk.units.read() as unit:
        assert desk.catalogues.version(unit, first.number).service(6).short_name != "Ayuda"
        told = list(unit.log.all())[-1]
        assert (told.type, told.aggregate_version, told.actor_id) == (
            "catalogue_published",
            2,
            admin.staff_id,
        )
    assert review(desk, admin, text).changes == ()


def test_a_draft_of_an_office_that_keeps_none_is_the_shipped_one(
    desk: Desk, office: SmallOffice
) -> None:
    begun = draft(desk, office.actor("admin-1"))

    assert (begun.number, begun.catalogue) == (0, desk.catalogues.shipped)


def test_another_workstation_sees_it_with_its_next_board(
    desk: Desk, office: SmallOffice, admin: Actor
) -> None:
    shipped = CATALOGUE_FILE.read_text(encoding="utf-8")
    others = [
        replace(desk, catalogues=Catalogues(shipped, read_text, write_catalogue)) for _ in "123"
    ]
    put(desk, admin, with_name(draft(desk, admin).catalogue, 6, "Ayuda"))

    boards.queue_board(others[0], office.actor("asesor-1"))
    hall.hall(others[1], office.actor("recepcion-1"))
    catalogue_admin.review(others[2], admin, shipped)
    assert all(other.catalogue.service(6).short_name == "Ayuda" for other in others)


def test_a_newer_edition_is_offered_and_no_longer_once_it_was_the_draft(
    desk: Desk, admin: Actor
) -> None:
    shipped = desk.catalogues.shipped
    edition = replace(with_name(shipped, 6, "Ayuda"), version=2)
    later = replace(
        desk, catalogues=Catalogues(write_catalogue(edition), read_text, write_catalogue)
    )
    keep_shipped(later)

    assert later.catalogue.service(6).short_name == "Soporte presencial"
    assert draft(later, admin).newer == edition
    put(later, admin, with_name(edition, 6, "Otra ayuda"))
    assert draft(later, admin).newer is None


def test_what_cannot_be_put_in_force(desk: Desk, admin: Actor) -> None:
    begun = draft(desk, admin).catalogue
    same, other = write_catalogue(begun), write_catalogue(with_name(begun, 6, "Ayuda"))

    with pytest.raises(FileFaulty, match="línea 1"):
        review(desk, admin, "texto")
    with pytest.raises(FileFaulty, match="UTF-8"):
        publish(desk, admin, 1, "\ud800", REASON)
    with pytest.raises(InvalidInput, match="Motivo"):
        publish(desk, admin, 1, other, " ")
    with pytest.raises(InvalidInput, match="es igual"):
        publish(desk, admin, 1, same, REASON)
    put(desk, admin, with_name(begun, 6, "Ayuda"))
    with pytest.raises(PublishedMeanwhile, match="Su borrador se conserva"):
        publish(desk, admin, 1, write_catalogue(with_name(begun, 6, "Otra")), REASON)
    assert len(versions(desk, admin)) == 2


def test_numbers_and_codes_are_never_used_again(desk: Desk, admin: Actor) -> None:
    begun = draft(desk, admin).catalogue
    phone = begun.service(7)
    put(desk, admin, without(begun, 7))
    gone = without(begun, 7)

    taken = replace(phone, code="another")
    with pytest.raises(NumberTaken, match=r"servicio 7 \(another\) y el servicio 7"):
        put(desk, admin, replace(gone, services=(*gone.services, taken)))
    moved = replace(phone, id=11)
    with pytest.raises(NumberTaken, match="servicio 11"):
        put(desk, admin, replace(gone, services=(*gone.services, moved)))
    new = replace(phone, id=11, code="another")
    assert put(desk, admin, replace(gone, services=(*gone.services, new, phone))) == 3


def test_nobody_is_left_with_a_service_that_is_no_longer_given(
    desk: Desk, office: SmallOffice, admin: Actor
) -> None:
    begun = draft(desk, admin).catalogue
    gone = without(begun, 6)

    issue(desk, office, 1)
    with pytest.raises(ServiceInUse, match="La ventanilla 1 atiende «Soporte presencial»"):
        put(desk, admin, gone)
    issue(desk, office, 6)
    with pytest.raises(ServiceInUse, match="turnos de hoy para «Soporte presencial»"):
        put(desk, admin, gone)
    with desk.units.read() as unit:
        assert unit.catalogues.latest() == 1


def test_open_counters_keep_what_they_attend(desk: Desk, office: SmallOffice, admin: Actor) -> None:
    gone = without(draft(desk, admin).catalogue, 6)
    clerk = opened(desk, office, "asesor-2", 2)
    opened(desk, office, "tecnico-1", 3)

    with pytest.raises(ServiceInUse, match="ventanilla 2 está abierta con «Soporte presencial»"):
        put(desk, admin, gone)
    counters.close_counter(desk, clerk)
    with pytest.raises(ServiceInUse, match="La ventanilla 1 atiende «Soporte presencial»"):
        put(desk, admin, gone)


def test_a_series_or_a_kit_that_would_be_wrong(
    desk: Desk, office: SmallOffice, admin: Actor, clock: FakeClock
) -> None:
    begun = draft(desk, admin).catalogue
    with desk.units.write() as unit:
        current = unit.offices.office()
        series = SeriesRule("A", "P", ((4, "R"), (6, "S")))
        unit.offices.save_office(replace(current, series=series, version=current.version + 1))
        unit.log.append("office", current.id, 2, "x", {}, actor_id=None, at=clock.now())

    with pytest.raises(ServiceInUse, match="La serie R es de «Restablecer contraseña»"):
        put(desk, admin, without(begun, 4))
    kit = replace(
        begun,
        services=tuple(
            replace(s, needs_kit=True, served_by=begun.service(5).served_by) if s.id == 3 else s
            for s in begun.services
        ),
    )
    with pytest.raises(ServiceInUse, match="ventanilla 1 atiende «Usuarios de consulta» y no"):
        put(desk, admin, kit)
    clock.go(days=1)
    assert put(desk, admin, without(begun, 7)) == 2
    assert clock.now() - versions(desk, admin)[1].published_at == timedelta(days=1)


@pytest.fixture
def unreadable(desk: Desk, admin: Actor) -> Desk:
    """The office's first version, then one that an older program cannot read; that program."""
    put(desk, admin, with_name(draft(desk, admin).catalogue, 6, "Ayuda"))

    def older(text: str) -> Catalogue:
        if "Ayuda" in text:
            raise FileFaulty("catálogo", (Fault(1, "no se conoce el campo «nuevo»"),))
        return read_text(text)

    shipped = CATALOGUE_FILE.read_text(encoding="utf-8")
    return replace(desk, catalogues=Catalogues(shipped, older, write_catalogue))


def test_a_version_that_cannot_be_read_closes_no_office(
    unreadable: Desk, office: SmallOffice, admin: Actor
) -> None:
    boards.queue_board(unreadable, office.actor("asesor-1"))
    assert unreadable.catalogue.version == 1
    begun = draft(unreadable, admin)
    assert begun.number == 2
    assert put(unreadable, admin, with_name(begun.catalogue, 6, "Soporte")) == 3
    assert unreadable.catalogue.service(6).short_name == "Soporte"


def test_a_case_whose_catalogue_cannot_be_read_hides_no_other(
    desk: Desk, unreadable: Desk, office: SmallOffice
) -> None:
    ana, admin = opened(desk, office, "asesor-1", 1), office.actor("admin-1")
    person, entity = casework.a_person(desk, office), casework.an_entity(desk, office)
    ticket = casework.at_the_counter(desk, office, ana, 1, 3, person=person, entity=entity)
    lost = casework.complete_case(desk, ana, 3, ticket)
    kept = casework.opened_case(unreadable, ana, 1, ticket)
    casework.check(unreadable, ana, kept, skip=(6,))
    due = checklists.complete(unreadable, ana, kept.id).due_at
    assert due is not None

    words = ["En trámite"] * 2
    assert list(case_view.tray(unreadable, ana, TrayFilter()).states) == words
    at_counter = visit_cases.at_counter(unreadable, ana, ticket.id).cases
    assert [case.words for case in at_counter] == words
    with pytest.raises(VersionUnreadable, match="no puede leer la versión 2"):
        case_view.view(unreadable, ana, lost.id)
    who, supervisor = office.staff["asesor-2"].id, office.actor("supervisor-1")
    stayed = cases.reassign_all(unreadable, supervisor, ana.staff_id, who, "Ausencia")
    assert stayed == (1, (lost.number,))
    day_off = calendar_admin.DayForm(date(2026, 12, 8), False, "", "Decreto")
    calendar_admin.add_day(unreadable, admin, day_off)
    longer = case_view.view(unreadable, ana, kept.id).case.due_at
    assert longer == due + timedelta(days=1)
    assert case_view.view(desk, ana, lost.id).case.due_at == due

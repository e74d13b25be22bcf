"""A new catalogue in the middle of cases: each goes on with the one it began with."""

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread

import pytest

from desktop.catalogue_file import catalogues, write_catalogue
from desktop.documents import PdfDocuments
from desktop.usecases import case_paper, case_view, cases, checklists, resolving, support_desk
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.catalogue_admin import keep_shipped, publish, review, versions
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState, ConformityKind, Parties
from domain.cases import Case
from domain.catalogue import Catalogue, Channel, Service, UnknownService
from domain.checklist import Verdict
from domain.errors import InvalidInput, KnownError
from domain.operations import verify
from domain.people import Entity, Person
from domain.ports import TrayFilter
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.documents.reading import words
from tests.office import SmallOffice
from tests.usecases.casework import a_person, an_entity, by_email, check, resolve_and_close, seen
from tests.usecases.hall import opened

DONE = resolving.Answer(SolutionType.DONE, "Hecho")
WHY = "Lo pidió la Dirección"


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    keep_shipped(desk)
    return opened(desk, office, "asesor-1", 1)


@pytest.fixture
def person(desk: Desk, office: SmallOffice) -> Person:
    return a_person(desk, office)


@pytest.fixture
def entity(desk: Desk, office: SmallOffice) -> Entity:
    return an_entity(desk, office)


@pytest.fixture
def case(desk: Desk, ana: Actor, person: Person, entity: Entity) -> Case:
    """Asked by e-mail; its requirement 2 was looked at."""
    case = by_email(desk, ana, 4, person, entity, desk.clock.now())
    checklists.mark(desk, ana, case.id, checklists.Mark(2, Verdict.REJECTED, "otro", "Ilegible"))
    return case


def change(desk: Desk, office: SmallOffice, edit: Callable[[Catalogue], Catalogue]) -> int:
    """Another workstation puts an edited catalogue in force."""
    other, admin = replace(desk, catalogues=catalogues()), office.actor("admin-1")
    with other.units.read() as unit:
        text = write_catalogue(edit(other.catalogues.refresh(unit)))
    return publish(other, admin, review(other, admin, text).against, text, WHY)


def of_service(number: int, edit: Callable[[Service], Service]) -> Callable[[Catalogue], Catalogue]:
    return lambda catalogue: replace(
        catalogue,
        services=tuple(edit(s) if s.id == number else s for s in catalogue.services),
    )


def without(number: int) -> Callable[[Catalogue], Catalogue]:
    return lambda catalogue: replace(
        catalogue, services=tuple(s for s in catalogue.services if s.id != number)
    )


def called(name: str) -> Callable[[Service], Service]:
    return lambda service: replace(service, short_name=name)


def renumbered(service: Service) -> Service:
    """The same papers in another order, each with another number, other reasons, steps and data."""
    papers = tuple(
        replace(item, number=20 - item.number, reasons=item.reasons[-1:], depends_on=())
        for item in service.requirements
    )
    return replace(service, requirements=papers[:-1], steps=(), fields=(), name="Otro nombre")


def test_its_papers_steps_and_words_stay_its_own(
    desk: Desk, office: SmallOffice, ana: Actor, case: Case
) -> None:
    before = seen(desk, ana, case.id)
    assert change(desk, office, of_service(4, renumbered)) == 2
    after = seen(desk, ana, case.id)
    assert replace(after, history=(), change=0) == replace(before, history=(), change=0)
    check(desk, ana, case)
    back = checklists.give_back(desk, ana, case.id)
    documents = PdfDocuments()
    shown = seen(desk, ana, case.id)
    receipt = words(documents.case_receipt(case_paper.receipt_of(shown)))
    sheet = words(documents.return_sheet(case_paper.return_of(shown)))
    for paper in (receipt, sheet):
        assert before.service.name in paper
        assert "Otro nombre" not in paper
    assert "Ilegible" in sheet
    again = cases.resubmit(desk, ana, back.id)
    assert seen(desk, ana, again.id).checklist.undecided == (2,)
    check(desk, ana, again)
    cases.correct(desk, ana, again.id, fields={"user": "otro"})
    checklists.complete(desk, ana, again.id)
    for step in before.service.steps:
        resolving.do_step(desk, ana, again.id, step.code, "hecho")
    closed = resolve_and_close(desk, ana, again.id, DONE, ConformityKind.TOLD_BY_EMAIL)
    assert (closed.state, closed.catalogue_version) == (CaseState.CLOSED, 1)
    reopened = resolving.reopen(desk, office.actor("supervisor-1"), closed.id, "Faltó un rol")
    assert reopened.catalogue_version == 1


def test_a_case_of_a_service_that_is_gone_goes_on(
    desk: Desk, office: SmallOffice, ana: Actor, case: Case, person: Person, entity: Entity
) -> None:
    change(desk, office, without(4))
    tray = case_view.tray(desk, ana, TrayFilter())
    assert (tray.catalogue.find(4), [row.id for row in tray.rows]) == (None, [case.id])
    with pytest.raises(UnknownService):
        by_email(desk, ana, 4, person, entity, desk.clock.now())
    who = {one.staff_id for one in case_view.colleagues(desk, ana, 4)}
    andres = office.staff["asesor-2"].id
    assert andres in who
    cases.reassign(desk, ana, case.id, andres, "Salgo")
    other = office.actor("asesor-2")
    check(desk, other, case)
    assert checklists.give_back(desk, other, case.id).state is CaseState.RETURNED


def test_topics_systems_and_areas_that_are_gone(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity
) -> None:
    first = desk.catalogue
    topic, system, area = first.topics[0], first.systems[0], first.areas[0]
    new = NewCase(
        7,
        Channel.PHONE,
        parties=Parties(person.id, entity_id=entity.id),
        topic=topic.code,
        system=system,
        problem="No puede entrar",
    )
    case = resolving.support_referred(desk, ana, new, area.code, "Falla del sistema")
    other = resolving.support(
        desk, ana, replace(new, topic=first.topics[1].code), DONE, ConformityKind.GIVEN
    )

    def fewer(catalogue: Catalogue) -> Catalogue:
        services = tuple(replace(s, steps=()) for s in catalogue.services)
        return replace(
            catalogue,
            services=services,
            topics=catalogue.topics[2:],
            systems=catalogue.systems[1:],
            areas=catalogue.areas[1:],
        )

    change(desk, office, fewer)
    assert seen(desk, ana, case.id).area == area.name
    asked = support_desk.Asked(None, person.id, entity.id)
    earlier = support_desk.support_desk(desk, ana, asked).earlier
    assert {row.id for row in earlier} == {case.id, other.id}
    with pytest.raises(InvalidInput, match="Falta el tema"):
        open_case(desk, ana, new)
    resolving.area_answered(desk, ana, case.id, "Corregido")
    assert resolving.refer(desk, ana, case.id, area.code, "Otra vez").area == area.code
    again = resolving.reopen(desk, office.actor("supervisor-1"), other.id, "No funcionó")
    resolving.resolve(desk, ana, again.id, DONE)


def test_two_administrators_at_the_same_moment(desk: Desk, office: SmallOffice, ana: Actor) -> None:
    admin = office.actor("admin-1")
    names = ("Ayuda 1", "Ayuda 2", "Ayuda 3")
    texts = [write_catalogue(of_service(6, called(name))(desk.catalogue)) for name in names]
    start, found = Barrier(3), list[int | KnownError]()

    def run(text: str) -> None:
        mine = replace(desk, catalogues=catalogues())
        start.wait()
        try:
            found.append(publish(mine, admin, 1, text, WHY))
        except KnownError as error:
            found.append(error)

    threads = [Thread(target=run, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one for one in found if isinstance(one, int)] == [2]
    kept = versions(desk, admin)
    assert [version.number for version in kept] == [2, 1]
    assert kept[0].text in texts
    with desk.units.read() as unit:
        assert desk.catalogues.refresh(unit).version == 2
        verify(unit.log.all())

"""Why cases were handed back, in the words of the catalogue that each began with."""

from dataclasses import replace

from desktop.catalogue_file import write_catalogue
from desktop.usecases import checklists, serving
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.catalogues import Catalogues
from desktop.usecases.day_returns import Fault, faults_of
from desktop.usecases.desk import Desk
from domain.catalogue import Catalogue
from domain.checklist import Verdict
from domain.faults import Fault as LineFault
from domain.faults import FileFaulty
from tests.office import SmallOffice
from tests.usecases.casework import a_person, an_entity, at_the_counter, opened_case, seen
from tests.usecases.hall import opened


def _hand_back(desk: Desk, office: SmallOffice) -> dict[int, str]:
    """Hand a case of service 1 back: 1 not brought, 2 for a reason; return short names."""
    ana = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    case = opened_case(
        desk, ana, 1, at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    )
    checklist = seen(desk, ana, case.id).checklist
    for requirement in checklist.requirements:
        number = requirement.number
        if number == 1:
            mark = checklists.Mark(number, Verdict.MISSING)
        elif number == 2:
            mark = checklists.Mark(number, Verdict.REJECTED, requirement.reasons[0].code)
        elif requirement.conditional:
            mark = checklists.Mark(number, Verdict.NOT_APPLICABLE)
        else:
            mark = checklists.Mark(number, Verdict.ACCEPTED)
        if number in seen(desk, ana, case.id).checklist.undecided:
            checklists.mark(desk, ana, case.id, mark)
    checklists.give_back(desk, ana, case.id)
    serving.finish(desk, ana)
    return {one.number: one.short_name for one in checklist.requirements}


def _faults(desk: Desk, office: SmallOffice) -> list[tuple[int, str, str]]:
    with desk.units.read() as unit:
        found = faults_of(desk, unit, office.office.day_of(desk.clock.now()))
    assert all(isinstance(one, Fault) for one in found)
    return [(one.requirement, one.document, one.words) for one in found]


def test_what_was_wrong_is_told_as_the_person_read_it(desk: Desk, office: SmallOffice) -> None:
    names = _hand_back(desk, office)
    reason = desk.catalogue.service(1).requirements[1].reasons[0].text
    assert _faults(desk, office) == [(1, names[1], "No se presentó"), (2, names[2], reason)]


def test_of_a_catalogue_that_cannot_be_read_only_the_number_is_told(
    desk: Desk, office: SmallOffice
) -> None:
    keep_shipped(desk)
    _hand_back(desk, office)
    faulty = FileFaulty("catálogo", (LineFault(1, "no se conoce el campo «nuevo»"),))
    answers: list[Catalogue | FileFaulty] = [desk.catalogue, faulty]

    def older(_text: str) -> Catalogue:
        answer = answers.pop(0)
        if isinstance(answer, FileFaulty):
            raise answer
        return answer

    old = replace(desk, catalogues=Catalogues("", older, write_catalogue))
    assert _faults(old, office) == [
        (1, "Requisito 1", "No se presentó"),
        (2, "Requisito 2", "Otro motivo"),
    ]

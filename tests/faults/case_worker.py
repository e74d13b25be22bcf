"""A clerk, a supervisor or an administrator at work on cases, as a process that tests kill.

It prints a line for each action *after* the use case returned: what a person would have seen.
Usage: ``python -m tests.faults.case_worker DATABASE WHAT ACTIONS`` (what: papers, support, bank,
catalogue).
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from db.engine import open_engine
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues, write_catalogue
from desktop.usecases import (
    access,
    cases,
    catalogue_admin,
    checklists,
    resolving,
    solutions,
)
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.desk import Desk
from domain.case_parts import ConformityKind, Parties
from domain.catalogue import Channel
from domain.checklist import Verdict
from domain.solutions import SolutionContent, SolutionState, SolutionType
from domain.staff import Actor
from tests.office import CHEAP, KEY, PASSWORD, FakeClock

WHO = {
    "papers": "asesor-1",
    "support": "asesor-2",
    "bank": "supervisor-1",
    "catalogue": "admin-1",
}
DONE = resolving.Answer(SolutionType.DONE, "Se restableció la contraseña")


def tell(action: str, of: UUID | int) -> None:
    """Print what the person sees."""
    print(action, of, flush=True)  # noqa: T201


def papers(desk: Desk, actor: Actor, place: int) -> None:
    """A request by e-mail, incomplete at first, to its end."""
    with desk.units.read() as unit:
        (person,) = unit.people.search("luz", 1)
        (entity,) = unit.entities.search("municipio", 1)
    new = NewCase(
        4,
        Channel.EMAIL,
        sender="tesoreria@ejemplo.gob.ec",
        parties=Parties(person.id, entity_id=entity.id),
        fields={"user": "avillacis"},
        apart=f"Otra dependencia {place}",
    )
    case = open_case(desk, actor, new)
    tell("case_opened", case.id)
    service = desk.catalogue.service(4)
    for item in service.requirements:
        verdict = Verdict.MISSING if item.number == 1 else Verdict.ACCEPTED
        checklists.mark(desk, actor, case.id, checklists.Mark(item.number, verdict))
        tell("requirement_marked", case.id)
    checklists.give_back(desk, actor, case.id)
    tell("case_returned", case.id)
    cases.resubmit(desk, actor, case.id)
    tell("case_resubmitted", case.id)
    tell("case_classified", case.id)
    checklists.mark(desk, actor, case.id, checklists.Mark(1, Verdict.ACCEPTED))
    checklists.complete(desk, actor, case.id)
    tell("case_begun", case.id)
    for step in service.steps:
        resolving.do_step(desk, actor, case.id, step.code, "avillacis")
        tell("step_done", case.id)
    resolving.resolve(desk, actor, case.id, DONE)
    tell("case_resolved", case.id)
    resolving.close(desk, actor, case.id, ConformityKind.TOLD_BY_EMAIL)
    tell("case_closed", case.id)


def support(desk: Desk, actor: Actor, place: int) -> None:
    """A call answered at once, with a solution nobody had foreseen."""
    answer = resolving.Answer(SolutionType.EXPLAINED, f"Se le explicó {place}")
    new = NewCase(7, Channel.PHONE, topic="access", problem=f"No puede entrar {place}")
    case = resolving.support(desk, actor, new, answer, ConformityKind.GIVEN)
    for action in ("case_opened", "case_begun", "case_resolved", "case_closed"):
        tell(action, case.id)


def bank(desk: Desk, actor: Actor, place: int) -> None:
    """A solution of one's own; another proposal approved or retired."""
    content = SolutionContent(SolutionType.EXPLAINED, f"Clave {place}", "Use el enlace")
    tell("solution_added", solutions.add(desk, actor, content).id)
    for row in solutions.bank(desk, actor, SolutionState.PROPOSED).rows[:1]:
        one = row.solution
        if place % 3:
            tell("solution_approved", solutions.approve(desk, actor, one.id, one.content).id)
        else:
            tell("solution_retired", solutions.retire(desk, actor, one.id, "Repetida").id)


def catalogue(desk: Desk, actor: Actor, place: int) -> None:
    """A service called otherwise."""
    begun = catalogue_admin.draft(desk, actor)
    services = tuple(
        replace(s, short_name=f"Ayuda {begun.number} {place}") if s.id == 6 else s
        for s in begun.catalogue.services
    )
    text = write_catalogue(replace(begun.catalogue, services=services))
    tell("catalogue_published", catalogue_admin.publish(desk, actor, begun.number, text, "Prueba"))


ACTS: dict[str, Callable[[Desk, Actor, int], None]] = {
    "papers": papers,
    "support": support,
    "bank": bank,
    "catalogue": catalogue,
}


def main() -> None:
    """Work as the arguments say."""
    database, what, actions = sys.argv[1:]
    engine = open_engine(Path(database), KEY, busy_seconds=60)
    desk = Desk(SqlUnits(engine, what), catalogues(), FakeClock(), CHEAP)
    actor = access.sign_in(desk, WHO[what], PASSWORD)
    with desk.units.read() as unit:
        begun = unit.log.head().sequence
        desk.catalogues.refresh(unit)
    print("ready", begun, flush=True)  # noqa: T201
    for place in range(int(actions)):
        ACTS[what](desk, actor, begun * 1000 + place)
    engine.dispose()


if __name__ == "__main__":
    main()

"""A clerk at work on cases, as a process of its own: does one action for each line that it reads.

It prints what the person would have been told. Usage: ``python -m tests.faults.case_asker DATABASE
ACCOUNT`` (of the system, to act as; its number).
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from db.engine import open_engine
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import access, checklists, resolving
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.desk import Desk
from domain.case_parts import ConformityKind, Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.checklist import Verdict
from domain.errors import KnownError
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.office import CHEAP, KEY, PASSWORD, FakeClock

ANSWER = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
CALL = NewCase(7, Channel.PHONE, topic="access", problem="No puede entrar")


def actions(desk: Desk, actor: Actor) -> dict[str, Callable[[], object]]:
    """What can be asked for, each once; the cases it is done to are there."""
    with desk.units.read() as unit:
        (person,) = unit.people.search("luz", 1)
        (entity,) = unit.entities.search("municipio", 1)
    parties = Parties(person.id, entity_id=entity.id)

    def asked(apart: str) -> Case:
        fields = {"user": "avillacis"}
        new = NewCase(4, Channel.EMAIL, parties=parties, fields=fields, apart=apart)
        return open_case(desk, actor, new)

    def checked(apart: str, first: Verdict) -> Case:
        case = asked(apart)
        for item in desk.catalogue.service(case.service).requirements:
            verdict = first if item.number == 1 else Verdict.ACCEPTED
            checklists.mark(desk, actor, case.id, checklists.Mark(item.number, verdict))
        return case

    marked, good = asked("Una"), checked("Dos", Verdict.ACCEPTED)
    faulty, called = checked("Tres", Verdict.MISSING), open_case(desk, actor, CALL)
    mark = checklists.Mark(1, Verdict.ACCEPTED)
    return {
        "open": lambda: asked("Cuatro"),
        "mark": lambda: checklists.mark(desk, actor, marked.id, mark),
        "complete": lambda: checklists.complete(desk, actor, good.id),
        "give_back": lambda: checklists.give_back(desk, actor, faulty.id),
        "resolve": lambda: resolving.resolve(desk, actor, called.id, ANSWER),
        "support": lambda: resolving.support(desk, actor, CALL, ANSWER, ConformityKind.GIVEN),
    }


def say(words: str) -> None:
    """Print a line at once."""
    print(words, flush=True)  # noqa: T201


def main() -> None:
    """Work as the arguments say, until there is no more to do."""
    database, account = sys.argv[1:]
    engine = open_engine(Path(database), KEY, busy_seconds=0.2)
    desk = Desk(SqlUnits(engine, "PC"), catalogues(), FakeClock(), CHEAP)
    acts = actions(desk, access.sign_in(desk, "asesor-1", PASSWORD))
    engine.dispose()
    if int(account) != os.geteuid():
        os.setgroups([])
        os.setgid(int(account))
        os.setuid(int(account))
    say("ready")
    for line in sys.stdin:
        try:
            acts[line.strip()]()
            say("done")
        except KnownError as error:
            say(error.words)
        engine.dispose()  # or files that are open already would still be written


if __name__ == "__main__":
    main()

"""A disk that is full at whichever write of an action on cases: told, and nothing half done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from db.statements import Statements
from desktop.catalogue_file import write_catalogue
from desktop.usecases import cases, catalogue_admin, checklists, resolving, solutions
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.desk import Desk
from domain.case_parts import ConformityKind, Parties
from domain.catalogue import Channel
from domain.checklist import Verdict
from domain.errors import DiskFull
from domain.operations import verify
from domain.solutions import SolutionState, SolutionType
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import a_person, an_entity, by_email, check, opened_case

FULL = 13
"""SQLite's code for it."""
ANSWER = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
CALL = NewCase(7, Channel.PHONE, topic="access", problem="No puede entrar")


class Disk:
    """Lets so many writes through, and is full then; None: there is room."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left: int | None = None
        run = Statements.run

        def counted(statements: Statements, statement: Any, values: Any) -> int:
            if self.left == 0:
                error = sqlcipher.OperationalError("database or disk is full")
                error.sqlite_errorcode = FULL
                raise error
            if self.left is not None:
                self.left -= 1
            return run(statements, statement, values)

        monkeypatch.setattr(Statements, "run", counted)


def actions(desk: Desk, office: SmallOffice, clock: FakeClock) -> dict[str, Callable[[], object]]:
    """What can be done next in an office with some cases, each once and in this order."""
    ana, sara = office.actor("asesor-1"), office.actor("supervisor-1")
    admin, andres = office.actor("admin-1"), office.staff["asesor-2"].id
    catalogue_admin.keep_shipped(desk)
    person, entity = a_person(desk, office), an_entity(desk, office)
    other = a_person(desk, office, "0962467429", "Otra Persona")
    faulty = by_email(desk, ana, 4, person, entity, clock.now())
    check(desk, ana, faulty, 1)
    good = by_email(desk, ana, 4, other, entity, clock.now())
    check(desk, ana, good)
    solved = resolving.support(desk, ana, CALL, ANSWER, ConformityKind.GIVEN)
    asked = open_case(desk, ana, CALL)
    (proposed,) = solutions.bank(desk, sara, SolutionState.PROPOSED).rows
    text = write_catalogue(replace(desk.catalogue, mend_days=12))
    parties = Parties(person.id, entity_id=entity.id)

    def lapse() -> object:
        clock.go(days=60)
        try:
            return cases.lapse_overdue(desk, ana)
        finally:
            clock.go(days=-60)

    return {
        "open": lambda: opened_case(
            desk, ana, 4, channel=Channel.EMAIL, parties=parties, apart="Otra dependencia"
        ),
        "mark": lambda: checklists.mark(desk, ana, faulty.id, checklists.Mark(2, Verdict.MISSING)),
        "complete": lambda: checklists.complete(desk, ana, good.id),
        "give back": lambda: checklists.give_back(desk, ana, faulty.id),
        "lapse": lapse,
        "take up": lambda: cases.resubmit(
            desk, ana, faulty.id, received_at=clock.now() + timedelta(minutes=1)
        ),
        "move": lambda: cases.reclassify(desk, ana, faulty.id, 10),
        "support": lambda: resolving.support(desk, ana, CALL, ANSWER, ConformityKind.GIVEN),
        "refer": lambda: resolving.refer(desk, ana, asked.id, "quality", "Falla"),
        "approve": lambda: solutions.approve(
            desk, sara, proposed.solution.id, proposed.solution.content
        ),
        "reopen": lambda: resolving.reopen(desk, sara, solved.id, "No funcionó"),
        "hand over all": lambda: cases.reassign_all(desk, sara, ana.staff_id, andres, "Ausencia"),
        "publish": lambda: catalogue_admin.publish(desk, admin, 1, text, "Plazo más largo"),
    }


def test_full_at_any_write(
    desk: Desk, office: SmallOffice, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, writes = Disk(monkeypatch), {}
    for name, act in actions(desk, office, clock).items():
        in_force, before, room = desk.catalogue, head(desk), 0
        while True:
            disk.left = room
            try:
                act()
                break
            except DiskFull:
                assert (head(desk), desk.catalogue) == (before, in_force)
                room += 1
            finally:
                disk.left = None
        writes[name] = room
        assert head(desk) > before
    assert min(writes.values()) >= 2
    assert writes["support"] > 8
    with desk.units.read() as unit:
        for case in unit.cases.all_open():
            told = [op.aggregate_version for op in unit.log.of(case.id)]
            assert told == list(range(1, case.version + 1))
        verify(unit.log.all())


def head(desk: Desk) -> int:
    with desk.units.read() as unit:
        return unit.log.head().sequence

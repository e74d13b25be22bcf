"""A case with requirements, step by step, between one turno and the next."""

import random
from collections.abc import Callable
from uuid import UUID

from desktop.usecases import cases, checklists, resolving
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState, ConformityKind, Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.checklist import Verdict
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.torture.clerk import Act
from tests.torture.lines import Shown

SERVICE = 4
_DONE = resolving.Answer(SolutionType.DONE, "Se restableció la contraseña")
_KEEPS_OPEN = 12
Change = Callable[[Desk, Actor, UUID], Case]


class Papers:
    """The cases by e-mail that one clerk has.

    Args:
        chance: decides everything.
    """

    def __init__(self, desk: Desk, actor: Actor, chance: random.Random) -> None:
        self._desk, self._actor, self._chance = desk, actor, chance
        with desk.units.read() as unit:
            self._people = [person.id for person in unit.people.search("persona", 20)]
            self._entities = [entity.id for entity in unit.entities.search("entidad", 20)]

    def next_act(self) -> Act:
        """Choose what to do to one of the cases, or open another."""
        with self._desk.units.read() as unit:
            mine = [c for c in unit.cases.held_by(self._actor.staff_id) if c.service == SERVICE]
            case = self._chance.choice(mine) if mine else None
            if case is None or (len(mine) < _KEEPS_OPEN and self._chance.random() < 0.1):
                return self._open()
            found = unit.cases.findings(case.id, case.submission)
        marks = {finding.requirement: finding.verdict for finding in found}
        dice = self._chance.random()
        if dice < 0.03:
            return self._change("withdraw", case, "case_withdrawn", self._withdraw)
        match case.state:
            case CaseState.CLASSIFIED:
                return self._checking(case, marks)
            case CaseState.RETURNED:
                return self._change(
                    "resubmit", case, "case_resubmitted", cases.resubmit, "case_classified"
                )
            case CaseState.REFERRED:
                return self._change("answered", case, "case_answered", self._answered)
            case CaseState.RESOLVED:
                return self._change("close_case", case, "case_closed", self._close)
            case _:
                return self._solving(case)

    def _open(self) -> Act:
        apart = f"Otra dependencia {self._chance.randrange(10**9)}"
        new = NewCase(
            SERVICE,
            Channel.EMAIL,
            sender="tesoreria@ejemplo.gob.ec",
            parties=Parties(
                self._chance.choice(self._people), entity_id=self._chance.choice(self._entities)
            ),
            fields={"user": "avillacis"},
            apart=apart,
        )

        def do() -> Shown:
            return [["case_opened", open_case(self._desk, self._actor, new).number]]

        return Act("case_open", apart, do)

    def _checking(self, case: Case, marks: dict[int, Verdict]) -> Act:
        numbers = [item.number for item in self._desk.catalogue.service(SERVICE).requirements]
        left = [number for number in numbers if number not in marks]
        if left:
            number = left[0]
            missing = self._chance.random() < 0.1
            verdict = Verdict.MISSING if missing else Verdict.ACCEPTED

            def do() -> Shown:
                found = checklists.Mark(number, verdict)
                checklists.mark(self._desk, self._actor, case.id, found)
                return [["requirement_marked", case.number, number, verdict.value]]

            return Act("mark", case.number, do)
        if Verdict.MISSING in marks.values():
            return self._change("give_back", case, "case_returned", checklists.give_back)
        return self._change("complete", case, "case_begun", checklists.complete)

    def _solving(self, case: Case) -> Act:
        if case.state is CaseState.IN_PROCESS and self._chance.random() < 0.05:
            return self._change("refer", case, "case_referred", self._refer, "case_diagnosing")
        steps = self._desk.catalogue.service(SERVICE).steps
        undone = next((step.code for step in steps if case.step(step.code) is None), None)
        if undone is not None:
            return self._change(
                "step",
                case,
                "step_done",
                lambda desk, actor, key: resolving.do_step(desk, actor, key, undone, "avillacis"),
            )
        return self._change(
            "resolve",
            case,
            "case_resolved",
            lambda desk, actor, key: resolving.resolve(desk, actor, key, _DONE),
        )

    def _change(self, kind: str, case: Case, type_: str, change: Change, after: str = "") -> Act:
        def do() -> Shown:
            changed = change(self._desk, self._actor, case.id)
            also: Shown = [[after, changed.number]] if after else []
            return [[type_, changed.number], *also]

        return Act(kind, case.number, do)

    def _refer(self, desk: Desk, actor: Actor, case_id: UUID) -> Case:
        area = self._chance.choice([area.code for area in desk.catalogue.areas])
        return resolving.refer(desk, actor, case_id, area, "No es de aquí")

    @staticmethod
    def _answered(desk: Desk, actor: Actor, case_id: UUID) -> Case:
        return resolving.area_answered(desk, actor, case_id, "Ya está corregido")

    @staticmethod
    def _close(desk: Desk, actor: Actor, case_id: UUID) -> Case:
        return resolving.close(desk, actor, case_id, ConformityKind.TOLD_BY_EMAIL)

    @staticmethod
    def _withdraw(desk: Desk, actor: Actor, case_id: UUID) -> Case:
        return cases.withdraw(desk, actor, case_id, "Ya no lo necesita")

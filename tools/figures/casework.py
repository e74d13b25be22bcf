"""What becomes of a case in the simulated year: papers, returns, solutions, second thoughts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from desktop.app.demo_cases import FIELDS
from desktop.usecases import approvals, cases, checklists, resolving
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.resolving import Answer
from domain.approvals import ApprovalKind
from domain.case_parts import ConformityKind, Parties
from domain.cases import Case, DuplicateCase
from domain.catalogue import Channel
from domain.checklist import Verdict
from domain.solutions import SolutionType
from domain.staff import Actor

if TYPE_CHECKING:
    from tools.figures.world import World

_NOTE = "usuario.nuevo"


@dataclass(slots=True)
class Files:
    """The cases of an office, and what is still to be done with them.

    Attributes:
        later: what is to be done on a day, in the order in which it was decided.
        back: people who come back on a day with what was missing: case, service.
    """

    world: "World"
    later: dict[date, list[Callable[[], None]]] = field(default_factory=dict)
    back: dict[date, list[tuple[UUID, int, Actor]]] = field(default_factory=dict)

    # ------------------------------------------------------------------------- support
    def support(self, actor: Actor, service: int, ticket_id: UUID | None) -> None:
        """Support, answered at once, handed to another area, or closed without conformity."""
        world = self.world
        known = world.chance.choice(world.bank)
        topics = [topic.code for topic in world.desk.catalogue.topics]
        new = NewCase(
            service,
            Channel.IN_PERSON if ticket_id is not None else Channel.PHONE,
            ticket_id,
            sender="" if ticket_id is not None else "02 399 8300",
            parties=self._parties(ticket_id),
            topic=known.content.topic or world.chance.choice(topics),
            system=known.content.system,
            problem=known.content.title,
            apart="Otro problema de la misma entidad",
        )
        if world.happens("referred"):
            case = resolving.support_referred(
                world.desk, actor, new, "quality", "Hay que revisarlo en el sistema"
            )
            self._opened(case)
            world.note(service, "referred")
            self._on(3, lambda: self._area_answered(actor, case.id, service))
            return
        answer = self._answer(known.code)
        refused = world.happens("refused")
        case = resolving.support(world.desk, actor, new, answer, *_conformity(refused))
        self._opened(case)
        self._answered(case)
        self._closed(case, actor, refused=refused)

    # ------------------------------------------------------------------------- papers
    def papers(
        self,
        actor: Actor,
        service: int,
        ticket_id: UUID | None,
        channel: Channel = Channel.IN_PERSON,
    ) -> None:
        """A case with papers is opened and checked: complete, or handed back."""
        case = self._open(actor, service, ticket_id, channel)
        if case is None:
            return
        wrong = self.world.happens("returned")
        self._check(actor, case, wrong=wrong)

    def resubmitted(self, actor: Actor, case_id: UUID, ticket_id: UUID | None) -> None:
        """What was missing is here: only that is asked again."""
        world = self.world
        case = cases.resubmit(world.desk, actor, case_id, ticket_id=ticket_id)
        self._check(actor, case, wrong=world.chance.random() < 0.1)

    def _open(
        self, actor: Actor, service: int, ticket_id: UUID | None, channel: Channel
    ) -> Case | None:
        world = self.world
        for _ in range(20):
            new = NewCase(
                service,
                channel,
                ticket_id,
                received_at=None if ticket_id else world.clock.moment - timedelta(minutes=40),
                sender="" if ticket_id else "financiero@ejemplo.gob.ec",
                parties=Parties(
                    None if ticket_id else world.somebody(),
                    entity_id=world.chance.choice(world.bodies).id,
                ),
                fields=self._fields(service),
                email_condition_holds=True,
            )
            try:
                case = open_case(world.desk, actor, new)
            except DuplicateCase:
                continue
            self._opened(case)
            return case
        return None

    def _fields(self, service: int) -> dict[str, str]:
        first, last = (f"{self.world.day + timedelta(days=days):%d/%m/%Y}" for days in (4, 8))
        dates = {"absence-from": first, "absence-to": last}
        return {key: text or dates[key] for key, text in FIELDS.get(service, {}).items()}

    def _check(self, actor: Actor, case: Case, *, wrong: bool) -> None:
        world = self.world
        required = world.desk.catalogue.service(case.service).requirements
        faulty = {world.chance.choice(required).number} if wrong else set()
        with world.desk.units.read() as unit:
            settled = {found.requirement for found in unit.cases.findings(case.id, case.submission)}
        left = [item for item in required if item.number not in settled]
        faulty &= {item.number for item in left}
        for item in left:
            world.later(20)
            found = checklists.Mark(item.number, Verdict.ACCEPTED)
            if item.number in faulty:
                missing = not item.reasons or world.chance.random() < 0.4
                found = (
                    checklists.Mark(item.number, Verdict.MISSING)
                    if missing
                    else checklists.Mark(
                        item.number, Verdict.REJECTED, world.chance.choice(item.reasons).code
                    )
                )
                world.note(case.service, "faults")
            elif item.conditional:
                found = checklists.Mark(item.number, Verdict.NOT_APPLICABLE)
            checklists.mark(world.desk, actor, case.id, found)
        world.later(30)
        if faulty:
            self._returned(actor, checklists.give_back(world.desk, actor, case.id))
        else:
            checklists.complete(world.desk, actor, case.id)
            if world.happens("withdrawn"):
                self._on(1, lambda: self._withdraw(actor, case.id, case.service))
            else:
                self._on(world.chance.choice((1, 1, 1, 2, 4)), lambda: self._solve(actor, case.id))

    def _returned(self, actor: Actor, case: Case) -> None:
        self.world.note(case.service, "returned")
        if self.world.happens("comes_back"):
            day = self.world.day + timedelta(days=self.world.chance.randrange(1, 9))
            self.back.setdefault(day, []).append((case.id, case.service, actor))

    # ------------------------------------------------------------------------- the end
    def _solve(self, actor: Actor, case_id: UUID) -> None:
        world = self.world
        with world.desk.units.read() as unit:
            case = unit.cases.get(case_id)
        service = world.desk.catalogue.service(case.service)
        for item in service.steps:
            world.later(60)
            resolving.do_step(world.desk, actor, case_id, item.code, _NOTE)
        answer = Answer(SolutionType.DONE, "Se hizo lo pedido y se comunicó por correo.")
        leave = None
        if service.approval_before_answer:
            asked = approvals.ask(
                world.desk, actor, ApprovalKind.SEND_ANSWER, str(case_id), answer.detail
            )
            approvals.answer(world.desk, world.staff["supervisora"], asked.id, granted=True)
            leave = asked.id
        case = resolving.resolve(world.desk, actor, case_id, answer, leave)
        self._answered(case)
        world.later(60)
        case = resolving.close(world.desk, actor, case_id, ConformityKind.TOLD_BY_EMAIL)
        self._closed(case, actor, refused=False)

    def _area_answered(self, actor: Actor, case_id: UUID, service: int) -> None:
        world = self.world
        resolving.area_answered(world.desk, actor, case_id, "Se corrigió el registro")
        world.later(60)
        case = resolving.resolve(
            world.desk, actor, case_id, self._answer(world.chance.choice(world.bank).code)
        )
        self._answered(case)
        world.later(60)
        case = resolving.close(world.desk, actor, case_id, ConformityKind.GIVEN)
        self._closed(case, actor, refused=False)

    def _withdraw(self, actor: Actor, case_id: UUID, service: int) -> None:
        cases.withdraw(self.world.desk, actor, case_id, "Lo pedirá con otro formulario")
        self.world.note(service, "withdrawn")

    def _reopen(self, actor: Actor, case_id: UUID, service: int) -> None:
        """A supervisor takes a closed case up again; it is answered and closed once more."""
        world = self.world
        try:
            resolving.reopen(world.desk, world.staff["supervisora"], case_id, "Volvió el problema")
        except DuplicateCase:
            return
        world.note(service, "reopened")
        world.later(600)
        code = world.chance.choice(world.bank).code if service in (6, 7) else ""
        answer = self._answer(code) if code else Answer(SolutionType.DONE, "Se hizo de nuevo.")
        leave = None
        if world.desk.catalogue.service(service).approval_before_answer:
            return
        case = resolving.resolve(world.desk, actor, case_id, answer, leave)
        self._answered(case)
        resolving.close(world.desk, actor, case_id, ConformityKind.GIVEN)
        world.note(service, "closed_again")

    # ------------------------------------------------------------------------- inside
    def _parties(self, ticket_id: UUID | None) -> Parties:
        return Parties() if ticket_id is not None else Parties(self.world.somebody())

    def _answer(self, code: str) -> Answer:
        return Answer(SolutionType.EXPLAINED, "Se le explicó cómo hacerlo.", code)

    def _opened(self, case: Case) -> None:
        self.world.note(case.service, "opened")
        self.world.note(case.service, f"opened:{case.origin.channel.value}")

    def _answered(self, case: Case) -> None:
        self.world.note(case.service, "answered")
        if case.due_at is not None:
            self.world.note(case.service, "promised")
            if self.world.clock.moment <= case.due_at:
                self.world.note(case.service, "on_time")

    def _closed(self, case: Case, actor: Actor, *, refused: bool) -> None:
        world = self.world
        world.note(case.service, "closed")
        if refused:
            world.note(case.service, "refused")
        if world.happens("reopened"):
            days = world.chance.choice((1, 3, 12, 30))
            self._on(days, lambda: self._reopen(actor, case.id, case.service))

    def _on(self, days: int, what: Callable[[], None]) -> None:
        self.later.setdefault(self.world.day + timedelta(days=days), []).append(what)


def _conformity(refused: bool) -> tuple[ConformityKind, str]:
    if refused:
        return ConformityKind.REFUSED, "No le sirvió la respuesta"
    return ConformityKind.GIVEN, ""

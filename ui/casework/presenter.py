"""Between the view of a case and the use cases: follows the case, acts, tells one frozen state."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases import boards, case_view, cases, checklists, document_view, resolving
from desktop.usecases.checklists import Mark
from desktop.usecases.desk import Desk
from desktop.usecases.resolving import Answer
from domain.approvals import ASKED_LIMIT, ApprovalNeeded
from domain.case_parts import ConformityKind, Parties
from domain.cases import Case
from domain.checklist import Checklist, ChecklistFaulty, Finding
from domain.errors import InvalidInput, KnownError, NotOnThisData
from domain.staff import Action, Actor, allowed
from ui.casework.prints import CasePrints
from ui.casework.rows import Under
from ui.casework.state import AskLeave, CasePapers, Casework, Phase
from ui.following import POLL_MS, Following

Change = Callable[[UUID], Case]


class CaseworkPresenter(Following[Casework]):
    """Runs the view of one case at a time.

    Marks of the checklist are never dropped: each is shown at once and written in its turn, so
    that a clerk may press faster than the database answers. Everything else is done one at a
    time, as ``Following`` does it.

    Args:
        desk: the workstation.
        actor: who is signed in.
        papers: what prints.
        ask_leave: asks a supervisor's leave to send an answer; None where nobody can be asked.
        poll_ms: how often it looks for changes.
    """

    solved = Signal(object)
    """The case was solved or ended here (``Case``)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        papers: CasePapers,
        *,
        ask_leave: AskLeave | None = None,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self.desk = desk
        self.actor = actor
        self._ask_leave = ask_leave
        self._case_id: UUID | None = None
        self.ticket_id: UUID | None = None
        self._generation = 0
        self._marks = 0
        self._undo: list[Finding] = []
        self.tools = papers.documents
        self.prints = CasePrints(papers, parent=self)
        self.prints.told.connect(self.told)

    @property
    def is_acting(self) -> bool:
        """Whether an action or a mark is under way or its result not yet shown."""
        return super().is_acting or self._marks > 0

    @property
    def can_undo_mark(self) -> bool:
        """Whether a mark set here since the case was opened can be taken back."""
        return bool(self._undo)

    def open(self, case_id: UUID, ticket_id: UUID | None = None) -> None:
        """Show this case; ``ticket_id`` is the visit under way, if it is worked on in one."""
        self.ticket_id = ticket_id
        if case_id != self._case_id:
            self._case_id, self._state = case_id, None
            self._undo.clear()
            self._generation += 1
        self.load()

    def close(self) -> None:
        """Finish what is under way, printing too."""
        super().close()
        self.prints.close()

    # -------------------------------------------------------------- the checklist

    def mark(self, found: Mark) -> bool:
        """Record what was found of a requirement; False where it cannot be."""
        state = self._state
        if state is None or self._closed or state.phase is not Phase.DOCUMENTS:
            return False
        before = state.view.checklist.findings.get(found.requirement)
        try:
            checklist = state.view.checklist.marked(checklists.finding_of(found))
        except InvalidInput as refused:
            self._failed(refused)
            return False
        self._undo.append(before or Finding(found.requirement))
        self._write_mark(state, found, checklist)
        return True

    def undo_mark(self) -> int:
        """Take the last mark back; return its requirement, 0 where there was none."""
        state = self._state
        if state is None or not self._undo or state.phase is not Phase.DOCUMENTS:
            return 0
        back = self._undo.pop()
        found = Mark(back.requirement, back.verdict, back.reason, back.text, back.place)
        self._write_mark(state, found, state.view.checklist.marked(back))
        return back.requirement

    def _write_mark(self, state: Casework, found: Mark, checklist: Checklist) -> None:
        case_id = state.view.case.id
        self._marks += 1
        self._generation += 1
        self._show(replace(state, view=replace(state.view, checklist=checklist)))

        def ended() -> None:
            self._marks -= 1
            if not self._marks:
                self._refresh()

        def done(_checklist: Checklist) -> None:
            ended()

        def failed(error: KnownError) -> None:
            self._undo.clear()
            self._failed(error)
            ended()

        self.runner.write(
            lambda: checklists.mark(self.desk, self.actor, case_id, found), done, failed
        )

    def complete(self, fields: Mapping[str, str] | None = None) -> None:
        """Accept the papers and print the receipt; ``fields`` are kept first, where told."""
        self._end_review(checklists.complete, fields, self._completed)

    def give_back(self, fields: Mapping[str, str] | None = None) -> None:
        """Hand the case back and print receipt and return sheet; ``fields`` likewise."""
        self._end_review(checklists.give_back, fields, self._given_back)

    def _end_review(
        self,
        end: Callable[[Desk, Actor, UUID], Case],
        fields: Mapping[str, str] | None,
        done: Callable[[Case], None],
    ) -> None:
        case_id = self._case_id
        if case_id is None:
            return

        def work() -> Case:
            if fields is not None:
                cases.correct(self.desk, self.actor, case_id, fields=fields)
            return end(self.desk, self.actor, case_id)

        self._act(work, done)

    def tell_faulty(self) -> None:
        """F2 where papers are missing: say what hands them back."""
        if self._state is not None:
            self._failed(ChecklistFaulty(self._state.view.checklist.faults))

    def take_up(
        self,
        received_at: datetime | None = None,
        done: Callable[[Case], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Take the returned case up with what was missing, sent at ``received_at``, if not now."""
        case_id, ticket_id = self._case_id, self.ticket_id
        if case_id is not None:
            self._act(
                lambda: cases.resubmit(
                    self.desk, self.actor, case_id, ticket_id=ticket_id, received_at=received_at
                ),
                done,
                failed,
            )

    def _completed(self, case: Case) -> None:
        state = self._state
        assert case.due_at is not None
        words, todo = "Documentación completa.", ""
        if state is not None:  # else another case was opened meanwhile, and no office is known
            words += f" Vence el {state.view.office.local(case.due_at):%d/%m/%Y %H:%M}."
            kit = state.view.case.id == case.id and state.phase is Phase.KIT
            todo = "Continúa en el kit biométrico." if kit else ""
        self._undo.clear()
        self.prints.receipt(case.id, case.number, words, todo)

    def _given_back(self, case: Case) -> None:
        self._undo.clear()
        self.prints.receipt(case.id, case.number)
        words = f"Trámite devuelto. Puede completarse hasta el {case.term_ends:%d/%m/%Y}."
        self.prints.give_back(case.id, case.number, words, "Entregue las dos hojas a la persona.")

    # -------------------------------------------------------------- facts and people

    def tell_fields(self, fields: Mapping[str, str]) -> None:
        """Keep what the case tells besides."""
        self._do(lambda case_id: cases.correct(self.desk, self.actor, case_id, fields=fields))

    def correct_parties(self, parties: Parties) -> None:
        """Keep whom the case is for."""
        self._do(lambda case_id: cases.correct(self.desk, self.actor, case_id, parties=parties))

    # -------------------------------------------------------------- steps, solution, end

    def do_step(self, code: str, note: str = "") -> None:
        """Record a step in another system as done."""
        self._do(lambda case_id: resolving.do_step(self.desk, self.actor, case_id, code, note))

    def undo_step(self) -> None:
        """Take back the last step recorded as done."""
        state = self._state
        done = [] if state is None else list(state.view.case.steps)
        if done:
            code = max(done, key=lambda step: step.at).code
            self._do(lambda case_id: resolving.undo_step(self.desk, self.actor, case_id, code))

    def diagnose(self) -> None:
        """Say that it needs a closer look."""
        self._do(lambda case_id: resolving.diagnose(self.desk, self.actor, case_id))

    def refer(self, area: str, reason: str) -> None:
        """Hand it to another area."""
        self._do(lambda case_id: resolving.refer(self.desk, self.actor, case_id, area, reason))

    def area_answered(self, answer: str) -> None:
        """Record what the area answered."""
        self._do(lambda case_id: resolving.area_answered(self.desk, self.actor, case_id, answer))

    def resolve(self, answer: Answer, approval_id: UUID | None = None) -> None:
        """Solve it, by a supervisor's leave where the service asks for one."""
        case_id = self._case_id
        if case_id is not None:
            self._act(
                lambda: resolving.resolve(self.desk, self.actor, case_id, answer, approval_id),
                self.solved.emit,
                partial(self._not_resolved, case_id, answer),
            )

    def _not_resolved(self, case_id: UUID, answer: Answer, error: KnownError) -> None:
        if isinstance(error, ApprovalNeeded) and self._ask_leave is not None:
            words = answer.detail  # the supervisor reads what will be sent
            if len(words) > ASKED_LIMIT:
                words = f"{words[: ASKED_LIMIT - 1]}…"
            self._ask_leave(error.kind, str(case_id), words, partial(self.resolve, answer))
        else:
            self._failed(error)

    def finish(self, conformity: ConformityKind, reason: str = "") -> None:
        """End the solved case with what the person said."""
        case_id = self._case_id
        if case_id is None:
            return

        def done(case: Case) -> None:
            self._tell(f"Trámite {case.number} cerrado.")
            self.solved.emit(case)

        self._act(lambda: resolving.close(self.desk, self.actor, case_id, conformity, reason), done)

    # -------------------------------------------------------------- whose it is, its end

    def take(self) -> None:
        """Take the case that nobody has."""
        self._do(lambda case_id: cases.take(self.desk, self.actor, case_id))

    def reassign(self, to: UUID, name: str, reason: str) -> None:
        """Give the case to a colleague."""
        self._do(
            lambda case_id: cases.reassign(self.desk, self.actor, case_id, to, reason),
            f"Ahora lo tiene {name}.",
        )

    def withdraw(self, reason: str) -> None:
        """End it because the person desists, or it was opened by mistake."""
        self._do(lambda case_id: cases.withdraw(self.desk, self.actor, case_id, reason))

    def reclassify(self, service: int) -> None:
        """Move it to the service it really is of."""
        self._undo.clear()
        self._do(lambda case_id: cases.reclassify(self.desk, self.actor, case_id, service))

    def reopen(self, reason: str) -> None:
        """Take it up again though it was closed."""
        self._do(lambda case_id: resolving.reopen(self.desk, self.actor, case_id, reason))

    # -------------------------------------------------------------- inside

    def _do(self, change: Change, words: str = "") -> None:
        case_id = self._case_id
        if case_id is None:
            return

        def done(_case: Case) -> None:
            if words:
                self._tell(words)

        self._act(lambda: change(case_id), done)

    def load(self) -> None:
        """Read once, unless marks are on their way."""
        if not self._marks:
            super().load()

    def _refresh(self) -> None:
        """Read anew whatever was read before."""
        if self._closed:
            return
        self._reading = True
        self._generation += 1
        self.runner.read(lambda: self._read(None), self._polled, self._not_read)

    def _read(self, known: Casework | None) -> Casework | None:
        generation = self._generation  # first: another case may be opened between the two
        case_id = self._case_id
        if case_id is None:
            return None
        if known is not None and boards.change(self.desk) == known.view.change:
            return None
        view = case_view.view(self.desk, self.actor, case_id)
        roles = self.actor.roles_on(view.office.day_of(view.now))
        return Casework(
            view,
            allowed(Action.WORK_CASES, roles),
            allowed(Action.STEER_CASES, roles),
            not view.service.served_by.isdisjoint(roles),
            generation,
            self._under(case_id) if allowed(Action.SEE_DOCUMENTS, roles) else None,
        )

    def _under(self, case_id: UUID) -> Under | None:
        """What lies under each requirement; None on a server of an earlier program."""
        if self.tools is None:
            return None
        try:
            return document_view.of_case(self.desk, self.actor, case_id).under
        except NotOnThisData:
            return None

    def _polled(self, state: Casework | None) -> None:
        if state is not None and state.generation != self._generation:
            self._reading = False
            self.load()  # something was done, or another case opened, while this was read
            return
        super()._polled(state)

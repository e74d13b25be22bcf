"""Between the support page and the use cases: who asks, what was solved before, and the closing."""

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases import boards, reception, solutions
from desktop.usecases.desk import Desk
from desktop.usecases.support_desk import Asked, SupportDesk, support_desk
from domain.cases import Case, DuplicateCase
from domain.errors import KnownError, NotFound
from domain.ids import new_id
from domain.people import DocumentType, Entity, Person
from domain.solutions import Solution, SolutionType, WrongSolutionState, solution_number
from domain.staff import Actor
from domain.tickets import TicketState
from ui.following import POLL_MS, Following
from ui.reception.state import entity_result
from ui.support.ending import Duplicate, Ending, carry_out, ended_words
from ui.support.state import Draft, Step, SupportState, caller_results
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.widgets.results import Result

Drafts = dict[UUID, Draft]
"""The cases begun and not closed, by turno or call."""
AT_THE_DESK = frozenset({TicketState.SERVING, TicketState.HELD})


class SupportPresenter(Following[SupportDesk]):
    """Runs one person's support page.

    Args:
        desk: the workstation.
        actor: who is signed in.
        drafts: the cases begun and not closed; kept by who makes the page, so that they outlive it.
        poll_ms: how often it looks for changes.
    """

    ended = Signal(object)
    """A case is closed, left open or referred (``Case``), and the person is attended."""
    case_wanted = Signal(object)
    """A case is to be opened (its id)."""
    duplicate = Signal(object)
    """The entity has an open case of the topic (``Duplicate``): ask what to do."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        drafts: Drafts | None = None,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(poll_ms=poll_ms, parent=parent)
        self.desk = desk
        self._actor = actor
        self._drafts: Drafts = {} if drafts is None else drafts
        self._asked = Asked()
        self._entering = False
        self._applying = False
        self._shown = SupportState()

    @property
    def shown(self) -> SupportState:
        """What the page shows now."""
        return self._shown

    # -------------------------------------------------------------- which case

    def begin(self, ticket_id: UUID | None) -> None:
        """Write a case of a turno, going on where it was left; or of a new call."""
        self._entering = False
        key = new_id() if ticket_id is None else ticket_id
        fresh = Draft(key, self.desk.clock.now(), ticket_id)
        self._take(self._drafts.get(key, fresh))
        if ticket_id is None:
            self.seek_person()

    def enter(self) -> None:
        """The page comes to the front: go on with what is written, or with who is attended."""
        self._entering = True
        self.start()
        self.load()

    def resume(self) -> None:
        """Go on with the case that was left longest ago."""
        if self._shown.waiting:
            self._take(self._shown.waiting[0])

    def discard(self) -> None:
        """Forget the case being written."""
        if self._shown.draft is not None:
            self._drop(self._shown.draft)

    # -------------------------------------------------------------- who asks

    def seek_person(self) -> None:
        """Ask who it is."""
        self._find_again(Step.PERSON)

    def seek_entity(self) -> None:
        """Ask for which entity."""
        self._find_again(Step.ENTITY)

    def search(self, text: str) -> None:
        """Look for people or entities."""
        self._change(query=text, refusal="")
        if not text:
            self._change(results=())
            return
        seek = self._people if self._shown.step is Step.PERSON else self._entities
        self.runner.latest("who", partial(seek, text), partial(self._found, text), self._unfound)

    def register(self, typed: str) -> None:
        """Ask for the name and the rest of a caller who is not on file."""
        self._change(step=Step.REGISTER, typed=typed, refusal="", results=())

    def save_person(self, name: str, phone: str, email: str) -> None:
        """Register a caller; a name is enough for support."""
        draft = reception.PersonDraft(DocumentType.NONE, "", name, phone, email)
        self._act(
            lambda: reception.register_person(self.desk, self._actor, draft),
            self.take_person,
            self._refused,
        )

    def take_person(self, person: Person) -> None:
        """It is this person; a call goes on with the entity."""
        draft = self._shown.draft
        if draft is None:
            return
        self._write(replace(draft, person=person))
        if draft.ticket_id is None and draft.entity is None:
            self.seek_entity()
        else:
            self.go_on()

    def take_entity(self, entity: Entity | None) -> None:
        """It is for this entity, or for none."""
        draft = self._shown.draft
        if draft is not None:
            self._write(replace(draft, entity=entity))
            self.go_on()

    def go_on(self) -> None:
        """Go back to the case, with who it is as it stands."""
        self._change(step=Step.CASE, query="", results=(), refusal="", typed="")

    def back(self) -> bool:
        """Go one step back; False where there is none."""
        draft, step = self._shown.draft, self._shown.step
        if step is Step.REGISTER:
            self.seek_person()
        elif step in {Step.PERSON, Step.ENTITY} and draft is not None:
            if draft.ticket_id is None and not draft.touched:
                self.discard()
            else:
                self.go_on()
        else:
            return False
        return True

    # -------------------------------------------------------------- what it is about

    def set_topic(self, topic: str) -> None:
        """It is about this topic."""
        self._edit(topic=topic)
        self._look_up()

    def set_system(self, system: str) -> None:
        """It is about this system, or none."""
        self._edit(system=system)
        self._look_up()

    def type_problem(self, problem: str) -> None:
        """The problem is being typed: solutions are found meanwhile."""
        self._edit(problem=problem)
        self._look_up()

    def set_type(self, type_: SolutionType | None) -> None:
        """It is solved in this way."""
        draft = self._shown.draft
        if draft is not None:
            self._edit(solved=replace(draft.solved, type=type_))

    def type_detail(self, detail: str) -> None:
        """What was done or told is being typed."""
        draft = self._shown.draft
        if draft is not None and detail != draft.solved.detail:
            self._write(draft.detailed(detail))

    def apply(self, solution: Solution) -> None:
        """Solve it with a solution of the bank."""
        draft, seen = self._shown.draft, self._state
        if draft is None or seen is None:
            return
        said = solution_number(draft.problem) is not None  # found by its code: that is no problem
        told = replace(draft, problem="") if said else draft
        self._write(told.applied(solution, seen.catalogue))

    def apply_when_found(self) -> None:
        """Apply the solution whose code is typed, as soon as it is found."""
        self._applying = True

    def undo_apply(self) -> None:
        """Take back the solution applied."""
        if self._shown.draft is not None:
            self._write(self._shown.draft.undone())

    # -------------------------------------------------------------- its end

    def end(self, ending: Ending, apart: str = "") -> None:
        """Close the case, leave it open, or refer it; the page checked that nothing is missing.

        Args:
            ending: which, and what the person said.
            apart: why it is not the same as an open case of the entity.
        """
        draft, service = self._shown.draft, self._shown.service
        if draft is None or service is None or self.is_acting:
            return
        new = replace(draft, apart=apart or draft.apart).new_case(service)
        answer = draft.answer()
        self._act(
            lambda: carry_out(self.desk, self._actor, new, answer, ending),
            partial(self._ended, draft, ending),
            partial(self._not_ended, ending),
        )

    def _ended(self, draft: Draft, ending: Ending, case: Case) -> None:
        self._drop(draft)
        what, todo = ended_words(case, ending, self.desk.catalogue)
        opens = ("Abrir el trámite", partial(self.case_wanted.emit, case.id))
        action = opens if case.is_open or todo else None
        self.told.emit(Notice(what, todo=todo, kind=Kind.OK, action=action))
        if ending.another:
            self._next_of(draft)
        else:
            self.ended.emit(case)

    def _next_of(self, draft: Draft) -> None:
        """Begin another case for the same person."""
        again = Draft(
            draft.ticket_id or new_id(),
            self.desk.clock.now(),
            draft.ticket_id,
            draft.code,
            draft.person,
            draft.entity,
        )
        self._take(again)

    def _not_ended(self, ending: Ending, error: KnownError) -> None:
        draft = self._shown.draft
        if isinstance(error, DuplicateCase):
            self.duplicate.emit(Duplicate(error.existing, ending))
            return
        gone = isinstance(error, WrongSolutionState) or (
            isinstance(error, NotFound) and draft is not None and bool(draft.solved.code)
        )
        if gone and draft is not None:
            # Its words stay: they are what was told; only the bank does not offer them any more.
            self._write(replace(draft, solved=replace(draft.solved, code=""), before=None))
            self._look_up()
        self._failed(error)

    # -------------------------------------------------------------- inside

    def _take(self, draft: Draft) -> None:
        """Show a draft, and look up what goes with it."""
        self._drafts[draft.key] = draft
        self._show_draft(draft, step=Step.CASE)
        self._look_up()

    def _drop(self, draft: Draft) -> None:
        self._drafts.pop(draft.key, None)
        self._show_draft(None, step=Step.IDLE, solutions=(), found_for=None)

    def _edit(self, **changes: Any) -> None:
        if self._shown.draft is not None:
            self._write(replace(self._shown.draft, **changes))

    def _write(self, draft: Draft) -> None:
        self._drafts[draft.key] = draft
        self._show_draft(draft)

    def _show_draft(self, draft: Draft | None, **changes: Any) -> None:
        """Show a draft, or none; the others that hold anything wait."""
        self._asked = Asked() if draft is None else draft.asked
        for key, other in list(self._drafts.items()):
            if other is not draft and not other.touched:
                del self._drafts[key]
        waiting = tuple(other for other in self._drafts.values() if other is not draft)
        self._change(draft=draft, waiting=waiting, **changes)
        if self._state is not None and self._state.asked != self._asked:
            self.load()

    def _change(self, **changes: Any) -> None:
        shown = replace(self._shown, **changes)
        if shown != self._shown:
            self._shown = shown
            self.changed.emit(shown)

    def _find_again(self, step: Step) -> None:
        if self._shown.draft is not None:
            self._change(step=step, query="", results=(), refusal="", typed="")

    def _people(self, text: str) -> tuple[Result, ...]:
        return caller_results(reception.find_people(self.desk, self._actor, text), text)

    def _entities(self, text: str) -> tuple[Result, ...]:
        return tuple(map(entity_result, reception.find_entities(self.desk, self._actor, text)))

    def _found(self, text: str, results: tuple[Result, ...]) -> None:
        if text == self._shown.query:
            self._change(results=results, refusal="")

    def _unfound(self, error: KnownError) -> None:
        self._change(results=(), refusal=error.words)

    def _refused(self, error: KnownError) -> None:
        self._change(refusal=error.words)

    def _look_up(self) -> None:
        """Find solutions for what is written so far."""
        draft = self._shown.draft
        if draft is None:
            return
        text, topic, system = draft.problem, draft.topic, draft.system
        self.runner.latest(
            "solutions",
            lambda: tuple(solutions.find(self.desk, self._actor, text, topic, system)),
            partial(self._solutions_found, text),
            partial(self._no_solutions, text),
        )

    def _solutions_found(self, text: str, found: tuple[Solution, ...]) -> None:
        self._change(solutions=found, found_for=text)
        if self._applying and found and solution_number(text) == found[0].number:
            self.apply(found[0])
        self._applying = False

    def _no_solutions(self, text: str, _: KnownError) -> None:
        """What was typed can be in no solution; closing the case says what is wrong with it."""
        self._change(solutions=(), found_for=text)

    def _read(self, known: SupportDesk | None) -> SupportDesk | None:
        """Read off the UI thread; None where nothing moved since ``known``."""
        asked = self._asked
        same = known is not None and known.asked == asked and not self._entering
        if same and known is not None and boards.change(self.desk) == known.change:
            return None
        return support_desk(self.desk, self._actor, asked)

    def _show(self, state: SupportDesk) -> None:
        self._state = state
        draft = self._shown.draft
        if draft is not None and draft.ticket_id == state.asked.ticket_id:
            code = "" if state.ticket is None else state.ticket.code
            self._drafts[draft.key] = draft = replace(draft, code=code)
        self._change(seen=state, draft=draft)

    def _polled(self, state: SupportDesk | None) -> None:
        super()._polled(state)
        if self._entering and state is not None:
            self._entering = False
            self._follow(state)
        behind = self._state is not None and self._state.asked != self._asked
        if behind or self._entering:
            self.load()  # what was under way was asked for before

    def _follow(self, seen: SupportDesk) -> None:
        """Begin with who is attended, unless something is being written."""
        draft = self._shown.draft
        if draft is not None:
            left = seen.ticket is not None and seen.ticket.state not in AT_THE_DESK
            if draft.touched or not left:
                return
            self._drop(draft)
        if seen.attending is not None and seen.in_person is not None:
            self.begin(seen.attending.id)

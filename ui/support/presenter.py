"""Between the support page and the use cases: what was solved before, and the closing."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.usecases import solutions
from desktop.usecases.desk import Desk
from domain.cases import Case, DuplicateCase
from domain.errors import KnownError, NotFound
from domain.ids import new_id
from domain.solutions import Solution, SolutionType, WrongSolutionState, solution_number
from domain.staff import Actor
from ui.following import POLL_MS
from ui.support.drafts import Drafts
from ui.support.ending import Duplicate, Ending, carry_out, ended_words
from ui.support.state import Draft
from ui.support.who import WhoAsks
from ui.theme import Kind
from ui.widgets.notices import Notice


class SupportPresenter(WhoAsks):
    """Runs one person's support page; see ``WhoAsks`` for its arguments."""

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
        super().__init__(desk, actor, drafts, poll_ms=poll_ms, parent=parent)
        self._applying = False

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

    def _look_up(self) -> None:
        """Find solutions for what is written so far."""
        draft = self._shown.draft
        if draft is None:
            return
        text, topic, system = draft.problem, draft.topic, draft.system
        self.runner.latest(
            "solutions",
            lambda: self._find(text, topic, system),
            partial(self._solutions_found, text),
            partial(self._no_solutions, text),
        )

    def _find(self, text: str, topic: str, system: str) -> tuple[tuple[Solution, ...], bool]:
        """Return what has the words typed; where nothing has them, what the topic offers, and so."""
        found = tuple(solutions.find(self.desk, self._actor, text, topic, system))
        if found or not topic:
            return found, False
        most_used = solutions.find(self.desk, self._actor, "", topic)
        near = tuple(one for one in most_used if one.topic == topic)
        return near, bool(near)

    def _solutions_found(self, text: str, what: tuple[tuple[Solution, ...], bool]) -> None:
        found, near = what
        self._change(solutions=found, near=near, found_for=text)
        if self._applying and found and solution_number(text) == found[0].number:
            self.apply(found[0])
        self._applying = False

    def _no_solutions(self, text: str, _: KnownError) -> None:
        """What was typed can be in no solution; closing the case says what is wrong with it."""
        self._change(solutions=(), near=False, found_for=text)

"""Whom the support page is about: the turno or the call, who asks, and what is known of them."""

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject

from desktop.usecases import boards, reception
from desktop.usecases.desk import Desk
from desktop.usecases.support_desk import Asked, SupportDesk, support_desk
from domain.errors import KnownError
from domain.ids import new_id
from domain.people import DocumentType, Entity, Person
from domain.staff import Actor
from domain.tickets import TicketState
from ui.following import POLL_MS, Following
from ui.reception.lookups import exact
from ui.reception.state import entity_result
from ui.support.drafts import Drafts
from ui.support.state import Draft, Newcomer, Step, SupportState, caller_results
from ui.widgets.results import Result

AT_THE_DESK = frozenset({TicketState.SERVING, TicketState.HELD})


def people(desk: Desk, actor: Actor, text: str) -> tuple[Result, ...]:
    """Return the people a text finds, and that another can be registered."""
    return caller_results(reception.find_people(desk, actor, text), text)


def entities(desk: Desk, actor: Actor, text: str) -> tuple[Result, ...]:
    """Return the entities a text finds."""
    return tuple(map(entity_result, reception.find_entities(desk, actor, text)))


class WhoAsks(Following[SupportDesk]):
    """The half of the support page's presenter that knows whose case is written.

    Args:
        desk: the workstation.
        actor: who is signed in.
        drafts: the cases begun and not closed; kept by who makes the page, so that they outlive it.
        poll_ms: how often it looks for changes.
    """

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        drafts: Drafts | None = None,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self.desk = desk
        self._actor = actor
        self._drafts = Drafts() if drafts is None else drafts
        self._asked = Asked()
        self._entering = False
        self._before = False
        self._taking = ""
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
        self._take(self._drafts.get(key) or fresh)
        if ticket_id is None:
            self.seek_person()

    def enter(self) -> None:
        """The page comes to the front: go on with what is written, or with who is attended."""
        self._entering = True
        self._before = self._reading or self._acting  # what comes first may be of before
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
        if text != self._taking:
            self._taking = ""
        self._change(query=text, refusal="")
        if not text:
            self._change(results=())
            return
        seek = people if self._shown.step is Step.PERSON else entities
        look = partial(seek, self.desk, self._actor, text)
        self.runner.latest("who", look, partial(self._found, text), self._unfound)

    def enter_text(self, text: str) -> None:
        """Take the one that is meant by a text still being searched for (scanned, typed fast)."""
        self._taking = text

    def open(self, result: Result) -> None:
        """It is this one."""
        match result.value:
            case Person():
                self.take_person(result.value)
            case Entity():
                self.take_entity(result.value)
            case Newcomer(typed):
                self.register(typed)

    def skip(self) -> None:
        """Go on with the person, then the entity, as they are."""
        if self._shown.step is Step.PERSON:
            self.seek_entity()
        else:
            self.go_on()

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

    def take_entity(self, entity: Entity) -> None:
        """It is for this entity."""
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

    # -------------------------------------------------------------- inside

    def _take(self, draft: Draft) -> None:
        """Show a draft, and look up what goes with it."""
        self._drafts.put(draft)
        self._show_draft(draft, step=Step.CASE)
        self._look_up()

    def _drop(self, draft: Draft) -> None:
        self._drafts.drop(draft)
        self._show_draft(None, step=Step.IDLE, solutions=(), found_for=None)

    def _edit(self, **changes: Any) -> None:
        if self._shown.draft is not None:
            self._write(replace(self._shown.draft, **changes))

    def _write(self, draft: Draft) -> None:
        self._drafts.put(draft)
        self._show_draft(draft)

    def _show_draft(self, draft: Draft | None, **changes: Any) -> None:
        """Show a draft, or none; the others that hold anything wait."""
        self._asked = Asked() if draft is None else draft.asked
        self._change(draft=draft, waiting=self._drafts.waiting(draft), **changes)
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

    def _found(self, text: str, results: tuple[Result, ...]) -> None:
        if text != self._shown.query:
            return
        self._change(results=results, refusal="")
        meant = exact(results, text) if text == self._taking else None
        self._taking = ""
        if meant is not None:
            self.open(meant)

    def _unfound(self, error: KnownError) -> None:
        self._change(results=(), refusal=error.words)

    def _refused(self, error: KnownError) -> None:
        self._change(refusal=error.words)

    def _look_up(self) -> None:
        """Find what may solve the case as it is written now."""
        raise NotImplementedError

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
            draft = replace(draft, code=code)
            self._drafts.put(draft)
        self._change(seen=state, draft=draft)

    def _polled(self, state: SupportDesk | None) -> None:
        super()._polled(state)
        before, self._before = self._before, False
        if self._entering and state is not None and not before:
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

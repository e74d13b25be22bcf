"""Who comes to reception: found as one types, registered or corrected, and for which entity."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.ports import PeopleElsewhere, RecordSeen
from desktop.usecases import elsewhere, reception
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from desktop.usecases.reception import PersonDraft
from domain.errors import KnownError
from domain.exchange import KnownPerson
from domain.people import AlreadyRegistered, DocumentType, Entity, Person
from domain.staff import Actor
from ui.reception.cases import came_with
from ui.reception.lookups import (
    About,
    about,
    exact,
    known_entity,
    known_person,
    search,
    search_entities,
)
from ui.reception.state import NewEntity, NewPerson, State, Step
from ui.widgets.results import Result
from ui.work import Runner

T = TypeVar("T")

AskPeople = Callable[[], PeopleElsewhere]
"""Returns who asks the centre, on a worker thread. Raises KnownError."""


class WhoComes(QObject):
    """The half of reception's presenter that knows who stands there.

    Args:
        desk: the workstation.
        actor: who is signed in.
        people: returns who asks the centre; None where nothing may leave this computer.
    """

    changed = Signal(object)
    """The new ``State``."""
    told = Signal(object)
    """A ``Notice`` or ``KnownError`` to show."""
    ticket_found = Signal(object)
    """The search led to this turno (its id)."""
    records_found = Signal(object, object)
    """A ``Person``, and what each office keeps of them."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        people: AskPeople | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._people = people
        self._desk, self._actor = desk, actor
        self.state = State()
        self.runner = Runner(self.told.emit, parent=self)
        # Its own: ends come in order, and nothing stored may wait for the centre's answer.
        self.centre = Runner(self.told.emit, parent=self)
        self._awaited = ""
        self._closing = False

    # ------------------------------------------------------------------------- search
    def search(self, text: str) -> None:
        """Find ``text`` as it is typed; what an earlier text brought is not shown any more."""
        self._awaited = ""
        if not text:
            self._read("find", lambda: ())
            self._set(query="", results=(), refusal="")
            return
        find = search_entities if self.state.step is Step.FIND_ENTITY else search
        self._read(
            "find",
            partial(find, self._desk, self._actor, text),
            partial(self._found, text),
            partial(self._refused, text),
        )

    def enter(self, text: str, current: Result | None) -> None:
        """Intro: take the current result, or, when typed faster than found, the certain one."""
        if not text:
            return
        if text == self.state.query:
            if current is not None:
                self.open(current)
        else:
            self._awaited = text

    def open(self, result: Result) -> None:
        """Go on with what was found."""
        value = result.value
        if isinstance(value, Person):
            self.take_person(value)
        elif isinstance(value, KnownPerson):
            self.take_in(value)
        elif isinstance(value, Entity):
            self.take_entity(value)
        elif isinstance(value, CaseView):
            self.take_case(value)
        elif isinstance(value, NewPerson):
            self.new_person(value.typed)
        elif isinstance(value, NewEntity):
            self.new_entity(value.typed)
        elif isinstance(value, UUID):
            self._clear_search()
            self.ticket_found.emit(value)

    def _found(self, text: str, results: tuple[Result, ...]) -> None:
        self._set(query=text, results=results, refusal="")
        awaited, self._awaited = self._awaited, ""
        if awaited == text:
            certain = exact(results, text)
            if certain is not None:
                self.open(certain)

    def _refused(self, text: str, error: KnownError) -> None:
        self._awaited = ""
        self._set(query=text, results=(), refusal=error.words)

    def _clear_search(self, **more: Any) -> None:
        self._read("find", lambda: ())
        self._set(query="", results=(), refusal="", **more)

    # ------------------------------------------------------------------ person, entity
    def start_over(self) -> None:
        """Begin with the next person."""
        self._awaited = ""
        self._read("find", lambda: ())
        self._become(State(hall=self.state.hall, last=self.state.last))

    def back(self) -> None:
        """One step back; nothing chosen for the person is lost."""
        step = self.state.step
        if step in {Step.FIND_ENTITY, Step.ENTITY_FORM} or self.state.editing:
            there = Step.FIND if self.state.person is None else Step.CHOOSE
            self._clear_search(step=there, editing=False, existing=None)
        else:
            self.start_over()

    def take_person(self, person: Person) -> None:
        """This is who came."""
        self._clear_search(
            step=Step.CHOOSE,
            person=person,
            visits=(),
            cases=(),
            elsewhere=None,
            editing=False,
            existing=None,
        )
        self._read_about()

    def take_in(self, known: KnownPerson) -> None:
        """Register whom another office knows, as it knows them, and go on with them."""
        kind = DocumentType(known.document_type)
        draft = PersonDraft(kind, known.document, known.name)
        register = partial(reception.register_person, self._desk, self._actor, draft)
        self.runner.write(register, self.take_person, self._not_taken_in)

    def look_elsewhere(self) -> None:
        """Ask for what other offices keep of the person; it is noted who looked."""
        person, people = self.state.person, self._people
        if person is None or people is None:
            return

        def work() -> Sequence[RecordSeen]:
            return elsewhere.full_record(self._desk, self._actor, people(), person.id)

        self.centre.read(work, lambda records: self.records_found.emit(person, records))

    def take_case(self, seen: CaseView) -> None:
        """They come with the number of a case: its person, entity and service are known."""
        person, entity = seen.parties.bearer, seen.parties.entity
        hall = self.state.hall
        here = () if hall is None else tuple(row.service.id for row in hall.services)
        number = seen.case.service
        self._clear_search(
            step=Step.FIND if person is None else Step.CHOOSE,
            person=person,
            entity=entity,
            visits=(),
            cases=(),
            elsewhere=None,
            editing=False,
            existing=None,
            came=came_with(seen),
            chosen=(number,) if number in here and seen.case.is_open else (),
        )
        self._read_about()

    def new_person(self, typed: str = "") -> None:
        """Register somebody."""
        self._clear_search(step=Step.PERSON_FORM, editing=False, typed=typed, existing=None)

    def edit_person(self) -> None:
        """Correct what is on file of the person."""
        if self.state.person is not None:
            self._set(step=Step.PERSON_FORM, editing=True, existing=None, refusal="")

    def seek_entity(self) -> None:
        """Ask for whom they come."""
        self._clear_search(step=Step.FIND_ENTITY, existing=None)

    def take_entity(self, entity: Entity | None) -> None:
        """They come for this body, or for none."""
        there = Step.FIND if self.state.person is None else Step.CHOOSE
        self._clear_search(step=there, entity=entity, editing=False, existing=None)
        self._read_about()

    def new_entity(self, typed: str = "") -> None:
        """Register a body."""
        self._clear_search(step=Step.ENTITY_FORM, editing=False, typed=typed, existing=None)

    def edit_entity(self) -> None:
        """Correct what is on file of the entity, or rename it."""
        if self.state.entity is not None:
            self._clear_search(step=Step.ENTITY_FORM, editing=True, existing=None)

    def look_up_person(self, document_type: DocumentType, document: str) -> None:
        """See whether somebody else is on file with a document while it is typed."""

        mine = self.state.person.id if self.state.editing and self.state.person else None
        find = partial(known_person, self._desk, self._actor, document_type, document, mine)
        self._read("known", find, self._known)

    def look_up_entity(self, ruc: str) -> None:
        """See whether a body is on file with a RUC while it is typed."""

        mine = self.state.entity.id if self.state.editing and self.state.entity else None
        find = partial(known_entity, self._desk, self._actor, ruc, mine)
        self._read("known", find, self._known)

    def forget_known(self) -> None:
        """The number in the form is another one."""
        self._read("known", lambda: None)
        self._set(existing=None, refusal="")

    def use_existing(self) -> None:
        """Take who is on file already instead of registering them again."""
        if isinstance(self.state.existing, Person):
            self.take_person(self.state.existing)
        elif isinstance(self.state.existing, Entity):
            self.take_entity(self.state.existing)

    def save_person(self, draft: PersonDraft) -> None:
        """Register or correct the person of the form, and go on with them."""
        if self.state.editing and self.state.person is not None:
            save = partial(
                reception.correct_person, self._desk, self._actor, self.state.person.id, draft
            )
        else:
            save = partial(reception.register_person, self._desk, self._actor, draft)
        self.runner.write(save, self.take_person, self._not_saved)

    def save_entity(self, ruc: str, name: str, esigef_code: str) -> None:
        """Register or correct the body of the form, and go on with it."""
        if self.state.editing and self.state.entity is not None:
            save = partial(reception.correct_entity, self._desk, self._actor, self.state.entity.id)
        else:
            save = partial(reception.register_entity, self._desk, self._actor)
        self.runner.write(partial(save, ruc, name, esigef_code), self.take_entity, self._not_saved)

    def _known(self, existing: Person | Entity | None) -> None:
        if self.state.step in {Step.PERSON_FORM, Step.ENTITY_FORM}:
            self._set(existing=existing)

    def _not_saved(self, error: KnownError) -> None:
        if isinstance(error, AlreadyRegistered):
            self._set(existing=error.existing)
        else:
            self._set(refusal=error.words)

    def _not_taken_in(self, error: KnownError) -> None:
        if isinstance(error, AlreadyRegistered) and isinstance(error.existing, Person):
            self.take_person(error.existing)  # somebody was quicker
        else:
            self.told.emit(error)

    def _read_about(self) -> None:
        """Read what is known of who came: their visits, and open cases of them and the entity."""
        person, entity = self.state.person, self.state.entity
        if person is None:
            return

        def show(found: About) -> None:
            if self.state.person is not None and self.state.person.id == person.id:
                self._set(visits=found.visits, cases=found.cases, elsewhere=found.elsewhere)

        self._read("about", partial(about, self._desk, self._actor, person, entity), show)

    # ------------------------------------------------------------------------- inside
    def _read(
        self,
        key: str,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Read what the page shows; while it closes nobody looks any more."""
        if not self._closing:
            self.runner.latest(key, work, done, failed)

    def _set(self, **changes: Any) -> None:
        self._become(replace(self.state, **changes))

    def _become(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)

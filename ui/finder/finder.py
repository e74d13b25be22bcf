"""Find anything: people, entities, turnos of today, and what can be opened, by typing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases import case_view, reception
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from domain.case_number import means_case
from domain.errors import KnownError
from domain.people import Entity, Person
from domain.staff import Action, Actor, allowed
from domain.text import search_terms
from ui.casework.state import STATE_KINDS as CASE_KINDS
from ui.reception.cases import CASES, about_case
from ui.reception.state import (
    ENTITIES,
    PEOPLE,
    TICKETS,
    document_words,
    entity_words,
)
from ui.shell import Found, MainWindow
from ui.states import STATE_KINDS
from ui.work import Runner

ANYTHING = "Cédula, RUC, nombre, turno o trámite"
PLACES = "Ir a"
PEOPLE_AT_MOST = 5
ENTITIES_AT_MOST = 3
PLACES_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A page or an action.

    Args:
        title: its name on the screen.
        icon: a file of ``resources/icons``.
        open: goes there.
        detail: what it is for, or its key.
        words: other words people call it by.
    """

    title: str
    icon: str
    open: Callable[[], None]
    detail: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Goals:
    """Where what was found is opened; what can be opened nowhere is not looked for.

    Attributes:
        missing: tells why the case of a number is not here.
    """

    person: Callable[[Person], None] | None = None
    entity: Callable[[Entity], None] | None = None
    ticket: Callable[[UUID], None] | None = None
    case: Callable[[CaseView], None] | None = None
    missing: Callable[[KnownError], None] | None = None


class Finder(QObject):
    """Answers the search of the window, by what the roles of who is signed in may see.

    Args:
        desk: the workstation.
        actor: who is signed in.
        goals: where what is found is opened.
        places: pages and actions of this person.
    """

    found = Signal(str, object)
    """The text searched for, and a tuple of ``Found``."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        goals: Goals,
        places: Sequence[Place] = (),
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._actor, self._goals = desk, actor, goals
        self._places = tuple(places)
        self.runner = Runner(parent=self)
        self._closed = False

    def attach(self, window: MainWindow) -> None:
        """Answer the search field of ``window`` until it closes."""
        window.searched.connect(self.search)
        self.found.connect(window.show_found)
        window.closing.connect(self.close)
        window.set_searchable(True, ANYTHING if self._goals.ticket else "Página o acción")

    def close(self) -> None:
        """Look for nothing more."""
        self._closed = True
        self.runner.close()

    def search(self, text: str) -> None:
        """Find ``text``; only the newest search is answered."""
        if self._closed:
            return
        self.runner.latest(
            "find",
            partial(self._find, text),
            lambda found: self.found.emit(text, found),
            # What cannot be searched for is found nowhere; the panel says so.
            lambda _error: self.found.emit(text, self._places_named(text)),
        )

    def _find(self, text: str) -> tuple[Found, ...]:
        with self._desk.units.read() as unit:
            today = unit.offices.office().day_of(self._desk.clock.now())
        roles = self._actor.roles_on(today)
        found = list(self._places_named(text))
        goals = self._goals
        if goals.case is not None and means_case(text) and allowed(Action.SEE_CASES, roles):
            return (*found, self._case(text, goals.case))
        if goals.ticket is not None and allowed(Action.SEE_QUEUE, roles):
            found += self._tickets(text, goals.ticket)
        if goals.person is not None and allowed(Action.REGISTER_PEOPLE, roles):
            found += self._people(text, goals.person)
        if goals.entity is not None and allowed(Action.REGISTER_PEOPLE, roles):
            found += self._entities(text, goals.entity)
        return tuple(found)

    def _places_named(self, text: str) -> tuple[Found, ...]:
        typed = search_terms(text)
        return tuple(
            Found(place.title, place.detail, place.icon, place.open, PLACES)
            for place in self._places
            if typed and _named(f"{place.title} {place.words}", typed)
        )[:PLACES_AT_MOST]

    def _tickets(self, text: str, goal: Callable[[UUID], None]) -> list[Found]:
        ticket = reception.find_ticket(self._desk, self._actor, text)
        if ticket is None:
            return []
        services = self._desk.catalogue.short_names(ticket.services)
        return [
            Found(
                ticket.code,
                services,
                "ticket",
                partial(goal, ticket.id),
                TICKETS,
                ticket.state.label,
                STATE_KINDS[ticket.state],
            )
        ]

    def _case(self, text: str, goal: Callable[[CaseView], None]) -> Found:
        try:
            case = case_view.find(self._desk, self._actor, text)
        except KnownError as error:
            told = self._goals.missing or (lambda _error: None)
            return Found(error.what, error.todo, "circle-help", partial(told, error), CASES)
        seen = case_view.view(self._desk, self._actor, case.id)
        return Found(
            case.number,
            about_case(seen),
            "folder-open",
            partial(goal, seen),
            CASES,
            seen.state_words,
            CASE_KINDS[case.state],
        )

    def _people(self, text: str, goal: Callable[[Person], None]) -> list[Found]:
        people = reception.find_people(self._desk, self._actor, text)[:PEOPLE_AT_MOST]
        return [
            Found(
                person.name,
                document_words(person),
                "user-round",
                partial(goal, person),
                PEOPLE,
            )
            for person in people
        ]

    def _entities(self, text: str, goal: Callable[[Entity], None]) -> list[Found]:
        entities = reception.find_entities(self._desk, self._actor, text)[:ENTITIES_AT_MOST]
        return [
            Found(
                entity.name,
                entity_words(entity),
                "building-2",
                partial(goal, entity),
                ENTITIES,
            )
            for entity in entities
        ]


def _named(name: str, typed: Sequence[str]) -> bool:
    words = search_terms(name)
    return all(any(word.startswith(term) for word in words) for term in typed)

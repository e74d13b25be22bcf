"""The suggestion box: what people say of services, specialists and the office.

Source: CONECTAMEF resolution and directive, letter e): a box for what users think of the
specialists and of the services.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from domain.errors import InvalidInput
from domain.survey import CONTACT_LIMIT
from domain.text import clean_text

WORDS_LIMIT = 1000
ANSWER_LIMIT = 600


class About(StrEnum):
    """What a suggestion is about."""

    SERVICE = "service"
    STAFF = "staff"
    OFFICE = "office"

    @property
    def label(self) -> str:
        """As a person chooses it."""
        return {
            About.SERVICE: "Un servicio",
            About.STAFF: "Quien me atendió",
            About.OFFICE: "La oficina",
        }[self]


class SuggestionState(StrEnum):
    """How far a suggestion has come."""

    NEW = "new"
    SEEN = "seen"
    DONE = "done"

    @property
    def label(self) -> str:
        """As the supervisor reads it."""
        return {"new": "Nueva", "seen": "Vista", "done": "Atendida"}[self.value]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One paper of the box.

    Attributes:
        id: random, so that it tells nothing of when it was left.
        service: its number, 0 unless it is about one.
        staff_id: about whom, if it is about somebody.
        contact: only where an answer is wanted.
        answer: what was done about it.
        seen_by, seen_at: who read it last, or noted what was done.
    """

    id: UUID
    office_id: UUID
    day: date
    about: About
    words: str
    service: int = 0
    staff_id: UUID | None = None
    contact: str = ""
    state: SuggestionState = SuggestionState.NEW
    answer: str = ""
    seen_by: UUID | None = None
    seen_at: datetime | None = None
    version: int = 1

    @property
    def touched(self) -> date:
        """The day on which it was left."""
        return self.day

    def seen(self, by: UUID, now: datetime) -> "Suggestion":
        """Return it as read."""
        return replace(
            self,
            state=SuggestionState.SEEN,
            seen_by=by,
            seen_at=now,
            version=self.version + 1,
        )

    def done(self, by: UUID, now: datetime, answer: str) -> "Suggestion":
        """Return it with what was done. Raises InvalidInput."""
        return replace(
            self,
            state=SuggestionState.DONE,
            answer=clean_text(answer, label="Qué se hizo", limit=ANSWER_LIMIT, required=True),
            seen_by=by,
            seen_at=now,
            version=self.version + 1,
        )


@dataclass(frozen=True, slots=True)
class NewSuggestion:
    """A suggestion as written."""

    about: About
    words: str
    service: int = 0
    staff_id: UUID | None = None
    contact: str = ""

    def left(self, office_id: UUID, day: date) -> Suggestion:
        """Return the paper that goes into the box. Raises InvalidInput."""
        if self.about is About.SERVICE and not self.service:
            raise InvalidInput("Falta el servicio.", todo="Elija uno.")
        if self.about is About.STAFF and self.staff_id is None:
            raise InvalidInput("Falta la persona.", todo="Elija quién le atendió.")
        return Suggestion(
            uuid4(),
            office_id,
            day,
            self.about,
            clean_text(self.words, label="Sugerencia", limit=WORDS_LIMIT, required=True),
            self.service if self.about is About.SERVICE else 0,
            self.staff_id if self.about is About.STAFF else None,
            clean_text(self.contact, label="Contacto", limit=CONTACT_LIMIT),
        )

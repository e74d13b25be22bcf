"""What the papers of an entity say: their head, its readiness to be enrolled, an absence."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.offices import Office
from domain.people import Entity
from domain.readiness import ReadyLine


@dataclass(frozen=True, slots=True)
class EntityPaper:
    """What each says at its head; times are local.

    Attributes:
        at: when it was made; ``by``: who made it.
    """

    ministry: str
    office: str
    address: str
    hours: str
    entity: str
    ruc: str
    at: datetime
    by: str

    @classmethod
    def of(cls, office: Office, entity: Entity, now: datetime, by: str) -> "EntityPaper":
        """Return the head of a paper that ``office`` makes for ``entity``.

        Args:
            office, entity: as they are now.
            now: with its zone.
            by: the name of who makes it.
        """
        return cls(
            office.ministry,
            office.name,
            office.address,
            office.hours.words,
            entity.name,
            entity.ruc,
            office.local(now),
            by,
        )


@dataclass(frozen=True, slots=True)
class ReadinessPaper:
    """What an entity has and lacks before its officials travel.

    Attributes:
        case_number: of its open enrolment case; empty where there is none.
        officials: who is to be enrolled or is: role, name, and how far.
        ready: nothing is missing.
    """

    head: EntityPaper
    case_number: str
    officials: tuple[tuple[str, str, str], ...]
    lines: tuple[ReadyLine, ...]
    ready: bool


@dataclass(frozen=True, slots=True)
class AbsencePaper:
    """What was registered of an absence, or of its end.

    Attributes:
        kind: ``Temporal``, ``Permanente``.
        state: how it stands, in a word: ``Por confirmar``, ``Confirmado``.
        confirmed: it is done; else the person must wait for word.
        meaning: what that state means, in a sentence.
        absent, stand_in: their names; ``stand_in`` is empty where nobody stands in.
        active: who authorises the entity's payments now; empty where nobody does.
        last: None for a permanent one.
        changed_on: since when it stands so; None while it does not.
    """

    head: EntityPaper
    case_number: str
    kind: str
    state: str
    confirmed: bool
    meaning: str
    absent: str
    stand_in: str
    active: str
    first: date
    last: date | None
    changed_on: date | None

"""What every use case needs: where things are kept, the time, the catalogue, and leave to act."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from desktop.usecases.catalogues import Catalogues
from desktop.usecases.changes import Changes
from desktop.usecases.passwords import Passwords
from domain.catalogue import Catalogue
from domain.operations import Payload
from domain.ports import Clock, UnitOfWork, Units
from domain.staff import Action, Actor, NotAllowed, SessionOutdated, allowed
from domain.text import REASON_LIMIT, clean_text


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """A workstation's place in the office."""

    units: Units
    catalogues: Catalogues
    clock: Clock = field(default_factory=SystemClock)
    passwords: Passwords = field(default_factory=Passwords)
    changes: Changes = field(default_factory=Changes)

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue in force."""
        return self.catalogues.in_force


@dataclass(frozen=True, slots=True)
class Step:
    """One use case under way: its unit of work, its moment, its day, and who acts."""

    unit: UnitOfWork
    actor: Actor
    now: datetime
    day: date

    def tell(
        self, aggregate: str, aggregate_id: UUID, version: int, type_: str, payload: Payload
    ) -> int:
        """Append what happened to the log and return its sequence."""
        return self.unit.log.append(
            aggregate,
            aggregate_id,
            version,
            type_,
            payload,
            actor_id=self.actor.staff_id,
            at=self.now,
        )


def begin(desk: Desk, unit: UnitOfWork, actor: Actor, action: Action) -> Step:
    """Begin a step after checking that ``actor`` may do ``action`` today.

    Raises:
        SessionOutdated: the account was disabled or its roles changed since signing in.
        NotAllowed: no role in force today covers the action.
    """
    if unit.staff.version_of(actor.staff_id) != actor.version:
        raise SessionOutdated()
    now = desk.clock.now()
    day = unit.offices.office().day_of(now)
    if not allowed(action, actor.roles_on(day)):
        raise NotAllowed()
    return Step(unit, actor, now, day)


def clean_reason(raw: str) -> str:
    """Return a reason as it is kept.

    Raises:
        InvalidInput: there is none, or it cannot be kept.
    """
    return clean_text(raw, label="Motivo", limit=REASON_LIMIT, required=True)

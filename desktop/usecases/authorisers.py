"""The authorisers of an entity as a person reads them, and what may be asked of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.usecases.authoriser_changes import (
    acting,
    begin_change,
    cancel_programmed,
    new_change,
    require_none_under_way,
    standing_of,
    under_way,
)
from desktop.usecases.authoriser_history import Event, events_of
from desktop.usecases.desk import Desk, Step, begin, clean_reason
from domain.authorisers import (
    OPEN_ABSENCES,
    Absence,
    AbsenceKind,
    AbsenceState,
    Authoriser,
    AuthoriserChange,
    AuthoriserEnded,
    AuthoriserState,
    ChangeReason,
    ChangeState,
    KnownAuthoriser,
    SomebodyActive,
)
from domain.errors import InvalidInput, NotFound
from domain.offices import Office
from domain.people import Entity, Person
from domain.ports import UnitOfWork
from domain.seats import AuthoriserRole
from domain.staff import Action, Actor, allowed

SOON_DAYS = 14
"""How far ahead programmed changes are listed, in days."""


@dataclass(frozen=True, slots=True)
class AuthoriserLine:
    """One authoriser, who it is, and how they stand in words."""

    authoriser: Authoriser
    person: Person
    words: str


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """One absence.

    Attributes:
        absent, stand_in: their names; ``stand_in`` is empty where nobody stands in.
        case_number: of the case that asked for it; empty where there is none.
        return_due: its last day is over: a technician is to confirm the return.
        returning: the return was asked for and waits for the centre.
        can_extend, can_cancel, can_return: what the acting person may do now.
    """

    absence: Absence
    absent: str
    stand_in: str
    case_number: str
    words: str
    return_due: bool
    returning: bool
    can_extend: bool
    can_cancel: bool
    can_return: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change under way, and what it does in words.

    Attributes:
        entity: name of the entity.
        asked_by: name of who asked.
    """

    change: AuthoriserChange
    entity: str
    words: str
    asked_by: str


@dataclass(frozen=True, slots=True)
class EntityAuthorisers:
    """Who authorises for an entity, who is absent, and what is under way.

    Attributes:
        change: the log's last sequence when it was read.
        authorisers: those that count first, the newest first.
        under_way: the change that is programmed or waits for the centre, if there is one.
        absences: the latest first.
        elsewhere: who else is active, as the centre tells of another office.
        may_act: the acting person is a technician today.
        linked: a centre decides; else the office is its own.
    """

    change: int
    office: Office
    today: date
    entity: Entity
    authorisers: tuple[AuthoriserLine, ...]
    under_way: ChangeLine | None
    absences: tuple[AbsenceLine, ...]
    elsewhere: tuple[KnownAuthoriser, ...]
    history: tuple[Event, ...]
    may_act: bool
    linked: bool

    @property
    def active(self) -> AuthoriserLine | None:
        """Who authorises payments now."""
        return next(
            (one for one in self.authorisers if one.authoriser.state is AuthoriserState.ACTIVE),
            None,
        )


@dataclass(frozen=True, slots=True)
class DueReturn:
    """An absence whose last day is over, with its entity."""

    line: AbsenceLine
    entity: Entity


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What waits over all entities.

    Attributes:
        change: the log's last sequence when it was read.
        returns: to be confirmed, the longest over first.
        waiting: for the centre, the oldest first.
        programmed: for the next ``SOON_DAYS`` days, the nearest first.
    """

    change: int
    office: Office
    today: date
    returns: tuple[DueReturn, ...]
    waiting: tuple[ChangeLine, ...]
    programmed: tuple[ChangeLine, ...]


def entity_authorisers(desk: Desk, actor: Actor, entity_id: UUID) -> EntityAuthorisers:
    """Return who authorises for an entity, and everything under way.

    Raises:
        NotAllowed: no role in force may see it.
        NotFound: there is no such entity.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_ENROLMENTS)
        entity = unit.entities.get(entity_id)
        office = unit.offices.office()
        people = _People(unit)
        pending = under_way(unit, entity_id)
        return EntityAuthorisers(
            unit.log.head().sequence,
            office,
            step.day,
            entity,
            tuple(people.line(one, office) for one in unit.authorisers.of_entity(entity_id)),
            None if pending is None else people.change(pending, entity.name),
            tuple(
                _absence_line(step, people, one, pending)
                for one in unit.authorisers.absences_of(entity_id)
            ),
            tuple(
                one
                for one in unit.authorisers.known(entity.ruc)
                if unit.authorisers.change(one.request) is None
            ),
            events_of(unit, entity_id, office),
            _may_act(step),
            unit.exchange.link() is not None,
        )


def awaiting(desk: Desk, actor: Actor) -> Awaiting:
    """Return what waits over all entities: returns to confirm, and changes under way.

    Raises:
        NotAllowed: no role in force may see it.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_ENROLMENTS)
        people = _People(unit)
        soon = date.fromordinal(step.day.toordinal() + SOON_DAYS)
        due = [one for one in unit.authorisers.open_absences() if one.return_is_due(step.day)]
        return Awaiting(
            unit.log.head().sequence,
            unit.offices.office(),
            step.day,
            tuple(
                DueReturn(
                    _absence_line(step, people, one, under_way(unit, one.entity_id)),
                    unit.entities.get(one.entity_id),
                )
                for one in due
            ),
            _lines(unit, people, unit.authorisers.changes_waiting()),
            _lines(unit, people, unit.authorisers.changes_due(soon)),
        )


def activate(desk: Desk, actor: Actor, authoriser_id: UUID) -> AuthoriserChange:
    """Ask for an enrolled authoriser to be active, instead of an alterno who is.

    So it is asked again after the centre refused, and so a new titular takes over from the
    alterno.

    Raises:
        AuthoriserEnded: the designation ended.
        InvalidInput: they are suspended (their return is confirmed), or active already.
        SomebodyActive: another one is, for whom an absence is registered first.
        ChangeUnderWay: another change of the entity is programmed or waits.
        NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        one = unit.authorisers.get(authoriser_id)
        if one.state is AuthoriserState.ENDED:
            raise AuthoriserEnded()
        if one.state is not AuthoriserState.ENROLLED_INACTIVE:
            raise InvalidInput(
                f"Esa persona está «{one.state.label.lower()}».",
                kept="No se cambió nada.",
                todo="Si vuelve de una ausencia, confirme su reincorporación.",
            )
        require_none_under_way(unit, one.entity_id)
        now = standing_of(unit, one.entity_id)
        active = now.active
        if active is not None and not (
            active.role is AuthoriserRole.ALTERNO
            and one.role is AuthoriserRole.TITULAR
            and all(absence.state is not AbsenceState.IN_FORCE for absence in now.absences.values())
        ):
            raise SomebodyActive()
        return begin_change(acting(step), new_change(step, one, active, ChangeReason.ENROLMENT))


def cancel(desk: Desk, actor: Actor, change_id: UUID, reason: str) -> AuthoriserChange:
    """Call off a change that is programmed for a day to come, with its absence.

    Raises:
        InvalidInput: it was asked for already, or there is no reason.
        NotFound, NotAllowed: as their names say.
    """
    why = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        change = unit.authorisers.change(change_id)
        if change is None:
            raise NotFound()
        if change.state is not ChangeState.PROGRAMMED:
            raise InvalidInput(
                f"El cambio está «{change.state.label.lower()}»: solo se anula uno programado.",
                kept="No se cambió nada.",
                todo="La pantalla se actualizó; revísela.",
            )
        return cancel_programmed(acting(step), change, why)


# ------------------------------------------------------------------------------- inside


class _People:
    """Names of authorisers and staff, each read once."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._people: dict[UUID, Person] = {}
        self._staff: dict[UUID, str] = {}

    def of(self, one: Authoriser) -> Person:
        if one.person_id not in self._people:
            self._people[one.person_id] = self._unit.people.get(one.person_id)
        return self._people[one.person_id]

    def name(self, authoriser_id: UUID | None) -> str:
        if authoriser_id is None:
            return ""
        return self.of(self._unit.authorisers.get(authoriser_id)).name

    def staff(self, staff_id: UUID) -> str:
        if staff_id not in self._staff:
            self._staff[staff_id] = self._unit.staff.get(staff_id).full_name
        return self._staff[staff_id]

    def line(self, one: Authoriser, office: Office) -> AuthoriserLine:
        words = f"{one.state.label} desde el {office.local(one.since):%d/%m/%Y}"
        return AuthoriserLine(one, self.of(one), words)

    def change(self, one: AuthoriserChange, entity: str) -> ChangeLine:
        comes, goes = self.name(one.activates), self.name(one.replaces)
        if comes and goes:
            what = f"Activar a {comes} en lugar de {goes}"
        elif comes:
            what = f"Activar a {comes}"
        else:
            what = f"Desactivar a {goes}"
        if one.state is ChangeState.PROGRAMMED:
            when = f"programado para el {one.starts_on:%d/%m/%Y}"
        else:
            when = one.state.label.lower()
        words = f"{one.reason.label}: {what[0].lower()}{what[1:]}, {when}"
        return ChangeLine(one, entity, words, self.staff(one.asked_by))


def _lines(
    unit: UnitOfWork, people: _People, changes: Iterable[AuthoriserChange]
) -> tuple[ChangeLine, ...]:
    return tuple(people.change(one, unit.entities.get(one.entity_id).name) for one in changes)


def _absence_line(
    step: Step, people: _People, one: Absence, pending: AuthoriserChange | None
) -> AbsenceLine:
    case_id = one.case_id
    number = "" if case_id is None else step.unit.cases.get(case_id).number
    own = pending is not None and pending.absence_id == one.id
    returning = own and one.state is AbsenceState.IN_FORCE
    may = _may_act(step)
    in_force = one.state is AbsenceState.IN_FORCE and pending is None
    in_time = one.last is not None and step.day <= one.last
    return AbsenceLine(
        one,
        people.name(one.absent),
        people.name(one.stand_in),
        number,
        absence_words(one, step.day, returning=returning),
        one.return_is_due(step.day),
        returning,
        may and one.state in OPEN_ABSENCES and in_time and not returning,
        may and one.state is AbsenceState.PROGRAMMED,
        may and in_force,
    )


def absence_words(one: Absence, today: date, *, returning: bool = False) -> str:
    """Return how an absence stands, in a line."""
    if one.kind is AbsenceKind.PERMANENT:
        period = f"desde el {one.first:%d/%m/%Y}"
        state = "Registrada" if one.state is AbsenceState.ENDED else one.state.label
        return f"{state}, {period}"
    period = f"del {one.first:%d/%m/%Y} al {one.last:%d/%m/%Y}"
    if returning:
        return f"Reincorporación por confirmar, {period}"
    if one.return_is_due(today):
        return f"Reincorporación propuesta: terminó el {one.last:%d/%m/%Y}"
    return f"{one.state.label}, {period}"


def _may_act(step: Step) -> bool:
    return allowed(Action.ENROL, step.actor.roles_on(step.day))

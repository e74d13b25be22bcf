"""Who may authorise an entity's payments: the titular, or the alterno who stands in.

At most one is active at any moment, and only the centre makes one active (where no centre is
configured, the office is its own). Until it has answered, a change is "por confirmar".

Source: domain notes of the ministry, "State machines", "Authoriser, per entity".
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.errors import InvalidInput, KnownError
from domain.labels import Labelled
from domain.seats import AuthoriserRole

TEMPORARY_SERVICE = "temporary-absence"
PERMANENT_SERVICE = "permanent-absence"
"""The services of the catalogue by which absences are asked for."""


class AuthoriserState(Labelled):
    """Whether an authoriser's fingerprint authorises payments."""

    ENROLLED_INACTIVE = "enrolled_inactive", "Enrolado, inactivo"
    ACTIVE = "active", "Activo"
    SUSPENDED = "suspended", "Suspendido"
    ENDED = "ended", "Terminado"


@dataclass(frozen=True, slots=True)
class Authoriser:
    """An enrolled official of an entity.

    Attributes:
        holding: the change that made it active, while it is; the centre knows it by that id.
        since: since when it stands as it does.
    """

    id: UUID
    office_id: UUID
    entity_id: UUID
    person_id: UUID
    role: AuthoriserRole
    enrolment_id: UUID
    state: AuthoriserState
    since: datetime
    holding: UUID | None = None
    version: int = 1

    def become(
        self, state: AuthoriserState, at: datetime, holding: UUID | None = None
    ) -> "Authoriser":
        """Return it in another state; what has ended stays ended. Raises AuthoriserEnded."""
        if self.state is AuthoriserState.ENDED:
            raise AuthoriserEnded()
        return replace(self, state=state, since=at, holding=holding, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class KnownAuthoriser:
    """Who is active of an entity, as the centre told every office.

    Attributes:
        request: the change that made it so, of whichever office.
        at: when the centre told.
    """

    request: UUID
    entity_ruc: str
    role: AuthoriserRole
    document_type: str
    document: str
    name: str
    at: datetime


class ChangeReason(Labelled):
    """Why somebody is to be active, or no longer."""

    ENROLMENT = "enrolment", "Enrolamiento"
    TEMPORARY = "temporary", "Ausencia temporal"
    PERMANENT = "permanent", "Ausencia permanente"
    RETURN = "return", "Reincorporación"


class ChangeState(Labelled):
    """Where a change stands."""

    PROGRAMMED = "programmed", "Programado"
    WAITING = "waiting", "Por confirmar"
    GRANTED = "granted", "Confirmado"
    REFUSED = "refused", "Rechazado por el centro"
    CANCELLED = "cancelled", "Anulado"


@dataclass(frozen=True, slots=True)
class AuthoriserChange:
    """One step that makes somebody active and another no longer, in the same moment.

    Attributes:
        id: of the request, as the centre knows it.
        activates: who becomes active; None where nobody does.
        replaces: who stops; None where nobody does. Whoever is not active can only end.
        starts_on: from which day.
        words: what the centre said.
    """

    id: UUID
    office_id: UUID
    entity_id: UUID
    activates: UUID | None
    replaces: UUID | None
    reason: ChangeReason
    starts_on: date
    asked_by: UUID
    asked_at: datetime
    case_id: UUID | None = None
    absence_id: UUID | None = None
    state: ChangeState = ChangeState.PROGRAMMED
    decided_at: datetime | None = None
    words: str = ""
    version: int = 1

    def become(
        self, state: ChangeState, at: datetime | None = None, words: str = ""
    ) -> "AuthoriserChange":
        """Return it in another state."""
        return replace(self, state=state, decided_at=at, words=words, version=self.version + 1)

    @property
    def replaced_state(self) -> AuthoriserState:
        """What becomes of who is replaced."""
        match self.reason:
            case ChangeReason.PERMANENT:
                return AuthoriserState.ENDED
            case ChangeReason.TEMPORARY:
                return AuthoriserState.SUSPENDED
            case _:
                return AuthoriserState.ENROLLED_INACTIVE


class AbsenceKind(Labelled):
    """Whether the absent one comes back."""

    TEMPORARY = "temporary", "Temporal"
    PERMANENT = "permanent", "Permanente"


class AbsenceState(Labelled):
    """Where an absence stands."""

    PROGRAMMED = "programmed", "Programada"
    WAITING = "waiting", "Por confirmar"
    IN_FORCE = "in_force", "En curso"
    ENDED = "ended", "Terminada"
    REFUSED = "refused", "Rechazada por el centro"
    CANCELLED = "cancelled", "Anulada"


@dataclass(frozen=True, slots=True)
class Absence:
    """An absence of an entity's titular (Anexo 7).

    Attributes:
        absent: the authoriser who is away; ``stand_in`` who is active meanwhile, None only
            where a permanent absence leaves nobody.
        first, last: both days included; ``last`` is None for a permanent one.
        signer_id: the authority that signs the Anexo 7, whose appointment is attached.
        first_last: ``last`` as it was asked for at first, before any extension.
        ended_on: the day on which the titular was active again.
    """

    id: UUID
    office_id: UUID
    entity_id: UUID
    case_id: UUID | None
    absent: UUID
    stand_in: UUID | None
    kind: AbsenceKind
    first: date
    last: date | None
    signer_id: UUID | None = None
    state: AbsenceState = AbsenceState.PROGRAMMED
    first_last: date | None = None
    ended_on: date | None = None
    version: int = 1

    def become(self, state: AbsenceState, ended_on: date | None = None) -> "Absence":
        """Return it in another state."""
        return replace(self, state=state, ended_on=ended_on, version=self.version + 1)

    def return_is_due(self, today: date) -> bool:
        """Tell whether its reactivation is to be proposed: the last day is over."""
        return self.state is AbsenceState.IN_FORCE and self.last is not None and today > self.last

    def extend(self, last: date, today: date) -> "Absence":
        """Return it with a later end.

        Raises:
            TooLateToExtend: the period is over; a new Anexo 7 is needed.
            InvalidInput: the new end is not later, or it is a permanent absence.
        """
        if self.last is None or self.state not in _OPEN:
            raise InvalidInput("Solo una ausencia temporal vigente o programada se puede ampliar.")
        if today > self.last:
            raise TooLateToExtend()
        if last <= self.last:
            raise InvalidInput("La nueva fecha de fin debe ser posterior a la actual.")
        return replace(
            self, last=last, first_last=self.first_last or self.last, version=self.version + 1
        )


_OPEN = frozenset({AbsenceState.PROGRAMMED, AbsenceState.WAITING, AbsenceState.IN_FORCE})
OPEN_ABSENCES = _OPEN
UNDONE_ABSENCES = frozenset({AbsenceState.REFUSED, AbsenceState.CANCELLED})
_LONGEST = timedelta(days=366)


def checked_period(first: date, last: date | None, kind: AbsenceKind, today: date) -> None:
    """Check the dates of an absence.

    Raises:
        InvalidInput: they contradict each other, lie wholly in the past, or reach too far.
    """
    if kind is AbsenceKind.PERMANENT:
        if last is not None:
            raise InvalidInput("Una ausencia permanente no tiene fecha de fin.")
        return
    if last is None:
        raise InvalidInput("Falta la fecha de fin de la ausencia.")
    if last < first:
        raise InvalidInput("La fecha de fin es anterior a la de inicio.")
    if last < today:
        raise InvalidInput("Ese período ya pasó.")
    if last - first > _LONGEST:
        raise InvalidInput("Una ausencia temporal dura como máximo un año.")


class AuthoriserEnded(KnownError):
    """A designation that ended does not begin again."""

    what = "Esa designación ya terminó."
    kept = "No se cambió nada."
    todo = "Para que vuelva a autorizar pagos hace falta un enrolamiento nuevo."


class TooLateToExtend(KnownError):
    """An extension is asked for before the end."""

    what = "La ausencia ya terminó: no se puede ampliar."
    kept = "No se cambió nada."
    todo = "Confirme la reincorporación, o registre una ausencia nueva con otro Anexo 7."


class ChangeUnderWay(KnownError):
    """One change of an entity at a time."""

    kept = "No se cambió nada."

    def __init__(self, change: AuthoriserChange) -> None:
        self.change = change
        if change.state is ChangeState.PROGRAMMED:
            super().__init__(
                "La entidad ya tiene un cambio de autorizador programado para el"
                f" {change.starts_on:%d/%m/%Y}.",
                todo="Anúlelo antes de pedir otro.",
            )
        else:
            super().__init__(
                "La entidad ya tiene un cambio de autorizador por confirmar.",
                todo="Espere la respuesta del centro.",
            )


class NobodyToStandIn(KnownError):
    """The alterno is not enrolled."""

    what = "El alterno no está enrolado: nadie puede suplir al titular."
    kept = "No se cambió nada."
    todo = "Enrole primero al alterno."


class NobodyAbsent(KnownError):
    """Who is said to be absent is not active."""

    what = "Esa persona no está activa como autorizador de la entidad."
    kept = "No se cambió nada."
    todo = "Revise los autorizadores en la ficha de la entidad."


class SomebodyActive(KnownError):
    """Somebody else is active, who does not simply give way."""

    what = "La entidad ya tiene un autorizador activo."
    kept = "No se cambió nada."
    todo = "Registre primero su ausencia, o confirme la reincorporación del titular."

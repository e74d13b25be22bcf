"""Who works here, with which roles, and what each role may do."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.errors import InvalidInput, KnownError
from domain.text import clean_text


class Role(StrEnum):
    """What a person does in the office; the display is a television that sees only numbers."""

    RECEPTIONIST = "receptionist"
    CLERK = "clerk"
    TECHNICIAN = "technician"
    RECORDS_CLERK = "records_clerk"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    DISPLAY = "display"

    @property
    def label(self) -> str:
        """The role's name as the office says it."""
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.RECEPTIONIST: "Recepción",
    Role.CLERK: "Asesor de ventanilla",
    Role.TECHNICIAN: "Técnico de biometría",
    Role.RECORDS_CLERK: "Recepción de documentos",
    Role.SUPERVISOR: "Supervisor",
    Role.ADMINISTRATOR: "Administrador",
    Role.DISPLAY: "Pantalla pública",
}

USERNAME_LIMIT = 60
FAILURES_ALLOWED = 5
FIRST_LOCK = timedelta(minutes=5)
LONGEST_LOCK = timedelta(hours=1)

SERVING_ROLES = frozenset({Role.CLERK, Role.TECHNICIAN, Role.RECORDS_CLERK})


class Action(StrEnum):
    """What a use case asks leave for."""

    REGISTER_PEOPLE = "register_people"
    ISSUE_TICKET = "issue_ticket"
    REJOIN_TICKET = "rejoin_ticket"
    CANCEL_TICKET = "cancel_ticket"
    REASSIGN_TICKET = "reassign_ticket"
    SERVE = "serve"
    SEE_QUEUE = "see_queue"
    SEE_DISPLAY = "see_display"
    ASK_APPROVAL = "ask_approval"
    ANSWER_APPROVAL = "answer_approval"
    SUPERVISE = "supervise"
    FIND_SOLUTIONS = "find_solutions"
    REVIEW_SOLUTIONS = "review_solutions"
    SEE_CASES = "see_cases"
    WORK_CASES = "work_cases"
    STEER_CASES = "steer_cases"
    CLOSE_DAY = "close_day"
    DECLARE_CONTINGENCY = "declare_contingency"
    ENTER_PAPER = "enter_paper"
    ADMINISTER = "administer"
    KEEP_SAFE = "keep_safe"
    RESOLVE_PENDING = "resolve_pending"
    ENROL = "enrol"
    SEE_ENROLMENTS = "see_enrolments"
    MANAGE_KITS = "manage_kits"
    ALLOW_EXCEPTION = "allow_exception"
    SEE_DOCUMENTS = "see_documents"
    FILE_DOCUMENTS = "file_documents"
    DISCARD_DOCUMENTS = "discard_documents"
    SEND_MAIL = "send_mail"
    SEE_FIGURES = "see_figures"
    PUBLISH_FIGURES = "publish_figures"
    REPORT_ACTIVITY = "report_activity"
    KEEP_FIGURES = "keep_figures"
    EXPORT_DATA = "export_data"
    ASK_OPINION = "ask_opinion"
    SET_SURVEY = "set_survey"


_DESK = SERVING_ROLES | {Role.RECEPTIONIST, Role.SUPERVISOR}
_ALLOWED: dict[Action, frozenset[Role]] = {
    Action.REGISTER_PEOPLE: _DESK,
    Action.ISSUE_TICKET: _DESK,
    Action.REJOIN_TICKET: frozenset({Role.RECEPTIONIST, Role.SUPERVISOR}),
    Action.CANCEL_TICKET: _DESK,
    Action.REASSIGN_TICKET: _DESK,
    Action.SERVE: SERVING_ROLES,
    Action.SEE_QUEUE: _DESK | {Role.ADMINISTRATOR},
    Action.SEE_DISPLAY: _DESK | {Role.ADMINISTRATOR, Role.DISPLAY},
    Action.ASK_APPROVAL: _DESK,
    Action.ANSWER_APPROVAL: frozenset({Role.SUPERVISOR}),
    Action.SUPERVISE: frozenset({Role.SUPERVISOR}),
    Action.FIND_SOLUTIONS: SERVING_ROLES | {Role.SUPERVISOR},
    Action.REVIEW_SOLUTIONS: frozenset({Role.SUPERVISOR}),
    Action.SEE_CASES: _DESK,
    Action.WORK_CASES: SERVING_ROLES,
    Action.STEER_CASES: frozenset({Role.SUPERVISOR}),
    Action.CLOSE_DAY: frozenset({Role.SUPERVISOR}),
    Action.DECLARE_CONTINGENCY: frozenset({Role.SUPERVISOR}),
    Action.ENTER_PAPER: frozenset({Role.RECEPTIONIST, Role.SUPERVISOR}),
    Action.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
    Action.KEEP_SAFE: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
    Action.RESOLVE_PENDING: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.TECHNICIAN}),
    Action.ENROL: frozenset({Role.TECHNICIAN}),
    Action.SEE_ENROLMENTS: frozenset({Role.TECHNICIAN, Role.SUPERVISOR, Role.CLERK}),
    Action.MANAGE_KITS: frozenset({Role.TECHNICIAN, Role.SUPERVISOR, Role.ADMINISTRATOR}),
    Action.ALLOW_EXCEPTION: frozenset({Role.SUPERVISOR}),
    Action.SEE_DOCUMENTS: _DESK,
    Action.FILE_DOCUMENTS: _DESK,
    Action.DISCARD_DOCUMENTS: _DESK,
    Action.SEND_MAIL: _DESK,
    Action.SEE_FIGURES: frozenset({Role.SUPERVISOR}),
    Action.PUBLISH_FIGURES: frozenset({Role.SUPERVISOR}),
    Action.REPORT_ACTIVITY: _DESK,
    Action.KEEP_FIGURES: _DESK | {Role.ADMINISTRATOR},
    Action.EXPORT_DATA: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
    Action.ASK_OPINION: _DESK,
    Action.SET_SURVEY: frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
}


def allowed(action: Action, roles: Iterable[Role]) -> bool:
    """Tell whether any of ``roles`` may do ``action``."""
    return not _ALLOWED[action].isdisjoint(roles)


class NotAllowed(KnownError):
    """The signed-in person's roles do not cover the action."""

    what = "Su usuario no tiene permiso para esta acción."
    todo = "Pídala a su supervisor."


class SessionOutdated(KnownError):
    """The person's roles changed, or the account was disabled, after they signed in."""

    what = "Sus permisos cambiaron."
    kept = "Lo que hizo hasta ahora está guardado."
    todo = "Cierre la sesión e ingrese otra vez."


class SignInRefused(KnownError):
    """User name or password is wrong: never told which."""

    what = "El usuario o la contraseña no son correctos."
    todo = "Escríbalos de nuevo. Tras cinco intentos el usuario se bloquea unos minutos."


class AccountLocked(KnownError):
    """Too many wrong passwords in a row."""

    def __init__(self, left: timedelta) -> None:
        minutes = max(1, -(-int(left.total_seconds()) // 60))
        words = "1 minuto" if minutes == 1 else f"{minutes} minutos"
        super().__init__(
            "El usuario está bloqueado por varios intentos fallidos.",
            kept="Lo que estaba en curso sigue guardado.",
            todo=f"Intente de nuevo en {words}, o pida al administrador otra contraseña.",
        )


class PasswordChangeNeeded(KnownError):
    """The password was given by the administrator and serves only to choose one's own."""

    what = "Su contraseña es temporal."
    todo = "Elija una propia para continuar."


class PinRefused(KnownError):
    """The PIN is wrong."""

    what = "El PIN no es correcto."
    todo = "Escríbalo de nuevo."


class PinUnusable(KnownError):
    """No PIN is set, or it was missed too often: only the password serves."""

    what = "El PIN no se puede usar ahora."
    kept = "Lo que estaba en curso sigue guardado."
    todo = "Ingrese con su contraseña en su propio equipo."


class NoRolesToday(KnownError):
    """The account is good, but holds no role on this day, or none for this screen."""

    what = "Su usuario no tiene funciones asignadas para hoy en esta pantalla."
    todo = "Hable con el administrador."


class LastAdministrator(KnownError):
    """The change would leave the office without an administrator."""

    what = "La oficina quedaría sin administrador."
    kept = "No se cambió nada."
    todo = "Dé antes la función de administrador, sin fecha de término, a otra persona."


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A role held from one day to another (both included; None: open).

    ``stand_in_for`` names the colleague whose absence it covers.
    """

    role: Role
    valid_from: date | None = None
    valid_to: date | None = None
    stand_in_for: UUID | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the grant is in force on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of the staff. Hashes are argon2id; ``pin_hash`` is empty until a PIN is set."""

    id: UUID
    office_id: UUID
    username: str
    full_name: str
    grants: tuple[RoleGrant, ...]
    password_hash: str = field(repr=False)
    pin_hash: str = field(default="", repr=False)
    must_change_password: bool = False
    active: bool = True
    failed_attempts: int = 0
    locked_until: datetime | None = None
    version: int = 1

    def roles_on(self, day: date) -> frozenset[Role]:
        """Return the roles in force on ``day``; none for a disabled account."""
        if not self.active:
            return frozenset()
        return frozenset(grant.role for grant in self.grants if grant.holds_on(day))

    @property
    def actor(self) -> "Actor":
        """The person as carried by every use case once signed in."""
        return Actor(self.id, self.username, self.full_name, self.grants, self.version)

    @property
    def pin_usable(self) -> bool:
        """Whether the PIN may be tried: one is set and was not missed too often."""
        return bool(self.pin_hash) and self.failed_attempts < FAILURES_ALLOWED

    def locked_for(self, now: datetime) -> timedelta:
        """Return how long the account stays locked.

        A lock that seems longer than any we give means that the clock was set back: it is over,
        or a person would be kept out for as long as the clock was wrong.
        """
        if self.locked_until is None:
            return timedelta(0)
        left = self.locked_until - now
        return left if timedelta(0) < left <= LONGEST_LOCK else timedelta(0)

    def pin_missed(self) -> "Staff":
        """Return the record after a wrong PIN: after five only the password serves."""
        return replace(self, failed_attempts=self.failed_attempts + 1)

    def password_missed(self, now: datetime) -> "Staff":
        """Return the record after a wrong password: locked from the fifth on, ever longer."""
        failed = self.failed_attempts + 1
        if failed < FAILURES_ALLOWED:
            return replace(self, failed_attempts=failed)
        doublings = min(failed - FAILURES_ALLOWED, 10)
        lock = min(FIRST_LOCK * 2**doublings, LONGEST_LOCK)
        return replace(self, failed_attempts=failed, locked_until=now + lock)

    def recognised(self) -> "Staff":
        """Return the record after the right password: nothing missed, nothing locked."""
        return replace(self, failed_attempts=0, locked_until=None)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is signed in: carried by every use case. ``version`` is the staff record's."""

    staff_id: UUID
    username: str
    full_name: str
    grants: tuple[RoleGrant, ...]
    version: int

    def roles_on(self, day: date) -> frozenset[Role]:
        """Return the roles in force on ``day``."""
        return frozenset(grant.role for grant in self.grants if grant.holds_on(day))


def username_key(raw: str) -> str:
    """Return a user name as stored: the same however its letters were typed.

    Raises:
        InvalidInput: it is empty, longer than 60 characters, or holds what no name can.
    """
    text = clean_text(raw, label="Usuario", limit=USERNAME_LIMIT, required=True).casefold()
    if not 3 <= len(text) <= USERNAME_LIMIT or not all(
        char.isalnum() or char in "._-" for char in text
    ):
        raise InvalidInput(
            "El usuario lleva al menos tres letras o cifras, sin espacios.",
            todo="Puede usar también punto, guion y guion bajo.",
        )
    return text


def keeps_an_administrator(staff: Iterable[Staff], today: date) -> bool:
    """Tell whether anybody active is administrator from today on, with no end."""
    return any(
        member.active and any(_is_lasting_administrator(g, today) for g in member.grants)
        for member in staff
    )


def _is_lasting_administrator(grant: RoleGrant, today: date) -> bool:
    return grant.role is Role.ADMINISTRATOR and grant.valid_to is None and grant.holds_on(today)

"""The enrolment of one official as an authoriser of payments, from the papers to the notice.

Ventanilla does not act in the Sistema de Autenticación Biométrica: what is configured there is
noted here when a person has done it.

Source: domain notes of the ministry, "State machines", "Enrolment"; LOPDP art. 26 (privacy notice
before the first capture, legal basis and retention kept with each enrolment).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from domain.captures import CaptureSummary
from domain.enrolment_rules import EnrolmentRules
from domain.errors import KnownError
from domain.labels import Labelled
from domain.seats import AuthoriserRole
from domain.text import REASON_LIMIT, clean_text


class EnrolmentState(Labelled):
    """Where an enrolment stands."""

    REQUESTED = "requested", "Solicitado"
    RETURNED = "returned", "Devuelto"
    VALIDATED = "validated", "Validado"
    CAPTURED = "captured", "Capturado"
    CHECKED = "checked", "Comprobado"
    ENROLLED = "enrolled", "Enrolado"
    CLOSED = "closed", "Notificado"
    WITHDRAWN = "withdrawn", "Retirado"


OVER = frozenset({EnrolmentState.CLOSED, EnrolmentState.WITHDRAWN})
SERVICE = "enrolment"
"""Code of the service whose cases enrol somebody."""

_ON_FILE = frozenset({EnrolmentState.CHECKED, EnrolmentState.ENROLLED, EnrolmentState.CLOSED})


class Method(Labelled):
    """How the fingerprints come."""

    IN_PERSON = "in_person", "Presencial"
    BY_EMAIL = "by_email", "Por correo, con huellas ya registradas"


class DuplicateCheck(Labelled):
    """Whether the person is enrolled under another identity; a person decides on every hit."""

    NONE = "none", "Todavía no corresponde"
    WAITING = "waiting", "En espera de comprobación"
    HIT = "hit", "Hay una coincidencia por decidir"
    CLEAR = "clear", "Sin coincidencias"
    DECIDED = "decided", "Decidida por una persona"


class NotThatState(KnownError):
    """The enrolment does not stand where the action needs it."""

    kept = "No se cambió nada."
    todo = "Actualice la página y revise el estado del enrolamiento."

    def __init__(self, state: EnrolmentState) -> None:
        super().__init__(f"El enrolamiento está en estado «{state.label}».")


class PapersMissing(KnownError):
    """What the entity must have before anybody of it is enrolled is not there."""

    kept = "El enrolamiento sigue solicitado."

    def __init__(self, missing: Collection[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(
            f"Falta: {', '.join(self.missing)}.",
            todo="Regístrelo en la ficha de la entidad, o devuelva el trámite con la lista.",
        )


class SamePersonTwice(KnownError):
    """Who validated may not configure."""

    what = "Quien validó los documentos no puede configurar el mismo enrolamiento."
    kept = "El enrolamiento sigue comprobado."
    todo = "Pida a otra persona del equipo de biometría que lo configure."


class NotOnFile(KnownError):
    """By e-mail only whoever's fingerprints are on file is enrolled."""

    what = "Las huellas de esta persona no constan: por correo no se puede enrolar."
    kept = "El enrolamiento sigue validado."
    todo = "Cite a la persona para la captura presencial."


class StillKept(KnownError):
    """What was captured may not be deleted yet."""

    what = "Las huellas de este enrolamiento todavía deben conservarse."
    kept = "No se eliminó nada."
    todo = "Se pueden eliminar cuando termine su plazo de conservación."


class NoticeMissing(KnownError):
    """Nothing is captured before the privacy notice was given."""

    what = "Todavía no se dio el aviso de privacidad."
    todo = "Léalo con la persona y confírmelo antes de capturar."


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One official, one entity, one role.

    Attributes:
        case_id: the case of the enrolment service that asked for it.
        basis: legal basis and ``notice`` text in force when the notice was given.
        summary: what was captured, as ``CaptureSummary.to_json``.
        packet: SHA-256 of the sealed packet, hex; empty by e-mail.
        check_words: what the duplicate check said, for who has to decide or reads it later.
        checked_by: the name of who decided; empty where the search was clear.
        payment_pc_id: from which the entity pays.
        ods_installed: the entity says that it installed its program.
        delete_after: end of retention; None while the designation lasts.
        reason: why it was returned or withdrawn.
    """

    id: UUID
    office_id: UUID
    case_id: UUID
    entity_id: UUID
    person_id: UUID
    role: AuthoriserRole
    requested_by: UUID
    requested_at: datetime
    state: EnrolmentState = EnrolmentState.REQUESTED
    method: Method = Method.IN_PERSON
    validated_by: UUID | None = None
    validated_at: datetime | None = None
    notice_by: UUID | None = None
    notice_at: datetime | None = None
    basis: str = ""
    notice: str = ""
    captured_by: UUID | None = None
    captured_at: datetime | None = None
    summary: str = ""
    packet: str = ""
    check_state: DuplicateCheck = DuplicateCheck.NONE
    check_words: str = ""
    checked_at: datetime | None = None
    checked_by: str = ""
    configured_by: UUID | None = None
    configured_at: datetime | None = None
    payment_pc_id: UUID | None = None
    notified_by: UUID | None = None
    notified_at: datetime | None = None
    ods_installed: bool = False
    delete_after: date | None = None
    reason: str = ""
    version: int = 1

    @property
    def is_on_file(self) -> bool:
        """Whether its fingerprints were checked and serve another enrolment of the person."""
        return (
            self.state in _ON_FILE
            and self.check_state in {DuplicateCheck.CLEAR, DuplicateCheck.DECIDED}
            and bool(self.packet)
        )

    def validate(self, by: UUID, at: datetime, missing: Collection[str]) -> "Enrolment":
        """Return it as validated: the papers of case and entity are there.

        Args:
            missing: what the entity lacks, in words (loan contract, delivery record …).

        Raises:
            NotThatState, PapersMissing: as their names say.
        """
        self._require(EnrolmentState.REQUESTED, EnrolmentState.RETURNED)
        if missing:
            raise PapersMissing(missing)
        return self._next(
            state=EnrolmentState.VALIDATED, validated_by=by, validated_at=at, reason=""
        )

    def ask_again(self) -> "Enrolment":
        """Return it as requested: its case came back with what was missing. Raises NotThatState."""
        self._require(EnrolmentState.RETURNED)
        return self._next(state=EnrolmentState.REQUESTED, reason="")

    def of(self, entity_id: UUID) -> "Enrolment":
        """Return it for another entity: the case was corrected. Raises NotThatState."""
        self._require(EnrolmentState.REQUESTED, EnrolmentState.RETURNED)
        return self._next(entity_id=entity_id)

    def send_back(self, reason: str) -> "Enrolment":
        """Return it as returned with its case. Raises NotThatState, InvalidInput."""
        self._require(EnrolmentState.REQUESTED)
        return self._next(state=EnrolmentState.RETURNED, reason=_reason(reason))

    def give_notice(self, by: UUID, at: datetime, rules: EnrolmentRules) -> "Enrolment":
        """Return it with the privacy notice given; again, where the person asks. Raises NotThatState."""
        self._require(EnrolmentState.VALIDATED)
        return self._next(notice_by=by, notice_at=at, basis=rules.legal_basis, notice=rules.notice)

    def capture(self, by: UUID, at: datetime, summary: CaptureSummary, packet: str) -> "Enrolment":
        """Return it as captured, waiting for the duplicate check. Raises NotThatState, NoticeMissing."""
        self._require(EnrolmentState.VALIDATED)
        if self.notice_at is None:
            raise NoticeMissing()
        return self._next(
            state=EnrolmentState.CAPTURED,
            method=Method.IN_PERSON,
            captured_by=by,
            captured_at=at,
            summary=summary.to_json(),
            packet=packet,
            check_state=DuplicateCheck.WAITING,
            check_words="",
        )

    def use_those_on_file(self, by: UUID, at: datetime, earlier: "Enrolment | None") -> "Enrolment":
        """Return it as checked by the fingerprints of an earlier enrolment of the same person.

        Args:
            earlier: the newest one; None where there is none.

        Raises:
            NotThatState, NotOnFile: as their names say.
        """
        self._require(EnrolmentState.VALIDATED)
        if earlier is None or earlier.person_id != self.person_id or not earlier.is_on_file:
            raise NotOnFile()
        return self._next(
            state=EnrolmentState.CHECKED,
            method=Method.BY_EMAIL,
            captured_by=by,
            captured_at=at,
            summary=earlier.summary,
            packet=earlier.packet,
            basis=earlier.basis,
            notice=earlier.notice,
            check_state=earlier.check_state,
            check_words=earlier.check_words,
            checked_at=earlier.checked_at,
            checked_by=earlier.checked_by,
        )

    def clear(self, at: datetime, by: str = "", words: str = "") -> "Enrolment":
        """Return it as checked: nothing was found, or a person (``by``) decided. Raises NotThatState."""
        self._require(EnrolmentState.CAPTURED)
        return self._next(
            state=EnrolmentState.CHECKED,
            check_state=DuplicateCheck.DECIDED if by else DuplicateCheck.CLEAR,
            check_words=words or self.check_words,
            checked_at=at,
            checked_by=by,
        )

    def hit(self, words: str) -> "Enrolment":
        """Return it as waiting for a person's decision on a hit. Raises NotThatState."""
        self._require(EnrolmentState.CAPTURED)
        return self._next(check_state=DuplicateCheck.HIT, check_words=words)

    def resealed(self, packet: str) -> "Enrolment":
        """Return it with the same capture, sealed to another key."""
        return self._next(packet=packet)

    def capture_again(self, words: str) -> "Enrolment":
        """Return it as before its capture, which could not be used. Raises NotThatState.

        Args:
            words: why, as people read it.
        """
        self._require(EnrolmentState.CAPTURED)
        return self._next(
            state=EnrolmentState.VALIDATED,
            captured_by=None,
            captured_at=None,
            summary="",
            packet="",
            check_state=DuplicateCheck.NONE,
            check_words=words,
        )

    def configure(
        self, by: UUID, at: datetime, payment_pc_id: UUID, rules: EnrolmentRules
    ) -> "Enrolment":
        """Return it as enrolled: done in the Sistema de Autenticación Biométrica.

        Raises:
            NotThatState, SamePersonTwice: as their names say.
        """
        self._require(EnrolmentState.CHECKED)
        if rules.two_people and by == self.validated_by:
            raise SamePersonTwice()
        return self._next(
            state=EnrolmentState.ENROLLED,
            configured_by=by,
            configured_at=at,
            payment_pc_id=payment_pc_id,
        )

    def notify(self, by: UUID, at: datetime) -> "Enrolment":
        """Return it as closed: the entity was told. Raises NotThatState."""
        self._require(EnrolmentState.ENROLLED)
        return self._next(state=EnrolmentState.CLOSED, notified_by=by, notified_at=at)

    def note_ods(self, installed: bool) -> "Enrolment":
        """Return it with the entity's word on its own program. Raises NotThatState."""
        self._require(EnrolmentState.ENROLLED, EnrolmentState.CLOSED)
        return self._next(ods_installed=installed)

    def withdraw(self, reason: str, delete_after: date | None = None) -> "Enrolment":
        """Return it as withdrawn before it was done: desisted, or a mistake.

        Args:
            delete_after: last day on which what was captured is kept; None where nothing was.

        Raises:
            NotThatState: it ended, or the designation has begun: that ends by an absence.
            InvalidInput: there is no reason.
        """
        if self.state in {*OVER, EnrolmentState.ENROLLED}:
            raise NotThatState(self.state)
        return self._next(
            state=EnrolmentState.WITHDRAWN, reason=_reason(reason), delete_after=delete_after
        )

    def end_designation(self, last_day: date) -> "Enrolment":
        """Return it with the last day on which its biometrics are kept. Raises NotThatState."""
        self._require(EnrolmentState.ENROLLED, EnrolmentState.CLOSED)
        return self._next(delete_after=last_day)

    def forget(self, reason: str, today: date) -> "Enrolment":
        """Return it without what was captured: the time to keep it is over.

        Raises:
            StillKept: the designation lasts, or the time is not over.
        """
        if self.delete_after is None or today <= self.delete_after or not self.summary:
            raise StillKept()
        return self._next(
            state=EnrolmentState.WITHDRAWN, reason=_reason(reason), summary="", packet=""
        )

    def noted(self) -> "Enrolment":
        """Return it one version on: something beside it was told."""
        return self._next()

    def _require(self, *states: EnrolmentState) -> None:
        if self.state not in states:
            raise NotThatState(self.state)

    def _next(self, **changes: object) -> "Enrolment":
        return replace(self, **changes, version=self.version + 1)  # type: ignore[arg-type]


def _reason(raw: str) -> str:
    return clean_text(raw, label="Motivo", limit=REASON_LIMIT, required=True)

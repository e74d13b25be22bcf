"""What a case is made of: where it stands, how it came in, whom it is about, how it ended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.catalogue import Channel
from domain.labels import Labelled
from domain.solutions import SolutionType

DETAIL_LIMIT = 600
"""Longest detail of a solution, in characters."""


class CaseState(Labelled):
    """Where a case stands."""

    REGISTERED = "registered", "Registrado"
    CLASSIFIED = "classified", "En revisión"
    IN_PROCESS = "in_process", "En trámite"
    DIAGNOSING = "diagnosing", "En diagnóstico"
    REFERRED = "referred", "Derivado"
    RETURNED = "returned", "Devuelto"
    RESOLVED = "resolved", "Resuelto"
    CLOSED = "closed", "Cerrado"
    LAPSED = "lapsed", "Caducado"
    WITHDRAWN = "withdrawn", "Retirado"


ENDED = frozenset({CaseState.CLOSED, CaseState.LAPSED, CaseState.WITHDRAWN})
OPEN_CASES = frozenset(CaseState) - ENDED
UNDER_REVIEW = frozenset({CaseState.REGISTERED, CaseState.CLASSIFIED})
BEING_SOLVED = frozenset({CaseState.IN_PROCESS, CaseState.DIAGNOSING})
PROMISED = BEING_SOLVED | {CaseState.REFERRED}
"""States in which an answer is owed by the promised time."""


class ConformityKind(Labelled):
    """What the person said when the case was closed."""

    GIVEN = "given", "Conforme"
    REFUSED = "refused", "No conforme"
    TOLD_BY_EMAIL = "told_by_email", "No recogida, comunicada por correo"


@dataclass(frozen=True, slots=True)
class Origin:
    """How a case came in.

    Attributes:
        received_at: when the request came in, which may be before somebody opened it here.
        sender: address or name it came from, for what did not come in person.
        ticket_id: the turno of the visit; None for telephone, e-mail and document system.
        reference: number of the letter or message it came with.
    """

    channel: Channel
    received_at: datetime
    sender: str = ""
    ticket_id: UUID | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who a case is about.

    Attributes:
        bearer_id: who came or asked.
        beneficiary_id: who gets the user or is enrolled; the bearer when None.
        signer_id: the authority that signs.
        place: code of the applicant's city: its holidays count for legal terms too.
    """

    bearer_id: UUID | None = None
    beneficiary_id: UUID | None = None
    signer_id: UUID | None = None
    entity_id: UUID | None = None
    place: str = ""

    @property
    def served_id(self) -> UUID | None:
        """For whom the service is."""
        return self.beneficiary_id or self.bearer_id


@dataclass(frozen=True, slots=True)
class Matter:
    """What a case is about.

    Attributes:
        topic, system: codes and names of the catalogue, for support.
        problem: the problem or request in a line.
        fields: what the service's cases must tell besides: key and value.
        apart: why it is not the same as an open case of the entity; empty when there is none.
    """

    topic: str = ""
    system: str = ""
    problem: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    apart: str = ""

    def value(self, key: str) -> str:
        """Return the value of a field, empty when it was not told."""
        return dict(self.fields).get(key, "")


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step done in another system; ``note`` is what was written down (a user name)."""

    code: str
    by: UUID
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case was solved. ``code`` is that of a solution of the bank, empty for a new one."""

    type: SolutionType
    detail: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Conformity:
    """What the person said of the outcome; why, when refused."""

    kind: ConformityKind
    reason: str = ""

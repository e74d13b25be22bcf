"""What the view of a case shows, as one frozen value, and what its F2 does next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from desktop.ports import PrintOutcome
from desktop.usecases.case_view import CaseView, Colleague, StepView
from domain.approvals import ApprovalKind
from domain.authorisers import PERMANENT_SERVICE, TEMPORARY_SERVICE
from domain.case_parts import ENDED, UNDER_REVIEW, CaseState
from domain.deadlines import Urgency, time_left_words, urgency
from domain.enrolment import SERVICE as ENROLMENT_SERVICE
from ui.casework.rows import Under
from ui.documents.tools import PaperTools
from ui.mail.state import MailOut
from ui.theme import Kind

AskLeave = Callable[[ApprovalKind, str, str, Callable[[UUID], None]], None]
"""Ask a supervisor: what for, about what, why; call back with the leave that was given."""

URGENCY_KINDS = {Urgency.ON_TIME: Kind.OK, Urgency.NEAR: Kind.WARN, Urgency.OVERDUE: Kind.ERROR}
STATE_KINDS = {
    CaseState.REGISTERED: Kind.INFO,
    CaseState.CLASSIFIED: Kind.INFO,
    CaseState.IN_PROCESS: Kind.INFO,
    CaseState.DIAGNOSING: Kind.INFO,
    CaseState.REFERRED: Kind.WARN,
    CaseState.RETURNED: Kind.WARN,
    CaseState.RESOLVED: Kind.OK,
    CaseState.CLOSED: Kind.OK,
    CaseState.LAPSED: Kind.NEUTRAL,
    CaseState.WITHDRAWN: Kind.NEUTRAL,
}
"""The colour of each state of a case, one for all pages; its words always stand beside it."""


@dataclass(frozen=True, slots=True)
class CasePapers:
    """What the view has printed; all may raise ``PrintFailed`` and are run off the UI thread.

    Attributes:
        documents: what the case's documents and forms are worked with; None where there are none.
        mail: how the person is written to; None where they are not.
    """

    receipt: Callable[[UUID], PrintOutcome]
    give_back: Callable[[UUID], PrintOutcome]
    documents: PaperTools | None = None
    mail: MailOut | None = None


class Phase(StrEnum):
    """Which part of the case is worked on."""

    DOCUMENTS = "documents"
    RETURNED = "returned"
    KIT = "kit"
    STEPS = "steps"
    RESOLVE = "resolve"
    REFERRED = "referred"
    CLOSE = "close"
    ENDED = "ended"


class Next(StrEnum):
    """What the one main button does."""

    LOOK = "look"
    FILL = "fill"
    COMPLETE = "complete"
    GIVE_BACK = "give_back"
    TAKE_UP = "take_up"
    STEP = "step"
    RESOLVE = "resolve"
    ANSWERED = "answered"
    CLOSE = "close"
    ENROL = "enrol"
    ABSENCE = "absence"
    NOTHING = "nothing"


TITLES = {
    Phase.DOCUMENTS: "Documentos",
    Phase.RETURNED: "Devuelto",
    Phase.KIT: "Kit biométrico",
    Phase.STEPS: "En otros sistemas",
    Phase.RESOLVE: "Solución",
    Phase.REFERRED: "En otra área",
    Phase.CLOSE: "Conformidad",
    Phase.ENDED: "Terminado",
}
"""What stands over the work in each part."""
ICONS = {
    Next.LOOK: "arrow-right",
    Next.FILL: "pencil",
    Next.COMPLETE: "clipboard-check",
    Next.GIVE_BACK: "corner-up-left",
    Next.TAKE_UP: "inbox",
    Next.STEP: "check",
    Next.RESOLVE: "check",
    Next.ANSWERED: "inbox",
    Next.CLOSE: "circle-check",
    Next.ENROL: "fingerprint",
    Next.ABSENCE: "calendar-clock",
}
"""The icon of each thing the main button does."""
_AT_KIT = {
    ENROLMENT_SERVICE: Next.ENROL,
    TEMPORARY_SERVICE: Next.ABSENCE,
    PERMANENT_SERVICE: Next.ABSENCE,
}
KEYS = {Next.GIVE_BACK: "F9"}
"""Its key where it is not F2: papers are never handed back by a key pressed from habit."""


@dataclass(frozen=True, slots=True)
class Casework:
    """The view.

    Attributes:
        works, steers: what the roles of today allow: working on cases, and steering those of
            others.
        serves: they attend this case's service.
        generation: which reading it comes from; an overtaken one is not shown.
        under: what lies under each requirement; None where documents cannot be seen.
    """

    view: CaseView
    works: bool
    steers: bool
    serves: bool
    generation: int = field(default=0, compare=False)
    under: Under | None = None

    @property
    def attached(self) -> int:
        """How many documents the case has."""
        return 0 if self.under is None else sum(map(len, self.under.values()))

    @property
    def phase(self) -> Phase:
        """Which part of the case is worked on."""
        case, view = self.view.case, self.view
        if case.state in UNDER_REVIEW:
            return Phase.DOCUMENTS
        fixed = {
            CaseState.RETURNED: Phase.RETURNED,
            CaseState.REFERRED: Phase.REFERRED,
            CaseState.RESOLVED: Phase.CLOSE,
        }
        if case.state in fixed:
            return fixed[case.state]
        if case.state in ENDED:
            return Phase.ENDED
        if view.at_kit:
            return Phase.KIT
        return Phase.RESOLVE if self.step is None else Phase.STEPS

    @property
    def editable(self) -> bool:
        """Whether the person may change the case."""
        return self.works and self.view.mine and self.view.case.is_open

    @property
    def step(self) -> StepView | None:
        """The first step in another system that is left."""
        return next((step for step in self.view.steps if not step.done), None)

    @property
    def due(self) -> tuple[Phase, str]:
        """Where the work begins: the phase, and its step's code where it has one."""
        return self.phase, "" if self.step is None else self.step.step.code

    def over(self, now: datetime) -> bool:
        """Whether the term to complete it is over at the local moment ``now``."""
        case, ends = self.view.case, self.view.case.term_ends
        past = ends is not None and ends < now.date()
        return case.state is CaseState.LAPSED or (case.state is CaseState.RETURNED and past)

    def facts_beside(self, *, wanted: bool) -> bool:
        """Whether the service's fields stand beside the documents though height is scarce.

        They do once every document was looked at, and before that while they are ``wanted``.
        """
        if self.phase is not Phase.DOCUMENTS or not self.view.service.fields:
            return False
        return wanted or not self.view.checklist.undecided

    @property
    def next(self) -> Next:
        """What F2 does; with faults it is F9 that hands the case back."""
        phase = self.phase
        back = self.view.case.state in {CaseState.RETURNED, CaseState.LAPSED}
        if back and self.works and self.serves:
            return Next.TAKE_UP
        if not self.editable or phase is Phase.ENDED:
            return Next.NOTHING
        if phase is Phase.KIT:
            return _AT_KIT.get(self.view.service.code, Next.NOTHING)
        if phase is not Phase.DOCUMENTS:
            return {
                Phase.STEPS: Next.STEP,
                Phase.RESOLVE: Next.RESOLVE,
                Phase.REFERRED: Next.ANSWERED,
                Phase.CLOSE: Next.CLOSE,
            }[phase]
        if self.view.checklist.undecided:
            return Next.LOOK
        if self.view.checklist.faults:
            return Next.GIVE_BACK
        return Next.FILL if self.view.missing else Next.COMPLETE

    @property
    def next_words(self) -> str:
        """The words of the one main button."""
        view = self.view
        match self.next:
            case Next.LOOK:
                left = view.checklist.undecided
                return f"Revisar el requisito {left[0]} · {_left(len(left), 'queda', 'quedan')}"
            case Next.FILL:
                return "Completar los datos que faltan"
            case Next.COMPLETE:
                return "Documentación completa" if view.service.requirements else "Continuar"
            case Next.GIVE_BACK:
                return "Devolver con la lista"
            case Next.TAKE_UP:
                over = self.over(view.office.local(view.now))
                return "Llegó dentro del plazo" if over else "Recibir lo que faltaba"
            case Next.STEP:
                assert self.step is not None
                return f"Hecho: {self.step.step.title}"
            case Next.RESOLVE:
                return "Resolver"
            case Next.ANSWERED:
                return "Anotar la respuesta del área"
            case Next.CLOSE:
                return "Cerrar el trámite"
            case Next.ENROL:
                return "Ir al kit biométrico"
            case Next.ABSENCE:
                return "Ir a la ausencia"
            case _:
                return ""

    @property
    def why_nothing(self) -> str:
        """Why F2 does nothing, where it does not."""
        case, view = self.view.case, self.view
        if not case.is_open:
            return f"El trámite está {case.state.label.lower()}."
        if case.holder_id is not None and not view.mine and self.serves:
            return f"Lo tiene {view.holder}. Usted puede verlo."
        if not self.works or not self.serves:
            return "Sus funciones de hoy no atienden este servicio. Usted puede verlo."
        return "Continúa en el kit biométrico."


@dataclass(frozen=True, slots=True)
class WayPart:
    """One part of the way of a case: its words, how it stands, and whether the case is there."""

    words: str
    kind: Kind
    icon: str
    here: bool = False


def way(state: Casework) -> tuple[WayPart, ...]:
    """Return the parts of the case's way, each done, under way or to come."""
    service = state.view.service
    parts: list[tuple[str, frozenset[Phase]]] = []
    if service.requirements or service.fields:
        parts.append(("Documentos", frozenset({Phase.DOCUMENTS, Phase.RETURNED})))
    if state.view.steps:
        parts.append(("En otros sistemas", frozenset({Phase.STEPS})))
    if service.needs_kit:
        parts.append(("Kit biométrico", frozenset({Phase.KIT})))
    parts.append(("Solución", frozenset({Phase.RESOLVE, Phase.REFERRED})))
    parts.append(("Conformidad", frozenset({Phase.CLOSE})))
    phases = [part[1] for part in parts]
    case = state.view.case
    closed = case.state is CaseState.CLOSED
    here = next((n for n, these in enumerate(phases) if state.phase in these), -1)
    made = []
    for number, (words, _) in enumerate(parts):
        told = f"{number + 1}  {words}"
        if closed or number < here:
            made.append(WayPart(told, Kind.OK, "check"))
        elif number == here:
            wrong = state.phase in {Phase.RETURNED, Phase.REFERRED}
            made.append(WayPart(told, Kind.WARN if wrong else Kind.INFO, "arrow-right", here=True))
        else:
            made.append(WayPart(told, Kind.NEUTRAL, ""))
    return tuple(made)


def colleague_words(one: Colleague) -> str:
    """Return a colleague with their load."""
    many = "1 abierto" if one.open_cases == 1 else f"{one.open_cases} abiertos"
    return f"{one.name} · {many}"


def time_chip(view: CaseView, now: datetime) -> tuple[str, Kind, str] | None:
    """Return how the time of a case stands: words, kind and icon; None where none runs."""
    case = view.case
    if case.state is CaseState.RETURNED and case.term_ends is not None:
        over = view.office.local(now).date() > case.term_ends
        words = f"{case.term_ends:%d/%m/%Y}"
        if over:
            return f"El plazo terminó el {words}", Kind.ERROR, "circle-x"
        return f"Puede completarse hasta el {words}", Kind.WARN, "calendar-clock"
    if view.urgency is None or case.due_at is None or case.clock_from is None:
        return None
    stands = urgency(case.clock_from, case.due_at, now)
    icons = {Urgency.ON_TIME: "clock", Urgency.NEAR: "timer", Urgency.OVERDUE: "triangle-alert"}
    left = time_left_words(case.due_at, now, view.office, view.calendar)
    return f"{stands.label}: {left}", URGENCY_KINDS[stands], icons[stands]


def _left(count: int, one: str, many: str) -> str:
    return f"{one} {count}" if count == 1 else f"{many} {count}"

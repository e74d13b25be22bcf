"""Corrective and preventive actions: what is done so that a cause happens less, and whether it did.

The support procedure (§46) asks for statistics of incidents with their causes, and for corrective
and preventive actions with their follow-up. Whoever carried one out is not who says that it
worked; the figures of the cause before and after are what that is held against.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.errors import InvalidInput, KnownError
from domain.figures.periods import Period
from domain.figures.rankings import RankBy, RankLine
from domain.labels import Labelled
from domain.text import clean_text

WORDS_LIMIT = 600
"""Longest action, result or verification, in characters."""
CAUSE_LIMIT = 300
"""Longest cause in words, in characters."""
KEY_LIMIT = 1000
WINDOW = timedelta(days=30)
"""How long before its creation, and before its verification, a cause is counted."""
LONGEST = timedelta(days=366)
"""How far ahead an action may be due."""


class ImprovementKind(Labelled):
    """Whether it mends what happened or keeps something from happening."""

    CORRECTIVE = "corrective", "Correctiva"
    PREVENTIVE = "preventive", "Preventiva"


class CauseKind(Labelled):
    """What a cause is: what is counted of it, or nothing."""

    REQUIREMENT = "requirement", "Requisito"
    REASON = "reason", "Motivo de devolución"
    ENTITY = "entity", "Entidad con devoluciones"
    TOPIC = "topic", "Tema de soporte"
    SYSTEM = "system", "Sistema"
    SOLUTION = "solution", "Solución repetida"
    FREE = "free", "Otra causa"

    @property
    def rank(self) -> RankBy | None:
        """The ranking in which it is a line; None where nothing is counted of it."""
        return None if self is CauseKind.FREE else RankBy(self.value)


class ImprovementState(Labelled):
    """Where an action stands."""

    OPEN = "open", "En curso"
    DONE = "done", "Por verificar"
    EFFECTIVE = "effective", "Eficaz"
    INEFFECTIVE = "ineffective", "No eficaz"
    DROPPED = "dropped", "Descartada"


UNDER_WAY = frozenset({ImprovementState.OPEN, ImprovementState.DONE})


class WrongImprovementState(KnownError):
    """Somebody else went on with it in the meantime."""

    def __init__(self, improvement: "Improvement") -> None:
        super().__init__(
            f"Esta mejora está «{improvement.state.label.lower()}».",
            kept="No se cambió nada.",
            todo="La lista se actualizó; revise cómo quedó.",
        )


class OwnImprovement(KnownError):
    """Who carried an action out is not who says that it worked."""

    what = "Usted es responsable de esta mejora o anotó su resultado."
    kept = "Sigue por verificar."
    todo = "Pida a otra persona que supervise que la verifique."


class NotResponsible(KnownError):
    """Only who is responsible for it, or a supervisor, tells that it is done."""

    what = "Esta mejora está a cargo de otra persona."
    kept = "No se cambió nada."
    todo = "Pida a su supervisor que anote el resultado."


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something goes wrong.

    Attributes:
        words: as people read it; kept, for catalogues change.
        service: its number; 0 where it is of none.
        key: of its line in the ranking (``figures.rankings.RankLine``); empty where there is none.
    """

    kind: CauseKind
    words: str
    service: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Improvement:
    """An action against a cause.

    Attributes:
        words: what is to be done; ``due`` until when.
        before: how often the cause happened in the 30 days before it was created.
        result: what was done; ``done_by`` who noted it.
        verdict: what was found when it was verified, or why it was dropped.
        after: how often the cause happened in the 30 days before it was verified; None until then.
    """

    id: UUID
    office_id: UUID
    kind: ImprovementKind
    cause: Cause
    words: str
    responsible_id: UUID
    due: date
    created_by: UUID
    created_at: datetime
    before: int
    state: ImprovementState = ImprovementState.OPEN
    result: str = ""
    done_by: UUID | None = None
    done_at: datetime | None = None
    verdict: str = ""
    verified_by: UUID | None = None
    verified_at: datetime | None = None
    after: int | None = None
    version: int = 1

    def is_overdue(self, today: date) -> bool:
        """Tell whether it should have been done by now."""
        return self.state is ImprovementState.OPEN and self.due < today

    def changed(self, words: str, responsible_id: UUID, due: date) -> "Improvement":
        """Return it with another text, responsible or date.

        Raises:
            WrongImprovementState: it is done or dropped.
        """
        self._require(ImprovementState.OPEN)
        return replace(
            self,
            words=words,
            responsible_id=responsible_id,
            due=due,
            version=self.version + 1,
        )

    def done(self, by: UUID, now: datetime, result: str) -> "Improvement":
        """Return it as carried out.

        Raises:
            WrongImprovementState: it was done or dropped before.
        """
        self._require(ImprovementState.OPEN)
        return replace(
            self,
            state=ImprovementState.DONE,
            result=result,
            done_by=by,
            done_at=now,
            version=self.version + 1,
        )

    def verified(
        self, by: UUID, now: datetime, *, effective: bool, words: str, after: int
    ) -> "Improvement":
        """Return it as found to work or not.

        Args:
            by: neither who is responsible nor who noted that it was done.
            words: what was found.
            after: how often the cause happened in the last 30 days.

        Raises:
            WrongImprovementState: it does not wait for that.
            OwnImprovement: they carried it out.
        """
        self._require(ImprovementState.DONE)
        if by in (self.responsible_id, self.done_by):
            raise OwnImprovement()
        kind = ImprovementState.EFFECTIVE if effective else ImprovementState.INEFFECTIVE
        return replace(
            self,
            state=kind,
            verdict=words,
            verified_by=by,
            verified_at=now,
            after=after,
            version=self.version + 1,
        )

    def dropped(self, reason: str) -> "Improvement":
        """Return it as given up.

        Raises:
            WrongImprovementState: it was verified or dropped before.
        """
        self._require(*UNDER_WAY)
        return replace(
            self, state=ImprovementState.DROPPED, verdict=reason, version=self.version + 1
        )

    def _require(self, *states: ImprovementState) -> None:
        if self.state not in states:
            raise WrongImprovementState(self)


def checked_cause(typed: Cause) -> Cause:
    """Return a cause as it is kept.

    Raises:
        InvalidInput: it has no words, they are too long, or cannot be kept.
    """
    free = typed.kind is CauseKind.FREE
    return replace(
        typed,
        words=clean_text(typed.words, label="Causa", limit=CAUSE_LIMIT, required=True),
        service=0 if free else typed.service,
        key="" if free else clean_text(typed.key, label="Causa", limit=KEY_LIMIT),
    )


def checked_words(raw: str, label: str) -> str:
    """Return what is to be done, was done or was found, as it is kept.

    Raises:
        InvalidInput: there is nothing, it is too long, or it cannot be kept.
    """
    return clean_text(raw, label=label, limit=WORDS_LIMIT, required=True)


def check_due(due: date, today: date) -> date:
    """Return until when an action is to be done.

    Raises:
        InvalidInput: the day is past, or more than a year away.
    """
    if due < today:
        raise InvalidInput("Ese plazo ya pasó.", todo="Elija hoy o un día posterior.")
    if due - today > LONGEST:
        raise InvalidInput("El plazo es de un año como máximo.", todo="Elija un día más cercano.")
    return due


def before_day(day: date) -> Period:
    """Return the 30 whole days before a day."""
    return Period(day - WINDOW, day - timedelta(days=1))


def cause_of(by: RankBy, line: RankLine) -> Cause:
    """Return a line of a ranking as the cause of an action."""
    words = " · ".join(part for part in (line.label, line.detail) if part)
    return Cause(CauseKind(by.value), words[:CAUSE_LIMIT], line.service, line.key)

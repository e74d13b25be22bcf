"""The office's bank of solutions: what was done or told once, ready for the next who asks.

A solution nobody had foreseen is proposed when its case closes; a supervisor reviews it before
others are told the same (support procedure, in person: an unforeseen case goes to quality
control).
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.errors import KnownError
from domain.labels import Labelled
from domain.text import clean_text

TITLE_LIMIT = 120
"""Longest problem in a line, in characters."""
TEXT_LIMIT = 600
"""Longest solution, in characters."""
_CODE_LIMIT = 60
_CODE = re.compile(r"[sS]-?([0-9]{1,9})")


class SolutionType(Labelled):
    """How a case was solved."""

    EXPLAINED = "explained", "Explicación"
    CORRECTED = "corrected", "Corrección en el sistema"
    DONE = "done", "Trámite realizado"
    ANSWERED = "answered", "Respuesta del área"
    REFUSED = "refused", "No procede"


class SolutionState(Labelled):
    """Whether a solution may be told to others."""

    PROPOSED = "proposed", "Por revisar"
    APPROVED = "approved", "Aprobada"
    RETIRED = "retired", "Retirada"


class WrongSolutionState(KnownError):
    """Somebody else reviewed or retired it in the meantime."""

    def __init__(self, solution: "Solution") -> None:
        self.solution = solution
        super().__init__(
            f"La solución {solution.code} ya no se puede cambiar así: "
            f"está «{solution.state.label.lower()}».",
            kept="No se cambió nada.",
            todo="Actualice la lista y revise cómo quedó.",
        )


class OwnProposal(KnownError):
    """Who proposed a solution is not who approves it."""

    what = "Esta solución la propuso usted."
    kept = "La propuesta sigue guardada."
    todo = "Pida a otro supervisor que la revise."


@dataclass(frozen=True, slots=True)
class SolutionContent:
    """What a solution says.

    Attributes:
        title: the problem, in a line.
        text: what to do or to tell.
        topic: code of the catalogue's topic; empty for any.
        system: name of the catalogue's system; empty for any.
    """

    type: SolutionType
    title: str
    text: str
    topic: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class Solution:
    """One solution of the bank.

    Attributes:
        number: gapless within the office; staff know it as ``code``.
        case_id: the case whose closing proposed it.
        reviewed_by: who last approved, edited or retired it.
        reason: why it was rejected or retired.
        uses: how many cases were solved with it.
    """

    id: UUID
    office_id: UUID
    number: int
    content: SolutionContent
    state: SolutionState
    proposed_by: UUID
    proposed_at: datetime
    case_id: UUID | None = None
    reviewed_by: UUID | None = None
    reviewed_at: datetime | None = None
    reason: str = ""
    uses: int = 0
    version: int = 1

    @property
    def code(self) -> str:
        """The number as it is said and printed: ``S-0042``."""
        return solution_code(self.number)

    @property
    def type(self) -> SolutionType:
        """How it solves."""
        return self.content.type

    @property
    def title(self) -> str:
        """The problem, in a line."""
        return self.content.title

    @property
    def text(self) -> str:
        """What to do or to tell."""
        return self.content.text

    @property
    def topic(self) -> str:
        """Code of its topic; empty for any."""
        return self.content.topic

    @property
    def system(self) -> str:
        """Name of its system; empty for any."""
        return self.content.system

    @property
    def usable(self) -> bool:
        """Whether it may be told to others."""
        return self.state is SolutionState.APPROVED

    def approved(self, by: UUID, now: datetime, content: SolutionContent) -> "Solution":
        """Return a proposal approved, as the reviewer left its words.

        Raises:
            WrongSolutionState: it does not wait for review.
            OwnProposal: the reviewer proposed it.
        """
        self._require(SolutionState.PROPOSED)
        if by == self.proposed_by:
            raise OwnProposal()
        return self._reviewed(by, now, content=content, state=SolutionState.APPROVED)

    def edited(self, by: UUID, now: datetime, content: SolutionContent) -> "Solution":
        """Return an approved solution with other words.

        Raises:
            WrongSolutionState: it is not approved.
        """
        self._require(SolutionState.APPROVED)
        return self._reviewed(by, now, content=content)

    def retired(self, by: UUID, now: datetime, reason: str) -> "Solution":
        """Return a proposal rejected, or an approved solution that no longer holds.

        Raises:
            WrongSolutionState: it was retired before.
        """
        self._require(SolutionState.PROPOSED, SolutionState.APPROVED)
        return self._reviewed(by, now, state=SolutionState.RETIRED, reason=reason)

    def _require(self, *states: SolutionState) -> None:
        if self.state not in states:
            raise WrongSolutionState(self)

    def _reviewed(
        self,
        by: UUID,
        now: datetime,
        *,
        content: SolutionContent | None = None,
        state: SolutionState | None = None,
        reason: str = "",
    ) -> "Solution":
        return replace(
            self,
            content=content or self.content,
            state=state or self.state,
            reason=reason,
            reviewed_by=by,
            reviewed_at=now,
            version=self.version + 1,
        )


def checked_content(typed: SolutionContent) -> SolutionContent:
    """Return what was typed as it is kept.

    Raises:
        InvalidInput: the problem or the solution is missing, too long, or cannot be kept.
    """
    return SolutionContent(
        typed.type,
        clean_text(typed.title, label="Problema", limit=TITLE_LIMIT, required=True),
        clean_text(typed.text, label="Solución", limit=TEXT_LIMIT, required=True),
        clean_text(typed.topic, label="Tema", limit=_CODE_LIMIT),
        clean_text(typed.system, label="Sistema", limit=_CODE_LIMIT),
    )


def solution_code(number: int) -> str:
    """Return the code of a solution's number: ``S-0042``."""
    return f"S-{number:04}"


def solution_number(typed: str) -> int | None:
    """Return the number of a code as said or typed (``S-0042``, ``s42``), or None if it is none."""
    found = _CODE.fullmatch(typed.strip())
    return None if found is None else int(found[1])

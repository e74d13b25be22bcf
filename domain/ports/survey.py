"""Where opinions are kept: the box of the day, and what was gathered from it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.suggestions import Suggestion
from domain.survey import Ask, SurveyCount, SurveyRules


class Surveys(Protocol):
    """The questions after attentions, their answers, and the suggestions.

    What comes in during a day lies in a box, in no order and without a moment; nobody reads it
    before the day is over (docs/decisions/0129).
    """

    def rules(self, office_id: UUID) -> SurveyRules:
        """Return what the office asks; the usual where nobody changed it."""
        ...

    def save_rules(self, rules: SurveyRules) -> None:
        """Store changed rules. Raises Stale."""
        ...

    def find(self, code_hash: str) -> Ask | None:
        """Return what a code belongs to, as it stands."""
        ...

    def drop(self, paper: Ask | Suggestion) -> None:
        """Put a paper into the box, in place of the one it was."""
        ...

    def box(self) -> Sequence[Ask | Suggestion]:
        """Return what lies in the box, in no order."""
        ...

    def gather(self, papers: Iterable[Ask | Suggestion]) -> None:
        """Take papers out of the box and keep them, in place of what they were."""
        ...

    def forget_codes(self, before: date) -> int:
        """Forget the codes of attentions before a day; return how many there were."""
        ...

    def counts(self, since: date, until: date) -> Sequence[SurveyCount]:
        """Return what was asked and answered from one day to another, both included."""
        ...

    def comments(self, since: date, until: date, limit: int) -> Sequence[Ask]:
        """Return the answers with a comment or contact, the newest days first."""
        ...

    def suggestion(self, suggestion_id: UUID) -> Suggestion:
        """Return a gathered suggestion. Raises NotFound."""
        ...

    def suggestions(self, since: date, until: date, limit: int) -> Sequence[Suggestion]:
        """Return the suggestions of some days and those not done with, the newest first."""
        ...

    def save_suggestion(self, value: Suggestion) -> None:
        """Store what became of one. Raises Stale."""
        ...

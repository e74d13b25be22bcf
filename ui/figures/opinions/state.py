"""What the part Opiniones shows, in words, without Qt."""

from dataclasses import dataclass
from enum import Enum

from desktop.usecases.opinions import Opinions, SuggestionView
from domain.figures.periods import Period
from domain.suggestions import SuggestionState
from domain.survey import SCORES, Ask, SurveyCount, Way

FEW = 3
"""Fewer answers than these are not told apart: whose they are would be guessed."""


class View(Enum):
    """Which list is looked at."""

    ANSWERS = "answers"
    COMMENTS = "comments"
    SUGGESTIONS = "suggestions"


@dataclass(frozen=True, slots=True)
class Shown:
    """What was read of a period."""

    period: Period
    opinions: Opinions


@dataclass(frozen=True, slots=True)
class Row:
    """Answers about one service at one counter; ``is_total`` for all together."""

    name: str
    counter: str
    count: SurveyCount
    is_total: bool = False

    @property
    def key(self) -> tuple[int, int, bool]:
        """What makes it this row."""
        return self.count.service, self.count.counter, self.is_total

    @property
    def is_told(self) -> bool:
        """Whether its answers are enough to be told apart."""
        return self.is_total or self.count.answers == 0 or self.count.answers >= FEW

    def score(self, value: int) -> str:
        """Return how many gave a score."""
        return str(self.count.scores[value - 1]) if self.is_told else "–"

    @property
    def answers(self) -> str:
        """How many answers there are."""
        return str(self.count.answers) if self.is_told else f"menos de {FEW}"

    @property
    def satisfied(self) -> str:
        """The share of 4 and 5."""
        return share(self.count.satisfied, self.count.answers) if self.is_told else "–"

    @property
    def replied(self) -> str:
        """The share of questions that have an answer."""
        return share(self.count.replied, self.count.asked)


def share(part: int, whole: int) -> str:
    """Return a share as it is read, whole per cents, halves upwards; empty words where none."""
    return f"{(200 * part + whole) // (2 * whole)} %" if whole else "–"


def total(opinions: Opinions) -> SurveyCount:
    """Return everything counted, summed."""
    return sum(opinions.counts, SurveyCount(0, "", 0))


def rows_of(opinions: Opinions) -> list[Row]:
    """Return the rows by service and counter, and all together last; none where nobody was asked."""
    found: dict[tuple[int, int], SurveyCount] = {}
    for one in opinions.counts:
        place = (one.service, one.counter)
        found[place] = found[place] + one if place in found else one
    rows = [
        Row(
            opinions.service(service),
            f"Ventanilla {counter}" if counter else "Sin ventanilla",
            found[service, counter],
        )
        for service, counter in sorted(found)
    ]
    return [*rows, Row("Todo", "", total(opinions), is_total=True)] if rows else []


def satisfaction(opinions: Opinions) -> tuple[str, str]:
    """Return the share of 4 and 5, and of how many."""
    whole = total(opinions)
    if not whole.answers:
        return "–", "Sin respuestas"
    return share(whole.satisfied, whole.answers), f"{whole.satisfied} de {whole.answers}"


def response(opinions: Opinions) -> tuple[str, str]:
    """Return the share of questions answered, and of how many."""
    whole = total(opinions)
    if not whole.asked:
        return "–", "Sin preguntas"
    return share(whole.replied, whole.asked), f"{whole.replied} de {whole.asked}"


def suggestions(opinions: Opinions) -> tuple[str, str]:
    """Return how many suggestions there are, and how many wait."""
    new = sum(one.suggestion.state is SuggestionState.NEW for one in opinions.suggestions)
    seen = sum(one.suggestion.state is SuggestionState.SEEN for one in opinions.suggestions)
    return str(len(opinions.suggestions)), f"{new} sin ver, {seen} vistas"


def remark(shown: Shown) -> str:
    """Return what is missing of what is shown; empty where nothing is."""
    found = []
    if shown.opinions.ungathered:
        found.append("Falta reunir opiniones de días anteriores.")
    if shown.period.since <= shown.opinions.today <= shown.period.until:
        found.append("Las opiniones de hoy se ven desde mañana.")
    return " ".join(found)


def answer_words(ask: Ask) -> str:
    """Return an answer as it is read."""
    return f"{ask.score} · {SCORES[ask.score]}" if ask.score in SCORES else ""


def comment_detail(ask: Ask, opinions: Opinions) -> str:
    """Return where and how a comment came."""
    counter = f", ventanilla {ask.counter}" if ask.counter else ""
    way = Way(ask.way).label.lower() if ask.way else ""
    return f"{opinions.service(ask.service)}{counter} · {way}"


def suggestion_detail(view: SuggestionView) -> str:
    """Return what became of a suggestion."""
    one = view.suggestion
    if one.seen_at is None:
        return "Nadie la ha visto todavía."
    return f"{one.state.label}: {view.seen_by}, {one.seen_at:%d/%m/%Y}"

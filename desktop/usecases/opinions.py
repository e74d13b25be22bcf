"""What people said, as a supervisor reads it: answers, comments and suggestions.

Only what was gathered is read: nobody sees what came in today before it is over.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.usecases.desk import Desk, begin
from domain.errors import InvalidInput
from domain.staff import Action, Actor
from domain.suggestions import Suggestion, SuggestionState
from domain.survey import Ask, SurveyCount, SurveyRules

MOST = 300
"""So many comments and suggestions are listed at most."""


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A suggestion with the names beside it."""

    suggestion: Suggestion
    about: str
    seen_by: str


@dataclass(frozen=True, slots=True)
class Opinions:
    """What was said in a period.

    Attributes:
        counts: by service, channel and counter.
        services: names of services by number.
        comments: answers with a comment or a contact, the newest days first.
        suggestions: those of the period and all that are not done with, the newest first.
        ungathered: papers of days that are over still lie in the box.
    """

    since: date
    until: date
    today: date
    counts: tuple[SurveyCount, ...]
    services: tuple[tuple[int, str], ...]
    comments: tuple[Ask, ...]
    suggestions: tuple[SuggestionView, ...]
    rules: SurveyRules
    ungathered: bool

    def service(self, number: int) -> str:
        """Return the name of a service."""
        return dict(self.services).get(number, f"Servicio {number}")


def opinions(desk: Desk, actor: Actor, since: date, until: date) -> Opinions:
    """Return what was said from one day to another, both included.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: the period ends before it begins.
        NotOnThisData: the office's server is of an earlier program.
    """
    if until < since:
        raise InvalidInput("El período termina antes de empezar.", todo="Corrija las fechas.")
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        names = {member.id: member.full_name for member in unit.staff.all()}
        services = {one.id: one.short_name for one in desk.catalogue.services}

        def viewed(one: Suggestion) -> SuggestionView:
            about = one.about.label
            if one.service:
                about = services.get(one.service, f"Servicio {one.service}")
            elif one.staff_id is not None:
                about = names[one.staff_id]
            return SuggestionView(one, about, names.get(one.seen_by, "") if one.seen_by else "")

        kept = unit.surveys
        return Opinions(
            since,
            until,
            step.day,
            tuple(kept.counts(since, until)),
            tuple(sorted(services.items())),
            tuple(kept.comments(since, until, MOST)),
            tuple(viewed(one) for one in kept.suggestions(since, until, MOST)),
            kept.rules(unit.offices.office().id),
            any(paper.touched < step.day for paper in kept.box()),
        )


def see(desk: Desk, actor: Actor, suggestion_id: UUID) -> Suggestion:
    """Note that a suggestion was read; one that was stays as it is.

    Raises:
        NotAllowed: not a supervisor.
        NotFound: there is none.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        found = unit.surveys.suggestion(suggestion_id)
        if found.state is not SuggestionState.NEW:
            return found
        seen = found.seen(actor.staff_id, step.now)
        step.tell("suggestion", seen.id, seen.version, "suggestion_seen", {})
        unit.surveys.save_suggestion(seen)
        return seen


def note_done(desk: Desk, actor: Actor, suggestion_id: UUID, words: str) -> Suggestion:
    """Note what was done about a suggestion, in place of an earlier note.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: nothing was written, or it cannot be kept.
        NotFound: there is none.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        found = unit.surveys.suggestion(suggestion_id)
        done = found.done(actor.staff_id, step.now, words)
        step.tell("suggestion", done.id, done.version, "suggestion_answered", {"done": done.answer})
        unit.surveys.save_suggestion(done)
        return done

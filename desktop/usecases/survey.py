"""The question after an attention, its code, and the suggestion box, at a desk.

Who answered is never known, and when only by the day: docs/decisions/0129. Source: CONECTAMEF
resolution and directive, letter e).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from threading import Lock
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin
from domain.catalogue import Channel
from domain.errors import Stale
from domain.ids import new_id
from domain.staff import Action, Actor
from domain.suggestions import NewSuggestion, Suggestion
from domain.survey import (
    Ask,
    AskState,
    CodeUnusable,
    Reply,
    SurveyOff,
    SurveyRules,
    Way,
    code_hash,
    new_ask,
    new_code,
    parse_code,
)
from domain.tickets import TicketState


class Pad:
    """Which code was given for which attention, in the memory of this program alone.

    So that whoever is asked at the window and holds a printed code answers once, and no database
    says which attention a code is of.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._day: date | None = None
        self._codes: dict[UUID, str] = {}

    def code_of(self, day: date, attention: UUID) -> str | None:
        """Return the code given for an attention of a day; None where none was."""
        with self._lock:
            return self._codes.get(attention) if day == self._day else None

    def note(self, day: date, attention: UUID, code: str) -> None:
        """Remember a code until another day begins."""
        with self._lock:
            if day != self._day:
                self._day, self._codes = day, {}
            self._codes[attention] = code


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """The rules as filled in; see ``SurveyRules``."""

    is_on: bool
    question: str
    thanks: str
    seconds: int
    on_receipt: bool
    code_days: int


@dataclass(frozen=True, slots=True)
class Question:
    """What is put to somebody.

    Attributes:
        code: by which it is answered.
        about: the service, in words.
    """

    code: str
    rules: SurveyRules
    about: str
    day: date


@dataclass(frozen=True, slots=True)
class Choices:
    """What a suggestion may be about.

    Attributes:
        services: numbers and names of those of this office.
        people: who has a counter open now: id, and ``Ventanilla 3 · Ana Paredes``.
    """

    office: str
    rules: SurveyRules
    services: tuple[tuple[int, str], ...]
    people: tuple[tuple[UUID, str], ...]


def rules(desk: Desk, actor: Actor) -> SurveyRules:
    """Return what the office asks, to change it.

    Raises:
        NotAllowed: neither supervisor nor administrator.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.SET_SURVEY)
        return unit.surveys.rules(unit.offices.office().id)


def change_rules(desk: Desk, actor: Actor, version: int, form: SurveyForm) -> SurveyRules:
    """Change what the office asks from now on; codes already printed serve as long as new ones.

    Args:
        version: of the rules that were read.

    Raises:
        NotAllowed: neither supervisor nor administrator.
        InvalidInput: a text is missing or a figure out of bounds.
        Stale: somebody changed them meanwhile.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SET_SURVEY)
        before = unit.surveys.rules(unit.offices.office().id)
        if before.version != version:
            raise Stale()
        changed = replace(
            before,
            is_on=form.is_on,
            question=form.question,
            thanks=form.thanks,
            seconds=form.seconds,
            on_receipt=form.on_receipt,
            code_days=form.code_days,
            version=version + 1,
        ).checked()
        payload = {
            "is_on": changed.is_on,
            "question": changed.question,
            "thanks": changed.thanks,
            "seconds": changed.seconds,
            "on_receipt": changed.on_receipt,
            "code_days": changed.code_days,
        }
        office = changed.office_id
        step.tell("survey_rules", office, changed.version, "survey_rules_changed", payload)
        unit.surveys.save_rules(changed)
        return changed


def serving(desk: Desk, actor: Actor) -> UUID | None:
    """Return the turno that is being served at one's own counter; None where there is none.

    Raises:
        NotAllowed: not at a desk.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.ASK_OPINION)
        session = unit.sessions.open_of(actor.staff_id)
        ticket = None if session is None else unit.tickets.at_counter(session.counter_id)
        return None if ticket is None or ticket.state is not TicketState.SERVING else ticket.id


def ask_about(desk: Desk, actor: Actor, pad: Pad, ticket_id: UUID) -> Question | None:
    """Put the question about an attention that has just ended.

    Returns:
        None where the attention did not end here, the office does not ask, or an answer came
        already by the code of the receipt.

    Raises:
        NotAllowed: not at a desk.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ASK_OPINION)
        asked = unit.surveys.rules(unit.offices.office().id)
        ticket = unit.tickets.get(ticket_id)
        if not asked.is_on or ticket.state is not TicketState.SERVED:
            return None
        service = ticket.attended[0] if ticket.attended else ticket.services[0]
        counter = _number(step, ticket.counter_id)
        ask, code = _asked(step, pad, ticket_id, service, Channel.IN_PERSON, counter)
        if ask.state is AskState.ANSWERED:
            return None
        return Question(code, asked, _service(desk, ask.service), ask.day)


def receipt_code(desk: Desk, actor: Actor, pad: Pad, case_id: UUID) -> str:
    """Return the code that the receipt of a case bears: one an attention, however many cases.

    Only the receipt of what was handed in today bears one; a later copy does not.

    Returns:
        Empty where there is none.

    Raises:
        NotAllowed: not at a desk.
        NotFound: there is no such case.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ASK_OPINION)
        office = unit.offices.office()
        asked = unit.surveys.rules(office.id)
        case = unit.cases.get(case_id)
        today = office.day_of(case.submitted_at) == step.day
        if not (asked.is_on and asked.on_receipt and today):
            return ""
        session = unit.sessions.open_of(actor.staff_id)
        counter, attention = 0, case.origin.ticket_id or case.id
        if session is not None:
            counter = _number(step, session.counter_id)
            here = unit.tickets.at_counter(session.counter_id)
            if here is not None and here.state is TicketState.SERVING:
                attention = here.id
        ask, code = _asked(step, pad, attention, case.service, case.origin.channel, counter)
        return "" if ask.state is AskState.ANSWERED else code


def coded(desk: Desk, actor: Actor, opinion_code: str) -> Question:
    """Return the question that a printed code answers.

    Raises:
        NotAllowed: not at a desk.
        NotACode: it is miscopied.
        SurveyOff: the office does not ask any more.
        CodeUnusable: it was used, is too old, or is of nobody here.
    """
    code = parse_code(opinion_code)
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.ASK_OPINION)
        ask = _answerable(step, code)
        asked = unit.surveys.rules(ask.office_id)
        return Question(code, asked, _service(desk, ask.service), ask.day)


def answer(desk: Desk, actor: Actor, opinion_code: str, reply: Reply, way: Way) -> None:
    """Put an answer into the box; of one attention only the first counts.

    Raises:
        NotAllowed: not at a desk.
        InvalidInput: no score of 1 to 5, or a text that cannot be kept.
        NotACode, SurveyOff, CodeUnusable: as for ``coded``.
    """
    code, given = parse_code(opinion_code), reply.checked()
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ASK_OPINION)
        unit.surveys.drop(_answerable(step, code).answered(given, way, step.day))


def decline(desk: Desk, actor: Actor, opinion_code: str) -> None:
    """Note that somebody prefers not to answer; by a printed code they still may.

    Raises:
        NotAllowed: not at a desk.
        NotACode, SurveyOff, CodeUnusable: as for ``coded``.
    """
    code = parse_code(opinion_code)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ASK_OPINION)
        unit.surveys.drop(_answerable(step, code).declined())


def choices(desk: Desk, actor: Actor) -> Choices:
    """Return what a suggestion may be about, and what the window says.

    Raises:
        NotAllowed: not at a desk.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.ASK_OPINION)
        office = unit.offices.office()
        numbers = {counter.id: counter.number for counter in unit.offices.counters()}
        people = sorted(
            (numbers[session.counter_id], session.staff_id) for session in unit.sessions.all_open()
        )
        return Choices(
            office.name,
            unit.surveys.rules(office.id),
            tuple((one.id, one.short_name) for one in desk.catalogue.services_of(office.code)),
            tuple(
                (staff, f"Ventanilla {number} · {unit.staff.get(staff).full_name}")
                for number, staff in people
            ),
        )


def suggest(desk: Desk, actor: Actor, suggestion: NewSuggestion) -> None:
    """Put a suggestion into the box.

    Raises:
        NotAllowed: not at a desk.
        InvalidInput: nothing was written, it cannot be kept, or what it is about is missing.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ASK_OPINION)
        paper = suggestion.left(unit.offices.office().id, step.day)
        if paper.staff_id is not None:
            unit.staff.get(paper.staff_id)
        unit.surveys.drop(paper)


def gather(desk: Desk, actor: Actor) -> int:
    """Empty the box of the days that are over, all in one; return how many papers there were.

    Nothing is written where it holds only papers of today.

    Raises:
        NotAllowed: neither at a desk nor an administrator.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.read() as unit:
        if not _due(begin(desk, unit, actor, Action.KEEP_FIGURES)):
            return 0
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.KEEP_FIGURES)
        papers = _due(step)
        if not papers:  # another computer was quicker
            return 0
        asks = [paper for paper in papers if isinstance(paper, Ask)]
        days = {one.day for one in asks} | {one.touched for one in asks}
        payload = {
            "days": sorted(day.isoformat() for day in days),
            "asked": len(asks),
            "answered": sum(one.state is AskState.ANSWERED for one in asks),
            "suggestions": len(papers) - len(asks),
        }
        step.tell("survey", new_id(), 1, "survey_gathered", payload)
        unit.surveys.gather(papers)
        serve = unit.surveys.rules(unit.offices.office().id).code_days
        unit.surveys.forget_codes(step.day - timedelta(days=serve))
        return len(papers)


def _due(step: Step) -> list[Ask | Suggestion]:
    return [paper for paper in step.unit.surveys.box() if paper.touched < step.day]


def _asked(
    step: Step, pad: Pad, attention: UUID, service: int, channel: Channel, counter: int
) -> tuple[Ask, str]:
    """Return the question about an attention with its code, as it was put already or new."""
    office = step.unit.offices.office().id
    code = pad.code_of(step.day, attention)
    if code is not None:
        found = step.unit.surveys.find(code_hash(office, code))
        if found is not None:
            return found, code
    code = new_code()
    made = new_ask(office, step.day, service, channel.value, counter, code)
    step.unit.surveys.drop(made)
    pad.note(step.day, attention, code)
    return made, code


def _answerable(step: Step, code: str) -> Ask:
    office = step.unit.offices.office().id
    asked = step.unit.surveys.rules(office)
    if not asked.is_on:
        raise SurveyOff()
    ask = step.unit.surveys.find(code_hash(office, code))
    if ask is None or not ask.open_on(step.day, asked.code_days):
        raise CodeUnusable()
    return ask


def _number(step: Step, counter_id: UUID | None) -> int:
    return 0 if counter_id is None else step.unit.offices.counter(counter_id).number


def _service(desk: Desk, number: int) -> str:
    found = next((one for one in desk.catalogue.services if one.id == number), None)
    return "" if found is None else found.short_name

"""The question after an attention, its code, the box of the day, and the suggestions."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from desktop.usecases import case_paper, opinions, serving, survey
from desktop.usecases.desk import Desk
from desktop.usecases.figures import upkeep
from desktop.usecases.paper import Paper
from desktop.usecases.survey import Pad, SurveyForm
from domain.case_parts import CaseState
from domain.catalogue import Channel
from domain.errors import InvalidInput, KnownError, NotFound, Stale
from domain.figures.facts import total
from domain.ids import new_id
from domain.ports import UnitOfWork, Units
from domain.staff import Actor
from domain.suggestions import About, NewSuggestion, SuggestionState
from domain.survey import (
    CodeUnusable,
    NotACode,
    Reply,
    SurveyCount,
    SurveyOff,
    Way,
    code_words,
    new_code,
    parse_code,
)
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import at_the_counter, opened_case
from tests.usecases.hall import opened
from tests.usecases.test_paper import Documents, Files, Printer

FORM = SurveyForm(True, "¿Cómo le fue?", "Gracias.", 45, True, 3)
TODAY = date(2026, 12, 4)


def served(desk: Desk, office: SmallOffice, actor: Actor) -> UUID:
    """Somebody was attended at the counter of ``actor`` and left."""
    ticket = at_the_counter(desk, office, actor, 6)
    serving.finish(desk, actor, "Solo preguntó")
    return ticket.id


def asked(desk: Desk, actor: Actor, pad: Pad, ticket: UUID) -> str:
    """Put the question about an attention, and return its code."""
    question = survey.ask_about(desk, actor, pad, ticket)
    assert question is not None
    return question.code


def counted(desk: Desk, office: SmallOffice, since: date = TODAY) -> SurveyCount:
    """All that is counted from a day on."""
    found = opinions.opinions(desk, office.actor("supervisor-1"), since, date(2027, 1, 30))
    return sum(found.counts, SurveyCount(0, "", 0))


def test_an_answer_is_seen_once_its_day_is_over(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clerk, pad = opened(desk, office, "asesor-1", 1), Pad()
    code = asked(desk, clerk, pad, served(desk, office, clerk))
    survey.answer(desk, clerk, code, Reply(4, "Muy amable"), Way.WINDOW)
    assert survey.gather(desk, clerk) == 0
    assert counted(desk, office).asked == 0
    clock.go(days=1)
    boss = office.actor("supervisor-1")
    assert opinions.opinions(desk, boss, TODAY, TODAY).ungathered
    assert survey.gather(desk, clerk) == 1
    assert survey.gather(desk, clerk) == 0
    seen = opinions.opinions(desk, boss, TODAY, TODAY)
    assert not seen.ungathered
    assert seen.counts == (SurveyCount(6, "in_person", 1, 1, 1, (0, 0, 0, 1, 0)),)
    assert [(one.comment, one.score, one.answered_on) for one in seen.comments] == [
        ("Muy amable", 4, TODAY)
    ]
    assert (seen.counts[0].satisfied, seen.counts[0].answers) == (1, 1)
    assert seen.service(6) != seen.service(99) == "Servicio 99"


def test_nothing_kept_leads_from_an_answer_to_an_attention(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clerk, pad = opened(desk, office, "asesor-1", 1), Pad()
    ticket = served(desk, office, clerk)
    with desk.units.read() as unit:
        before = unit.log.head().sequence
    code = asked(desk, clerk, pad, ticket)
    survey.answer(desk, clerk, code, Reply(1, "", "099 123 4567"), Way.WINDOW)
    with desk.units.read() as unit:  # nothing is told while it could be laid beside the attention
        assert unit.log.head().sequence == before
        (paper,) = unit.surveys.box()
    assert paper.id.version == 4
    clock.go(days=1)
    survey.gather(desk, clerk)
    with desk.units.read() as unit:
        (told,) = unit.log.between(before, before + 9, {"survey_gathered"})
        (kept,) = unit.surveys.comments(TODAY, TODAY, 9)
    assert str(kept.id) not in str(told)
    assert kept.code_hash == ""
    assert not {str(ticket), code} & set(map(str, (getattr(kept, n) for n in kept.__slots__)))
    with pytest.raises(CodeUnusable):  # and the code on the paper leads nowhere
        survey.coded(desk, clerk, code)


def test_of_one_attention_one_answer_counts(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clerk, pad = opened(desk, office, "asesor-1", 1), Pad()
    reception = office.actor("recepcion-1")
    ticket = at_the_counter(desk, office, clerk, 6)
    first = opened_case(desk, clerk, 6, ticket, topic="access", problem="No entra")
    printed = survey.receipt_code(desk, clerk, pad, first.id)
    assert survey.receipt_code(desk, clerk, pad, first.id) == printed  # printed again
    serving.finish(desk, clerk, "Sigue mañana")
    assert asked(desk, clerk, pad, ticket.id) == printed
    survey.answer(desk, reception, printed, Reply(5), Way.DESK)
    with pytest.raises(CodeUnusable):  # the window comes second
        survey.answer(desk, clerk, printed, Reply(1), Way.WINDOW)
    with pytest.raises(CodeUnusable):
        survey.decline(desk, clerk, printed)
    assert survey.ask_about(desk, clerk, pad, ticket.id) is None
    assert survey.receipt_code(desk, clerk, pad, first.id) == ""
    clock.go(days=1)
    survey.gather(desk, clerk)
    assert counted(desk, office) == SurveyCount(0, "", 0, 1, 1, (0, 0, 0, 0, 1))


def test_a_code_serves_for_its_days(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    clerk, pad = opened(desk, office, "asesor-1", 1), Pad()
    boss = office.actor("supervisor-1")
    survey.change_rules(desk, boss, 0, FORM)
    early, late = (asked(desk, clerk, pad, served(desk, office, clerk)) for _ in range(2))
    survey.decline(desk, clerk, early)  # at the window; by the code one may still answer
    clock.go(days=3)
    survey.gather(desk, boss)
    question = survey.coded(desk, clerk, f" {early[:3]}-{early[3:]} ")
    assert (question.code, question.day, question.rules.seconds) == (early, TODAY, 45)
    survey.answer(desk, clerk, early, Reply(2), Way.CODE)
    clock.go(days=1)
    with pytest.raises(CodeUnusable):
        survey.coded(desk, clerk, late)
    survey.gather(desk, boss)
    with desk.units.read() as unit:
        assert unit.surveys.forget_codes(date(2027, 1, 1)) == 0
    assert counted(desk, office) == SurveyCount(0, "", 0, 2, 1, (0, 1, 0, 0, 0))
    assert counted(desk, office, date(2026, 12, 7)) == SurveyCount(0, "", 0, 0, 0, (0, 1, 0, 0, 0))


def test_two_counters_keep_their_questions_apart(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana, andres = (opened(desk, office, f"asesor-{n}", n) for n in (1, 2))
    pads = Pad(), Pad()
    codes = [
        asked(desk, who, pad, served(desk, office, who))
        for who, pad in zip((ana, andres), pads, strict=True)
    ]
    survey.answer(desk, andres, codes[1], Reply(3), Way.WINDOW)
    clock.go(days=1)
    survey.gather(desk, ana)
    found = opinions.opinions(desk, office.actor("supervisor-1"), TODAY, TODAY).counts
    assert {(one.counter, one.asked, one.replied) for one in found} == {(1, 1, 0), (2, 1, 1)}


def test_the_question_waits_for_the_end_of_the_attention(desk: Desk, office: SmallOffice) -> None:
    clerk, pad = opened(desk, office, "asesor-1", 1), Pad()
    assert survey.serving(desk, clerk) is None
    ticket = at_the_counter(desk, office, clerk, 6)
    assert survey.serving(desk, clerk) == ticket.id
    assert survey.serving(desk, office.actor("recepcion-1")) is None
    assert survey.ask_about(desk, clerk, pad, ticket.id) is None
    serving.hold(desk, clerk, "Busca un papel")
    assert survey.serving(desk, clerk) is None
    assert survey.ask_about(desk, clerk, pad, ticket.id) is None
    serving.resume(desk, clerk, ticket.id)
    serving.finish(desk, clerk, "Listo")
    assert asked(desk, clerk, pad, ticket.id)


def test_an_office_may_not_ask(desk: Desk, office: SmallOffice) -> None:
    clerk, pad = opened(desk, office, "asesor-1", 1), Pad()
    boss, admin = office.actor("supervisor-1"), office.actor("admin-1")
    code = asked(desk, clerk, pad, served(desk, office, clerk))
    off = survey.change_rules(desk, admin, 0, replace(FORM, is_on=False))
    assert survey.rules(desk, boss) == off
    assert survey.ask_about(desk, clerk, pad, served(desk, office, clerk)) is None
    with pytest.raises(SurveyOff):
        survey.answer(desk, clerk, code, Reply(3), Way.CODE)
    with pytest.raises(Stale):
        survey.change_rules(desk, boss, 0, FORM)
    back = survey.change_rules(desk, boss, 1, replace(FORM, on_receipt=False))
    assert back.version == 2
    survey.answer(desk, clerk, code, Reply(3), Way.CODE)


@pytest.mark.parametrize(
    "wrong",
    [{"seconds": 9}, {"seconds": 121}, {"code_days": 0}, {"question": " "}, {"thanks": "\x00"}],
)
def test_rules_out_of_bounds_are_refused(
    desk: Desk, office: SmallOffice, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput):
        survey.change_rules(desk, office.actor("admin-1"), 0, replace(FORM, **wrong))


def test_which_receipts_bear_a_code(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    clerk, pad = opened(desk, office, "asesor-1", 1), Pad()
    boss, desk_clerk = office.actor("supervisor-1"), office.actor("recepcion-1")
    ticket = at_the_counter(desk, office, clerk, 6)
    case = opened_case(desk, clerk, 6, ticket, topic="access", problem="No entra")
    assert case.state is not CaseState.CLOSED
    code = survey.receipt_code(desk, desk_clerk, Pad(), case.id)  # at no counter
    with desk.units.read() as unit:
        (paper,) = unit.surveys.box()
    assert (bool(code), getattr(paper, "counter", None)) == (True, 0)
    serving.hold(desk, clerk, "Busca un papel")
    assert survey.receipt_code(desk, clerk, pad, case.id)
    survey.change_rules(desk, boss, 0, replace(FORM, on_receipt=False))
    assert survey.receipt_code(desk, clerk, pad, case.id) == ""
    survey.change_rules(desk, boss, 1, FORM)
    clock.go(days=1)
    assert survey.receipt_code(desk, clerk, pad, case.id) == ""  # a later copy
    with pytest.raises(NotFound):
        survey.receipt_code(desk, clerk, pad, new_id())


def test_a_pad_of_a_lost_box_gives_another_code(desk: Desk, office: SmallOffice) -> None:
    clerk, pad = opened(desk, office, "asesor-1", 1), Pad()
    ticket = served(desk, office, clerk)
    pad.note(TODAY, ticket, "000000000")
    assert asked(desk, clerk, pad, ticket) != "000000000"


@pytest.mark.parametrize(
    "raw", ["", "12", "123456789a", "12345678٣", "\x00" * 50, "😀", "482177303"]
)
def test_a_miscopied_code_is_told_as_such(desk: Desk, office: SmallOffice, raw: str) -> None:
    with pytest.raises(NotACode):
        survey.coded(desk, office.actor("recepcion-1"), raw)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_answers_go_from_one_to_five(desk: Desk, office: SmallOffice, score: int) -> None:
    with pytest.raises(InvalidInput):
        survey.answer(desk, office.actor("recepcion-1"), "000000000", Reply(score), Way.DESK)


# ------------------------------------------------------------------ suggestions


def test_a_suggestion_from_the_box_to_what_was_done(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clerk, boss = opened(desk, office, "asesor-1", 1), office.actor("supervisor-1")
    offered = survey.choices(desk, clerk)
    assert offered.people == ((clerk.staff_id, "Ventanilla 1 · Ana Asesora"),)
    assert 6 in dict(offered.services)
    for one in (
        NewSuggestion(About.OFFICE, "Más sillas 😀"),
        NewSuggestion(About.SERVICE, "Más claro", 6, clerk.staff_id),
        NewSuggestion(About.STAFF, "No saludó", 6, clerk.staff_id, "rosa@ejemplo.ec"),
    ):
        survey.suggest(desk, office.actor("recepcion-1"), one)
    assert opinions.opinions(desk, boss, TODAY, TODAY).suggestions == ()
    clock.go(days=1)
    assert survey.gather(desk, office.actor("admin-1")) == 3
    seen = opinions.opinions(desk, boss, date(2027, 1, 1), date(2027, 1, 2)).suggestions
    views = {one.suggestion.words: one for one in seen}
    staffed = views["No saludó"]
    assert (staffed.about, staffed.suggestion.service, staffed.seen_by) == ("Ana Asesora", 0, "")
    assert views["Más claro"].suggestion.staff_id is None
    assert views["Más sillas 😀"].about == "La oficina"
    key = staffed.suggestion.id
    assert opinions.see(desk, boss, key).state is SuggestionState.SEEN
    assert opinions.see(desk, boss, key).version == 2
    with pytest.raises(InvalidInput):
        opinions.note_done(desk, boss, key, " ")
    done = opinions.note_done(desk, boss, key, "Se habló con ella")
    assert (done.state, done.version) == (SuggestionState.DONE, 3)
    after = opinions.opinions(desk, boss, date(2027, 1, 1), date(2027, 1, 2)).suggestions
    assert len(after) == 2  # what is done with is found in its own period
    (found,) = [
        one
        for one in opinions.opinions(desk, boss, TODAY, TODAY).suggestions
        if one.suggestion.id == key
    ]
    assert (found.seen_by, found.suggestion.answer) == ("Sara Supervisora", "Se habló con ella")
    with pytest.raises(NotFound):
        opinions.see(desk, boss, new_id())
    with pytest.raises(InvalidInput):
        opinions.opinions(desk, boss, TODAY, date(2026, 12, 3))


@pytest.mark.parametrize(
    "bad",
    [
        NewSuggestion(About.OFFICE, ""),
        NewSuggestion(About.OFFICE, "\ud800"),
        NewSuggestion(About.OFFICE, "x" * 10_000),
        NewSuggestion(About.SERVICE, "Bien"),
        NewSuggestion(About.STAFF, "Bien"),
        NewSuggestion(About.STAFF, "Bien", staff_id=new_id()),
    ],
)
def test_what_cannot_be_kept_is_refused(
    desk: Desk, office: SmallOffice, bad: NewSuggestion
) -> None:
    with pytest.raises(KnownError):
        survey.suggest(desk, office.actor("recepcion-1"), bad)
    with desk.units.read() as unit:
        assert not unit.surveys.box()


def test_words_of_states() -> None:
    assert [state.label for state in SuggestionState] == ["Nueva", "Vista", "Atendida"]
    assert [way.label for way in Way] == ["En pantalla", "Con código", "En mostrador"]


# ------------------------------------------------------------- days upon days


@pytest.mark.parametrize("seed", range(3))
def test_days_of_answers_in_any_order(
    desk: Desk, office: SmallOffice, clock: FakeClock, seed: int
) -> None:
    """Whatever is done in whatever order, what is counted is what was done."""
    luck = random.Random(seed)
    clerk, pad = opened(desk, office, "asesor-1", 1), Pad()
    left: dict[str, tuple[UUID, date]] = {}
    wanted: Counter[str] = Counter()
    day = TODAY
    for _ in range(25):
        step = luck.choice(("ask", "answer", "answer", "skip", "again", "day", "gather"))
        if step == "ask":
            at_the_counter(desk, office, clerk, 6)
            ticket = serving.finish(desk, clerk, "Listo").id
            left[asked(desk, clerk, pad, ticket)] = (ticket, day)
            wanted["asked"] += 1
        elif step == "answer" and left:
            code = luck.choice(sorted(left))
            del left[code]
            score = luck.randint(1, 5)
            survey.answer(desk, clerk, code, Reply(score), luck.choice(list(Way)))
            wanted["replied"] += 1
            wanted[str(score)] += 1
            with pytest.raises(CodeUnusable):
                survey.answer(desk, clerk, code, Reply(1), Way.DESK)
        elif step == "skip" and left:
            survey.decline(desk, clerk, luck.choice(sorted(left)))
        elif step == "again" and left:
            code = luck.choice(sorted(left))
            ticket, of = left[code]
            if of == day:  # asked again at the window: the same question
                assert asked(desk, clerk, pad, ticket) == code
        elif step == "day":
            far = 3 if day.weekday() == 4 else 1  # the next working day
            clock.go(days=far)
            day += timedelta(days=far)
            survey.gather(desk, clerk)
            left = {code: of for code, of in left.items() if (day - of[1]).days <= 15}
            clerk = opened(desk, office, "asesor-1", 1)
        elif step == "gather":
            survey.gather(desk, clerk)
    clock.go(days=1)
    survey.gather(desk, clerk)
    found = counted(desk, office)
    assert (found.asked, found.replied) == (wanted["asked"], wanted["replied"])
    assert found.scores == tuple(wanted[str(score)] for score in range(1, 6))
    with desk.units.read() as unit:
        assert not unit.surveys.box()


class Quicker:
    """Units of work of a computer that another one is quicker than."""

    def __init__(self, units: Units, first: Callable[[], object]) -> None:
        self._units = units
        self._first = first
        self.write = units.write

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Let the other one act as soon as this one has looked."""
        with self._units.read() as unit:
            yield unit
        self._first()


def test_two_computers_gather_once(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    clerk, boss = office.actor("recepcion-1"), office.actor("supervisor-1")
    survey.suggest(desk, clerk, NewSuggestion(About.OFFICE, "Más sillas"))
    clock.go(days=1)
    slow = replace(desk, units=Quicker(desk.units, lambda: survey.gather(desk, clerk)))
    assert survey.gather(slow, boss) == 0
    assert len(opinions.opinions(desk, boss, TODAY, TODAY).suggestions) == 1


def test_a_code_is_printed_in_groups() -> None:
    code = new_code()
    assert parse_code(code_words(code)) == code


def test_what_is_gathered_is_counted_again(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    """The figures of a day that was counted already, once answers to its questions come."""
    clerk, pad, boss = opened(desk, office, "asesor-1", 1), Pad(), office.actor("supervisor-1")
    code = asked(desk, clerk, pad, served(desk, office, clerk))
    clock.go(days=3)
    survey.gather(desk, boss)
    upkeep.bring_up_to_date(desk, boss)
    survey.answer(desk, boss, code, Reply(2), Way.DESK)
    clock.go(days=1)
    assert survey.gather(desk, boss) == 1
    assert set(upkeep.bring_up_to_date(desk, boss).counted) == {TODAY, date(2026, 12, 7)}
    with desk.units.read() as unit:
        first, second = (
            total(fact for _, fact in unit.figures.days(day, day))
            for day in (TODAY, date(2026, 12, 7))
        )
    assert (first.asked, first.replied, first.score2) == (1, 1, 0)
    assert (second.asked, second.score2) == (0, 1)


def test_a_receipt_bears_its_code(desk: Desk, office: SmallOffice) -> None:
    clerk, documents = opened(desk, office, "asesor-1", 1), Documents()
    case = opened_case(desk, clerk, 7, topic="access", problem="No entra", channel=Channel.PHONE)
    press = Paper(documents, Printer(), lambda: "Tickets", lambda: "Láser", Files())
    code = survey.receipt_code(desk, clerk, Pad(), case.id)
    case_paper.print_receipt(desk, clerk, press, case.id, opinion=code)
    case_paper.print_receipt(desk, clerk, press, case.id)
    assert [one.opinion for one in documents.receipts] == [code_words(code), ""]

"""What every store of opinions must do, on either database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.errors import NotFound, Stale
from domain.ids import new_id
from domain.ports import Units
from domain.suggestions import About, NewSuggestion, SuggestionState
from domain.survey import Reply, SurveyCount, SurveyRules, Way, new_ask, new_code
from tests.contracts.test_units import tell
from tests.office import MORNING, SmallOffice

DAY = date(2026, 12, 4)


def test_the_box_keeps_what_is_dropped_until_it_is_gathered(
    units: Units, office: SmallOffice
) -> None:
    here = office.office.id
    ask = new_ask(here, DAY, 6, "in_person", 1, new_code())
    answered = ask.answered(Reply(4, "ñandú 🧑‍💼", "099"), Way.WINDOW, DAY)
    left = NewSuggestion(About.STAFF, "Bien", staff_id=office.staff["asesor-1"].id).left(here, DAY)
    with units.write() as unit:  # nothing is told of it
        unit.surveys.drop(ask)
        unit.surveys.drop(answered)
        unit.surveys.drop(left)
    with units.write() as unit:
        assert unit.surveys.find(ask.code_hash) == answered
        assert unit.surveys.find("x") is None
        assert {paper.id: paper for paper in unit.surveys.box()} == {
            ask.id: answered,
            left.id: left,
        }
        tell(unit)
        unit.surveys.gather(unit.surveys.box())
    with units.read() as unit:
        assert not unit.surveys.box()
        assert unit.surveys.find(ask.code_hash) is None
        (kept,) = unit.surveys.comments(DAY, DAY, 9)
        assert kept == replace(answered, id=kept.id, code_hash="")
        assert kept.id != ask.id, "with an older backup the code would lead to it"
        assert unit.surveys.suggestion(left.id) == left


def test_a_question_is_gathered_again_with_its_answer(units: Units, office: SmallOffice) -> None:
    asks = [new_ask(office.office.id, DAY, 6, "in_person", 1, new_code()) for _ in range(3)]
    later = DAY + timedelta(days=2)
    with units.write() as unit:
        tell(unit)
        unit.surveys.gather(asks)
    with units.write() as unit:
        assert unit.surveys.find(asks[0].code_hash) == asks[0]
        tell(unit)
        unit.surveys.gather([asks[0].answered(Reply(1), Way.CODE, later)])
        assert unit.surveys.forget_codes(DAY) == 0
        assert unit.surveys.forget_codes(later) == 2
    with units.read() as unit:
        place = (6, "in_person", 1)
        assert unit.surveys.counts(DAY, DAY) == [SurveyCount(*place, 3, 1)]
        assert unit.surveys.counts(later, later) == [SurveyCount(*place, scores=(1, 0, 0, 0, 0))]
        assert unit.surveys.counts(DAY, later) == [SurveyCount(*place, 3, 1, (1, 0, 0, 0, 0))]
        assert unit.surveys.comments(DAY, later, 9) == []
        assert all(unit.surveys.find(ask.code_hash) is None for ask in asks)


def test_rules_and_suggestions_are_guarded(units: Units, office: SmallOffice) -> None:
    here = office.office.id
    left = NewSuggestion(About.OFFICE, "Más sillas").left(here, DAY)
    with units.write() as unit:
        assert unit.surveys.rules(here) == SurveyRules(here)
        tell(unit)
        unit.surveys.save_rules(SurveyRules(here, seconds=20, version=1))
        unit.surveys.save_rules(SurveyRules(here, is_on=False, code_days=3, version=2))
        unit.surveys.gather([left])
        seen = left.seen(office.staff["supervisor-1"].id, MORNING)
        unit.surveys.save_suggestion(seen)
    with units.write() as unit:
        tell(unit)
        with pytest.raises(Stale):
            unit.surveys.save_rules(SurveyRules(here, version=2))
        with pytest.raises(Stale):
            unit.surveys.save_suggestion(seen)
        assert unit.surveys.rules(here) == SurveyRules(here, False, code_days=3, version=2)
        assert unit.surveys.suggestion(left.id) == seen
        much_later = DAY + timedelta(days=400)
        assert unit.surveys.suggestions(much_later, much_later, 9) == [seen]
        with pytest.raises(NotFound):
            unit.surveys.suggestion(new_id())
    done = seen.done(office.staff["supervisor-1"].id, MORNING, "Se pidieron")
    with units.write() as unit:
        tell(unit)
        unit.surveys.save_suggestion(done)
        assert unit.surveys.suggestions(much_later, much_later, 9) == []
        (found,) = unit.surveys.suggestions(DAY, DAY, 9)
        assert found.state is SuggestionState.DONE

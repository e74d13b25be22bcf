"""Every figure of four weeks of an office, counted three ways.

By the program; from the log it exports (``tools/figures/recount.py``); and by the simulation that
made it happen. Over a year's boundary, with a catalogue changed in mid-month, an old table taken
over, holidays, returns, reopenings, people who did not come, and answers that came days later.
"""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import text

from domain.figures.facts import COUNTED
from domain.figures.rankings import RankBy
from tools.figures.check import check_lotaip, check_statistics
from tools.figures.evening import old_figures
from tools.figures.recount import Recount
from tools.figures.world import World
from tools.figures.year import SMALL

NOVEMBER, DECEMBER, JANUARY = date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)


def test_every_figure_of_the_statistics_agrees(quito: World, counted: Recount) -> None:
    checked = check_statistics(quito, counted, SMALL.since, SMALL.until)
    assert checked.wrong == []
    assert checked.figures > 3_000


def test_every_figure_of_the_lotaip_tables_agrees(quito: World, counted: Recount) -> None:
    code = quito.office.code
    december = check_lotaip(
        quito, [counted], DECEMBER, code, old_figures(quito, NOVEMBER), NOVEMBER
    )
    january = check_lotaip(quito, [counted], JANUARY, code, {}, None)
    assert december.wrong == january.wrong == []
    assert december.figures > 60
    assert january.figures > 40


@pytest.mark.parametrize("name", ["issued", "closed", "asked", "on_time", "answer_minutes"])
def test_a_wrong_figure_is_found(quito: World, counted: Recount, name: str) -> None:
    """The check would see one figure that is one too many."""
    change = f"UPDATE figure_day SET {name} = {name} + :by WHERE service = 6 AND {name} > 0"
    # One row of one day of a month whose days are read by themselves, and back again.
    where = " AND (day, counter, staff) = (SELECT day, counter, staff FROM figure_day"
    where += f" WHERE service = 6 AND {name} > 0 AND day >= '2026-01-01' ORDER BY 1, 2, 3 LIMIT 1)"
    with quito.engine.begin() as connection:
        assert connection.execute(text(change + where), {"by": 1}).rowcount == 1
    wrong = check_statistics(quito, counted, SMALL.since, SMALL.until).wrong
    with quito.engine.begin() as connection:
        connection.execute(text(change + where), {"by": -1})
    assert any(f", {name}" in words for words in wrong)


def test_wrong_rankings_counters_and_bodies_are_found(quito: World, counted: Recount) -> None:
    """The check would see lines of another counter, and whatever is ranked once too often."""
    changes = (
        "UPDATE figure_day SET counter = counter + 70 * :by WHERE counter IN (2, 72)",
        "UPDATE figure_ranked SET count = count + :by",
        "UPDATE figure_entity_day SET returned = returned + :by",
    )

    def change(by: int) -> None:
        with quito.engine.begin() as connection:
            for words in changes:
                assert connection.execute(text(words), {"by": by}).rowcount

    change(1)
    wrong = check_statistics(quito, counted, SMALL.since, SMALL.until).wrong
    change(-1)
    for said in ("counter 72", ", returned:", *(by.label for by in RankBy)):
        assert any(said in words for words in wrong), said


def test_the_small_year_holds_what_a_year_holds(quito: World, counted: Recount) -> None:
    """What the checks say is worth as much as what happened: each kind did, at least once."""
    seen: Counter[str] = Counter()
    for one, many in counted.counts.items():
        seen[one.what] += many
    never = {name for name in COUNTED if not seen[name]}
    assert never <= {"cancelled", "expired", "out_of_turn", "lapsed", "referred"}
    assert any(key.endswith("|3") for _, what, _, key in counted.ranked if what == "fault")

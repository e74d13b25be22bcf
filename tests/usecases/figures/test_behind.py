"""The lists behind the figures have as many lines as the figures say, and the page that asks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import pytest

from desktop.documents.spreadsheets import SheetWriter
from desktop.ports.tables import OutColumn, OutTable, TableFormat
from desktop.usecases.desk import Desk
from desktop.usecases.figures import behind as lists
from desktop.usecases.figures.behind import Behind, Item, behind
from desktop.usecases.figures.compared import Looked, compare, compare_ranking
from desktop.usecases.figures.reading import read
from desktop.usecases.figures.saved import save_seen
from desktop.usecases.figures.upkeep import bring_up_to_date
from desktop.usecases.table_files import TableFiles
from domain.figures.counting import ATTENTION, LATE, WAIT
from domain.figures.facts import COUNTED, RankedKind
from domain.figures.periods import Period, day_of, month_of
from domain.figures.rankings import RankBy
from domain.figures.statistics import OWN, By, Figures, Filter, Key, Question
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice
from tests.usecases.hall import issue
from tools.demo_shelf import OwnFiles
from tools.figures.world import World
from tools.figures.year import Span, play

EVERYBODY = Filter()
SPAN = Span(date(2025, 12, 29), date(2026, 1, 8), date(2026, 1, 6), 0.3)
"""Eight working days over a year's boundary; the catalogue changes in them."""
WHOLE = Period(SPAN.since, date(2026, 1, 9))
UNSEEN = {"asked", "replied", "answer_minutes", *(f"score{n}" for n in range(1, 6))}
"""No list is behind them: who answered is not known, and minutes are a sum."""
LISTED = tuple(name for name in COUNTED if name not in UNSEEN)
OF_BODIES = {"issued", "lost", "opened", "returned", "answered", "promised", "closed"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = play(tmp_path_factory.mktemp("behind") / "ventanilla.db", "QUITO", 5, SPAN)
    while bring_up_to_date(made.desk, boss(made)).left:
        pass
    yield made
    made.engine.dispose()


def boss(world: World) -> Actor:
    return world.staff["supervisora"]


def items(desk: Desk, actor: Actor, asked: Behind) -> list[Item]:
    """Return a list whole, page after page."""
    page = behind(desk, actor, asked)
    found = list(page.items)
    while page.more is not None:
        page = behind(desk, actor, asked, page.more)
        found += page.items
    return found


def number(figures: Figures, what: str) -> int:
    if what in {WAIT, ATTENTION}:
        minutes = figures.waits if what == WAIT else figures.attentions
        return sum(count for _, count in minutes)
    if what == LATE:
        return figures.counts.promised - figures.counts.on_time
    found: int = getattr(figures.counts, what)
    return found


def lines(world: World, by: By) -> Sequence[tuple[Key, Figures]]:
    told = read(world.desk, boss(world), Question(WHOLE, by, OWN, EVERYBODY))
    assert told.is_whole
    return [(line.key, line.figures) for line in told.lines]


def test_a_list_has_as_many_lines_as_its_figure(world: World) -> None:
    total = read(world.desk, boss(world), Question(WHOLE, By.SERVICE, OWN, EVERYBODY)).total
    for what in (*LISTED, WAIT, ATTENTION, LATE):
        found = items(world.desk, boss(world), Behind(what, WHOLE, EVERYBODY))
        assert len(found) == number(total, what), what
        assert all(one.day >= then.day for one, then in pairwise(found)), what
        assert all((one.ticket is None) != (one.case is None) for one in found), what
    assert total.counts.reopened or total.counts.returned, "the days must have something to list"


@pytest.mark.parametrize("by", [by for by in By if by is not By.OFFICE])
def test_a_group_s_list_has_as_many_lines_as_its_figure(world: World, by: By) -> None:
    of_group = lines(world, by)
    assert of_group
    for place, what in enumerate((*LISTED, WAIT, ATTENTION, LATE)):
        if by is By.ENTITY and what not in OF_BODIES | {LATE}:
            continue
        there = [line for line in of_group if number(line[1], what)]
        for key, figures in there[place % 3 :: 3][:5]:
            asked = Behind(what, WHOLE, EVERYBODY).of_group(by, key)
            found = items(world.desk, boss(world), asked)
            assert len(found) == number(figures, what), (what, key)


def test_a_public_body_s_list_may_be_of_one_service(world: World) -> None:
    bodies = lines(world, By.ENTITY)
    key, figures = max(bodies, key=lambda line: line[1].counts.opened)
    asked = Behind("opened", WHOLE, EVERYBODY).of_group(By.ENTITY, key)
    found = [
        len(items(world.desk, boss(world), asked.of_group(By.SERVICE, service)))
        for service, _ in lines(world, By.SERVICE)
    ]
    assert sum(found) == figures.counts.opened
    assert max(found) < sum(found)


@pytest.mark.parametrize("by", list(RankBy))
def test_a_ranking_s_list_has_as_many_lines_as_it_says(world: World, by: RankBy) -> None:
    kinds = {
        RankBy.TOPIC: RankedKind.TOPIC,
        RankBy.SYSTEM: RankedKind.SYSTEM,
        RankBy.SOLUTION: RankedKind.SOLUTION,
        RankBy.ENTITY: "returned",
    }
    looked = Looked(WHOLE, By.SERVICE, OWN, EVERYBODY)
    ranking = compare_ranking(world.desk, boss(world), looked, by)
    assert ranking.now.lines
    assert ranking.before.total == 0
    for line in ranking.now.lines[:6]:
        asked = Behind(kinds.get(by, RankedKind.FAULT), WHOLE, EVERYBODY, line.raw)
        if by is RankBy.ENTITY:
            asked = replace(asked, raw=frozenset()).of_group(By.ENTITY, UUID(line.key))
        elif line.service:
            asked = asked.of_group(By.SERVICE, line.service)
        assert len(items(world.desk, boss(world), asked)) == line.count, line


def test_a_long_list_comes_in_pages_and_none_is_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Behind("issued", WHOLE, EVERYBODY)
    whole = items(world.desk, boss(world), asked)
    monkeypatch.setattr(lists, "MOST_ROWS", 7)
    monkeypatch.setattr(lists, "MOST_DAYS", 2)
    assert items(world.desk, boss(world), asked) == whole
    monkeypatch.setattr(lists, "MOST_DAYS", 40)
    assert len(behind(world.desk, boss(world), asked).items) == 7
    monkeypatch.setattr(lists, "MOST_ROWS", 100_000)
    monkeypatch.setattr(lists, "MOST_DAYS", 2)
    first = behind(world.desk, boss(world), asked)
    assert len({one.day for one in first.items}) <= 2
    assert first.more is not None


def test_a_group_outside_the_period_leaves_the_list_as_it_is() -> None:
    asked = Behind("issued", WHOLE, EVERYBODY)
    assert asked.of_group(By.DAY, date(2020, 1, 1)) == asked
    assert asked.of_group(By.OFFICE, UUID(int=1)) == asked
    assert asked.of_group(By.DAY, SPAN.since).period == day_of(SPAN.since)
    assert asked.of_group(By.MONTH, date(2026, 1, 1)).period == Period(
        date(2026, 1, 1), WHOLE.until
    )


def test_days_to_come_have_no_list(world: World) -> None:
    month = month_of(date(2026, 2, 1))
    assert items(world.desk, boss(world), Behind("issued", month, EVERYBODY)) == []


def test_a_day_not_counted_yet_is_listed_too(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    sara = office.actor("supervisor-1")
    issue(desk, office, 6)
    clock.go(days=1)
    found = items(desk, sara, Behind("issued", month_of(date(2026, 12, 4)), EVERYBODY))
    assert [(one.day, one.counter, one.staff) for one in found] == [(date(2026, 12, 4), 0, "")]


def test_a_period_is_read_beside_the_one_before(world: World) -> None:
    january = Looked(month_of(date(2026, 1, 5)), By.DAY, OWN, EVERYBODY)
    found = compare(world.desk, boss(world), january)
    assert found is not None
    assert found.before.question.period == Period(date(2025, 12, 1), date(2025, 12, 9))
    assert found.total == found.now.total
    assert found.today == date(2026, 1, 9)
    assert compare(world.desk, boss(world), january, found) is None
    assert compare(world.desk, boss(world), replace(january, by=By.WEEK), found) is not None
    assert len(found.offered.counters) >= 2
    assert found.offered.staff == tuple(sorted(found.offered.staff, key=lambda one: one[1]))


def test_by_public_body_the_whole_is_still_everything(world: World) -> None:
    looked = Looked(WHOLE, By.ENTITY, OWN, EVERYBODY)
    found = compare(world.desk, boss(world), looked)
    assert found is not None
    everything = read(world.desk, boss(world), Question(WHOLE, By.SERVICE, OWN, EVERYBODY)).total
    assert found.total.counts == everything.counts
    assert found.now.total.counts.served == 0
    one = next(line.key for line in found.now.lines if isinstance(line.key, UUID))
    only = Filter(entities=frozenset({one}))
    narrowed = compare(world.desk, boss(world), replace(looked, only=only))
    assert narrowed is not None
    assert narrowed.total == narrowed.now.total


def test_what_is_seen_is_saved(desk: Desk, office: SmallOffice, tmp_path: Path) -> None:
    class Own(OwnFiles):
        def hand_out_by(self, name: str, write: Callable[[BinaryIO], None]) -> Path:
            with (tmp_path / name).open("wb") as out:
                write(out)
            return tmp_path / name

    table = OutTable("Cifras", (OutColumn("Cifra"),), [("Turnos",)])
    to = TableFiles(SheetWriter(), Own())
    made = save_seen(
        desk, office.actor("supervisor-1"), to, TableFormat.CSV, "estadisticas", [table]
    )
    assert "Turnos" in made.read_text("utf-8-sig")

"""Every figure is what a walk over the log counts, on random days."""

import random
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import cases, catalogue_admin, reception
from desktop.usecases.desk import Desk
from desktop.usecases.figures.records import counted
from desktop.usecases.figures.upkeep import bring_up_to_date
from domain.figures.facts import COUNTED, OF_ENTITIES, Fact, FactKey
from domain.ports import UnitOfWork
from tests.office import CHEAP, KEY, FakeClock, SmallOffice, open_small_office
from tests.usecases.casework import a_person, an_entity
from tests.usecases.figures.playing import Play
from tests.usecases.figures.witness import Line, Witness

EVER = date(2000, 1, 1), date(2100, 1, 1)


def begun(desk: Desk, office: SmallOffice, seed: int) -> Play:
    """Return what plays in an office, from the Thursday before Christmas on."""
    catalogue_admin.keep_shipped(desk)
    clock = desk.clock
    assert isinstance(clock, FakeClock)
    clock.set(datetime(2026, 12, 24, 13, tzinfo=UTC))
    other = reception.register_entity(
        desk, office.actor("recepcion-1"), "1768152560001", "=Otra & Cía", "99"
    )
    entities = (an_entity(desk, office), other)
    return Play(desk, office, clock, random.Random(seed), a_person(desk, office), entities)


def played(play: Play, days: int, acts: int) -> None:
    """Play random days; count now and then, and all of it two months later."""
    clerk, chance = play.office.actor("asesor-1"), play.chance
    for _ in range(days):
        play.day(acts, close=chance.random() < 0.8)
        if chance.random() < 0.5:
            bring_up_to_date(play.desk, clerk, most=chance.choice((1, 20)))
        play.clock.go(days=chance.choice((0, 0, 1, 9)))
    play.clock.go(days=20)
    cases.lapse_overdue(play.desk, play.office.actor("supervisor-1"))
    play.clock.go(days=42)
    while bring_up_to_date(play.desk, clerk, most=3).left:
        pass


def witnessed(unit: UnitOfWork, office: SmallOffice, play: Play) -> Witness:
    """Return what a walk over the log counts."""
    numbers = {counter.id: counter.number for counter in office.counters.values()}
    witness = Witness(office.office, numbers, play.clocks)
    for operation in unit.log.all():
        witness.hear(operation)
    witness.finish()
    return witness


def kept_lines(unit: UnitOfWork) -> tuple[Counter[Line], Counter[tuple[Line, int]]]:
    """Return what is kept of the days, in the witness's words."""
    lines: Counter[Line] = Counter()
    minutes: Counter[tuple[Line, int]] = Counter()
    for day, fact in unit.figures.days(*EVER):
        key = fact.key
        where = (key.service, key.channel, key.counter, key.staff)
        for name in COUNTED:
            lines[day, name, *where] += getattr(fact.counts, name)
        for name, histogram in (("wait", fact.waits), ("attention", fact.attentions)):
            for taken, count in histogram:
                minutes[(day, name, *where), taken] += count
    return lines, minutes


@settings(max_examples=3, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(seed=st.integers(0, 10**6), days=st.integers(1, 3), acts=st.integers(5, 120))
@example(seed=16, days=4, acts=150)
@example(seed=27, days=2, acts=150)
def test_every_figure_is_what_the_log_tells(seed: int, days: int, acts: int) -> None:
    with TemporaryDirectory(prefix="ventanilla-figures-") as folder:
        engine = open_engine(Path(folder) / "ventanilla.db", KEY)
        metadata.create_all(engine)
        desk = Desk(SqlUnits(engine, "PC-PRUEBA"), catalogues(), FakeClock(), CHEAP)
        office = open_small_office(desk.units)
        play = begun(desk, office, seed)
        played(play, days, acts)
        agree(play)
        engine.dispose()


@pytest.mark.parametrize("seed", [4, 29])
def test_whatever_the_clock_does_what_is_kept_is_what_is_counted_now(
    desk: Desk, office: SmallOffice, clock: FakeClock, seed: int
) -> None:
    """Set back and ahead by up to a month in the middle of days: nothing is passed over."""
    play, clerk = begun(desk, office, seed), office.actor("asesor-1")
    for _ in range(3):
        for _ in range(8):
            play.day(8, close=False)
            clock.go(minutes=play.chance.choice((-50_000, -3_000, -300, 300, 3_000, 50_000)))
            bring_up_to_date(desk, clerk, most=2)
        play.day(8)
    clock.go(days=400)
    while bring_up_to_date(desk, clerk).left:
        pass
    with desk.units.read() as unit:
        here = unit.offices.office()
        kept: dict[date, dict[FactKey, Fact]] = {}
        for day, fact in unit.figures.days(*EVER):
            kept.setdefault(day, {})[fact.key] = fact
        assert len(kept) > 5
        for day, facts in kept.items():
            assert facts == {fact.key: fact for fact in counted(unit, here, day).facts}, day
        assert sum(fact.counts.issued for one in kept.values() for fact in one.values()) == sum(
            operation.type == "ticket_issued" for operation in unit.log.all()
        )


def agree(play: Play) -> Witness:
    """Insist that what is kept is what the log tells; return what counted it."""
    with play.desk.units.read() as unit:
        witness = witnessed(unit, play.office, play)
        lines, minutes = kept_lines(unit)
        assert +lines == +witness.lines
        assert minutes == witness.minutes
        _same_ranked(unit, witness)
        _same_entities(unit, witness)
        _same_months(unit, play.office, lines)
        _same_closed_days(unit, lines)
    return witness


def _same_ranked(unit: UnitOfWork, witness: Witness) -> None:
    told: Counter[tuple[str, int, str]] = Counter()
    for (_, what, service, key), count in witness.ranked.items():
        told[what, service, key] += count
    assert {(r.what, r.service, r.key): r.count for r in unit.figures.ranked(*EVER)} == told


def _same_entities(unit: UnitOfWork, witness: Witness) -> None:
    for month in {day.replace(day=1) for day, _, _, _ in witness.entities}:
        kept = Counter(
            {
                (month, one.entity_id, one.service, name): getattr(one, name)
                for one in unit.figures.entity_months(month, month)
                for name in OF_ENTITIES
            }
        )
        told = {key: count for key, count in witness.entities.items() if key[0] == month}
        assert +kept == told


def _same_months(unit: UnitOfWork, office: SmallOffice, lines: Counter[Line]) -> None:
    """What is kept of months is the sum of their days."""
    summed: Counter[tuple[date, str]] = Counter()
    for (day, name, *_), count in lines.items():
        summed[day.replace(day=1), name] += count
    kept: Counter[tuple[date, str]] = Counter()
    for month, fact in unit.figures.month_sums(office.office.id, *EVER, frozenset(), dated=True):
        assert month is not None
        for name in COUNTED:
            kept[month, name] += getattr(fact.counts, name)
    assert +kept == +summed


def _same_closed_days(unit: UnitOfWork, lines: Counter[Line]) -> None:
    """What was kept of a closed day is what is counted of it."""
    by_day: Counter[tuple[date, str]] = Counter()
    for (day, name, *_), count in lines.items():
        by_day[day, name] += count
    for closed in unit.closed_days.last(EVER[1], 99):
        figures = closed.figures
        for name, kept in (
            ("issued", figures.issued),
            ("served", figures.served),
            ("cancelled", figures.cancelled),
            ("expired", figures.expired),
            ("no_shows", figures.no_shows),
            ("rejoined", figures.rejoined),
            ("out_of_turn", figures.out_of_turn_calls),
        ):
            assert by_day[closed.day, name] == kept, (closed.day, name)

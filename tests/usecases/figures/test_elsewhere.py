"""Other offices' figures as they are kept: whole or not at all, and marked where they lack."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from desktop.ports import OfficeSeen
from desktop.ports.other_figures import FiguresTold
from desktop.usecases.desk import Desk
from desktop.usecases.figures import elsewhere
from desktop.usecases.figures.elsewhere import NotUnderstood, fetch_figures
from desktop.usecases.figures.reading import read
from domain.errors import KnownError
from domain.exchange import RowImage
from domain.figures.facts import COUNTED
from domain.figures.periods import Period
from domain.figures.statistics import ALL, By, Question, Scope
from domain.ports.known_figures import NOT_WHOLE, OfficeTold
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice

GUAYAQUIL, CUENCA, ANA = (UUID(int=number) for number in (7, 8, 9))
TODAY = date(2026, 12, 4)
DAY = timedelta(days=1)


def row(day: date, issued: int = 1, service: int = 6, **more: Any) -> RowImage:
    """A row of what was counted, as the centre gives it."""
    values: dict[str, Any] = {
        "day": day.isoformat(),
        "service": service,
        "channel": "in_person",
        "counter": 0,
        "staff": "",
        **dict.fromkeys(COUNTED, 0),
        "issued": issued,
        "waits": "",
        "attentions": "",
        "of_a_later_program": 3,
    } | more
    key = "|".join(str(values[name]) for name in ("day", "service", "channel", "counter", "staff"))
    return RowImage("figure_day", key, {k: v for k, v in values.items() if v is not None})


def ranked(day: date, count: int = 2) -> RowImage:
    values: dict[str, Any] = {
        "day": day.isoformat(),
        "what": "topic",
        "service": 6,
        "key": "clave|a",
    }
    return RowImage("figure_ranked", "|".join(map(str, values.values())), values | {"count": count})


def gone(image: RowImage) -> RowImage:
    return replace(image, row=None)


class ACentre:
    """A centre that has what the test gives it."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.offices: dict[UUID, OfficeSeen] = {}
        self.told: dict[UUID, FiguresTold | KnownError] = {}
        self.asked: list[tuple[UUID, int, int]] = []

    def has(
        self, office: UUID, rows: Sequence[RowImage], *, since: int = 0, **more: Any
    ) -> "ACentre":
        """Have an office's rows, and answer with them."""
        name = {GUAYAQUIL: "Guayaquil", CUENCA: "Cuenca"}[office]
        minute = timedelta(minutes=1)
        self.offices[office] = OfficeSeen(office, name.upper(), name, 9, self.clock.now(), minute)
        values: dict[str, Any] = {
            "rows": rows,
            "whole": not since,
            "head": 9,
            "epoch": 1,
            "count": len(rows),
            "due": 0,
            "names": {ANA: "Ana Alcívar"},
        } | more
        self.told[office] = FiguresTold(**values)
        return self

    def seen(self, day: date) -> Sequence[OfficeSeen]:
        return list(self.offices.values())

    def figures(self, office_id: UUID, since: int, epoch: int) -> FiguresTold:
        self.asked.append((office_id, since, epoch))
        found = self.told[office_id]
        if isinstance(found, KnownError):
            raise found
        return found

    def close(self) -> None:
        """Nothing is ever under way."""


@pytest.fixture
def centre(clock: FakeClock) -> ACentre:
    return ACentre(clock)


@pytest.fixture
def sara(office: SmallOffice) -> Actor:
    return office.actor("supervisor-1")


def kept(desk: Desk, office: UUID = GUAYAQUIL) -> OfficeTold:
    with desk.units.read() as unit:
        found = unit.known_figures.office(office)
    assert found is not None
    return found


def issued(desk: Desk, sara: Actor, since: date, until: date = TODAY - DAY) -> int:
    question = Question(Period(since, until), By.OFFICE, Scope(GUAYAQUIL))
    return read(desk, sara, question).total.counts.issued


def missing(desk: Desk, sara: Actor, since: date, until: date = TODAY) -> list[date]:
    found = read(desk, sara, Question(Period(since, until), By.OFFICE, ALL)).gaps
    return [day for gap in found for day in gap.days]


def test_what_is_told_is_kept_and_only_what_changed_is_asked_for(
    desk: Desk, sara: Actor, centre: ACentre, clock: FakeClock
) -> None:
    thursday, wednesday = TODAY - DAY, TODAY - 2 * DAY
    first = [row(thursday, 5, waits="3:4 12:1"), row(wednesday, 2), ranked(thursday)]
    fetched = fetch_figures(desk, sara, centre.has(GUAYAQUIL, first))
    assert (fetched.offices, fetched.changed, fetched.ahead, fetched.troubles) == (
        1,
        ("Guayaquil",),
        (),
        (),
    )
    found = kept(desk)
    assert (found.first_day, found.last_day, found.head, found.due) == (wednesday, thursday, 9, 0)
    assert found.heard_at == clock.now() - timedelta(minutes=1)
    assert found.names == {ANA: "Ana Alcívar"}
    assert issued(desk, sara, wednesday) == 7
    assert missing(desk, sara, wednesday) == [TODAY]

    later = [gone(row(wednesday)), row(thursday, 6), gone(ranked(thursday))]
    clock.go(minutes=10)
    centre.has(GUAYAQUIL, later, since=9, head=12, count=1)
    assert fetch_figures(desk, sara, centre).changed == ("Guayaquil",)
    assert centre.asked == [(GUAYAQUIL, 0, 0), (GUAYAQUIL, 9, 1)]
    assert issued(desk, sara, wednesday) == 6
    centre.has(GUAYAQUIL, [row(thursday, 6)], since=12, head=12, count=1)
    assert fetch_figures(desk, sara, centre).changed == ()
    assert kept(desk).heard_at == clock.now() - timedelta(minutes=1)


def test_an_office_that_never_sent_anything_is_missing(
    desk: Desk, sara: Actor, centre: ACentre
) -> None:
    centre.has(GUAYAQUIL, [])
    nothing = replace(centre.offices[GUAYAQUIL], as_of=None, age=None)
    centre.offices[GUAYAQUIL] = nothing
    assert fetch_figures(desk, sara, centre).changed == ()
    assert (centre.asked, kept(desk).heard_at) == ([], None)
    assert missing(desk, sara, TODAY - DAY, TODAY - DAY) == [TODAY - DAY]


def test_an_office_of_the_program_before_has_nothing_counted(
    desk: Desk, sara: Actor, centre: ACentre
) -> None:
    assert fetch_figures(desk, sara, centre.has(GUAYAQUIL, [])).troubles == ()
    assert missing(desk, sara, TODAY - DAY, TODAY - DAY) == [TODAY - DAY]


def test_what_the_office_has_still_to_count_is_missing_before_its_first_day(
    desk: Desk, sara: Actor, centre: ACentre
) -> None:
    fetch_figures(desk, sara, centre.has(GUAYAQUIL, [row(TODAY - DAY)], due=3))
    assert missing(desk, sara, TODAY - 3 * DAY, TODAY - DAY) == [TODAY - 3 * DAY, TODAY - 2 * DAY]


BAD = {
    "a column is missing": row(TODAY - DAY, calls=None),
    "less than nothing": row(TODAY - DAY, -1),
    "no number": row(TODAY - DAY, served="x"),
    "minutes": row(TODAY - DAY, waits="3:x"),
    "nobody": row(TODAY - DAY, staff="x|"),
    "a day long past": row(date(1999, 1, 1)),
    "another's key": replace(row(TODAY - DAY), key=row(TODAY).key),
    "no key": replace(row(TODAY - DAY), key="x"),
    "another table": replace(row(TODAY - DAY), table="person"),
    "negative count": ranked(TODAY - DAY, -2),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_understood_changes_nothing(
    desk: Desk, sara: Actor, centre: ACentre, bad: str
) -> None:
    fetch_figures(desk, sara, centre.has(GUAYAQUIL, [row(TODAY - DAY, 4)]))
    before = kept(desk)
    centre.has(GUAYAQUIL, [row(TODAY - 2 * DAY), BAD[bad]], since=9, head=10, count=None)
    ((name, trouble),) = fetch_figures(desk, sara, centre).troubles
    assert (name, type(trouble)) == ("Guayaquil", NotUnderstood)
    assert kept(desk) == before
    assert issued(desk, sara, TODAY - 3 * DAY) == 4


def test_one_office_in_trouble_spoils_no_other(desk: Desk, sara: Actor, centre: ACentre) -> None:
    centre.has(CUENCA, []).has(GUAYAQUIL, [row(TODAY - DAY)])
    centre.told[CUENCA] = KnownError("Sin red.")
    fetched = fetch_figures(desk, sara, centre)
    assert [name for name, _ in fetched.troubles] == ["Cuenca"]
    assert fetched.changed == ("Guayaquil",)
    assert kept(desk, CUENCA).head == NOT_WHOLE


def test_rows_that_went_astray_are_fetched_again_from_the_beginning(
    desk: Desk, sara: Actor, centre: ACentre
) -> None:
    whole = [row(TODAY - DAY), row(TODAY - 2 * DAY)]
    fetch_figures(desk, sara, centre.has(GUAYAQUIL, whole[:1]))
    told = FiguresTold([], whole=False, head=11, epoch=1, count=2, due=0, names={})
    answers = [told, replace(told, rows=whole, whole=True)]
    centre.has(GUAYAQUIL, whole)

    def one_after_the_other(office_id: UUID, since: int, epoch: int) -> FiguresTold:
        centre.asked.append((office_id, since, epoch))
        return answers.pop(0)

    centre.figures = one_after_the_other  # type: ignore[method-assign]
    assert fetch_figures(desk, sara, centre).troubles == ()
    assert centre.asked[1:] == [(GUAYAQUIL, 9, 1), (GUAYAQUIL, 0, 1)]
    assert issued(desk, sara, TODAY - 3 * DAY) == 2

    other = replace(told, count=5)
    answers = [other, replace(other, whole=True)]
    ((_, trouble),) = fetch_figures(desk, sara, centre).troubles
    assert isinstance(trouble, NotUnderstood)
    assert issued(desk, sara, TODAY - 3 * DAY) == 2  # nothing of it was kept


def test_years_come_in_parts_and_are_missing_until_the_last(
    desk: Desk, sara: Actor, centre: ACentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "AT_ONCE", 3)
    days = [TODAY - number * DAY for number in range(1, 41)]
    rows = [row(one, service=service) for one in days for service in (2, 6)]
    # The process dies, as it were, in the third part: what is here is marked.
    centre.has(GUAYAQUIL, [*rows[:10], replace(rows[10], row={}), *rows[11:]])
    ((_, trouble),) = fetch_figures(desk, sara, centre).troubles
    assert isinstance(trouble, NotUnderstood)
    found = kept(desk)
    assert (found.head, found.due, found.last_day) == (NOT_WHOLE, 1, TODAY - DAY)
    assert found.first_day == TODAY - 4 * DAY
    assert TODAY - 8 * DAY in missing(desk, sara, TODAY - 8 * DAY, TODAY - DAY)

    assert fetch_figures(desk, sara, centre.has(GUAYAQUIL, rows)).troubles == ()
    assert centre.asked[-1] == (GUAYAQUIL, 0, 1)
    assert missing(desk, sara, days[-1], TODAY - DAY) == []
    assert issued(desk, sara, days[-1]) == 80
    with desk.units.read() as unit:
        months = unit.figures.months_summed(GUAYAQUIL, date(2026, 1, 1), TODAY)
        summed = unit.figures.month_sums(GUAYAQUIL, date(2026, 11, 1), TODAY, frozenset())
    assert months == {date(2026, 10, 1), date(2026, 11, 1)}
    assert [fact.counts.issued for _, fact in summed] == [60]


def test_a_clock_that_runs_ahead_is_told_and_hides_nothing(
    desk: Desk, sara: Actor, centre: ACentre
) -> None:
    rows = [row(TODAY - DAY), row(TODAY + 30 * DAY)]
    assert fetch_figures(desk, sara, centre.has(GUAYAQUIL, rows)).ahead == ("Guayaquil",)
    assert missing(desk, sara, TODAY - DAY) == [TODAY]


def test_somebody_who_was_quicker_is_not_undone(desk: Desk, sara: Actor, centre: ACentre) -> None:
    centre.has(GUAYAQUIL, [row(TODAY - DAY, 4)])
    plain = centre.figures

    def meanwhile(office_id: UUID, since: int, epoch: int) -> FiguresTold:
        centre.figures = plain  # type: ignore[method-assign]
        fetch_figures(desk, sara, centre)
        return plain(office_id, since, epoch)

    centre.figures = meanwhile  # type: ignore[method-assign]
    assert fetch_figures(desk, sara, centre).troubles == ()
    assert issued(desk, sara, TODAY - DAY) == 4

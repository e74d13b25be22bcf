"""What lines are called where this office does not know their names."""

from datetime import date, timedelta
from uuid import UUID

from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from desktop.usecases.figures.elsewhere import fetch_figures
from desktop.usecases.figures.ranking import rank
from desktop.usecases.figures.reading import read
from domain.exchange import RowImage
from domain.figures.facts import DayFacts, Ranked
from domain.figures.periods import Period, day_of
from domain.figures.rankings import RankBy, RankQuestion
from domain.figures.statistics import ALL, By, Question, Scope
from tests.office import FakeClock, SmallOffice
from tests.usecases.figures.test_elsewhere import ANA, GUAYAQUIL, ACentre, row

YESTERDAY = date(2026, 12, 3)


def of_kind(what: str, key: str, service: int = 1) -> RowImage:
    values: dict[str, str | int] = {
        "day": YESTERDAY.isoformat(),
        "what": what,
        "service": service,
        "key": key,
    }
    return RowImage("figure_ranked", "|".join(map(str, values.values())), values | {"count": 2})


def test_other_offices_are_named_as_they_name_themselves(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    sara = office.actor("supervisor-1")
    stranger = UUID(int=77)
    rows = [
        row(YESTERDAY, 1, staff=str(ANA)),
        row(YESTERDAY, 2, service=99, staff=str(stranger), channel="fax"),
        of_kind("fault", "5|missing||41"),
        of_kind("fault", "1|rejected|x|9", service=99),
        of_kind("topic", "unheard-of"),
        of_kind("solution", "S-0042"),
        of_kind("solution", "dicho"),
    ]
    fetch_figures(desk, sara, ACentre(clock).has(GUAYAQUIL, rows))

    def labels(by: By, scope: Scope = ALL) -> list[str]:
        question = Question(Period(YESTERDAY, YESTERDAY + timedelta(days=3)), by, scope)
        return [line.label for line in read(desk, sara, question).lines]

    assert labels(By.OFFICE) == ["Guayaquil"]
    assert labels(By.OFFICE, Scope(GUAYAQUIL)) == ["Guayaquil"]
    assert labels(By.OFFICE, Scope(UUID(int=1234))) == []
    assert labels(By.SPECIALIST) == ["00000000", "Ana Alcívar"]
    assert labels(By.SERVICE)[-1] == "Servicio 99"
    assert "Fax" in labels(By.CHANNEL)

    def ranked(by: RankBy) -> list[str]:
        return [
            line.label for line in rank(desk, sara, RankQuestion(day_of(YESTERDAY), by, ALL)).lines
        ]

    known = desk.catalogue.service(1).requirement(5)
    assert known is not None
    assert sorted(ranked(RankBy.REQUIREMENT)) == sorted([known.short_name, "Requisito 1"])
    assert sorted(ranked(RankBy.REASON)) == ["Motivo «x»", "No se presentó"]
    assert ranked(RankBy.TOPIC) == ["Tema «unheard-of»"]
    assert ranked(RankBy.SOLUTION) == ["dicho", "S-0042"]
    only_theirs = RankQuestion(day_of(YESTERDAY), RankBy.TOPIC, Scope(GUAYAQUIL))
    assert rank(desk, sara, only_theirs).total == 2


def test_a_version_that_is_not_on_file_leaves_the_number(desk: Desk, office: SmallOffice) -> None:
    keep_shipped(desk)
    with desk.units.write() as unit:
        unit.figures.put_day(DayFacts(YESTERDAY, (), (Ranked("fault", 1, "5|missing||88", 3),)))
        unit.log.append("x", office.office.id, 1, "x", {}, actor_id=None, at=desk.clock.now())
    question = RankQuestion(day_of(YESTERDAY), RankBy.REQUIREMENT)
    (line,) = rank(desk, office.actor("supervisor-1"), question).lines
    assert (line.label, line.count) == ("Requisito 5", 3)

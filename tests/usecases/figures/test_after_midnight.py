"""A case closed after midnight: the day of the office still goes on, that of the law is the next."""

from datetime import UTC, date, datetime

from desktop.usecases.desk import Desk
from tests.office import FakeClock, SmallOffice
from tests.usecases.figures.test_figures import by_phone, counts, kept

FRIDAY, SATURDAY, SUNDAY = (date(2026, 12, day) for day in (4, 5, 6))


def test_both_days_are_counted(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    by_phone(desk, office)
    clock.go(days=1)
    assert kept(desk, office).counted == (FRIDAY,)
    clock.set(datetime(2026, 12, 6, 7, tzinfo=UTC))  # Sunday, 02:00 in Quito
    by_phone(desk, office)
    clock.go(days=2)
    assert kept(desk, office).counted == (SUNDAY, SATURDAY)
    saturday, sunday = counts(desk, office, SATURDAY), counts(desk, office, SUNDAY)
    assert (saturday.opened, saturday.answered, saturday.closed) == (1, 1, 0)
    assert (sunday.opened, sunday.answered, sunday.closed) == (0, 0, 1)

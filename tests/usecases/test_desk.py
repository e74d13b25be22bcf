"""What every use case begins with."""

from datetime import UTC, timedelta

from desktop.usecases.desk import SystemClock


def test_the_computers_clock_tells_universal_time() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert SystemClock().now() - now < timedelta(minutes=1)

"""Column types shared by all tables."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC: microseconds since 1970 on SQLite, ``timestamptz`` elsewhere.

    SQLite has no type for it; an integer keeps it exact, small and in order.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column type of ``dialect``."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Turn a moment into what the driver stores."""
        if value is None or dialect.name != "sqlite":
            return value
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Turn what the driver gives into a moment in UTC."""
        if value is None:
            return None
        if dialect.name != "sqlite":
            moment: datetime = value
            return moment.astimezone(UTC)
        return _EPOCH + int(value) * _MICROSECOND


class Numbers(TypeDecorator[tuple[int, ...]]):
    """A short list of service numbers, in its order: ``6,5``."""

    impl = String(200)
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> str | None:
        """Turn the numbers into text."""
        return None if value is None else ",".join(map(str, value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[int, ...]:
        """Turn the text into numbers."""
        return tuple(map(int, value.split(","))) if value else ()
